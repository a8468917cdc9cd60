"""A paragraph cut into clauses: what stands between two marks, and the marks themselves.

    收到申请36件 ， 其中自然人29件 （ 含外省2件 ） ； 答复30件 。

Marks within quotation marks, titles and asides do not divide: “稳岗就业”，《关于…的通知》,
县（市、区）. A bracket with a figure in it does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

MARK = re.compile(r"[，,；;。！？!?：:（(）)“《\n]")
_LONGEST_QUOTE = 60
_LONGEST_TITLE = 120
_LONGEST_ASIDE = 120
_CLOSING = {"“": "”", "《": "》", "（": "）", "(": ")"}
_REACH = {"“": _LONGEST_QUOTE, "《": _LONGEST_TITLE, "（": _LONGEST_ASIDE, "(": _LONGEST_ASIDE}
_PLAIN = dict(zip(",;!?:()", "，；！？：（）", strict=True))

LIST_MARK = "•"
SENTENCE_ENDS = frozenset("。！？\n")


@dataclass(frozen=True, slots=True)
class Clause:
    """`text[start:end]` between two marks; "" where the paragraph begins or ends."""

    start: int
    end: int
    opened_by: str
    closed_by: str


Place = tuple[int, int]


def clauses_of(text: str, figures: Sequence[Place], markers: Sequence[Place] = ()) -> list[Clause]:
    """Return the clauses of a paragraph, in order, together with all of its marks.

    `figures` and `markers` (list markers such as 一是) are places in order; a mark within a
    figure (1,204) divides nothing; a list marker is itself a mark (`LIST_MARK`).
    """
    cuts: list[tuple[int, int, str]] = []
    starts = [start for start, _ in figures]
    at = 0
    while (match := MARK.search(text, at)) is not None:
        mark = match.start()
        at = mark + 1
        before = bisect_right(starts, mark) - 1
        if before >= 0 and mark < figures[before][1]:
            at = figures[before][1]
            continue
        char = text[mark]
        closing = _CLOSING.get(char)
        if closing is not None:
            close = text.find(closing, at, at + _REACH[char])
            inside = before + 1 < len(figures) and starts[before + 1] < close
            if close >= 0 and not inside:
                at = close + 1
                continue
            if char in "“《":
                continue
        cuts.append((mark, mark + 1, _PLAIN.get(char, char)))
    cuts += [(start, end, LIST_MARK) for start, end in markers]
    cuts.sort()
    found: list[Clause] = []
    start, opened = 0, ""
    for low, high, char in cuts:
        if low < start:  # the mark within a list marker: （一）
            continue
        found.append(Clause(start, low, opened, char))
        start, opened = high, char
    found.append(Clause(start, len(text), opened, ""))
    return found
