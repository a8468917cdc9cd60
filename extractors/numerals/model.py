"""What is found in a text: quantities, and spans that look like one but are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Number = Decimal | Fraction
"""An exact value; a `Fraction` only where the text has one (三分之二, 1/3)."""

QuantityKind = Literal[
    "count", "percent", "percentage_point", "money", "fraction", "multiple", "duration"
]
Bound = Literal["at_least", "more_than", "at_most", "less_than"]

SpanType = Literal[
    "date", "period", "time", "article", "document_number", "ordinal", "list_marker",
    "telephone", "postcode", "address_number", "hotline", "plan_name", "slogan", "idiom",
    "title", "code",
]  # fmt: skip
"""The types of non-figures.

date             a day: 2021年1月15日, 1月15日, 15日
period           a year, a month, a quarter, or from a day to a day: 2020年, 1-12月, 上半年
time             a time of day, days of the week: 9:00-17:00, 上午9时, 周一至周五
article          a place in a law: 第二十条第（五）项
document_number  〔2019〕60号, 第711号令
ordinal          第三批, 前十名, 十三届, 附件1, 一等奖
list_marker      一、 （二） 3. 一是
telephone, postcode, address_number (88号, 302室), hotline (12345)
plan_name        十四五, 三年行动计划, 二十大
slogan           “最多跑一次”, “三安全一稳定”, 7×24小时, 1+N
idiom            进一步, 统一, 一系列, 万一, 第三方, 三公, 市县两级, and 一个 for “a”
title            within 《…》
code             joined to Latin letters, or longer than any figure: 5G, A4, PM2.5
"""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, month or year of which something is not said; None is what is not."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def first(self) -> date | None:
        """Return the first day that it may mean; None without a year, or for no such day."""
        if self.year is None:
            return None
        return make_date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date | None:
        """Return the last day that it may mean; None without a year, or for no such day."""
        if self.year is None:
            return None
        if self.day is not None:
            return make_date(self.year, self.month or 12, self.day)
        if self.month is None or self.month == 12:
            return make_date(self.year, 12, 31)
        next_month = make_date(self.year, self.month + 1, 1)
        return next_month and next_month - timedelta(days=1)


Moment = date | PartialDate
SpanValue = date | PartialDate | tuple[Moment, Moment] | int | None


def make_date(year: int, month: int, day: int) -> date | None:
    """Return that day, or None where there is none such (2月30日)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """Something with a number in it that is no figure.

    `text[start:end] == surface`. `value`: of a date, the day (`PartialDate` where the year is
    not said, None where there is no such day); of a period, its first and last day (partial
    likewise); of an ordinal or list marker, its number; else None.
    """

    start: int
    end: int
    surface: str
    type: SpanType
    value: SpanValue = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: `text[start:end] == surface`, the modifiers beside it included.

    `number_start` and `number_end` are the numeral with its unit alone: of 超过3.5万余件,
    3.5万余件. `value_max` is the upper end of a range. `unit` is as printed; a count's scale
    (万) is applied to its value, a sum of money's is left to its unit (万元).
    A percentage is in percent: 三成 is 30, 千分之三 is 0.3, both with unit %.
    """

    start: int
    end: int
    surface: str
    value: Number
    value_max: Number | None
    unit: str | None
    kind: QuantityKind
    approximate: bool
    bound: Bound | None
    number_start: int
    number_end: int
