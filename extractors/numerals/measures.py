"""What a numeral counts: the measure word or unit that stands right behind it.

Known words are looked up in `schemas.measures`, the longest first. A measure word that is not
there is found by rule: one character behind the number, which is no function word, and
behind which the thing counted or a boundary follows (四十余 场 培训, 12 箱。).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from extractors.numerals.cardinals import CHARACTERS
from schemas.measures import (
    DURATION_UNITS,
    MEASURE_WORDS,
    MONEY_UNITS,
    MULTIPLE_UNITS,
    NO_MEASURE,
    NOT_BEFORE,
    PERCENT_SIGNS,
    PERCENTAGE_POINTS,
)

UnitKind = Literal[
    "count", "duration", "money", "multiple", "percent", "percentage_point", "tenths"
]


class Unit(NamedTuple):
    """A unit that ends at text[:end]."""

    end: int
    name: str
    kind: UnitKind
    listed: bool = True
    """Found in the list, not by rule."""


class _Entry(NamedTuple):
    word: str
    name: str
    kind: UnitKind
    not_before: re.Pattern[str] | None


def _entries() -> dict[str, list[_Entry]]:
    """Return all known words by first character, longer ones first."""
    kinds: dict[str, tuple[str, UnitKind]] = {word: (word, "count") for word in MEASURE_WORDS}
    kinds |= {word: (name, "duration") for word, name in DURATION_UNITS.items()}
    kinds |= {word: (word, "money") for word in MONEY_UNITS}
    kinds |= {word: (word, "multiple") for word in MULTIPLE_UNITS}
    kinds |= dict.fromkeys(PERCENT_SIGNS, ("%", "percent"))
    kinds |= {word: (word, "percentage_point") for word in PERCENTAGE_POINTS}
    kinds["成"] = ("%", "tenths")
    by_first: dict[str, list[_Entry]] = {}
    for word in sorted(kinds, key=len, reverse=True):
        refused = NOT_BEFORE.get(word)
        pattern = re.compile(refused) if refused else None
        if word.isascii() and word.isalpha():
            pattern = re.compile(r"[A-Za-z]")
        by_first.setdefault(word[0], []).append(_Entry(word, *kinds[word], pattern))
    return by_first


_ENTRIES = _entries()

_NEVER = NO_MEASURE | frozenset(CHARACTERS)
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")


def find_unit(text: str, at: int, *, by_rule: bool = True) -> Unit | None:
    """Return the unit that begins at `at`, or None. `by_rule` allows one not in the list."""
    if at >= len(text):
        return None
    first = text[at]
    entries = _ENTRIES.get(first)
    if entries is not None:
        for word, name, kind, refused in entries:
            if text.startswith(word, at):
                end = at + len(word)
                if refused is None or not refused.match(text, end):
                    return Unit(end, name, kind)
        return None
    if by_rule and first not in _NEVER and _IDEOGRAPH.match(first):
        return Unit(at + 1, first, "count", listed=False)
    return None
