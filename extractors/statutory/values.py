"""The text of one statutory cell → its state, figure and unit.

A cell is a number, a blank, a dash (a mark for nothing) or text. Where words surround one
figure, the figure is read and the cell is marked for review; where they surround several or
none, there is no value. Nothing is guessed silently: every liberty taken is a doubt.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
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
    (?: (?P<sign> [+{re.escape(MINUS_SIGNS)}] ) \s* )?
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

BRACKETED_UNIT = re.compile(rf"\( (?: 单位 :? )? (?P<unit> {UNIT.pattern} ) \)", re.VERBOSE)
"""0（件）, also （单位：万元）; applied to NFKC text."""

SIGN_WORDS = re.compile(r"(?P<word> 减少? | 增加? | 增长 | 共计? | 合?计 )", re.VERBOSE)
"""Words in front of a figure that leave no doubt about what it says."""

FOOTNOTE = re.compile(
    r"""
    [*※#†‡]{1,3}                       # 12*
    | 注 \d{0,2}                       # 12注, 12注1
    | [\[〔【] \d{1,2} [\]〕】]          # 12[1]
    """,
    re.VERBOSE,
)
"""The mark of a footnote behind a figure."""

_FULL_WIDTH_GROUP = re.compile(r"\d，\d{3}(?!\d)|[０-９]，[０-９]{3}(?![０-９])")
_ZERO_WORDS = frozenset("零〇")

MAX_LENGTH = 200
"""A longer text is no figure, whatever it holds; it is neither searched nor remembered."""


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell says: its state, figure and printed unit, and what is doubtful in it."""

    state: CellState
    value: Decimal | None = None
    unit: str | None = None
    doubts: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Return whether it is a number or a mark for nothing."""
        return self.state in ("number", "dash")


BLANK = CellValue("blank")
_DASH = CellValue("dash")
_WORDS = CellValue("text", doubts=("words_in_cell",))


def compact(text: str) -> str:
    """Return `text` in NFKC, without zero-width characters, white space made single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(INVISIBLE)).split())


def parse_cell(text: str, *, signed: bool = False, count: bool = True) -> CellValue:
    """Read one cell's text.

    `signed` says that the form expects a sign here (本年增/减), `count` that it counts
    things, so that a decimal fraction is odd. Never raises.
    """
    if len(text) > MAX_LENGTH:
        text = compact(text)
        if len(text) > MAX_LENGTH:
            return _WORDS
    return _parse(text, signed, count)


@lru_cache(maxsize=65536)
def _parse(text: str, signed: bool, count: bool) -> CellValue:
    if not text.isascii() and any(map(_is_mark, text)):
        return _parse_marked(text, signed, count)
    plain = compact(text)
    if not plain:
        return BLANK
    trimmed = plain.rstrip("。. ;,、")
    if DASH.fullmatch(trimmed.replace(" ", "")):
        return _DASH
    if trimmed in _ZERO_WORDS:
        return CellValue("number", Decimal(0))
    doubts: list[str] = []
    if "，" in text and _FULL_WIDTH_GROUP.search(text):
        doubts.append("separator_unclear")
    found = NUMBER.match(trimmed)
    if found is None or not _ends_as_number(trimmed[found.end() :]):
        joined = SCATTERED_DIGITS.match(trimmed.lstrip("+" + MINUS_SIGNS + " "))
        if joined is None or _are_several(text, joined.group()):
            return _parse_words(plain, signed=signed, count=count)
        trimmed = trimmed.replace(" ", "")
        doubts.append("digits_joined")
        found = NUMBER.match(trimmed)
        if found is None or not _ends_as_number(trimmed[found.end() :]):
            return _parse_words(plain, signed=signed, count=count)
    rest = trimmed[found.end() :].strip()
    bracketed = BRACKETED_UNIT.fullmatch(rest)
    unit = bracketed["unit"] if bracketed else rest or None
    return _number(found, unit, doubts, signed=signed, count=count)


@lru_cache(maxsize=4096)
def printed_unit(label: str) -> str | None:
    """Return the unit that a column's label names in brackets: （单位：元）; None if none."""
    if len(label) > MAX_LENGTH:
        return None
    found = BRACKETED_UNIT.search("".join(compact(label).split()))
    return found["unit"] if found else None


def _is_mark(character: str) -> bool:
    """Return whether a character is a number in small or in a circle: ², ①, ⑴."""
    return unicodedata.category(character) == "No"


def _parse_marked(text: str, signed: bool, count: bool) -> CellValue:
    """Read a cell with a footnote's mark behind its figure: 12①, which is not 121."""
    bare = text.rstrip()
    while bare and _is_mark(bare[-1]) and unicodedata.numeric(bare[-1]).is_integer():
        bare = bare[:-1].rstrip()
    if not bare or any(map(_is_mark, bare)):
        return _WORDS
    read = _parse(bare, signed, count)
    doubts = tuple(dict.fromkeys(("words_in_cell", *read.doubts)))
    return CellValue("text", read.value, read.unit, doubts)


def _are_several(text: str, joined: str) -> bool:
    """Return whether digits apart are figures of their own: 0 0 0, or three in a column."""
    return joined.startswith("0") or len(text.split("\n")) > 2


def _ends_as_number(rest: str) -> bool:
    rest = rest.strip()
    return (
        not rest or UNIT.fullmatch(rest) is not None or BRACKETED_UNIT.fullmatch(rest) is not None
    )


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
    if len(digits) > DECIMAL_PRECISION - DECIMAL_SCALE:
        return CellValue("text", None, unit, (*doubts, "precision_exceeded"))
    value = Decimal(text)
    if len(fraction or "") > DECIMAL_SCALE:  # a spreadsheet's 40.349999999999994 is 40.35
        value = _rounded(value)
        doubts.append("fraction_rounded")
    if sign and sign != "+":
        value = value.copy_negate() if value else value
    if sign and value and not signed:
        doubts.append("sign_unexpected")
    is_money = unit is not None and unit.endswith("元")
    if count and not is_money and value != value.to_integral_value():
        doubts.append("fraction_of_count")
    return CellValue("number", value, unit, tuple(doubts))


_EXACT = Context(prec=2 * DECIMAL_PRECISION)
"""The default context rounds to 28 digits, fewer than a table holds."""


def _rounded(value: Decimal) -> Decimal:
    """Return `value` to the places that a table holds, without zeros at the end."""
    places = value.quantize(Decimal(1).scaleb(-DECIMAL_SCALE), context=_EXACT)
    return Decimal(f"{places.normalize(_EXACT):f}")


def _parse_words(plain: str, *, signed: bool, count: bool) -> CellValue:
    """Read a cell with words in it: its one figure, if there is just one."""
    footnote = next((m for m in FOOTNOTE.finditer(plain) if m.end() == len(plain)), None)
    if footnote is not None and footnote.start():
        plain = plain[: footnote.start()]
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
        value = value.copy_negate() if value else value
    remark = after[unit.end() :] if unit else after
    if (before and before.isascii()) or not (not remark or remark.startswith("(")):
        value = None  # a letter may be a misread digit, a word may say of what it is a part
    return CellValue("text", value, read.unit, ("words_in_cell", *read.doubts))
