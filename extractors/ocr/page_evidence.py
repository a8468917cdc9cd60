"""What the ink of a page's figures, and their likeness to each other, say about each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from extractors.ocr.agreement import BLOT, ILLEGIBLE_PAGE, SURE
from extractors.ocr.damage import has_crumbs, thickest_of, thickness_of
from extractors.ocr.dashes import dash_amid, is_no_one, usual_dash
from extractors.ocr.figure_cells import FigureCell
from extractors.ocr.figure_text import pointed
from extractors.ocr.likeness import Face, Glyph, glyphs_of, strangers
from extractors.ocr.structure import (
    contradictions,
    is_broken,
    is_wide_set,
    joined,
    pitch_of,
    shows_point,
)

BROKEN_PRINT = 0.1
"""Share of a page's figures with digits in pieces, from which its thin strokes are lost."""
LEGIBLE = 0.4
"""Share of a page's figures that both read alike, below which none of them is sure: 0.76 on
bad faxes; 0.05 where most strokes are gone, and both see a 1 in what is left of 66."""
FEWEST_LABELS, LEGIBLE_LABEL = 6, 0.95
"""So many labels, read with this confidence or more by the half, make a page legible: 0.958 is
the least on bad faxes."""
FEWEST_FIGURES = 8
"""So many figures tell whether a page is legible."""


def find_dashes(figures: Sequence[FigureCell]) -> None:
    """Find dashes like the page's others among what nobody read as a figure."""
    usual = usual_dash([figure.stroke for figure in figures])
    if usual is None:
        return
    for figure in figures:
        if figure.stroke is None and not figure.agreed and figure.figure.key != "-":
            figure.stroke = dash_amid(figure.read.ink, figure.read.parts, usual)


def weigh(figures: Sequence[FigureCell], labels: Sequence[float]) -> bool:
    """Ask the ink, and the other digits of the page, about each figure.

    `labels` are the confidences of the page's labels.

    Returns whether the page has lost its thin strokes.
    """
    agreed = sum(f.agreed for f in figures)
    in_pieces = 0
    for figure in figures:
        if not figure.agreed or figure.figure.unit or not is_broken(figure.read.ink, figure.shape):
            continue
        if figure.read.ink.marked:  # it fell apart where the mark was taken away, and alone
            figure.against.append("broken print")
        else:
            in_pieces += 1
    broken = in_pieces > max(1, BROKEN_PRINT * agreed)
    if _is_illegible(figures, labels):
        broken = True
        for figure in figures:
            figure.against.append(ILLEGIBLE_PAGE)
    elif broken:
        for figure in figures:  # a thin minus or point may be gone without a trace
            if figure.figure.key not in ("0", "-"):
                figure.against.append("broken print")
    pitch = usual_pitch(figures)
    glyphs: list[Glyph] = []
    digits: list[str] = []
    owners: list[FigureCell] = []
    for figure in figures:
        if len(figure.read.lines) > 1 and len(figure.read.texts) > 1:
            figure.against.append("lines")
            continue
        ink = figure.read.ink
        against = contradictions(ink, figure.shape, figure.figure, pitch)
        if figure.figure.digits == "1" and any(is_no_one(ink, p) for p in figure.shape.tall):
            against.append("slash")
        if (whole := pointed(figure.recognition.text)) is not None:
            figure.point_seen = shows_point(figure.shape, whole, pitch)
        if is_wide_set(pitch) and not against:  # the spaces between 7 2 1 are none
            figure.recognition = figure.recognition.without_spaces()
        figure.against += against
        own = figure.figure.digits
        found = _glyphs(figure, len(own)) if own else None
        if found:
            glyphs += found
            digits += own
            owners += [figure] * len(found)
    _find_damage(figures)
    for figure, strange in zip(owners, strangers(glyphs, digits), strict=True):
        if strange and "likeness" not in figure.against:
            figure.against.append("likeness")
    _find_likeness(figures)
    return broken


def usual_pitch(figures: Sequence[FigureCell]) -> float | None:
    """Return the pitch of the figures that both read alike; see `structure.pitch_of`."""
    return pitch_of([(f.shape, f.figure.key or "") for f in figures if f.agreed])


def _is_illegible(figures: Sequence[FigureCell], labels: Sequence[float]) -> bool:
    """Return whether the recognisers agree on so few figures that they can't see them.

    Where the labels are read well, what they disagree on is dirt in blank cells.
    """
    if len(labels) >= FEWEST_LABELS and median(labels) >= LEGIBLE_LABEL:
        return False
    # Dashes are left out: tesseract sees few of them on any page.
    printed = [f for f in figures if f.figure.key != "-" and not f.is_mark]
    agreed = sum(figure.agreed for figure in printed)
    return len(printed) >= FEWEST_FIGURES and agreed < LEGIBLE * len(printed)


def _find_likeness(figures: Sequence[FigureCell]) -> None:
    """Name the digits of figures that are not sure by their likeness to those that are."""
    examples: list[Glyph] = []
    digits: list[str] = []
    open_: list[FigureCell] = []
    for figure in figures:
        own = figure.figure.digits
        sure = figure.settled and figure.figure.sure and figure.recognition.confidence >= SURE
        if not sure:
            open_.append(figure)
        elif own and not figure.against and (found := _glyphs(figure, len(own))):
            examples += found
            digits += own
    face = Face(examples, digits)
    for figure in open_:
        found = _glyphs(figure, len(figure.shape.tall))
        named = [face.digit_of(glyph) for glyph in found or ()]
        figure.alike = "".join(digit or "" for digit in named) if all(named) else ""
    for figure in figures:
        if "columns" in figure.against and len(figure.figure.digits) == 1:
            _mend(figure, face)


def _mend(figure: FigureCell, face: Face) -> None:
    """Take back what speaks against a digit in two halves, where whole it is like the others."""
    whole = glyphs_of(figure.read.ink, joined(figure.shape), 1)
    if whole and face.digit_of(whole[0]) == figure.figure.digits:
        figure.alike = figure.figure.digits
        figure.against = [code for code in figure.against if code not in ("columns", "width")]


def _glyphs(figure: FigureCell, count: int) -> list[Glyph] | None:
    """Return the pictures of a figure's digits; None where they are not so many."""
    shape = figure.shape
    if figure.figure.key and figure.figure.key.startswith("+"):
        shape = replace(shape, tall=shape.tall[1:])
    return glyphs_of(figure.read.ink, shape, count)


def _find_damage(figures: Sequence[FigureCell]) -> None:
    """Speak against figures with ink thicker than the page's strokes, or with crumbs."""
    printed = [figure for figure in figures if figure.figure.digits]
    thick = [thickness_of(figure.read.ink, figure.shape) for figure in printed]
    most = thickest_of(t for t, figure in zip(thick, printed, strict=True) if figure.settled)
    for figure, own in zip(printed, thick, strict=True):
        if own > most:
            figure.against.append(BLOT)
        if has_crumbs(figure.shape):
            figure.against.append("crumbs")
