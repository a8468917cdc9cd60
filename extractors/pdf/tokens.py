"""Words that stand apart on their line, and columns made of what stands one above the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.pages.model import Box, TextLine

APART = 0.6
"""Words so many ems apart may be in two cells; a typed space is half an em wide at most."""
CLOSE = 0.35
"""Chinese characters so many ems apart, without a space: narrow cells side by side. Lines that
are stretched to the margin do not open so far."""
CHINESE = "\u2e80"

FIGURE = re.compile(
    r"""
    [+＋\-－−—]?                    # a sign
    [0-9０-９] [0-9０-９,，.．]*      # digits, separators
    (?: %|％|[万亿]?元|[件条项个宗]  # a unit
    )?
    """,
    re.VERBOSE,
)
"""A cell's figure as offices print it."""
NOTHING = frozenset("-－—–/／无")
"""What stands for no figure."""


@dataclass(frozen=True, slots=True)
class Token:
    """Words that stand apart: text, bounding box, letter height."""

    text: str
    box: Box
    size: float

    @property
    def y(self) -> float:
        """Return the middle of its height."""
        return (self.box.y0 + self.box.y1) / 2

    @property
    def is_figure(self) -> bool:
        """Tell whether it is a figure, or a sign for none."""
        return self.text in NOTHING or FIGURE.fullmatch(self.text) is not None


def tokens_of(line: TextLine) -> list[Token]:
    """Return the words of a line that stand apart from each other, from left to right."""
    text, edges = line.text, line.edges
    if len(edges) != len(text) + 1:
        return [Token(text, line.box, line.size)]
    tokens: list[Token] = []
    start = 0
    for index, letter in enumerate(text):
        step = edges[index + 1] - edges[index]
        if letter.isspace() and step >= APART * line.size:
            if text[start:index].strip():
                tokens.append(_token(line, start, index))
            start = index + 1
        elif letter >= CHINESE and index + 1 < len(text) and step >= (1 + CLOSE) * line.size:
            tokens.append(_token(line, start, index + 1, edges[index] + line.size))
            start = index + 1
    if text[start:].strip():
        tokens.append(_token(line, start, len(text)))
    return tokens


def _token(line: TextLine, start: int, end: int, right: float | None = None) -> Token:
    words = line.text[start:end]
    start += len(words) - len(words.lstrip())
    box = Box(line.edges[start], line.box.y0, right or line.edges[end], line.box.y1)
    size = line.edges[start + 1] - line.edges[start] if words.strip()[:1] >= CHINESE else 0.0
    return Token(words.strip(), box, size or line.size)


@dataclass(slots=True)
class Columns:
    """Columns from left to right, as (left, right); none overlaps another."""

    spans: list[tuple[float, float]]

    def over(self, token: Token) -> list[int]:
        """Return the columns over which a token stands."""
        return [
            index
            for index, (left, right) in enumerate(self.spans)
            if token.box.x0 < right and left < token.box.x1
        ]


def columns_of(tokens: Iterable[Token]) -> Columns:
    """Return the columns that tokens make, the narrow ones first.

    A token over one column widens it, one over none makes a new one, and one over several is
    a heading of them or a merged label:

            法人或其他组织
        商业    科研    社会
        企业    机构    组织
    """
    spans: list[tuple[float, float]] = []
    for token in sorted(tokens, key=lambda each: each.box.x1 - each.box.x0):
        columns = Columns(spans)
        over = columns.over(token)
        if not over:
            spans.append((token.box.x0, token.box.x1))
            spans.sort()
        elif len(over) == 1:
            left, right = spans[over[0]]
            spans[over[0]] = (min(left, token.box.x0), max(right, token.box.x1))
    return Columns(spans)


def join(tokens: Sequence[Token]) -> str:
    """Return the text of tokens in one cell, line by line."""
    return "\n".join(token.text for token in sorted(tokens, key=lambda each: (each.y, each.box)))
