"""Pictures of tables → their cells, with borders as scans, faxes and photographs have them."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from extractors.ocr.cells import rectangles
from extractors.ocr.grid import find_tables
from extractors.ocr.lattice import borders_present
from extractors.ocr.periods import wanting_in_groups
from extractors.ocr.prepare import prepare

DPI = 200
LEFT, TOP = 200, 300
WIDTHS = (60, 90, 200, *[100] * 7)
HEIGHTS = (50, 50, 60, *[50] * 5)
"""Table 三 in small: three columns of labels, seven of figures; three rows of header."""

MERGED = [
    (0, 0, 3, 3),
    (0, 3, 1, 7),
    (1, 3, 2, 1),
    (1, 4, 1, 5),
    (1, 9, 2, 1),
    (3, 0, 1, 3),
    (4, 0, 4, 1),
    (4, 1, 1, 2),
    (5, 1, 3, 1),
]


def layout() -> list[tuple[int, int, int, int]]:
    """Return (row, column, row span, column span) of every cell."""
    taken = {
        (r, c)
        for row, column, rows, columns in MERGED
        for r in range(row, row + rows)
        for c in range(column, column + columns)
    }
    single = [
        (r, c, 1, 1) for r in range(len(HEIGHTS)) for c in range(len(WIDTHS)) if (r, c) not in taken
    ]
    return sorted(MERGED + single)


XS = [LEFT, *(LEFT + np.cumsum(WIDTHS)).tolist()]
YS = [TOP, *(TOP + np.cumsum(HEIGHTS)).tolist()]


def draw(thickness: int = 2, shade: int = 0, texts: bool = True) -> np.ndarray:
    page = np.full((1400, 1500), 255, np.uint8)
    for row, column, rows, columns in layout():
        x0, x1, y0, y1 = XS[column], XS[column + columns], YS[row], YS[row + rows]
        cv2.rectangle(page, (x0, y0), (x1, y1), shade, thickness)
        if texts:
            word = "0" if column >= 3 and row >= 3 else "HHH"
            size = cv2.getTextSize(word, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 2)[0]
            at = ((x0 + x1 - size[0]) // 2, (y0 + y1 + size[1]) // 2)
            cv2.putText(page, word, at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    return page


def tables(page: np.ndarray, dpi: float = DPI):
    return find_tables(prepare(page, dpi))


def shape(table) -> list[tuple[int, int, int, int]]:
    return sorted((c.row, c.column, c.row_span, c.column_span) for c in table.cells)


def doubted(table, code: str = "line_restored") -> set[tuple[int, int]]:
    return {(c.row, c.column) for c in table.cells if code in c.doubts}


def test_a_clean_table_has_its_cells_at_their_places():
    [table] = tables(draw())
    assert shape(table) == layout()
    assert not doubted(table)
    cell = next(c for c in table.cells if (c.row, c.column) == (5, 4))
    assert cell.box == pytest.approx([v * 72 / DPI for v in (XS[4], YS[5], XS[5], YS[6])], abs=0.8)


def test_strokes_of_a_titles_letters_are_no_table():
    # 审 and 年 in 22 pt, side by side: level and upright strokes that cross.
    page = draw()
    for x, y, width, height in ((500, 100, 90, 16), (500, 116, 32, 34), (532, 116, 58, 34)):
        cv2.rectangle(page, (x, y), (x + width, y + height), 0, 3)
    prepared = prepare(page, DPI)
    [table] = find_tables(prepared)
    assert shape(table) == layout()
    assert not prepared.borders[90:160].any()  # and their ink stays


@pytest.mark.parametrize("margin", [10, 22])
def test_rows_of_dashes_are_no_borders(margin):
    # —— in narrow columns leave as little room as a worn border's gaps.
    page = draw(texts=False)
    for row, column, _, _ in layout():
        if row >= 3 and column >= 3:
            x0, x1, y = XS[column], XS[column + 1], (YS[row] + YS[row + 1]) // 2
            middle = (x0 + x1) // 2
            for start, end in ((x0 + margin, middle - 3), (middle + 3, x1 - margin)):
                cv2.line(page, (start, y), (end, y), 60, 2)
    [table] = tables(page)
    assert shape(table) == layout()


def test_a_bracket_between_two_rows_borders_is_none():
    """Table 二: 第二十条第（六）项 over all columns, its bracket at the place of their border."""
    page = np.full((900, 1500), 255, np.uint8)
    xs, ys = [200, 600, 900, 1200, 1490], list(range(100, 551, 50))
    for y in ys:
        cv2.line(page, (xs[0], y), (xs[-1], y), 0, 2)
    for x in xs:
        cv2.line(page, (x, ys[0]), (x, ys[-1]), 0, 2)
    titles = (0, 4, 8)
    for row in titles:
        page[ys[row] + 2 : ys[row + 1] - 1, xs[0] + 2 : xs[-1] - 1] = 255
        cv2.line(page, (900, ys[row] + 12), (900, ys[row] + 38), 40, 2)
    [table] = tables(page)
    assert {(c.row, c.column_span) for c in table.cells if c.row in titles} == {
        (row, 4) for row in titles
    }


def test_letters_of_merged_rows_take_no_column_away():
    """Table 二: two rows of four cells, and titles whose middle letter stands on their border."""
    page = np.full((900, 1500), 255, np.uint8)
    xs, ys = [200, 500, 800, 1100, 1300], list(range(100, 701, 60))
    for y in ys:
        cv2.line(page, (xs[0], y), (xs[-1], y), 0, 2)
    for x in (xs[0], xs[-1]):
        cv2.line(page, (x, ys[0]), (x, ys[-1]), 0, 2)
    for x in xs[1:-1]:
        cv2.line(page, (x, ys[0]), (x, ys[2]), 0, 2)
    for y in ys[2:-1]:
        width, height = cv2.getTextSize("HH I HH", cv2.FONT_HERSHEY_SIMPLEX, 0.8, 2)[0]
        at = (xs[2] - width // 2, y + 30 + height // 2)
        cv2.putText(page, "HH I HH", at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    [table] = tables(page)
    expected = [(row, column, 1, 1) for row in range(2) for column in range(4)]
    assert shape(table) == expected + [(row, 0, 1, 4) for row in range(2, 10)]


def fax(page):
    half = cv2.resize(page, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    return np.where(half > 150, 255, 0).astype(np.uint8)


def noisy(page):
    grain = np.random.default_rng(5).normal(0, 14, page.shape)
    blurred = cv2.GaussianBlur(page, (0, 0), 1.0) + grain
    packed = cv2.imencode(".jpg", np.clip(blurred, 0, 255).astype(np.uint8), [1, 35])[1]
    return cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)


def bent(page):
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return cv2.remap(page, x, y + 7 * np.sin(x / width * np.pi).astype(np.float32), 1)


def skewed(page, degrees=2.0):
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, matrix, (width, height), borderValue=255)


def edged(page):
    page = page.copy()
    page[:, :40] = 10
    page[-30:] = 0
    return page


@pytest.mark.parametrize("damage", [noisy, bent, skewed, edged])
def test_damage_leaves_the_grid(damage):
    [table] = tables(damage(draw()))
    assert shape(table) == layout()


def test_a_fax_keeps_its_grid():
    [table] = tables(fax(draw()), DPI * 0.6)
    assert shape(table) == layout()


def test_faint_borders_are_seen():
    page = draw(texts=False)
    page = (255 - (255 - page.astype(int)) * 0.25).astype(np.uint8)
    page = np.minimum(page, np.where(draw(thickness=1, shade=255) < 128, 0, 255)).astype(np.uint8)
    [table] = tables(page)
    assert shape(table) == layout()


def test_thick_borders_stay_single():
    [table] = tables(draw(thickness=7))
    assert shape(table) == layout()


def test_a_broken_border_is_completed_and_said_so():
    page = draw()
    page[YS[5] + 12 : YS[5] + 26, XS[5] - 4 : XS[5] + 5] = 255
    [table] = tables(page)
    assert shape(table) == layout()
    assert doubted(table) <= {(5, 4), (5, 5)}


def test_a_border_gone_between_two_figures_is_restored():
    page = draw()
    page[YS[5] + 3 : YS[6] - 2, XS[5] - 4 : XS[5] + 5] = 255
    [table] = tables(page)
    assert shape(table) == layout()
    assert doubted(table) == {(5, 4), (5, 5)}


@pytest.mark.parametrize("gone", [range(4, 10), range(7, 10), (3, 6)])
def test_a_border_gone_between_two_rows_up_to_the_tables_side_is_restored(gone):
    page = draw()
    for column in gone:
        page[YS[6] - 6 : YS[6] + 7, XS[column] + 4 : XS[column + 1] - 3] = 255
    [table] = tables(page)
    assert shape(table) == layout()
    assert doubted(table) >= {(row, column) for row in (5, 6) for column in gone}


def test_a_border_gone_between_two_blank_cells_is_restored_where_most_of_it_is_there():
    page = draw()
    page[YS[5] + 3 : YS[7] - 2, XS[6] + 3 : XS[7] - 2] = 255
    for x, y in ((20, 15), (34, 28), (50, 20)):  # specks on one side
        page[YS[5] + y : YS[5] + y + 3, XS[6] + x : XS[6] + x + 3] = 0
    [table] = tables(page)
    assert shape(table) == layout()
    assert {(5, 6), (6, 6)} <= doubted(table)


def test_a_border_gone_between_two_figures_side_by_side_is_restored_over_rows():
    page = draw()
    for row in (4, 5, 6, 7):
        page[YS[row] + 4 : YS[row + 1] - 3, XS[6] - 4 : XS[6] + 5] = 255
    [table] = tables(page)
    assert shape(table) == layout()


def parts_of_table_two(columns: list[int], gone: bool) -> np.ndarray:
    """Draw a header and a row of two figures, and a part without the border between them."""
    page = np.full((700, 1300), 255, np.uint8)
    rows = [100, 150, 200, 250, 300]
    for y in rows:
        page[y - 1 : y + 1, columns[0] : columns[-1]] = 0
    for x in columns:
        last = rows[3] if x == columns[2] else rows[-1]
        page[rows[0] : last, x - 1 : x + 1] = 0
    if gone:
        page[rows[2] + 3 : rows[3] - 2, columns[2] - 4 : columns[2] + 5] = 255
    for x, text in ((columns[1] + 60, "17"), (columns[2] + 60, "2211")):
        cv2.putText(page, text, (x, rows[2] + 34), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    at = (columns[2] - 60, rows[3] + 34)  # a figure of its own over the border's place
    cv2.putText(page, "93447", at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    return page


@pytest.mark.parametrize("gone", [False, True])
def test_a_border_between_two_figures_is_restored_where_the_next_row_has_it(gone):
    [table] = tables(parts_of_table_two([100, 400, 700, 1000], gone))
    cells = shape(table)
    assert (2, 1, 1, 1) in cells and (2, 2, 1, 1) in cells
    assert (3, 1, 1, 2) in cells


PARTS_XS, PARTS_YS = [100, 400, 700, 1000], [100, 160, 220, 280, 340, 400, 460]
"""Table 二 in small: twice a title, a header and a row; the second part has one wide figure."""


def two_parts(shade: int = 0) -> np.ndarray:
    page = np.full((800, 1300), 255, np.uint8)
    texts = [["HHHHHH"], ["HHHH", "HHHHH", "HHHHH"], ["HHH", "0", "24"]]
    texts += [["HHHHHH"], ["HHHH", "HHHHHHHH"], ["HHH", "64789"]]
    for row, words in enumerate(texts):
        y0, y1 = PARTS_YS[row], PARTS_YS[row + 1]
        xs = [*PARTS_XS[: len(words)], PARTS_XS[-1]]
        for (x0, x1), word in zip(pairwise(xs), words, strict=True):
            cv2.rectangle(page, (x0, y0), (x1, y1), shade, 2)
            size = cv2.getTextSize(word, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 2)[0]
            at = ((x0 + x1 - size[0]) // 2, (y0 + y1 + size[1]) // 2)
            cv2.putText(page, word, at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, shade, 2)
    return page


@pytest.mark.parametrize("shade", [0, 165])
def test_a_label_has_a_border_to_the_header_over_all_other_columns(shade):
    page = two_parts(shade)
    whole = shape(tables(page)[0])
    x, y0, y1 = PARTS_XS[1], PARTS_YS[4], PARTS_YS[5]
    page[y0 + 3 : y1 - 2, x - 4 : x + 5] = 255
    [table] = tables(page)
    assert shape(table) == whole
    assert doubted(table) >= {(4, 0), (4, 1)}


def test_figures_over_a_title_have_a_border_where_their_label_has():
    page = two_parts()
    whole = shape(tables(page)[0])
    y = PARTS_YS[3]
    page[y - 6 : y + 7, PARTS_XS[2] + 4 : PARTS_XS[3] - 3] = 255
    [table] = tables(page)
    assert shape(table) == whole
    assert (2, 2) in doubted(table)


def test_labels_have_a_border_where_all_their_figures_have():
    page = two_parts()
    whole = shape(tables(page)[0])
    for y in (PARTS_YS[2], PARTS_YS[5]):
        page[y - 6 : y + 7, PARTS_XS[0] + 4 : PARTS_XS[1] - 3] = 255
    [table] = tables(page)
    assert shape(table) == whole
    assert doubted(table) >= {(1, 0), (2, 0), (4, 0), (5, 0)}


def test_a_groups_label_of_lines_far_apart_stays_whole():
    page = np.full((800, 1300), 255, np.uint8)
    for at, (y0, y1) in enumerate(pairwise(PARTS_YS)):
        for x0, x1 in pairwise(PARTS_XS):
            if x0 != PARTS_XS[0]:
                cv2.rectangle(page, (x0, y0), (x1, y1), 0, 2)
                cv2.putText(page, "7", (x0 + 140, y0 + 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
        word = "HHH" if at in (1, 2, 4, 5) else ""
        cv2.putText(page, word, (190, y0 + 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    for y in PARTS_YS[0], PARTS_YS[3], PARTS_YS[-1]:
        cv2.line(page, (PARTS_XS[0], y), (PARTS_XS[1], y), 0, 2)
    cv2.line(page, (PARTS_XS[0], PARTS_YS[0]), (PARTS_XS[0], PARTS_YS[-1]), 0, 2)
    [table] = tables(page)
    assert {(0, 0, 3, 1), (3, 0, 3, 1)} <= set(shape(table))


def test_a_part_without_a_border_between_two_figures_gets_it_where_pieces_are_left():
    page = two_parts()
    whole = shape(tables(page)[0])
    x, y0, y1 = PARTS_XS[2], PARTS_YS[1], PARTS_YS[3]
    page[y0 + 3 : y1 - 2, x - 4 : x + 5] = 255
    for y in (y0, y0 + 60):  # most of each edge, but one end only
        page[y : y + 35, x - 1 : x + 1] = 0
    [table] = tables(page)
    assert shape(table) == whole
    assert doubted(table) >= {(1, 1), (1, 2), (2, 1), (2, 2)}


def test_many_pieces_in_a_row_are_a_border_and_few_are_none():
    shares = np.array([[0.0, 0.5, 0.59, 0.5, 0.0], [0.0, 0.5, 0.0, 0.5, 0.0]])
    there, broken = borders_present(shares, np.full((2, 5), 8.0))
    assert there.tolist() == [[False, True, True, True, False], [False] * 5]
    assert (there == broken).all()


def test_a_label_has_a_border_where_its_rows_figures_have():
    page = draw()
    page[YS[6] - 3 : YS[6] + 4, XS[2] + 4 : XS[3] - 3] = 255
    [table] = tables(page)
    assert shape(table) == layout()
    assert {(5, 2), (6, 2)} <= doubted(table)


def test_a_label_of_two_lines_beside_a_border_that_ends_there_stays_whole():
    page = draw()
    x0, x1, y0, y1 = XS[9], XS[10], YS[1], YS[3]
    page[y0 + 4 : y1 - 3, x0 + 4 : x1 - 3] = 255
    for y in (YS[2] - 6, YS[2] + 24):
        cv2.putText(page, "H", (x0 + 40, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    [table] = tables(page)
    assert shape(table) == layout()


def test_a_border_gone_between_two_blank_cells_with_specks_is_restored_where_it_goes_on():
    page = draw()
    page[YS[5] + 3 : YS[6] - 2, XS[4] + 3 : XS[6] - 2] = 255
    for x, y in ((20, 15), (34, 28), (50, 20)):
        page[YS[5] + y : YS[5] + y + 4, XS[4] + x : XS[4] + x + 4] = 0
    [table] = tables(page)
    assert shape(table) == layout()
    assert {(5, 4), (5, 5)} <= doubted(table)


def test_a_merged_cell_with_its_figure_in_the_middle_stays_merged():
    page = draw()
    page[YS[5] + 3 : YS[6] - 2, XS[4] + 3 : XS[6] - 2] = 255
    cv2.putText(page, "17", (XS[5] - 17, YS[5] + 34), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    [table] = tables(page)
    assert (5, 4, 1, 2) in shape(table)


def test_a_merged_cell_with_its_figure_on_one_side_stays_merged():
    page = draw()
    page[YS[5] + 3 : YS[6] - 2, XS[4] + 3 : XS[6] - 2] = 255
    cv2.putText(page, "17", (XS[4] + 9, YS[5] + 34), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    [table] = tables(page)
    assert (5, 4, 1, 2) in shape(table)


def test_a_column_border_gone_over_all_its_length_is_put_where_the_form_has_it():
    page = draw()
    page[YS[2] + 3 : YS[-1] - 2, XS[6] - 4 : XS[6] + 5] = 255
    for y in YS[4:]:  # the row borders were cut as well
        page[y - 1 : y + 2, XS[6] - 4 : XS[6] + 5] = 0
    [table] = tables(page)
    figures = [c for c in table.cells if c.row >= 3 and c.column >= 3]
    assert len(figures) == 7 * 5
    assert doubted(table) >= {(row, column) for row in range(3, 8) for column in (5, 6)}


WIDTHS_OF_OUTCOMES = (32, 33, 32, 32, 22)


def outcomes(without: tuple[int, ...] = ()) -> tuple[np.ndarray, list[int]]:
    """Draw three groups of five columns over a row of figures; some lines are gone."""
    page = np.full((900, 1500), 255, np.uint8)
    xs = [200, *(200 + np.cumsum(WIDTHS_OF_OUTCOMES * 3) * 2).tolist()]
    for y0, y1, lines in ((200, 260, xs[::5]), (260, 350, xs), (350, 410, xs)):
        cv2.rectangle(page, (xs[0], y0), (xs[-1], y1), 0, 2)
        for at, x in enumerate(lines):
            if lines is xs and at in without:
                continue
            cv2.line(page, (x, y0), (x, y1), 0, 2)
    for x0, x1 in pairwise(xs):
        cv2.putText(page, "7", ((x0 + x1) // 2 - 8, 390), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    return page, xs


def test_column_borders_gone_in_one_group_are_put_where_the_other_groups_have_them():
    whole = shape(tables(outcomes()[0])[0])
    [table] = tables(outcomes(without=(6, 8))[0])
    assert shape(table) == whole
    assert {(2, at) for at in (5, 6, 7, 8)} <= doubted(table)
    assert not doubted(table, "grid_unclear")


def test_a_border_between_outcomes_and_figures_is_restored_where_most_of_it_is_there():
    page, xs = outcomes()
    for x0, x1 in pairwise(xs):
        cv2.putText(page, "H", ((x0 + x1) // 2 - 8, 300), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    whole = shape(tables(page)[0])
    page[344:357, xs[0] + 4 : xs[2] - 3] = 255
    [table] = tables(page)
    assert shape(table) == whole
    assert doubted(table) >= {(row, column) for row in (1, 2) for column in (0, 1)}


def test_outcomes_that_go_over_two_rows_of_the_header_stay_whole():
    page, xs = outcomes()
    page[262:345] = 255
    page[260:351, xs[0] - 1 : xs[0] + 1] = page[260:351, xs[-1] - 1 : xs[-1] + 1] = 0
    cv2.line(page, (xs[5], 305), (xs[-1], 305), 0, 2)
    for at, x in enumerate(xs):
        cv2.line(page, (x, 260 if at <= 5 or at == 10 else 305), (x, 350), 0, 2)
    for x0, x1 in pairwise(xs[:6]):  # a line of the label above the border's place, one below
        for y in (298, 335):
            cv2.putText(page, "H", ((x0 + x1) // 2 - 8, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    [table] = tables(page)
    assert {(1, column, 2, 1) for column in range(5)} <= set(shape(table))


def test_digits_closely_beside_such_a_border_are_doubted():
    page, xs = outcomes(without=(6,))
    page[360:400, xs[5] + 6 : xs[7] - 6] = 255
    cv2.putText(page, "37", (xs[6] - 16, 390), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    [table] = tables(page)
    beside = {(2, column) for column in (5, 6)}
    assert beside == doubted(table, "grid_unclear")


@pytest.mark.parametrize(
    "places",
    [
        [86, 153, 207, 294, 325, 360, 395, 443, 490, 513, 538],  # table 三
        [86, 118, 151, 183, 215, 237, 388, 538],  # one group alone tells nothing
        [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150],  # all there
    ],
)
def test_where_groups_do_not_repeat_nothing_is_wanting(places: list[float]):
    assert wanting_in_groups(places) == []


def test_open_sides_are_closed():
    page = draw()
    page[:, : XS[0] + 4] = 255
    page[:, XS[-1] - 3 :] = 255
    [table] = tables(page)
    assert shape(table) == layout()


def test_a_table_cut_by_the_pages_end_is_open_there():
    page = draw()
    page[YS[-1] - 12 :] = 255
    [table] = tables(page)
    assert table.open_bottom and not table.open_top
    assert shape(table) == layout()


def test_underlines_frames_and_pages_without_lines_are_no_tables():
    page = np.full((1400, 1500), 255, np.uint8)
    cv2.rectangle(page, (60, 60), (1440, 1340), 0, 2)
    cv2.line(page, (300, 500), (800, 500), 0, 2)
    cv2.putText(page, "HHHHH HHHHH", (300, 490), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    assert tables(page) == []


def test_a_frame_is_no_table_but_its_ink_is_a_border():
    page = np.full((1400, 1500), 255, np.uint8)
    cv2.rectangle(page, (200, 300), (1300, 500), 0, 2)
    cv2.putText(page, "HHHHH HHHHH", (300, 400), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    prepared = prepare(page, DPI)
    assert find_tables(prepared) == []
    assert prepared.borders is not None
    assert prepared.borders[300, 220:1280].all() and prepared.borders[320:480, 200].all()
    assert not prepared.borders[340:460, 260:1240].any()


def test_two_tables_stay_two():
    page = np.full((2200, 1500), 255, np.uint8)
    page[:1400] = draw()
    page[800:2200] = np.minimum(page[800:2200], draw())
    found = tables(page)
    assert [shape(table) for table in found] == [layout(), layout()]


def test_borders_are_marked_and_figures_are_not():
    page = draw()
    prepared = prepare(page, DPI)
    find_tables(prepared)
    assert prepared.borders is not None
    assert prepared.borders[YS[4], XS[3] + 10 : XS[4] - 10].all()
    middle = prepared.borders[YS[4] + 8 : YS[5] - 8, XS[3] + 8 : XS[4] - 8]
    assert not middle.any()


def test_both_lines_of_a_double_border_are_marked_however_unevenly_they_are_seen():
    page = draw()
    for y in YS:
        page[y + 6 : y + 8, XS[0] : XS[-1]] = 60  # 1 mm lower: past what one border covers
    prepared = prepare(page, DPI)
    find_tables(prepared)
    assert prepared.borders is not None
    for y in YS[3:]:
        for x0, x1 in pairwise(XS[3:]):
            assert prepared.borders[y + 6 : y + 8, x0 + 8 : x1 - 8].all()
    assert not prepared.borders[YS[4] + 12 : YS[5] - 8, XS[3] + 8 : XS[4] - 8].any()


def test_a_figure_that_touches_a_border_is_not_marked_as_one():
    page = draw(texts=False)
    page[YS[4] + 4 : YS[4] + 7, XS[4] + 30 : XS[4] + 66] = 0  # as the foot of 22
    prepared = prepare(page, DPI)
    find_tables(prepared)
    assert prepared.borders is not None
    assert not prepared.borders[YS[4] + 6, XS[4] + 30 : XS[4] + 66].any()


def test_a_shape_that_is_no_rectangle_is_cut_into_rows_and_doubted():
    level = np.ones((3, 2), dtype=bool)
    upright = np.ones((3, 2), dtype=bool)
    level[1, 0] = False  # upper left and lower left are one …
    upright[1, 1] = False  # … and lower left and lower right
    found = rectangles(level, upright)
    assert [(r.row, r.column, r.row_span, r.column_span, r.forced) for r in found] == [
        (0, 0, 1, 1, True),
        (0, 1, 1, 1, False),
        (1, 0, 1, 2, True),
    ]


def dotted(pitch: int = 6) -> np.ndarray:
    """Borders of dots that fall on one pixel or, half as dark, on two."""
    page = draw(texts=True)
    bare = draw(texts=False)
    page[bare < 128] = 255
    for x0, x1, y0, y1 in (
        (XS[c], XS[c + cols], YS[r], YS[r + rows]) for r, c, rows, cols in layout()
    ):
        for x in range(x0, x1 + 1, pitch):
            for y in (y0, y1):
                page[y, x : x + 1 + x // 90 % 2] = 60 + 95 * (x // 90 % 2)
        for y in range(y0, y1 + 1, pitch):
            for x in (x0, x1):
                page[y : y + 1 + y // 90 % 2, x] = 60 + 95 * (y // 90 % 2)
    return page


def test_dotted_borders_are_not_taken_for_dirt():
    [table] = tables(dotted())
    assert shape(table) == layout()


def test_dotted_borders_are_told_from_the_specks_of_a_bad_copy():
    page = dotted()
    rng = np.random.default_rng(3)
    ys, xs = rng.integers(0, page.shape[0], 900), rng.integers(0, page.shape[1], 900)
    page[ys, xs] = 60
    prepared = prepare(page, DPI)
    assert (prepared.gray[: TOP - 20] < 128).sum() < 5  # the specks are gone
    [table] = find_tables(prepared)
    assert shape(table) == layout()


def test_dots_washed_out_to_little_more_than_the_grain_are_borders():
    page = dotted().astype(float)
    page = cv2.GaussianBlur(page, (0, 0), 1.3) + np.random.default_rng(4).normal(0, 3, page.shape)
    [table] = tables(np.clip(page, 0, 255).astype(np.uint8))
    assert shape(table) == layout()


def test_an_edge_that_is_faint_and_ends_early_is_a_border():
    page = draw()
    x0, x1, y = XS[5], XS[6], YS[5]
    page[y - 3 : y + 4, x0 + 3 : x1 - 2] = 255
    page[y : y + 2, x0 + 16 : x1 - 2] = 200
    [table] = tables(page)
    assert shape(table) == layout()


def test_a_bracket_on_a_border_of_the_rows_above_is_no_border():
    page = draw()
    x, y0, y1 = XS[6], YS[0], YS[1]
    cv2.ellipse(page, (x - 6, (y0 + y1) // 2), (7, 13), 0, -80, 80, 0, 2)
    page[y0 + 6, x : x + 2] = 0  # and a speck
    [table] = tables(page)
    assert shape(table) == layout()


def test_a_heading_between_two_tables_joins_them_not():
    upper, lower = draw(), draw()
    page = np.full((2000, 1500), 255, np.uint8)
    page[:1400] = upper
    gap = 90
    start = YS[-1] + gap
    page[start : start + YS[-1] - TOP + 10] = lower[TOP : YS[-1] + 10]
    for x in range(LEFT, LEFT + 700, 40):  # letters as high as a short row
        cv2.rectangle(page, (x, YS[-1] + 24), (x + 26, start - 26), 0, 3)
    found = tables(page)
    assert [shape(table) for table in found] == [layout(), layout()]


def test_two_figures_in_one_cell_far_apart_are_doubted():
    page = draw(texts=False)
    page[YS[5] + 3 : YS[6] - 2, XS[5] - 4 : XS[5] + 5] = 255
    for text, x in (("0", XS[4] + 8), ("408", XS[5] - 4)):  # the second stands on the border
        cv2.putText(page, text, (x, YS[5] + 34), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    [table] = tables(page)
    merged = next(c for c in table.cells if c.row == 5 and c.column == 4)
    assert merged.column_span == 2
    assert "grid_unclear" in merged.doubts


def test_a_column_that_one_cell_fills_from_page_end_to_page_end_is_kept():
    page = draw()
    page[: YS[4] - 3] = 255  # what is left begins below a page's end
    page[YS[4] - 3 : YS[4] + 4] = 255
    page[YS[-1] - 12 :] = 255
    [table] = tables(page)
    assert min(cell.box.x0 for cell in table.cells) == pytest.approx(XS[0] * 72 / DPI, abs=1)
    assert table.open_top and table.open_bottom


def test_a_title_row_without_sides_belongs_to_its_open_table():
    page = draw()
    bare = page.copy()
    bare[:, : XS[0] + 4] = 255
    bare[:, XS[-1] - 3 :] = 255
    top = YS[0] - 60
    cv2.line(bare, (XS[0] + 4, top), (XS[-1] - 4, top), 0, 2)
    cv2.putText(bare, "HHH HHH", (800, top + 42), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    [table] = tables(bare)
    assert table.box.y0 == pytest.approx(top * 72 / DPI, abs=1)
    assert table.cells[0].column_span == table.columns
