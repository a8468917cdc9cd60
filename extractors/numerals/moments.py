"""Dates, periods and times of day, read at a place in a text.

Every pattern is anchored where the scanner stands (`match`, not `search`) and bounded, so
that reading stays linear. What is not said (the year of 3月5日) stays None in the value.
"""

from __future__ import annotations

import re

from extractors.numerals.cardinals import DIGITS, cardinal
from extractors.numerals.model import Moment, PartialDate, Span, SpanType, SpanValue, make_date

_S = r"[ \u3000\u00a0]{0,2}"
_CHINESE_YEAR = (
    r"二[〇○零OＯ０0][〇○零OＯ０0一二三四五六七八九]{2}|一九[〇○零一二三四五六七八九]{2}"
)
_YEAR = rf"(?:(?:19|20)\d\d|{_CHINESE_YEAR})"
_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:\d{1,2}|三十一?|(?:二?十|廿)[一二三四五六七八九]?|[一二三四五六七八九])"
_HOUR = r"(?:[01]?\d|2[0-4]|[一二三四五六七八九十]{1,3})"
_MINUTES = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})分"
_DAYTIME = r"(?:次日|当日|上午|下午|晚上?)?"
_TO = rf"{_S}起?{_S}[,，]?(?:直?至|到|截止到|[-—–－~～―─]{{1,2}}){_S}"
_QUARTER = r"(?:第?[一二三四1-4](?:、[二三四2-4]){0,3}季度)"

YEAR_DATE = re.compile(
    rf"""
    (?P<year>{_YEAR}) {_S} 年 (?!级)
    (?:
        {_S} (?P<month>{_MONTH}) {_S} 月份? (?: {_S} (?P<day>{_DAY}) {_S} [日号] )?
      | (?P<half>[上下]) 半年
      | 第?(?P<quarter>[一二三四1-4])季度
      | 前(?P<quarters>[二两三23])季度
      | 度 (?![假过量])
      | 年?[底末初] (?![步期]) | 全年 | 前
    )?
    """,
    re.VERBOSE,
)
"""2020年, 2020年度, 2020年3月, 2021年1月15日, 二〇二一年一月十五日, 2020年上半年."""

TO_DATE = re.compile(
    rf"""
    {_TO}
    (?: (?P<year>{_YEAR}) {_S} 年度? | 当年 | 同年 | 本年 | (?P<next>次年|翌年) )? {_S}
    (?: (?P<month>{_MONTH}) {_S} 月份? {_S} )?
    (?: (?P<day>{_DAY}) {_S} [日号] )?
    (?: 止 | 底 | 末 )?
    """,
    re.VERBOSE,
)
"""至(2020年)12月31日: applied where a date has ended; one of its parts must be there."""

MONTH_DAY = re.compile(
    rf"(?P<month>{_MONTH}) {_S} 月 (?: 份 | {_S} (?P<day>{_DAY}) {_S} [日号] )?", re.VERBOSE
)
"""3月5日, 3月, 十二月份."""

MONTHS = re.compile(
    rf"(?P<first>{_MONTH}) {_S} 月? {_S}(?:至|到|[-—–－~～─]){_S} (?P<last>{_MONTH}) {_S} 月份?",
    re.VERBOSE,
)
"""1-12月, 1月至11月."""

YEARS = re.compile(
    rf"""
    (?P<first>{_YEAR}) {_S} (?: 至 | 到 | [-—–－~～─、]{{1,2}} ) {_S}
    (?P<last>{_YEAR}) {_S} (?: 年度? | 财年 | 学年 )
    """,
    re.VERBOSE,
)
"""2019-2021年, 2020—2021年度, 2019、2020年."""

NUMERIC_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<sign>[-/.．／])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2}))(?![\d.．])"
)
"""2021-01-15, 2021/1/15, 2021.1.15."""

DAY_ALONE = re.compile(
    r"(?P<day>[12]?\d|3[01])日(?!内|以内|之内|常|均|报|益|程|志|以上|左右|期|为|用|游|起算)"
    r"(?:(?:至|到|[-—–~～])(?P<last>[12]?\d|3[01])日)?"
)
DAY_DURATION_BEFORE = re.compile(
    r"(?:期|满|达|共|约|近|过|逾|长|于|为|缩短|提前|延长|连续|各)[^\d]?$|之日起$|后的?$"
)
"""Behind these, 15日 is a length of time."""

BROKEN_YEAR = re.compile(
    r"(?:20[0-9]{3,4}(?=年)|20[0-3]\d(?=你那|你\d))[年你那]{1,2}(?:\d{1,2}月)?(?:\d{1,2}日)?"
)
"""202020年, 2020你那12月: slips of the pen that were dates."""

YEAR_MARK = re.compile(r"(?P<year>(?:19|20)\d\d)(?:版|年版|财年|学年|届(?!全国))")
YEAR_IN_BRACKETS = re.compile(r"(?P<year>(?:19|20)\d\d)(?=[〕）)\]】］])")

