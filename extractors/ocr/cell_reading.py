"""The cells of a page's tables: cut out, read by both recognisers, weighed.

RapidOCR reads every line of every cell that has ink; tesseract reads again what may be a
figure, all in one montage, and a second time what then differs. Labels keep RapidOCR's text.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.ocr import rapid
from extractors.ocr.agreement import Witnesses, judge
from extractors.ocr.blank_cells import (
    doubt_crumbs,
    is_remains,
    leave_blank,
    leave_blank_but_marked,
    leave_unreadable,
    take_for_dust,
)
from extractors.ocr.crops import CellInk, cut_cell, cut_line, lines_of, tone_of
from extractors.ocr.dashes import OFTEN, is_in_specks, stroke_of, with_company
from extractors.ocr.dust import is_dust, lowest_of
from extractors.ocr.figure_cells import FigureCell, ReadCell, figure_of
from extractors.ocr.figure_text import may_be_figure
from extractors.ocr.looks import look_past_marks, read_again
from extractors.ocr.model import PreparedPage
from extractors.ocr.page_evidence import find_dashes, usual_pitch, weigh
from extractors.ocr.standing import stand_of
from extractors.ocr.structure import shape_of
from extractors.pages.model import PageCell, PageTable


def read_cells(prepared: PreparedPage, tables: list[PageTable]) -> None:
    """Fill in text, confidence, doubts and readings of every cell of a page's tables.

    Raises `DocumentError` (recognition_unavailable) where a recogniser is missing.
    """
    cells = [cell for table in tables for cell in table.cells]
    tone = tone_of(prepared, [cell.box for cell in cells])
    inked: list[ReadCell] = []
    bare: list[tuple[PageCell, CellInk]] = []
    for cell in cells:
        ink = cut_cell(prepared, cell.box, tone)
        lines = lines_of(ink)
        if lines:
            inked.append(ReadCell(cell, ink, lines))
        else:
            leave_blank(cell)
            bare.append((cell, ink))
    _recognise(inked)
    figures: list[FigureCell] = []
    labels: list[float] = []
    for each in inked:
        if may_be_figure([line.text for line in each.texts]) or _is_dash(each):
            figures.append(figure_of(each))
        else:
            _keep_label(each)
            labels.append(each.cell.confidence)
    for figure, stroke in zip(figures, with_company([f.stroke for f in figures]), strict=True):
        figure.stroke = stroke
    read_again(figures)
    find_dashes(figures)
    broken = weigh(figures, labels)
    marks = sum(figure.is_mark for figure in figures)
    lowest = lowest_of(f.read.ink.points(f.shape.height) for f in figures if f.agreed)
    stand = stand_of((f.read.ink, f.shape) for f in figures if f.agreed and f.figure.digits)
    look_past_marks(figures, stand, usual_pitch(figures))
    for figure in figures:
        _decide(figure)
        if marks < OFTEN and is_dust(figure.parts, lowest * prepared.dpi / 72):
            take_for_dust(figure)
        elif marks < OFTEN and is_remains(figure, stand):
            leave_blank_but_marked(figure.read.cell)
        if not (figure.read.cell.text or figure.read.cell.doubts):
            bare.append((figure.read.cell, figure.read.ink))
    if marks >= OFTEN:
        for cell, ink in bare:
            if is_in_specks(ink):
                leave_unreadable(cell)
    legible = sum(figure.settled for figure in figures)
    doubt_crumbs(bare, legible, broken=broken)


def _recognise(reads: Sequence[ReadCell]) -> None:
    """Have RapidOCR read every line of the cells."""
    pictures = [
        cut_line(each.ink, line, rapid.MARGIN_ACROSS, rapid.MARGIN_ALONG)
        for each in reads
        for line in each.lines
    ]
    found = iter(rapid.read_lines(pictures))
    for each in reads:
        each.texts = [next(found) for _ in each.lines]


def _is_dash(read: ReadCell) -> bool:
    """Return whether the ink is a dash, whatever letters were made of it."""
    stroke = stroke_of(read.ink, shape_of(read.parts))
    return stroke is not None and stroke.kind == "dash"


def _keep_label(read: ReadCell) -> None:
    cell = read.cell
    scores = [score for text in read.texts for score in text.scores]
    cell.text = read.text
    cell.confidence = round(sum(scores) / len(scores), 4) if scores else 0.0
    cell.doubts = ()
    cell.readings = ()


def _decide(figure: FigureCell) -> None:
    read, cell = figure.read, figure.read.cell
    verdict = judge(
        Witnesses(
            figure.recognition,
            figure.first,
            figure.second,
            tuple(figure.against),
            lost=read.ink.soiled,
            marked=read.ink.marked,
            stroke=figure.stroke,
            alike=figure.alike,
            point_seen=figure.point_seen,
            past_mark=figure.past_mark,
        )
    )
    cell.text, cell.confidence = verdict.text, verdict.confidence
    cell.doubts, cell.readings = verdict.doubts, verdict.readings
