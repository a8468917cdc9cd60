"""Foot notes, which are none of the report's text, and the raised marks that lead to them.

    全年收到申请775件¹，其中……      the mark: a digit smaller than the others
    ————
    ¹ 草稿中为9999件。              the note: at the foot, opened by its mark

A mark left in the text would be a figure's last digit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from extractors.pages.model import Page, Part, TextLine

NOTE_SIZE = 0.92
"""Letters of a foot note are smaller than this share of the body's."""
NOTE_MARK = re.compile(
    r"""
    \s* (?: (?P<raised> [¹²³⁴-⁹⁰]{1,2} )               # where the font or the reader has these
      | (?P<digits> \d{1,2} (?![\d.．、]) )            # a figure may open a line as well
      | [①-⑳] | [*※] | [\[〔] \d{1,2} [\]〕] )
    """,
    re.VERBOSE,
)
"""What opens a foot note."""


_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits to raised digits."""


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
    mark only where it was read as a raised one: a figure's last digit is never taken for it.
    """
    for at in range(len(parts) - 1, 0, -1):
        part = parts[at]
        if not isinstance(part, TextLine):
            break
        mark = NOTE_MARK.match(part.text)
        if mark is None:
            continue
        small = all(_is_small(each, body) for each in parts[at:])
        found = _marks_above(parts[:at], mark, small, page.reader == "ocr")
        if any(found) or (mark["raised"] and page.reader != "ocr"):
            parts = [_cut(each, span) for each, span in zip(parts[:at], found, strict=True)]
    return parts


def _marks_above(
    above: list[Part], note: re.Match[str], small: bool, scanned: bool
) -> list[tuple[int, int] | None]:
    """Return where the mark of what may be a note stands in each part above it."""
    sign = note.group().strip()
    nowhere: list[tuple[int, int] | None] = [None] * len(above)
    if not (note["raised"] or note["digits"]):
        return [_find(each, sign) for each in above] if small and not scanned else nowhere
    return [_find(each, sign.translate(_HIGH)) for each in above]


def _is_small(part: Part, body: float) -> bool:
    return isinstance(part, TextLine) and 0 < part.size < NOTE_SIZE * body


def _find(part: Part, mark: str) -> tuple[int, int] | None:
    """Return where a line has a mark; the ² of m² is none."""
    if isinstance(part, TextLine):
        for found in re.finditer(rf"(?<![A-Za-z]){re.escape(mark)}", part.text):
            return found.span()
    return None


def _cut(part: Part, span: tuple[int, int] | None) -> Part:
    """Return a line without a stretch of it."""
    if span is None or not isinstance(part, TextLine):
        return part
    start, end = span
    text = part.text[:start] + part.text[end:]
    edges = part.edges[:start] + part.edges[end:]
    gone = end - start
    spots = tuple(
        replace(spot, start=spot.start - gone, end=spot.end - gone) if spot.start >= end else spot
        for spot in part.spots
        if spot.end <= start or spot.start >= end
    )
    return replace(part, text=text, edges=edges, spots=spots)
