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
SPACE = 1.4
"""In ems, from one letter's middle to the next one's: from here on somebody typed spaces."""

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
    | (?<=[{DIGITS}A-Za-z]) [,:;?!()] (?=[{HAN}《“（]|$)  # before Chinese, or at the end
    | ^ [()] (?=[{HAN}{DIGITS}])                       # opens the line
    """,
    re.VERBOSE,
)
"""A narrow mark in Chinese text. Between digits it stays: 1,204, 8:30."""

MOST_MARKS = 3
"""Marks that follow each other: one made wide is Chinese punctuation for the next, as in ）；"""

SENTENCE_POINT = re.compile(rf"(?<=[{HAN}）》”%％])\.(?=$|[{HAN}])")
"""A narrow point that ends a Chinese sentence. After a digit it may number a list: 1.主动."""

DOCUMENT_YEAR = re.compile(rf"[\[［【]([{DIGITS}]{{4}})[\]］】](?=第?[{DIGITS}]{{1,4}}号)")
"""The year of a document's number, 国办发[2021]30号: its brackets are 〔〕."""

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
    rf"(?<=[{DIGITS}])[一ー](?=[{DIGITS}])|^[一ー](?=[{DIGITS}]{{1,4}}[一ー—]$)"
)
"""一 where only a dash makes sense: within a telephone number, at a page's number."""
LAST_DASH = re.compile(rf"(?<=^[—-][{DIGITS}])[一ー]$|(?<=^[—-][{DIGITS}]{{2}})[一ー]$")

ROUND_FOR_ZERO = re.compile(rf"(?<=[{NUMERALS}])[○OoＯ0０](?=[{NUMERALS}○OoＯ0０年])")
"""A circle among Chinese numerals: 二○二一年."""

Rewriting = Callable[[str, Sequence[Letter], float], str]


def as_typed(letters: Sequence[Letter], em: float) -> list[Letter]:
    """Return a line's letters as they would be typed. `em` is their height in points."""
    kept = _without_spaces(letters, em)
    text = "".join(letter.char for letter in kept)
    for rewrite in (_numbers, _marks, _brackets, _dashes):
        text = rewrite(text, kept, em)
    return [Letter(char, each.score, each.at) for char, each in zip(text, kept, strict=True)]


def _without_spaces(letters: Sequence[Letter], em: float) -> list[Letter]:
    """Drop spaces, but those between Latin words and where the paper has a wide gap."""
    kept: list[Letter] = []
    for at, letter in enumerate(letters):
        if not letter.char.isspace():
            kept.append(letter)
            continue
        before = letters[at - 1] if at else None
        after = letters[at + 1] if at + 1 < len(letters) else None
        if before is None or after is None or not kept or kept[-1].char == " ":
            continue
        latin = all(each.char.isascii() and each.char.isalpha() for each in (before, after))
        if latin or after.at - before.at > SPACE * em + _half_widths(before, after, em):
            kept.append(Letter(" ", letter.score, letter.at))
    return kept


def _half_widths(before: Letter, after: Letter, em: float) -> float:
    """Return how much closer the middles of two narrow letters stand than of two wide ones."""
    return -0.25 * em * sum(each.char.isascii() for each in (before, after))


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
    return DOCUMENT_YEAR.sub(r"〔\1〕", text)


def _dashes(text: str, letters: Sequence[Letter], em: float) -> str:
    text = DASH_FOR_ONE.sub("一", text)
    text = ONE_FOR_DASH.sub(lambda found: "—" if found.start() == 0 else "-", text)
    text = LAST_DASH.sub("—", text)
    return ROUND_FOR_ZERO.sub("〇", text)
