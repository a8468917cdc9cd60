"""The header over table 二's labels and the first label under it, in one cell.

│ 信息内容 │ 本年制发件数 │     A picture's border between them was not seen, so that their
│ 规章    ├────────────┤     cell stands beside two rows.
│         │          5 │
"""

from __future__ import annotations

from extractors.statutory.labels import core_of, likely_row, normalise, read_label
from schemas.labels import HEADER_LABELS

HEADER = frozenset(HEADER_LABELS["proactive_disclosure"])


def part_corner(text: str) -> tuple[str, str] | None:
    """Return the texts of the header and of the row's label that a cell holds, if it does."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or core_of(normalise(lines[0])) not in HEADER:
        return None
    for start in range(1, len(lines)):  # dirt may stand between them
        label = "\n".join(lines[start:])
        read = read_label(label)
        if read.rows or likely_row(read.core):
            return lines[0], label
    return None
