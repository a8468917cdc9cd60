"""Dates that no calendar has: 2月30日, 13月, 202020年, and periods that end before they begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.checks.dates_text import WIDE_DIGIT, alike
from extractors.dates import DATE, year_number
from extractors.numerals import parse_number
from extractors.numerals.model import make_date
from schemas.checks import CHECKS
from schemas.checks import dates as words

_LEAP_YEAR = 2000
"""Stands for a year that is not told: 2月29日 may then be."""

BROKEN_YEAR = re.compile(
    r"""
    20 (?<! [\d.]20 )       # the literal first: it is quickly found
    (?: \d{3,6} (?= \s? 年 )                      # 202020年
      | [0-3]\d (?= [你那]{1,2} \s? \d )           # 2020你那12月
      | [0-3] (?= \s? 年 (?: 度 | \s? \d{1,2} \s? 月 ) )   # 202年度
    )
    [年你那]{1,2} (?: \d{1,2} 月 )? (?: \d{1,2} 日 )?
    """,
    re.VERBOSE,
)

_NUMBER = r"(?: \d{1,3} | [一二三四五六七八九十廿]{1,4} )"
DAY = re.compile(
    rf"""
    (?<! [\d一二三四五六七八九十廿.] )
    (?: (?P<year> (?:19|20)\d\d | 二[〇○零][〇○零一二三四五六七八九]{{2}} ) \s? 年 \s? )?
    (?P<month> {_NUMBER} ) \s? 月 \s? (?P<day> {_NUMBER} ) \s? 日 (?! 内 )
    """,
    re.VERBOSE,
)
"""2020年2月30日, 2月30日, 二月三十日."""

MONTH = re.compile(
    r"(?<!\d) (?:19|20)\d\d \s? 年 \s? (?P<month> \d{1,3} ) \s? 月 (?! \s? \d )", re.VERBOSE
)
"""2020年13月."""

HYPHENED = re.compile(
    r"20 (?<![\d-]20) (?P<year> \d\d ) ([-/]) (?P<month> \d{2} ) \2 (?P<day> \d{2} ) (?![\d-])",
    re.VERBOSE,
)
"""2020-02-30; with fewer digits it is as likely a number of something."""

PERIOD = re.compile(
    rf"(?P<first> {DATE.pattern.replace('?P<', '?P<from_')} ) \s* 起? [,，]? \s*"
    rf" (?: 至 | 到 | [-—–－~～―]{{1,2}} ) \s*"
    rf" (?P<last> {DATE.pattern.replace('?P<', '?P<to_')} )",
    re.VERBOSE,
)
"""From a full date to a full date."""


BEFORE_MONTH, BEHIND_MONTH = 16, 10
"""So far round a 月 a date goes: 二〇二〇 年 十二 月 三十一 日, and what must not follow it."""


def find_impossible(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what is no date in a text: start, end, and the sentence that says so."""
    if WIDE_DIGIT.search(text):
        text = alike(text)
    found = {each.span() for each in BROKEN_YEAR.finditer(text)}
    found |= {each.span() for each in HYPHENED.finditer(text) if not _is_day(each, "20")}
    month = text.find("月")
    while month >= 0:
        window = max(0, month - BEFORE_MONTH), month + BEHIND_MONTH
        found |= {each.span() for each in DAY.finditer(text, *window) if not _is_day(each)}
        for each in MONTH.finditer(text, *window):
            if not 1 <= int(each["month"]) <= 12:
                found.add(each.span())
        month = text.find("月", month + 1)
    message = CHECKS["date_invalid"].message
    for start, end in sorted(found):
        yield start, end, message.format(text=text[start:end])
    if text.count("日") < 2:
        return
    for each in PERIOD.finditer(text):
        first, last = (_key(each, name) for name in ("from_", "to_"))
        if first > last:
            yield (*each.span(), words.PERIOD_REVERSED.format(text=each.group()))


def _is_day(found: re.Match[str], century: str = "") -> bool:
    year = year_number(century + found["year"]) if found["year"] else _LEAP_YEAR
    return make_date(year, _number(found["month"]), _number(found["day"])) is not None


def _key(found: re.Match[str], name: str) -> tuple[int, int, int]:
    year = year_number(found[f"{name}year"])
    return year, _number(found[f"{name}month"]), _number(found[f"{name}day"])


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    value = parse_number(text)
    return int(value) if value is not None else 0
