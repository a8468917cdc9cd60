"""Foot notes, which are none of the report's text, and the raised marks that lead to them.

    全年收到申请775件¹，其中……      the mark: a digit smaller than the others
    ————
    ¹ 草稿中为9999件。              the note: at the foot, opened by its mark

A mark left in the text would be a figure's last digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from extractors.pages.model import Page, Part, TextLine

NOTE_SIZE = 0.92
"""Letters of a foot note are smaller than this share of the body's."""
RAISED = 0.8
"""A digit narrower than this share of the page's other digits is the raised mark of a note:
such marks are set in 0.6 to 0.77 of the size."""

NOTE_MARK = re.compile(
    r"""
    \s* (?: (?P<digits> \d{1,2} (?![\d.．、]) )       # a figure may open a line as well
      | [①-⑳] | [*※] | [\[〔] \d{1,2} [\]〕] )
    """,
    re.VERBOSE,
)
"""What opens a foot note."""


def body_size(pages: Sequence[Page]) -> float:
    """Return the height of the body's letters: that of most characters; 0 where unknown."""
    sizes = [
        part.size
        for page in pages
        for part in page.parts
        if isinstance(part, TextLine) and part.size
        for _ in range(len(part.text))
    ]
    return median(sizes) if sizes else 0.0


def without_notes(parts: list[Part], page: Page, body: float) -> list[Part]:
    """Return parts of a page without foot notes and the marks that lead to them.

    `body` is the size of the body's letters. A note stands at the foot, below all text and
    tables, opens with its mark, and the mark stands in the text above as well. A digit is a
    mark only where it is raised, here or there. None of it can be told in a scan.
    """
    if page.reader == "ocr":
        return parts
    usual = median([width for part in parts for _, width in _digits(part)] or [0.0])
    for at in range(len(parts) - 1, 0, -1):
        part = parts[at]
        if not isinstance(part, TextLine):
            break
        mark = NOTE_MARK.match(part.text)
        if mark is None:
            continue
        sign, above = mark.group().strip(), parts[:at]
        if mark["digits"]:
            raised = [_raised(each, sign, usual) for each in above]
            if any(raised) or _raised(part, sign, usual) == mark.span("digits"):
                parts = [_cut(each, span) for each, span in zip(above, raised, strict=True)]
        elif all(_is_small(each, body) for each in parts[at:]):
            found = [_find(each, sign) for each in above]
            if any(found):
                parts = [_cut(each, span) for each, span in zip(above, found, strict=True)]
    return parts


def _is_small(part: Part, body: float) -> bool:
    return isinstance(part, TextLine) and 0 < part.size < NOTE_SIZE * body


def _find(part: Part, mark: str) -> tuple[int, int] | None:
    at = part.text.find(mark) if isinstance(part, TextLine) else -1
    return (at, at + len(mark)) if at >= 0 else None


def _raised(part: Part, mark: str, usual: float) -> tuple[int, int] | None:
    """Return where a line has these digits raised; `usual` is the width of the page's digits."""
    narrow = {index for index, width in _digits(part) if width < RAISED * usual}
    if not narrow or not isinstance(part, TextLine):
        return None
    spans = (found.span() for found in re.finditer(mark, part.text))
    return next((span for span in spans if narrow.issuperset(range(*span))), None)


def _cut(part: Part, span: tuple[int, int] | None) -> Part:
    """Return a line without a stretch of it."""
    if span is None or not isinstance(part, TextLine):
        return part
    start, end = span
    text = part.text[:start] + part.text[end:]
    return replace(part, text=text, edges=part.edges[:start] + part.edges[end:])


def _digits(part: Part) -> Iterator[tuple[int, float]]:
    """Yield where a line's digits are, and how wide each is, in characters."""
    if not isinstance(part, TextLine) or not part.size:
        return
    for at, (start, end) in enumerate(pairwise(part.edges)):
        if "0" <= part.text[at] <= "9":
            yield at, (end - start) / part.size
