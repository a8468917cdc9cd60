"""The layers of the grammar, each alone: patterns, cardinals, measures, modifiers."""

from __future__ import annotations

import doctest
import re
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from extractors.numerals import cardinals, digits, measures, modifiers, moments, nonfigures, scales
from schemas.measures import NOT_BEFORE


@pytest.mark.parametrize(
    ("pattern", "text", "matched"),
    [
        (digits.ARABIC, "1,204条", "1,204"),
        (digits.ARABIC, "1,2045", "1"),
        (digits.ARABIC, "12.50%", "12.50"),
        (digits.WIDE, "1，204件", "1，204"),
        (digits.BROKEN_DIGITS, "12 04件", "12 04"),
        (digits.BROKEN_POINT, "95. 78%", "95. 78"),
        (cardinals.NUMERAL, "一千零五十件", "一千零五十"),
        (cardinals.NUMERAL, "十几个", "十几"),
        (cardinals.NUMERAL, "三百多万元", "三百多万"),
        (cardinals.MIXED_REST, "亿3000万元", "亿3000万"),
        (moments.YEAR_DATE, "2021年1月15日起", "2021年1月15日"),
        (moments.MONTHS, "1-12月，", "1-12月"),
        (moments.CLOCK, "8:30—12:00、", "8:30—12:00"),
        (nonfigures.ARTICLE, "第二十条第（五）项规定", "第二十条第（五）项"),
        (nonfigures.DOCUMENT_NUMBER, "2019〕60号）", "2019〕60号"),
        (nonfigures.TELEPHONE, "0912-3380217。", "0912-3380217"),
        (nonfigures.PLUS, "1+3+N体系", "1+3+N"),
    ],
)
def test_patterns(pattern: re.Pattern[str], text: str, matched: str) -> None:
    found = pattern.match(text)
    assert found is not None
    assert found[0] == matched


@pytest.mark.parametrize(
    ("surface", "low", "high"),
    [
        ("一千一百十", 1110, None), ("一万零百一十一", 10111, None), ("零十", 10, None),
        ("三万五千亿", 35 * 10**11, None), ("一万亿", 10**12, None), ("两三百", 200, 300),
        ("一百二三十", 120, 130), ("二十几万", 200_000, 290_000), ("数十亿", 10**9, 10**10),
        ("一七二零", 1720, None), ("十七八", 17, 18),
    ],
)  # fmt: skip
def test_cardinals(surface: str, low: int, high: int | None) -> None:
    read = cardinals.cardinal(surface)
    assert read is not None
    assert (read.low, read.high) == (low, high)


@pytest.mark.parametrize("surface", ["一一", "十百", "一千一千", "万千", "二八", "亿一亿万万" * 9])
def test_what_is_no_cardinal(surface: str) -> None:
    assert cardinals.cardinal(surface) is None


def test_a_decimal_has_its_digits_one_by_one() -> None:
    read = cardinals.cardinal("一万零一十八点一五")
    assert read is not None
    assert read.low == Decimal("10018.15")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("条信息", "条"), ("人次参加", "人次"), ("个工作日内", "个工作日"),
        ("元人民币", "元人民币"), ("处理", None), ("项目标任务", "项"), ("的", None),
        ("樘，", "樘"),
        ("部门户网站", None), ("部门负责人", "部门"), ("%", "%"), ("个百分点", "个百分点"),
    ],
)  # fmt: skip
def test_units(text: str, unit: str | None) -> None:
    found = measures.find_unit(text, 0)
    assert (found.name if found else None) == unit


def test_a_unit_by_rule_is_marked() -> None:
    found = measures.find_unit("梱，", 0)
    assert found is not None
    assert not found.listed
    assert measures.find_unit("梱，", 0, by_rule=False) is None


@pytest.mark.parametrize("word", NOT_BEFORE)
def test_exceptions_to_measure_words_compile(word: str) -> None:
    re.compile(NOT_BEFORE[word])


@pytest.mark.parametrize(
    ("text", "at", "bound"),
    [
        ("超过12", 2, "more_than"), ("不少于12", 3, "at_least"), ("不足12", 2, "less_than"),
        ("不超过12", 3, "at_most"), ("近12", 1, None), ("大约12", 2, None),
    ],
)  # fmt: skip
def test_modifiers_before(text: str, at: int, bound: str | None) -> None:
    assert modifiers.before(text, at, 0) == modifiers.Modifier(0, bound)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["预约12", "附近12", "网上12", "公约12", "反超12"])
def test_what_only_ends_in_a_modifier(text: str) -> None:
    assert modifiers.before(text, 2, 0) is None


@pytest.mark.parametrize(
    ("text", "bound"),
    [("以上", "at_least"), ("以内", "at_most"), ("左右", None), ("+，", "more_than")],
)
def test_modifiers_after(text: str, bound: str | None) -> None:
    found = modifiers.after(text, 0)
    assert found is not None
    assert found.bound == bound


@pytest.mark.parametrize("text", ["多样化", "余额", "+3", "上下级"])
def test_what_only_begins_like_a_modifier(text: str) -> None:
    assert modifiers.after(text, 0) is None


def test_a_numeral_knows_the_scale_that_it_ends_in() -> None:
    numeral = scales.read_numeral("3.5万元", 0)
    assert numeral is not None
    assert (numeral.low, numeral.scale, numeral.end) == (35_000, 10_000, 4)


@pytest.mark.parametrize("module", [digits, cardinals])
def test_examples_in_docstrings(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_examples_in_the_documentation() -> None:
    path = Path(__file__).parents[1] / "docs" / "numerals.md"
    assert doctest.testfile(str(path), module_relative=False).failed == 0
