"""A stated count of things against the list that follows it: 三个方面：一是…二是…三是…"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from extractors.checks.prose_figures import Prose, is_exact
from extractors.checks.prose_results import doubts_in, failed, passed, places_of
from schemas.checks import CHECKS
from schemas.checks.prose import COUNTED_THINGS
from schemas.records import Check, Quantity

CODE = "narrative_count"

NUMERALS = "一二三四五六七八九十"
MOST = 20
LONGEST_LEAD = 40
"""So far behind its count may a list begin."""
LONGEST_LIST = 6000

THING = re.compile(rf"[^，。；：、\d]{{0,10}}?(?:{'|'.join(COUNTED_THINGS)})")
"""Behind a figure: what is counted."""

MARK_STYLES: tuple[re.Pattern[str], ...] = (
    re.compile(r"(?:^|(?<=[。；：，,;:\s]))(?P<chinese>[一二三四五六七八九十]{1,2})(?:是|要)"),
    re.compile(r"(?:^|(?<=[。；：，,;:\s]))第(?P<chinese>[一二三四五六七八九十]{1,2})[，,、]"),
    re.compile(r"[（(](?P<chinese>[一二三四五六七八九十]{1,2})[）)]"),
    re.compile(r"[（(](?P<arabic>\d{1,2})[）)]"),
    re.compile(r"(?:^|(?<=[。；：\s]))(?P<arabic>\d{1,2})[.．、](?!\d)"),
)
"""Marks of lists, a style each: 一是, 第一，, （一）, （1）, 1."""

BEFORE_LIST = re.compile(r"[^。：:\n]*[。：:]?\s*")
"""Between a count and its list: no more than the rest of the sentence."""

_ITEM = r"[^、。；：，:;,\n（）()\d]"
_ITEMS = rf"{_ITEM}{{1,30}} (?: 、 {_ITEM}{{1,30}} ){{1,{MOST}}}"
BY_COMMAS = re.compile(rf"{_ITEM}{{0,12}} [：:] (?P<items>{_ITEMS}) [。；]", re.VERBOSE)
"""A list parted by 、 alone: 当面、邮寄、网络、传真。"""
JOINTS = ("以及", "和", "及", "与")
AND_SO_ON = "等"


def check_count(prose: Prose, after: Callable[[], str]) -> list[Check]:
    """Check the counts of a paragraph; `after` gives the section's text behind the paragraph."""
    found = []
    for quantity in prose.quantities:
        if not _counts_things(prose, quantity):
            continue
        check = _by_marks(prose, quantity, after) or _by_commas(prose, quantity)
        if check is not None:
            found.append(check)
    return found


def _counts_things(prose: Prose, quantity: Quantity) -> bool:
    if quantity.kind != "count" or not is_exact(quantity) or quantity.value is None:
        return False
    if quantity.value % 1 or not 1 < quantity.value <= MOST:
        return False
    unit_at = quantity.end - len(quantity.unit or "")
    return THING.match(prose.text, unit_at, quantity.end + LONGEST_LEAD) is not None


def _number(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("arabic"):
        return int(groups["arabic"])
    text = groups["chinese"] or ""
    if len(text) == 1:
        return NUMERALS.index(text) + 1
    return 10 + NUMERALS.index(text[1]) + 1 if text[0] == "十" else 0


def _by_marks(prose: Prose, quantity: Quantity, after: Callable[[], str]) -> Check | None:
    text = prose.text[quantity.end : quantity.end + LONGEST_LIST]
    if len(text) < LONGEST_LIST:
        text = (text + "\n" + after())[:LONGEST_LIST]
    lead = BEFORE_LIST.match(text)
    start = lead.end() if lead else 0
    if start > LONGEST_LEAD:
        return None
    for style in MARK_STYLES:
        if style.match(text, start) is not None:
            marks = list(style.finditer(text, start))
            numbers = _in_order([_number(mark) for mark in marks])
            return _compare(prose, quantity, numbers, [mark[0] for mark in marks[:numbers]])
    return None


def _in_order(numbers: Sequence[int]) -> int:
    """Return how long the list is whose marks start with 1; 0 where their order is odd."""
    if not numbers or numbers[0] != 1:
        return 0
    for count, (one, other) in enumerate(pairwise(numbers), 1):
        if other == one + 1:
            continue
        return count if other == 1 else 0
    return len(numbers)


def _by_commas(prose: Prose, quantity: Quantity) -> Check | None:
    thing = THING.match(prose.text, quantity.end - len(quantity.unit or ""))
    listed = BY_COMMAS.match(prose.text, thing.end()) if thing else None
    if listed is None or AND_SO_ON in listed["items"]:
        return None
    items = listed["items"].split("、")
    joined = any(joint in items[-1][1:-1] for joint in JOINTS)
    if joined and quantity.value == len(items) + 1:
        return _compare(prose, quantity, len(items) + 1, items)
    return _compare(prose, quantity, len(items), items)


def _compare(prose: Prose, quantity: Quantity, count: int, items: Sequence[str]) -> Check | None:
    if count < 2 or quantity.value is None:
        return None
    places = [*places_of([quantity])]
    if quantity.value == count:
        return passed(CODE, places)
    message = CHECKS[CODE].message.format(
        name=_name(prose, quantity),
        reported=f"{quantity.value}",
        expected=count,
        listed="、".join((items[0], "…", items[-1]) if len(items) > 2 else items),
    )
    return failed(
        CODE,
        message,
        places,
        reported=Fraction(quantity.value),
        expected=Fraction(count),
        doubts=doubts_in([quantity]),
    )


def _name(prose: Prose, quantity: Quantity) -> str:
    """Return a count with what it counts: 三个方面."""
    thing = THING.match(prose.text, quantity.end)
    return quantity.surface + (thing[0] if thing else "")
