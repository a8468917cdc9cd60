"""One numeral and its unit into a figure: a count, a duration, tenths, a sum of money."""

from __future__ import annotations

from extractors.numerals import cardinals
from extractors.numerals.halves import GE_HALF, HALF, one_and_a_half
from extractors.numerals.measured import Measured
from extractors.numerals.model import QuantityKind
from extractors.numerals.money import COINS, money_of, with_coins
from extractors.numerals.quantities import Figure
from extractors.numerals.shares import SHARES, percent


def figure_of(text: str, measured: Measured) -> Figure:
    """Return the figure of a numeral that is no range with a sign."""
    end, numeral, unit, approximate, half = measured
    low, high = numeral.low, numeral.high
    approximate = approximate or high is not None
    if unit is None:
        if end < len(text) and text[end] in "个個":
            whole = GE_HALF.match(text, end)
            if whole:
                return one_and_a_half(numeral, whole)
        return Figure(numeral.start, end, low, high, None, "count", approximate, numeral, False)
    if unit.name in ("个", "個") and half and not approximate:
        whole = GE_HALF.match(text, end - 2)
        if whole:
            return one_and_a_half(numeral, whole)
    if half:
        low += HALF
    if unit.kind == "money":
        return money_of(text, measured)
    if unit.name == "块" and not approximate:
        coins = COINS.match(text, end)
        if coins:
            return with_coins(numeral, coins)
    kind: QuantityKind
    if unit.kind == "tenths":
        kind, low, high = "percent", low * 10, None if high is None else high * 10
        digit = cardinals.DIGITS.get(text[end]) if end < len(text) else None
        if digit and numeral.chinese:  # 九成七
            low, end = low + digit, end + 1
    elif unit.kind == "percent":
        kind = "percent"
        if text[end - 1] == "‰":
            low, high = (
                percent(low, SHARES["千"]),
                None if high is None else percent(high, SHARES["千"]),
            )
    else:
        kind = unit.kind
    name = unit.name
    if kind == "multiple" and name == "番":
        kind = "count"
    if kind == "duration" and not half and text.startswith("多", end):  # 三年多
        end, approximate = end + 1, True
    return Figure(numeral.start, end, low, high, name, kind, approximate, numeral, unit.listed)
