"""Numerals in Arabic digits: 1204, 1,204, １２０４, 3.5, and digits that a converter broke."""

from __future__ import annotations

import re
from decimal import Decimal

DIGIT = "[0-9０-９]"
MOST_DIGITS = 22
"""More digits before the point than any figure has (the tables' columns hold as many)."""
MOST_DECIMALS = 40

_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")

PLAIN = rf"{DIGIT}++ (?: [.．] {DIGIT}++ )?"
"""1204, 12.5; what goes on behind it (1.2.3) is for the caller to see."""

GROUPED = rf"""
    {DIGIT}{{1,3}}+ (?: , {DIGIT}{{3}} ){{1,7}} (?! {DIGIT} | ,{DIGIT}{{3}} )
    (?: [.．] {DIGIT}++ )?
"""
"""1,204: groups of three. At most seven groups, so that a long run is looked at once."""

GROUPED_WIDE = rf"""
    {DIGIT}{{1,3}}+ (?: [,，] {DIGIT}{{3}} ){{1,7}} (?! {DIGIT} | [,，]{DIGIT}{{3}} )
    (?: [.．] {DIGIT}++ )?
"""
"""１，２０４ and 1，204, whose comma may also part two numbers: the context decides."""

BROKEN = rf"""
    {DIGIT}{{1,8}}+ (?: [\ \u00a0\u2009\u202f\u3000] {DIGIT}{{1,8}}+ ){{1,4}}
    (?! [\ \u00a0\u2009\u202f\u3000]? {DIGIT} ) (?: [.．] {DIGIT}++ )?
"""
"""1 204 (groups of three) and 12 04 (torn by a converter): one numeral only before a unit."""

BROKEN_DECIMAL = rf"{DIGIT}{{1,8}}+ \ ?+ [.．] \ ?+ {DIGIT}{{1,8}}+ (?= \ ? [%％﹪] )"
"""95. 78%: a space beside the point, told from a list's number by the percent sign."""

ARABIC = re.compile(rf"{GROUPED} | {PLAIN}", re.VERBOSE)
WIDE = re.compile(GROUPED_WIDE, re.VERBOSE)
BROKEN_DIGITS = re.compile(BROKEN, re.VERBOSE)
BROKEN_POINT = re.compile(BROKEN_DECIMAL, re.VERBOSE)
LEADING_POINT = re.compile(rf"[.．] (?= {DIGIT} )", re.VERBOSE)

_SEPARATORS = re.compile(r"[,，\s]+")
_WHOLE = re.compile(
    rf"(?: {GROUPED_WIDE} | {BROKEN} | {PLAIN} | [.．]{DIGIT}++ )", re.VERBOSE
)  # fmt: skip


def value_of(surface: str) -> Decimal | None:
    """Return the exact value of what one of the patterns matched.

    None for more digits than any figure has: a number of an account, a certificate.
    """
    if not surface.isascii():
        surface = surface.translate(_WIDTH)
    if not surface.isdecimal():
        surface = _SEPARATORS.sub("", surface)
        whole, point, decimals = surface.partition(".")
        if len(decimals) > MOST_DECIMALS:
            return None
        if not whole:
            surface = f"0{point}{decimals}"
    else:
        whole = surface
    if len(whole) > MOST_DIGITS:
        return None
    return Decimal(surface)


def parse_digits(text: str) -> Decimal | None:
    """Return the value of a text that is one such numeral, or None.

    >>> parse_digits("１，２０４．５"), parse_digits("12 04"), parse_digits("1.2.3")
    (Decimal('1204.5'), Decimal('1204'), None)
    """
    return value_of(text) if _WHOLE.fullmatch(text) else None
