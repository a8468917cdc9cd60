"""Plain text, as converters make it of Word files: paragraphs, and what is left of tables.

Four ways of writing a table are told apart:

    a cell a line              a row a line          bars                  nothing left
    ⇥规章                      规章⇥0⇥0⇥0            │规章│0│0│0│          规章
    ⇥0                                               ├──┼─┼─┼─┤            0
    ⇥0                                               │…                    0
    (an empty line ends the row)                                           0

The first three become tables whose `grid` is "rows": merged cells are gone or are empty
cells. The last stays paragraphs, a line each, for the extractor that knows the form.
"""

from __future__ import annotations

import re

from extractors.readers.encoding import decode
from extractors.readers.plain import BLANKS, INVISIBLE, SECTION_NUMBER
from schemas.document import Block, Cell, Document, Paragraph, Table
from schemas.errors import DocumentError

PROSE_CHARACTERS = 50
"""From this length on, a line that ends like a sentence is prose and not a cell."""

LABEL_CHARACTERS = 40
"""Up to this length a line without a tab among tab-separated rows is a merged cell's row."""

QUOTED_LINES = 10
"""So many lines at most make one quoted cell of a tab-separated file."""

_ARTEFACT = re.compile(r"\[bookmark: [^\]\n]{0,80}\]")
"""What Tika writes for a Word bookmark; its text goes on behind it."""

_LINE_END = re.compile(r"\r{0,2}\n|[\r\f\x85\u2028\u2029]")

_RULES = "─━┄┅┈┉═╌╍┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╭╮╯╰┝┥┠┨┯┷┿╂╪╫╞╡╟╢╤╧╥╨"
_BARS = "|｜│┃┆┇┊┋║"
_BAR = re.compile(rf"[{_BARS}├┤┼┣┫╋╠╣╬┝┥┠┨╟╢╞╡]")
_DRAWING = _RULES + _BARS + "+=:_- \t\u3000"
"""All that a line which only draws is made of: rules, corners and bars, box or ASCII."""
_HORIZONTAL = re.compile(rf"[{_RULES}]|--|==|__|-\+|:-|-:")
"""What makes a rule of such a line: a lone "-" between bars is a cell that says "none"."""

_RULED_ROWS = 4
"""With so many rules, the lines between two of them are one row; with fewer (head and foot
of a listing) each line is a row."""

MAX_BYTES = 16 * 2**20
"""A larger text is none of a report: the longest have some 100,000 characters."""

MAX_LINES = 200_000
"""With every cell on a line of its own a report has some thousand."""

Rows = list[list[str]]
_Found = tuple[list[Block], int]
"""Blocks, and the number of the line after them."""


def read_text(data: bytes) -> Document:
    """Read a text file. Raises `DocumentError` with `undecodable_text` or `too_large`."""
    if len(data) > MAX_BYTES or data.count(b"\n") > MAX_LINES:
        raise DocumentError("too_large", f"{len(data)} bytes of text", "text/plain")
    return document_of(decode(data))


def document_of(text: str) -> Document:
    """Make a document of text that has been decoded already."""
    lines = _LINE_END.split(_ARTEFACT.sub("", INVISIBLE.sub("", text)))
    lines = [line.strip("\0\x1a\x07") for line in lines]
    blocks: list[Block] = []
    number = tab_rows = filled = gap = 0
    while number < len(lines):
        start = number
        listed = _rows_by_tab(lines, start)
        made, number = (
            listed
            or _cells_by_line(lines, start)
            or _rows_by_bar(lines, start)
            or (_paragraph(lines[start]), start + 1)
        )
        if made and isinstance(made[0], Paragraph):
            made[0].gap = gap
        gap = gap + 1 if not made else 0
        blocks.extend(made)
        filled += (number - start) if made else 0
        tab_rows += (number - start) if listed else 0
    listing = tab_rows * 2 > filled
    return Document("text/tab-separated-values" if listing else "text/plain", "text", blocks)


def _paragraph(line: str) -> list[Block]:
    text = line.replace("\t", " ").replace("\v", "\n").strip(BLANKS)
    return [Paragraph(text)] if text.strip() else []


def _is_prose(line: str) -> bool:
    """Tell a sentence or more from a cell's text."""
    text = line.strip()
    return len(text) >= PROSE_CHARACTERS and text[-1] in "。；！？：”"


