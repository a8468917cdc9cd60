"""Labels of two rows in one cell: a picture's border between them was not seen.

│ 4.保护第三方合法权益   │ 0 │ 2 │     The figures are the first row's, or both rows'; where the
│ 5.属于三类内部事务信息 │   │   │     next row has no label of its own, they are the first's and
├──────────────────────┼───┼───┤     the second label is that row's.
│                      │ 1 │ 0 │
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.statutory.labels import LIKELY, Label, likeness, read_label, row_wordings
from extractors.statutory.printed import Entry
from schemas.forms import TableCode


def part_double_labels(
    table: TableCode, entries: Sequence[Entry], codes: Sequence[str], headings: Container[str]
) -> None:
    """Give each of two rows its own label, in place, where one cell holds both.

    `codes` are the rows in the form's order, `headings` those that hold no figures. Both rows
    are doubted, but where the cell stands beside both.
    """
    following = dict(pairwise(code for code in codes if code not in headings))
    for at, entry in enumerate(entries):
        found = _two_labels(table, entry, following)
        if found is None:
            continue
        upper, lower = found
        label = entry.labels[-1]
        below = entries[at + 1] if at + 1 < len(entries) else None
        beside_both = (
            below is not None
            and bool(below.labels)
            and not below.labels[-1].fresh
            and below.labels[-1].text == label.text
        )
        entry.labels[-1] = replace(label, label=upper)
        if below is not None and (beside_both or not _is_labelled(below)):
            if beside_both:
                below.labels[-1] = replace(below.labels[-1], label=lower)
            else:
                below.labels.append(replace(label, label=lower))
                below.doubts.append("label_missing")
        if not beside_both:
            entry.doubts.append("label_doubtful")


def _is_labelled(entry: Entry) -> bool:
    return any(cell.fresh and cell.label.core and not cell.ill_read for cell in entry.labels)


def _two_labels(
    table: TableCode, entry: Entry, following: dict[str, str]
) -> tuple[Label, Label] | None:
    """Return the labels of a row and of the row after it that one cell holds, if it does."""
    if not entry.labels or not entry.labels[-1].fresh:
        return None
    cores = entry.labels[-1].label.cores
    if len(cores) < 2:
        return None
    upper = read_label(cores[-2])
    for address in upper.rows:
        after = following.get(address.code)
        if address.table != table or after is None:
            continue
        if likeness(cores[-1], row_wordings()[table, after]) >= LIKELY:
            return upper, read_label(cores[-1])
    return None
