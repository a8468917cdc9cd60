"""The text of one statutory cell → its state, figure and unit.

A cell is a number, a blank, a dash (a mark for nothing) or text. Where words surround one
figure, the figure is read and the cell is marked for review; where they surround several or
none, there is no value. Nothing is guessed silently: every liberty taken is a doubt.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from schemas.records import DECIMAL_PRECISION, DECIMAL_SCALE, CellState

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
"""Zero-width characters, for `str.translate`."""

MINUS_SIGNS = "-−–—﹣－‐‑‒―"
"""Every dash that is met as a minus sign; NFKC leaves most of them as they are."""

DASH = re.compile(
    rf"""
    [{re.escape(MINUS_SIGNS)}─━ー_/／\\＼]{{1,8}}   # —— or / drawn for nothing
    | 无 | 無 | 暂无 | 没有                           # or said in a word
    """,
    re.VERBOSE,
)

NUMBER = re.compile(
    rf"""
    (?P<sign> [+{re.escape(MINUS_SIGNS)}] )? \s*
    (?P<digits>
        \d{{1,3}} (?: , \d{{3}} )+       # thousands by comma
      | \d{{1,3}} (?: [ ] \d{{3}} )+     # thousands by space
      | \d+
    )
    (?: \. (?P<fraction> \d+ ) )?
    """,
    re.VERBOSE,
)

SCATTERED_DIGITS = re.compile(r"\d+ (?: [ ] \d+ )+", re.VERBOSE)
"""Digits apart from each other, as converters break `1204` into `12 04`."""

UNIT = re.compile(
    r"""
    (?: 百万 | 千万 | 万 | 亿 | 千 )? (?: 元 | 美元 | 人民币 )    # money
    | [件项条个起宗次份篇类家户部名位人批处]                     # counts
    | 件次 | 人次 | 条次 | 项次
    """,
    re.VERBOSE,
)

SIGN_WORDS = re.compile(r"(?P<word> 减少? | 增加? | 增长 )", re.VERBOSE)

_FULL_WIDTH_GROUP = re.compile(r"\d，\d{3}(?!\d)|[０-９]，[０-９]{3}(?![０-９])")
_ZERO_WORDS = frozenset("零〇")


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell says: its state, figure and printed unit, and what is doubtful in it."""

    state: CellState
    value: Decimal | None = None
    unit: str | None = None
    doubts: tuple[str, ...] = ()


BLANK = CellValue("blank")
_DASH = CellValue("dash")
_WORDS = CellValue("text", doubts=("words_in_cell",))


def compact(text: str) -> str:
    """Return `text` in NFKC, without zero-width characters, white space made single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(INVISIBLE)).split())


@lru_cache(maxsize=65536)
def parse_cell(text: str, *, signed: bool = False, count: bool = True) -> CellValue:
    """Read one cell's text.

    `signed` says that the form expects a sign here (本年增/减), `count` that it counts
    things, so that a decimal fraction is odd. Never raises.
    """
    plain = compact(text)
    if not plain:
        return BLANK
    if DASH.fullmatch(plain.replace(" ", "")):
        return _DASH
    if plain in _ZERO_WORDS:
        return CellValue("number", Decimal(0))
    doubts: list[str] = []
    if "，" in text and _FULL_WIDTH_GROUP.search(text):
        doubts.append("separator_unclear")
    trimmed = plain.rstrip("。. ;,、")
    found = NUMBER.match(trimmed)
    if found is None or not _ends_as_number(trimmed[found.end() :]):
        joined = SCATTERED_DIGITS.match(trimmed.lstrip("+" + MINUS_SIGNS + " "))
        if joined is None:
            return _parse_words(plain, signed=signed, count=count)
        trimmed = trimmed.replace(" ", "")
        doubts.append("digits_joined")
        found = NUMBER.match(trimmed)
        if found is None or not _ends_as_number(trimmed[found.end() :]):
            return _parse_words(plain, signed=signed, count=count)
    return _number(
        found, trimmed[found.end() :].strip() or None, doubts, signed=signed, count=count
    )


def _ends_as_number(rest: str) -> bool:
    rest = rest.strip()
    return not rest or UNIT.fullmatch(rest) is not None


def _number(
    found: re.Match[str], unit: str | None, doubts: list[str], *, signed: bool, count: bool
) -> CellValue:
    digits, fraction, sign = found["digits"], found["fraction"], found["sign"]
    if " " in digits:
        doubts.append("digits_joined")
    digits = digits.replace(",", "").replace(" ", "")
    if len(digits) > 1 and digits.startswith("0"):
        doubts.append("leading_zero")
    text = digits + (f".{fraction}" if fraction else "")
    if len(digits) > DECIMAL_PRECISION - DECIMAL_SCALE or len(fraction or "") > DECIMAL_SCALE:
        return CellValue("text", None, unit, (*doubts, "precision_exceeded"))
    value = Decimal(text)
    if sign and sign != "+":
        value = -value if value else value
    if sign and value and not signed:
        doubts.append("sign_unexpected")
    is_money = unit is not None and unit.endswith("元")
    if count and not is_money and value != value.to_integral_value():
        doubts.append("fraction_of_count")
    return CellValue("number", value, unit, tuple(doubts))


def _parse_words(plain: str, *, signed: bool, count: bool) -> CellValue:
    """Read a cell with words in it: its one figure, if there is just one."""
    numbers = list(NUMBER.finditer(plain))
    if len(numbers) != 1:
        return _WORDS
    found = numbers[0]
    before, after = plain[: found.start()].strip(), plain[found.end() :].strip()
    if not before.isascii() and SIGN_WORDS.fullmatch(before) is None:
        return _WORDS  # a word in front may change the meaning: 约, 不足, 第
    unit = UNIT.match(after)
    read = _number(found, unit.group() if unit else None, [], signed=signed, count=count)
    value = read.value
    if before.startswith("减") and value is not None:
        value = -value if value else value
    remark = after[unit.end() :] if unit else after
    if (before and before.isascii()) or not (not remark or remark.startswith("(")):
        value = None  # a letter may be a misread digit, a word may say of what it is a part
    return CellValue("text", value, read.unit, ("words_in_cell", *read.doubts))
