"""Halves and doublings: 半年, 一半, 一个半小时, 翻一番."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from extractors.numerals import cardinals
from extractors.numerals.model import QuantityKind
from extractors.numerals.quantities import Figure
from extractors.numerals.scales import Numeral

HALF = Decimal("0.5")
GE_HALF = re.compile(r"[个個]半(?P<unit>小时|小時|月|工作日|学期|钟头|世纪|星期)?")
_HALF_OF = re.compile(
    r"半(?P<unit>年|天|个月|個月|个小时|小时|小時|个多小时|个工作日|个世纪|世纪|个学期)(?P<more>多)?(?!度)"
)
_HALF_ALONE = re.compile(r"半数|半數|一半(?![径導导天年个小])")
_DOUBLING = re.compile(r"翻了?(?P<about>[近约超]?)(?P<times>[一二两三四五六\d])?番")


def read_half(text: str, at: int) -> Figure | None:
    """Return 半年, 半个小时, 半数, 一半."""
    found = _HALF_OF.match(text, at)
    if found is not None:
        unit = found["unit"]
        more = bool(found["more"])
        return Figure(at, found.end(), HALF, None, unit, "duration", more, None, True)
    if text == "半":
        return Figure(0, 1, HALF, None, None, "count", False, None, True)
    found = _HALF_ALONE.match(text, at)
    if found is not None:
        return Figure(at, found.end(), Fraction(1, 2), None, None, "fraction", False, None, True)
    return None


def one_and_a_half(numeral: Numeral, found: re.Match[str]) -> Figure:
    """Return 一个半, 一个半小时, 三个半月."""
    noun = found["unit"]
    kind: QuantityKind = "duration" if noun else "count"
    name = f"个{noun}" if noun else "个"
    return Figure(
        numeral.start, found.end(), numeral.low + HALF, None, name, kind, False, numeral, True
    )  # fmt: skip


def read_doubling(text: str, at: int) -> Figure | None:
    """Return 翻一番 (twice), 翻两番 (four times), 翻番."""
    found = _DOUBLING.match(text, at)
    if found is None:
        return None
    times = found["times"] or "一"
    power = int(times) if times.isdecimal() else cardinals.DIGITS[times]
    return Figure(
        at, found.end(), Decimal(2**power), None, "倍", "multiple", bool(found["about"]), None, True
    )  # fmt: skip
