"""Dates that no calendar has: 2月30日, 13月, 202020年, and periods that end before they begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.checks.dates_text import alike
from extractors.dates import DATE, year_number
from extractors.numerals import parse_number
from extractors.numerals.model import make_date
from schemas.checks import CHECKS
from schemas.checks import dates as words

_LEAP_YEAR = 2000
"""Stands for a year that is not told: 2月29日 may then be."""

BROKEN_YEAR = re.compile(
    r"""
    (?<! [\d.] )
    (?: 20\d{3,4} (?= \s? 年 )                      # 202020年
      | 20[0-3]\d (?= [你那]{1,2} \s? \d )           # 2020你那12月
      | 20[0-3] (?= \s? 年 (?: 度 | \s? \d{1,2} \s? 月 ) )   # 202年度
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
    r"(?<![\d-]) (?P<year> 20\d\d ) ([-/]) (?P<month> \d{2} ) \2 (?P<day> \d{2} ) (?![\d-])",
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


def find_impossible(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what is no date in a text: start, end, and the sentence that says so."""
    if "年" not in text and "月" not in text and "-" not in text and "/" not in text:
        return
    text = alike(text)
    message = CHECKS["date_invalid"].message
    found = [each.span() for each in BROKEN_YEAR.finditer(text)]
    found += [each.span() for each in MONTH.finditer(text) if not 1 <= int(each["month"]) <= 12]
    for pattern in (DAY, HYPHENED):
        found += [each.span() for each in pattern.finditer(text) if not _is_day(each)]
    for start, end in sorted(found):
        yield start, end, message.format(text=text[start:end])
    for each in PERIOD.finditer(text):
        first, last = (_key(each, name) for name in ("from_", "to_"))
        if first > last:
            yield (*each.span(), words.PERIOD_REVERSED.format(text=each.group()))


def _is_day(found: re.Match[str]) -> bool:
    year = year_number(found["year"]) if found["year"] else _LEAP_YEAR
    return make_date(year, _number(found["month"]), _number(found["day"])) is not None


def _key(found: re.Match[str], name: str) -> tuple[int, int, int]:
    year = year_number(found[f"{name}year"])
    return year, _number(found[f"{name}month"]), _number(found[f"{name}day"])


def _number(text: str) -> int:
    value = parse_number(text)
    return int(value) if value is not None else 0
