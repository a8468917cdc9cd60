"""Fills the blank 2021 form, as an office made it in WPS, with given figures.

The places of the cells are known from that one template, whose three tables come in the
form's order and hold, without labels, the form's figures in the form's order. It is not a
way to read other documents.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from schemas.forms import load_form
from tools.samples.model import Address

_FIGURE_ROWS: tuple[dict[int, int], ...] = (
    {2: 3, 3: 3, 6: 1, 9: 1, 10: 1, 13: 1},
    dict.fromkeys(range(3, 28), 7),
    {3: 15},
)
"""For each table of the template: row → how many of its last cells hold figures."""


def fill_template(template: Path | bytes, raws: Mapping[Address, str]) -> bytes:
    """Return the template as a .docx with `raws` printed; figures not given stay blank.

    Raises ValueError where the document has not the template's 200 places, KeyError for an
    address that the form does not have.
    """
    document = docx.Document(io.BytesIO(template) if isinstance(template, bytes) else str(template))
    cells = list(_figure_cells(document))
    addresses = [place.address for place in load_form("2021").figures()]
    if len(cells) != len(addresses):
        raise ValueError(f"the template has {len(cells)} places for {len(addresses)} figures")
    places = dict(zip(addresses, cells, strict=True))
    for address, raw in raws.items():
        _print(places[address], raw)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _figure_cells(document: Any) -> Iterator[Any]:
    for table, rows in zip(document.tables, _FIGURE_ROWS, strict=True):
        lines = table._tbl.tr_lst
        for row, count in rows.items():
            yield from lines[row].tc_lst[-count:]


def _print(cell: Any, raw: str) -> None:
    """Put the text into the cell's first run, keeping its format, and empty the others."""
    texts = list(cell.iter(qn("w:t")))
    if not texts:
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        run.append(text)
        next(cell.iter(qn("w:p"))).append(run)
        texts = [text]
    first, *others = texts
    first.text = raw
    first.set(qn("xml:space"), "preserve")
    for text in others:
        text.text = ""
