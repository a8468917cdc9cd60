"""Print under blots, stamps' rings and pen strokes: whatever is read there is not sure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")
pytest.importorskip("onnxruntime")
if shutil.which("tesseract") is None:
    pytest.skip("tesseract is not installed", allow_module_level=True)

from PIL import Image, ImageDraw, ImageFont  # noqa: E402

from extractors.ocr.cell_reading import read_cells  # noqa: E402
from extractors.ocr.crops import Part  # noqa: E402
from extractors.ocr.damage import has_crumbs, thickest_of  # noqa: E402
from extractors.ocr.model import PreparedPage  # noqa: E402
from extractors.ocr.structure import shape_of  # noqa: E402
from extractors.pages.model import Box, PageCell, PageTable  # noqa: E402
from extractors.statutory.values import parse_cell  # noqa: E402
from schemas.doubts import review_of  # noqa: E402

SCALE = 200 / 72
WIDTH, HEIGHT, EDGE = 44.0, 18.0, 12.0
"""Points: a cell, and the paper around the table."""
FONTS = Path("/usr/share/fonts/truetype")
FACES = ["arphic/uming.ttc", "liberation/LiberationSans-Regular.ttf"]
BOLD = ["liberation/LiberationSerif-Bold.ttf", "dejavu/DejaVuSans-Bold.ttf"]
INK = 25


def disc(gray, x0, y0, x1, y1):
    cv2.circle(gray, ((x0 + x1) // 2, (y0 + y1) // 2), round(0.55 * (y1 - y0)), INK, -1)


def oval(gray, x0, y0, x1, y1):
    middle, axes = ((x0 + x1) // 2, (y0 + y1) // 2), ((x1 - x0 + 4) // 2, (y1 - y0) // 2)
    cv2.ellipse(gray, middle, axes, 0, 0, 360, INK, -1)


def left_half(gray, x0, y0, x1, y1):
    gray[y0:y1, x0 : (x0 + x1) // 2] = INK


def upper_half(gray, x0, y0, x1, y1):
    gray[y0 : (y0 + y1) // 2, x0:x1] = INK


def ring(gray, x0, y0, x1, y1):
    cv2.circle(gray, (x1 + 2, (y0 + y1) // 2), round(0.7 * (y1 - y0)), INK, 3)


def pen(gray, x0, y0, x1, y1):
    cv2.line(gray, (x0 - 3, y1 + 2), (x1 + 3, y0 - 2), INK, 3)


BLOTS = [disc, oval, left_half, upper_half]
STROKES = [ring, pen]


def read(face: str, rows: list[list[str]], spoils: list) -> list[list[PageCell]]:
    """Draw a table, spoil the middle digit of each row's figures its way, and read it."""
    path = FONTS / face
    if not path.exists():
        pytest.skip(f"the font {path} is not installed")
    font = ImageFont.truetype(str(path), round(10.5 * SCALE))
    columns = len(rows[0])
    size = (2 * EDGE + columns * WIDTH, 2 * EDGE + len(rows) * HEIGHT)
    image = Image.new("L", tuple(round(length * SCALE) for length in size), 252)
    draw = ImageDraw.Draw(image)
    cells: list[list[PageCell]] = []
    digits: list[tuple[int, int, int, int]] = []
    for i, row in enumerate(rows):
        cells.append([])
        for j, text in enumerate(row):
            box = Box(EDGE + j * WIDTH, EDGE + i * HEIGHT, EDGE + (j + 1) * WIDTH,
                      EDGE + (i + 1) * HEIGHT)  # fmt: skip
            cells[-1].append(PageCell(i, j, 1, 1, box))
            x = (box.x0 + box.x1) / 2 * SCALE - draw.textlength(text, font) / 2
            y = (box.y0 + box.y1) / 2 * SCALE
            draw.text((x, y), text, font=font, fill=15, anchor="lm")
            before = draw.textlength(text[: len(text) // 2], font)
            digit = draw.textbbox((x + before, y), text[len(text) // 2], font, anchor="lm")
            digits.append(tuple(round(place) for place in digit))
    gray = np.array(image)
    for at, digit in enumerate(digits):
        if spoil := spoils[at // columns]:
            spoil(gray, *digit)
    xs = tuple(EDGE + at * WIDTH for at in range(columns + 1))
    ys = tuple(EDGE + at * HEIGHT for at in range(len(rows) + 1))
    borders = np.zeros(gray.shape, bool)
    for x in xs:
        borders[:, round(x * SCALE) - 1 : round(x * SCALE) + 2] = True
    for y in ys:
        borders[round(y * SCALE) - 1 : round(y * SCALE) + 2, :] = True
    gray[borders] = 15
    whole = Box(xs[0], ys[0], xs[-1], ys[-1])
    table = PageTable(whole, [cell for row in cells for cell in row], xs, ys)
    read_cells(PreparedPage(gray, 200, borders=borders), [table])
    return cells


def is_doubted(cell: PageCell) -> bool:
    return review_of([*cell.doubts, *parse_cell(cell.text).doubts])


@pytest.mark.parametrize("face", FACES)
def test_what_lies_under_a_blot_or_a_stroke_is_not_sure(face):
    spoils = [None, None, *BLOTS, *STROKES]
    rows = [[f"3{digit}5" for digit in "0123456789"] for _ in spoils]
    for row, texts, spoil in zip(read(face, rows, spoils), rows, spoils, strict=True):
        for cell, text in zip(row, texts, strict=True):
            assert cell.text == text or is_doubted(cell), (spoil, text, cell.text)
            if spoil in BLOTS:
                assert is_doubted(cell), (spoil, text)
            if spoil is None:
                assert not is_doubted(cell), (text, cell.doubts)


@pytest.mark.parametrize("face", BOLD)
def test_bold_print_is_no_blot(face):
    rows = [[f"{digit}", f"3{digit}5"] for digit in "0123456789"]
    for row, texts in zip(read(face, rows, [None] * 10), rows, strict=True):
        assert [cell.text for cell in row] == texts
        assert not any("mark_over_cell" in cell.doubts for cell in row)


def test_where_most_print_is_lost_nothing_is_sure():
    rng, worn = np.random.default_rng(1), []

    def wear(gray, *_):  # as a fax does whose threshold is too low
        if worn:
            return
        worn.append(True)
        small = cv2.resize(gray, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
        dots = small + rng.normal(0, 8, small.shape) < 100
        back = np.where(dots, 0, 252).astype(np.uint8)
        gray[:] = cv2.resize(back, gray.shape[::-1], interpolation=cv2.INTER_CUBIC)

    rows = [[f"3{digit}5", f"{digit}"] for digit in "0123456789"]
    spoils = [None] * 9 + [wear]
    for row, texts in zip(read("arphic/uming.ttc", rows, spoils), rows, strict=True):
        for cell, text in zip(row, texts, strict=True):
            assert cell.text == text or is_doubted(cell), (text, cell.text)


def test_strokes_may_be_thick_only_on_pages_in_bold():
    assert thickest_of([0.14] * 5) < 0.36
    assert thickest_of([0.3] * 5) == thickest_of([]) > 0.4


def box(x0: int, y0: int, x1: int, y1: int) -> Part:
    return Part(x0, y0, x1, y1, (x1 - x0) * (y1 - y0))


@pytest.mark.parametrize(
    ("specks", "told"),
    [
        ([box(18, 2, 21, 5), box(22, 17, 26, 20)], True),  # what a pale 1 leaves
        ([box(18, 17, 21, 20)], False),  # a stop
        ([box(18, 15, 21, 18), box(24, 17, 26, 19)], False),  # dust on the line
        ([box(60, 2, 63, 5), box(60, 17, 63, 20)], False),  # far away
    ],
)
def test_crumbs_of_a_lost_digit(specks, told):
    assert has_crumbs(shape_of([box(0, 0, 13, 20), *specks])) is told
