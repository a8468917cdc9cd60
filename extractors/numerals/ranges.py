"""Ranges: 3-5件, 3至5万件, 七千到九千亿元. The lower end takes scale and unit of the upper."""

from __future__ import annotations

from decimal import Decimal

from extractors.numerals.cardinals import EXACT, scaled, tidy
from extractors.numerals.counts import figure_of
from extractors.numerals.measured import Measured, measure
from extractors.numerals.money import scale_name
from extractors.numerals.quantities import Figure
from extractors.numerals.scales import read_numeral
from extractors.numerals.signs import may_begin


def read_range(text: str, first: Measured, at: int) -> Figure | None:
    """Return 3-5件, 1万-5万元, 七千到九千亿元; None where the second belongs to something else."""
    if not may_begin(text[at]):
        return None
    numeral = read_numeral(text, at)
    if numeral is None or numeral.high is not None or text.startswith("分之", numeral.end):
        return None
    second = measure(text, numeral)
    if first.unit is not None and (second.unit is None or first.unit.name != second.unit.name):
        return None
    low = first.numeral
    if first.unit is None and low.scale == 1 < numeral.scale:
        inherited = scaled(low.low, numeral.scale)  # 3至5万: 3万 as well
        if inherited < numeral.low:
            low = low._replace(low=inherited, scale=numeral.scale)
    if low.low >= numeral.low:
        return None
    upper = figure_of(text, second)
    if upper.kind == "money" and first.unit is not None and low.scale != numeral.scale:
        # 500元至1万元: two scales of one currency, both given without
        return upper._replace(
            start=low.start, value=low.low, value_max=numeral.low, unit=first.unit.name
        )
    value = low.low
    if upper.kind == "money" and scale_name(text, numeral):
        value = tidy(EXACT.divide(value, Decimal(numeral.scale)))
    elif second.unit is not None and second.unit.kind == "tenths":
        value = value * 10
    approximate = first.approximate or upper.approximate
    return upper._replace(
        start=low.start, value=value, value_max=upper.value, approximate=approximate
    )
