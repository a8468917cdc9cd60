"""Dates, years and periods as official prose writes them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.dates import find_dates, find_period, find_years, lone_date, year_number

DAY = date(2021, 1, 15)


@pytest.mark.parametrize(
    "text",
    [
        "2021年1月15日",
        "2021年01月15日",
        "２０２１年１月１５日",
        "2021 年 1 月 15 日",
        "二〇二一年一月十五日",
        "二零二一年一月十五日",
        "二○二一年一月十五日",
        "2021-01-15",
        "2021/1/15",
        "2021.1.15",
    ],
)
def test_ways_of_writing_a_date(text: str) -> None:
    assert lone_date(text) == DAY
    assert find_dates(f"于{text}报送") == [DAY]


@pytest.mark.parametrize(
    "text", ["2021年2月30日", "202121年1月15日", "2021年1月", "2020你那12月31日", "1月15日", ""]
)
def test_what_is_no_date(text: str) -> None:
    assert lone_date(text) is None
    assert find_dates(text) == []


def test_a_line_with_more_than_a_date_is_not_a_lone_date() -> None:
    assert lone_date("青岚县财政局2021年1月15日") is None


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_any_date_in_chinese_numerals_comes_back(day: date) -> None:
    digits = "〇一二三四五六七八九"

    def small(number: int) -> str:
        tens, units = divmod(number, 10)
        ten = "" if not tens else "十" if tens == 1 else digits[tens] + "十"
        return ten + (digits[units] if units else "")

    year = "".join(digits[int(each)] for each in str(day.year))
    if day.year >= 2000:
        assert lone_date(f"{year}年{small(day.month)}月{small(day.day)}日") == day
    assert lone_date(f"{day.year}年{day.month}月{day.day}日") == day


@pytest.mark.parametrize(
    "text",
    [
        "自2021年1月1日起至2021年12月31日止",
        "2021年1月1日至12月31日",
        "2021年1月1日-12月31日",
        "2021年1月1日—2021年12月31日",
        "2021年1月1日至当年12月31日",
        "2021年1月1日起，至2021年12月31日",
    ],
)
def test_periods(text: str) -> None:
    assert find_period(f"统计期限为{text}。") == (date(2021, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize("text", ["2021年12月31日至2021年1月1日", "2021年2月30日至12月31日", "至"])
def test_impossible_periods(text: str) -> None:
    assert find_period(text) is None


def test_years() -> None:
    assert find_years("2020年，二〇二一年，202020年，第12021年") == [2020, 2021]
    assert year_number("二零二零") == 2020
