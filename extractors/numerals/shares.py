"""Shares of a whole: 百分之三, 千分之三, 三分之二. Percentages are in percent."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from extractors.numerals.cardinals import EXACT, tidy
from extractors.numerals.joins import read_joined
from extractors.numerals.measures import find_unit
from extractors.numerals.model import Number
from extractors.numerals.modifiers import MORE
from extractors.numerals.quantities import Figure
from extractors.numerals.scales import Numeral, read_numeral
from extractors.numerals.signs import may_begin, range_sign

PER = re.compile(
    r"分之(?=[0-9０-９零〇一二两兩三四五六七八九十百千万壹贰叁肆伍陆柒捌玖廿])|分(?=百)"
)
HUNDRED_PERCENT = re.compile(r"百分(?:之)?百")
SHARES: dict[str, Decimal] = {"百": Decimal(1), "千": Decimal(10), "万": Decimal(100)}
"""百分之, 千分之, 万分之: by how much to divide, to have percent."""


def read_parts(text: str, at: int, below: Numeral, above_at: int) -> Figure | None:
    """Return A分之B: a percentage for 百, 千, 万, else a fraction."""
    name = text[at : below.end]
    if text[above_at] == "百":
        above: Numeral | None = Numeral(
            above_at, above_at + 1, Decimal(100), None, False, False, True, 1
        )  # fmt: skip
    else:
        above = read_joined(text, above_at)
    if above is None or not below.low or below.high is not None:
        return None
    per = SHARES.get(name) or SHARES.get({"100": "百", "1000": "千"}.get(name, ""))
    if per is None:
        if above.low != int(above.low):
            value: Number = Fraction(above.low) / Fraction(below.low)
        else:
            value = Fraction(int(above.low), int(below.low))
        return Figure(at, above.end, value, None, None, "fraction", above.approximate, None, True)
    value = percent(above.low, per)
    high = None if above.high is None else percent(above.high, per)
    figure = Figure(at, above.end, value, high, "%", "percent", above.approximate, None, True)
    if above.end < len(text) and text[above.end] in MORE:
        return figure._replace(end=above.end + 1, approximate=True)
    return _shares_to(text, figure, per)


def _shares_to(text: str, figure: Figure, per: Decimal) -> Figure:
    """Return 百分之三至百分之五 or 百分之三至五 as one figure."""
    sign = range_sign(text, figure.end)
    if sign is None or sign.end() >= len(text) or figure.value_max is not None:
        return figure
    second = read_numeral(text, sign.end()) if may_begin(text[sign.end()]) else None
    if second is None or second.high is not None:
        return figure
    share = PER.match(text, second.end)
    if share:
        if SHARES.get(text[second.start : second.end]) != per or not may_begin(text[share.end()]):
            return figure
        second = read_numeral(text, share.end())
        if second is None:
            return figure
    elif find_unit(text, second.end) is not None:
        return figure
    high = percent(second.low, per)
    if isinstance(figure.value, Fraction) or high <= figure.value:
        return figure
    return figure._replace(end=second.end, value_max=high)


def percent(value: Decimal, per: Decimal) -> Decimal:
    """Return a share in percent, `per` being what `SHARES` says of its name."""
    return tidy(EXACT.divide(value, per))
