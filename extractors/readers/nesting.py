"""Tables inside tables: which one is the table, and which is only a frame.

Word and HTML both nest tables, and both use them for page layout. A reader builds the tree
as it stands in the file (`RawTable`), and `flatten` decides, for both alike:

    frame around a table           note inside a cell of a table
    +---------------------+        +-------+--------------+
    | title               |        | label | +----+----+  |
    | +----+----+----+    |        |       | | 3  | 件 |  |
    | |    |    |    |    |        |       | +----+----+  |
    | +----+----+----+    |        +-------+--------------+
    +---------------------+        | label | 0            |
    the outer is dissolved         the inner becomes the cell's text
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.document import NOWHERE, Block, Cell, Paragraph, Picture, Place, Table

DISSOLVED_LEVELS = 20
"""How many frames inside each other are told apart; deeper ones are read as plain text."""

PROSE_CHARACTERS = 200
"""From this length on a cell is prose. The longest label of either form has under 60."""

LAYOUT_CELLS = 6
"""A table with no more non-empty cells than this may be a page's layout (head, menu, body,
foot) around one cell of prose. The smallest statutory table on its own, 第（八）项, has 5, but
none of its cells is prose."""

PROSE_SHARE = 0.8
"""Share of a layout table's characters that its prose cells hold."""


@dataclass(slots=True)
class RawCell:
    """A cell as it stands in the file: its rectangle (as in `Cell`) and what is in it.

    `blocks` come in reading order. One paragraph of the cell is one `Paragraph`. `doubts` are
    codes of `schemas.doubts`.
    """

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    blocks: list[Block | RawTable] = field(default_factory=list)
    place: Place = NOWHERE
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class RawTable:
    """A table as it stands in the file; no two cells cover one position."""

    cells: list[RawCell]
    rows: int
    columns: int
    place: Place = NOWHERE


def flatten(table: RawTable) -> list[Block]:
    """Return what the table is to a reader of the page: one table, or what it frames.

    A table without inner tables and prose comes back as one `Table`, followed by the
    pictures in its cells. Paragraphs of whitespace alone are dropped. Never raises, however
    deep the tables are nested.
    """
    return _flatten(table, DISSOLVED_LEVELS)


def _flatten(table: RawTable, levels: int) -> list[Block]:
    if not table.cells:
        return []
    table.cells.sort(key=_reading_order)
    if _is_plain(table):
        return [_as_table(table)]
    if not is_frame(table):
        return [_as_table(table), *_pictures(table)]
    blocks: list[Block] = []
    for cell in table.cells:
        for block in cell.blocks:
            if isinstance(block, RawTable):
                if levels:
                    blocks.extend(_flatten(block, levels - 1))
                else:
                    blocks.extend(Paragraph(line) for line in text_of(block).split("\n") if line)
                    blocks.extend(_pictures(block))
            elif not isinstance(block, Paragraph) or _has_text(block.text):
                blocks.append(block)
    return blocks


def is_frame(table: RawTable) -> bool:
    """Tell whether a table only arranges other things on the page.

    It does where it has a single cell; where a table inside it (at any depth) has more cells
    than it has itself; where each cell that holds anything holds a table or prose; or
    where it has few cells and nearly all its text is prose.
    """
    cells = table.cells
    if len(cells) == 1:
        return True
    if _largest_inside(table) > len(cells):
        return True
    filled = lengthy = characters = prose_characters = 0
    for cell in cells:
        # Text at any depth: a frame of one cell inside another's cell is the cell's prose.
        length = sum(len(paragraph.text.strip()) for paragraph in _paragraphs(cell))
        holds_table = any(isinstance(b, RawTable) and len(b.cells) > 1 for b in cell.blocks)
        if not cell.blocks or not (length or holds_table):
            continue
        filled += 1
        characters += length
        if length >= PROSE_CHARACTERS:
            prose_characters += length
        lengthy += length >= PROSE_CHARACTERS or holds_table
    if not filled:
        return False
    if lengthy == filled:
        return True
    return (
        filled <= LAYOUT_CELLS
        and prose_characters >= PROSE_CHARACTERS
        and prose_characters >= PROSE_SHARE * characters
    )


def text_of(table: RawTable) -> str:
    """Return a table's text: the cells of a row joined by a space, the rows by a newline.

    Inner tables are put where they stand, their text in one line.
    """
    rows: dict[int, list[str]] = {}
    for cell in sorted(table.cells, key=_reading_order):
        text = " ".join(paragraph.text for paragraph in _paragraphs(cell))
        text = text.replace("\n", " ").strip()
        if text:
            rows.setdefault(cell.row, []).append(text)
    return "\n".join(" ".join(row) for row in rows.values())


def _reading_order(cell: RawCell) -> tuple[int, int]:
    return cell.row, cell.column


def _has_text(text: str) -> bool:
    return bool(text) and not text.isspace()


def _is_plain(table: RawTable) -> bool:
    """Tell, for nearly every table at once, that it is no frame and has no pictures."""
    if len(table.cells) == 1:
        return False
    for cell in table.cells:
        length = 0
        for block in cell.blocks:
            if not isinstance(block, Paragraph):
                return False
            length += len(block.text)
        if length >= PROSE_CHARACTERS:
            return False
    return True


def _as_table(table: RawTable) -> Table:
    return Table(
        [
            Cell(
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                _cell_text(cell),
                cell.place,
                doubts=cell.doubts,
            )
            for cell in table.cells
        ],
        table.rows,
        table.columns,
        place=table.place,
    )


def _cell_text(cell: RawCell) -> str:
    texts = []
    for block in cell.blocks:
        if isinstance(block, Paragraph):
            text = block.text
        elif isinstance(block, RawTable):
            text = text_of(block)
        else:
            continue
        if _has_text(text):
            texts.append(text)
    return texts[0] if len(texts) == 1 else "\n".join(texts)


def _walk(blocks: list[Block | RawTable]) -> Iterator[Block | RawTable]:
    """Yield the blocks and all those inside their tables, in reading order.

    A stack of our own, because the tables may be nested deeper than Python recurses.
    """
    stack = [iter(blocks)]
    while stack:
        block = next(stack[-1], None)
        if block is None:
            stack.pop()
            continue
        yield block
        if isinstance(block, RawTable):
            stack.extend(
                iter(cell.blocks)
                for cell in sorted(block.cells, key=_reading_order, reverse=True)
                if cell.blocks
            )


def _paragraphs(cell: RawCell) -> Iterator[Paragraph]:
    return (b for b in _walk(cell.blocks) if isinstance(b, Paragraph) and _has_text(b.text))


def _pictures(table: RawTable) -> list[Block]:
    pictures: list[Block] = []
    for cell in table.cells:
        if cell.blocks:
            pictures.extend(b for b in _walk(cell.blocks) if isinstance(b, Picture))
    return pictures


def _largest_inside(table: RawTable) -> int:
    """Return the number of cells of the largest table inside, at any depth; 0 where none."""
    return max(
        (
            len(block.cells)
            for cell in table.cells
            for block in _walk(cell.blocks)
            if isinstance(block, RawTable)
        ),
        default=0,
    )
