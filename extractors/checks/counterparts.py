"""Which figures of the prose the statutory tables hold as well, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from extractors.checks.prose_figures import Prose, name_of, unit_of
from extractors.narrative.words import simplified
from schemas.checks.prose_and_tables import (
    ABOUT_DISCLOSURE,
    AGENCY_ENDS,
    BEFORE_AGENCY_VERBS,
    COUNTERPARTS,
    GOVERNMENT_NAMES,
    GOVERNMENT_SCOPES,
    MANY_NAMES,
    OWN_NAMES,
    OWN_SCOPES,
    PART_OF_ALL,
    WHOLE_YEAR,
    Counterpart,
)
from schemas.metrics import METRICS
from schemas.records import Quantity
from schemas.units import MONEY_SCALES

JOINTS = re.compile(r"[、和与及]")
COUNT_END = re.compile(r"(?:案件|事项)?(?:数量|总数|数)?(?:均|都|皆)?$")
OF_END = re.compile(r"(?:的|情形|情况)+$")
PERIOD = re.compile(WHOLE_YEAR)
PART = re.compile("|".join(PART_OF_ALL))

OTHER_AGENCY = re.compile(
    rf"""
    (?P<name> [\u4e00-\u9fff]{{1,16}}? (?:{"|".join(AGENCY_ENDS)}) )
    (?: 共 | 新 | 累计 | 全年 | 年内 | 本年度? | 依法 | 各 | 主动 ){{0,3}}
    (?:{"|".join(BEFORE_AGENCY_VERBS)})
    """,
    re.VERBOSE,
)
"""An agency that is said to have received or done what is counted: 市教育局共收到."""
LONGEST_CLAUSE = 60


def _index(words: Callable[[Counterpart], Iterable[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for order, each in enumerate(COUNTERPARTS):
        for word in words(each):
            found.setdefault(word, []).append(order)
    return found


_BY_METRIC = _index(lambda each: each.metrics)
_BY_WORD = _index(lambda each: each.subjects)
_LONGEST = max(map(len, _BY_WORD))
_METRIC_OF = {word: metric.code for metric in METRICS.values() for word in metric.words[::-1]}


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure of the prose, what it is of, and what narrows the comparison.

    `partial`: it counts only some of what the cell counts. `wider`: it is said to be of a
    wider circle than the agency, as these words say: whose report this may or may not be.
    """

    prose: Prose
    quantity: Quantity
    counterpart: Counterpart
    partial: bool
    wider: str
    sure: bool


def claims_of(prose: Prose, agency: str) -> Iterator[Claim]:
    """Yield what a paragraph says that the tables say as well, of the report's year and agency."""
    for quantity in prose.quantities:
        if quantity.role in ("rate", "change") or quantity.value is None:
            continue
        if quantity.reference_year is not None:
            continue
        if quantity.kind not in ("count", "money", "zero_statement"):
            continue
        found = list(_counterparts_of(prose, quantity))
        if not found:
            continue
        clause = clause_of(prose, quantity)
        wider = _wider_circle(simplified(agency), simplified(quantity.scope or ""), clause)
        if wider is None:
            continue
        for counterpart, name in found:
            yield Claim(
                prose,
                quantity,
                counterpart,
                partial=_is_partial(prose, quantity, counterpart, name, clause),
                wider=wider,
                sure=counterpart.sure_beside is None
                or any(word in clause for word in counterpart.sure_beside),
            )


def clause_of(prose: Prose, quantity: Quantity) -> str:
    """Return the words of a figure's clause up to the figure, and the figure's own."""
    before = prose.before(quantity)
    floor = max(0, quantity.start - LONGEST_CLAUSE)
    if before is not None and before.end <= quantity.start:
        floor = max(floor, before.end)
    low = quantity.start
    while low > floor and prose.text[low - 1] not in "。！？\n，；,;":
        low -= 1
    return prose.text[low : quantity.end] + "：" + name_of(quantity)


def _counterparts_of(prose: Prose, quantity: Quantity) -> Iterator[tuple[Counterpart, str]]:
    """Yield what a figure is of, with the name under which it is."""
    subject = OF_END.sub("", name_of(quantity))
    if quantity.value == 0 and JOINTS.search(subject):
        joint = list(_joint(subject))
        if joint:
            yield from joint
            return
    clause = ""
    for order in sorted(_possible(quantity.metric, subject)):
        clause = clause or clause_of(prose, quantity)
        if _fits(COUNTERPARTS[order], prose, quantity, clause):
            yield COUNTERPARTS[order], subject
            return


