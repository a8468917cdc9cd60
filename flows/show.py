"""One document's extraction as readable tables for a terminal, and as JSON for machines."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.checks import unassessed
from schemas.errors import ERRORS
from schemas.forms import FORM_VERSIONS, Column, Form, FormBlock, Row, load_form
from schemas.records import Extraction, StatutoryCell

FIRST_WORDS = 72
"""Characters of a section's prose that are shown."""

BLANK, DASH, MISSING, REVIEW = "_", "-", "!", "?"
LEGEND = {
    BLANK: "a blank cell",
    DASH: "a cell with a dash or slash",
    MISSING: "no such cell in the document",
    REVIEW: "after a figure: to be checked by eye",
}
"""Marks of the states that are no number. ASCII: one column wide on every terminal."""

LABEL_WIDTH = 12
"""Cells of the terminal that a row's label keeps, whatever the figures need."""

TEXT_WIDTH = 16
"""Cells of the terminal after which a text that stands for a figure may be broken."""


def as_json(extraction: Extraction) -> str:
    """Return the whole extraction as JSON. Decimals are strings, dates ISO 8601."""
    return json.dumps(asdict(extraction), ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in an extraction")


def render(extraction: Extraction) -> RenderableType:
    """Return the extraction as one printable whole, in the order of the report."""
    parts: list[RenderableType] = [_identity(extraction)]
    for statutory in load_form(FORM_VERSIONS[-1]).tables:
        parts += _statutory(statutory.code, extraction)
    if extraction.cells:
        legend = "".join(f"{mark}  {meaning}\n" for mark, meaning in LEGEND.items())
        parts.append(Text(legend, style="dim"))
    parts += _sections(extraction)
    parts += _remarks(extraction)
    return Group(*parts)


def _heading(text: str) -> RenderableType:
    return Text(f"{text}\n", style="bold")


def _identity(extraction: Extraction) -> RenderableType:
    report = extraction.report
    period = " to ".join(str(day) for day in (report.period_start, report.period_end) if day)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in (
        ("Agency", extraction.agency or "not told"),
        ("Report year", str(extraction.report_year or "not told")),
        ("Title", report.title or "none found"),
        ("Form", report.form or "no statutory table found"),
        ("Submitted on", str(report.submitted_on or "not told")),
        ("Period", period or "not told"),
        ("Kind of file", extraction.media_type),
        ("Figures", _count(extraction.cells)),
        ("document_id", extraction.document_id),
    ):
        grid.add_row(name, Text(value))
    return Padding(grid, (0, 0, 1, 0))


def _count(cells: list[StatutoryCell]) -> str:
    """Count the form's figures by what is in their cells, and apart those not on the form."""
    of_form = [cell for cell in cells if not _is_stray(cell)]
    states = Counter(cell.state for cell in of_form)
    review = sum(cell.needs_review for cell in cells)
    told = [
        (states["number"], "number" if states["number"] == 1 else "numbers"),
        (states["blank"], "blank"),
        (states["dash"], "dash" if states["dash"] == 1 else "dashes"),
        (states["text"], "text" if states["text"] == 1 else "texts"),
        (states["missing"], "missing"),
        (review, "to be checked by eye"),
    ]
    parts = ", ".join(f"{count} {name}" for count, name in told if count)
    strays = len(cells) - len(of_form)
    found = [f"{len(of_form)} of the form: {parts}"] if of_form else []
    return "; ".join(found + ([f"{strays} not on the form"] if strays else [])) or "none"


def _is_stray(cell: StatutoryCell) -> bool:
    return cell.row is None or cell.column is None


def _statutory(code: str, extraction: Extraction) -> Iterator[RenderableType]:
    """Yield one of the three tables, laid out as on the form (or forms) of its figures."""
    cells = [cell for cell in extraction.cells if cell.table == code]
    forms = [load_form(version) for version in FORM_VERSIONS]
    used = [form for form in forms if any(cell.form == form.version for cell in cells)]
    label = next(table.label for table in forms[-1].tables if table.code == code)
    yield _heading(label)
    if not cells:
        yield Text("not in this document\n", style="yellow")
    for form in used:
        if len(used) > 1:
            yield Text(f"rows of the form of {form.version}", style="dim")
        yield from _of_form(form, code, cells, only_found=len(used) > 1)
    strays = [cell for cell in cells if _is_stray(cell)]
    if strays:
        yield Padding(_strays(strays), (0, 0, 1, 0))


def _of_form(
    form: Form, code: str, cells: list[StatutoryCell], *, only_found: bool
) -> Iterator[RenderableType]:
    statutory = next(table for table in form.tables if table.code == code)
    at: defaultdict[tuple[str, str], list[StatutoryCell]] = defaultdict(list)
    for cell in cells:
        if cell.form == form.version and cell.row is not None and cell.column is not None:
            at[cell.row, cell.column].append(cell)
    for block in statutory.blocks:
        rows = [
            row
            for row in block.rows
            if not only_found or any((row.code, column.code) in at for column in block.columns)
        ]
        if rows:
            yield Padding(_Block(block, rows, at), (0, 0, 1, 0))


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a table's columns of figures stand: their widths and the gap before each."""

    widths: list[int]
    gap: int

    def bands(self, room: int) -> list[range]:
        """Return the columns (by number) that stand side by side in so many cells."""
        starts, used = [0], LABEL_WIDTH
        for number, width in enumerate(self.widths):
            used += self.gap + width
            if used > room and number > starts[-1]:
                starts.append(number)
                used = LABEL_WIDTH + self.gap + width
        return [range(*each) for each in pairwise([*starts, len(self.widths)])]


class _Block:
    """Rows of figures under their columns, as wide as the terminal.

    No figure is ever cropped or broken, since what is left would read as another figure.
    Labels and headings fold; where that is not enough, the columns are printed in bands, one
    below the other, each with the labels of the rows.
    """

    def __init__(
        self,
        block: FormBlock,
        rows: list[Row],
        at: dict[tuple[str, str], list[StatutoryCell]],
    ) -> None:
        self._block = block
        self._rows = rows
        self._figures = {
            row.code: [
                _figures(at.get((row.code, column.code), []), column) for column in block.columns
            ]
            for row in rows
            if row.kind != "header"
        }

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        heading = 6 if len(self._block.columns) > 5 else 16
        # The most readable that fits; six cells are three Chinese characters.
        layouts = [self._layout(*each) for each in ((heading, 2), (6, 2), (6, 1), (4, 1))]
        room = options.max_width
        fitting = (layout for layout in layouts if len(layout.bands(room)) == 1)
        layout = next(fitting, layouts[1])
        for number, band in enumerate(layout.bands(room)):
            if number:
                yield Text("")
            yield self._table(layout, band)

    def _layout(self, heading: int, gap: int) -> _Layout:
        widths = [
            max(
                min(cell_len(column.label), heading),
                *(_unbroken(each[number]) for each in self._figures.values()),
            )
            for number, column in enumerate(self._block.columns)
        ]
        return _Layout(widths, gap)

    def _table(self, layout: _Layout, band: range) -> Table:
        # Of the gap one cell is the box's, the others are padding.
        table = Table(
            box=box.SIMPLE_HEAD, padding=(0, layout.gap - 1, 0, 0), show_edge=False, pad_edge=False
        )
        table.add_column(Text(self._block.article or ""), overflow="fold")
        for number in band:
            label = Text(self._block.columns[number].label)
            width = layout.widths[number]
            table.add_column(label, justify="right", overflow="fold", width=width)
        for row in self._rows:
            style = {"header": "dim", "total": "bold"}.get(row.kind, "")
            label = Text("  " * (row.level - 1) + row.label, style=style)
            figures = self._figures.get(row.code)
            table.add_row(label, *([figures[number] for number in band] if figures else ()))
        return table


def _unbroken(figure: Text) -> int:
    """Return the width that a figure needs; only a text in its place may be broken."""
    widest = max(cell_len(word) for word in figure.plain.split())
    return min(widest, TEXT_WIDTH) if '"' in figure.plain else widest


def _figures(cells: list[StatutoryCell], column: Column) -> Text:
    if not cells:
        return Text(MISSING, style="red")
    return Text(" / ").join(_figure(cell, column) for cell in cells)


def _figure(cell: StatutoryCell, column: Column) -> Text:
    """Return a figure with its unit, where that is not the form's, and its marks."""
    if cell.state == "number" and cell.value is not None:
        sign = "+" if column.signed and cell.value > 0 else ""
        unit = cell.unit if cell.unit and cell.unit != column.unit else ""
        text = Text(f"{sign}{cell.value:f}{unit}")
    elif cell.state == "text":
        text = Text(f'"{" ".join((cell.raw or "").split())}"', style="yellow")
    else:
        mark = {"blank": BLANK, "dash": DASH}.get(cell.state, MISSING)
        text = Text(mark, style="red" if mark == MISSING else "dim")
    if cell.needs_review:
        text.append(REVIEW, style="bold red")
    return text


def _strays(cells: list[StatutoryCell]) -> Table:
    table = Table(
        title="Not on the form", title_justify="left", box=box.SIMPLE_HEAD, show_edge=False
    )
    printed = [_as_printed(cell) for cell in cells]
    width = min(max(cell_len("as printed"), *map(cell_len, printed)), TEXT_WIDTH)
    table.add_column("row", overflow="fold")
    table.add_column("column", overflow="fold")
    # Of fixed width: the labels fold first.
    table.add_column("as printed", overflow="fold", width=width)
    for cell, raw in zip(cells, printed, strict=True):
        table.add_row(Text(cell.row_label), Text(cell.column_label), Text(raw))
    return table


def _as_printed(cell: StatutoryCell) -> str:
    mark = REVIEW if cell.needs_review else ""
    return (" ".join((cell.raw or "").split()) or BLANK) + mark


def _sections(extraction: Extraction) -> Iterator[RenderableType]:
    if not extraction.sections:
        return
    yield _heading("Sections")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold", max_width=36)
    grid.add_column(overflow="fold", style="dim")
    for section in extraction.sections:
        words = " ".join(section.text.split())
        more = "…" if len(words) > FIRST_WORDS else ""
        grid.add_row(Text(section.heading or section.section), Text(words[:FIRST_WORDS] + more))
    yield Padding(grid, (0, 0, 1, 0))


def _remarks(extraction: Extraction) -> Iterator[RenderableType]:
    """Yield the notes on the reading and the checks that do not pass."""
    if extraction.notes:
        yield _heading("Notes")
        for note in extraction.notes:
            kind = ERRORS.get(note.code)
            detail = f" ({note.detail})" if note.detail else ""
            yield Text(f"{note.code}{detail}: {kind.meaning if kind else ''}".rstrip(": "))
    statuses = Counter(check.status for check in extraction.checks)
    if extraction.checks:
        passed, failed, unsure = (statuses[each] for each in ("pass", "fail", "not_assessable"))
        counts = [
            f"{passed} pass{'es' if passed == 1 else ''}",
            f"{failed} fail{'s' if failed == 1 else ''}",
            *([f"{unsure} cannot be assessed"] if unsure else []),
        ]
        yield _heading(f"Checks: {', '.join(counts)}")
    failing = (each for each in extraction.checks if each.status == "fail")
    for check in sorted(failing, key=lambda each: each.severity != "error"):
        style, mark = ("red", "fail") if check.severity == "error" else ("yellow", "fail (warning)")
        yield Text.assemble((f"{check.check} {mark}  ", style), check.message)
    for code, count, reason in unassessed(extraction.checks):
        times = f" ({count} times)" if count > 1 else ""
        yield Text.assemble((f"{code} not_assessable{times}  ", "dim"), reason)
