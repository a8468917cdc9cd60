"""Groups → placed figures: what all three statutory tables have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.statutory.align import SURE, Match, align
from extractors.statutory.labels import row_wordings
from extractors.statutory.lines import LineCell
from extractors.statutory.pairing import Entry, Header, Paired, one_line, pair
from schemas.forms import FormVersion, TableCode

ALIKE = 0.6
"""Likeness from which a label that is alone in its gap is taken without a person's look."""


@dataclass(slots=True)
class Placed:
    """A printed cell with its place on the form, as far as it has one.

    `version` is None where both forms have the figure; `cell` None where nothing is printed
    though the row is there.
    """

    table: TableCode
    version: FormVersion | None
    row: str | None
    column: str | None
    row_label: str
    column_label: str
    cell: LineCell | None
    doubts: list[str] = field(default_factory=list)
    by_order: bool = False


def match_rows(table: TableCode, entries: Sequence[Entry], codes: Sequence[str]) -> list[Match]:
    """Find the row codes of entries among `codes`, which come in the form's order."""
    wordings = row_wordings()
    printed = [
        (
            entry.label.label.core if entry.label else "",
            frozenset(
                address.code
                for address in (entry.label.label.rows if entry.label else ())
                if address.table == table
            ),
        )
        for entry in entries
    ]
    return align(printed, [(code, wordings[table, code]) for code in codes])


def settle_rows(table: TableCode, entries: Sequence[Entry], codes: Sequence[str]) -> None:
    """Give each entry its row code and the doubts that go with it.

    An entry whose label says nothing is placed where exactly one row of the form is wanting
    between its neighbours; one whose label is unlike any stays without a code.
    """
    matches = match_rows(table, entries, codes)
    for entry, match in zip(entries, matches, strict=True):
        entry.code = match.code
        if match.code is not None and match.likeness < 1.0:
            entry.doubts.append("label_inexact" if match.likeness >= ALIKE else "label_doubtful")
    order = list(codes)
    given = {entry.code for entry in entries}
    for at, entry in enumerate(entries):
        if entry.code is not None or (entry.label is not None and entry.label.label.core):
            continue
        before = next((e.code for e in reversed(entries[:at]) if e.code), None)
        after = next((e.code for e in entries[at + 1 :] if e.code), None)
        low = order.index(before) if before in order else -1
        high = order.index(after) if after in order else len(order)
        free = [code for code in order[low + 1 : high] if code not in given]
        if len(free) == 1:
            entry.code = free[0]
            entry.doubts.append("label_missing")
            given.add(entry.code)


def settle_headers(
    headers: Sequence[Header], table: TableCode, expected: Sequence[tuple[str, tuple[str, ...]]]
) -> float:
    """Give each header its column code; return how well the printed fit the expected, 0 to 1."""
    printed = [
        (
            header.cell.label.core if header.cell else "",
            frozenset(
                address.code
                for address in (header.cell.label.columns if header.cell else ())
                if address.table == table
            ),
        )
        for header in headers
    ]
    matches = align(printed, expected)
    for header, match in zip(headers, matches, strict=True):
        header.code, header.likeness = match.code, match.likeness
    score = sum(match.likeness for match in matches if match.code)
    named = sum(1 for core, _ in printed if core)
    return 2 * score / (named + len(expected)) if named + len(expected) else 0.0


def drop_row_heads(headers: list[Header]) -> list[Header]:
    """Drop the headers before the first with a code: they stand over the rows' labels."""
    first = next((at for at, header in enumerate(headers) if header.code), 0)
    return headers[first:]


def place_entry(
    table: TableCode, version: FormVersion | None, entry: Entry, headers: Sequence[Header]
) -> list[Placed]:
    """Place one row's cells under its headers."""
    placed = []
    for paired in pair(headers, entry):
        header = headers[paired.header] if paired.header is not None else None
        placed.append(_place(table, version, entry, header, paired))
    return placed


def _place(
    table: TableCode,
    version: FormVersion | None,
    entry: Entry,
    header: Header | None,
    paired: Paired,
) -> Placed:
    doubts = [*entry.doubts, *paired.doubts]
    column = header.code if header is not None else None
    if header is not None and header.cell is None:
        doubts.append("header_missing")
    elif header is not None and column is not None and header.likeness < SURE:
        doubts.append("label_inexact" if header.likeness >= ALIKE else "label_doubtful")
    if entry.line.by_order:
        doubts.append("placed_by_order")
    return Placed(
        table,
        version,
        entry.code,
        column,
        entry.label_text,
        one_line(header.cell.text) if header is not None and header.cell is not None else "",
        paired.cell,
        list(dict.fromkeys(doubts)),
        entry.line.by_order,
    )
