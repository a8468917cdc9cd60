"""Chinese cardinals: 一百二十三, 两千零五, 壹拾贰万叁仟, 二十几, 三五百, and 2亿3000万.

A run of numeral characters is cut into tokens and added up, from the left, as it is spoken:
digits, then their place (十百千), then the scale (万亿) of all that stands before it.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from typing import NamedTuple

from extractors.numerals.digits import DIGIT, value_of

DIGITS: dict[str, int] = {
    each: value
    for value, variants in enumerate(
        [
            "零〇○",
            "一壹弌",
            "二贰貳两兩",
            "三叁參",
            "四肆",
            "五伍",
            "六陆陸",
            "七柒",
            "八捌",
            "九玖",
        ]
    )
    for each in variants
}
PLACES: dict[str, int] = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TENS: dict[str, int] = {"廿": 2, "卅": 3}
"""廿 is 二十, 卅 is 三十."""
SCALES: dict[str, int] = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
VAGUE_DIGITS = "几幾数數"
MORE = "余餘馀多"
"""Inside a numeral: 三百多万, 20余亿."""

FORMAL = frozenset("壹弌贰貳叁參肆伍陆陸柒捌玖拾佰仟")
"""Characters that are words of their own (陆地, 队伍, 收拾): never a numeral alone."""

MOST_CHARACTERS = 40
"""Longer runs are not numerals."""
LARGEST = 10**22

EXACT = Context(prec=150)
"""Arithmetic that never rounds a figure of the lengths allowed here."""

_digit = "零〇一壹弌二贰貳两兩三叁參四肆五伍六陆陸七柒八捌九玖"
_place = "十拾百佰千仟廿卅"
_scale = "万萬亿億"
CHARACTERS = _digit + _place + _scale
"""Characters with which a Chinese numeral may begin."""

NUMERAL = re.compile(
    rf"""
    (?: [{VAGUE_DIGITS}] (?= [{_place}{_scale}] ) | [{_digit}{_place}{_scale}] )
    (?:
        [{_digit}{_place}{_scale}○]
      | (?<= [十拾百佰千仟万亿零] ) [几幾]                       # 十几, 一千五百零几万
      | (?<= [{_place}{_scale}] ) [{MORE}] (?= [{_scale}] )       # 三百多万
      | (?<= [千仟{_scale}零] ) {DIGIT}{{1,8}}+                    # 200亿零四千230
    ){{0,60}}
    (?: 点 [{_digit}○]++ [{_scale}]*+ | 點 [{_digit}○]++ [{_scale}]*+ )?
    """,
    re.VERBOSE,
)
"""A run that begins with a Chinese character; whether it is a numeral, `cardinal` says."""

LONG_RUN = re.compile(rf"[{_digit}{_place}{_scale}]++")
"""All of a run that is too long for a numeral, to be passed over at once."""

MIXED_REST = re.compile(
    rf"""
    (?: [{MORE}]? [{_scale}] | [十百千佰仟] )
    (?:
        [{_scale}十百千佰仟]
      | (?<= [十百千佰仟] ) [{MORE}] (?= [{_scale}] )
      | (?<= [{_scale}百千零] ) (?: [零〇] | [{_digit}] (?: [{_place}] [{_digit}]? ){{0,8}} )
      | (?<= [{_scale}千百零] ) {DIGIT}{{1,8}}+ (?! [.．]{DIGIT} )
    ){{0,60}}
    """,
    re.VERBOSE,
)
"""What may follow Arabic digits within a numeral: 万, 万亿, 万2千, 多万, 亿零四千230."""


class Cardinal(NamedTuple):
    """The value of a numeral, or its range where it is vague."""

    low: Decimal
    high: Decimal | None = None
    approximate: bool = False
    bare: bool = False
    """Without any digit: 百, 千万; a numeral only where the context says so."""


_TOKEN = re.compile(rf"{DIGIT}+(?:,{DIGIT}{{3}})*(?:[.．]{DIGIT}+)?|.", re.DOTALL)

Token = tuple[str, Decimal]


def cardinal(surface: str) -> Cardinal | None:
    """Return the value of a run of numeral characters; None where it is not well formed.

    >>> cardinal("两千零五").low, cardinal("三五百")[:2]
    (Decimal('2005'), (Decimal('300'), Decimal('500')))
    """
    if len(surface) > MOST_CHARACTERS:
        return None
    whole, point, decimals = surface.replace("點", "点").partition("点")
    if point:
        return _with_decimals(whole, decimals)
    if all(each in DIGITS for each in whole):
        return _digits_in_a_row(whole)
    tokens = _tokens(whole)
    if tokens is None:
        return None
    low = _add_up([token for token in tokens if token[0] != "high"])
    if low is None:
        return None
    bare = all(kind != "digit" for kind, _ in tokens) and whole[0] not in "十拾廿卅"
    approximate = any(each in whole for each in MORE)
    if any(kind == "high" for kind, _ in tokens):
        high = _add_up(_upper(tokens))
        return None if high is None or high <= low else Cardinal(low, high, True)
    return Cardinal(low, None, approximate, bare)


def _with_decimals(whole: str, decimals: str) -> Cardinal | None:
    """Return the value of 一万零一十八点一五, 三点五万."""
    scale = 1
    while decimals[-1] in SCALES:
        scale *= SCALES[decimals[-1]]
        decimals = decimals[:-1]
    before = cardinal(whole)
    if before is None or before.high is not None or before.bare or scale >= LARGEST:
        return None
    digits = "".join(str(DIGITS[each]) for each in decimals)
    value = Decimal(f"{before.low}.{digits}")
    return Cardinal(scaled(value, scale)) if scale > 1 else Cardinal(value)


def _digits_in_a_row(text: str) -> Cardinal | None:
    """Return the value of digits without places: 五, 两三 (a range), 一七二零."""
    if len(text) == 2:
        first, second = (DIGITS[each] for each in text)
        if first and _is_pair(first, second):
            return Cardinal(Decimal(first), Decimal(second), True)
        if first and second:
            return None  # 一一, 二八: not said of numbers
    return Cardinal(Decimal("".join(str(DIGITS[each]) for each in text)))


def _is_pair(first: int, second: int) -> bool:
    """Whether two digits side by side mean “from … to …”: 两三, 七八, and 三五."""
    return second == first + 1 or (first, second) == (3, 5)


def _tokens(text: str) -> list[Token] | None:
    """Cut a run; a vague digit gives a lower value and, marked "high", an upper one."""
    tokens: list[Token] = []
    for piece in _TOKEN.findall(text):
        if piece in DIGITS:
            digit = DIGITS[piece]
            if digit == 0:
                tokens.append(("zero", Decimal(0)))
            elif tokens and tokens[-1][0] == "digit":
                if not _is_pair(int(tokens[-1][1]), digit):
                    return None
                tokens.append(("high", Decimal(digit)))
            else:
                tokens.append(("digit", Decimal(digit)))
        elif piece in PLACES:
            tokens.append(("place", Decimal(PLACES[piece])))
        elif piece in SCALES:
            tokens.append(("scale", Decimal(SCALES[piece])))
        elif piece in TENS:
            tokens += [("digit", Decimal(TENS[piece])), ("place", Decimal(10))]
        elif piece in VAGUE_DIGITS:
            first = not tokens
            tokens.append(("digit", Decimal(1)) if first else ("zero", Decimal(0)))
            tokens.append(("high", Decimal(10 if first else 9)))
        elif piece not in MORE:
            value = value_of(piece)
            if value is None:
                return None
            tokens.append(("number", value))
    return tokens if sum(kind == "high" for kind, _ in tokens) <= 1 else None


def _upper(tokens: list[Token]) -> list[Token]:
    """Return the tokens of the upper value: each "high" instead of what stands before it."""
    upper: list[Token] = []
    for kind, value in tokens:
        if kind == "high":
            if upper[-1][0] == "digit":
                upper.pop()
            upper.append(("number" if value > 9 else "digit", value))
        else:
            upper.append((kind, value))
    return upper


def _add_up(tokens: list[Token]) -> Decimal | None:
    """Add up the tokens of one value; None where their order makes no number."""
    total = Decimal(0)  # what stands before the last scale
    section = Decimal(0)  # what was said since
    digit: Decimal | None = None
    place = 10_000  # the last place within the section
    unit = 0  # the last place or scale at all, 0 at the start
    scale = 0
    previous = "start"
    for kind, value in tokens:
        if kind == "zero":
            if digit is not None:
                return None
        elif kind in ("digit", "number"):
            if digit is not None:
                return None
            if kind == "number" and previous != "start" and unit and value >= unit:
                return None
            digit = value
        elif kind == "place":
            if digit is None:
                if previous not in ("start", "zero") and not (value == 10 and previous == "place"):
                    return None
                digit = Decimal(1)
            if value >= place and section:
                return None
            section += EXACT.multiply(digit, value)
            digit, place = None, int(value)
            unit = place
        else:
            section += digit or 0
            if previous == "scale":
                total = EXACT.multiply(total, value)  # 万亿
            elif not section:
                if previous != "start":
                    return None
                total = value
            elif scale and value > scale:
                if total >= value:
                    return None
                total = EXACT.multiply(total + section, value)  # 三万五千亿
            elif scale == value:
                return None
            else:
                total += EXACT.multiply(section, value)
            section, digit, place = Decimal(0), None, 10_000
            unit = scale = int(value)
        previous = kind
        if total >= LARGEST:
            return None
    if digit is not None:
        spoken_short = previous == "digit" and _before_last(tokens) in ("place", "scale")
        if spoken_short and unit >= 100 and digit < 10:
            digit = digit * (unit // 10)  # 一百五 is 150, 三万二 is 32,000
        section += digit
    result = total + section
    return tidy(result) if result < LARGEST else None


def _before_last(tokens: list[Token]) -> str:
    return tokens[-2][0] if len(tokens) > 1 else "start"


def tidy(value: Decimal) -> Decimal:
    """Return a whole number without decimals or exponent; others as they are."""
    whole = int(value)
    return Decimal(whole) if whole == value else value


def scaled(value: Decimal, scale: int) -> Decimal:
    """Return value × scale, exactly."""
    return tidy(EXACT.multiply(value, Decimal(scale)))


def scale_of(text: str) -> int:
    """Return the product of the scales in a text: 万亿 is 10¹²; other characters don't count."""
    product = 1
    for each in text:
        product *= SCALES.get(each, 1)
    return product
