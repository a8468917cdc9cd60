"""Borders that only all the width of a table shows, and rows of dashes, which are none."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.test_ocr_grid import XS, YS, doubted, draw, layout, shape, tables

ROW, COLUMN = 5, 6
SEEDS = (1, 2, 3)


def scanned(page: np.ndarray, seed: int) -> np.ndarray:
    """Return a page with a scan's paper and grain."""
    grain = np.random.default_rng(seed).normal(0, 5, page.shape)
    return np.clip(page * 0.94 + grain, 0, 255).astype(np.uint8)


def without_row(page: np.ndarray, first: int) -> np.ndarray:
    """Take a row's upper border away from a column on, but for the upright borders it crosses."""
    for left, right in pairwise(XS[first:]):
        page[YS[ROW] - 4 : YS[ROW] + 5, left + 3 : right - 2] = 255
    return page


def dots(page: np.ndarray, columns: list[tuple[int, int]], levels: int) -> np.ndarray:
    """Print a dotted line at the place of that border, darker than the paper by so much."""
    for left, right in columns:
        for x in range(left, right - 1, 6):
            page[YS[ROW] - 1 : YS[ROW] + 1, x : x + 2] -= np.uint8(levels)
    return page


@pytest.mark.parametrize("first", [1, 2, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_washed_out_border_is_seen_over_the_table_s_width(seed: int, first: int) -> None:
    page = scanned(without_row(draw(texts=False), first), seed)
    [table] = tables(dots(page, [(XS[first] + 4, XS[-1] - 4)], 30))
    assert shape(table) == layout()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_cut_by_no_more_than_that_is_looked_at(seed: int) -> None:
    page = scanned(without_row(draw(texts=False), 1), seed)
    [table] = tables(dots(page, [(XS[1] + 4, XS[-1] - 4)], 20))
    assert shape(table) == layout()
    assert {(ROW - 1, column) for column in range(3, 10)} <= doubted(table, "grid_unclear")
    assert not {(ROW + 1, column) for column in range(3, 10)} & doubted(table, "grid_unclear")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_step_at_a_shaded_row_does_not_hide_its_border(seed: int) -> None:
    page = without_row(draw(texts=False), 1)
    page[YS[ROW - 1] + 2 : YS[ROW], XS[0] : XS[-1]] -= np.minimum(
        page[YS[ROW - 1] + 2 : YS[ROW], XS[0] : XS[-1]], 18
    )
    [table] = tables(dots(scanned(page, seed), [(XS[1] + 4, XS[-1] - 4)], 40))
    assert shape(table) == layout()


@pytest.mark.parametrize("seed", SEEDS)
def test_grain_alone_makes_no_border(seed: int) -> None:
    [table] = tables(scanned(without_row(draw(texts=False), 1), seed))
    assert len(shape(table)) < len(layout())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("levels", [12, 25, 40])
@pytest.mark.parametrize("margin", [10, 16])
def test_a_row_of_pale_dashes_makes_none_either(seed: int, levels: int, margin: int) -> None:
    page = scanned(without_row(draw(texts=False), 1), seed)
    for left, right in pairwise(XS[3:]):
        page[YS[ROW] - 1 : YS[ROW] + 1, left + margin : right - margin] -= np.uint8(levels)
    [table] = tables(page)
    assert len(shape(table)) < len(layout())


@pytest.mark.parametrize("seed", SEEDS)
def test_an_upright_border_washed_out_in_one_row_is_seen(seed: int) -> None:
    page = draw(texts=False)
    page[YS[ROW] + 3 : YS[ROW + 1] - 2, XS[COLUMN] - 4 : XS[COLUMN] + 5] = 255
    page = scanned(page, seed)
    for y in range(YS[ROW] + 3, YS[ROW + 1] - 2, 6):
        page[y : y + 2, XS[COLUMN] - 1 : XS[COLUMN] + 1] -= np.uint8(30)
    [table] = tables(page)
    assert shape(table) == layout()
