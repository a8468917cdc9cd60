"""Cells of pictures: small ruled pages are drawn, spoiled, and read by both recognisers."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")
pytest.importorskip("onnxruntime")
if shutil.which("tesseract") is None:
    pytest.skip("tesseract is not installed", allow_module_level=True)

from PIL import Image, ImageDraw, ImageFont  # noqa: E402

from extractors.ocr.cell_reading import read_cells  # noqa: E402
from extractors.ocr.crops import CellInk, Part, cut_cell, lines_of, tone_of  # noqa: E402
from extractors.ocr.dashes import Stroke, dash_amid, stroke_of, usual_dash, with_company  # noqa: E402
from extractors.ocr.dust import is_dust, lowest_of  # noqa: E402
from extractors.ocr.figure_text import understand  # noqa: E402
from extractors.ocr.model import PreparedPage  # noqa: E402
from extractors.ocr.past_marks import read_past_marks  # noqa: E402
from extractors.ocr.standing import Stand, digits_of, is_nothing, stand_of  # noqa: E402
from extractors.ocr.structure import contradictions, shape_of, shows_point  # noqa: E402
from extractors.pages.model import Box, PageCell, PageTable  # noqa: E402
from schemas.doubts import review_of  # noqa: E402

DPI = 200
WIDTH, HEIGHT, EDGE = 56.0, 20.0, 12.0
"""Points: a cell, and the paper around the table."""


class Drawn:
    """A ruled table drawn on paper, with the page and the table as the grid finder gives them."""

    def __init__(self, rows: list[list[str]], size: float = 10.5) -> None:
        self.rows = rows
        scale = DPI / 72
        columns = len(rows[0])
        width, height = 2 * EDGE + columns * WIDTH, 2 * EDGE + len(rows) * HEIGHT
        image = Image.new("L", (round(width * scale), round(height * scale)), 252)
        draw = ImageDraw.Draw(image)
        font = ImageFont.load_default(size * scale)
        self.xs = tuple(EDGE + at * WIDTH for at in range(columns + 1))
        self.ys = tuple(EDGE + at * HEIGHT for at in range(len(rows) + 1))
        self.cells = []
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                cell = Box(self.xs[j], self.ys[i], self.xs[j + 1], self.ys[i + 1])
                self.cells.append(PageCell(i, j, 1, 1, cell))
                middle = ((cell.x0 + cell.x1) / 2 * scale, (cell.y0 + cell.y1) / 2 * scale)
                draw.text(middle, text, font=font, fill=15, anchor="mm")
        self.gray = np.array(image)
        self.borders = np.zeros(self.gray.shape, bool)
        for x in self.xs:
            at = round(x * scale)
            self.borders[:, at - 1 : at + 2] = True
        for y in self.ys:
            at = round(y * scale)
            self.borders[at - 1 : at + 2, :] = True
        self.gray[self.borders] = 15
        self.marks: np.ndarray | None = None

    def page(self) -> PreparedPage:
        return PreparedPage(self.gray, DPI, self.marks, borders=self.borders)

    def read(self) -> list[PageCell]:
        table = PageTable(
            Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]), self.cells, self.xs, self.ys
        )
        read_cells(self.page(), [table])
        return self.cells

    def pixels(self, row: int, column: int) -> tuple[int, int, int, int]:
        return self.page().pixels(self.cells[row * len(self.rows[0]) + column].box)


def doubtful(cell: PageCell) -> bool:
    return review_of(list(cell.doubts))


FIGURES = [
    ["0", "17", "0", "305", "0", "8"],
    ["", "4", "69", "0", "1,204", ""],
    ["40.35", "0", "2", "-", "0", "5113"],
    ["0", "136", "0", "7", "90", "0"],
]


TEXTS = [text for row in FIGURES for text in row]


def test_a_clean_page_is_read_without_a_doubt():
    drawn = Drawn(FIGURES)
    for cell, text in zip(drawn.read(), TEXTS, strict=True):
        assert understand(cell.text).key == understand(text).key, text
        assert not doubtful(cell), (text, cell.doubts)
        assert cell.confidence > 0.9
        if text:
            assert {reading.recogniser for reading in cell.readings} >= {"rapidocr"}


def test_a_spoiled_page_has_no_silent_error():
    rng = np.random.default_rng(7)
    drawn = Drawn(FIGURES)
    gray = cv2.GaussianBlur(drawn.gray, (0, 0), 0.8).astype(np.float32)
    gray = np.clip(gray + rng.normal(0, 14, gray.shape), 0, 255).astype(np.uint8)
    drawn.gray = cv2.imdecode(cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], 0)
    right = 0
    for cell, text in zip(drawn.read(), TEXTS, strict=True):
        same = understand(cell.text).key == understand(text).key
        right += same
        assert same or doubtful(cell) or understand(cell.text).key is None, (text, cell.text)
    assert right >= 20


def test_dirt_in_blank_cells_makes_no_page_illegible():
    # As many scribbles as figures, and nobody agrees on them; but the labels are read well.
    drawn = Drawn([["Granted in part only", "", "", ""] for _ in range(7)], size=5)
    rng = np.random.default_rng(3)
    for at, cell in enumerate(drawn.cells):
        if at % 4 in (1, 2):
            x, y = (cell.box.x0 + 20) * DPI / 72, (cell.box.y0 + 7) * DPI / 72
            points = (np.array([x, y]) + rng.integers(0, 16, (4, 2))).astype(np.int32)
            cv2.polylines(drawn.gray, [points], False, 60, 1)
        elif at % 4 == 3 and at < 16:
            x, y = round((cell.box.x0 + 9) * DPI / 72), round((cell.box.y0 + 10) * DPI / 72)
            drawn.gray[y : y + 3, x : x + 3] = 40
    cells = drawn.read()
    assert not any(doubtful(cell) for at, cell in enumerate(cells) if at % 4 == 3)


def test_a_blot_over_a_digit_is_flagged():
    drawn = Drawn(FIGURES)
    x0, y0, x1, y1 = drawn.pixels(0, 3)  # 305
    middle = ((x0 + x1) // 2, (y0 + y1) // 2)
    cv2.circle(drawn.gray, middle, 13, 20, -1)
    cell = drawn.read()[3]
    assert doubtful(cell)
    assert cell.text != "305" or cell.doubts


def test_dust_in_a_blank_cell_is_no_figure():
    rng = random.Random(3)
    drawn = Drawn([["", "0", "", "12"], ["0", "", "3", ""]])
    for row, column in ((0, 0), (0, 2), (1, 1), (1, 3)):
        x0, y0, x1, y1 = drawn.pixels(row, column)
        for _ in range(4):
            x, y = rng.randrange(x0 + 6, x1 - 8), rng.randrange(y0 + 6, y1 - 8)
            drawn.gray[y : y + 2, x : x + 2] = 40
    cells = drawn.read()
    assert [cell.text for cell in cells] == ["", "0", "", "12", "0", "", "3", ""]
    assert not any(doubtful(cell) for cell in cells if not cell.text)


def test_specks_that_one_recogniser_reads_are_a_blank_cell_to_be_looked_at():
    rng = random.Random(5)
    drawn = Drawn([["0", "", "12", ""], ["", "305", "", "7"], ["41", "", "", "0"]] * 3)
    blank = [at for at in range(36) if not drawn.rows[at // 4][at % 4]]
    for at in blank:
        x0, y0, x1, y1 = drawn.pixels(*divmod(at, 4))
        x, y = rng.randrange(x0 + 10, x1 - 20), rng.randrange(y0 + 8, y1 - 20)
        for _ in range(3):  # a heap, 9 pixels high
            dx, dy = rng.randrange(0, 6), rng.randrange(0, 6)
            drawn.gray[y + dy : y + dy + 3, x + dx : x + dx + 3] = 40
    cells = drawn.read()
    # Both make the same of a heap here and there; the others are blank.
    assert sum(not cells[at].text for at in blank) > 0.6 * len(blank)
    assert any(cells[at].readings for at in blank if not cells[at].text)
    assert all(doubtful(cells[at]) for at in blank if cells[at].text not in ("", "-"))
    assert all(doubtful(cells[at]) for at in blank if cells[at].readings and not cells[at].text)
    assert not any(doubtful(cell) for at, cell in enumerate(cells) if at not in blank)


def test_digits_cut_by_a_mark_that_was_taken_away_do_not_make_the_print_broken():
    drawn = Drawn([["2", "0", "", "5"], ["2", "", "41", "0"], ["2", "3", "7", ""]], size=12)
    marks = np.zeros(drawn.gray.shape, bool)
    for row in range(3):
        x0, y0, x1, y1 = drawn.pixels(row, 0)
        cut = slice(y0 + 27, y0 + 30)
        drawn.gray[cut, x0 + 5 : x1 - 5] = 252
        marks[y0:y1, x0:x1] = True
    for row, column in ((0, 2), (1, 1), (2, 3)):
        x0, y0, x1, y1 = drawn.pixels(row, column)
        middle = ((y0 + y1) // 2, (x0 + x1) // 2)
        drawn.gray[middle[0] : middle[0] + 3, middle[1] : middle[1] + 3] = 40
    drawn.marks = marks
    cells = drawn.read()
    assert all(cells[at].text == "2" and doubtful(cells[at]) for at in (0, 4, 8))
    assert not any(doubtful(cells[at]) for at in (1, 2, 3, 5, 6, 7, 9, 10, 11))


def cell_of(*parts: Part) -> CellInk:
    """A cell of 60 by 80 pixels at 72 dpi, with boxes of ink."""
    ink = np.zeros((60, 80), bool)
    for part in parts:
        ink[part.y0 : part.y1, part.x0 : part.x1] = True
    return CellInk(np.where(ink, 20, 250).astype(np.uint8), ink, list(parts), 72, 0, 0)


def piece(x0: int, y0: int, x1: int, y1: int) -> Part:
    return Part(x0, y0, x1, y1, (x1 - x0) * (y1 - y0))


STAND = Stand(10.0, 0.0)
SEVEN, HIGH, BIT = piece(30, 25, 36, 35), piece(44, 22, 55, 36), piece(60, 40, 63, 43)
AT_THE_EDGE, ON_THE_LINE = piece(30, 1, 31, 9), piece(30, 26, 31, 34)
BROKEN_OFF = [piece(44, 24, 48, 29), piece(44, 30, 48, 35)]


@pytest.mark.parametrize(
    ("parts", "digits"),
    [
        ([SEVEN, BIT], [SEVEN]),
        ([SEVEN, piece(20, 25, 26, 35)], [piece(20, 25, 26, 35), SEVEN]),
        ([SEVEN, HIGH], None),  # a letter, and it may be the figure's unit
        ([SEVEN, *BROKEN_OFF], None),  # together as high as a digit
        ([SEVEN, piece(30, 5, 36, 15)], None),  # a figure of the row above
        ([BIT], None),
    ],
)
def test_digits_are_what_stands_in_the_pages_line(parts, digits):
    assert digits_of(cell_of(*parts), parts, STAND) == digits


@pytest.mark.parametrize(
    ("parts", "stand", "nothing"),
    [
        ([AT_THE_EDGE], STAND, True),
        ([ON_THE_LINE], STAND, False),  # as a 1 that lost its ends
        ([piece(30, 3, 36, 13)], STAND, False),  # as high as a digit: of another row
        ([AT_THE_EDGE, SEVEN], STAND, False),
        ([piece(2, 1, 40, 5)], STAND, False),  # wide
        ([piece(30, 52, 32, 57)], None, True),
        ([piece(30, 27, 32, 32)], None, False),
        ([piece(30, 1, 32, 9)], None, False),
    ],
)
def test_ink_beside_the_line_is_nothing(parts, stand, nothing):
    assert is_nothing(cell_of(*parts), parts, stand) is nothing


def test_where_digits_stand_is_told_by_several():
    sure = [(cell_of(SEVEN), shape_of([SEVEN]))] * 9
    assert stand_of(sure[:7]) is None
    assert stand_of(sure) == STAND


def test_a_figure_is_read_without_what_is_left_of_a_seal_around_it():
    """Bits of a seal beside a 7 were read as a letter: 7商."""
    drawn = Drawn([["0", "7", "40", "305"], ["8", "17", "69", "7"]])
    for at in (1, 7):
        x0, y0, x1, _ = drawn.pixels(*divmod(at, 4))
        for dx, dy in ((11, 12), (19, 13), (13, 21), (22, 24), (12, 30), (19, 33), (-24, 14)):
            left, upper = (x0 + x1) // 2 + dx, y0 + dy
            cv2.line(drawn.gray, (left, upper), (left + 2, upper + 2), 90, 2)
    x0, y0, x1, _ = drawn.pixels(1, 3)
    letter = (x0 + x1) // 2 + 30, y0 + 12
    drawn.gray[letter[1] : letter[1] + 28, letter[0] : letter[0] + 4] = 15
    tone = tone_of(drawn.page(), [cell.box for cell in drawn.cells])
    cells = [cut_cell(drawn.page(), cell.box, tone) for cell in drawn.cells]
    with_parts = [(cell, [part for line in lines_of(cell) for part in line]) for cell in cells]
    stand = stand_of([(cell, shape_of(parts)) for cell, parts in with_parts[2:7]] * 2)
    found = read_past_marks([with_parts[at] for at in (1, 5, 7)], stand, None)
    assert [each and each.text for each in found] == ["7", "17", None]


def test_a_rest_of_a_border_is_a_blank_cell_to_be_looked_at():
    drawn = Drawn([["0", "", "40", "305"], ["8", "7", "69", ""], ["5", "23", "0", "91"]])
    for row, column in ((0, 1), (1, 3)):
        x0, y0, x1, _ = drawn.pixels(row, column)
        middle = (x0 + x1) // 2
        cv2.line(drawn.gray, (middle, y0 - 1), (middle + 1, y0 + 14), 15, 3)
    cells = drawn.read()
    for at in (1, 7):
        assert cells[at].text == ""
        assert cells[at].doubts == ("mark_over_cell",)
    assert not any(doubtful(cell) for at, cell in enumerate(cells) if at not in (1, 7))


def test_crumbs_of_a_digit_are_no_dust():
    crumbs = [Part(10, 10, 14, 13, 9), Part(12, 16, 14, 19, 6), Part(11, 22, 14, 25, 8)]
    assert not is_dust(crumbs, 12.0)  # near each other, they are as high as a digit
    assert is_dust([crumbs[0], Part(60, 22, 64, 25, 9)], 12.0)
    assert not is_dust([crumbs[0], Part(60, 22, 66, 36, 50)], 12.0)


def test_how_low_digits_are_is_told_by_the_pages_sure_ones():
    assert lowest_of([8.0] * 7) == 4.0  # too few
    assert lowest_of([8.0] * 9) > 4.5
    assert lowest_of([5.0] * 9) == 4.0


def test_a_faint_zero_is_not_blank():
    drawn = Drawn([["0", "12", "0"], ["5", "0", "48"]])
    x0, y0, x1, y1 = drawn.pixels(0, 2)
    part = drawn.gray[y0 + 4 : y1 - 4, x0 + 4 : x1 - 4]
    part[:] = 252 - (252 - part) // 4
    cell = drawn.read()[2]
    assert cell.text == "0" or doubtful(cell)
    assert cell.text != ""


def witnesses_against(drawn: Drawn, at: int, text: str, pitch: float | None = None) -> list[str]:
    page = drawn.page()
    tone = tone_of(page, [cell.box for cell in drawn.cells])
    ink = cut_cell(page, drawn.cells[at].box, tone)
    (line,) = lines_of(ink)
    return contradictions(ink, shape_of(line), understand(text), pitch)


@pytest.mark.parametrize(
    ("printed", "read", "against"),
    [
        ("40.35", "40.35", []),
        ("1,204", "1,204", []),
        ("+57", "+57", []),
        ("-1942", "-1942", []),
        ("117", "117", []),
        ("40.35", "4035", ["gap"]),
        ("4035", "40.35", ["point"]),
        ("1,204", "1.204", ["point"]),
        ("-1942", "1942", ["sign"]),
        ("1942", "-1942", ["sign"]),
        ("117", "17", ["columns", "width"]),
        ("512", "51", ["columns", "width"]),
        ("17", "-", ["dash"]),
    ],
)
def test_the_ink_speaks_against_a_misreading(printed, read, against):
    found = witnesses_against(Drawn([[printed]], size=12), 0, read)
    assert bool(found) == bool(against)
    assert not against or set(found) & set(against)


def stroke_at(drawn: Drawn, at: int = 0) -> Stroke | None:
    page = drawn.page()
    tone = tone_of(page, [cell.box for cell in drawn.cells])
    ink = cut_cell(page, drawn.cells[at].box, tone)
    (line,) = lines_of(ink)
    return stroke_of(ink, shape_of(line))


@pytest.mark.parametrize(
    ("printed", "kind"),
    [("/", "slash")] + [(digit, None) for digit in "1470"],
)
@pytest.mark.parametrize("size", [9, 12])
def test_a_mark_for_nothing_is_known_by_its_ink(printed, kind, size):
    found = stroke_at(Drawn([[printed]], size=size))
    assert (found and found.kind) == kind


def with_dashes(*dashes: tuple[float, float]) -> Drawn:
    """A row of figures, and a cell with level strokes (from, to; points from its left)."""
    drawn = Drawn([["0", "17", "305", "8", ""]])
    x0, y0, _, y1 = drawn.pixels(0, 4)
    y = (y0 + y1) // 2
    for start, end in dashes:
        left, right = (round(x0 + each * DPI / 72) for each in (start, end))
        drawn.gray[y : y + 3, left:right] = 40
    return drawn


@pytest.mark.parametrize("dashes", [[(12, 20.5)], [(8, 16), (17.5, 25.5)]])
def test_a_dash_is_one_whatever_is_read(dashes):
    cell = with_dashes(*dashes).read()[4]
    assert cell.text == "-" and not doubtful(cell)


def test_a_rest_of_a_border_is_no_dash():
    drawn = with_dashes()
    x0, y0, _, _ = drawn.pixels(0, 4)
    drawn.gray[y0 + 3 : y0 + 5, x0 + 40 : x0 + 56] = 60  # beneath the border, 1 point off
    cell = drawn.read()[4]
    assert cell.text == "" and not doubtful(cell)


def test_a_mark_that_stands_often_on_a_page_was_printed_so():
    few = [Stroke("slash", 8.0)] * 3 + [None]
    assert with_company(few) == few
    many = with_company([Stroke("slash", 8.0)] * 7 + [Stroke("slash", 4.9), None])
    assert [stroke and stroke.often for stroke in many] == [True] * 7 + [False, None]


def test_a_speck_between_digits_is_no_point():
    drawn = Drawn([["45"]], size=12)
    x0, y0, x1, y1 = drawn.pixels(0, 0)
    x, y = (x0 + x1) // 2, (y0 + y1) // 2 + 9
    drawn.gray[y : y + 2, x - 1 : x + 1] = 20
    assert "point" in witnesses_against(drawn, 0, "4.5", 0.85)


HALVES = [piece(15, 29, 35, 31), piece(37, 29, 57, 31)]


@pytest.mark.parametrize(
    ("beside", "found"),
    [
        ([piece(20, 2, 27, 12), piece(40, 36, 43, 39)], True),
        ([piece(60, 25, 66, 35)], False),  # a digit
        ([piece(15, 20, 57, 22)], True),  # a border, away from the middle
    ],
)
def test_a_dash_like_the_pages_others_is_one_among_dirt_too(beside, found):
    parts = [*HALVES, *beside]
    stroke = dash_amid(cell_of(*parts), parts, 42.0)
    assert (stroke is not None and stroke.is_flat and stroke.amid) is found
    assert dash_amid(cell_of(*parts), parts, 20.0) is None
    assert dash_amid(cell_of(*beside), beside, 42.0) is None


def test_how_long_a_dash_is_is_told_by_a_pages_many():
    assert usual_dash(with_company([Stroke("dash", 20.0)] * 5 + [None])) is None
    assert usual_dash(with_company([Stroke("dash", 20.0)] * 6 + [Stroke("slash", 8.0)])) == 20.0


def test_a_speck_in_a_gap_between_digits_is_a_point():
    drawn = Drawn([["40.35", "7961", "12.5"]])
    tone = tone_of(drawn.page(), [cell.box for cell in drawn.cells])
    shapes = []
    for cell in drawn.cells:
        ink = cut_cell(drawn.page(), cell.box, tone)
        shapes.append(shape_of([part for line in lines_of(ink) for part in line]))
    assert shows_point(shapes[0], understand("40.35"))
    assert not shows_point(shapes[0], understand("403.5"))
    assert not shows_point(shapes[1], understand("79.61"))
    assert shows_point(shapes[2], understand("12.5"))
    assert not shows_point(replace(shapes[0], low=()), understand("40.35"))
