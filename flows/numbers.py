"""A reading aid: a text with its figures marked, and beneath it what each of them counts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from extractors.narrative import read_paragraph
from extractors.narrative.records import record_of
from extractors.numerals import Span, find_spans
from schemas.document import Paragraph
from schemas.errors import DocumentError
from schemas.records import Quantity

STYLES = {
    "total": "bold green",
    "part": "green",
    "rate": "magenta",
    "change": "yellow",
    "plain": "cyan",
}
"""Colours by role; the brackets and numbers say the same without them."""

_NOT_SHOWN = ("list_marker", "idiom")
"""Spans too common and too plain to be listed."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, its figures, and what looks like a figure there and is none."""

    text: str
    quantities: list[Quantity]
    spans: list[Span]


def passages_of_text(text: str, year: int = 0) -> list[Passage]:
    """Return the paragraphs of a text. `year` is the report's, for what 上年 means; 0: none."""
    lines = text.splitlines()
    return [_passage(line, number, year) for number, line in enumerate(lines) if line.strip()]


def _passage(text: str, number: int, year: int) -> Passage:
    mentions = read_paragraph(text, year=year)
    printed = Paragraph(text)
    rows = [record_of(printed, each, section="", paragraph=number, reader="") for each in mentions]
    return Passage(text, rows, find_spans(text))


def passages_of_file(path: Path) -> list[Passage]:
    """Return the paragraphs of a document: of a report, its prose; else all of its text.

    Raises `DocumentError` where it cannot be read, `OSError` where it cannot be opened.
    """
    from extractors.report import extract_document
    from flows.conversion.single import read_document

    document = read_document(path.read_bytes(), path.name)
    texts = [paragraph.text for paragraph in document.paragraphs()]
    try:
        found = extract_document(document, "", path.name).quantities
    except DocumentError as error:
        if error.code != "not_a_report":
            raise
        return [_passage(text, number, 0) for number, text in enumerate(texts) if text.strip()]
    rows: dict[int, list[Quantity]] = {}
    for each in found:
        rows.setdefault(each.paragraph, []).append(each)
    return [Passage(texts[at], rows[at], find_spans(texts[at])) for at in sorted(rows)]


def as_json(passages: Sequence[Passage]) -> str:
    """Return the passages as JSON. Decimals are strings."""
    found = [
        {
            "text": passage.text,
            "quantities": [asdict(each) for each in passage.quantities],
            "not_figures": [
                {"start": each.start, "end": each.end, "surface": each.surface, "type": each.type}
                for each in passage.spans
            ],
        }
        for passage in passages
    ]
    return json.dumps(found, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} among the figures")


def render(passages: Sequence[Passage]) -> RenderableType:
    """Return the passages that have figures, marked, each with the list of its figures."""
    parts: list[RenderableType] = []
    figures = sum(len(passage.quantities) for passage in passages)
    for passage in passages:
        if passage.quantities:
            parts += [marked(passage), _listed(passage), Text("")]
        others = [f"{each.surface} ({each.type})" for each in _others(passage)]
        if others and (passage.quantities or len(passages) == 1):
            parts.insert(
                len(parts) - 1 if passage.quantities else len(parts),
                Text("Not figures: " + ", ".join(others), style="dim"),
            )
    if not figures:
        parts.insert(0, Text("No figure found."))
    return Group(*parts)


def _others(passage: Passage) -> Iterator[Span]:
    return (each for each in passage.spans if each.type not in _NOT_SHOWN)


def marked(passage: Passage) -> Text:
    """Return a passage with each figure in brackets, behind its number: 收到申请[1:36件]。"""
    shown = Text()
    at = 0
    for number, figure in enumerate(passage.quantities, 1):
        shown.append(passage.text[at : figure.start])
        shown.append(f"[{number}:{figure.surface}]", style=STYLES.get(figure.role, ""))
        at = figure.end
    shown.append(passage.text[at:])
    return shown


def _listed(passage: Passage) -> Table:
    numbers = {figure.start: number for number, figure in enumerate(passage.quantities, 1)}
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    table.add_column("", justify="right", style="dim")
    table.add_column("value", justify="right")
    table.add_column("unit")
    table.add_column("counts", overflow="fold")
    table.add_column("role", overflow="fold")
    table.add_column("metric", overflow="fold")
    for number, figure in enumerate(passage.quantities, 1):
        table.add_row(
            Text(str(number)),
            Text(_value(figure)),
            Text(figure.unit or ""),
            Text(figure.subject or "?"),
            Text(_role(figure, numbers), style=STYLES.get(figure.role, "")),
            Text(figure.metric or ""),
        )
    return table


def _value(figure: Quantity) -> str:
    if figure.value is None:
        return "?"
    said = f"{figure.value:f}"
    if figure.value_max is not None:
        said += f" to {figure.value_max:f}"
    if figure.approximate:
        said = f"about {said}"
    if figure.bound:
        said = f"{figure.bound.replace('_', ' ')} {said}"
    return said + ("?" if figure.needs_review else "")


def _role(figure: Quantity, numbers: dict[int, int]) -> str:
    """Return a figure's role with the numbers of the figures that it hangs on."""

    def number(start: int | None) -> str:
        return str(numbers.get(start, "?")) if start is not None else "?"

    said = "none at all" if figure.kind == "zero_statement" else figure.role
    if figure.role == "part":
        said = f"part of {number(figure.part_of)}"
    elif figure.role == "rate" and figure.rate_numerator is not None:
        said = f"rate {number(figure.rate_numerator)} / {number(figure.rate_denominator)}"
    elif figure.role == "change":
        said = f"change {figure.direction or ''}".strip()
        if figure.part_of is not None:
            said += f" from {number(figure.part_of)}"
        if figure.change_of is not None:
            said += f" to {number(figure.change_of)}"
    if figure.scope:
        said += f", {figure.scope}"
    if figure.reference_year:
        said += f", of {figure.reference_year}"
    return said
