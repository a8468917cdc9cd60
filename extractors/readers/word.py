"""The Word reader: .docx bytes → `Document`.

The body's paragraphs, tables and pictures in reading order, with every tracked change
accepted. Headers, footers, notes and comments are other parts of the file and not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from extractors.readers.nesting import RawTable, flatten
from extractors.readers.word_grid import build_grid
from extractors.readers.word_names import (
    ALTERNATE,
    BODY,
    DEL,
    ILVL,
    MISPLACED,
    MOVE_FROM,
    NUMID,
    NUMPR,
    OPEN_WRAPPERS,
    OUTLINE,
    PPR,
    PSTYLE,
    RPR,
    SDT,
    TBL,
    VAL,
    VANISH,
    P,
    alternative,
    content_of,
    integer,
    is_on,
    misplaced,
    telling,
)
from extractors.readers.word_numbering import NO_LIST, Numbering
from extractors.readers.word_package import MEDIA_TYPE, WordPackage
from extractors.readers.word_rows import grid_rows
from extractors.readers.word_styles import BODY_LEVEL, Style, Styles
from extractors.readers.word_text import Inner, ParagraphText
from schemas.document import Block, Document, Paragraph
from schemas.errors import DocumentError


def read_word(data: bytes) -> Document:
    """Read a Word document (.docx, .docm, .dotx; Transitional or Strict).

    Raises `DocumentError`: `damaged_archive` (the ZIP archive is cut short or broken),
    `not_a_word_document` (a ZIP archive of something else), `damaged_document` (the XML
    cannot be parsed or declares a DOCTYPE), `encrypted_document` (encrypted ZIP entries),
    `unpacks_too_large` (a part over the limit).
    """
    package = WordPackage(data)
    body = package.document.find(BODY)
    if body is None:
        raise DocumentError("damaged_document", "no body", MEDIA_TYPE)
    blocks: list[Block] = []
    for block in _BodyReader(package).blocks(body):
        if isinstance(block, RawTable):
            blocks.extend(flatten(block))
        else:
            blocks.append(block)
    return Document(MEDIA_TYPE, "word", blocks)


@dataclass(slots=True)
class _Properties:
    """What a paragraph's own properties (w:pPr) say, as far as it matters here."""

    style: str | None = None
    outline: int | None = None
    num_id: str | None = None
    num_level: int | None = None
    runs_on: bool = False


_PLAIN = _Properties()


class _Flow:
    """The blocks of one text flow (body, cell, text box), and the paragraph still open.

    A paragraph whose mark is deleted or hidden runs on into the next one, which then
    decides on the numbering and the level of both.
    """

    __slots__ = ("anchored", "blocks", "open_properties", "texts")

    def __init__(self) -> None:
        self.blocks: list[Inner] = []
        self.texts: list[str] = []
        self.anchored: list[Inner] = []
        self.open_properties = _PLAIN


class _BodyReader:
    """Reads the blocks of one document."""

    def __init__(self, package: WordPackage) -> None:
        self._package = package
        self._styles = Styles(package.related_bytes("styles"), package.parse)
        self._telling = telling(package.document)
        self._text = ParagraphText(package, self._styles, self._telling, self.blocks)

    def blocks(self, parent: Any) -> list[Inner]:
        """Return the blocks of the body, a cell or a text box. Blank paragraphs are dropped."""
        flow = _Flow()
        self._fill(parent, flow)
        self._close_open(flow)
        return flow.blocks

    def _fill(self, parent: Any, flow: _Flow) -> None:
        for child in parent:
            tag = child.tag
            if tag == P:
                self._paragraph(child, flow)
            elif tag == TBL:
                self._close_open(flow)
                flow.blocks.append(build_grid(grid_rows(child, self._telling), self.blocks))
            elif tag == SDT:
                content, placeholder = content_of(child)
                if content is not None and not placeholder:
                    self._fill(content, flow)
            elif tag in OPEN_WRAPPERS:
                self._fill(child, flow)
            elif tag == ALTERNATE:
                branch = alternative(child)
                if branch is not None:
                    self._fill(branch, flow)
            elif tag in MISPLACED:
                raise misplaced(tag)

    def _paragraph(self, paragraph: Any, flow: _Flow) -> None:
        properties = _PLAIN
        if paragraph in self._telling and paragraph[0].tag == PPR:
            properties = _properties(paragraph[0])
        style = self._styles.get(properties.style or self._styles.default)
        if properties.runs_on:
            self._text.read(paragraph, flow.texts, flow.anchored, style.hidden)
            flow.open_properties = properties
            return
        label = self._label(properties, style)  # counted before any list in its text boxes
        self._text.read(paragraph, flow.texts, flow.anchored, style.hidden)
        self._close(flow, properties, style, label)

    def _close_open(self, flow: _Flow) -> None:
        """End a paragraph that runs on, where no paragraph follows."""
        if flow.texts or flow.anchored:
            properties = flow.open_properties
            style = self._styles.get(properties.style or self._styles.default)
            self._close(flow, properties, style, self._label(properties, style))

    def _close(self, flow: _Flow, properties: _Properties, style: Style, label: str) -> None:
        text = label + "".join(flow.texts) if flow.texts else label
        flow.texts.clear()
        if text and not text.isspace():
            outline = style.outline if properties.outline is None else properties.outline
            level = None if outline is None or not 0 <= outline < BODY_LEVEL else outline + 1
            flow.blocks.append(Paragraph(text, level, label.rstrip(" ")))
        if flow.anchored:
            flow.blocks.extend(flow.anchored)
            flow.anchored.clear()

    def _label(self, properties: _Properties, style: Style) -> str:
        """Return the label of a paragraph's automatic list, counting it; "" where none."""
        num_id = style.num_id if properties.num_id is None else properties.num_id
        if num_id is None or num_id == NO_LIST:
            return ""
        level = properties.num_level
        if level is None and properties.num_id is None:
            level = self._numbering.level_of_style(num_id, properties.style)
        if level is None:
            level = style.num_level or 0
        return self._numbering.label(num_id, level)

    @cached_property
    def _numbering(self) -> Numbering:
        """Return the document's lists; their part is read when the first one is met."""
        return Numbering(self._package.related("numbering"), self._styles)


def _properties(element: Any) -> _Properties:
    found = _Properties()
    for child in element:
        tag = child.tag
        if tag == PSTYLE:
            found.style = child.get(VAL)
        elif tag == OUTLINE:
            found.outline = integer(child.get(VAL), BODY_LEVEL)
        elif tag == NUMPR:
            for part in child:
                if part.tag == NUMID:
                    found.num_id = part.get(VAL)
                elif part.tag == ILVL:
                    found.num_level = integer(part.get(VAL), 0)
        elif tag == RPR:
            for mark in child:
                name = mark.tag
                if name in (DEL, MOVE_FROM) or (name == VANISH and is_on(mark)):
                    found.runs_on = True
    return found
