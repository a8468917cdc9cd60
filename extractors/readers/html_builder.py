"""The events of a parsed page, turned into blocks with what is needed to find the body.

The parser's events are taken directly, without a tree: it is faster, needs memory only for
what is kept, and no depth of nesting can exhaust a stack. Text runs into a buffer; whatever
begins or ends a block in a browser empties the buffer into a paragraph.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from extractors.readers.html_tables import form_table, span
from extractors.readers.nesting import RawCell, RawTable
from extractors.readers.plain import INVISIBLE
from schemas.document import Block, Paragraph, Picture, Place

MAX_NESTED_TABLES = 40
"""Tables nested deeper are read as the text of the cell that they are in."""

TABLE_PICTURE_WIDTH = 300
TABLE_PICTURE_HEIGHT = 100
"""A picture may hold a statutory table from this size on, in CSS pixels."""

_BREAK = "\x1f"
"""Stands for <br> in the buffer, where a newline of the source means a space."""

_IGNORED = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "object", "embed", "applet",
    "iframe", "frameset", "map", "audio", "video", "canvas", "button", "del", "rt", "rp", "xml",
    "datalist",
})  # fmt: skip
"""Elements of which nothing is seen, or nothing that belongs to a text."""

_BLOCKS = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "pre",
    "blockquote", "section", "article", "main", "header", "footer", "nav", "aside", "center",
    "form", "fieldset", "legend", "address", "figure", "figcaption", "hr", "body", "html",
    "table", "caption", "tr", "td", "th", "thead", "tbody", "tfoot", "details", "summary", "menu",
    "dir", "hgroup", "search",
})  # fmt: skip
_CONTAINERS = frozenset({
    "div", "section", "article", "main", "header", "footer", "nav", "aside", "center", "form",
    "fieldset", "ul", "ol", "dl", "body", "blockquote", "figure", "menu", "dir", "details",
})  # fmt: skip
_FURNITURE_TAGS = frozenset(["nav", "header", "footer", "aside", "form", "menu"])

_HIDDEN_STYLE = re.compile(
    r"""
      display\s*:\s*none
    | visibility\s*:\s*(?:hidden|collapse)
    | mso-hide\s*:\s*all
    | mso-element\s*:\s*(?:footnote|endnote|comment|header|footer)   # Word: not in the prose
    """,
    re.IGNORECASE | re.VERBOSE,
)

_FURNITURE_NAME = re.compile(
    r"""
    (?:^|[\s_-])
    (?: foot(?:er)? | copyright | nav(?:bar|igation)? | (?:sub|top|main)nav | menus?
      | (?:bread)?crumbs? | share | bdshare\w* | sidebar | side | related | relate | recommend
      | tools? | toolbar | pagination | pager | banner | header | top(?:bar)? | search
      | qrcode | erweima | friendlink | links? | weizhi | position | location | dqwz | print )
    (?:[\s_-]|\d|$)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Class names and ids that designers give to what surrounds a page's text."""

_COLLAPSIBLE = " \t\r\n\f\xa0"
"""At the beginning of a block nothing is seen of these."""

_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNEVEN = re.compile(r"[\t\r\n\f\v\x1f\xa0\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]|  ")
"""Anything that makes the slow way of `_visible` necessary."""
_AROUND_BREAK = re.compile(rf" *{_BREAK} *")

_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*(?:;|$)", re.IGNORECASE)
_STYLE_SIZE = re.compile(
    r"(?:^|[;\s])(width|height)\s*:\s*(\d{1,5})(?:\.\d+)?\s*(px|pt)", re.IGNORECASE
)

_IDEOGRAPHIC = frozenset({
    "cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "japanese-informal",
})  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)

Attributes = dict[str, str]


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
class _OpenList:
    style: str
    number: int