HALF_YEAR = re.compile(r"半年(?!度?报)")
QUARTER = re.compile(r"(?P<first>[一二三四1-4])(?:[、至\-—](?P<last>[二三四2-4]))?季度")
DECADE = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})世纪(?:(?:[一二三四五六七八九]十|\d0)年代)?|\d0年代"
)

CLOCK = re.compile(
    rf"""
    (?:[01]?\d|2[0-4]) [:：] [0-5]\d (?: [:：][0-5]\d )? (?!\d)
    (?:
        \s? (?: 至 | 到 | [-—–－~～─]{{1,3}} ) \s? {_DAYTIME}
        (?:[01]?\d|2[0-4]) [:：] [0-5]\d (?!\d)
    )?
    """,
    re.VERBOSE,
)
"""9:00, 8:30—12:00."""

HOUR = re.compile(
    rf"""
    (?!一时) {_HOUR}
    (?: 时 (?!间|候|段|限|代|期|效|常) | 点 (?= 半 | 整 | 钟 | {_MINUTES} ) )
    (?: 半 | 整 | 钟 | 许 | 前 | 后 | {_MINUTES} (?!之|别|公) )?
    (?: \s? (?: 至 | 到 | [-—–－~～─] ) \s? {_DAYTIME} {_HOUR} [时点] (?: 半 | {_MINUTES} )? )?
    """,
    re.VERBOSE,
)
"""9时, 9时30分至17时, 9点半, 十点三十分."""

HOUR_POINT = re.compile(rf"{_HOUR}点(?:(?:至|到|[-—–~～]){_DAYTIME}{_HOUR}点)?")
DAYTIME_BEFORE = re.compile(r"(?:上午|下午|中午|晚上?|凌晨|早上?|夜间|傍晚)\s?$")

WEEKDAY = re.compile(
    r"[一二三四五六](?![二三四五六七八九]?(?:次|期|个|篇|条|回|场|件|项)|查|报|调度|例会)(?:[至到—\-－~～、](?:周|星期|礼拜)?[一二三四五六日天])*"
)
WEEKDAY_BEFORE = re.compile(r"(?:周|星期|礼拜)$")

SEVEN_BY_TWENTY_FOUR = re.compile(r"(?:7|５|5|７)\s?[×xXＸ*＊]\s?(?:24|8|２４|12)\s?(?:个?小时)?")


def _number(text: str | None) -> int | None:
    """Return a printed year, month, day: 2020, 二〇二〇, 十二."""
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    text = text.replace("O", "〇").replace("Ｏ", "〇").replace("0", "〇").replace("０", "〇")
    if len(text) == 4:
        return int("".join(str(DIGITS.get(each, 0)) for each in text))
    read = cardinal(text)
    return int(read.low) if read else None


def _moment(year: int | None, month: int | None, day: int | None) -> Moment | None:
    """Return a day, or as much of it as is said; None where there is no such day."""
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= 31:
        return None
    if year is not None and month is not None and day is not None:
        return make_date(year, month, day)
    return PartialDate(year, month, day)


def _first(moment: Moment) -> Moment:
    return (moment.first() or moment) if isinstance(moment, PartialDate) else moment


def _last(moment: Moment) -> Moment:
    return (moment.last() or moment) if isinstance(moment, PartialDate) else moment


def interval(first: Moment, last: Moment | None = None) -> tuple[Moment, Moment]:
    """Return the first and last day that a period may mean; partial where no year is said."""
    return _first(first), _last(first if last is None else last)


def _span(text: str, start: int, end: int, type_: SpanType, value: SpanValue) -> Span:
    return Span(start, end, text[start:end], type_, value)


def read_year_date(text: str, at: int) -> Span | None:
    """Return what begins with a year at `at`: a day, month, year, or a period from it."""
    years = YEARS.match(text, at)
    if years:
        first, last = _number(years["first"]), _number(years["last"])
        return _span(
            text, at, years.end(), "period", interval(PartialDate(first), PartialDate(last))
        )
    found = YEAR_DATE.match(text, at)
    if found is None:
        return _other_year(text, at)
    months = MONTHS.match(text, found.end("year") + 1)
    if months and not found["day"]:
        return _months_of(text, at, _number(found["year"]), months)
    year, month, day = _number(found["year"]), _number(found["month"]), _number(found["day"])
    if found["half"]:
        part = (1, 6) if found["half"] == "上" else (7, 12)
    elif found["quarter"]:
        last_month = 3 * (_number(found["quarter"]) or 1)
        part = (last_month - 2, last_month)
    elif found["quarters"]:
        part = (1, 3 * (_number(found["quarters"]) or 1))
    else:
        part = (0, 0)
    if part != (0, 0):
        value = interval(PartialDate(year, part[0]), PartialDate(year, part[1]))
        return _span(text, at, found.end(), "period", value)
    start = _moment(year, month, day)
    if found[0].endswith(("底", "末", "初", "前")):
        return _span(text, at, found.end(), "period", start and interval(start))
    return _until(text, at, found.end(), start, year, bool(found["day"]))


