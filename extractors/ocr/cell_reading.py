"""The cells of a page's tables: cut out, read by both recognisers, weighed.

RapidOCR reads every line of every cell that has ink; tesseract reads again what may be a
figure, all in one montage, and a second time what then differs. Labels keep RapidOCR's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from extractors.ocr import rapid, tesseract
from extractors.ocr.agreement import BLOT, ILLEGIBLE_PAGE, SURE, UNREADABLE, Witnesses, judge
from extractors.ocr.crops import CellInk, Part, cut_cell, cut_line, lines_of, tone_of
from extractors.ocr.damage import has_crumbs, thickest_of, thickness_of
from extractors.ocr.dashes import (
    OFTEN,
    Stroke,
    dash_amid,
    is_in_specks,
    is_no_one,
    stroke_of,
    usual_dash,
    with_company,
)
from extractors.ocr.dust import is_dust, is_little, lowest_of
from extractors.ocr.figure_text import FigureText, may_be_figure, pointed, understand
from extractors.ocr.likeness import Face, Glyph, glyphs_of, strangers
from extractors.ocr.model import PreparedPage
from extractors.ocr.past_marks import read_past_marks
from extractors.ocr.rapid import Recognition
from extractors.ocr.standing import Stand, is_nothing, stand_of
from extractors.ocr.structure import (
    Shape,
    contradictions,
    is_broken,
    is_wide_set,
    joined,
    pitch_of,
    shape_of,
    shows_point,
)
from extractors.ocr.tesseract import FigureReading
from extractors.pages.model import PageCell, PageTable

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
COMPANY = 6
"""Figures already sure that are shown at the second look with those that are not."""
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


@dataclass(slots=True)
class _Read:
    """A cell while it is being read."""

    cell: PageCell
    ink: CellInk
    lines: list[list[Part]]
    texts: list[Recognition] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(each.text for each in self.texts if each.text)

    @property
    def parts(self) -> list[Part]:
        return [part for line in self.lines for part in line]


@dataclass(slots=True)
class _Figure:
    """A cell that may hold a figure, with what was found out about it."""

    read: _Read
    recognition: Recognition
    parts: list[Part]
    shape: Shape
    figure: FigureText
    first: FigureReading = tesseract.NOTHING
    second: FigureReading | None = None
    against: list[str] = field(default_factory=list)
    alike: str = ""
    stroke: Stroke | None = None
    point_seen: bool = False
    past_mark: Recognition | None = None

    @property
    def settled(self) -> bool:
        """Return whether tesseract's first look agrees."""
        return self.figure.key is not None and understand(self.first.text).key == self.figure.key

    @property
    def is_mark(self) -> bool:
        """Return whether the ink shows a mark for nothing."""
        return self.stroke is not None and self.stroke.is_mark

    @property
    def agreed(self) -> bool:
        """Return whether tesseract agrees at either look."""
        again = understand(self.second.text).key if self.second is not None else None
        return self.settled or (self.figure.key is not None and again == self.figure.key)


def read_cells(prepared: PreparedPage, tables: list[PageTable]) -> None:
    """Fill in text, confidence, doubts and readings of every cell of a page's tables.

    Raises `DocumentError` (recognition_unavailable) where a recogniser is missing.
    """
    cells = [cell for table in tables for cell in table.cells]
    tone = tone_of(prepared, [cell.box for cell in cells])
    inked: list[_Read] = []
    bare: list[tuple[PageCell, CellInk]] = []
    for cell in cells:
        ink = cut_cell(prepared, cell.box, tone)
        lines = lines_of(ink)
        if lines:
            inked.append(_Read(cell, ink, lines))
        else:
            _leave_blank(cell)
            bare.append((cell, ink))
    _recognise(inked)
    figures: list[_Figure] = []
    labels: list[float] = []
    for each in inked:
        if may_be_figure([line.text for line in each.texts]) or _is_dash(each):
            figures.append(_figure(each))
        else:
            _keep_label(each)
            labels.append(each.cell.confidence)
    for figure, stroke in zip(figures, with_company([f.stroke for f in figures]), strict=True):
        figure.stroke = stroke
    _read_again(figures)
    _find_dashes(figures)
    broken = _weigh_structure(figures, labels)
    marks = sum(figure.is_mark for figure in figures)
    lowest = lowest_of(f.read.ink.points(f.shape.height) for f in figures if f.agreed)
    stand = stand_of((f.read.ink, f.shape) for f in figures if f.agreed and f.figure.digits)
    _look_past_marks(figures, stand)
    for figure in figures:
        _decide(figure)
        if marks < OFTEN and is_dust(figure.parts, lowest * prepared.dpi / 72):
            _take_for_dust(figure)
        elif marks < OFTEN and _is_remains(figure, stand):
            _leave_blank_but_marked(figure.read.cell)
        if not (figure.read.cell.text or figure.read.cell.doubts):
            bare.append((figure.read.cell, figure.read.ink))
    if marks >= OFTEN:
        for cell, ink in bare:
            if is_in_specks(ink):
                _leave_unreadable(cell)
    legible = sum(figure.settled for figure in figures)
    _doubt_crumbs(bare, legible, broken=broken)


