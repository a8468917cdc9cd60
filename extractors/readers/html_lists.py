"""Ordered lists: the labels that a browser makes, which are nowhere in a page's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.readers.html_tags import Attributes

_IDEOGRAPHIC = frozenset({
    "cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "japanese-informal",
})  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)

_UNNUMBERED = frozenset({"none", "disc", "circle", "square"})


@dataclass(slots=True)
class OpenList:
    """A list being read: how its items are labelled, and the number of the next one."""

    style: str
    number: int

    @classmethod
    def of(cls, tag: str, attributes: Attributes) -> OpenList:
        """Return the list that an `ol` or `ul` begins."""
        if tag != "ol":
            return cls("none", 1)
        style = _LIST_STYLE.search(attributes.get("style", ""))
        kind = style[1].lower() if style else attributes.get("type", "decimal")
        return cls(kind, _number(attributes.get("start")) or 1)

    def next_label(self, attributes: Attributes) -> str:
        """Return the label of the item that an `li` begins; "" where a browser shows none."""
        value = _number(attributes.get("value"))
        if value is not None:
            self.number = value
        label = list_label(self.style, self.number)
        self.number += 1
        return label


def _number(value: str | None) -> int | None:
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def list_label(style: str, number: int) -> str:
    """Return the label that a browser shows before a list item; "" where it shows none."""
    if style in _UNNUMBERED:
        return ""
    if style in _IDEOGRAPHIC:
        return f"{chinese(number)}、"
    if style in ("a", "lower-alpha", "lower-latin", "A", "upper-alpha", "upper-latin"):
        letter = chr(ord("a") + (number - 1) % 26)
        return f"{letter if style[0] in 'al' else letter.upper()}."
    return f"{number}."


_NUMERALS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """Return 1 to 99 in Chinese numerals, other numbers in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = ("" if tens < 2 else _NUMERALS[tens]) + "十" if tens else ""
    return ten + (_NUMERALS[ones] if ones else "")
