"""Intervals: figures that are exact, rounded, approximate or bounded, and sums with them.

    376        [376, 376]            近2000    [1800, 2000]
    2000余     [2000, 3000)          超过12万  (120000, ∞)
    26.9万     [268500, 270000)      as rounded, or cut off, at its last printed digit

All ends are `Fraction`s; None is an end that is not known. An equality with such figures is
refuted where the intervals have no number in common, and otherwise left standing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from `low` to `high`; an open end is not one of them."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def at(cls, value: Fraction | int) -> Self:
        """Return the interval of one number."""
        return cls(Fraction(value), Fraction(value))

    @property
    def exact(self) -> bool:
        """Whether it holds one number only."""
        return self.low is not None and self.low == self.high

    @property
    def bounded(self) -> bool:
        """Whether both ends are known."""
        return self.low is not None and self.high is not None

    def __add__(self, other: Interval) -> Interval:
        """Return the sums of any two numbers of both."""
        return Interval(
            _plus(self.low, other.low),
            _plus(self.high, other.high),
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __neg__(self) -> Interval:
        """Return the numbers with their signs changed."""
        return Interval(_minus(self.high), _minus(self.low), self.high_open, self.low_open)

    def __sub__(self, other: Interval) -> Interval:
        """Return the differences of any two numbers of both."""
        return self + -other

    def times(self, factor: Fraction) -> Interval:
        """Return the numbers multiplied by a factor above zero."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Interval(low, high, self.low_open, self.high_open)

    def over(self, other: Interval) -> Interval:
        """Return the quotients, where neither holds a number below zero.

        Where the divisor may be 0 or have no upper end, that end of the quotient is not known.
        """
        low = high = None
        if self.low is not None and other.high:
            low = self.low / other.high
        if self.high is not None and other.low:
            high = self.high / other.low
        return Interval(
            low, high, self.low_open or other.high_open, self.high_open or other.low_open
        )

    def below(self, other: Interval) -> bool:
        """Return whether every number of this is smaller than every one of the other."""
        if self.high is None or other.low is None:
            return False
        if self.high == other.low:
            return self.high_open or other.low_open
        return self.high < other.low

    def meets(self, other: Interval) -> bool:
        """Return whether both have a number in common."""
        return not self.below(other) and not other.below(self)

    def widened(self, down: Fraction, up: Fraction) -> Interval:
        """Return it made longer at both ends; an upper end that moves is open."""
        return Interval(
            None if self.low is None else self.low - down,
            None if self.high is None else self.high + up,
            self.low_open and not down,
            self.high_open or bool(up),
        )


def _plus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other


def _minus(end: Fraction | None) -> Fraction | None:
    return None if end is None else -end


def total(intervals: list[Interval]) -> Interval:
    """Return the interval of the sum of all."""
    found = Interval.at(0)
    for each in intervals:
        found = found + each
    return found


def as_rounded(value: Fraction, step: Fraction) -> Interval:
    """Return the numbers that are printed as `value` when rounded half up, or cut off.

    value − step/2 ── rounded up ── value ── rounded down or cut off ── value + step
    """
    return Interval.at(value).widened(step / 2, step)
