"""The events of a parsed page, turned into blocks with what is needed to find the body.

The parser's events are taken directly, without a tree: it is faster, needs memory only for
what is kept, and no depth of nesting can exhaust a stack. Text runs into a buffer; whatever
begins or ends a block in a browser empties the buffer into a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from extractors.readers.html_lists import OpenList
from extractors.readers.html_pictures import picture_of
from extractors.readers.html_tables import form_table, span
from extractors.readers.html_tags import (
    BLOCKS,
    CONTAINERS,
    FURNITURE_TAGS,
    HIDDEN_STYLE,
    IGNORED,
    Attributes,
    is_named_furniture,
)
from extractors.readers.nesting import RawCell, RawTable
from extractors.readers.plain import INVISIBLE
from schemas.document import Block, Paragraph, Picture, Place

MAX_NESTED_TABLES = 40
"""Tables nested deeper are read as the text of the cell that they are in."""

_BREAK = "\x1f"
"""Stands for <br> in the buffer, where a newline of the source means a space."""

_COLLAPSIBLE = " \t\r\n\f\xa0"
"""At the beginning of a block nothing is seen of these."""

_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNEVEN = re.compile(r"[\t\r\n\f\v\x1f\xa0\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]|  ")
"""Anything that makes the slow way of `_visible` necessary."""
_DIGIT = re.compile(r"[0-9０-９]")
_AROUND_BREAK = re.compile(rf" *{_BREAK} *")


@dataclass(slots=True)
class Containers:
    """The elements that may be the body or stand beside it, numbered in document order.

    `parents[n]` is the container around container n, and precedes it; 0 is the page, its own
    parent. `furniture` are those that tag or name call so, `listings` the lists.
    """

    parents: list[int] = field(default_factory=lambda: [0])
    furniture: set[int] = field(default_factory=set)
    listings: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Places:
    """Where blocks were found, by their `id`: the container, and (links, characters in links).

    A raw table is known by the `id` of its `place`, which `nesting.flatten` hands on.
    """

    container: dict[int, int] = field(default_factory=dict)
    links: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _OpenTable:
    """A table being read. `groups` are (kind, rows); content outside cells goes before it.

    `last` is the last cell begun, `hiding` are those with digits that are not shown in them.
    """

    outer: list[Block | RawTable]
    container: int
    depth: int
    implied: bool = False
    links: int = 0
    link_characters: int = 0
    groups: list[tuple[str, list[list[RawCell]]]] = field(default_factory=list)
    in_group: bool = False
    in_row: bool = False
    in_cell: bool = False
    strays: list[Block | RawTable] = field(default_factory=list)
    last: RawCell | None = None
    hiding: list[RawCell] = field(default_factory=list)

    def note_lost(self, text: str) -> None:
        """Note digits that may be the last cell's, but are not shown in it."""
        if self.last is not None and _DIGIT.search(text):
            self.hiding.append(self.last)


