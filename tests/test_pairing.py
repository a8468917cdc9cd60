"""Within one line: labels, and which data cell stands under which header."""

from __future__ import annotations

import pytest

from extractors.statutory.labels import read_label
from extractors.statutory.lines import Line, LineCell
from extractors.statutory.pairing import pair, split_row
from extractors.statutory.printed import Entry, Header
from extractors.statutory.values import parse_cell
from schemas.document import Place


def cell(text: str, start: int | None = None, stop: int | None = None, grid: int = 0) -> LineCell:
    return LineCell(text, read_label(text), parse_cell(text), start, stop, grid=grid)


def row(*spans: tuple[str, int], grid: int = 4) -> Line:
    """Make a line of an exact grid from texts and their widths."""
    cells = []
    start = 0
    for text, width in spans:
        cells.append(cell(text, start, start + width, grid))
        start += width
    return Line(cells, exact=True)


def loose(*texts: str, by_order: bool = False) -> Line:
    return Line([cell(text) for text in texts], exact=False, by_order=by_order)


def headers(line: Line, codes: str = "xyz") -> list[Header]:
    cells = [each for each in line.cells if each.text != "信息内容"]
    return [Header(each, code) for each, code in zip(cells, codes, strict=False)]


HEAD = headers(row(("信息内容", 1), ("制发件数", 1), ("废止件数", 1), ("现行有效件数", 1)))


def placed(line: Line, over: list[Header] = HEAD) -> list[tuple[str | None, int | None]]:
    entry = split_row(line, "proactive_disclosure", over)
    return [(p.cell.text if p.cell else None, p.header) for p in pair(over, entry)]


def test_as_many_cells_as_headers_pair_in_order() -> None:
    assert placed(row(("规章", 1), ("1", 1), ("2", 1), ("3", 1))) == [("1", 0), ("2", 1), ("3", 2)]
    # a real page gives 行政许可 two columns where its header has one
    wide = row(("规章", 2), ("1", 1), ("2", 1), ("3", 1), grid=5)
    assert placed(wide) == [("1", 0), ("2", 1), ("3", 2)]


def test_fewer_cells_pair_by_the_grid() -> None:
    assert placed(row(("规章", 1), ("1", 1), ("3", 2))) == [("1", 0), ("3", 1), (None, 2)]


@pytest.mark.parametrize("figures", ["12", "1234"], ids=["one lost", "one too many"])
def test_figures_moved_up_or_on_are_all_doubted(figures: str) -> None:
    # A web page's row that lost a cell: nothing tells whether 1 and 2 are not 2 and 3.
    line = row(("规章", 1), *((figure, 1) for figure in figures), grid=4)
    pairs = pair(HEAD, split_row(line, "proactive_disclosure", HEAD))
    assert len(pairs) == max(3, len(figures))
    assert all("cells_lost" in each.doubts for each in pairs)


def test_figures_with_places_on_a_page_have_not_moved() -> None:
    line = row(("规章", 1), ("1", 1), ("2", 1))
    for each in line.cells:
        each.place = Place(1, 100.0 * (each.start or 0), 0.0, 100.0 * (each.stop or 0), 20.0)
    pairs = pair(HEAD, split_row(line, "proactive_disclosure", HEAD))
    assert [(each.header, each.doubts) for each in pairs] == [
        (0, ()),
        (1, ()),
        (2, ("cells_lost",)),
    ]


def test_a_grid_of_another_width_says_nothing_of_columns() -> None:
    other = row(("规章", 3), ("1", 1), ("2", 1), grid=9)
    assert [at for text, at in placed(other) if text] == [None, None]


@pytest.mark.parametrize("text", ["0", "—"])
def test_a_merged_cell_that_says_nothing_is_said_of_all(text: str) -> None:
    assert placed(row(("规章", 1), (text, 3))) == [(text, 0), (text, 1), (text, 2)]


def test_a_merged_figure_stands_under_the_first() -> None:
    assert placed(row(("规章", 1), ("7", 3))) == [("7", 0), (None, 1), (None, 2)]


def test_without_a_grid_too_few_figures_are_placed_nowhere() -> None:
    expected = [(None, 0), (None, 1), (None, 2), ("1", None), ("2", None)]
    assert placed(loose("规章", "1", "2")) == expected
    assert placed(loose("规章", "1", "2", by_order=True)) == expected


def test_a_row_of_blanks_is_blank_under_every_header() -> None:
    assert [at for _, at in placed(loose("规章", "", ""))] == [0, 1, 2]


def test_the_labels_are_what_stands_left_of_the_figures() -> None:
    entry = split_row(row(("1", 1), ("规章", 1), ("2", 1), ("3", 1)), "proactive_disclosure", HEAD)
    assert (entry.label_text, [each.text for each in entry.data]) == ("规章", ["2", "3"])


def test_a_heading_from_the_row_above_is_no_label_of_its_own() -> None:
    above = cell("（三）不予公开")
    above.fresh = False
    entry = Entry(loose(), [above], [])
    assert entry.own_label({"denied"}) is None
    assert entry.own_label() is above.label
    assert Entry(loose(), [], []).own_label() is None
