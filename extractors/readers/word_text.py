"""The text of a Word paragraph: its runs and what is wrapped around them, changes accepted.

Text boxes and pictures met on the way are handed over, in the order met. ECMA-376 part 1,
17.3 (runs), 17.13.5 (tracked changes), 17.16 (fields).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from typing import Any

from extractors.readers.nesting import RawTable
from extractors.readers.word_names import (
    ALTERNATE,
    BLIP,
    BR,
    BR_TYPE,
    CR,
    DRAWING,
    EMBED,
    EXTENT,
    FLD_CHAR,
    FLD_CHAR_TYPE,
    IMAGE_DATA,
    LINK,
    MATH,
    MATH_PARAGRAPH,
    MATH_TEXT,
    MISPLACED,
    NO_BREAK_HYPHEN,
    OBJECT,
    OPEN_WRAPPERS,
    PICT,
    PPR,
    PTAB,
    R_ID,
    RPR,
    RSTYLE,
    RUBY,
    RUBY_BASE,
    SDT,
    SHAPE,
    SYM,
    SYM_CHAR,
    SYM_FONT,
    TAB,
    TEXT_BOX,
    VAL,
    VANISH,
    R,
    T,
    alternative,
    content_of,
    integer,
    is_on,
    misplaced,
)
from extractors.readers.word_package import WordPackage
from extractors.readers.word_styles import Styles
from schemas.document import Block, Picture
from schemas.errors import DocumentError

Inner = Block | RawTable

TABLE_WIDTH_CM, TABLE_HEIGHT_CM = 8.0, 3.0
"""A picture of at least this size may show a table (an A4 page's text is 15 cm wide); seals
and signatures are smaller."""

_EMU_PER_CM = 360_000

VML_LENGTH = re.compile(
    r"""
    (?:^|;)\s*
    (width|height)\s*:\s*
    ([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*
    (pt|in|cm|mm|pc|px)?\s*             # pixels where none is named
    (?=;|$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Width or height in the style of a VML shape: “width:415.3pt;height:7cm”."""

_CM = {
    "pt": 2.54 / 72,
    "pc": 2.54 / 6,
    "in": 2.54,
    "cm": 1.0,
    "mm": 0.1,
    "px": 2.54 / 96,
}

_SYMBOLS = {
    # Characters of symbol fonts that offices put in forms, by font and code.
    ("wingdings", 0xFE): "☑",
    ("wingdings", 0xFD): "☒",
    ("wingdings", 0xFC): "✓",
    ("wingdings", 0xFB): "✗",
    ("wingdings", 0xA8): "□",
    ("wingdings", 0x6F): "□",
    ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0x54): "☒",
    ("wingdings 2", 0x50): "✓",
    ("wingdings 2", 0x4F): "✗",
    ("wingdings 2", 0xA3): "□",
    ("symbol", 0x2D): "−",
    ("symbol", 0xB4): "×",
    ("symbol", 0xB1): "±",
    ("symbol", 0xB7): "·",
    ("symbol", 0xA3): "≤",
    ("symbol", 0xB3): "≥",
}
_SYMBOL_ASCII = frozenset(range(0x20, 0x40)) - {0x22, 0x24, 0x27, 0x2A}
"""Codes of the Symbol font that are as in ASCII: the digits and most marks before them."""


class ParagraphText:
    """Reads the texts of paragraphs, one after the other: a field may reach over several.

    `telling` holds the runs' properties that are worth a look (`word_names.telling`);
    `read_blocks` gives the blocks of a text box.
    """

    def __init__(
        self,
        package: WordPackage,
        styles: Styles,
        telling: Container[Any],
        read_blocks: Callable[[Any], list[Inner]],
    ) -> None:
        self._package = package
        self._styles = styles
        self._telling = telling
        self._read_blocks = read_blocks
        self._fields: list[bool] = []  # of the open fields: still in its instruction?
        self._silent = False  # within the instruction of a field
        self._hidden = False  # the paragraph's style hides its text

    def read(
        self, paragraph: Any, texts: list[str], anchored: list[Inner], hidden: bool = False
    ) -> None:
        """Append a paragraph's pieces of text, and the blocks that are anchored in it.

        `hidden` says that its style hides what no run shows.
        """
        self._hidden = hidden
        for child in paragraph:
            tag = child.tag
            if tag == R:
                self._run(child, texts, anchored)
            elif tag != PPR:
                self._inline(child, texts, anchored)
        if self._silent:
            # A field whose result never came; its end may be missing altogether.
            self._fields = [False] * len(self._fields)
            self._silent = False

    def _inline(self, element: Any, texts: list[str], anchored: list[Inner]) -> None:
        tag = element.tag
        if tag == R:
            self._run(element, texts, anchored)
        elif tag in OPEN_WRAPPERS:
            self._inlines(element, texts, anchored)
        elif tag == SDT:
            content, placeholder = content_of(element)
            if not placeholder:
                self._inlines(content, texts, anchored)
        elif tag == ALTERNATE:
            self._inlines(alternative(element), texts, anchored)
        elif tag in (MATH, MATH_PARAGRAPH):
            texts.extend(piece.text for piece in element.iter(MATH_TEXT) if piece.text)
        elif tag in MISPLACED:
            raise misplaced(tag)

    def _inlines(self, parent: Any, texts: list[str], anchored: list[Inner]) -> None:
        for child in parent if parent is not None else ():
            self._inline(child, texts, anchored)

    def _run(self, run: Any, texts: list[str], anchored: list[Inner]) -> None:
        hidden = self._hidden
        for child in run:
            tag = child.tag
            if tag == RPR:
                if child in self._telling:
                    hidden = self._hides(child)
            elif tag == FLD_CHAR:
                self._field(child.get(FLD_CHAR_TYPE))
            elif hidden or self._silent:
                continue
            elif tag == T:
                text = plain_text(child)
                if text:
                    texts.append(text if "\n" not in text else _unwrapped(text))
            else:
                self._mark(child, tag, texts, anchored)

    def _mark(self, element: Any, tag: str, texts: list[str], anchored: list[Inner]) -> None:
        """Read what a run holds beside its plain text."""
        if tag in (TAB, PTAB):
            texts.append("\t")
        elif tag == BR:
            if element.get(BR_TYPE, "textWrapping") == "textWrapping":
                texts.append("\n")
        elif tag == CR:
            texts.append("\n")
        elif tag == NO_BREAK_HYPHEN:
            texts.append("-")
        elif tag == SYM:
            texts.append(symbol(element.get(SYM_FONT, ""), element.get(SYM_CHAR, "")))
        elif tag == RUBY:
            base = element.find(RUBY_BASE)
            self._inlines(base, texts, anchored)
        elif tag in (DRAWING, PICT, OBJECT):
            self._drawn(element, anchored, None)
        elif tag == ALTERNATE:
            branch = alternative(element)
            for child in branch if branch is not None else ():
                self._mark_or_text(child, texts, anchored)
        elif tag in MISPLACED:
            raise misplaced(tag)

    def _mark_or_text(self, element: Any, texts: list[str], anchored: list[Inner]) -> None:
        if element.tag == T:
            texts.append(plain_text(element))
        else:
            self._mark(element, element.tag, texts, anchored)

    def _hides(self, properties: Any) -> bool:
        """Tell whether a run's properties hide its text."""
        mark = properties.find(VANISH)
        if mark is not None:
            return is_on(mark)
        first = properties[0] if len(properties) else None
        if first is not None and first.tag == RSTYLE and self._styles.get(first.get(VAL)).hidden:
            return True
        return self._hidden

    def _field(self, kind: str | None) -> None:
        """Follow a complex field: begin, instruction, separate, result, end."""
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()
        self._silent = any(self._fields)

    def _drawn(self, parent: Any, anchored: list[Inner], size: tuple[float, float] | None) -> None:
        """Find the text boxes and pictures of a drawing; `size` is its size in cm, if known."""
        for child in parent:
            tag = child.tag
            if tag == TEXT_BOX:
                anchored.extend(self._boxed(child))
            elif tag == BLIP:
                self._picture(child.get(EMBED) or child.get(LINK), anchored, size)
            elif tag == IMAGE_DATA:
                self._picture(child.get(R_ID), anchored, size)
            elif tag == ALTERNATE:
                branch = alternative(child)
                if branch is not None:
                    self._drawn(branch, anchored, size)
            elif tag == EXTENT:
                size = (
                    integer(child.get("cx"), 0) / _EMU_PER_CM,
                    integer(child.get("cy"), 0) / _EMU_PER_CM,
                )
            elif len(child):
                inner = vml_size(child.get("style", "")) if tag == SHAPE else None
                self._drawn(child, anchored, inner or size)

    def _boxed(self, box: Any) -> list[Inner]:
        """Return the blocks of a text box, whose paragraphs and fields are its own."""
        state = self._fields, self._silent, self._hidden
        self._fields, self._silent, self._hidden = [], False, False
        blocks = self._read_blocks(box)
        self._fields, self._silent, self._hidden = state
        return blocks

    def _picture(
        self, relationship: str | None, anchored: list[Inner], size: tuple[float, float] | None
    ) -> None:
        if not relationship:
            return
        media_type, data = self._package.picture(relationship)
        wide = size is not None and size[0] >= TABLE_WIDTH_CM and size[1] >= TABLE_HEIGHT_CM
        anchored.append(Picture(media_type, data, may_hold_table=wide))


def symbol(font: str, code: str) -> str:
    """Return the character of a w:sym element (font, code in hexadecimal).

    The symbol fonts' codes are shifted to F000–F0FF. What is not known here keeps that
    private character: lost text would be worse.
    """
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if not 0x20 <= number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return ""
    plain = number - 0xF000 if 0xF000 <= number <= 0xF0FF else number
    name = font.lower()
    known = _SYMBOLS.get((name, plain))
    if known is not None:
        return known
    if name == "symbol" and plain in _SYMBOL_ASCII:
        return chr(plain)
    return chr(number)


def vml_size(style: str) -> tuple[float, float] | None:
    """Return width and height in cm from a VML shape's style; None where one is missing."""
    lengths = {
        match[1].lower(): float(match[2]) * _CM[(match[3] or "px").lower()]
        for match in VML_LENGTH.finditer(style)
    }
    if len(lengths) < 2:
        return None
    return lengths["width"], lengths["height"]


def plain_text(element: Any) -> str:
    """Return the text of a w:t, which holds nothing but text (ECMA-376 part 1, 17.3.3.31).

    Raises `DocumentError` "damaged_document" where elements are in it, as Word does: half of
    its text would be taken for the whole.
    """
    if len(element):
        raise DocumentError("damaged_document", "a text with elements in it")
    return element.text or ""


def _unwrapped(text: str) -> str:
    """Return the text of a w:t that was wrapped by a program: its line ends are no breaks."""
    return " ".join(text.split("\n")).strip(" ") if text.strip() else " "
