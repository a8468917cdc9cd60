"""Borders to grids: every style of border, every odd drawing."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from extractors.pages.model import PageTable, Segment
from extractors.pages.parting import part_open_tables
from extractors.pages.ruling import tables_from_segments

XS = (60.0, 160.0, 240.0, 320.0)
YS = (100.0, 120.0, 140.0, 170.0)


def across(y: float, x0: float = XS[0], x1: float = XS[-1]) -> Segment:
    return Segment(x0, y, x1, y)


def down(x: float, y0: float = YS[0], y1: float = YS[-1]) -> Segment:
    return Segment(x, y0, x, y1)


def one(horizontal: list[Segment], vertical: list[Segment]) -> PageTable:
    (table,) = tables_from_segments(horizontal, vertical)
    return table


def spans(table: PageTable) -> list[tuple[int, int, int, int]]:
    return [(c.row, c.column, c.row_span, c.column_span) for c in table.cells]


GRID = [(row, column, 1, 1) for row in range(3) for column in range(3)]


def test_grid() -> None:
    table = one([across(y) for y in YS], [down(x) for x in XS])
    assert spans(table) == GRID
    assert table.xs == pytest.approx(XS)
    assert table.ys == pytest.approx(YS)
    assert not (table.open_top or table.open_bottom or table.open_sides)


def test_cells_are_where_no_border_parts_them() -> None:
    # A label over two rows at the left, a heading over two columns at the top.
    table = one(
        [across(100), across(120), across(140, 160), across(170)],
        [down(60), down(160), down(240, 120), down(320)],
    )
    assert spans(table) == [
        (0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1),
        (2, 2, 1, 1),
    ]  # fmt: skip


def test_grid_lines_that_no_cell_uses_are_left_out() -> None:
    table = one(
        [across(y) for y in YS],
        [down(60), down(320), down(160, 100, 120), down(240, 140, 170)],
    )
    assert spans(table) == [(0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 1, 3), (2, 0, 1, 2), (2, 2, 1, 1)]


@pytest.mark.parametrize("sides", ["left", "right", "both"])
def test_open_sides_are_closed(sides: str) -> None:
    kept = {"left": XS[1:], "right": XS[:-1], "both": XS[1:-1]}[sides]
    table = one([across(y) for y in YS], [down(x) for x in kept])
    assert spans(table) == GRID
    assert table.open_sides == (sides == "both")


def test_row_cut_by_the_page_end_is_open_there() -> None:
    table = one([across(y) for y in YS[:-1]], [down(x) for x in XS])
    assert spans(table) == GRID
    assert table.open_bottom and not table.open_top
    table = one([across(y) for y in YS[1:]], [down(x) for x in XS])
    assert spans(table) == GRID
    assert table.open_top and not table.open_bottom


def test_double_lines_are_one() -> None:
    table = one(
        [across(y + shift) for y in YS for shift in (-0.75, 0.75)],
        [down(x + shift) for x in XS for shift in (-0.75, 0.75)],
    )
    assert spans(table) == GRID


@pytest.mark.parametrize(("on", "off"), [(3, 2), (0.6, 1.4), (8, 6), (1, 3)])
def test_dashes_and_dots_are_joined(on: float, off: float) -> None:
    def dashed(segment: Segment) -> list[Segment]:
        length = max(segment.x1 - segment.x0, segment.y1 - segment.y0)
        steps = [index * (on + off) for index in range(int(length / (on + off)) + 1)]
        if segment.y0 == segment.y1:
            return [
                across(segment.y0, segment.x0 + at, min(segment.x0 + at + on, segment.x1))
                for at in steps
            ]
        return [
            down(segment.x0, segment.y0 + at, min(segment.y0 + at + on, segment.y1)) for at in steps
        ]

    table = one(
        [piece for y in YS for piece in dashed(across(y))],
        [piece for x in XS for piece in dashed(down(x))],
    )
    assert spans(table) == GRID


def test_borders_drawn_cell_by_cell_in_any_order_either_way() -> None:
    pieces_across, pieces_down = [], []
    for y in YS:
        for x0, x1 in pairwise(XS):
            pieces_across += [across(y, x1, x0), across(y + 0.2, x0 - 0.5, x1 + 0.5)]
    for x in XS:
        for y0, y1 in pairwise(YS):
            pieces_down += [down(x, y1, y0), down(x - 0.2, y0, y1)]
    Random(1).shuffle(pieces_across)
    Random(2).shuffle(pieces_down)
    assert spans(one(pieces_across, pieces_down)) == GRID


def test_gaps_and_overshoots_at_crossings() -> None:
    table = one(
        [across(100, 62, 318), across(120, 57, 323), across(140, 62, 320), across(170, 60, 322)],
        [down(60, 97, 172), down(160, 102, 168), down(240, 98, 170), down(320, 101, 171)],
    )
    assert spans(table) == GRID


def test_region_that_is_no_rectangle_becomes_rectangles() -> None:
    # Above the middle cell and to its left a border is missing:  +--+--+
    #                                                             |  |  |
    #                                                             |  +--+
    #                                                             |     |
    table = one(
        [across(100), across(120, 160), across(140)],
        [down(60, 100, 140), down(160, 100, 120), down(320, 100, 140)],
    )
    assert spans(table) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2)]


def test_underline_in_a_cell_is_no_border() -> None:
    table = one([across(y) for y in YS] + [across(115, 63, 150)], [down(x) for x in XS])
    assert spans(table) == GRID


def test_tables_side_by_side_and_below_each_other() -> None:
    def moved(table: PageTable) -> tuple[float, float]:
        return (round(table.box.x0), round(table.box.y0))

    horizontal = [across(y + dy, 60 + dx, 160 + dx)
                  for y in (100, 120, 140) for dx, dy in ((0, 0), (120, 3), (0, 60))]  # fmt: skip
    vertical = [down(x + dx, 100 + dy, 140 + dy)
                for x in (60, 110, 160) for dx, dy in ((0, 0), (120, 3), (0, 60))]  # fmt: skip
    tables = tables_from_segments(horizontal, vertical)
    assert [moved(table) for table in tables] == [(60, 100), (180, 103), (60, 160)]
    assert all(len(table.cells) == 4 for table in tables)


def test_frame_around_a_table_is_a_table_of_its_own() -> None:
    tables = tables_from_segments(
        [across(y) for y in YS] + [across(80, 40, 340), across(200, 40, 340)],
        [down(x) for x in XS] + [down(40, 80, 200), down(340, 80, 200)],
    )
    assert [len(table.cells) for table in tables] == [1, 9]


def test_corner_that_the_table_leaves_out_is_no_cell() -> None:
    # The lower block is narrower:  +--+--+
    #                               +--+--+
    #                               +--+
    table = one(
        [across(100), across(120), across(140, 60, 160)],
        [down(60, 100, 140), down(160, 100, 140), down(320, 100, 120)],
    )
    assert spans(table) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1)]


def test_one_missing_side_does_not_lose_a_cell() -> None:
    table = one(
        [across(y) for y in YS],
        [down(60, 100, 120), down(60, 140, 170), down(160), down(240), down(320)],
    )
    assert spans(table) == GRID


def open_table_with_wide_rows() -> PageTable:
    #   -----------   a wide row, which no rule down meets
    #   -----------
    #      |  |
    #   -----------
    #                 another, between two blocks
    #   -----------
    #      |
    #   -----------
    return one(
        [across(y) for y in (80, 100, 120, 140, 165, 190)],
        [down(160, 100, 140), down(240, 100, 140), down(200, 165, 190)],
    )


def test_wide_rows_stay_in_a_table_with_open_sides() -> None:
    table = open_table_with_wide_rows()
    assert table.open_sides
    assert [(c.row, c.column_span) for c in table.cells if c.column_span == table.columns] == [
        (0, 4),
        (3, 4),
    ]


def test_closed_tables_below_each_other_are_not_joined() -> None:
    tables = tables_from_segments(
        [across(y) for y in (100, 120, 145, 165)],
        [down(x, y, y + 20) for x in XS for y in (100, 145)],
    )
    assert [table.rows for table in tables] == [1, 1]


def test_heading_between_tables_with_open_sides_parts_them() -> None:
    table = open_table_with_wide_rows()
    for cell in table.cells:
        cell.text = "0"
        if cell.row == 0:
            cell.text = "第二十条第（一）项"
        if cell.row == 3:
            cell.text = "三、收到和处理政府信息公开申请情况"
    upper, lower = part_open_tables([table])
    assert (upper.rows, upper.columns, lower.rows, lower.columns) == (3, 3, 1, 2)
    assert lower.cells[1].column == 1
    assert upper.cells[0].text == "第二十条第（一）项"
    closed = replace(table, open_sides=False)
    assert part_open_tables([closed]) == [closed]


@pytest.mark.parametrize(
    ("horizontal", "vertical"),
    [
        ([], []),
        ([across(100)], []),
        ([], [down(60)]),
        ([across(100)], [down(60)]),
        ([Segment(math.nan, 1, 2, 1), Segment(0, math.inf, 1, 1)], [down(60)]),
        ([across(100, 5, 5)] * 9, [down(60, 7, 7)] * 9),
        ([across(100), across(100)], [down(200, 90, 110)]),
    ],
)
def test_odd_input_makes_no_table(horizontal: list[Segment], vertical: list[Segment]) -> None:
    assert tables_from_segments(horizontal, vertical) == []


def test_hatching_is_bounded_and_no_table() -> None:
    lines = [index * 7.0 for index in range(3000)]
    horizontal = [Segment(0, at, 21_000, at) for at in lines]
    vertical = [Segment(at, 0, at, 21_000) for at in lines]
    assert tables_from_segments(horizontal, vertical) == []


def test_no_two_cells_cover_one_position_whatever_is_drawn() -> None:
    rng = Random(7)
    for _ in range(150):
        horizontal = [
            across(rng.choice(YS) + rng.uniform(-1, 1), *sorted(rng.sample(XS, 2)))
            for _ in range(rng.randrange(3, 14))
        ]
        vertical = [
            down(rng.choice(XS) + rng.uniform(-1, 1), *sorted(rng.sample(YS, 2)))
            for _ in range(rng.randrange(3, 14))
        ]
        for table in tables_from_segments(horizontal, vertical):
            covered = [
                (row, column)
                for c in table.cells
                for row in range(c.row, c.row + c.row_span)
                for column in range(c.column, c.column + c.column_span)
            ]
            assert len(covered) == len(set(covered))
            assert all(0 <= r < table.rows and 0 <= c < table.columns for r, c in covered)
            assert list(table.xs) == sorted(table.xs) and list(table.ys) == sorted(table.ys)


def test_a_narrow_open_side_is_closed_where_many_rules_share_its_end() -> None:
    ys = [100.0 + 20 * at for at in range(6)]
    rules = [across(y) for y in ys]
    table = one(rules, [down(66, 100, 140), *(down(x, 100, 200) for x in (160, 240, 320))])
    assert table.box.x0 == 60.0
    assert [cell.box.x0 for cell in table.cells if cell.row == 4] == [60.0, 160.0, 240.0]


def test_dots_of_borders_side_by_side_make_no_border_across_them() -> None:
    """A merged label's column is narrow where the label stands on the page before."""
    xs = (72.0, 78.0, 140.0, 300.0)
    dots = [across(y, x, x + 1.0) for x in xs for y in (100.0, 108.0, 116.0, 124.0)]
    table = one([across(100.0, 72.0, 300.0), across(140.0, 72.0, 300.0), *dots],
                [down(x, 100.0, 140.0) for x in xs])  # fmt: skip
    assert spans(table) == [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)]
