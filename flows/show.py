"""One document's extraction as readable tables for a terminal, and as JSON for machines."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas.errors import ERRORS
from schemas.forms import FORM_VERSIONS, Column, Form, FormBlock, Row, load_form
from schemas.records import Extraction, StatutoryCell

FIRST_WORDS = 72
"""Characters of a section's prose that are shown."""

BLANK, DASH, MISSING, REVIEW = "_", "-", "!", "?"
LEGEND = {
    BLANK: "blank",
    DASH: "a dash or slash",
    MISSING: "no such cell in the document",
    REVIEW: "after a figure: to be checked by eye",
}
"""Marks of the states that are no number. ASCII: one column wide on every terminal."""


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
    legend = _legend(extraction.cells)
    if legend:
        parts.append(Text(legend, style="dim"))
    parts += _sections(extraction)
    parts += _remarks(extraction)
    return Group(*parts)


def _heading(text: str) -> RenderableType:
    return Text(f"{text}\n", style="bold")


def _identity(extraction: Extraction) -> RenderableType:
    report = extraction.report
    period = " to ".join(str(day) for day in (report.period_start, report.period_end) if day)
    review = sum(cell.needs_review for cell in extraction.cells)
    numbers = sum(cell.state == "number" for cell in extraction.cells)
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
        ("Figures", f"{len(extraction.cells)}, {numbers} numbers, {review} to be checked by eye"),
        ("document_id", extraction.document_id),
    ):
        grid.add_row(name, Text(value))
    return Padding(grid, (0, 0, 1, 0))


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
    strays = [cell for cell in cells if cell.row is None or cell.column is None]
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
            yield Padding(_block(block, rows, at), (0, 0, 1, 0))


def _block(
    block: FormBlock,
    rows: list[Row],
    at: dict[tuple[str, str], list[StatutoryCell]],
) -> Table:
    figures = {
        row.code: [
            _figures(at.get((row.code, column.code), []), column) for column in block.columns
        ]
        for row in rows
        if row.kind != "header"
    }
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(Text(block.article or ""), overflow="fold", min_width=16)
    for index, column in enumerate(block.columns):
        # Headings fold, figures do not: seven columns and their labels fit into 80 characters.
        label_width = min(cell_len(column.label), 6 if len(block.columns) > 5 else 16)
        width = max(label_width, *(cell_len(each[index].plain) for each in figures.values()))
        table.add_column(
            Text(column.label), justify="right", overflow="fold", min_width=width, max_width=width
        )
    for row in rows:
        style = {"header": "dim", "total": "bold"}.get(row.kind, "")
        label = Text("  " * (row.level - 1) + row.label, style=style)
        table.add_row(label, *figures.get(row.code, ()))
    return table


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
    for name in ("row", "column", "as printed"):
        table.add_column(name, overflow="fold")
    for cell in cells:
        raw = " ".join((cell.raw or "").split())
        mark = REVIEW if cell.needs_review else ""
        table.add_row(Text(cell.row_label), Text(cell.column_label), Text(raw + mark))
    return table


def _legend(cells: list[StatutoryCell]) -> str:
    states = {cell.state for cell in cells}
    used = [
        mark
        for mark, state in ((BLANK, "blank"), (DASH, "dash"), (MISSING, "missing"))
        if state in states
    ]
    if any(cell.needs_review for cell in cells):
        used.append(REVIEW)
    return "".join(f"{mark}  {LEGEND[mark]}\n" for mark in used)


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
    failing = [check for check in extraction.checks if check.status != "pass"]
    if extraction.checks:
        passed = len(extraction.checks) - len(failing)
        yield _heading(f"Checks: {passed} pass, {len(failing)} do not")
    for check in failing:
        style = "red" if check.severity == "error" and check.status == "fail" else "yellow"
        yield Text.assemble((f"{check.check} {check.status}  ", style), check.message)
