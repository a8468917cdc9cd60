"""A table that a scanned report leaves out is told from one that the reading lost."""

from __future__ import annotations

import pytest

from extractors.absent import tables_without_room
from extractors.outline import find_headings
from schemas.document import Block, Document, Paragraph, Piece, Place, Table

FOUR = "四、政府信息公开行政复议、行政诉讼情况"
NONE = "2021年未发生因政府信息公开引起的行政复议、行政诉讼案件。"
FIVE = "五、存在的主要问题及改进情况"
REST = "一是公开的内容还不够全面，二是公开的形式还不够丰富，下一年将改进。"


def line(text: str, y0: float, page: int = 1, confidence: float = 1.0) -> Paragraph:
    place = Place(page, 90.0, y0, 500.0, y0 + 15)
    pieces = (Piece(0, len(text), place),)
    return Paragraph(text, place=place, confidence=confidence, pieces=pieces)


def without(*blocks: Block) -> list[str]:
    document = Document("application/pdf", "ocr", list(blocks), pages=2, ocr_pages=2)
    return list(tables_without_room(document, find_headings(document, ()), ["proceedings"]))


def test_lines_one_under_the_other_leave_no_room() -> None:
    assert without(line(FOUR, 100), line(NONE, 125), line(FIVE, 150), line(REST, 175)) == [
        "proceedings"
    ]


def test_over_a_page_s_end_the_lines_reach_both_edges() -> None:
    pages = [
        line(REST, 80),
        line(FOUR, 700),
        line(NONE, 80, 2),
        line(FIVE, 105, 2),
        line(REST, 130, 2),
    ]
    assert without(*pages) == ["proceedings"]
    assert without(*pages[:2], *[line(each.text, 500, 2) for each in pages[2:3]], *pages[3:]) == []


@pytest.mark.parametrize(
    ("why", "between"),
    [
        ("a hole", [line(NONE, 125), line(FIVE, 220)]),
        ("a hole before the sentence", [line(NONE, 200), line(FIVE, 225)]),
        ("no sentence", [line("行政复议 行政诉讼 总计", 125), line(FIVE, 150)]),
        ("a label of the table", [line("行政复议结果维持、结果纠正。", 125), line(FIVE, 150)]),
        ("ill read", [line(NONE, 125, confidence=0.5), line(FIVE, 150)]),
        ("a table", [line(NONE, 125), Table([], 2, 2), line(FIVE, 150)]),
        ("no place", [Paragraph(NONE), line(FIVE, 150)]),
        ("the next page's lower half", [line(NONE, 125), line(FIVE, 400, 2)]),
        ("no next heading", [line(NONE, 125)]),
    ],
)
def test_where_a_table_may_have_been_nothing_is_said(why: str, between: list[Block]) -> None:
    assert without(line(FOUR, 100), *between, line(REST, 600)) == [], why
