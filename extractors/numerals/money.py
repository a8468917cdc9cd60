"""Sums of money: 40.35万元, 三元五角, ￥13.5, 五块五.

The scale that a sum ends in stays with its unit: 40.35万元 is 40.35 万元.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractors.numerals import cardinals
from extractors.numerals.cardinals import EXACT, tidy
from extractors.numerals.digits import DIGIT
from extractors.numerals.joins import read_joined
from extractors.numerals.measured import Measured
from extractors.numerals.quantities import Figure
from extractors.numerals.scales import Numeral, is_digit
from extractors.numerals.signs import skip_space

CURRENCY_SIGNS = {"￥": "元", "¥": "元", "＄": "美元", "$": "美元", "€": "欧元"}
_SMALL_MONEY = re.compile(
    rf"(?:零|〇)?(?P<tens>{DIGIT}|[一二两三四五六七八九])角"
    rf"(?:零|〇)?(?:(?P<ones>{DIGIT}|[一二三四五六七八九])分)?"
    rf"|(?:零|〇)(?P<only>{DIGIT}|[一二三四五六七八九])分"
)
COINS = re.compile(
    rf"(?P<tens>{DIGIT}|[一二两三四五六七八九])"
    rf"(?:[角毛](?:(?P<ones>{DIGIT}|[一二三四五六七八九])分)?钱?|(?=[，。；、]|$))(?P<only>(?!))?"
)
_YUAN = re.compile(r"(?:人民币|人民幣)(?!业务|汇)")
_WHOLE_YUAN = re.compile(r"整")


def read_priced(text: str, at: int, unit: str) -> Figure | None:
    """Return ￥13.5."""
    start = skip_space(text, at + 1)
    numeral = read_joined(text, start) if start < len(text) and is_digit(text[start]) else None
    if numeral is None:
        return None
    low, name = numeral.low, unit
    ending = scale_name(text, numeral)
    if ending:
        low, name = tidy(EXACT.divide(low, Decimal(numeral.scale))), ending + unit
    end = numeral.end
    if text.startswith("元", end):
        end += 1
    return Figure(at, end, low, None, name, "money", numeral.approximate, numeral, True)


def money_of(text: str, measured: Measured) -> Figure:
    """Return a sum: the scale that it ends in is left to the unit (万元), 角 and 分 added."""
    end, numeral, unit, approximate, _ = measured
    assert unit is not None
    low, high, name = numeral.low, numeral.high, unit.name
    approximate = approximate or high is not None
    ending = scale_name(text, numeral)
    if ending:
        divisor = Decimal(numeral.scale)
        low = tidy(EXACT.divide(low, divisor))
        high = None if high is None else tidy(EXACT.divide(high, divisor))
        name = ending + name
    elif name in ("元", "圆", "圓", "块钱"):
        small = _SMALL_MONEY.match(text, end)
        if small:
            low, end = low + _cents(small), small.end()
    whole = _WHOLE_YUAN.match(text, end)
    if whole and not unit.name.endswith("整"):
        end = whole.end()
    name = name.removesuffix("整")
    if name.endswith(("元", "圆")):
        currency = _YUAN.match(text, end)
        end = currency.end() if currency else end
    if name.endswith("元人民币"):
        name = name.removesuffix("人民币")
    return Figure(numeral.start, end, low, high, name, "money", approximate, numeral, True)


def with_coins(numeral: Numeral, coins: re.Match[str]) -> Figure:
    """Return 五块五, 3块5毛, 六块六角七分钱."""
    value = numeral.low + _cents(coins)
    return Figure(numeral.start, coins.end(), value, None, "块", "money", False, numeral, True)


def scale_name(text: str, numeral: Numeral) -> str:
    """Return the scale that a numeral ends in, as printed: 万, 亿, 万亿."""
    if numeral.scale == 1:
        return ""
    start = numeral.end
    while start > numeral.start and text[start - 1] in cardinals.SCALES:
        start -= 1
    return text[start : numeral.end]


def _cents(found: re.Match[str]) -> Decimal:
    def digit(name: str) -> int:
        printed = found[name]
        return (
            0
            if not printed
            else cardinals.DIGITS.get(printed, -1)
            if not is_digit(printed)
            else int(printed)
        )

    return Decimal(10 * digit("tens") + digit("ones") + digit("only")) / 100
