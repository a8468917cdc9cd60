"""Numerals with their units into figures, whatever their form.

`read_figure` is given a place where a numeral may begin and reads as far as the figure goes.
It does not ask whether the numeral is a date, an ordinal, an idiom: the scanner has, before.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from extractors.numerals.counts import figure_of
from extractors.numerals.digits import DIGIT
from extractors.numerals.halves import read_doubling, read_half
from extractors.numerals.joins import MIXED_SLASH, read_joined
from extractors.numerals.measured import measure
from extractors.numerals.money import CURRENCY_SIGNS, read_priced
from extractors.numerals.quantities import Figure
from extractors.numerals.ranges import read_range
from extractors.numerals.scales import Numeral
from extractors.numerals.shares import HUNDRED_PERCENT, PER, read_parts
from extractors.numerals.signs import LISTED, MINUS, SIGNS, may_begin, range_sign

_SLASH = re.compile(rf"[/／](?P<below>{DIGIT}{{1,6}}+)(?![/／.．]?{DIGIT})")


def read_figure(text: str, at: int) -> Figure | None:
    """Return the figure whose numeral (or sign before it) begins at `at`."""
    first = text[at]
    if first in SIGNS and not LISTED.match(text, at + 1):
        figure = _read_unsigned(text, at + 1) if at + 1 < len(text) else None
        if figure is None:
            return None
        figure = figure._replace(start=at)
        if first in MINUS:
            upper = figure.value_max
            figure = figure._replace(
                value=-figure.value, value_max=None if upper is None else -upper
            )
        return figure
    if first in CURRENCY_SIGNS:
        return read_priced(text, at, CURRENCY_SIGNS[first])
    if first == "翻":
        return read_doubling(text, at)
    if first == "半" or text.startswith("一半", at):
        half = read_half(text, at)
        if half is not None or first == "半":
            return half
    return _read_unsigned(text, at)


def _read_unsigned(text: str, at: int) -> Figure | None:
    first = text[at]
    if first == "百":
        whole = HUNDRED_PERCENT.match(text, at)
        if whole:
            return Figure(
                at, whole.end(), Decimal(100), None, "%", "percent", False, None, True
            )  # fmt: skip
    numeral = read_joined(text, at)
    if numeral is None:
        return None
    end = numeral.end
    following = text[end] if end < len(text) else ""
    if following == "又" or (following == " " and MIXED_SLASH.match(text, at)):
        mixed = _read_mixed(text, numeral)
        if mixed is not None:
            return mixed
    if following == "分":
        per = PER.match(text, end)
        if per:
            return read_parts(text, at, numeral, per.end())
    elif following in "/／" and following:
        slash = _SLASH.match(text, end)
        if slash and not numeral.chinese and numeral.low == int(numeral.low):
            below = int(slash["below"])
            if below:
                ratio = Fraction(int(numeral.low), below)
                return Figure(at, slash.end(), ratio, None, None, "fraction", False, None, True)
    return _with_unit(text, numeral)


def _read_mixed(text: str, whole: Numeral) -> Figure | None:
    """Return 四又五分之三, 2又1/3, 1 1/3."""
    at = whole.end + 1
    if at >= len(text) or not may_begin(text[at]) or whole.high is not None:
        return None
    part = _read_unsigned(text, at)
    if part is None or part.kind != "fraction":
        return None
    value = Fraction(whole.low) + Fraction(part.value)
    return part._replace(start=whole.start, value=value)


def _with_unit(text: str, numeral: Numeral) -> Figure:
    """Return the figure of a numeral: its unit, the upper end of its range, halves and cents."""
    first = measure(text, numeral)
    sign = range_sign(text, first.end)
    if sign is not None and numeral.high is None and sign.end() < len(text):
        ranged = read_range(text, first, sign.end())
        if ranged is not None:
            return ranged
    return figure_of(text, first)
