"""The figures of the prose as the checks compare them: amounts, intervals, how they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from extractors.checks.intervals import Interval, as_rounded
from extractors.checks.reported import Reported
from extractors.narrative.words import simplified
from schemas.checks.prose import ALMOST_WORDS, AND_MORE_WORDS, SCALES
from schemas.records import Quantity
from schemas.units import MONEY_SCALES

ABOUT = Fraction(1, 10)
"""约, 近 and the like: no further off than a tenth."""

SCALED = re.compile(
    rf"[0-9０-９] (?: [.．] (?P<decimals>[0-9０-９]+) )? \s* (?P<scale>[{''.join(SCALES)}])",
    re.VERBOSE,
)
"""The end of a number printed with a scale: 26.9万, 1万2千."""

PRINTED_DECIMALS = re.compile(r"[.．]([0-9０-９]+)")
SENTENCE_ENDS = "。！？\n"
CLAUSE_ENDS = SENTENCE_ENDS + "，；：,;:（）()"
LONGEST_QUOTED = 24
LONGEST_SENTENCE = 600
MOST_BEFORE = 40
"""So many figures before one are looked at for what it is of."""


@dataclass
class Prose:
    """A paragraph with its figures."""

    section: str
    paragraph: int
    printed: str
    quantities: Sequence[Quantity]

    @cached_property
    def text(self) -> str:
        """Return the text in simplified characters, one for one."""
        return simplified(self.printed)

    @cached_property
    def at(self) -> dict[int, Quantity]:
        """Return the figures by the places where they start."""
        return {each.start: each for each in self.quantities}

    def quoted(self, quantity: Quantity) -> str:
        """Return the words of a figure's clause up to the figure, for a message."""
        low = quantity.start
        floor = max(0, low - LONGEST_QUOTED)
        while low > floor and self.text[low - 1] not in CLAUSE_ENDS:
            low -= 1
        return self.printed[low : quantity.end].strip()

    def sentence_start(self, at: int) -> int:
        """Return where the sentence of a place starts, no further off than `LONGEST_SENTENCE`."""
        floor = max(0, at - LONGEST_SENTENCE)
        return max(floor, *(self.text.rfind(mark, floor, at) + 1 for mark in SENTENCE_ENDS))

    def before(self, quantity: Quantity) -> Quantity | None:
        """Return the figure before a figure."""
        at = self._order[quantity.start]
        return self.quantities[at - 1] if at else None

    def since(self, start: int, quantity: Quantity) -> list[Quantity]:
        """Return the figures from a place to a figure, without it; the last `MOST_BEFORE`."""
        at = self._order[quantity.start]
        return [each for each in self.quantities[max(0, at - MOST_BEFORE) : at]
                if each.start >= start]  # fmt: skip

    @cached_property
    def _order(self) -> dict[int, int]:
        return {each.start: order for order, each in enumerate(self.quantities)}


def prose_of(reported: Reported) -> Iterator[Prose]:
    """Yield the paragraphs that have figures, in order."""
    texts = {each.paragraph: each for each in reported.paragraphs}
    for paragraph, quantities in reported.quantities_of.items():
        if paragraph in texts:
            each = texts[paragraph]
            yield Prose(each.section, paragraph, each.text, quantities)


def amount_of(quantity: Quantity) -> Fraction:
    """Return a figure's value, money in 元."""
    assert quantity.value is not None
    value = Fraction(quantity.value)
    return value * scale_of(quantity) if quantity.kind == "money" else value


def scale_of(quantity: Quantity) -> Fraction:
    """Return how many 元 the unit of money is; 1 for counts."""
    if quantity.kind != "money":
        return Fraction(1)
    return MONEY_SCALES.get(unit_of(quantity) or "", Fraction(1))


def name_of(quantity: Quantity) -> str:
    """Return what a figure counts, in simplified characters; "" where nothing says it."""
    return simplified(quantity.subject or "")


def unit_of(quantity: Quantity) -> str | None:
    """Return a figure's unit in simplified characters."""
    return quantity.unit and simplified(quantity.unit)


def is_exact(quantity: Quantity) -> bool:
    """Return whether a figure is said to be neither approximate, bounded, nor a range."""
    return not quantity.approximate and quantity.bound is None and quantity.value_max is None


def interval_of(quantity: Quantity) -> Interval:
    """Return the numbers that a figure may stand for, as it is worded (money in 元)."""
    value = amount_of(quantity)
    if quantity.value_max is not None:
        return Interval(value, Fraction(quantity.value_max) * scale_of(quantity))
    if quantity.bound is not None:
        return _bounded(quantity.bound, value)
    if not quantity.approximate:
        return Interval.at(value)
    if any(word in quantity.surface for word in AND_MORE_WORDS):
        return Interval(value, value + _last_place(value), high_open=True)
    reach = abs(value) * ABOUT
    if any(word in quantity.surface for word in ALMOST_WORDS):
        return Interval(value - reach, value)
    return Interval(value - reach, value + reach)


def _bounded(bound: str, value: Fraction) -> Interval:
    if bound in ("at_least", "more_than"):
        return Interval(value, None, low_open=bound == "more_than")
    return Interval(None, value, high_open=bound == "less_than")


def _last_place(value: Fraction) -> Fraction:
    """Return the place of the last digit that is not 0: 100 of 2300."""
    if value <= 0:
        return Fraction(1)
    place = Fraction(1)
    while value % place:
        place /= 10
    while value % (place * 10) == 0:
        place *= 10
    return place


def step_of(quantity: Quantity) -> Fraction:
    """Return the worth of the last printed digit where a scale shows that it was rounded.

    26.9万条: 1000; 40.35万元: 100 (元); 0 for figures printed to the unit.
    """
    found = list(SCALED.finditer(quantity.surface))
    if not found:
        return Fraction(0)
    return Fraction(SCALES[found[-1]["scale"]], 10 ** len(found[-1]["decimals"] or ""))


def rounded_of(quantity: Quantity) -> Interval:
    """Return the numbers that a figure may stand for, also as rounded at its last digit."""
    found, step = interval_of(quantity), step_of(quantity)
    return as_rounded(amount_of(quantity), step) if found.exact and step else found


def decimals_of(quantity: Quantity) -> int:
    """Return how many decimals a figure is printed with (93.0%: 1)."""
    found = PRINTED_DECIMALS.search(quantity.surface)
    if found is not None:
        return len(found[1])
    exponent = (quantity.value or Decimal(0)).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def shown(amount: Fraction | Decimal, decimals: int = 8) -> str:
    """Return a number as a message prints it: without needless zeros."""
    fraction = Fraction(amount)
    if fraction.denominator == 1:
        return str(fraction.numerator)
    text = f"{Decimal(fraction.numerator) / Decimal(fraction.denominator):.{decimals}f}"
    return text.rstrip("0").rstrip(".")


def shown_as(amount: Fraction, like: Quantity) -> str:
    """Return an amount in the unit of a figure, with the scale that the figure has: 27.9万."""
    found = SCALED.search(like.surface) if like.kind == "count" else None
    if found is None:
        return shown(amount / scale_of(like))
    return shown(amount / SCALES[found["scale"]]) + found["scale"]


def decimal_of(amount: Fraction) -> Decimal:
    """Return a number as the tables hold it, rounded to 8 decimals."""
    if amount.denominator == 1:
        return Decimal(amount.numerator)
    return Decimal(shown(amount))


def named(quantity: Quantity) -> str:
    """Return a figure with its name, for a message: 现场解答137件."""
    subject = quantity.subject or ""
    return quantity.surface if quantity.surface.startswith(subject) else subject + quantity.surface
