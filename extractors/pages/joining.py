"""The lines of one paragraph → its text, and where each stretch of it stands.

No space comes between Chinese characters, nor within a figure; English words get one back.
The paragraph's confidence is the mean of its lines', weighted by their length, since it is
said of each of its characters; a line clearly worse than that bears its own as a spot, so
that its figures are not thought better read than they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.pages.model import Page, TextLine
from extractors.pages.places import edges_on, place_on
from schemas.document import Paragraph, Piece, Reader, Spot

WORSE = 0.02
"""A line whose confidence is lower than its paragraph's by more bears its own."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A line and its page."""

    line: TextLine
    page: Page


def paragraph_of(lines: Sequence[Joined], reader: Reader) -> Paragraph:
    """Make a paragraph of its lines; `reader` is the document's."""
    trimmed = [Joined(_trimmed(each.line), each.page) for each in lines]
    total = sum(len(each.line.text) for each in trimmed)
    mean = sum(len(each.line.text) * each.line.confidence for each in trimmed) / max(1, total)
    text = ""
    pieces: list[Piece] = []
    spots: list[Spot] = []
    for each in trimmed:
        line = each.line
        if text and _parts_words(text[-1], line.text[0]):
            text += " "
        start = len(text)
        text += line.text
        place = place_on(each.page, line.box)
        edges = edges_on(each.page, line.edges, (line.box.y0 + line.box.y1) / 2)
        pieces.append(Piece(start, len(text), place, edges))
        spots += [replace(s, start=s.start + start, end=s.end + start) for s in line.spots]
        if line.confidence < mean - WORSE:
            spots.append(Spot(start, len(text), line.confidence))
    readers = {each.page.reader for each in trimmed}
    read: Reader = "ocr" if "ocr" in readers else trimmed[0].page.reader
    return Paragraph(
        text,
        place=pieces[0].place,
        reader=read if read != reader else None,
        confidence=round(mean, 4),
        pieces=tuple(pieces),
        spots=tuple(spots),
    )


def _trimmed(line: TextLine) -> TextLine:
    """Return a line without white space at its ends, its offsets moved along."""
    text = line.text.strip()
    lead = len(line.text) - len(line.text.lstrip())
    if len(text) == len(line.text):
        return line
    edges = line.edges[lead : lead + len(text) + 1]
    spots = tuple(
        replace(spot, start=max(0, spot.start - lead), end=min(len(text), spot.end - lead))
        for spot in line.spots
        if spot.end > lead and spot.start - lead < len(text)
    )
    return replace(line, text=text, edges=edges, spots=spots)


def _parts_words(before: str, after: str) -> bool:
    """Tell whether a line's end stands for a space: between English words or their marks."""
    if not (before.isascii() and after.isascii() and after.isalpha()):
        return False
    return before.isalpha() or before in ",.;:!?)"
