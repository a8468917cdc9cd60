"""Labels of two rows in one cell: a picture's border between them was not seen.

│ 4.保护第三方合法权益   │ 0 │ 2 │     The figures are the first row's, or both rows'; where the
│ 5.属于三类内部事务信息 │   │   │     next row has no label of its own, they are the first's and
├──────────────────────┼───┼───┤     the second label is that row's.
│                      │ 1 │ 0 │
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from extractors.statutory.labels import LIKELY, Label, likeness, read_label, row_wordings
from extractors.statutory.lines import LineCell
from extractors.statutory.printed import Entry
from schemas.forms import FORM_VERSIONS, TableCode, load_form


def part_double_labels(table: TableCode, entries: Sequence[Entry]) -> None:
    """Give each of two rows its own label, in place, where one cell holds both.

    Both rows are doubted, but where the cell stands beside both.
    """
    for at, entry in enumerate(entries):
        found = _two_labels(table, entry)
        if found is None:
            continue
        upper, lower = found
        label = entry.labels[-1]
        entry.labels[-1] = replace(label, label=upper)
        below = entries[at + 1] if at + 1 < len(entries) else None
        if below is not None and _goes_on(label, below):
            below.labels[-1] = replace(below.labels[-1], label=lower)
            continue
        entry.doubts.append("label_doubtful")
        if below is not None and not _is_labelled(below):
            below.labels.append(replace(label, label=lower))
            below.doubts.append("label_missing")


def _goes_on(label: LineCell, below: Entry) -> bool:
    """Return whether a label's cell stands beside the row below too."""
    last = below.labels[-1] if below.labels else None
    return last is not None and not last.fresh and last.text == label.text


def _is_labelled(entry: Entry) -> bool:
    return any(cell.fresh and cell.label.core and not cell.ill_read for cell in entry.labels)


def _two_labels(table: TableCode, entry: Entry) -> tuple[Label, Label] | None:
    """Return the labels of a row and of the row after it that one cell holds, if it does."""
    if not entry.labels or not entry.labels[-1].fresh:
        return None
    cores = entry.labels[-1].label.cores
    if len(cores) < 2:
        return None
    upper = read_label(cores[-2])
    for address in upper.rows:
        if address.table != table:
            continue
        for after in _following(table).get(address.code, ()):
            if likeness(cores[-1], row_wordings()[table, after]) >= LIKELY:
                return upper, read_label(cores[-1])
    return None


@cache
def _following(table: TableCode) -> dict[str, frozenset[str]]:
    """Return the rows of figures that come right after each, in any version of the form."""
    after: dict[str, frozenset[str]] = {}
    for version in FORM_VERSIONS:
        for block in load_form(version).table(table).blocks:
            for row, other in pairwise(block.figure_rows()):
                after[row.code] = after.get(row.code, frozenset()) | {other.code}
    return after
