"""Numerals of every form, read at a place in a text: digits, cardinals, and both mixed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from extractors.numerals import cardinals
from extractors.numerals.cardinals import MIXED_REST, NUMERAL, cardinal, scale_of, scaled
from extractors.numerals.digits import ARABIC, BROKEN_DIGITS, LEADING_POINT, WIDE, value_of


class Numeral(NamedTuple):
    """A numeral at text[start:end]."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    approximate: bool
    bare: bool
    """Without any digit: 百, 千万."""
    chinese: bool
    """Begins in Chinese characters."""
    scale: int
    """The scale that it ends in (10,000 for 3.5万), already applied to its values."""


_TRAILING_SCALE = re.compile(r"[万萬亿億]+$")
_THOUSAND = re.compile(r"[KkＫｋ](?![A-Za-zＡ-Ｚａ-ｚ0-9\u4e00-\u9fff])")
_LARGE_LETTER = re.compile(r"[MmＭｍGgＧｇTtＴｔ](?![A-Za-zＡ-Ｚａ-ｚ0-9\u4e00-\u9fff])")
_LETTERS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_WHOLE_SCALE = re.compile(r"[个個](?P<scale>[万萬亿億])")
_ASCII_DIGITS = frozenset("0123456789０１２３４５６７８９")
_RUN_ON = frozenset("十百千佰仟万萬亿億余餘馀多")
"""What behind Arabic digits may belong to the numeral."""


def is_digit(character: str) -> bool:
    """Whether it is an Arabic digit, of half or full width."""
    return character in _ASCII_DIGITS


def read_numeral(text: str, at: int) -> Numeral | None:
    """Return the numeral that begins at `at`; None where the run there is not one."""
    if text[at] in _ASCII_DIGITS:
        numeral = read_arabic(text, at)
    elif text[at] in ".．":
        numeral = _leading_point(text, at)
    else:
        numeral = read_chinese(text, at)
    if numeral is not None and numeral.end + 1 < len(text) and text[numeral.end] in "个個":
        return _with_whole_scale(text, numeral)
    return numeral


def _with_whole_scale(text: str, numeral: Numeral) -> Numeral:
    """Return 两个亿, 1.2个亿 as what they mean, 2亿 and 1.2亿."""
    found = _WHOLE_SCALE.match(text, numeral.end)
    if found is None or numeral.high is not None or numeral.scale > 1:
        return numeral
    scale = cardinals.SCALES[found["scale"]]
    low = scaled(numeral.low, scale)
    return numeral._replace(end=found.end(), low=low, scale=scale)


def read_arabic(text: str, at: int, found: re.Match[str] | None = None) -> Numeral | None:
    """Return the numeral that begins with the Arabic digit at `at` (or is `found` there)."""
    found = found or ARABIC.match(text, at)
    if found is None:
        return None
    surface = found[0]
    value = value_of(surface)
    if value is None:
        return None
    end = found.end()
    if end < len(text) and text[end] in _RUN_ON:
        rest = MIXED_REST.match(text, end)
        if rest is not None:
            return _mixed(at, surface, value, rest)
    return Numeral(at, end, value, None, False, False, False, 1)


def _mixed(at: int, digits: str, value: Decimal, rest: re.Match[str]) -> Numeral | None:
    """Return the value of digits with what follows them: 3.5万, 1万2千, 10余万."""
    tail = rest[0]
    scale = scale_of(tail) if _TRAILING_SCALE.fullmatch(tail) else 0
    if scale:  # by far the most frequent: 3.5万, 1.2亿
        if scale >= cardinals.LARGEST or len(tail) > 3:
            return None
        return Numeral(at, rest.end(), scaled(value, scale), None, False, False, False, scale)
    whole = digits.replace("，", ",") + tail
    read = cardinal(whole)
    if read is None:
        return None
    ending = _TRAILING_SCALE.search(tail)
    scale = scale_of(ending[0]) if ending else 1
    return Numeral(at, rest.end(), read.low, read.high, read.approximate, False, False, scale)


def read_wide(text: str, at: int) -> Numeral | None:
    """Return the numeral at `at` whose groups are parted by a full-width comma: 1，204."""
    found = WIDE.match(text, at)
    return read_arabic(text, at, found) if found else None


