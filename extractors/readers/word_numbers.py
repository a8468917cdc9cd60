"""The numbers of automatic lists as Word prints them: 3 → 三, 叁, ③, iii, c.

One function a family of formats, by the names of ECMA-376 part 1, 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

SILENT = frozenset({"bullet", "none"})
"""Formats that print no number."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_MAX_ROMAN = 32767
_MAX_LETTERS = 780
"""Word's own limits (it stops at 30 times the letter)."""


def counted(number: int, digits: str, units: str, *, one_ten: bool) -> str:
    """Return a number in Chinese words, 0 to 9999: 二十一, 一百零五, 壹仟零贰拾.

    `digits` are those of 0 to 9, `units` the words for ten, hundred and thousand.
    `one_ten` says whether a leading ten is spoken with its one (壹拾) or not (十).
    """
    if number == 0:
        return digits[0]
    words = []
    for position, digit in enumerate(reversed(str(number))):
        if digit != "0":
            words.append(digits[int(digit)] + (units[position - 1] if position else ""))
        elif words and words[-1] != digits[0]:
            words.append(digits[0])  # one zero for a gap, none at the end
    text = "".join(reversed(words))
    if 10 <= number < 20 and not one_ten:
        return text[1:]
    return text


def placed(number: int, digits: str) -> str:
    """Return a number digit by digit: 10 → 一〇, １０."""
    return "".join(digits[int(digit)] for digit in str(number))


def short_counted(number: int, digits: str, ten: str) -> str:
    """Return a number in words up to 99 and digit by digit from 100 (二十一, 一〇五)."""
    if number < 100:
        return counted(number, digits, ten, one_ten=False)
    return placed(number, digits)


def japanese(number: int) -> str:
    """Return a number as Japanese counts: no one before ten, hundred, thousand; no zeros."""
    words = ""
    for digit, unit in zip(reversed(str(number)), ("", "十", "百", "千"), strict=False):
        if digit == "0":
            continue
        words = ("" if digit == "1" and unit else "〇一二三四五六七八九"[int(digit)]) + unit + words
    return words or "〇"


def lettered(number: int) -> str:
    """Return A to Z, then AA, BB … as Word does (not AA, AB)."""
    if not 1 <= number <= _MAX_LETTERS:
        return str(number)
    times, letter = divmod(number - 1, 26)
    return _LETTERS[letter] * (times + 1)


def roman(number: int) -> str:
    """Return a Roman number in capitals."""
    if not 1 <= number <= _MAX_ROMAN:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def enclosed(number: int, *runs: tuple[int, int, int]) -> str:
    """Return the one character for a number, from runs of (first number, last, code point).

    A number that has no such character is printed plainly.
    """
    for first, last, code in runs:
        if first <= number <= last:
            return chr(code + number - first)
    return str(number)


def cyclic(number: int, characters: str) -> str:
    """Return the character of a cycle (甲乙丙 …); beyond it, the plain number."""
    return characters[number - 1] if 1 <= number <= len(characters) else str(number)


_CIRCLED = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1), (0, 0, 0x24EA))
_SIMPLIFIED = "零一二三四五六七八九"
_ROUND_ZERO = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"

_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": partial(placed, digits="０１２３４５６７８９"),
    "decimalFullWidth2": partial(placed, digits="０１２３４５６７８９"),
    "decimalEnclosedCircle": lambda number: enclosed(number, *_CIRCLED),
    "decimalEnclosedCircleChinese": lambda number: enclosed(number, *_CIRCLED),
    "decimalEnclosedParen": lambda number: enclosed(number, (1, 20, 0x2474)),
    "decimalEnclosedFullstop": lambda number: enclosed(number, (1, 20, 0x2488)),
    "ideographEnclosedCircle": lambda number: enclosed(number, (1, 10, 0x3280)),
    "numberInDash": lambda number: f"- {number} -",
    "upperLetter": lettered,
    "lowerLetter": lambda number: lettered(number).lower(),
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "chineseCounting": partial(short_counted, digits=_ROUND_ZERO, ten="十"),
    "taiwaneseCounting": partial(short_counted, digits=_ROUND_ZERO, ten="十"),
    "chineseCountingThousand": partial(counted, digits=_SIMPLIFIED, units="十百千", one_ten=False),
    "taiwaneseCountingThousand": partial(
        counted, digits=_SIMPLIFIED, units="十百千", one_ten=False
    ),
    "japaneseCounting": japanese,
    "ideographDigital": partial(placed, digits=_ROUND_ZERO),
    "japaneseDigitalTenThousand": partial(placed, digits=_ROUND_ZERO),
    "taiwaneseDigital": partial(placed, digits="○一二三四五六七八九"),
    "chineseLegalSimplified": partial(
        counted, digits="零壹贰叁肆伍陆柒捌玖", units="拾佰仟", one_ten=True
    ),
    "ideographLegalTraditional": partial(
        counted, digits="零壹貳參肆伍陸柒捌玖", units="拾佰仟", one_ten=True
    ),
    "ideographTraditional": partial(cyclic, characters=_STEMS),
    "ideographZodiac": partial(cyclic, characters=_BRANCHES),
}


def format_number(number: int, name: str) -> str:
    """Return a list's number in one of Word's formats.

    A format that is not known here, or a number outside its range, is printed in plain
    digits; the formats of `SILENT` print nothing.
    """
    if name in SILENT:
        return ""
    if not 0 <= number <= 9999:
        return str(number)
    return _FORMATS.get(name, str)(number)
