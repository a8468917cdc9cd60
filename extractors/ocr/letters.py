"""A recognised line, letter by letter, in the writing that the same text has in a Word file.

The recogniser takes the wide comma for the narrow one, 一 for a dash, prints spaces where
digits stand beside Chinese, and so on. What follows (sentences, numerals, headings) was made
for the text as typed; here the difference is undone, where the neighbours or the spacing on
the paper leave no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Letter:
    """A letter: itself, how sure the recogniser is of it (0 to 1), its middle in points."""

    char: str
    score: float
    at: float


WIDE = 1.1
"""In ems, from the digit before to the digit after: about a narrow comma or point it is 0.75,
about a wide one 1.5."""
SPACE, NARROWER = 2.0, 0.3
"""In ems, from one letter's middle to the next one's: from here on somebody typed spaces, or
another column begins. Justified lines have up to 1.3. The less for each of the two that is half
as wide as a Chinese letter."""

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
NUMERALS = "零〇一二三四五六七八九十百千万亿两"
DIGITS = "0-9０-９"

_TO_WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_TO_NARROW = {"，": ",", "：": ":", "。": ".", "．": ".", "·": "."}
_CHINESE_MARKS = "，。、；：？！（）《》〈〉“”‘’…—"

NUMBER_PARTS = re.compile(rf"(?<=[{DIGITS}])[，：。．·](?=[{DIGITS}])")
"""A wide mark within what may be a number: 1，204, 94。77."""

NARROW_MARKS = re.compile(
    rf"""
    (?<=[{HAN}{_CHINESE_MARKS}%％]) [,:;?!()]          # after Chinese or its punctuation
    | (?<=[{DIGITS}A-Za-z]) [,:;?!()] (?=[{HAN}{_CHINESE_MARKS}]|$)  # before it, or at the end
    | ^ [()] (?=[{HAN}{DIGITS}])                       # opens the line
    """,
    re.VERBOSE,
)
"""A narrow mark in Chinese text. Between digits it stays: 1,204, 8:30."""

MOST_MARKS = 3
"""Marks that follow each other: one made wide is Chinese punctuation for the next, as in ）；"""

SENTENCE_POINT = re.compile(rf"(?<=[{HAN}）》”%％])\.(?=$|[{HAN}])")
"""A narrow point that ends a Chinese sentence. After a digit it may number a list: 1.主动."""

SPECK = re.compile(
    rf"""
    (?<=[{HAN}][{DIGITS}])[.·](?=[{HAN}])              # 设6.个
    | (?<=[{DIGITS}]{{2}})[.·](?=[{HAN}])               # 设10.个, but 1.主动 numbers a list
    | (?<=[{HAN}])[·'`](?=[{HAN}])
    | (?<=[、，。；：！？》”])[.·_'`]                   # after another mark
    | (?<=[）〕])[.·_'`](?=[{HAN}])
    | (?<=[{HAN}])[.·_'`](?=[〔《“（])
    | (?<=[{DIGITS}])[.·]$                             # no number is broken by a line's end
    """,
    re.VERBOSE,
)
"""A speck of the paper read as a point, where no point can be."""

DOCUMENT_YEAR = re.compile(
    rf"""
    (?: [〔\[［【] ([{DIGITS}]{{4}}) [〕\]］】)）]
      | [(（]     ([{DIGITS}]{{4}}) [〕\]］】] )
    (?=第?[{DIGITS}]{{1,4}}号)
    """,
    re.VERBOSE,
)
"""The year of a document's number, 国办发[2021]30号: its brackets are 〔〕. Round ones that
agree with each other stay: some print them."""
OPENING_BRACKET = re.compile(rf"(?<=[发函字办文规])[\[［【](?=[{DIGITS}]{{1,4}}$)")
"""The same where the line ends within the year."""

DASH_FOR_ONE = re.compile(
    rf"""
    (?<=（) [-—–－‐ー] (?=）)                          # （—）
    | ^ [-—–－‐ー] (?=[、是])                           # —、总体情况   —是
    | (?<=[{HAN}，。；：、]) [-—–－‐ー] (?=是[^{DIGITS}])  # 。—是加强
    | (?<=[{NUMERALS}第]) [-—–－‐ー] (?=[{NUMERALS}条项章是、])   # 第二十—条
    """,
    re.VERBOSE,
)
"""A dash where only the numeral 一 makes sense. Before a measure word it is left: a figure."""

ONE_FOR_DASH = re.compile(
    rf"(?<=[{DIGITS}年月日])[一ー](?=[{DIGITS}])|^[一ー](?=[{DIGITS}]{{1,4}}[一ー—]$)"
    rf"|(?<=[{DIGITS}]日)[一ー]$|^[一ー](?=[{DIGITS}]{{4}}年)"
)
"""一 where only a dash makes sense: within a telephone number, between dates (of which a line's
end may part it), at a page's number."""
LAST_DASH = re.compile(rf"(?<=^[—-][{DIGITS}])[一ー]$|(?<=^[—-][{DIGITS}]{{2}})[一ー]$")

ROUND_FOR_ZERO = re.compile(rf"(?<=[{NUMERALS}])[○OoＯ0０](?=[{NUMERALS}○OoＯ0０年])")
"""A circle among Chinese numerals: 二○二一年."""

Rewriting = Callable[[str, Sequence[Letter], float], str]


def as_typed(letters: Sequence[Letter], em: float) -> list[Letter]:
    """Return a line's letters as they would be typed. `em` is their height in points."""
    kept = _spaced(letters, em)
    specks = {found.start() for found in SPECK.finditer("".join(each.char for each in kept))}
    kept = [letter for at, letter in enumerate(kept) if at not in specks]
    text = "".join(letter.char for letter in kept)
    for rewrite in (_numbers, _marks, _brackets, _dashes):
        text = rewrite(text, kept, em)
    return [Letter(char, each.score, each.at) for char, each in zip(text, kept, strict=True)]


def _spaced(letters: Sequence[Letter], em: float) -> list[Letter]:
    """Put one space where the paper has a wide gap, or between Latin words; no other.

    Figures of different columns must never run together to one.
    """
    kept: list[Letter] = []
    space: Letter | None = None
    for letter in letters:
        if letter.char.isspace():
            space = letter
            continue
        if kept:
            before = kept[-1]
            apart = letter.at - before.at > (SPACE - NARROWER * _narrow(before, letter)) * em
            latin = all(each.char.isascii() and each.char.isalpha() for each in (before, letter))
            if apart or (latin and space is not None):
                kept.append(Letter(" ", 1.0, (before.at + letter.at) / 2))
        kept.append(letter)
        space = None
    return kept


def _narrow(*letters: Letter) -> int:
    return sum(each.char.isascii() for each in letters)


def _numbers(text: str, letters: Sequence[Letter], em: float) -> str:
    """Tell the narrow from the wide mark between two digits by the room that it takes."""

    def narrow(found: re.Match[str]) -> str:
        room = letters[found.end()].at - letters[found.start() - 1].at
        return _TO_NARROW[found.group()] if room < WIDE * em else found.group()

    return NUMBER_PARTS.sub(narrow, text)


def _marks(text: str, letters: Sequence[Letter], em: float) -> str:
    text = SENTENCE_POINT.sub("。", text)
    for _ in range(MOST_MARKS):
        text = NARROW_MARKS.sub(lambda found: _TO_WIDE[found.group()], text)
    return _paired(text)


def _paired(text: str) -> str:
    """Make both brackets of a pair wide where one is; give straight quotes their sides."""
    chars = list(text)
    opened: list[int] = []
    for at, char in enumerate(chars):
        if char in "(（":
            opened.append(at)
        elif char in ")）" and opened:
            start = opened.pop()
            if chars[start] == "（" or char == "）":
                chars[start], chars[at] = "（", "）"
    if chars.count('"') % 2 == 0:
        sides = iter("“”" * chars.count('"'))
        chars = [next(sides) if char == '"' else char for char in chars]
    return "".join(chars)


def _brackets(text: str, letters: Sequence[Letter], em: float) -> str:
    text = OPENING_BRACKET.sub("〔", text)
    return DOCUMENT_YEAR.sub(lambda found: f"〔{found[1] or found[2]}〕", text)


def _dashes(text: str, letters: Sequence[Letter], em: float) -> str:
    text = DASH_FOR_ONE.sub("一", text)
    text = ONE_FOR_DASH.sub(_dash, text)
    text = LAST_DASH.sub("—", text)
    return ROUND_FOR_ZERO.sub("〇", text)


def _dash(found: re.Match[str]) -> str:
    """Return the narrow dash between two digits, the wide one elsewhere."""
    before = found.string[: found.start()][-1:]
    return "-" if before.isdigit() else "—"
