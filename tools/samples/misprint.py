"""A figure as a slip makes another of it."""

from __future__ import annotations

from random import Random


def misprint(value: int, rng: Random) -> int:
    """Return another number, with one digit changed: 348 becomes 343, 0 becomes 1 to 9."""
    digits = list(str(value))
    at = rng.randrange(len(digits))
    others = [digit for digit in "0123456789" if digit != digits[at]]
    if at == 0 and len(digits) > 1:
        others.remove("0")
    digits[at] = rng.choice(others)
    return int("".join(digits))


def swap_digits(value: int, rng: Random) -> int | None:
    """Return the number with two neighbouring digits exchanged; None where none differ."""
    digits = str(value)
    places = [
        at
        for at in range(len(digits) - 1)
        if digits[at] != digits[at + 1] and (at or digits[at + 1] != "0")
    ]
    if not places:
        return None
    at = rng.choice(places)
    return int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
