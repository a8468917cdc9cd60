"""Which agency of the register a report's name means; none where it might be two.

Every agency answers to several spellings: its names in full, with the places in front left
out from the left (湖北省武汉市江岸区教育局, 江岸区教育局), without 市 and 县 (武汉教育局),
with its level alone (市教育局), and as the bare body (教育局), all in short forms. A name
that is a spelling of one agency means it; of two, neither. Nothing is told by likeness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from extractors.register.names import OTHER_NAME, Name, key, plain, short, split, stem
from schemas.agencies import GOVERNMENT, PROVINCES, Agency

How = Literal["name", "alias", "former", "short", "unknown", "ambiguous"]

MIN_BARE_BODY = 3
"""Characters of a body that may stand for its agency without a place: 教育局, but not 政府."""
MAX_CANDIDATES = 5
_GOVERNMENT_BODY = short(GOVERNMENT)


@dataclass(frozen=True, slots=True)
class Match:
    """What a name means. `agency` is None where it is unknown, or ambiguous.

    `candidates` are the agencies that an ambiguous name could mean, and those that an unknown
    one resembles: for a person to decide.
    """

    name: str
    agency: Agency | None
    how: How
    candidates: tuple[Agency, ...] = ()


@dataclass(frozen=True, slots=True)
class _Spelling:
    text: str
    how: How
    loose: bool
    """Of such, only when nothing better is found: the place's name is left out."""


class Register:
    """The agencies, and all their spellings."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.agencies = tuple(agencies)
        self._by_name = {plain(agency.name): agency for agency in self.agencies}
        self._renamed = self._renamed_places()
        self._close: defaultdict[str, dict[str, tuple[Agency, How]]] = defaultdict(dict)
        self._loose: defaultdict[str, dict[str, tuple[Agency, How]]] = defaultdict(dict)
        self._alike: defaultdict[tuple[str, str], dict[str, Agency]] = defaultdict(dict)
        for agency in self.agencies:
            for spelling in self._spellings(agency):
                into = self._loose if spelling.loose else self._close
                into[spelling.text].setdefault(agency.name, (agency, spelling.how))
            for own in (agency.name, *agency.aliases, *agency.former_names):
                name = split(plain(own))
                where = stem(name.places[-1]) if name.places else ""
                self._alike[where, name.body][agency.name] = agency

    def match(self, name: str) -> Match:
        """Tell which agency a name means."""
        text = plain(name)
        if not text:
            return Match(name, None, "unknown")
        found = self._look_up(name, text)
        other = OTHER_NAME.search(text)
        if other is None or found.agency is not None or found.how == "ambiguous":
            return found
        outer = self._look_up(name, text[: other.start()])
        if outer.agency is None:
            return outer
        inner = self._look_up(name, other["inside"])
        if inner.agency not in (None, outer.agency):
            return Match(name, None, "ambiguous", tuple(filter(None, (outer.agency, inner.agency))))
        return outer

    def children(self, parent: str) -> tuple[Agency, ...]:
        """Return the agencies whose report goes to `parent` (a name that is matched itself)."""
        found = self.match(parent).agency
        name = found.name if found else parent
        return tuple(
            agency
            for agency in self.agencies
            if agency.parent and (self._parent_name(agency) == name or agency.parent == parent)
        )

    def _parent_name(self, agency: Agency) -> str:
        above = self._by_name.get(plain(agency.parent))
        return above.name if above else agency.parent

    def _look_up(self, name: str, text: str) -> Match:
        parts = split(text)
        spelling = key("".join(parts.places) + parts.body)
        found = self._close.get(spelling) or self._loose.get(spelling)
        if not found:
            where = stem(parts.places[-1]) if parts.places else ""
            alike = self._alike.get((where, parts.body), {}).values()
            return Match(name, None, "unknown", tuple(alike)[:MAX_CANDIDATES])
        if len(found) > 1:
            several = tuple(agency for agency, _ in found.values())
            return Match(name, None, "ambiguous", several[:MAX_CANDIDATES])
        ((agency, how),) = found.values()
        return Match(name, agency, how)

    # The spellings of an agency

    def _spellings(self, agency: Agency) -> Iterator[_Spelling]:
        above = self._places_above(agency)
        named: list[tuple[str, How]] = [(agency.name, "name")]
        named += [(each, "alias") for each in agency.aliases]
        named += [(each, "former") for each in agency.former_names]
        for own, how in named:
            name = split(plain(own))
            for places in self._chains(above, name.places):
                yield from _of(Name(places, name.body), len(name.places), how)

    def _chains(self, above: tuple[str, ...], own: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Return the places in front of a name, with those that were called otherwise once."""
        full = (*(place for place in above if place not in own), *own)
        yield from product(*((place, *self._renamed.get(place, ())) for place in full))

    def _places_above(self, agency: Agency) -> tuple[str, ...]:
        """Return the places that the agency lies in by its parents and its region's code."""
        places: list[str] = []
        seen = {agency.name}
        parent = agency.parent
        while parent and parent not in seen:
            seen.add(parent)
            above = self._by_name.get(plain(parent))
            name = above.name if above else parent
            places = [p for p in split(plain(name)).places if p not in places] + places
            parent = above.parent if above else ""
        province = PROVINCES.get(agency.region_code[:2])
        if province and province not in places:
            places.insert(0, province)
        return tuple(places)

    def _renamed_places(self) -> dict[str, tuple[str, ...]]:
        """Return what places were called, as the former names of their governments say."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for agency in self.agencies:
            name = split(plain(agency.name))
            for former in agency.former_names:
                old = split(plain(former))
                if name.body == old.body == _GOVERNMENT_BODY and name.places and old.places:
                    found[name.places[-1]].append(old.places[-1])
        return {place: tuple(dict.fromkeys(olds)) for place, olds in found.items()}


def _of(name: Name, own: int, how: How) -> Iterator[_Spelling]:
    """Return the spellings of a name whose last `own` places are its own, the others above it."""
    places, body = name.places, name.body
    for first in range(len(places)):
        kept = places[first:]
        for chosen in product(*(dict.fromkeys((place, stem(place))) for place in kept)):
            whole = chosen == kept and len(kept) >= own
            yield _Spelling(key("".join(chosen) + body), how if whole else _shorter(how), False)
    if not own:
        yield _Spelling(key(body), how, False)
    if places and len(body) >= MIN_BARE_BODY:
        yield _Spelling(key(body), _shorter(how), True)
    if places:
        yield _Spelling(key(places[-1][-1] + body), _shorter(how), True)


def _shorter(how: How) -> How:
    return "short" if how == "name" else how
