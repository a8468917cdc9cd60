"""Sections: their headings with slips, lists of contents, headings with text behind them."""

from __future__ import annotations

import pytest

from extractors.outline import find_headings, split_sections
from schemas.document import Document, Paragraph, Table

CODES = ["overview", "proactive_disclosure", "requests", "proceedings", "problems", "other_matters"]
HEADINGS = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]


def of_lines(*lines: str) -> Document:
    return Document("text/plain", "text", [Paragraph(line) for line in lines])


def with_prose(headings: list[str]) -> Document:
    return of_lines(*(line for heading in headings for line in (heading, "我局认真落实。")))


def codes(document: Document) -> list[str]:
    return [heading.section for heading in find_headings(document, ())]


SLIPS = {
    "as the form has it": HEADINGS,
    "digits": [f"{n}、{each[2:]}" for n, each in enumerate(HEADINGS, 1)],
    "points": [each.replace("、", ".", 1) for each in HEADINGS],
    "the same number twice": ["一、" + each[2:] for each in HEADINGS],
    "spaces": [" ".join(each) for each in HEADINGS],
    "a colon behind": [each + "：" for each in HEADINGS],
    "no numbers": [each[2:] for each in HEADINGS],
    "parts": [f"第{each[0]}部分 {each[2:]}" for each in HEADINGS],
    "reworded": [
        "一、概述",
        "二、行政机关主动公开政府信息情况",
        "三、依申请公开情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "五、存在问题及改进措施",
        "六、需要报告的其他事项",
    ],
    "mistyped": [
        "一、总体情况",
        "二、主动公开政府信息请况",
        "三、收到和处理政府信息公开申清情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ],
}


@pytest.mark.parametrize("headings", SLIPS.values(), ids=SLIPS)
def test_headings_with_slips(headings: list[str]) -> None:
    assert codes(with_prose(headings)) == CODES


def test_a_list_of_contents_opens_no_section() -> None:
    document = of_lines("目录", *HEADINGS, *(b.text for b in with_prose(HEADINGS).paragraphs()))
    assert [heading.block for heading in find_headings(document, ())] == [7, 9, 11, 13, 15, 17]


def test_headings_in_another_order_are_taken_as_they_stand() -> None:
    document = with_prose(HEADINGS[::-1])
    assert codes(document) == CODES[::-1]


@pytest.mark.parametrize("mark", ["。", "：", " "])
def test_a_heading_and_its_text_in_one_paragraph(mark: str) -> None:
    text = "2021年，我局深入贯彻落实条例，主动公开政府信息12条，取得了较好成效。"
    document = of_lines(*(heading + mark + text for heading in HEADINGS))
    headings = find_headings(document, ())
    assert [heading.section for heading in headings] == CODES
    assert [heading.text for heading in headings] == HEADINGS
    assert [section.text for section in split_sections(document, headings, ())] == [text] * 6


@pytest.mark.parametrize(
    "line",
    [
        "（一）主动公开情况。一是推进权力清单公开。",
        "主动公开政府信息情况良好，群众满意。",
        "本报告包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况。",
        "1.加强学习",
        "",
    ],
)
def test_prose_is_no_heading(line: str) -> None:
    assert codes(of_lines(line)) == []


def test_text_is_divided_whole_without_the_tables() -> None:
    document = with_prose(HEADINGS)
    document.blocks.insert(0, Paragraph("标题"))
    document.blocks.insert(4, Table([], 0, 0))
    document.blocks.insert(5, Paragraph("0"))
    headings = find_headings(document, {5})
    sections = split_sections(document, headings, {5})
    assert [section.section for section in sections] == ["preamble", *CODES]
    assert [section.text for section in sections] == ["标题", *["我局认真落实。"] * 6]


def test_a_document_without_headings_is_all_preamble() -> None:
    document = of_lines("甲", "乙")
    assert [section.text for section in split_sections(document, [], ())] == ["甲\n乙"]
    assert split_sections(of_lines(), [], ()) == []
