"""Numerals with their units into quantities: counts, shares, money, ranges, halves.

`read_figure` is given a place where a numeral may begin and reads as far as the figure goes.
It does not ask whether the numeral is a date, an ordinal, an idiom: the scanner has, before.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from extractors.numerals import cardinals, modifiers
from extractors.numerals.cardinals import EXACT, scaled, tidy
from extractors.numerals.digits import BROKEN_POINT, DIGIT, value_of
from extractors.numerals.measures import Unit, find_unit
from extractors.numerals.model import Number, Quantity, QuantityKind
from extractors.numerals.scales import (
    Numeral,
    is_digit,
    read_broken,
    read_numeral,
    read_wide,
    with_letter,
)

CURRENCY_SIGNS = {"￥": "元", "¥": "元", "＄": "美元", "$": "美元", "€": "欧元"}
SIGNS = frozenset("-−－﹣负負+＋")
_MINUS = frozenset("-−－﹣负負")

RANGE_SIGN = re.compile(r"\ ?(?: 至 | 到 | [-—–－~～﹣─]{1,2} )\ ?", re.VERBOSE)
_RANGE_FIRST = frozenset("至到-—–－~～﹣─ ")
_PER = re.compile(
    r"分之(?=[0-9０-９零〇一二两兩三四五六七八九十百千万壹贰叁肆伍陆柒捌玖廿])|分(?=百)"
)
_SLASH = re.compile(rf"[/／](?P<below>{DIGIT}{{1,6}}+)(?![/／.．]?{DIGIT})")
_SMALL_MONEY = re.compile(
    rf"(?:零|〇)?(?P<tens>{DIGIT}|[一二两三四五六七八九])角"
    rf"(?:零|〇)?(?:(?P<ones>{DIGIT}|[一二三四五六七八九])分)?"
    rf"|(?:零|〇)(?P<only>{DIGIT}|[一二三四五六七八九])分"
)
_COINS = re.compile(
    rf"(?P<tens>{DIGIT}|[一二两三四五六七八九])"
    rf"(?:[角毛](?:(?P<ones>{DIGIT}|[一二三四五六七八九])分)?钱?|(?=[，。；、]|$))(?P<only>(?!))?"
)
_YUAN = re.compile(r"(?:人民币|人民幣)(?!业务|汇)")
_WHOLE_YUAN = re.compile(r"整")
_HALF = re.compile(r"半(?![径徑岛島成数數票价導导途路])")
_GE_HALF = re.compile(r"[个個]半(?P<unit>小时|小時|月|工作日|学期|钟头|世纪|星期)?")
_HUNDRED_PERCENT = re.compile(r"百分(?:之)?百")
_DOUBLING = re.compile(r"翻了?(?P<about>[近约超]?)(?P<times>[一二两三四五六\d])?番")

SHARES: dict[str, Decimal] = {"百": Decimal(1), "千": Decimal(10), "万": Decimal(100)}
"""百分之, 千分之, 万分之: by how much to divide, to have percent."""

HALF = Decimal("0.5")


class Figure(NamedTuple):
    """A figure as read, without the modifiers beside it."""

    start: int
    end: int
    value: Number
    value_max: Number | None
    unit: str | None
    kind: QuantityKind
    approximate: bool
    numeral: Numeral | None
    listed: bool
    """Whether its unit is one of the known ones; False also where it has none."""


def quantity(text: str, figure: Figure, floor: int) -> Quantity:
    """Return the figure with the modifiers beside it, which stand at or after `floor`."""
    start, end = figure.start, figure.end
    approximate, bound = figure.approximate, None
    in_front: modifiers.Modifier | None = modifiers.before(text, start, floor)
    if in_front is not None and _means_last_years(text, figure, in_front):
        in_front = None
    behind = modifiers.after(text, end)
    for modifier in (in_front, behind):
        if modifier is None:
            continue
        if modifier.bound is None:
            approximate = True
        else:
            bound = modifier.bound
    if in_front is not None:
        start = in_front.at
        outer = modifiers.before(text, start, floor)  # 至少超过, 最长不超过
        if outer is not None and outer.bound is None and bound is not None:
            start, approximate = outer.at, True
    if behind is not None:
        end = behind.at
    return Quantity(
        start, end, text[start:end], figure.value, figure.value_max, figure.unit, figure.kind,
        approximate, bound, figure.start, figure.end,
    )  # fmt: skip


def _means_last_years(text: str, figure: Figure, modifier: modifiers.Modifier) -> bool:
    """Whether 近 says “the last” (近三年), not “nearly” (近三小时)."""
    return (
        figure.kind == "duration"
        and text[modifier.at : figure.start].strip() == "近"
        and figure.unit in ("年", "个月", "周", "天", "日", "个季度")
    )


def read_figure(text: str, at: int) -> Figure | None:
    """Return the figure whose numeral (or sign before it) begins at `at`."""
    first = text[at]
    if first in SIGNS:
        figure = _read_unsigned(text, at + 1) if at + 1 < len(text) else None
        if figure is None:
            return None
        figure = figure._replace(start=at)
        if first in _MINUS:
            upper = figure.value_max
            figure = figure._replace(
                value=-figure.value, value_max=None if upper is None else -upper
            )
        return figure
    if first in CURRENCY_SIGNS:
        return _read_priced(text, at, CURRENCY_SIGNS[first])
    if first == "翻":
        return _read_doubling(text, at)
    if first == "半" or text.startswith("一半", at):
        half = _read_half(text, at)
        if half is not None or first == "半":
            return half
    return _read_unsigned(text, at)


def _read_unsigned(text: str, at: int) -> Figure | None:
    first = text[at]
    if first == "百":
        whole = _HUNDRED_PERCENT.match(text, at)
        if whole:
            return Figure(
                at, whole.end(), Decimal(100), None, "%", "percent", False, None, True
            )  # fmt: skip
    numeral = _read_number(text, at)
    if numeral is None:
        return None
    end = numeral.end
    following = text[end] if end < len(text) else ""
    if following == "又" or (following == " " and _MIXED_SLASH.match(text, at)):
        mixed = _read_mixed(text, numeral)
        if mixed is not None:
            return mixed
    if following == "分":
        per = _PER.match(text, end)
        if per:
            return _read_parts(text, at, numeral, per.end())
    elif following in "/／" and following:
        slash = _SLASH.match(text, end)
        if slash and not numeral.chinese and numeral.low == int(numeral.low):
            below = int(slash["below"])
            if below:
                ratio = Fraction(int(numeral.low), below)
                return Figure(at, slash.end(), ratio, None, None, "fraction", False, None, True)
    return _with_unit(text, numeral)


def _read_mixed(text: str, whole: Numeral) -> Figure | None:
    """Return 四又五分之三, 2又1/3, 1 1/3."""
    at = whole.end + 1
    if at >= len(text) or not _may_begin(text[at]) or whole.high is not None:
        return None
    part = _read_unsigned(text, at)
    if part is None or part.kind != "fraction":
        return None
    value = Fraction(whole.low) + Fraction(part.value)
    return part._replace(start=whole.start, value=value)


def _read_number(text: str, at: int) -> Numeral | None:
    """Return the numeral at `at`, joined over a wide comma or a space where that is sure."""
    numeral = read_numeral(text, at)
    if numeral is None or numeral.chinese:
        return numeral
    end = numeral.end
    if end >= len(text):
        return numeral
    following = text[end]
    if following == "，" or (following == "," and is_digit(text[end - 1])):
        return _joined_by_comma(text, at, numeral)
    if following in " \u00a0\u2009\u202f\u3000":
        return _joined_by_space(text, at, numeral)
    if following in ".．":
        point = BROKEN_POINT.match(text, at)
        if point:
            return _broken_point(at, point)
    return with_letter(text, numeral)


_LISTING = re.compile(r"分别|依次|各为|[、，,]\ ?\d[\d.]*[，,]?$")


def _joined_by_comma(text: str, at: int, numeral: Numeral) -> Numeral:
    """Join 1，204 where the groups are of three, a unit follows, and no list is announced.

    Full-width digits or a decimal part behind the groups are enough.
    """
    wide = read_wide(text, at)
    if wide is None or wide.end <= numeral.end:
        return numeral
    surface = text[at : wide.end]
    if "," in surface or "．" in surface or "." in surface or "０" <= surface[0] <= "９":
        return wide
    if _LISTING.search(text[max(0, at - 12) : at]):
        return numeral
    before_comma = text[at - 1] if at else ""
    if before_comma == "之":  # 百分之9，999
        return wide
    return wide if find_unit(text, wide.end, by_rule=False) or at == 0 else numeral


_GROUPS_OF_THREE = re.compile(rf"{DIGIT}{{1,3}}(?:[ \u00a0\u2009\u202f\u3000]{DIGIT}{{3}})+")
_SPACES = frozenset(" \u00a0\u2009\u202f\u3000")
_MIXED_SLASH = re.compile(rf"{DIGIT}{{1,6}} {DIGIT}{{1,4}}[/／]{DIGIT}{{1,4}}(?![/／.．]?{DIGIT})")
"""1 1/3: a whole number and a fraction."""
_TORN_ONCE = re.compile(
    rf"{DIGIT}+[ \u00a0\u2009\u202f\u3000]{DIGIT}+(?:[.．]{DIGIT}+)?[万亿萬億]*"
)
_YEAR_NEXT = re.compile(r"[ \u00a0\u2009\u202f\u3000](?:19|20)\d\d[ ]?[年度]")


def _joined_by_space(text: str, at: int, numeral: Numeral) -> Numeral:
    """Join 1 204 and 12 04 where a unit follows (or it is all the text), never into a date."""
    mixed = _MIXED_SLASH.match(text, at)
    if mixed is not None:
        return numeral  # 1 1/3: `_read_unsigned` reads it
    broken = read_broken(text, at)
    if broken is None:
        point = BROKEN_POINT.match(text, at)
        return _broken_point(at, point) if point else numeral
    if _YEAR_NEXT.search(text, numeral.end, broken.end + 2):
        return numeral
    in_a_row = at > 1 and text[at - 1] in _SPACES and is_digit(text[at - 2])
    if in_a_row or text[at] in "0０":
        return numeral
    unit_at = broken.end
    if unit_at < len(text) and text[unit_at] in modifiers.MORE:
        unit_at += 1
    unit = find_unit(text, _skip_space(text, unit_at), by_rule=False)
    if unit is not None and unit.kind != "duration":
        return broken
    grouped = _GROUPS_OF_THREE.fullmatch(text, at, broken.end)
    torn_once = _TORN_ONCE.fullmatch(text, at, broken.end)
    if at == 0 and broken.end == len(text) and (grouped or torn_once):
        return broken
    if broken.scale > 1 or (grouped and _is_boundary(text, broken.end)):
        return broken
    return numeral


def _broken_point(at: int, point: re.Match[str]) -> Numeral:
    value = value_of(point[0].replace(" ", ""))
    assert value is not None  # at most 8 digits on either side
    return Numeral(at, point.end(), value, None, False, False, False, 1)


_BOUNDARY = re.compile(r"\s*(?:$|[，。；：、,.;:!！?？）)】〕”’》」』\n|｜])")


def _is_boundary(text: str, at: int) -> bool:
    return at >= len(text) or _BOUNDARY.match(text, at) is not None


def _skip_space(text: str, at: int) -> int:
    """Return the place behind one space, which converters leave between number and unit."""
    return at + 1 if at < len(text) and text[at] in " \u00a0\u3000" else at


def _read_parts(text: str, at: int, below: Numeral, above_at: int) -> Figure | None:
    """Return A分之B: a percentage for 百, 千, 万, else a fraction."""
    name = text[at : below.end]
    if text[above_at] == "百":
        above: Numeral | None = Numeral(
            above_at, above_at + 1, Decimal(100), None, False, False, True, 1
        )  # fmt: skip
    else:
        above = _read_number(text, above_at)
    if above is None or not below.low or below.high is not None:
        return None
    per = SHARES.get(name) or SHARES.get({"100": "百", "1000": "千"}.get(name, ""))
    if per is None:
        if above.low != int(above.low):
            value: Number = Fraction(above.low) / Fraction(below.low)
        else:
            value = Fraction(int(above.low), int(below.low))
        return Figure(at, above.end, value, None, None, "fraction", above.approximate, None, True)
    value = _percent(above.low, per)
    high = None if above.high is None else _percent(above.high, per)
    figure = Figure(at, above.end, value, high, "%", "percent", above.approximate, None, True)
    if above.end < len(text) and text[above.end] in modifiers.MORE:
        return figure._replace(end=above.end + 1, approximate=True)
    return _shares_to(text, figure, per)


def _percent(value: Decimal, per: Decimal) -> Decimal:
    return tidy(EXACT.divide(value, per))


def _shares_to(text: str, figure: Figure, per: Decimal) -> Figure:
    """Return 百分之三至百分之五 or 百分之三至五 as one figure."""
    sign = _range_sign(text, figure.end)
    if sign is None or sign.end() >= len(text) or figure.value_max is not None:
        return figure
    second = read_numeral(text, sign.end()) if _may_begin(text[sign.end()]) else None
    if second is None or second.high is not None:
        return figure
    share = _PER.match(text, second.end)
    if share:
        if SHARES.get(text[second.start : second.end]) != per or not _may_begin(text[share.end()]):
            return figure
        second = read_numeral(text, share.end())
        if second is None:
            return figure
    elif find_unit(text, second.end) is not None:
        return figure
    high = _percent(second.low, per)
    if isinstance(figure.value, Fraction) or high <= figure.value:
        return figure
    return figure._replace(end=second.end, value_max=high)


def _may_begin(character: str) -> bool:
    return is_digit(character) or character in cardinals.CHARACTERS


def _range_sign(text: str, at: int) -> re.Match[str] | None:
    if at >= len(text) or text[at] not in _RANGE_FIRST:
        return None
    return RANGE_SIGN.match(text, at)


class _Measured(NamedTuple):
    """A numeral and its unit, the scale applied or left as `unit` and kind ask."""

    end: int
    numeral: Numeral
    unit: Unit | None
    approximate: bool
    half: bool


def _measure(text: str, numeral: Numeral) -> _Measured:
    """Return the numeral with 余 or 多, and the unit, behind it."""
    end, approximate = numeral.end, numeral.approximate
    if end < len(text) and text[end] in modifiers.MORE and _takes_more(text, numeral):
        end, approximate = end + 1, True
    unit_at = _skip_space(text, end)
    decimal = numeral.low != int(numeral.low)
    by_rule = not decimal and not numeral.bare and unit_at == end and _plain_enough(numeral)
    unit = find_unit(text, unit_at, by_rule=by_rule)
    if unit is None:
        return _Measured(end, numeral, None, approximate, False)
    if unit.kind == "tenths" and (numeral.low > 10 or not _is_tenths(text, unit.end)):
        return _Measured(end, numeral, None, approximate, False)
    if unit_at > end and (
        not unit.listed or (unit.kind == "count" and _next_is_sentence(text, unit))
    ):
        return _Measured(end, numeral, None, approximate, False)
    unit = _compound(text, unit)
    approximate = approximate or "多" in text[unit_at : unit.end]  # 两个多月
    end = unit.end
    half = False
    if end < len(text) and text[end] == "半" and _HALF.match(text, end) and not decimal:
        half = unit.kind in ("duration", "count", "multiple") and unit.name not in (
            "月",
            "点",
            "日",
        )
    return _Measured(end + half, numeral, unit, approximate, half)


def _compound(text: str, unit: Unit) -> Unit:
    """Return 件/次 and 篇（条） where a second measure word is joined to the first."""
    at = unit.end
    if unit.kind != "count" or at >= len(text) or text[at] not in "/／·（(":
        return unit
    second = find_unit(text, at + 1, by_rule=False)
    if second is None or second.kind != "count":
        return unit
    end = second.end
    if text[at] in "（(":
        if end >= len(text) or text[end] not in "）)":
            return unit
        end += 1
    return Unit(end, unit.name + text[at:end], "count")


def _next_is_sentence(text: str, unit: Unit) -> bool:
    """Whether, behind a space, the word is rather the start of something else (“1 个人信息”)."""
    return unit.name in ("人", "部", "面", "行", "本", "对", "分", "点", "代", "字", "章", "节")


_TENTHS_NOT = re.compile(r"[立为員员功果效本绩績交都人熟就长長分品型年语像因片批套群双]")


def _is_tenths(text: str, at: int) -> bool:
    """Whether 成 before `at` means tenths, not 成立, 成果."""
    return _TENTHS_NOT.match(text, at) is None


def _takes_more(text: str, numeral: Numeral) -> bool:
    """Whether 余, 多, 来 behind this numeral is said of it (一多半 and 3来信 are not)."""
    character = text[numeral.end]
    if character == "来":
        return numeral.chinese and numeral.low % 10 == 0 and numeral.low > 0
    if numeral.low < 10 or numeral.low != int(numeral.low):
        return numeral.scale > 1
    return not re.match(
        r"多(?:种语|元化|样化|部门联|渠道|媒体|方式)|余(?:额|款|杭|姚)",
        text[numeral.end : numeral.end + 4],
    )


def _plain_enough(numeral: Numeral) -> bool:
    """Whether an unlisted measure word may follow: not after one Chinese digit (三农)."""
    return not numeral.chinese or numeral.end - numeral.start > 1


def _with_unit(text: str, numeral: Numeral) -> Figure:
    """Return the figure of a numeral: its unit, the upper end of its range, halves and cents."""
    first = _measure(text, numeral)
    sign = _range_sign(text, first.end)
    if sign is not None and numeral.high is None and sign.end() < len(text):
        ranged = _read_range(text, first, sign.end())
        if ranged is not None:
            return ranged
    return _figure(text, first)


def _read_range(text: str, first: _Measured, at: int) -> Figure | None:
    """Return 3-5件, 1万-5万元, 七千到九千亿元; None where the second belongs to something else."""
    if not _may_begin(text[at]):
        return None
    numeral = read_numeral(text, at)
    if numeral is None or numeral.high is not None or text.startswith("分之", numeral.end):
        return None
    second = _measure(text, numeral)
    if first.unit is not None and (second.unit is None or first.unit.name != second.unit.name):
        return None
    low = first.numeral
    if first.unit is None and low.scale == 1 < numeral.scale:
        inherited = scaled(low.low, numeral.scale)  # 3至5万: 3万 as well
        if inherited < numeral.low:
            low = low._replace(low=inherited, scale=numeral.scale)
    if low.low >= numeral.low:
        return None
    upper = _figure(text, second)
    if upper.kind == "money" and first.unit is not None and low.scale != numeral.scale:
        # 500元至1万元: two scales of one currency, both given without
        return upper._replace(
            start=low.start, value=low.low, value_max=numeral.low, unit=first.unit.name
        )
    value = low.low
    if upper.kind == "money" and _scale_name(text, numeral):
        value = tidy(EXACT.divide(value, Decimal(numeral.scale)))
    elif second.unit is not None and second.unit.kind == "tenths":
        value = value * 10
    approximate = first.approximate or upper.approximate
    return upper._replace(
        start=low.start, value=value, value_max=upper.value, approximate=approximate
    )


def _figure(text: str, measured: _Measured) -> Figure:
    """Return the figure of a numeral that is no range with a sign."""
    end, numeral, unit, approximate, half = measured
    low, high = numeral.low, numeral.high
    approximate = approximate or high is not None
    if unit is None:
        if end < len(text) and text[end] in "个個":
            whole = _GE_HALF.match(text, end)
            if whole:
                return _one_and_a_half(numeral, whole)
        return Figure(numeral.start, end, low, high, None, "count", approximate, numeral, False)
    if unit.name in ("个", "個") and half and not approximate:
        whole = _GE_HALF.match(text, end - 2)
        if whole:
            return _one_and_a_half(numeral, whole)
    if half:
        low += HALF
    if unit.kind == "money":
        return _money(text, measured)
    if unit.name == "块" and not approximate:
        coins = _COINS.match(text, end)
        if coins:
            return _with_coins(numeral, coins)
    kind: QuantityKind
    if unit.kind == "tenths":
        kind, low, high = "percent", low * 10, None if high is None else high * 10
        digit = cardinals.DIGITS.get(text[end]) if end < len(text) else None
        if digit and numeral.chinese:  # 九成七
            low, end = low + digit, end + 1
    elif unit.kind == "percent":
        kind = "percent"
        if text[end - 1] == "‰":
            low, high = (
                _percent(low, SHARES["千"]),
                None if high is None else _percent(high, SHARES["千"]),
            )
    else:
        kind = unit.kind
    name = unit.name
    if kind == "multiple" and name == "番":
        kind = "count"
    if kind == "duration" and not half and text.startswith("多", end):  # 三年多
        end, approximate = end + 1, True
    return Figure(numeral.start, end, low, high, name, kind, approximate, numeral, unit.listed)


def _with_coins(numeral: Numeral, coins: re.Match[str]) -> Figure:
    """Return 五块五, 3块5毛, 六块六角七分钱."""
    value = numeral.low + _cents(coins)
    return Figure(numeral.start, coins.end(), value, None, "块", "money", False, numeral, True)


def _one_and_a_half(numeral: Numeral, found: re.Match[str]) -> Figure:
    """Return 一个半, 一个半小时, 三个半月."""
    noun = found["unit"]
    kind: QuantityKind = "duration" if noun else "count"
    name = f"个{noun}" if noun else "个"
    return Figure(
        numeral.start, found.end(), numeral.low + HALF, None, name, kind, False, numeral, True
    )  # fmt: skip


def _money(text: str, measured: _Measured) -> Figure:
    """Return a sum: the scale that it ends in is left to the unit (万元), 角 and 分 added."""
    end, numeral, unit, approximate, _ = measured
    assert unit is not None
    low, high, name = numeral.low, numeral.high, unit.name
    approximate = approximate or high is not None
    ending = _scale_name(text, numeral)
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


def _scale_name(text: str, numeral: Numeral) -> str:
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


def _read_priced(text: str, at: int, unit: str) -> Figure | None:
    """Return ￥13.5."""
    start = _skip_space(text, at + 1)
    numeral = _read_number(text, start) if start < len(text) and is_digit(text[start]) else None
    if numeral is None:
        return None
    low, name = numeral.low, unit
    ending = _scale_name(text, numeral)
    if ending:
        low, name = tidy(EXACT.divide(low, Decimal(numeral.scale))), ending + unit
    end = numeral.end
    if text.startswith("元", end):
        end += 1
    return Figure(at, end, low, None, name, "money", numeral.approximate, numeral, True)


def _read_doubling(text: str, at: int) -> Figure | None:
    """Return 翻一番 (twice), 翻两番 (four times), 翻番."""
    found = _DOUBLING.match(text, at)
    if found is None:
        return None
    times = found["times"] or "一"
    power = int(times) if times.isdecimal() else cardinals.DIGITS[times]
    return Figure(
        at, found.end(), Decimal(2**power), None, "倍", "multiple", bool(found["about"]), None, True
    )  # fmt: skip


_HALF_OF = re.compile(
    r"半(?P<unit>年|天|个月|個月|个小时|小时|小時|个多小时|个工作日|个世纪|世纪|个学期)(?P<more>多)?(?!度)"
)
_HALF_ALONE = re.compile(r"半数|半數|一半(?![径導导天年个小])")


def _read_half(text: str, at: int) -> Figure | None:
    """Return 半年, 半个小时, 半数, 一半."""
    found = _HALF_OF.match(text, at)
    if found is not None:
        unit = found["unit"]
        more = bool(found["more"])
        return Figure(at, found.end(), HALF, None, unit, "duration", more, None, True)
    if text == "半":
        return Figure(0, 1, HALF, None, None, "count", False, None, True)
    found = _HALF_ALONE.match(text, at)
    if found is not None:
        return Figure(at, found.end(), Fraction(1, 2), None, None, "fraction", False, None, True)
    return None
