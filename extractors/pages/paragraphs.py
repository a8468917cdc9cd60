"""Lines → paragraphs, across line and page ends.

    |        关于报送年度报告的函        |   centred: a title, of more lines only if it fills one
    |    根据《条例》第五十条规定，现公布我|   set in by two characters: a paragraph begins
    |局年度报告，共收到申请 12 件，其中自然|   at the margin, after a full line: it goes on
    |人 3 件。                          |   short: the paragraph ends here
    |一、总体情况                       |
    |                     清漪市环保局  |   to the right: a paragraph of its own

A line is full where what opens the next line would not have found room behind it. That
holds for justified text as for ragged, and where a long number was moved down whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median

from extractors.pages.joining import Joined, paragraph_of
from extractors.pages.model import Page, TextLine
from extractors.pages.values import squeezed
from schemas.document import Paragraph, Reader
from schemas.forms import FORM_VERSIONS, load_form

AT_MARGIN = 0.8
"""A line set in by less than so many characters stands at the margin."""
OUTSIDE = -3.0
"""A line that begins further to the left stands outside of the text."""
FIRST_LINE = (1.4, 3.5)
"""A paragraph's first line is set in by two characters, often of a larger size than its own."""
SLACK = 0.6
"""Characters of room at a line's end that say nothing: the space of a squeezed line."""
BENT = 2.5
"""And in scans, where the paper may be bent, behind what ends no sentence."""
SAME_SIZE = 0.15
"""Share by which the letters' height may differ within a paragraph."""
SAME_SIZE_SCANNED = 0.35
"""The same in scans, where a line's height depends on which characters it holds."""
WIDE_GAP = 1.7
"""So many times the usual distance between lines part two paragraphs."""
INDENTED = 0.15
"""From this share of lines on that are set in, a page's paragraphs begin so."""
SAME_EDGE = 0.7
"""Lines whose edges differ by less than so many characters end at one margin."""
FEW = 3
"""A page with fewer long lines does not tell its margins: those of all pages are taken."""
CENTRED = 1.2
"""The room on both sides of a centred line differs by less than so many characters."""
LONG = 0.5
"""A line over this share of the page's width tells where the margins are."""

OPENING = re.compile(
    r"""
    \s* (?: [一二三四五六七八九十]{1,3} 、                # 一、
      | [（(] (?: [一二三四五六七八九十]{1,3} | \d{1,2} ) [)）]   # （一） (1)
      | \d{1,2} (?: 、 | [.．] (?!\d) )                  # 1、 1.
      | 第 [一二三四五六七八九十]{1,3} [章条部] | [●•◆■▪※] )
    """,
    re.VERBOSE,
)
"""What opens a heading or an item of a list."""
SECTION = re.compile(
    r"""
    \s* (?: [一二三四五六七八九十]{1,3} \s* [、．.] | \d{1,2} \s* 、 ) \s*   # 一、 by a slip 4、
    (?P<words> [^\d，。；：！？,;:!?]{2,24} ) \s*    # 总体情况: a few words, no sentence
    """,
    re.VERBOSE,
)
"""The heading of a section, alone on its line."""
ENDED = re.compile(r"[。！？；：.!?;:…] [”’』」）)]? \s* $", re.VERBOSE)
"""The end of a sentence or of what announces a list."""

_LATIN = re.compile(r"[A-Za-z0-9%.,:/+\-–−]+")
"""What is never broken over lines."""
_CLOSING = frozenset("，。、；：！？）》」』】〕”’…)],.;:!?%％")
"""What never opens a line: the character before it moves down too, or it hangs in the margin."""
_BRACKETS = frozenset("（《「『【〔“‘([")
"""What never ends a line, so that it moves down with the character behind it."""


