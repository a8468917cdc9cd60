"""Page furniture: running heads and feet, page numbers, foot notes. None is the report's text.

     页眉：内部资料          <- head: the same text at the same height on several pages
    +--------------------+
    |  text of the page  |
    +--------------------+
    ¹ 脚注：……             <- note: small letters under the body, opened by its mark
            — 3 —         <- foot: counts with the pages, or is dressed as a page's number

Only a page's outermost lines can be furniture, and only in its margins. A bare figure is
taken for a page's number only where it counts along with the pages: the last figure of a
report may well stand alone at the foot of a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from rapidfuzz import fuzz

from extractors.pages.model import Page, Part, TextLine

MARGIN = 0.15
"""Share of a page's height at either end where furniture may stand. The standard for official
documents (GB/T 9704-2012) leaves 37 mm of 297 above and 35 mm below the text: 0.12."""
SAME_HEIGHT = 4.0
"""Points by which the height of a running head may differ between pages of a PDF."""
SAME_HEIGHT_SCANNED = 14.0
"""The same between scans, where the paper lay differently each time."""
ALIKE_SCANNED = 80
"""Likeness (0 to 100) of two running heads that were read from pictures."""
NOTE_SIZE = 0.92
"""Letters of a foot note are smaller than this share of the body's."""
RAISED = 0.8
"""A digit narrower than this share of the page's other digits is the raised mark of a note:
such marks are set in 0.6 to 0.77 of the size."""

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

NOTE_MARK = re.compile(
    r"""
    \s* (?: \d{1,2} (?![\d.．、年月日])
      | [①-⑳] | [*※] | \[\d{1,2}\] | 〔\d{1,2}〕 | 注\d? [:：] )
    """,
    re.VERBOSE,
)
"""What opens a foot note."""

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
    body = _body_size(pages)
    return [_without_notes(page, gone, body) for page, gone in zip(pages, dropped, strict=True)]


def _drop(pages: Sequence[Page], margins: list[list[_Line]], dropped: list[set[int]]) -> None:
    """Find the furniture of one end of all pages, from the edge inwards."""
    everywhere = [line for margin in margins for line in margin]
    for at, margin in enumerate(margins):
        for line in margin:
            if line.at in dropped[at]:
                continue
            if not _is_furniture(line, pages, everywhere):
                break  # what stands further in is text
            dropped[at].add(line.at)


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
        return any(_count_along(line, other, pages) for other in level)
    return any(_same(line, other, pages, scanned) for other in level)


def _count_along(line: _Line, other: _Line, pages: Sequence[Page]) -> bool:
    """Tell whether two bare numbers differ as the numbers of their pages do."""
    mine, its = line.text.strip(_DRESS), other.text.strip(_DRESS)
    if not BARE_NUMBER.fullmatch(its):
        return False
    apart = pages[line.page].number - pages[other.page].number
    return _number(mine) - _number(its) == apart


def _same(line: _Line, other: _Line, pages: Sequence[Page], scanned: bool) -> bool:
    """Tell whether two lines are one running head, which may hold the page's number."""
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


def _body_size(pages: Sequence[Page]) -> float:
    """Return the height of the body's letters: that of most characters; 0 where unknown."""
    sizes = [
        part.size
        for page in pages
        for part in page.parts
        if isinstance(part, TextLine) and part.size
        for _ in range(len(part.text))
    ]
    return median(sizes) if sizes else 0.0


def _without_notes(page: Page, dropped: set[int], body: float) -> list[Part]:
    """Return a page's parts without furniture, foot notes, and the marks that lead to them.

    A note opens with its mark, at the foot, below all text and tables. It is one where its
    letters are small, or where its mark stands raised in the text above. Neither can be told
    in a scan.
    """
    parts = [part for at, part in enumerate(page.parts) if at not in dropped]
    if page.reader == "ocr":
        return parts
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        if not isinstance(part, TextLine):
            break
        mark = NOTE_MARK.match(part.text)
        if mark is None:
            continue
        above = parts[:at]
        marked = _unmarked(above, mark.group().strip())
        small = all(
            isinstance(each, TextLine) and 0 < each.size < NOTE_SIZE * body for each in parts[at:]
        )
        if above and (small or marked != above):
            parts = marked
    return parts


def _unmarked(parts: list[Part], mark: str) -> list[Part]:
    """Return a page's parts without the raised mark of a note in its text, if there is one."""
    if not mark.isdigit():
        return parts
    lines = [part for part in parts if isinstance(part, TextLine)]
    usual = median([width for line in lines for _, width in _digits(line)] or [0.0])
    for at, part in enumerate(parts):
        if not isinstance(part, TextLine):
            continue
        narrow = {index for index, width in _digits(part) if width < RAISED * usual}
        for found in re.finditer(mark, part.text):
            start, end = found.span()
            if narrow.issuperset(range(start, end)):
                text = part.text[:start] + part.text[end:]
                edges = part.edges[:start] + part.edges[end:]
                return [*parts[:at], replace(part, text=text, edges=edges), *parts[at + 1 :]]
    return parts


def _digits(line: TextLine) -> Iterator[tuple[int, float]]:
    """Yield where a line's digits are, and how wide each is, in characters."""
    if not line.size:
        return
    for at, (start, end) in enumerate(pairwise(line.edges)):
        if "0" <= line.text[at] <= "9":
            yield at, (end - start) / line.size
