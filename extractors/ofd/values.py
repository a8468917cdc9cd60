"""The values that stand in OFD's attributes: numbers, boxes, matrices, lists of distances."""

from __future__ import annotations

import re
from math import isfinite

from extractors.pages.model import Affine

POINTS = 72 / 25.4
"""Points to a millimetre."""

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"
NUMBERS = re.compile(_NUMBER)
DISTANCES = re.compile(rf"[gG]|{_NUMBER}")
"""A list of distances: numbers, and the sign of a run."""


def numbers(text: str | None) -> list[float]:
    """Return the numbers in a text, those that are none of this world left out."""
    found = (float(each) for each in NUMBERS.findall(text or ""))
    return [each for each in found if isfinite(each)]


def number(text: str | None, default: float) -> float:
    """Return the number that a text holds, else the default."""
    found = numbers(text)
    return found[0] if found else default


def box(text: str | None) -> tuple[float, float, float, float] | None:
    """Return left, upper edge, width and height (ST_Box); None where they are wanting."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3]) if len(found) >= 4 else None


def matrix(text: str | None) -> Affine | None:
    """Return the map of an attribute CTM, "a b c d e f": x' = ax + cy + e, y' = bx + dy + f."""
    found = numbers(text)
    if len(found) < 6:
        return None
    a, b, c, d, e, f = found[:6]
    return Affine(a, c, e, b, d, f)


def distances(text: str | None, most: int) -> list[float]:
    """Return a list of distances, its runs spelt out: `g 3 5.2` stands for `5.2 5.2 5.2`.

    No more than `most` are returned, whatever number a run claims.
    """
    found: list[float] = []
    tokens = iter(DISTANCES.findall(text or ""))
    for token in tokens:
        if len(found) >= most:
            break
        if token not in "gG":
            found.append(float(token))
            continue
        count, value = next(tokens, "0"), next(tokens, "")
        if count in "gG" or value in ("", "g", "G"):
            break
        found += [float(value)] * int(min(most - len(found), max(0.0, float(count))))
    return [each if isfinite(each) else 0.0 for each in found[:most]]


def is_true(text: str | None, default: bool) -> bool:
    """Return what an attribute says that is true or false."""
    if text is None:
        return default
    return text.strip().lower() in ("true", "1")


def after(second: Affine, first: Affine) -> Affine:
    """Return the map that does `first`, then `second`."""
    return Affine(
        second.a * first.a + second.b * first.d,
        second.a * first.b + second.b * first.e,
        second.a * first.c + second.b * first.f + second.c,
        second.d * first.a + second.e * first.d,
        second.d * first.b + second.e * first.e,
        second.d * first.c + second.e * first.f + second.f,
    )


def moved(to: Affine, x: float, y: float) -> tuple[float, float]:
    """Return where a map leads a point."""
    return to.a * x + to.b * y + to.c, to.d * x + to.e * y + to.f


def turned(to: Affine, x: float, y: float) -> tuple[float, float]:
    """Return what a map makes of a vector."""
    return to.a * x + to.b * y, to.d * x + to.e * y
