"""Bending bytes, whatever they are: flips, cuts, holes, repetitions, junk."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Bent = tuple[bytes, str]
"""Bent bytes, and in a word how they were bent."""

_DIGITS = frozenset(b"0123456789")
_JUNK = (
    b"\0" * 64,
    b"\xff" * 16,
    b"\r\n\r\n",
    b"%PDF-1.4\n",
    b"PK\3\4",
    b"<html>",
    b"]]>",
    b"\x1a",
)


def flip(data: bytes, rng: Random, *, spare_digits: bool = True) -> Bent:
    """Change a few bytes. Digits are spared, and none are made, unless it is said otherwise."""
    bent = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4, 8, 32))):
        at = rng.randrange(len(bent))
        old = bent[at]
        new = old ^ (1 << rng.randrange(8)) if rng.random() < 0.5 else rng.randrange(256)
        if not spare_digits or not {old, new} & _DIGITS:
            bent[at] = new
    return bytes(bent), "flip"


def cut(data: bytes, rng: Random) -> Bent:
    """Cut off the end."""
    return data[: rng.randrange(len(data))], "cut"


def hole(data: bytes, rng: Random) -> Bent:
    """Leave out a stretch in the middle."""
    start = rng.randrange(len(data))
    return data[:start] + data[start + _stretch(rng) :], "hole"


def blank(data: bytes, rng: Random) -> Bent:
    """Fill a stretch with zeros, as a disk or a download does that lacks a block."""
    start = rng.randrange(len(data))
    length = min(rng.choice((16, 512, 4096)), len(data) - start)
    return data[:start] + bytes(length) + data[start + length :], "blank"


def repeat(data: bytes, rng: Random) -> Bent:
    """Have a stretch twice."""
    start = rng.randrange(len(data))
    end = start + _stretch(rng)
    return data[:end] + data[start:end] + data[end:], "repeat"


def junk(data: bytes, rng: Random) -> Bent:
    """Put in what belongs nowhere: before, after, or in the middle."""
    at = rng.choice((0, len(data), rng.randrange(len(data))))
    return data[:at] + rng.choice(_JUNK) + data[at:], "junk"


def splice(data: bytes, rng: Random, other: bytes) -> Bent:
    """Go on with another file of the kind."""
    at = rng.random()
    return data[: int(at * len(data))] + other[int(at * len(other)) :], "splice"


def _stretch(rng: Random) -> int:
    return rng.choice((1, 2, 3, 10, 100, 1_000))


WAYS: tuple[Callable[[bytes, Random], Bent], ...] = (flip, flip, cut, hole, blank, repeat, junk)


def bend(data: bytes, rng: Random) -> Bent:
    """Bend bytes in one of these ways."""
    return rng.choice(WAYS)(data, rng) if data else (b"\0", "junk")
