"""What the readers of text and of web pages have in common about plain characters."""

from __future__ import annotations

import re

BLANKS = " \t\r\n\f\v"
"""ASCII white space: stripped at the ends of text. Full-width spaces are kept, as printed."""

INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
"""Soft hyphens, zero-width and direction marks: nothing of them is seen on the page."""

SECTION_NUMBER = re.compile(
    r"""
    [\s\u3000]*
    (?:
        [（(]?[一二三四五六七八九十]{1,3}(?:[、.．]|[）)])   # 一、 （一）
      | 第[一二三四五六七八九十]{1,3}[章节部]               # 第一章
    )
    """,
    re.VERBOSE,
)
"""The number of a section in Chinese numerals, at the start of a line."""