def _recognise(reads: Sequence[_Read]) -> None:
    """Have RapidOCR read every line of the cells."""
    pictures = [
        cut_line(each.ink, line, rapid.MARGIN_ACROSS, rapid.MARGIN_ALONG)
        for each in reads
        for line in each.lines
    ]
    found = iter(rapid.read_lines(pictures))
    for each in reads:
        each.texts = [next(found) for _ in each.lines]


def _is_dash(read: _Read) -> bool:
    """Return whether the ink is a dash, whatever letters were made of it."""
    stroke = stroke_of(read.ink, shape_of(read.parts))
    return stroke is not None and stroke.kind == "dash"


def _keep_label(read: _Read) -> None:
    cell = read.cell
    scores = [score for text in read.texts for score in text.scores]
    cell.text = read.text
    cell.confidence = round(sum(scores) / len(scores), 4) if scores else 0.0
    cell.doubts = ()
    cell.readings = ()


def _figure(read: _Read) -> _Figure:
    parts = read.parts
    texts = [text for text in read.texts if text.text]
    recognition = (
        texts[0]
        if len(texts) == 1
        else Recognition(
            "".join(each.text for each in texts),
            min((each.confidence for each in texts), default=0.0),
        )
    )
    figure = understand(recognition.text)
    if figure.unit and len(read.lines) == 1:
        parts = _without_unit(parts, recognition, len(figure.unit), read)
    shape = shape_of(parts)
    return _Figure(read, recognition, parts, shape, figure, stroke=stroke_of(read.ink, shape))


def _without_unit(
    parts: list[Part], recognition: Recognition, letters: int, read: _Read
) -> list[Part]:
    """Return the parts of a figure that stand before its unit."""
    if len(recognition.at) <= letters:
        return parts
    x0, x1 = min(part.x0 for part in parts), max(part.x1 for part in parts)
    height = max(part.y1 for part in parts) - min(part.y0 for part in parts)
    margin = height * rapid.MARGIN_ALONG
    start, stop = recognition.at[-letters - 1], recognition.at[-letters]
    edge = x0 - margin + (start + stop) / 2 * (x1 - x0 + 2 * margin)
    return [part for part in parts if (part.x0 + part.x1) / 2 < edge] or parts


def _read_again(figures: Sequence[_Figure]) -> None:
    """Have tesseract read the figures, and once more those that it reads otherwise."""
    layout = tesseract.FIRST_LOOK
    for figure, reading in zip(figures, _montage(figures, layout), strict=True):
        figure.first = reading
    open_ = [f for f in figures if not (f.settled or f.is_mark or f.figure.key == "-")]
    company = [figure for figure in figures if figure.settled][:COMPANY]
    together = _in_company(open_, company)
    for figure, reading in zip(together, _montage(together, tesseract.SECOND_LOOK), strict=True):
        if not figure.settled:
            figure.second = reading


def _in_company(open_: Sequence[_Figure], company: Sequence[_Figure]) -> list[_Figure]:
    """Put figures that are sure before each open one: alone, tesseract finds no line of text."""
    if not open_ or not company:
        return list(open_)
    together: list[_Figure] = []
    for at, figure in enumerate(open_):
        together += [company[at % len(company)], figure]
    together += company[: max(0, COMPANY - len(open_))]
    return together


def _montage(figures: Sequence[_Figure], layout: tesseract.Layout) -> list[FigureReading]:
    pictures = [
        cut_line(figure.read.ink, figure.parts, layout.across, layout.along) for figure in figures
    ]
    return tesseract.read_figures(pictures, layout)


def _weigh_structure(figures: Sequence[_Figure], labels: Sequence[float]) -> bool:
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
    pitch = _pitch(figures)
    glyphs: list[Glyph] = []
    digits: list[str] = []
    owners: list[_Figure] = []
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


def _find_dashes(figures: Sequence[_Figure]) -> None:
    """Find dashes like the page's others among what nobody read as a figure."""
    usual = usual_dash([figure.stroke for figure in figures])
    if usual is None:
        return
    for figure in figures:
        if figure.stroke is None and not figure.agreed and figure.figure.key != "-":
            figure.stroke = dash_amid(figure.read.ink, figure.read.parts, usual)


def _pitch(figures: Sequence[_Figure]) -> float | None:
    return pitch_of([(f.shape, f.figure.key or "") for f in figures if f.agreed])


