"""The signs before, between and behind numerals: minus, 至 and its dashes, the stray space."""

from __future__ import annotations

import re

from extractors.numerals.cardinals import CHARACTERS
from extractors.numerals.scales import is_digit

SIGNS = frozenset("-−－﹣负負+＋")
MINUS = frozenset("-−－﹣负負")
RANGE_SIGN = re.compile(r"\ ?(?: 至 | 到 | [-—–－~～﹣─]{1,2} )\ ?", re.VERBOSE)
_RANGE_FIRST = frozenset("至到-—–－~～﹣─ ")


LISTED = re.compile(r"[一二三四五六七八九十]{1,2}是")
"""一是 opens an item of a list; a dash before it (or dirt, in a scan) is no minus."""


def range_sign(text: str, at: int) -> re.Match[str] | None:
    """Return the sign of a range at `at` with the spaces around it, None where there is none."""
    if at >= len(text) or text[at] not in _RANGE_FIRST:
        return None
    return RANGE_SIGN.match(text, at)


def may_begin(character: str) -> bool:
    """Whether a numeral, Arabic or Chinese, may begin with the character."""
    return is_digit(character) or character in CHARACTERS


def skip_space(text: str, at: int) -> int:
    """Return the place behind one space, which converters leave between number and unit."""
    return at + 1 if at < len(text) and text[at] in " \u00a0\u3000" else at