class PageBuilder:
    """Takes a parser's events (lxml's target interface) and collects `blocks` in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block | RawTable] = []
        self.places = Places()
        self.containers = Containers()
        self.title = ""
        self._into = self.blocks
        self._buffer: list[str] = []
        self._pictures: list[Picture] = []
        self._open: list[int] = [0]
        self._hidden_styles: dict[str, bool] = {}
        self._skipped_tables = 0
        self._tables: list[_OpenTable] = []
        self._lists: list[OpenList] = []
        self._ignored = 0
        self._links = 0
        self._in_link = 0
        self._link_characters = 0
        self._level: int | None = None
        self._preformatted = 0
        self._numbering = ""
        self._in_title = False
        self._diverted = False
        self._options: list[str] | None = None
        self._chosen: int | None = None
        self._starts: dict[str, Callable[[str, Attributes], None]] = {
            **dict.fromkeys(IGNORED, self._start_ignored),
            **dict.fromkeys(BLOCKS, self._start_block),
            **dict.fromkeys(CONTAINERS, self._start_container),
            **dict.fromkeys(("td", "th"), self._start_cell),
            **dict.fromkeys(("thead", "tbody", "tfoot"), self._start_group),
            **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), self._start_heading),
            "table": self._start_table,
            "tr": self._start_row,
            "a": self._start_link,
            "br": self._start_break,
            "img": self._start_picture,
            "ol": self._start_list,
            "ul": self._start_list,
            "li": self._start_item,
            "pre": self._start_preformatted,
            "input": self._start_input,
            "select": self._start_select,
            "option": self._start_option,
            "title": self._start_title,
        }
        self._ends: dict[str, Callable[[str], None]] = {
            **dict.fromkeys(BLOCKS, self._end_block),
            **dict.fromkeys(CONTAINERS, self._end_container),
            **dict.fromkeys(("td", "th"), self._end_cell),
            **dict.fromkeys(("thead", "tbody", "tfoot"), self._end_group),
            **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), self._end_heading),
            "table": self._end_table,
            "tr": self._end_row,
            "a": self._end_link,
            "ol": self._end_list,
            "ul": self._end_list,
            "li": self._end_item,
            "pre": self._end_preformatted,
            "select": self._end_select,
            "title": self._end_title,
        }

    # The parser's side

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take a start tag."""
        if self._ignored:
            self._ignored += 1
            return
        if attributes and self._is_hidden(attributes):
            self._ignored = 1
            return
        handler = self._starts.get(tag)
        if handler is not None:
            handler(tag, attributes)
        if self._tables and ("<" in tag or attributes):
            swallowed = [part for part in (tag, *attributes, *attributes.values()) if "<" in part]
            if swallowed:  # <strong?12</strong> is one tag, as browsers read it
                self._note_hidden(" ".join(swallowed))

    def end(self, tag: str) -> None:
        """Take an end tag, present or implied."""
        if self._ignored:
            self._ignored -= 1
            return
        handler = self._ends.get(tag)
        if handler is not None:
            handler(tag)

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self._ignored:
            self._note_hidden(text)
            return
        if not self._buffer and not text.strip(_COLLAPSIBLE):
            return
        if self._in_link:
            self._link_characters += len(text.strip())
        if self._diverted:
            self._divert(text)
        else:
            self._buffer.append(text)

    def _divert(self, text: str) -> None:
        """Take text that does not go into the buffer as it is."""
        if self._in_title:
            self.title += text
        elif self._options is not None:
            if self._options:
                self._options[-1] += text
            else:
                self._note_hidden(text)
        else:
            text = text.replace("\r\n", "\n").replace("\n", _BREAK).replace(" ", "\xa0")
            self._buffer.append(text)

    def comment(self, text: str) -> None:
        """Take a comment; those of Word with conditions, [if …], hide nothing."""
        if not text.startswith("["):
            self._note_hidden(text)

    def _note_hidden(self, text: str) -> None:
        """Note that a cell holds digits which are not shown.

        A browser shows nothing behind a <template> or <!-- that nothing closes, the parser
        goes on with the next cell; a page with a lone cell left out would seem whole.
        """
        if self._tables and self._tables[-1].in_cell:
            self._tables[-1].note_lost(text)

    def close(self) -> PageBuilder:
        """Finish what the page left open."""
        self._flush()
        while self._tables:
            self._finish_table()
        return self

    def _is_hidden(self, attributes: Attributes) -> bool:
        if "hidden" in attributes:
            return True
        style = attributes.get("style")
        if style is None:
            return False
        hidden = self._hidden_styles.get(style)  # a page has few styles, a thousand times each
        if hidden is None:
            hidden = self._hidden_styles[style] = HIDDEN_STYLE.search(style) is not None
        return hidden

    # Paragraphs

    def _flush(self) -> None:
        """Make a paragraph of the buffer, in the cell or on the page, wherever we are."""
        buffer = self._buffer
        if buffer:
            text = buffer[0] if len(buffer) == 1 else "".join(buffer)
            buffer.clear()
            if not text.isalnum():  # most cells: a figure or a word, with nothing to tidy
                text = _visible(text)
            if "\n" in text or self._numbering:
                self._add_lines(text)
            elif text and not text.isspace():
                self._add(Paragraph(text, self._level))
        if self._pictures:
            for picture in self._pictures:
                self._add(picture)
            self._pictures.clear()
        if self._links:
            if self._tables:
                self._tables[-1].links += self._links
                self._tables[-1].link_characters += self._link_characters
            self._links = self._link_characters = 0

    def _add(self, block: Paragraph | Picture) -> None:
        self._into.append(block)
        if self._tables and self._into is self._tables[-1].strays and isinstance(block, Paragraph):
            self._tables[-1].note_lost(block.text)  # <td><tr>12: shown before the table
        self.places.container[id(block)] = self._open[-1]
        if self._links:
            self.places.links[id(block)] = (self._links, self._link_characters)

    def _add_lines(self, text: str) -> None:
        """Add text with breaks: on the page a <br> ends a paragraph, but in a heading or a
        cell it only breaks the line."""
        in_cell = bool(self._tables) and self._tables[-1].in_cell
        numbering, self._numbering = self._numbering, ""
        for line in [text] if in_cell or self._level else text.split("\n"):
            if line and not line.isspace():
                self._add(Paragraph(numbering + line, self._level, numbering))
                numbering = ""

    def _start_ignored(self, tag: str, attributes: Attributes) -> None:
        self._ignored = 1

    def _start_block(self, tag: str, attributes: Attributes) -> None:
        if self._buffer or self._pictures:
            self._flush()

    def _end_block(self, tag: str) -> None:
        if self._buffer or self._pictures:
            self._flush()

    def _start_container(self, tag: str, attributes: Attributes) -> None:
        if self._buffer or self._pictures:
            self._flush()
        if self._tables and self._tables[-1].implied and not self._tables[-1].in_row:
            self._finish_table()
        number = self._enter()
        if tag in FURNITURE_TAGS or (attributes and is_named_furniture(attributes)):
            self.containers.furniture.add(number)

    def _end_container(self, tag: str) -> None:
        if self._buffer or self._pictures:
            self._flush()
        self._leave()
        if self._tables:
            table = self._tables[-1]
            if table.implied and len(self._open) < table.depth:
                self._finish_table()

    def _enter(self) -> int:
        """Begin a container and return its number."""
        parents, opened = self.containers.parents, self._open
        number = len(parents)
        parents.append(opened[-1])
        opened.append(number)
        return number

    def _leave(self) -> None:
        if len(self._open) > 1:
            self._open.pop()

    def _start_heading(self, tag: str, attributes: Attributes) -> None:
        self._flush()
        self._level = int(tag[1])

    def _end_heading(self, tag: str) -> None:
        self._flush()
        self._level = None

    def _start_preformatted(self, tag: str, attributes: Attributes) -> None:
        self._flush()
        self._preformatted += 1
        self._diverted = True

    def _end_preformatted(self, tag: str) -> None:
        self._flush()
        self._preformatted = max(0, self._preformatted - 1)
        self._diverted = self._preformatted > 0

    def _start_break(self, tag: str, attributes: Attributes) -> None:
        self._buffer.append(_BREAK)

    def _start_link(self, tag: str, attributes: Attributes) -> None:
        if "href" in attributes:
            self._links += 1
            self._in_link += 1

    def _end_link(self, tag: str) -> None:
        self._in_link = max(0, self._in_link - 1)

    def _start_title(self, tag: str, attributes: Attributes) -> None:
        self._in_title = self._diverted = not self.title

    def _end_title(self, tag: str) -> None:
        self._in_title = False
        self._diverted = self._preformatted > 0

    # Lists

    def _start_list(self, tag: str, attributes: Attributes) -> None:
        self._flush()
        self._lists.append(OpenList.of(tag, attributes))
        self._start_container(tag, attributes)
        self.containers.listings.add(self._open[-1])

    def _end_list(self, tag: str) -> None:
        self._flush()
        if self._lists:
            self._lists.pop()
        self._numbering = ""
        self._end_container(tag)

    def _start_item(self, tag: str, attributes: Attributes) -> None:
        self._flush()
        self._numbering = self._lists[-1].next_label(attributes) if self._lists else ""

    def _end_item(self, tag: str) -> None:
        self._flush()
        self._numbering = ""

    # Form fields: what they hold is seen like text

    def _start_input(self, tag: str, attributes: Attributes) -> None:
        if attributes.get("type", "text").lower() in ("text", "number", "tel", ""):
            self._buffer.append(attributes.get("value", ""))

    def _start_select(self, tag: str, attributes: Attributes) -> None:
        self._options, self._chosen = [], None
        self._diverted = True

    def _start_option(self, tag: str, attributes: Attributes) -> None:
        if self._options is not None:
            if "selected" in attributes:
                self._chosen = len(self._options)
            self._options.append("")

    def _end_select(self, tag: str) -> None:
        """End a list of options, at its end tag or where a cell or row begins or ends."""
        if self._options is None:
            return
        options, self._options = self._options, None
        self._diverted = self._preformatted > 0
        if options:
            self._buffer.append(options[self._chosen or 0].strip())

    # Pictures

    def _start_picture(self, tag: str, attributes: Attributes) -> None:
        picture = picture_of(attributes)
        if picture is not None:
            self._pictures.append(picture)

    # Tables

    def _start_table(self, tag: str, attributes: Attributes) -> None:
        self._flush()
        if len(self._tables) < MAX_NESTED_TABLES:
            self._open_table(implied=False)
        else:
            self._skipped_tables += 1

    def _open_table(self, implied: bool) -> _OpenTable:
        table = _OpenTable(self._into, self._open[-1], len(self._open), implied)
        self._tables.append(table)
        self._into = table.strays
        return table

    def _end_table(self, tag: str) -> None:
        self._end_select(tag)
        self._flush()
        if self._skipped_tables:
            self._skipped_tables -= 1
        elif self._tables:
            self._finish_table()

    def _finish_table(self) -> None:
        self._flush()
        table = self._tables.pop()
        self._into = table.outer
        self._into.extend(table.strays)
        # A browser shows the head first and the foot last, wherever they stand.
        order = {"thead": 0, "tfoot": 2}
        groups = sorted(table.groups, key=lambda group: order.get(group[0], 1))
        for cell in table.hiding:
            if not cell.blocks:
                cell.doubts = ("hidden_text",)
        raw = form_table([rows for _, rows in groups])
        if raw.cells:
            raw.place = Place()  # its identity leads back to where the table was found
            self.places.container[id(raw.place)] = table.container
            self.places.links[id(raw.place)] = (table.links, table.link_characters)
            self._into.append(raw)

    def _table(self) -> _OpenTable | None:
        """Return the table that a row or cell belongs to; None where it is read as text."""
        if self._skipped_tables:
            return None
        return self._tables[-1] if self._tables else self._open_table(implied=True)

    def _start_group(self, tag: str, attributes: Attributes) -> None:
        self._end_select(tag)
        self._flush()
        table = self._table()
        if table is not None:
            self._leave_cell(table)
            table.groups.append((tag, []))
            table.in_group, table.in_row = True, False

    def _end_group(self, tag: str) -> None:
        self._flush()
        if self._tables and not self._skipped_tables:
            self._tables[-1].in_group = False

    def _start_row(self, tag: str, attributes: Attributes) -> None:
        self._end_select(tag)
        self._flush()
        table = self._table()
        if table is not None:
            self._leave_cell(table)
            if not table.in_group and not (table.groups and table.groups[-1][0] == "tr"):
                table.groups.append(("tr", []))
            table.groups[-1][1].append([])
            table.in_row = True

    def _end_row(self, tag: str) -> None:
        self._end_select(tag)
        self._flush()
        if self._tables and not self._skipped_tables:
            self._leave_cell(self._tables[-1])
            self._tables[-1].in_row = False

    def _start_cell(self, tag: str, attributes: Attributes) -> None:
        self._end_select(tag)
        if self._buffer or self._pictures:
            self._flush()
        table = self._table()
        if table is not None:
            if not table.in_row:
                self._start_row(tag, attributes)
            cell = RawCell(0, 0)  # placed when the table is complete
            if attributes:
                cell.row_span = span(attributes.get("rowspan"))
                cell.column_span = span(attributes.get("colspan"))
            table.groups[-1][1][-1].append(cell)
            table.in_cell, table.last = True, cell
            self._into = cell.blocks
        self._enter()

    def _end_cell(self, tag: str) -> None:
        self._end_select(tag)
        if self._buffer or self._pictures:
            self._flush()
        if len(self._open) > 1:
            self._open.pop()
        if self._tables and not self._skipped_tables:
            self._leave_cell(self._tables[-1])

    def _leave_cell(self, table: _OpenTable) -> None:
        table.in_cell = False
        self._into = table.strays


def _visible(text: str) -> str:
    """Return text as a browser shows it: white space collapsed, breaks as newlines."""
    if _UNEVEN.search(text):
        text = _SPACES.sub(" ", INVISIBLE.sub("", text))
        text = _AROUND_BREAK.sub("\n", text).replace("\xa0", " ").replace("\v", "\n")
        if "\n" in text:
            text = "\n".join(line.strip(" ") for line in text.split("\n")).strip("\n")
    return text.strip(" ")
