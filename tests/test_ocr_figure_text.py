"""What a recogniser read in a cell: figure or label, before anything else is asked."""

from __future__ import annotations

import pytest

from extractors.ocr.figure_text import NUMBERED, may_be_figure


@pytest.mark.parametrize(
    "lines",
    [
        ["1.属于", "国家秘", "密"],
        ["2.其他", "法律行", "政法规", "禁止公", "开"],
        ["3. 补正", "后申请", "内容仍", "不明确"],
        ["2.重复", "申请"],
        ["4、无正", "当理由", "大量反", "复申请"],
        ["自然人"],
        ["行政许可"],
    ],
)
def test_a_label_is_none(lines: list[str]) -> None:
    """In a narrow column a label's first line is 1.属于, which looks like 12件."""
    assert not may_be_figure(lines)


@pytest.mark.parametrize(
    "lines",
    [
        ["0"],
        ["口"],
        ["12件"],
        ["40.35万元"],
        ["103:09万元"],
        ["1.万元"],
        ["一", "12"],
        ["12", "·"],
        ["减少", "22"],
        ["1300", "(预算数)"],
        ["40.35万元", "(预算)"],
    ],
)
def test_what_may_be_a_figure_is_looked_at(lines: list[str]) -> None:
    assert may_be_figure(lines)


@pytest.mark.parametrize(
    ("text", "is_so"),
    [("1.属", True), ("12、要", True), ("3. 补", True), ("40.35万元", False), ("12件", False)],
)
def test_the_number_of_a_label(text: str, is_so: bool) -> None:
    assert bool(NUMBERED.match(text)) is is_so
