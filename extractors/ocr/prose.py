"""The prose of a page's picture: its lines outside the tables, read and checked."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.ocr import rapid
from extractors.ocr.figures import Line, check_figures
from extractors.ocr.letters import Letter, as_typed
from extractors.ocr.lines import Strip, box_of, crop, find_lines
from extractors.ocr.model import PreparedPage
from extractors.ocr.rapid import Recognition
from extractors.pages.model import Box, TextLine

LEAST_SCORE = 0.35
"""Mean score of a line's letters below which it is no text but a picture or a stain."""


def read_prose(
    page: PreparedPage, tables: Sequence[Box], layer: Sequence[TextLine] = ()
) -> list[TextLine]:
    """Return the lines of text outside of `tables` (in points), from top to bottom.

    Each figure in them was read by both recognisers and has a spot that tells what came of
    it. `layer` is the text of an earlier recognition, in this page's points.
    """
    strips = find_lines(page, tables)
    recognised = rapid.read_lines([crop(page, strip).picture for strip in strips])
    lines = [
        _line(page, strip, read)
        for strip, read in zip(strips, recognised, strict=True)
        if read.text.strip() and _mean(read.scores) >= LEAST_SCORE
    ]
    lines = [line for line in lines if line.letters]
    spots = check_figures(page, lines, layer)
    return [
        TextLine(
            line.text,
            line.box,
            size=line.box.y1 - line.box.y0,
            edges=line.edges,
            confidence=round(_mean([letter.score for letter in line.letters]), 4),
            spots=own,
        )
        for line, own in zip(lines, spots, strict=True)
    ]


def _line(page: PreparedPage, strip: Strip, read: Recognition) -> Line:
    cut = crop(page, strip)
    scale = page.dpi / 72
    width = cut.picture.shape[1] / scale
    left = cut.left / scale
    letters = [
        Letter(char, score, left + at * width)
        for char, score, at in zip(read.text, read.scores, read.at, strict=True)
    ]
    # A title is larger than the rest of its page.
    typed = as_typed(letters, max(strip.em, strip.height) / scale)
    return Line(box_of(page, strip), typed, cut.picture, left, scale)


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores) if scores else 0.0
