"""Every pattern of the extractors is linear: half a megabyte of anything is searched in no time."""

from __future__ import annotations

import re
import time
from types import ModuleType

import pytest

from extractors import dates, identity, outline
from extractors.dates import find_dates, find_period, find_years, lone_date
from extractors.identity import identify
from extractors.outline import find_headings
from extractors.statutory import extract_statutory, labels, values
from extractors.statutory.labels import read_label
from extractors.statutory.run_together import take_apart
from schemas.document import Cell, Document, Paragraph, Table

MODULES: tuple[ModuleType, ...] = (dates, identity, outline, labels, values)
PATTERNS = {
    f"{module.__name__}.{name}": each
    for module in MODULES
    for name, each in vars(module).items()
    if isinstance(each, re.Pattern)
}
SIZE = 500_000
SHORT = 120
BOUNDED = {
    "extractors.identity.TITLE",
    "extractors.identity.AGENCY",
    "extractors.outline.OPENING",
    "extractors.identity.LETTER",
    "extractors.identity.ABOUT_REPORTS",
    "extractors.dates._END",
    "extractors.statutory.values.SCATTERED_DIGITS",
}
"""Patterns that their modules only ever apply to short texts, or to one place in a text."""
UNITS = [
    *"0 一十年月（(.,、第条①\n局\tA",
    "2021年",
    "2021年1月",
    "2021年1月1日至",
    "20",
    "1,",
    "公开",
    "关于",
    "政府信息公开工作",
    "一、",
    "第二十条第（",
    "做好报告",
    "县财政",
    "报告》",
]


@pytest.mark.parametrize("unit", UNITS)
def test_patterns_are_linear(unit: str) -> None:
    for name, pattern in PATTERNS.items():
        size = SHORT if name in BOUNDED else SIZE
        text = unit * (size // len(unit)) + "龘"
        start = time.process_time()
        pattern.search(text)
        pattern.match(text)
        pattern.fullmatch(text)
        assert time.process_time() - start < (0.5 if name in BOUNDED else 3), name


def test_bounded_patterns_exist() -> None:
    assert PATTERNS.keys() >= BOUNDED


@pytest.mark.parametrize("unit", UNITS)
def test_half_a_megabyte_in_one_place_is_read_in_seconds(unit: str) -> None:
    text = unit * (SIZE // len(unit))
    start = time.process_time()
    read_label(text)
    take_apart(text)
    find_dates(text), find_period(text), find_years(text), lone_date(text)
    document = Document(
        "text/plain", "text", [Paragraph(text), Table([Cell(0, 0, text=text)], 1, 1)]
    )
    extract_statutory(document, 0)
    headings = find_headings(document, ())
    identify(document, headings[0].block if headings else None)
    assert time.process_time() - start < 10


def test_many_short_paragraphs_are_read_in_seconds() -> None:
    lines = ["县财政局2021年政府信息公开", "工作", "年度报告", "行政许可", "12", "2021年1月1日"]
    document = Document("text/plain", "text", [Paragraph(each) for each in lines * 2000])
    start = time.process_time()
    extract_statutory(document, 0)
    headings = find_headings(document, ())
    identify(document, headings[0].block if headings else None)
    assert time.process_time() - start < 20