def read_broken(text: str, at: int) -> Numeral | None:
    """Return the numeral at `at` that has spaces among its digits: 1 204, 12 04."""
    found = BROKEN_DIGITS.match(text, at)
    return read_arabic(text, at, found) if found else None


def _leading_point(text: str, at: int) -> Numeral | None:
    """Return .5."""
    if not LEADING_POINT.match(text, at):
        return None
    rest = ARABIC.match(text, at + 1)
    value = value_of(f".{rest[0]}") if rest and rest[0].isdecimal() else None
    if rest is None or value is None:
        return None
    return Numeral(at, rest.end(), value, None, False, False, False, 1)


def read_chinese(text: str, at: int) -> Numeral | None:
    """Return the numeral that begins with the Chinese character at `at`."""
    found = NUMERAL.match(text, at)
    if found is None:
        return None
    surface = found[0]
    read = cardinal(surface)
    if read is None:
        return None
    ending = _TRAILING_SCALE.search(surface)
    scale = scale_of(ending[0]) if ending else 1
    return Numeral(
        at, found.end(), read.low, read.high, read.approximate, read.bare, True, scale
    )  # fmt: skip


def with_letter(text: str, numeral: Numeral) -> Numeral:
    """Return the numeral with the letter that may stand for its scale: 15K.

    M, G and T mostly mean units of data, so that they count only where that is excluded:
    behind 百分之, or where there is nothing else.
    """
    end = numeral.end
    if end >= len(text) or not text[end].isalpha() or numeral.scale > 1:
        return numeral
    found = _THOUSAND.match(text, end)
    start = numeral.start
    alone = start == 0 and end + 1 == len(text)
    if found is None and (alone or text[start - 1 : start] == "之"):
        found = _LARGE_LETTER.match(text, end)
    if found is None:
        return numeral
    letter = unicodedata.normalize("NFKC", found[0]).upper()
    return numeral._replace(end=end + 1, low=scaled(numeral.low, _LETTERS[letter]))


_SIGN = re.compile(r"(?P<minus>[-−－﹣负負])|[+＋]")
_PARTS = re.compile(
    r"(?P<below>[^分/／]{1,40})(?:分之(?P<above>[^分/／]{1,40}))|(?P<top>[^/／]{1,24})[/／](?P<bottom>[^/／]{1,24})"
)
_PERCENT = re.compile(r"[%％﹪]$")


def parse_number(text: str) -> Decimal | Fraction | None:
    """Return the exact value of a text that is one numeral, whole; None for anything else.

    Digits in every form (1,204, １２０４, 12 04), cardinals (两千零五, 壹拾贰万), mixed ones
    (1万2千), with a sign (负, −); 半; shares as what they are of one (50% and 百分之五十 are
    Decimal 0.5, 三分之二 the Fraction 2/3). Vague numerals (十余, 三五百) have no exact value.
    """
    text = text.strip()
    sign = _SIGN.match(text)
    negative = bool(sign and sign["minus"])
    value = _unsigned(text[sign.end() :] if sign else text)
    return -value if negative and value is not None else value


def _unsigned(text: str) -> Decimal | Fraction | None:
    if text == "半":
        return Decimal("0.5")
    if text in ("百分百", "百分之百"):
        return Decimal(1)
    if _PERCENT.search(text):
        share = _whole(text[:-1].rstrip())
        return None if share is None else tidy_ratio(share, Decimal(100))
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return _whole(text)
    above = _whole(parts["above"] or parts["top"])
    below = _whole(parts["below"] or parts["bottom"])
    if above is None or not below:
        return None
    if parts["below"] in ("百", "千", "万"):
        return tidy_ratio(above, below)
    return Fraction(above) / Fraction(below)


def tidy_ratio(above: Decimal, below: Decimal) -> Decimal:
    """Return above / below, where below is a power of ten."""
    return above.scaleb(-(len(str(below)) - 1), cardinals.EXACT)


def _whole(text: str) -> Decimal | None:
    if not text or not (is_digit(text[0]) or text[0] in cardinals.CHARACTERS + ".．"):
        return None
    for reader in (read_numeral, read_wide, read_broken):
        if reader is not read_numeral and not is_digit(text[0]):
            break
        numeral = reader(text, 0)
        if numeral is not None and numeral.end == len(text):
            vague = numeral.high is not None or numeral.approximate
            return None if vague else numeral.low
    return None
