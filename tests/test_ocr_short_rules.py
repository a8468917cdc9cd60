"""Borders too short or too pale to be found as lines of a page: found between other borders."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from extractors.ocr.borders import Fragment, evidence
from extractors.ocr.grid import find_tables
from extractors.ocr.lattice import Lattice, lattice_of
from extractors.ocr.prepare import prepare
from extractors.ocr.rules import Rule
from extractors.ocr.short_rules import lines_between, outer_rows, short_columns, with_lone_rows

DPI = 200.0
XS, YS = [200, 560, 860, 1160], [300, 360, 420]


def blank() -> np.ndarray:
    return np.full((800, 1400), 255, np.uint8)


def word(page: np.ndarray, text: str, x: int, y: int) -> None:
    """Put a word in the middle of a row that begins at a height."""
    width = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 2)[0][0]
    cv2.putText(page, text, (x - width // 2, y + 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)


def dots(page: np.ndarray, x0: int, y0: int, x1: int, y1: int) -> None:
    """Draw a dotted line, level or upright."""
    for x in range(x0, x1 + 1, 6):
        for y in range(y0, y1 + 1, 6):
            page[y : y + 2, x : x + 2] = 120


def two_rows(words: bool = True) -> np.ndarray:
    """Draw a header and a row, the border after the label in pieces shorter than letters."""
    page = blank()
    for y in YS:
        cv2.line(page, (XS[0], y), (XS[-1], y), 0, 2)
    for x in XS:
        for y0, y1 in pairwise(YS):
            if x == XS[1]:
                cv2.line(page, (x, y0), (x, y0 + 24), 0, 2)
                cv2.line(page, (x, y1 - 24), (x, y1), 0, 2)
            else:
                cv2.line(page, (x, y0), (x, y1), 0, 2)
    for y, texts in zip(YS, (["HHHH", "HHHHHH", "HHHHHH"], ["HHH", "17", "2211"]), strict=False):
        for text, (x0, x1) in zip(texts, pairwise(XS), strict=True):
            word(page, text if words else "", (x0 + x1) // 2, y)
    return page


def cells(page: np.ndarray) -> list[tuple[int, int, int, int]]:
    [table] = find_tables(prepare(page, DPI))
    return sorted((c.row, c.column, c.row_span, c.column_span) for c in table.cells)


def lattice(page: np.ndarray, xs: list[int], ys: list[int]) -> Lattice:
    """Return the lattice of some lines, whether the page shows them or not."""
    rules = []
    for places, ends in ((ys, xs), (xs, ys)):
        rules.append([])
        for place in places:
            rule = Rule()
            knots = np.linspace(ends[0], ends[-1], 5)
            rule.add(Fragment(ends[0], ends[-1], knots, np.full(5, float(place))))
            rules[-1].append(rule)
    return lattice_of(*rules, *evidence(page, DPI), DPI)


def test_a_column_of_two_rows_is_seen_by_the_pieces_of_its_border():
    assert cells(two_rows()) == [(r, c, 1, 1) for r in range(2) for c in range(3)]


@pytest.mark.parametrize("text", ["HHHH", "111111", "IIII"])
def test_letters_do_not_reach_from_border_to_border(text):
    page = two_rows()
    page[YS[0] + 3 : YS[1] - 2, XS[0] + 4 : XS[2] - 4] = 255
    page[YS[1] + 3 : YS[2] - 2, XS[0] + 4 : XS[2] - 4] = 255
    for y in YS[:2]:
        word(page, text, XS[1], y)
    assert short_columns(lattice(page, [XS[0], XS[2], XS[3]], YS), page, DPI) == []


def test_large_letters_of_a_low_row_are_no_line():
    page = blank()
    for at, text in enumerate(("HIHIHIHI", "IHHIHHIH")):
        y = YS[0] + at * 52
        cv2.putText(page, text, (500, y + 41), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 0, 3)
        assert lines_between(page, y, y + 52, 300, 1100, DPI) == []


def test_grain_and_specks_are_no_line():
    rng = np.random.default_rng(5)
    page = blank().astype(float) - rng.random((800, 1400)) * 12
    ys, xs = rng.integers(0, 800, 3000), rng.integers(0, 1400, 3000)
    page[ys, xs] = 40
    gray = np.clip(page, 0, 255).astype(np.uint8)
    assert lines_between(gray, YS[0], YS[1], 100, 1300, DPI) == []


def test_a_line_that_is_pale_but_goes_all_the_way_is_found_at_its_place():
    page = blank()
    page[YS[0] : YS[1], 700:702] = 222
    [place] = lines_between(page, YS[0], YS[1], 500, 900, DPI)
    assert abs(place - 700.5) <= 1.5
    page[YS[0] : YS[0] + 25, 700:702] = 255
    assert lines_between(page, YS[0], YS[1], 500, 900, DPI) == []


@pytest.mark.parametrize("sides", [True, False])
@pytest.mark.parametrize("above", [True, False])
def test_a_dotted_row_at_a_tables_end_belongs_to_it_if_both_sides_lead_there(sides, above):
    page = blank()
    dots(page, XS[0], 420, XS[-1], 420)
    dots(page, XS[0], 480, XS[-1], 480)
    for x in (XS[0], XS[-1]) if sides else (XS[0],):
        dots(page, x, 420, x, 480)
    known, other = ((480, 540), 420) if above else ((360, 420), 480)
    found = outer_rows(lattice(page, [XS[0], XS[2], XS[3]], list(known)), page, DPI)
    assert [round(float(rule.places[0]) - other) in (-1, 0, 1, 2) for rule in found] == (
        [True] if sides else []
    )


@pytest.mark.parametrize("figure", ["", "17"])
def test_a_dotted_row_by_itself_is_a_table(figure):
    page = blank()
    for y in (300, 360):
        dots(page, XS[0], y, XS[-1], y)
    for x in (XS[0], XS[1], XS[-1]):
        dots(page, x, 300, x, 360)
    word(page, "HHHHH", 380, 300)
    word(page, figure, 860, 300)
    assert cells(page) == [(0, 0, 1, 1), (0, 1, 1, 1)]


def test_two_lines_without_sides_are_no_table():
    page = blank()
    for y in (300, 360):
        cv2.line(page, (XS[0], y), (XS[-1], y), 0, 2)
    word(page, "HHHHH", 380, 300)
    assert find_tables(prepare(page, DPI)) == []


def test_lines_that_do_not_pair_stay_by_themselves():
    def level(y: float, end: int) -> Fragment:
        return Fragment(200, end, np.array([200.0, end]), np.array([y, y]))

    groups = [([level(300, 900)], []), ([level(360, 1100)], []), ([level(700, 1100)], [])]
    assert len(with_lone_rows(groups, blank(), DPI)) == 3
