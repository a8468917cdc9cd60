"""Writes a report as a text file, in the ways that conversions from Word give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tools.samples.grid import Grid, Slot
from tools.samples.layout import SamplePart, lay_out
from tools.samples.model import Paragraph, SampleReport

TextStyle = Literal["cells", "rows", "sheet", "bare"]
TextEncoding = Literal["utf-8", "utf-8-sig", "gb18030", "utf-16"]


@dataclass(frozen=True, slots=True)
class TextOptions:
    """How to write the text.

    cells: a line a cell, each begun by a tab, a merged cell's continuation empty, a blank
      line after each row; a cell's second line has no tab.
    rows: a line a row, its cells separated by tabs, each merged cell once.
    sheet: like rows, but with an empty cell for every grid column that a merged one covers.
    bare: a line a cell, without tabs; blank cells leave nothing.
    """

    style: TextStyle = "cells"
    encoding: TextEncoding = "utf-8"
    newline: str = "\n"
    bookmark: bool = False


def write_text(report: SampleReport, options: TextOptions = TextOptions()) -> bytes:
    """Return the report as the bytes of a .txt file."""
    text = "".join(_part(part, options) for part in lay_out(report))
    if options.bookmark:
        first = report.prose["overview"][0].text
        text = text.replace(first, f"[bookmark: _GoBack]{first}", 1)
    return text.replace("\n", options.newline).encode(options.encoding)


def _part(part: SamplePart, options: TextOptions) -> str:
    if isinstance(part, Paragraph):
        return _paragraph(part)
    return _WRITERS[options.style](part)


def _paragraph(part: Paragraph) -> str:
    after = "\n\n" if part.role == "right" and part.text.endswith("日") else ""
    return f"{part.text}\n{after}"


def _cells(grid: Grid) -> str:
    rows = [
        "".join(f"\t{'' if slot.continued else slot.cell.text}\n" for slot in line)
        for line in grid.slots()
    ]
    return "".join(f"{row}\n" for row in rows) + "\n"


def _in_one_line(slot: Slot) -> str:
    return "" if slot.continued else slot.cell.text.replace("\n", "")


def _rows(grid: Grid) -> str:
    return "".join("\t".join(map(_in_one_line, line)) + "\n" for line in grid.slots()) + "\n"


def _sheet(grid: Grid) -> str:
    return (
        "".join(
            "\t".join(
                text for slot in line for text in (_in_one_line(slot), *[""] * (slot.cell.span - 1))
            )
            + "\n"
            for line in grid.slots()
        )
        + "\n"
    )


def _bare(grid: Grid) -> str:
    return "".join(
        f"{slot.cell.text.strip()}\n"
        for line in grid.slots()
        for slot in line
        if not slot.continued and slot.cell.text.strip()
    )


_WRITERS = {"cells": _cells, "rows": _rows, "sheet": _sheet, "bare": _bare}