def _months_of(text: str, at: int, year: int | None, found: re.Match[str]) -> Span:
    """Return 2021年1-11月."""
    first = _moment(year, _number(found["first"]), None)
    last = _moment(year, _number(found["last"]), None)
    value = interval(first, last) if first and last else None
    return _span(text, at, found.end(), "period", value)


def _until(
    text: str, at: int, end: int, start: Moment | None, year: int | None, is_day: bool
) -> Span:
    """Return the span that a date begins, up to the second date if it is a period."""
    found = TO_DATE.match(text, end) if end < len(text) else None
    if found and (found["day"] or found["month"] or found["year"]) and start is not None:
        to_year = _number(found["year"]) or year
        if found["next"] and year:
            to_year = year + 1
        month, day = _number(found["month"]), _number(found["day"])
        if month is None and day is not None:
            month = start.month
        last = _moment(to_year, month, day)
        value = interval(start, last) if last is not None else None
        return _span(text, at, found.end(), "period", value)
    if is_day:
        return _span(text, at, end, "date", start)
    return _span(text, at, end, "period", None if start is None else interval(start))


def _other_year(text: str, at: int) -> Span | None:
    numeric = NUMERIC_DATE.match(text, at)
    if numeric:
        value = make_date(int(numeric["year"]), int(numeric["month"]), int(numeric["day"]))
        return _span(text, at, numeric.end(), "date", value)
    marked = YEAR_MARK.match(text, at)
    if not marked and at and text[at - 1] in "〔（([［【":
        marked = YEAR_IN_BRACKETS.match(text, at)
    if marked:
        return _span(text, at, marked.end(), "period", interval(PartialDate(int(marked["year"]))))
    broken = BROKEN_YEAR.match(text, at)
    if broken is None:
        return None
    return _span(text, at, broken.end(), "date" if "日" in broken[0] else "period", None)


def read_month(text: str, at: int) -> Span | None:
    """Return what begins with a month, quarter or day without a year: 3月5日, 1-12月, 15日."""
    months = MONTHS.match(text, at)
    if months:
        first = _moment(None, _number(months["first"]), None)
        last = _moment(None, _number(months["last"]), None)
        if first and last:
            return _span(text, at, months.end(), "period", (first, last))
    found = MONTH_DAY.match(text, at)
    if found:
        moment = _moment(None, _number(found["month"]), _number(found["day"]))
        if moment is None and not found["day"]:
            return None
        return _until(text, at, found.end(), moment, None, bool(found["day"]))
    quarter = QUARTER.match(text, at)
    if quarter:
        first_quarter = _number(quarter["first"]) or 1
        last_quarter = _number(quarter["last"]) or first_quarter
        start = at
        if at and text[at - 1] == "前":
            first_quarter, start = 1, at - 1
        value = (PartialDate(None, 3 * first_quarter - 2), PartialDate(None, 3 * last_quarter))
        return _span(text, start, quarter.end(), "period", value)
    day = DAY_ALONE.match(text, at)
    if day and not DAY_DURATION_BEFORE.search(text[max(0, at - 5) : at]):
        first_day = PartialDate(None, None, int(day["day"]))
        if day["last"]:
            value = (first_day, PartialDate(None, None, int(day["last"])))
            return _span(text, at, day.end(), "period", value)
        return _span(text, at, day.end(), "date", first_day)
    return None


def read_decade(text: str, at: int) -> Span | None:
    """Return 20世纪90年代."""
    found = DECADE.match(text, at)
    return _span(text, at, found.end(), "period", None) if found else None


ROUND_THE_CLOCK = re.compile(
    r"(?:24|２４|二十四)小时(?=自助|在线|服务|值班|值守|不打烊|热线|全天|不间断|客服|智能|办|政务|城市|便民|无人)"
)
"""24小时自助服务区: a name, not a length of time."""


def read_time(text: str, at: int) -> Span | None:
    """Return a time of day: 9:00-17:00, 9时30分, 上午9点."""
    found = CLOCK.match(text, at) or HOUR.match(text, at)
    if found is None and at and DAYTIME_BEFORE.search(text[max(0, at - 3) : at]):
        found = HOUR_POINT.match(text, at)
    return _span(text, at, found.end(), "time", None) if found else None


def read_weekday(text: str, at: int, floor: int) -> Span | None:
    """Return 周一至周五, whose first numeral is at `at`."""
    before = WEEKDAY_BEFORE.search(text[max(floor, at - 2) : at])
    if not before:
        return None
    start = max(floor, at - 2) + before.start()
    if start and text[start - 1] in "一两二三四五六七八九十":
        return None
    found = WEEKDAY.match(text, at)
    return _span(text, start, found.end(), "time", None) if found else None


def read_half_year(text: str, at: int, floor: int) -> Span | None:
    """Return 上半年 or 下半年, whose 半 is at `at`."""
    if at <= floor or text[at - 1] not in "上下" or not HALF_YEAR.match(text, at):
        return None
    months = (1, 6) if text[at - 1] == "上" else (7, 12)
    value = (PartialDate(None, months[0]), PartialDate(None, months[1]))
    return _span(text, at - 1, at + 2, "period", value)
