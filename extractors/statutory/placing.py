"""Groups → placed figures: what all three statutory tables have in common."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from extractors.statutory.align import SURE, Match, align
from extractors.statutory.double_labels import part_double_labels
from extractors.statutory.labels import read_label, row_wordings
from extractors.statutory.lines import LineCell
from extractors.statutory.pairing import pair
from extractors.statutory.printed import TOTAL, Entry, Header, Paired, one_line
from schemas.document import NOWHERE, Place
from schemas.forms import FormVersion, TableCode

ALIKE = 0.6
"""Likeness from which a label that is alone in its gap is taken without a person's look."""

MOST_MISREAD = 0.4
"""Share of a table's headers that may be misread, for the others to show where they belong."""


HEADER_LINES = 3
"""So many lines has the header of table 三."""


@dataclass(slots=True)
class Placed:
    """A printed cell with its place on the form, as far as it has one.

    `version` is None where both forms have the figure; `cell` None where nothing is printed
    though the row is there. `head` is where the header over it stands.
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
    head: Place = NOWHERE


def match_rows(
    table: TableCode,
    entries: Sequence[Entry],
    codes: Sequence[str],
    headings: Container[str] = (),
) -> list[Match]:
    """Find the row codes of entries among `codes`, which come in the form's order."""
    wordings = row_wordings()
    labels = [entry.own_label(headings) for entry in entries]
    printed = [
        (
            label.core if label else "",
            frozenset(a.code for a in (label.rows if label else ()) if a.table == table),
        )
        for label in labels
    ]
    return align(printed, [(code, wordings[table, code]) for code in codes], headings)


def settle_rows(
    table: TableCode,
    entries: Sequence[Entry],
    codes: Sequence[str],
    headings: Container[str] = (),
) -> None:
    """Give each entry its row code and the doubts that go with it.

    An entry without a label is the rest of the row above where that is blank; else it is
    placed where the form has as many rows wanting between its neighbours as there are such
    entries. One whose label is unlike any stays without a code. `headings` are the codes of
    rows that hold no figures.
    """
    _join_cut_labels(table, entries)
    part_double_labels(table, entries)
    matches = match_rows(table, entries, codes, headings)
    for entry, match in zip(entries, matches, strict=True):
        entry.code = match.code
        if match.doubtful:
            entry.doubts.append("label_doubtful")
        elif match.code is not None and match.likeness < 1.0:
            sure = match.likeness >= ALIKE and not _is_upper_half(table, entry, match.code)
            entry.doubts.append("label_inexact" if sure else "label_doubtful")
    for above, entry in pairwise(entries):
        waits = above.code is not None and above.code not in headings and _is_blank(above)
        if waits and entry.code is None and not _has_label(entry, headings):
            entry.code = above.code
            entry.doubts.append("label_missing")
    _fill_gaps(entries, [code for code in codes if code not in headings], headings)


def _has_label(entry: Entry, headings: Container[str]) -> bool:
    """Return whether a row has a label that was read; of what a picture left of one, none was."""
    label = entry.own_label(headings)
    if label is None or not label.core:
        return False
    return label.known or not entry.labels[-1].ill_read


def _is_blank(entry: Entry) -> bool:
    """Return whether a row has no figures but dirt, which a page's end leaves of a cut row."""
    empty = sum(cell.empty for cell in entry.data)
    dirty = all(cell.empty or cell.ill_read for cell in entry.data)
    return empty == len(entry.data) or (dirty and 2 * empty > len(entry.data))


def _is_upper_half(table: TableCode, entry: Entry, code: str) -> bool:
    """Tell what a page's end may have left of a row: no figures, and a label's beginning."""
    core = entry.labels[-1].label.core if entry.labels else ""
    begun = any(each.startswith(core) for each in row_wordings()[table, code] if each != core)
    return bool(core) and begun and _is_blank(entry)


def _join_cut_labels(table: TableCode, entries: Sequence[Entry]) -> None:
    """Join a label of which a page's end left one half on a row without figures.

    Where the header that the next page repeats was not read as one, its lines stand between
    the halves.
    """
    for at, above in enumerate(entries):
        if not above.labels or not _is_blank(above):
            continue
        for entry in entries[at + 1 : at + 2 + HEADER_LINES]:
            if not entry.labels or entry.labels[-1].label.rows or not _is_fresh(above, entry):
                continue
            whole = read_label(above.labels[-1].text + entry.labels[-1].text)
            if any(address.table == table for address in whole.rows):
                lower = entry.labels[-1]
                joined = replace(lower, text=whole.text, label=whole)
                above.labels[-1] = entry.labels[-1] = joined
                break


def _is_fresh(above: Entry, entry: Entry) -> bool:
    return above.labels[-1].fresh and entry.labels[-1].fresh