def _possible(metric: str | None, subject: str) -> set[int]:
    """Return which counterparts a metric or the end of a subject names, by their order."""
    found = set(_BY_METRIC.get(metric or "", ()))
    for length in range(min(len(subject), _LONGEST), 1, -1):
        found.update(_BY_WORD.get(subject[-length:], ()))
    return found


def _joint(subject: str) -> Iterator[tuple[Counterpart, str]]:
    """Yield what is denied together, where all of it is known: 行政复议、行政诉讼均为0件."""
    names = [COUNT_END.sub("", name) for name in JOINTS.split(COUNT_END.sub("", subject))]
    orders = [
        next((order for order in sorted(_possible(_METRIC_OF.get(name), name))
              if not COUNTERPARTS[order].beside), None)
        for name in names
    ]  # fmt: skip
    if None not in orders:
        yield from ((COUNTERPARTS[order], name) for order, name in zip(orders, names, strict=True)
                    if order is not None)  # fmt: skip


def _fits(counterpart: Counterpart, prose: Prose, quantity: Quantity, clause: str) -> bool:
    if quantity.kind != "zero_statement" and quantity.kind != counterpart.kind:
        return False
    if quantity.kind == "money" and unit_of(quantity) not in MONEY_SCALES:
        return False
    if any(word in clause for word in counterpart.unless):
        return False
    if counterpart.beside and not any(word in clause for word in counterpart.beside):
        return False
    if counterpart.table == "proceedings" and not _about_disclosure(prose, quantity):
        return False
    if quantity.metric is not None and quantity.metric in counterpart.metrics:
        return True
    if not counterpart.within and not counterpart.within_words:
        return True
    if counterpart.table == "requests" and prose.section == "requests":
        return True
    return _within(counterpart, prose, quantity)


def _about_disclosure(prose: Prose, quantity: Quantity) -> bool:
    if quantity.value == 0 or prose.section == "proceedings":
        return True
    return any(word in simplified(quantity.sentence) for word in ABOUT_DISCLOSURE)


def _within(counterpart: Counterpart, prose: Prose, quantity: Quantity) -> bool:
    """Return whether a figure's totals, or the figures before it, are what it should be of."""
    above = prose.at.get(quantity.part_of) if quantity.part_of is not None else None
    if above is not None:
        nearest = True
        while above is not None:
            if nearest and any(word in name_of(above) for word in counterpart.within_words):
                return True
            if above.metric in counterpart.within and (nearest or counterpart.table == "requests"):
                return True
            nearest = False
            above = prose.at.get(above.part_of) if above.part_of is not None else None
        return False
    before = prose.since(prose.sentence_start(quantity.start), quantity)
    named = [each for each in before if each.metric is not None]
    return bool(named) and named[-1].metric in counterpart.within


def _is_partial(
    prose: Prose, quantity: Quantity, counterpart: Counterpart, name: str, clause: str
) -> bool:
    if PART.search(PERIOD.sub("", clause)) is not None:
        return True
    if counterpart.plain and name not in counterpart.plain:
        return True
    above = prose.at.get(quantity.part_of) if quantity.part_of is not None else None
    return above is not None and PART.search(PERIOD.sub("", clause_of(prose, above))) is not None


def _wider_circle(agency: str, scope: str, clause: str) -> str | None:
    """Return the words of the wider circle that a figure is of, "" where it is the agency's.

    None where it is another's: a part's of the government, or of an agency named beside it.
    """
    government = agency.endswith(GOVERNMENT_NAMES)
    if scope:
        if scope in OWN_SCOPES and not (government and scope == "本机关"):
            return ""
        return scope if government and scope in GOVERNMENT_SCOPES else None
    named = OTHER_AGENCY.search(clause)
    if named is None or not agency:
        return ""
    name = named["name"]
    if any(each in name for each in OWN_NAMES):
        return ""
    if any(each in name for each in MANY_NAMES):
        return "" if government else name
    return "" if agency.endswith(name[-6:]) or agency in name else None
