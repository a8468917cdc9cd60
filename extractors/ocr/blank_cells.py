"""Cells with nothing printed in them: bare ones, and those whose ink is dust or left of a mark.

A blank cell with ink in it stays under review, unless the ink is as little as dust mostly is.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.ocr.agreement import UNREADABLE
from extractors.ocr.crops import CellInk, Part
from extractors.ocr.dust import is_little
from extractors.ocr.figure_cells import FigureCell
from extractors.ocr.standing import Stand, is_nothing
from extractors.pages.model import PageCell

MIDDLE = 0.5
"""The middle half of a cell's height."""
IN_THE_MIDDLE = 0.75
"""Share of the dust in the cells' middles from which it is what is left of print."""
FEWEST_CRUMBS = 10
"""Cells with dust, on one page, that tell."""
BLANK_CONFIDENCE = 0.999
"""Of the cells found blank, so many are; see `calibration_table`."""
DUST_CONFIDENCE = 0.95
"""Of those whose ink is dust and was read as something."""


def leave_blank(cell: PageCell) -> None:
    """Say that nothing is printed in a cell."""
    cell.text, cell.confidence, cell.doubts, cell.readings = "", BLANK_CONFIDENCE, (), ()


def leave_unreadable(cell: PageCell) -> None:
    """Say that something is printed in a cell, and nobody knows what."""
    cell.text, cell.confidence, cell.doubts = UNREADABLE, 0.5, ("unreadable",)


def leave_blank_but_marked(cell: PageCell) -> None:
    """Say that nothing is printed in a cell, as far as can be told: a person looks."""
    cell.text, cell.confidence, cell.doubts = "", DUST_CONFIDENCE, ("mark_over_cell",)


def take_for_dust(figure: FigureCell) -> None:
    """Leave a cell blank whose ink is too small for a digit, unless both read the same in it.

    It is looked at where one of the recognisers made something of the dust, or there is much.
    """
    cell = figure.read.cell
    if cell.text == UNREADABLE and is_little(figure.read.ink, figure.parts):
        leave_blank(cell)
    elif cell.doubts and not _is_read(figure):
        leave_blank_but_marked(cell)


def is_remains(figure: FigureCell, stand: Stand | None) -> bool:
    """Return whether a doubted reading is of what is left of a border or a mark, not of print.

    A cell over several rows may have lost the borders between its figures.
    """
    read = figure.read
    soiled = read.ink.soiled or read.ink.marked
    if not (soiled and read.cell.doubts) or read.cell.row_span > 1:
        return False
    if _is_read(figure) or figure.past_mark is not None:
        return False
    return is_nothing(read.ink, read.parts, stand)


def _is_read(figure: FigureCell) -> bool:
    """Return whether both read the same, or the ink is or was read as a mark for nothing."""
    return figure.agreed or figure.stroke is not None or figure.figure.key == "-"


def doubt_crumbs(bare: Sequence[tuple[PageCell, CellInk]], legible: int, *, broken: bool) -> None:
    """Doubt that cells are blank where their dust is what is left of print.

    Dust lies anywhere; crumbs of figures that a fax lost lie in the middle of their cells.
    Where thin strokes are lost (`broken`), whatever lies there may be a figure; where most
    figures of the page are `legible`, it is dust.
    """
    crumbs = [(cell, [_is_amid(part, ink) for part in ink.parts]) for cell, ink in bare]
    crumbs = [(cell, amid) for cell, amid in crumbs if amid]
    count, within = sum(len(amid) for _, amid in crumbs), sum(sum(amid) for _, amid in crumbs)
    many = len(crumbs) >= max(FEWEST_CRUMBS, legible)
    lost = many and within >= IN_THE_MIDDLE * count
    for cell, amid in crumbs:
        if lost or (broken and any(amid)):
            leave_unreadable(cell)


def _is_amid(part: Part, ink: CellInk) -> bool:
    return bool(abs((part.y0 + part.y1) / ink.ink.shape[0] - 1) <= MIDDLE)
