"""What a cell of a sheet shows of the number that it holds, told from its number format.

The number itself is what the agency entered, so it is never rounded to what a format shows:
where a format leaves digits out the cell is doubted instead. What a format adds is taken up:
a percent sign, a unit in quotes. Formats: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

SHOWN_ROUNDED = "shown_rounded"
"""Doubt (`schemas.doubts`): the sheet shows fewer digits than the cell holds."""

MAX_CODE = 255
"""Characters of a format; a program writes no more."""

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0",
    49: "@",
} | dict.fromkeys((27, 30, 31, 36, 50, 54, 57, 58), "yyyy/m/d")  # fmt: skip
"""Formats that a file names by number only; those from 27 are dates in Chinese programs."""

_QUOTED = re.compile(
    r"""
      "([^"]*)"                # words
    | \\(.)                    # one character that stands for itself
    | [_*].                    # room as wide as a character; a character that fills the cell
    | \[[^\]]*\]               # a colour, a condition, a language
    """,
    re.VERBOSE | re.DOTALL,
)
_PIECES = re.compile(r'"[^"]*"?|\\.|;|[^";\\]+|\\', re.DOTALL)
"""Words, escaped characters, the ends of a format's sections, and all else."""
_DATE_LETTERS = re.compile(r"[ymdhseg]|am/pm|上午/下午", re.IGNORECASE)
_NEGATIVE = "-−－()（） "
_DECIMALS = re.compile(r"\.([0#?]+)")
_DIGITS = re.compile(r"[0#?][0#?,.]*")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_SCIENTIFIC = re.compile(r"E[+-]", re.IGNORECASE)

_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_958_465
"""31 December 9999, which no date of a sheet is after."""


def shown(number: float, code: str, *, from_1904: bool = False) -> tuple[str, tuple[str, ...]]:
    """Return what a cell shows of its number, and doubts about it.

    `code` is its number format, `from_1904` says that the workbook counts days from that year.
    """
    exact = plain(number)
    if len(code) > MAX_CODE:
        return exact, ()
    section = _section(code, number)
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        literals.append(found[1] or found[2] or "")
        return "\0" if literals[-1].strip() else " "

    bare = _QUOTED.sub(keep, section)
    if bare.strip().lower() in ("", "general", "@", "g/通用格式") and not any(literals):
        return exact, ()
    if _is_date(bare):
        return _date(number, bare, from_1904) or exact, ()
    if "%" in bare:
        return plain(float(Decimal(exact) * 100)) + "%", ()
    doubts = () if _shows_all(exact, bare) else (SHOWN_ROUNDED,)
    return _with_words(exact, bare, [each for each in literals if each.strip()]), doubts


def plain(number: float) -> str:
    """Return a number in digits, with the 15 that a sheet knows, never with an exponent."""
    try:
        text = f"{Decimal(f'{number:.15g}'):f}"
    except InvalidOperation:  # not finite
        return str(number)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _section(code: str, number: float) -> str:
    """Return the part of a format that holds for a number: positive; negative; zero; text."""
    sections = [""]
    for piece in _PIECES.findall(code):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    if number < 0 and len(sections) > 1:
        return sections[1]
    # A zero shown as a dash or as nothing (accounts do so) is a zero that was entered.
    return sections[0]


def _is_date(bare: str) -> bool:
    without = re.sub(r"general", "", bare, flags=re.IGNORECASE)
    return bool(_DATE_LETTERS.search(without)) and not _SCIENTIFIC.search(without)


def _date(number: float, bare: str, from_1904: bool) -> str:
    if not 0 <= number <= _LAST_DAY:
        return ""
    moment = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=number)
    if number < 1 or (not re.search(r"[yd]", bare, re.IGNORECASE) and "h" in bare.lower()):
        return f"{moment:%H:%M}"
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _shows_all(exact: str, bare: str) -> bool:
    if _SCIENTIFIC.search(bare) or "/" in bare:
        return True  # as much as it can
    if _SCALED.search(bare):
        return False
    places = _DECIMALS.search(bare)
    shown_places = len(places[1]) if places else 0
    if not re.search(r"[0#?]", bare):
        return False
    return len(exact.partition(".")[2]) <= shown_places


def _with_words(exact: str, bare: str, words: list[str]) -> str:
    """Return the number with the words that the format puts before and after it."""
    digits = _DIGITS.search(bare)
    if digits is None:
        return exact
    rest = iter(words)
    before = "".join(next(rest, "") for sign in bare[: digits.start()] if sign == "\0")
    after = "".join(
        next(rest, "") if sign == "\0" else sign
        for sign in bare[digits.end() :]
        if sign == "\0" or sign >= "\u2e80"
    )
    if exact.startswith("-"):  # which the format may show by a sign or brackets of its own
        before, after = before.strip(_NEGATIVE), after.strip(_NEGATIVE)
    return f"{before}{exact}{after}"
