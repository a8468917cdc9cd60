"""Slips of the pen: figures that one digit, or two digits changed about, would make right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

DIGITS = "0123456789"
LONGEST = 12
"""More digits are not looked through."""


def slips_of(value: Decimal) -> Iterator[Decimal]:
    """Yield the figures that are one digit, or one swap of neighbours, from `value`."""
    text = f"{abs(value):f}"
    if len(text) > LONGEST:
        return
    for at, old in enumerate(text):
        if old == ".":
            continue
        for new in DIGITS:
            if new != old and (at or new != "0" or len(text) == 1):
                yield Decimal(text[:at] + new + text[at + 1 :])
        after = text[at + 1 : at + 2]
        if after not in ("", ".", old) and (at or after != "0"):
            yield Decimal(text[:at] + after + old + text[at + 2 :])


def one_slip_off(value: Decimal, right: Callable[[Decimal], bool]) -> bool:
    """Return whether one slip would make a figure right."""
    return any(right(each) for each in slips_of(value))
