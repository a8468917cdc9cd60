"""Page furniture: running heads and feet, page numbers. None is the report's text.

     页眉：内部资料          <- head: the same text at the same height on several pages
    +--------------------+
    |  text of the page  |
    +--------------------+
    ¹ 脚注：……             <- foot note: see `notes`
            — 3 —         <- foot: counts with the pages, or is dressed as a page's number

Only a page's outermost lines can be furniture, and only in its margins. A bare figure is
taken for a page's number only where it counts along with the pages: the last figure of a
report may well stand alone at the foot of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.pages.model import Page, Part, TextLine
from extractors.pages.notes import body_size, without_notes

MARGIN = 0.15
"""Share of a page's height at either end where furniture may stand. The standard for official
documents (GB/T 9704-2012) leaves 37 mm of 297 above and 35 mm below the text: 0.12."""
SAME_HEIGHT = 4.0
"""Points by which the height of a running head may differ between pages of a PDF."""
SAME_HEIGHT_SCANNED = 14.0
"""The same between scans, where the paper lay differently each time."""
SHARE = 0.3
"""A running head stands on this share of the pages at least: on the odd ones, say."""
APART = 0.9
"""A bare page number stands at least so many times its own height from the text: the lines
of a table whose borders were lost stand closer."""
ALIKE_SCANNED = 80
"""Likeness (0 to 100) of two running heads that were read from pictures."""
DRESSED_NUMBER = re.compile(
    r"""
    (?: 第 \s* (?P<chinese> \d{1,4} | [一二三四五六七八九十百]{1,5} ) \s* 页    # 第 3 页
        (?: \s* [，,/／]? \s* [（(]? 共 \s* (?: \d{1,4} | [一二三四五六七八九十百]{1,5} )
            \s* 页 [)）]? )?                                                    #   共 5 页
      | (?P<dashes> [-—–－―─_~～·•一]{1,4} ) \s* \d{1,4} \s* [-—–－―─_~～·•一]{1,4}   # — 3 —
      | (?P<part> \d{1,4} ) \s* [/／] \s* \d{1,4}                               # 3/5
      | [Pp] (?: age )? [.:]? \s* \d{1,4} (?: \s* of \s* \d{1,4} )?             # Page 3 of 5
      | [（(]? (?: 续 上? 表 | 接 上 [表页] ) [一二三四五六七八九十\d]{0,2} [)）]?  # 续表 a table
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A page's number that shows itself as one, or the words that say a table goes on."""

_DRESS = "-—–－―─_~～·•一."
"""What may be left of a page number's dress in a scan, of which one side was lost."""

BARE_NUMBER = re.compile(r"\d{1,4} | [ivxlcdm]{1,7} | [Ⅰ-Ⅻⅰ-ⅻ]", re.VERBOSE | re.IGNORECASE)
"""A page's number, or any figure that stands alone."""

_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line in a page's margin: its page and place there, its distance from the page's edge."""

    page: int
    at: int
    line: TextLine
    text: str
    distance: float


def without_furniture(pages: Sequence[Page]) -> list[list[Part]]:
    """Return the parts of each page, in their order, without what is furniture."""
    dropped: list[set[int]] = [set() for _ in pages]
    for candidates in (_heads, _feet):
        margins = [candidates(at, page) for at, page in enumerate(pages)]
        _drop(pages, margins, dropped)
    body = body_size(pages)
    return [
        without_notes([part for at, part in enumerate(page.parts) if at not in gone], page, body)
        for page, gone in zip(pages, dropped, strict=True)
    ]


def _drop(pages: Sequence[Page], margins: list[list[_Line]], dropped: list[set[int]]) -> None:
    """Find the furniture of one end of all pages, from the edge inwards."""
    everywhere = [line for margin in margins for line in margin]
    heads: set[tuple[str, float]] = set()
    for at, margin in enumerate(margins):
        for line in margin:
            if line.at in dropped[at]:
                continue
            if not _is_furniture(line, pages, everywhere):
                break  # what stands further in is text
            dropped[at].add(line.at)
            heads.add((line.text, line.line.size))
    # A page that lies across the others has the same head at a height of its own.
    usual = Counter(_shape(page) for page in pages).most_common(1)
    for at, margin in enumerate(margins):
        if margin and _shape(pages[at]) != usual[0][0]:
            line = margin[0]
            if (line.text, line.line.size) in heads:
                dropped[at].add(line.at)


def _shape(page: Page) -> tuple[int, int]:
    return round(page.width), round(page.height)


def _heads(at: int, page: Page) -> list[_Line]:
    """Return the lines of a page's upper margin, the outermost first."""
    return _margin(at, page, lambda line: line.box.y0, lambda line: line.box.y1)


def _feet(at: int, page: Page) -> list[_Line]:
    """Return the lines of a page's lower margin, the outermost first."""
    return _margin(
        at, page, lambda line: page.height - line.box.y1, lambda line: page.height - line.box.y0
    )


def _margin(
    at: int,
    page: Page,
    outer: Callable[[TextLine], float],
    inner: Callable[[TextLine], float],
) -> list[_Line]:
    found = [
        _Line(at, index, part, _SPACE.sub("", part.text), outer(part))
        for index, part in enumerate(page.parts)
        if isinstance(part, TextLine) and inner(part) <= MARGIN * page.height
    ]
    return sorted(found, key=lambda line: line.distance)


def _is_furniture(line: _Line, pages: Sequence[Page], others: Iterable[_Line]) -> bool:
    if not line.text or DRESSED_NUMBER.fullmatch(line.text):
        return True
    scanned = pages[line.page].reader == "ocr"
    tolerance = SAME_HEIGHT_SCANNED if scanned else SAME_HEIGHT
    level = [
        other
        for other in others
        if other.page != line.page and abs(other.distance - line.distance) <= tolerance
    ]
    if BARE_NUMBER.fullmatch(line.text.strip(_DRESS)):
        counting = {other.page for other in level if _count_along(line, other, pages)}
        often = len(counting) + 1 >= SHARE * len(pages)
        return bool(counting) and often and _stands_apart(line, pages[line.page])
    same = {other.page for other in level if _same(line, other, pages, scanned)}
    return bool(same) and len(same) + 1 >= SHARE * len(pages)


def _count_along(line: _Line, other: _Line, pages: Sequence[Page]) -> bool:
    """Tell whether two bare numbers differ as the numbers of their pages do."""
    mine, its = line.text.strip(_DRESS), other.text.strip(_DRESS)
    if not BARE_NUMBER.fullmatch(its) or not _number(mine) * _number(its):
        return False  # no page is numbered 0, but many a cell is
    apart = pages[line.page].number - pages[other.page].number
    return _number(mine) - _number(its) == apart


def _stands_apart(line: _Line, page: Page) -> bool:
    """Tell whether there is room between a line and all else on the page, but for the margin."""
    box = line.line.box
    gaps = [
        max(part.box.y0 - box.y1, box.y0 - part.box.y1)
        for at, part in enumerate(page.parts)
        if at != line.at
    ]
    return min(gaps, default=box.y1) >= APART * (box.y1 - box.y0)


def _same(line: _Line, other: _Line, pages: Sequence[Page], scanned: bool) -> bool:
    """Tell whether two lines are one running head, which may hold the page's number.

    An agency's name may head its report and stand over the date on the last page: there it
    is of another size, or elsewhere in the line.
    """
    mine, its = line.line.box, other.line.box
    reach = SAME_HEIGHT_SCANNED * 3 if scanned else SAME_HEIGHT
    if min(abs(mine.x0 - its.x0), abs(mine.x0 + mine.x1 - its.x0 - its.x1) / 2) > reach:
        return False
    if not scanned and abs(line.line.size - other.line.size) > 0.1 * line.line.size:
        return False
    return _reads_same(line, other, pages, scanned)


def _reads_same(line: _Line, other: _Line, pages: Sequence[Page], scanned: bool) -> bool:
    mine, its = _DIGITS.findall(line.text), _DIGITS.findall(other.text)
    apart = pages[line.page].number - pages[other.page].number
    if len(mine) != len(its) or any(
        int(a) - int(b) not in (0, apart) for a, b in zip(mine, its, strict=True)
    ):
        return False
    words, its_words = _DIGITS.sub("#", line.text), _DIGITS.sub("#", other.text)
    if words == its_words:
        return True
    return scanned and len(words) > 3 and fuzz.ratio(words, its_words) >= ALIKE_SCANNED


def _number(text: str) -> int:
    """Return the value of an Arabic or a Roman number."""
    if text.isdigit():
        return int(text)
    if len(text) == 1 and not text.isascii():
        return (ord(text) - ord("Ⅰ")) % 16 + 1
    values = [_ROMAN[letter] for letter in text.lower()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)
