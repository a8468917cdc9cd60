"""A numeral with what is measured in it: the 余 or 多, the unit, and the 半 behind."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.numerals.measures import Unit, find_unit
from extractors.numerals.modifiers import MORE
from extractors.numerals.scales import Numeral
from extractors.numerals.signs import skip_space

_HALF = re.compile(r"半(?![径徑岛島成数數票价導导途路])")
_TENTHS_NOT = re.compile(r"[立为員员功果效本绩績交都人熟就长長分品型年语像因片批套群双]")


class Measured(NamedTuple):
    """A numeral and its unit, the scale applied or left as `unit` and kind ask."""

    end: int
    numeral: Numeral
    unit: Unit | None
    approximate: bool
    half: bool


def measure(text: str, numeral: Numeral) -> Measured:
    """Return the numeral with 余 or 多, and the unit, behind it."""
    end, approximate = numeral.end, numeral.approximate
    if end < len(text) and text[end] in MORE and _takes_more(text, numeral):
        end, approximate = end + 1, True
    unit_at = skip_space(text, end)
    decimal = numeral.low != int(numeral.low)
    by_rule = not decimal and not numeral.bare and unit_at == end and _plain_enough(numeral)
    unit = find_unit(text, unit_at, by_rule=by_rule)
    if unit is None:
        return Measured(end, numeral, None, approximate, False)
    if unit.kind == "tenths" and (numeral.low > 10 or not _is_tenths(text, unit.end)):
        return Measured(end, numeral, None, approximate, False)
    if unit_at > end and (
        not unit.listed or (unit.kind == "count" and _next_is_sentence(text, unit))
    ):
        return Measured(end, numeral, None, approximate, False)
    unit = _compound(text, unit)
    approximate = approximate or "多" in text[unit_at : unit.end]  # 两个多月
    end = unit.end
    half = False
    if end < len(text) and text[end] == "半" and _HALF.match(text, end) and not decimal:
        half = unit.kind in ("duration", "count", "multiple") and unit.name not in (
            "月",
            "点",
            "日",
        )
    return Measured(end + half, numeral, unit, approximate, half)


def _compound(text: str, unit: Unit) -> Unit:
    """Return 件/次 and 篇（条） where a second measure word is joined to the first."""
    at = unit.end
    if unit.kind != "count" or at >= len(text) or text[at] not in "/／·（(":
        return unit
    second = find_unit(text, at + 1, by_rule=False)
    if second is None or second.kind != "count":
        return unit
    end = second.end
    if text[at] in "（(":
        if end >= len(text) or text[end] not in "）)":
            return unit
        end += 1
    return Unit(end, unit.name + text[at:end], "count")


def _next_is_sentence(text: str, unit: Unit) -> bool:
    """Whether, behind a space, the word is rather the start of something else (“1 个人信息”)."""
    return unit.name in ("人", "部", "面", "行", "本", "对", "分", "点", "代", "字", "章", "节")


def _is_tenths(text: str, at: int) -> bool:
    """Whether 成 before `at` means tenths, not 成立, 成果."""
    return _TENTHS_NOT.match(text, at) is None


def _takes_more(text: str, numeral: Numeral) -> bool:
    """Whether 余, 多, 来 behind this numeral is said of it (一多半 and 3来信 are not)."""
    character = text[numeral.end]
    if character == "来":
        return numeral.chinese and numeral.low % 10 == 0 and numeral.low > 0
    if numeral.low < 10 or numeral.low != int(numeral.low):
        return numeral.scale > 1
    return not re.match(
        r"多(?:种语|元化|样化|部门联|渠道|媒体|方式)|余(?:额|款|杭|姚)",
        text[numeral.end : numeral.end + 4],
    )


def _plain_enough(numeral: Numeral) -> bool:
    """Whether an unlisted measure word may follow: not after one Chinese digit (三农)."""
    return not numeral.chinese or numeral.end - numeral.start > 1
