"""Dates, years and periods as official prose writes them.

Impossible dates (2月30日, 202020年) are not dates here; that they are printed is for the
checks to say.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_CHINESE_DIGITS = str.maketrans("〇○Ｏ零一二三四五六七八九", "0000123456789")

YEAR = re.compile(
    r"""
    (?<! [\d〇○零一二三四五六七八九] )
    (?P<year> (?:19|20)\d\d | 二 [〇○零OＯ] [〇○零OＯ一二三四五六七八九]{2} )
    \s* 年
    """,
    re.VERBOSE,
)
"""A year of four digits, also 二〇二〇年."""

_YEAR_PART = r"(?: (?P<year> (?:19|20)\d\d | 二[〇○零OＯ][〇○零OＯ一二三四五六七八九]{2} ) \s* 年 )"
_MONTH_DAY = r"""
    (?P<month> \d{1,2} | [一二三四五六七八九十]{1,2} ) \s* 月 \s*
    (?P<day> \d{1,2} | [一二三四五六七八九十]{1,3} ) \s* 日
"""

DATE = re.compile(rf"(?<!\d) {_YEAR_PART} \s* {_MONTH_DAY}", re.VERBOSE)
"""2021年1月15日, 二〇二一年一月十五日."""

NUMERIC_DATE = re.compile(
    r"(?<!\d) (?P<year> (?:19|20)\d\d ) [-/.] (?P<month> \d{1,2} ) [-/.] (?P<day> \d{1,2} ) (?!\d)",
    re.VERBOSE,
)
"""2021-01-15, 2021/1/15."""

PERIOD = re.compile(
    r"""
    (?<!\d) (?P<from> \d{4} \s* 年 \s* \d{1,2} \s* 月 \s* \d{1,2} \s* 日 )
    \s* 起? [,，]? \s* (?: 至 | 到 | 止 | [-—–－~～―]{1,2} ) \s*
    (?P<to> (?: \d{4} \s* 年 | 当年 | 同年 )? \s* \d{1,2} \s* 月 \s* \d{1,2} \s* 日 )
    """,
    re.VERBOSE,
)
"""2020年1月1日至(2020年)12月31日; applied to NFKC text."""

_END = re.compile(rf"{_YEAR_PART}? (?:当年|同年)? \s* {_MONTH_DAY}", re.VERBOSE)


def plain(text: str) -> str:
    """Return `text` in NFKC, white space removed: how dates and titles are matched."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def year_number(text: str) -> int:
    """Return the number of a printed year: 2020 or 二〇二〇."""
    return int(text.translate(_CHINESE_DIGITS).replace("O", "0"))


def _small_number(text: str) -> int:
    """Return a month or day, in digits or as 十五, 二十一."""
    if text.isdecimal():
        return int(text)
    tens, ten, units = text.rpartition("十")
    digits = {each: at for at, each in enumerate("一二三四五六七八九", 1)}
    if not ten:
        return digits.get(text, 0)
    return digits.get(tens, 1) * 10 + digits.get(units, 0)


def _date(year: int, found: re.Match[str]) -> date | None:
    try:
        return date(year, _small_number(found["month"]), _small_number(found["day"]))
    except ValueError:
        return None


def find_dates(text: str) -> list[date]:
    """Return the possible full dates in a text: those in words in order, then the numeric."""
    spaced = unicodedata.normalize("NFKC", text)  # a time of day may follow: 2022-01-20 10:11
    found = [*DATE.finditer(plain(text)), *NUMERIC_DATE.finditer(spaced)]
    dates = [_date(year_number(match["year"]), match) for match in found]
    return [each for each in dates if each is not None]


def lone_date(text: str) -> date | None:
    """Return the date of a line that holds a date and nothing else, as under a letter."""
    text = plain(text)
    found = DATE.fullmatch(text) or NUMERIC_DATE.fullmatch(text)
    return _date(year_number(found["year"]), found) if found else None


def find_period(text: str) -> tuple[date, date] | None:
    """Return the first and last day of the first period that a text names."""
    for found in PERIOD.finditer(plain(text)):
        start_match = DATE.fullmatch(found["from"])
        end_match = _END.fullmatch(found["to"])
        if start_match is None or end_match is None:
            continue
        start = _date(year_number(start_match["year"]), start_match)
        if start is None:
            continue
        end = _date(year_number(end_match["year"]) if end_match["year"] else start.year, end_match)
        if end is not None and end >= start:
            return start, end
    return None


def find_years(text: str) -> list[int]:
    """Return the years that a text names, in order."""
    return [year_number(found["year"]) for found in YEAR.finditer(plain(text))]
