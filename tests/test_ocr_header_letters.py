"""Letters of headers that were weighed as figures."""

from __future__ import annotations

import pytest

from extractors.ocr.header_letters import restore_letters
from extractors.pages.model import Box, PageCell, PageTable
from schemas.document import Reading

NOWHERE = Box(0, 0, 1, 1)


def table(*texts: str | tuple[str, str, float]) -> PageTable:
    """One row: labels, or figures as (text kept, what RapidOCR read, how sure it was)."""
    cells = []
    for column, text in enumerate(texts):
        if isinstance(text, str):
            cells.append(PageCell(0, column, 1, 1, NOWHERE, text, 0.99))
        else:
            kept, read, sure = text
            readings = (Reading("rapidocr", read, sure), Reading("tesseract", kept, 0.5))
            doubts = () if kept == read else ("one_reader",)
            cells.append(PageCell(0, column, 1, 1, NOWHERE, kept, sure, doubts, readings))
    ends = tuple(map(float, range(len(texts) + 1)))
    return PageTable(NOWHERE, cells, ends, (0.0, 1.0))


def read(*texts: str | tuple[str, str, float]) -> list[str]:
    found = table(*texts)
    restore_letters([found])
    return [cell.text for cell in found.cells]


def test_a_letter_in_a_row_of_labels_is_a_letter() -> None:
    found = table("维持", "纠正", ("0", "计", 0.98))
    restore_letters([found])
    last = found.cells[-1]
    assert (last.text, last.doubts, last.readings) == ("计", (), ())


@pytest.mark.parametrize(
    "row",
    [
        ("规章", "甲", ("8", "8", 0.99), ("0", "计", 0.98)),  # a row with a figure
        ("规章", ("0", "计", 0.98), ("0", "总", 0.98)),  # with one label only
        ("维持", "纠正", ("0", "计", 0.6)),  # not sure
        ("维持", "纠正", ("8", "日", 0.98)),  # what an 8 is taken for
        ("维持", "纠正", ("10", "总计", 0.98)),  # not one letter
    ],
)
def test_what_may_be_a_figure_stays_one(row: tuple[str | tuple[str, str, float], ...]) -> None:
    assert read(*row) == [each if isinstance(each, str) else each[0] for each in row]