def _table(rows: Rows) -> Table:
    cells = [
        Cell(row, column, text=text.replace("\v", "\n").strip(BLANKS))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return Table(cells, len(rows), max(map(len, rows)), grid="rows")


# A cell a line


def _is_cell_line(line: str) -> bool:
    return line.startswith("\t") and "\t" not in line[1:] and not _is_prose(line)


def _cells_by_line(lines: list[str], number: int) -> _Found | None:
    """Read a table whose cells each begin with a tab, from line `number` on."""
    if not _is_cell_line(lines[number]):
        return None
    rows: Rows = []
    row: list[str] = []
    while number < len(lines):
        line = lines[number]
        if _is_cell_line(line):
            row.append(line[1:])
        elif not line.strip():
            if not row:  # a second empty line ends the table
                break
            rows.append(row)
            row = []
        elif row and not _starts_anew(line):
            row[-1] += "\n" + line
        else:
            break
        number += 1
    if row:
        rows.append(row)
    sentence = len(rows) == 1 and any(text.endswith("。") for text in rows[0])
    filled = any(text.strip() for row in rows for text in row)
    if max(map(len, rows)) > 1 and filled and not sentence:
        return [_table(rows)], number
    # One cell a row, or sentences in a single row: lines that are merely indented.
    return [block for row in rows for text in row for block in _paragraph(text)], number


def _starts_anew(line: str) -> bool:
    """Tell whether a line without a tab cannot be the rest of the cell above it."""
    return "\t" in line or _is_prose(line) or bool(SECTION_NUMBER.match(line))


# A row a line


def _rows_by_tab(lines: list[str], number: int) -> _Found | None:
    """Read rows of tab-separated cells, from line `number` on."""
    rows: Rows = []
    end = number
    while number < len(lines):
        line, after = _quoted(lines, number)
        if _is_tab_row(line):
            rows.append([_unquote(text) for text in line.split("\t")])
            number = end = after
        elif rows and number == end and _is_tab_row(_line(lines, number + 1)):
            # Between two rows: an empty line of a double-spaced file, or a merged row.
            if line.strip():
                if len(line.strip()) > LABEL_CHARACTERS or SECTION_NUMBER.match(line):
                    break
                rows.append([line])
            number += 1
            end = number
        else:
            break
    if not rows or (len(rows) == 1 and len(rows[0]) < 3):
        return None
    if all(not row[0].strip() for row in rows if len(row) > 1):
        # Every line begins with a tab: it is a margin, not a cell.
        rows = [row[1:] if len(row) > 1 else row for row in rows]
    return [_table(rows)], end


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _is_tab_row(line: str) -> bool:
    return "\t" in line[1:] and not _is_prose(line)


def _quoted(lines: list[str], number: int) -> tuple[str, int]:
    """Return a line with those that a quoted cell goes on in (as spreadsheets write them)."""
    line = lines[number]
    if line.count('"') % 2 and _QUOTE_OPENS.search(line):
        for after in range(number + 1, min(len(lines), number + QUOTED_LINES)):
            line += "\v" + lines[after]
            if lines[after].count('"') % 2 and _is_tab_row(line):
                return line, after + 1
    return lines[number], number + 1


_QUOTE_OPENS = re.compile(r'(?:^|\t)"')


def _unquote(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return text


# Bars


def _rows_by_bar(lines: list[str], number: int) -> _Found | None:
    """Read a table drawn with bars, from line `number` on."""
    groups: list[Rows] = [[]]
    rules = 0
    first = number
    while number < len(lines):
        line = lines[number].strip()
        if not line.strip(_DRAWING) and _HORIZONTAL.search(line):
            rules += 1
            groups.append([])
        elif _is_bar_row(line):
            groups[-1].append(_between_bars(line))
        else:
            break
        number += 1
    count = sum(map(len, groups))
    if not count and number > first:  # rules alone: as they stand, in one go
        return [block for line in lines[first:number] for block in _paragraph(line)], number
    if not count or (count == 1 and not rules):
        return None
    if rules >= _RULED_ROWS:
        rows = [row for group in groups if group for row in _joined(group)]
    else:
        rows = [row for group in groups for row in group]
    return [_table(rows)], number


def _is_bar_row(line: str) -> bool:
    bars = len(_BAR.findall(line))
    return bars >= 2 and (bool(_BAR.match(line)) or bool(_BAR.match(line[-1])))


def _between_bars(line: str) -> list[str]:
    texts = _BAR.split(line)
    if not texts[0].strip():
        texts = texts[1:]
    if texts and not texts[-1].strip():
        texts = texts[:-1]
    drawn = str.maketrans("", "", _RULES)
    return [text.translate(drawn).strip() for text in texts]


def _joined(group: Rows) -> Rows:
    """Join the lines of one ruled row, cell by cell, where they have the same bars."""
    if len({len(row) for row in group}) != 1:
        return group
    return [["\n".join(filter(None, parts)) for parts in zip(*group, strict=True)]]