def _fill_gaps(entries: Sequence[Entry], order: list[str], headings: Container[str]) -> None:
    """Place runs of rows without labels where the form has just as many rows wanting."""
    given = {entry.code for entry in entries}
    start = 0
    while start < len(entries):
        stop = start
        while (
            stop < len(entries)
            and entries[stop].code is None
            and not _has_label(entries[stop], headings)
        ):
            stop += 1
        run = entries[start:stop]
        start = stop + 1
        if not run:
            continue
        before = next((e.code for e in reversed(entries[: stop - len(run)]) if e.code), None)
        after = next((e.code for e in entries[stop:] if e.code), None)
        low = order.index(before) if before in order else -1
        high = order.index(after) if after in order else len(order)
        free = [code for code in order[low + 1 : high] if code not in given]
        if len(free) == len(run):
            for entry, code in zip(run, free, strict=True):
                entry.code = code
                entry.doubts.append("label_missing")
                given.add(code)


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
    twice = {match.code for match in matches if match.again}
    for header, match in zip(headers, matches, strict=True):
        header.code = match.code if not match.again else None
        header.likeness = match.likeness
        header.doubtful = match.doubtful or match.code in twice
    _fill_misread(headers, expected)
    score = sum(match.likeness for match in matches if match.code and not match.again)
    named = sum(1 for core, _ in printed if core)
    return 2 * score / (named + len(expected)) if named + len(expected) else 0.0


def _fill_misread(
    headers: Sequence[Header], expected: Sequence[tuple[str, tuple[str, ...]]]
) -> None:
    """Give headers without a code those of their places, if all others stand at theirs.

    form     维持 纠正 其他 尚未 总计      Of two letters one misread leaves too little
    printed  维持 纠正 其他 尚未 总订      likeness. One wrong letter is a slip; more than
                                      that is doubted.
    """
    order = [code for code, _ in expected]
    first = next((at for at, header in enumerate(headers) if header.code is not None), None)
    if first is None:
        return
    start = first - order.index(headers[first].code or "")
    if start < 0 or start + len(order) != len(headers):
        return
    strangers = []
    for header, (code, wordings) in zip(headers[start:], expected, strict=True):
        if header.code == code:
            continue
        cell = header.cell
        if header.code is not None or cell is None or cell.could_be_figure or cell.label.known:
            return
        strangers.append((header, code, wordings))
    if len(strangers) > MOST_MISREAD * len(order):
        return
    for header, code, wordings in strangers:
        slip = header.cell is not None and is_slip(header.cell, wordings)
        header.code, header.likeness, header.doubtful = code, ALIKE, not slip


def is_slip(cell: LineCell, wordings: Sequence[str]) -> bool:
    """Tell whether a label is one of some wordings but for a letter."""
    return any(Levenshtein.distance(cell.label.core, wording) <= 1 for wording in wordings)


def doubt_order(headers: Sequence[Header], expected: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    """Doubt, in place, the columns that do not stand where the form's order has them.

    form     甲 乙 丙 丁      One header in another place puts it and all that it has passed over
    printed  甲 丁 乙 丙      others' figures, if it is damage. If it is the agency's own order, a
                 ▲  ▲  ▲      look is asked in vain. Only a total is often printed first.
    """
    order = {code: at for at, (code, _) in enumerate(expected)}
    named = [header for header in headers if header.code in order]
    if named and named[0].code == TOTAL:
        named = named[1:]
    places = [order[header.code] for header in named if header.code is not None]
    for header, place, own in zip(named, places, sorted(places), strict=True):
        header.order_unclear |= place != own


def drop_row_heads(headers: list[Header]) -> list[Header]:
    """Drop the headers before the first with a code: they stand over the rows' labels."""
    first = next((at for at, header in enumerate(headers) if header.code), 0)
    return headers[first:]


def place_entry(
    table: TableCode, version: FormVersion | None, entry: Entry, headers: Sequence[Header]
) -> list[Placed]:
    """Place one row's cells under its headers."""
    return [
        place_cell(table, version, entry.code, entry, headers, paired)
        for paired in pair(headers, entry)
    ]


def header_doubts(header: Header | None) -> list[str]:
    """Return what is doubtful in the header that a figure stands under."""
    if header is None:
        return []
    doubts = ["order_unclear"] if header.order_unclear else []
    if header.cell is None:
        doubts.append("header_missing")
    elif header.doubtful:
        doubts.append("label_doubtful")
    elif header.code is not None and header.likeness < SURE:
        doubts.append("label_inexact" if header.likeness >= ALIKE else "label_doubtful")
    if header.cell is not None and header.likeness < 1.0 and _may_be_two(header.cell):
        doubts.append("grid_unclear")
    return doubts


def _may_be_two(head: LineCell) -> bool:
    """Return whether a border may be lost between two headers: 商业科研企业机构."""
    wide = head.start is not None and head.stop is not None and head.stop - head.start > 1
    return wide and "grid_unclear" in head.doubts


def place_cell(
    table: TableCode,
    version: FormVersion | None,
    row: str | None,
    entry: Entry,
    headers: Sequence[Header],
    paired: Paired,
) -> Placed:
    """Place one cell of a row under its header; `row` is the code that it gets."""
    header = headers[paired.header] if paired.header is not None else None
    doubts = [*entry.doubts, *paired.doubts, *header_doubts(header)]
    if entry.line.by_order:
        doubts.append("placed_by_order")
    return Placed(
        table,
        version,
        row,
        header.code if header is not None else None,
        entry.label_text,
        one_line(header.cell.text) if header is not None and header.cell is not None else "",
        paired.cell,
        list(dict.fromkeys(doubts)),
        entry.line.by_order,
        header.cell.place if header is not None and header.cell is not None else NOWHERE,
    )
