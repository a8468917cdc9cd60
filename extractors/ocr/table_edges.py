"""Which edges of a table's lattice are borders: seen, broken, pale, or gone and restored.

Each step completes what the ones before it found: rules too short or too pale to be lines of a
page, columns that the form's regularity asks for, then the edges of each rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extractors.ocr.borders import Evidence
from extractors.ocr.figure_rows import between_figures
from extractors.ocr.frames import Frame
from extractors.ocr.lattice import Flags, Lattice, edges_present, lattice_of
from extractors.ocr.model import PreparedPage
from extractors.ocr.pale_rules import edges_of, pale_edges, pale_rows
from extractors.ocr.periods import missing_in_groups
from extractors.ocr.regular import missing_columns, restore_edges
from extractors.ocr.rules import Rule
from extractors.ocr.short_rules import outer_rows, short_columns


@dataclass(slots=True)
class Edges:
    """Edges of one direction, a row of them per rule, in order along it.

    `there` have ink, of which `broken` only some; `lost` left none, and are borders all the same.
    """

    there: Flags
    broken: Flags
    lost: Flags

    @property
    def borders(self) -> Flags:
        """Return which edges are borders."""
        return self.there | self.lost

    @property
    def restored(self) -> Flags:
        """Return which of them a reader of the page does not see whole."""
        return self.broken | self.lost


def with_missing_rules(
    lattice: Lattice, frame: Frame, level: Evidence, upright: Evidence, page: PreparedPage
) -> Lattice:
    """Return the lattice with the rules that are no lines of the page by themselves."""
    short = short_columns(lattice, page.gray, page.dpi)
    outer = [] if frame.open_top or frame.open_bottom else outer_rows(lattice, page.gray, page.dpi)
    pale = pale_rows(lattice, page.gray, page.dpi)
    if not (short or outer or pale):
        return lattice
    rows = _in_order([*lattice.rows, *outer, *pale])
    columns = _in_order([*lattice.columns, *short])
    return lattice_of(rows, columns, level, upright, page.dpi)


def table_edges(
    lattice: Lattice, level: Evidence, upright: Evidence, page: PreparedPage
) -> tuple[Lattice, Edges, Edges]:
    """Return the level and the upright edges of a table, and its lattice with lost columns."""
    rows, columns = _present(lattice, page)
    lost = missing_columns(lattice, columns.there, page.gray, page.dpi)
    lost = lost or missing_in_groups(lattice)
    if lost:
        wider = _in_order([*lattice.columns, *lost])
        lattice = lattice_of(lattice.rows, wider, level, upright, page.dpi)
        rows, columns = _present(lattice, page)
        _divide_as_neighbours(lattice, columns.there, columns.broken)
    for way, edges in enumerate((rows, columns)):
        pale = pale_edges(lattice, edges.there, page.gray, page.dpi, way)
        edges.there |= pale
        edges.broken |= pale
    for way, edges in enumerate((rows, columns)):
        edges.lost |= restore_edges(edges.there, lattice, page.gray, page.dpi, way)
    more = between_figures(rows.borders, columns.borders, lattice, page.gray, page.dpi)
    rows.lost |= more[0]
    columns.lost |= more[1]
    return lattice, rows, columns


def _in_order(rules: list[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: float(rule.places.mean()))


def _present(lattice: Lattice, page: PreparedPage) -> tuple[Edges, Edges]:
    """Return the edges of which something is seen."""
    (rows, broken), (columns, columns_broken) = edges_present(lattice, page.dpi)
    for at, rule in enumerate(lattice.rows):
        if rule.restored:
            rows[at] |= edges_of(lattice, at, columns, page.gray, page.dpi)
            broken[at] = rows[at]
    return (
        Edges(rows, broken, np.zeros_like(rows)),
        Edges(columns, columns_broken, np.zeros_like(columns)),
    )


def _divide_as_neighbours(lattice: Lattice, there: Flags, broken: Flags) -> None:
    """Make a rule that is gone a border in those rows in which both its neighbours are."""
    seen = [j for j, rule in enumerate(lattice.columns) if not rule.restored]
    for j, rule in enumerate(lattice.columns):
        if rule.restored:
            before = max(other for other in seen if other < j)
            after = min(other for other in seen if other > j)
            there[j] = there[before] & there[after]
            broken[j] = there[j]
