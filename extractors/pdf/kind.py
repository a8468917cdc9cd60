"""The quick look at a page: text of its own, or a picture? Rules on it? By pypdfium2 alone."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import pypdfium2.raw as pdfium

from schemas.errors import DocumentError

Kind = Literal["text", "picture"]

FULL_PAGE = 0.8
"""Share of the page that a scan's picture covers at least; margins may be cut off."""
HALF_PAGE = 0.4
"""A picture of this share beside next to no text is the page's content all the same."""
FEW_CHARACTERS = 20
"""A page number, a bar code's number, a date stamp: not the text of a page."""
MAX_UNMAPPED = 0.01
"""Share of characters that map to nothing. Words need no more than one to be wrong; a
decorated bullet or two on a page is harmless, so that at least `MIN_UNMAPPED` are needed."""
MIN_UNMAPPED = 3
MIN_FAMILIAR = 0.7
"""Share of Chinese, ASCII and their signs in the text of any report, whatever is quoted."""
OUTLINED = 50
"""So many paths of a letter's size, and hardly any text: letters drawn as outlines."""
LETTER = (3.0, 40.0)
"""Height and width of such paths, in points."""
MIN_RULE = 6.0
"""A vertical border is at least this high; a page whose paths are all flatter has no table."""
MANY_PATHS = 60
"""So many flat paths may be a dotted border."""
MAX_OBJECTS = 200_000
MAX_DEPTH = 6
"""Forms inside forms are looked into no deeper."""

_FAMILIAR = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: ·, ×, ±
    (0x0391, 0x03C9),  # Greek
    (0x2000, 0x22FF),  # punctuation, letter-like, Roman numerals, arrows, mathematical signs
    (0x2460, 0x25FF),  # circled numbers, box drawing, shapes
    (0x2E80, 0x9FFF),  # radicals, punctuation, kana, ideographs
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFE10, 0xFE6F),  # vertical and small forms
    (0xFF00, 0xFFEF),  # full-width forms
    (0x20000, 0x3FFFF),  # rarer ideographs
)
_SYMBOLS = (0xF000, 0xF0FF)
"""Where Wingdings and Symbol put their bullets; harmless."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the quick look found: the kind and why; text under a picture; possible rules."""

    kind: Kind
    reason: str
    has_layer: bool = False
    may_be_ruled: bool = False


@dataclass(slots=True)
class _Objects:
    """What is drawn on the page: counts, and the share of the page that pictures cover."""

    texts: int = 0
    invisible: int = 0
    paths: int = 0
    high_paths: int = 0
    letters: int = 0
    covered: float = 0.0
    forms: list[Any] = field(default_factory=list)


def look_at(page: Any) -> Look:
    """Tell the kind of a page of pypdfium2."""
    codes, unmapped = _characters(page)
    drawn = _objects(page)
    ruled = drawn.high_paths > 0 or drawn.paths >= MANY_PATHS
    some = bool(codes)
    if not some:
        if not (drawn.paths or drawn.covered or drawn.texts):
            return Look("text", "blank page")
        return Look("picture", "no text")
    if drawn.covered >= FULL_PAGE:
        return Look("picture", "text with a picture of the whole page", has_layer=True)
    if drawn.invisible * 2 > drawn.texts:
        return Look("picture", "invisible text", has_layer=True)
    if len(codes) < FEW_CHARACTERS and drawn.covered >= HALF_PAGE:
        return Look("picture", "a picture, next to no text")
    if len(codes) < FEW_CHARACTERS + drawn.letters // 10 and drawn.letters >= OUTLINED:
        return Look("picture", "letters drawn as outlines")
    if unmapped >= max(MIN_UNMAPPED, MAX_UNMAPPED * len(codes)):
        return Look("picture", "characters that map to nothing")
    if sum(map(is_familiar, codes)) < MIN_FAMILIAR * len(codes):
        return Look("picture", "characters of no script in use here")
    return Look("text", "text", may_be_ruled=ruled)


def is_familiar(code: int) -> bool:
    """Tell whether a character belongs to what a Chinese report is written with."""
    return any(first <= code <= last for first, last in _FAMILIAR)


def is_unmapped(code: int) -> bool:
    """Tell whether a code stands for no character: control, private use, replacement."""
    if _SYMBOLS[0] <= code <= _SYMBOLS[1]:
        return False
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or 0xD800 <= code <= 0xF8FF
        or code == 0xFFFD
        or code >= 0xF0000
    )


MAX_CHARACTERS = 100_000
"""Of a page; of the smallest print that can be read, A4 holds some 30,000."""

HYPHEN = 0x02
NONCHARACTER = 0xFFFE
"""What pdfium makes of a hyphen at a line's end, as one character or in a run of text."""


def _characters(page: Any) -> tuple[list[int], int]:
    """Return the codes of the characters drawn, and how many of them map to nothing."""
    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > MAX_CHARACTERS:
            raise DocumentError("too_large", f"{count} characters on a page")
        failed = sum(pdfium.FPDFText_HasUnicodeMapError(text, i) == 1 for i in range(count))
        codes = [ord(letter) for letter in text.get_text_range() if not letter.isspace()]
    finally:
        text.close()
    unmapped = sum(is_unmapped(code) for code in codes if code not in (HYPHEN, NONCHARACTER))
    return codes, max(unmapped, failed)


def _objects(page: Any) -> _Objects:
    drawn = _Objects()
    x0, y0, x1, y1 = page.get_bbox()
    area = max(1.0, (x1 - x0) * (y1 - y0))
    bounds = [ctypes.c_float() for _ in range(4)]
    for raw, inside in objects_of(page):
        kind = pdfium.FPDFPageObj_GetType(raw)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            drawn.texts += 1
            if pdfium.FPDFTextObj_GetTextRenderMode(raw) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                drawn.invisible += 1
            continue
        if kind not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH):
            continue
        # Bounds inside a form are the form's own: the form stands for what is in it.
        box = inside if inside is not None else raw
        if not pdfium.FPDFPageObj_GetBounds(box, *bounds):
            continue
        left, bottom, right, top = (each.value for each in bounds)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            across = max(0.0, min(right, x1) - max(left, x0))
            up = max(0.0, min(top, y1) - max(bottom, y0))
            drawn.covered = min(1.0, drawn.covered + across * up / area)
            continue
        drawn.paths += 1
        if top - bottom >= MIN_RULE:
            drawn.high_paths += 1
        if all(LETTER[0] <= side <= LETTER[1] for side in (right - left, top - bottom)):
            drawn.letters += 1
    return drawn


def objects_of(page: Any) -> Iterator[tuple[Any, Any | None]]:
    """Yield the page's objects, each with the outermost form that it is in."""
    stack: list[tuple[Any, Any | None, int]] = [
        (pdfium.FPDFPage_GetObject(page, index), None, 0)
        for index in range(min(MAX_OBJECTS, pdfium.FPDFPage_CountObjects(page)))
    ]
    seen = 0
    while stack and seen < MAX_OBJECTS:
        raw, form, depth = stack.pop()
        seen += 1
        if pdfium.FPDFPageObj_GetType(raw) == pdfium.FPDF_PAGEOBJ_FORM:
            if depth < MAX_DEPTH:
                outer = form if form is not None else raw
                stack.extend(
                    (pdfium.FPDFFormObj_GetObject(raw, index), outer, depth + 1)
                    for index in range(max(0, pdfium.FPDFFormObj_CountObjects(raw)))
                )
            continue
        yield raw, form