@dataclass(slots=True)
class _OpenTable:
    """A table being read. `groups` are (kind, rows); content outside cells goes before it."""

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
        self._lists: list[_OpenList] = []
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
            **dict.fromkeys(_IGNORED, self._start_ignored),
            **dict.fromkeys(_BLOCKS, self._start_block),
            **dict.fromkeys(_CONTAINERS, self._start_container),
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
            **dict.fromkeys(_BLOCKS, self._end_block),
            **dict.fromkeys(_CONTAINERS, self._end_container),
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
        if self._ignored or (not self._buffer and not text.strip(_COLLAPSIBLE)):
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
            text = text.replace("\r\n", "\n").replace("\n", _BREAK).replace(" ", "\xa0")
            self._buffer.append(text)

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
            hidden = self._hidden_styles[style] = _HIDDEN_STYLE.search(style) is not None
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
            if self._links:
                if self._tables:
                    self._tables[-1].links += self._links
                    self._tables[-1].link_characters += self._link_characters
                self._links = self._link_characters = 0
        if self._pictures:
            for picture in self._pictures:
                self._add(picture)
            self._pictures.clear()

    def _add(self, block: Paragraph | Picture) -> None:
        self._into.append(block)
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
        if tag in _FURNITURE_TAGS or (attributes and _is_named_furniture(attributes)):
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
        style = _LIST_STYLE.search(attributes.get("style", ""))
        kind = style[1].lower() if style else attributes.get("type", "decimal")
        number = attributes.get("start", "1").strip()
        start = int(number) if number.isdecimal() and len(number) < 6 else 1
        self._lists.append(_OpenList(kind if tag == "ol" else "none", start))
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
        self._numbering = ""
        if self._lists:
            current = self._lists[-1]
            value = attributes.get("value", "").strip()
            if value.isdecimal() and len(value) < 6:
                current.number = int(value)
            self._numbering = _list_label(current.style, current.number)
            current.number += 1

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
        options, self._options = self._options, None
        self._diverted = self._preformatted > 0
        if options:
            self._buffer.append(options[self._chosen or 0].strip())

    # Pictures

    def _start_picture(self, tag: str, attributes: Attributes) -> None:
        picture = _picture(attributes)
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
        self._flush()
        table = self._table()
        if table is not None:
            self._leave_cell(table)
            if not table.in_group and not (table.groups and table.groups[-1][0] == "tr"):
                table.groups.append(("tr", []))
            table.groups[-1][1].append([])
            table.in_row = True

    def _end_row(self, tag: str) -> None:
        self._flush()
        if self._tables and not self._skipped_tables:
            self._leave_cell(self._tables[-1])
            self._tables[-1].in_row = False

    def _start_cell(self, tag: str, attributes: Attributes) -> None:
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
            table.in_cell = True
            self._into = cell.blocks
        self._enter()

    def _end_cell(self, tag: str) -> None:
        if self._buffer or self._pictures:
            self._flush()
        if len(self._open) > 1:
            self._open.pop()
        if self._tables and not self._skipped_tables:
            self._leave_cell(self._tables[-1])

    def _leave_cell(self, table: _OpenTable) -> None:
        table.in_cell = False
        self._into = table.strays


def _is_named_furniture(attributes: Attributes) -> bool:
    if attributes.get("aria-hidden") == "true":
        return True
    names = attributes.get("class", "") + " " + attributes.get("id", "")
    return len(names) > 1 and _FURNITURE_NAME.search(names) is not None


def _visible(text: str) -> str:
    """Return text as a browser shows it: white space collapsed, breaks as newlines."""
    if _UNEVEN.search(text):
        text = _SPACES.sub(" ", INVISIBLE.sub("", text))
        text = _AROUND_BREAK.sub("\n", text).replace("\xa0", " ").replace("\v", "\n")
        if "\n" in text:
            text = "\n".join(line.strip(" ") for line in text.split("\n")).strip("\n")
    return text.strip(" ")


def _list_label(style: str, number: int) -> str:
    """Return the label that a browser shows before a list item; "" where it shows none."""
    if style in ("none", "disc", "circle", "square"):
        return ""
    if style in _IDEOGRAPHIC:
        return f"{_chinese(number)}、"
    if style in ("a", "lower-alpha", "lower-latin", "A", "upper-alpha", "upper-latin"):
        letter = chr(ord("a") + (number - 1) % 26)
        return f"{letter if style[0] in 'al' else letter.upper()}."
    return f"{number}."


_NUMERALS = "零一二三四五六七八九"


def _chinese(number: int) -> str:
    """Return 1 to 99 in Chinese numerals, other numbers in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = ("" if tens < 2 else _NUMERALS[tens]) + "十" if tens else ""
    return ten + (_NUMERALS[ones] if ones else "")


def _picture(attributes: Attributes) -> Picture | None:
    """Return a picture, with its bytes where the page holds them itself."""
    source = attributes.get("src", "").strip()
    media_type, data = _data_uri(source) if source[:5].lower() == "data:" else ("image/*", b"")
    width, height = _pixels(attributes.get("width")), _pixels(attributes.get("height"))
    for name, number, unit in _STYLE_SIZE.findall(attributes.get("style", "")):
        size = int(number) if unit.lower() == "px" else int(number) * 4 // 3
        if name.lower() == "width":
            width = width or size
        else:
            height = height or size
    if data.startswith(b"\x89PNG") and len(data) >= 24 and not (width and height):
        width = int.from_bytes(data[16:20], "big")
        height = int.from_bytes(data[20:24], "big")
    if not source:
        return None
    # A size that is not said does not rule a table out; a small one does.
    large = (width is None or width >= TABLE_PICTURE_WIDTH) and (
        height is None or height >= TABLE_PICTURE_HEIGHT
    )
    return Picture(media_type, data, width, height, may_hold_table=large)


def _pixels(value: str | None) -> int | None:
    found = _PIXELS.match(value) if value else None
    return int(found[1]) if found else None


def _data_uri(source: str) -> tuple[str, bytes]:
    """Return media type and bytes of a data: URI (RFC 2397); no bytes where it is broken."""
    head, _, body = source[5:].partition(",")
    media_type = head.split(";")[0].strip().lower() or "text/plain"
    if not head.lower().rstrip().endswith("base64"):
        return media_type, unquote_to_bytes(body)
    try:
        return media_type, base64.b64decode(unquote_to_bytes(body))
    except (binascii.Error, ValueError):
        return media_type, b""