def _look_past_marks(figures: Sequence[_Figure], stand: Stand | None) -> None:
    """Have digits among what is left of a mark, or of a border, read once more without it.

    What both read alike is not asked about, but for a letter behind it; nor, where there was
    no mark, what was surely read as a figure.
    """

    def is_open(figure: _Figure) -> bool:
        if figure.read.ink.marked:
            return bool(figure.figure.unit) or not figure.agreed
        return not (figure.agreed or (figure.figure.key and figure.figure.sure))

    open_ = [figure for figure in figures if figure.stroke is None and is_open(figure)]
    if stand is None or not open_:
        return
    cells = [(f.read.ink, f.read.parts) for f in open_]
    for figure, found in zip(open_, read_past_marks(cells, stand, _pitch(figures)), strict=True):
        figure.past_mark = found


def _is_illegible(figures: Sequence[_Figure], labels: Sequence[float]) -> bool:
    """Return whether the recognisers agree on so few figures that they can't see them.

    Where the labels are read well, what they disagree on is dirt in blank cells.
    """
    if len(labels) >= FEWEST_LABELS and median(labels) >= LEGIBLE_LABEL:
        return False
    # Dashes are left out: tesseract sees few of them on any page.
    printed = [f for f in figures if f.figure.key != "-" and not f.is_mark]
    agreed = sum(figure.agreed for figure in printed)
    return len(printed) >= FEWEST_FIGURES and agreed < LEGIBLE * len(printed)


def _find_likeness(figures: Sequence[_Figure]) -> None:
    """Name the digits of figures that are not sure by their likeness to those that are."""
    examples: list[Glyph] = []
    digits: list[str] = []
    open_: list[_Figure] = []
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


def _mend(figure: _Figure, face: Face) -> None:
    """Take back what speaks against a digit in two halves, where whole it is like the others."""
    whole = glyphs_of(figure.read.ink, joined(figure.shape), 1)
    if whole and face.digit_of(whole[0]) == figure.figure.digits:
        figure.alike = figure.figure.digits
        figure.against = [code for code in figure.against if code not in ("columns", "width")]


def _glyphs(figure: _Figure, count: int) -> list[Glyph] | None:
    """Return the pictures of a figure's digits; None where they are not so many."""
    shape = figure.shape
    if figure.figure.key and figure.figure.key.startswith("+"):
        shape = replace(shape, tall=shape.tall[1:])
    return glyphs_of(figure.read.ink, shape, count)


def _find_damage(figures: Sequence[_Figure]) -> None:
    """Speak against figures with ink thicker than the page's strokes, or with crumbs."""
    printed = [figure for figure in figures if figure.figure.digits]
    thick = [thickness_of(figure.read.ink, figure.shape) for figure in printed]
    most = thickest_of(t for t, figure in zip(thick, printed, strict=True) if figure.settled)
    for figure, own in zip(printed, thick, strict=True):
        if own > most:
            figure.against.append(BLOT)
        if has_crumbs(figure.shape):
            figure.against.append("crumbs")


def _decide(figure: _Figure) -> None:
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


def _doubt_crumbs(bare: Sequence[tuple[PageCell, CellInk]], legible: int, *, broken: bool) -> None:
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
            _leave_unreadable(cell)


def _is_amid(part: Part, ink: CellInk) -> bool:
    return bool(abs((part.y0 + part.y1) / ink.ink.shape[0] - 1) <= MIDDLE)


def _leave_blank(cell: PageCell) -> None:
    cell.text, cell.confidence, cell.doubts, cell.readings = "", BLANK_CONFIDENCE, (), ()


def _leave_unreadable(cell: PageCell) -> None:
    cell.text, cell.confidence, cell.doubts = UNREADABLE, 0.5, ("unreadable",)


def _take_for_dust(figure: _Figure) -> None:
    """Leave a cell blank whose ink is too small for a digit, unless both read the same in it.

    It is looked at where one of the recognisers made something of the dust, or there is much.
    """
    cell = figure.read.cell
    if cell.text == UNREADABLE and is_little(figure.read.ink, figure.parts):
        _leave_blank(cell)
    elif cell.doubts and not _is_read(figure):
        _leave_blank_but_marked(cell)


def _is_read(figure: _Figure) -> bool:
    """Return whether both read the same, or the ink is or was read as a mark for nothing."""
    return figure.agreed or figure.stroke is not None or figure.figure.key == "-"


def _leave_blank_but_marked(cell: PageCell) -> None:
    cell.text, cell.confidence, cell.doubts = "", DUST_CONFIDENCE, ("mark_over_cell",)


def _is_remains(figure: _Figure, stand: Stand | None) -> bool:
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
