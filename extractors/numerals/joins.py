"""Numerals over a wide comma or a space: 1，204 and 12 04, where the context is sure.

A comma may also part two numbers, a space two cells, and a converter leaves either anywhere;
what is not sure stays two numerals.
"""

from __future__ import annotations

import re

from extractors.numerals.digits import BROKEN_POINT, DIGIT, value_of
from extractors.numerals.measures import find_unit
from extractors.numerals.modifiers import MORE
from extractors.numerals.scales import (
    Numeral,
    is_digit,
    read_broken,
    read_numeral,
    read_wide,
    with_letter,
)
from extractors.numerals.signs import skip_space

_LISTING = re.compile(r"分别|依次|各为|[、，,]\ ?\d[\d.]*[，,]?$")
_GROUPS_OF_THREE = re.compile(rf"{DIGIT}{{1,3}}(?:[ \u00a0\u2009\u202f\u3000]{DIGIT}{{3}})+")
_SPACES = frozenset(" \u00a0\u2009\u202f\u3000")
MIXED_SLASH = re.compile(rf"{DIGIT}{{1,6}} {DIGIT}{{1,4}}[/／]{DIGIT}{{1,4}}(?![/／.．]?{DIGIT})")
"""1 1/3: a whole number and a fraction."""
_TORN_ONCE = re.compile(
    rf"{DIGIT}+[ \u00a0\u2009\u202f\u3000]{DIGIT}+(?:[.．]{DIGIT}+)?[万亿萬億]*"
)
_YEAR_NEXT = re.compile(r"[ \u00a0\u2009\u202f\u3000](?:19|20)\d\d[ ]?[年度]")
_BOUNDARY = re.compile(r"\s*(?:$|[，。；：、,.;:!！?？）)】〕”’》」』\n|｜])")


def read_joined(text: str, at: int) -> Numeral | None:
    """Return the numeral at `at`, joined over a wide comma or a space where that is sure."""
    numeral = read_numeral(text, at)
    if numeral is None or numeral.chinese:
        return numeral
    end = numeral.end
    if end >= len(text):
        return numeral
    following = text[end]
    if following == "，" or (following == "," and is_digit(text[end - 1])):
        return _joined_by_comma(text, at, numeral)
    if following in " \u00a0\u2009\u202f\u3000":
        return _joined_by_space(text, at, numeral)
    if following in ".．":
        point = BROKEN_POINT.match(text, at)
        if point:
            return _broken_point(at, point)
    return with_letter(text, numeral)


def _joined_by_comma(text: str, at: int, numeral: Numeral) -> Numeral:
    """Join 1，204 where the groups are of three, a unit follows, and no list is announced.

    Full-width digits or a decimal part behind the groups are enough.
    """
    wide = read_wide(text, at)
    if wide is None or wide.end <= numeral.end:
        return numeral
    surface = text[at : wide.end]
    if "," in surface or "．" in surface or "." in surface or "０" <= surface[0] <= "９":
        return wide
    if _LISTING.search(text[max(0, at - 12) : at]):
        return numeral
    before_comma = text[at - 1] if at else ""
    if before_comma == "之":  # 百分之9，999
        return wide
    return wide if find_unit(text, wide.end, by_rule=False) or at == 0 else numeral


def _joined_by_space(text: str, at: int, numeral: Numeral) -> Numeral:
    """Join 1 204 and 12 04 where a unit follows (or it is all the text), never into a date."""
    mixed = MIXED_SLASH.match(text, at)
    if mixed is not None:
        return numeral  # 1 1/3: `figures` reads it
    broken = read_broken(text, at)
    if broken is None:
        point = BROKEN_POINT.match(text, at)
        return _broken_point(at, point) if point else numeral
    if _YEAR_NEXT.search(text, numeral.end, broken.end + 2):
        return numeral
    in_a_row = at > 1 and text[at - 1] in _SPACES and is_digit(text[at - 2])
    if in_a_row or text[at] in "0０":
        return numeral
    unit_at = broken.end
    if unit_at < len(text) and text[unit_at] in MORE:
        unit_at += 1
    unit = find_unit(text, skip_space(text, unit_at), by_rule=False)
    if unit is not None and unit.kind != "duration":
        return broken
    grouped = _GROUPS_OF_THREE.fullmatch(text, at, broken.end)
    torn_once = _TORN_ONCE.fullmatch(text, at, broken.end)
    if at == 0 and broken.end == len(text) and (grouped or torn_once):
        return broken
    if broken.scale > 1 or (grouped and _is_boundary(text, broken.end)):
        return broken
    return numeral


def _broken_point(at: int, point: re.Match[str]) -> Numeral:
    value = value_of(point[0].replace(" ", ""))
    assert value is not None  # at most 8 digits on either side
    return Numeral(at, point.end(), value, None, False, False, False, 1)


def _is_boundary(text: str, at: int) -> bool:
    return at >= len(text) or _BOUNDARY.match(text, at) is not None