@dataclass(slots=True)
class PlacedLine:
    """A line of text and the page that it stands on."""

    line: TextLine
    page: Page


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where a page's text stands: its left and right edge, the usual distance of lines and
    width of a Chinese character."""

    left: float
    right: float
    em: float
    pitch: float
    indented: bool


def join_lines(lines: Sequence[PlacedLine], reader: Reader) -> list[Paragraph]:
    """Join consecutive lines outside of tables to paragraphs; blank lines are dropped.

    `reader` is the document's: a paragraph that another read bears its own.
    """
    filled = [each for each in lines if each.line.text.strip()]
    margins = _margins_by_page(filled)
    paragraphs: list[list[PlacedLine]] = []
    for at, each in enumerate(filled):
        if at and _goes_on(filled[at - 1], each, margins):
            paragraphs[-1].append(each)
        else:
            paragraphs.append([each])
    return [paragraph_of([Joined(each.line, each.page) for each in p], reader) for p in paragraphs]


def _goes_on(above: PlacedLine, each: PlacedLine, margins: dict[int, _Margins]) -> bool:
    """Tell whether a line goes on with the paragraph of the line above."""
    mine, its = margins[id(each.page)], margins[id(above.page)]
    scanned = "ocr" in (each.page.reader, above.page.reader)
    em, em_above = _em(each.line), _em(above.line)
    if abs(em - em_above) > (SAME_SIZE_SCANNED if scanned else SAME_SIZE) * max(em, em_above):
        return False
    if above.page is each.page and _is_apart(above.line, each.line, mine):
        return False
    ended, opens = ENDED.search(above.line.text), OPENING.match(each.line.text)
    bent = scanned and mine.indented and not ended and _is_text(above.line, its)
    room = its.right - above.line.box.x1 - _opening_width(each.line)
    if room > (BENT if bent else SLACK) * em:
        return False
    if SECTION.fullmatch(each.line.text) or _is_known_heading(above.line.text):
        return False
    indent = (each.line.box.x0 - mine.left) / em
    if indent < OUTSIDE:
        return False
    if indent < (FIRST_LINE[0] if bent else AT_MARGIN):
        return not (ended and opens and not mine.indented)
    if ended or opens:
        return False
    if _is_centred(above.line, its) and _is_centred(each.line, mine):
        return True  # a title that found no room in one line
    # Set in as the line above: a block that is set in as a whole, unless it is a signature.
    long = above.line.box.x1 - above.line.box.x0 > LONG * (its.right - its.left)
    return long and abs(indent - (above.line.box.x0 - its.left) / em) < AT_MARGIN


def _is_text(line: TextLine, margins: _Margins) -> bool:
    """Tell whether a line begins where text does, in its size: no date, signature or title."""
    begins = line.box.x0 - margins.left < FIRST_LINE[1] * margins.em
    return begins and _em(line) < (1 + SAME_SIZE) * margins.em


def _is_known_heading(text: str) -> bool:
    """Tell whether a line is the whole of a heading that the form prescribes."""
    found = SECTION.fullmatch(text)
    return found is not None and squeezed(found["words"]) in _section_headings()


@cache
def _section_headings() -> frozenset[str]:
    labels = (section.label for version in FORM_VERSIONS for section in load_form(version).sections)
    return frozenset(
        squeezed(found["words"]) for label in labels if (found := SECTION.match(label))
    )


def _is_centred(line: TextLine, margins: _Margins) -> bool:
    before, after = line.box.x0 - margins.left, margins.right - line.box.x1
    return abs(before - after) < CENTRED * _em(line)


def _is_apart(above: TextLine, line: TextLine, margins: _Margins) -> bool:
    """Tell whether there is more room between two lines than between a paragraph's."""
    distance = line.box.y1 - above.box.y1
    return distance > WIDE_GAP * margins.pitch or distance < -0.5 * _em(line)


def _end(line: TextLine) -> float:
    """Return where a line ends, leaving off a mark that may hang in the margin."""
    text = line.text.rstrip()
    hangs = len(text) > 1 and text[-1] in _CLOSING and not text[-1].isascii()
    return line.box.x1 - (_em(line) if hangs else 0.0)


def _opening_width(line: TextLine) -> float:
    """Return the width of what opens a line and could not have stood in the line above alone."""
    text = line.text.lstrip()
    end = 0
    while end < len(text) - 1 and text[end] in _BRACKETS:
        end += 1
    latin = _LATIN.match(text, end)
    end = latin.end() if latin else end + 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    start = len(line.text) - len(text)
    if len(line.edges) > len(line.text):
        return line.edges[start + end] - line.edges[start]
    return sum(0.5 if character.isascii() else 1.0 for character in text[:end]) * _em(line)


def _em(line: TextLine) -> float:
    """Return the width of a Chinese character, which is the letters' height."""
    return line.size or max(1.0, 0.8 * (line.box.y1 - line.box.y0))


def _margins_by_page(lines: Iterable[PlacedLine]) -> dict[int, _Margins]:
    """Tell each page's margins, by the lines of all pages where it has few of its own."""
    pages: dict[int, Page] = {}
    own: dict[int, list[TextLine]] = {}
    for each in lines:
        pages[id(each.page)] = each.page
        own.setdefault(id(each.page), []).append(each.line)
    everything = [each.line for each in lines]
    return {key: _margins(own[key], everything, page) for key, page in pages.items()}


def _margins(own: list[TextLine], everything: list[TextLine], page: Page) -> _Margins:
    telling = own if len(_long(own, page)) >= FEW else everything
    long = _long(telling, page) or telling
    em = median(_em(line) for line in long)
    left = _shared([line.box.x0 for line in telling], em)
    # Of a page's few lines at the margin one may be long, and no other share its edge: then
    # what the others share is the indent. One that is less far out has dirt before it.
    first = min(line.box.x0 for line in long)
    if left - first > FIRST_LINE[0] * em:
        left = first
    right = -_shared([-_end(line) for line in long], em)
    steps = [
        below.box.y1 - above.box.y1
        for above, below in pairwise(own)
        if 0.8 * em < below.box.y1 - above.box.y1 < 4 * em
    ]
    pitch = median(steps) if len(steps) >= 2 else 2.2 * em
    low, high = FIRST_LINE
    begun = sum(low * em < line.box.x0 - left < high * em for line in everything)
    return _Margins(left, right, em, pitch, begun >= max(1.0, INDENTED * len(everything)))


def _long(lines: list[TextLine], page: Page) -> list[TextLine]:
    return [line for line in lines if line.box.x1 - line.box.x0 > LONG * page.width]


def _shared(edges: list[float], em: float) -> float:
    """Return the first edge that another line shares, as a margin; a lone one may stick out."""
    ordered = sorted(edges)
    for edge, after in pairwise(ordered):
        if after - edge < SAME_EDGE * em:
            return edge
    return ordered[0]
