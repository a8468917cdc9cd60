"""One figure as a page shows it: what it says, how surely, what was done about it, where it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from extractors.checks.results import plain
from extractors.checks.tables_names import column_name, row_name, table_name
from flows.corrected import may_be_misread
from flows.review import words
from flows.review.acting import seen
from flows.review.shelf import Book
from schemas.records import Check, Quantity, StatutoryCell

_CELL = re.compile(r"(?P<place>[^/@]+/[^@]+?) (?: @ .* )?", re.VERBOSE | re.DOTALL)
_PROSE = re.compile(r"(?P<place>\d+:\d+-\d+) (?: @ .* )?", re.VERBOSE)
"""Evidence of a check (`extractors.checks.evidence`): the place, without page and box."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Figure:
    """A cell or a figure of the prose, with its place and what persons did about it."""

    book: Book
    place: str
    record: StatutoryCell | Quantity
    original: StatutoryCell | Quantity

    @property
    def is_cell(self) -> bool:
        """Tell whether it is a cell of a statutory table."""
        return isinstance(self.record, StatutoryCell)

    @cached_property
    def name(self) -> str:
        """Return what the figure is, in the form's words."""
        record = self.record
        if isinstance(record, StatutoryCell):
            return f"“{_row(record)}”行“{_column(record)}”列"
        return f"正文“{record.surface}”"

    @cached_property
    def section(self) -> str:
        """Return the table or the section that it stands in."""
        if isinstance(self.record, StatutoryCell):
            return table_name(self.record.table)
        return words.SECTIONS.get(self.record.section, self.record.section)

    @cached_property
    def shown(self) -> str:
        """Return the figure as it counts now."""
        return shown(self.record)

    @property
    def raw(self) -> str:
        """Return the text as it was read."""
        original = self.original
        raw = original.raw if isinstance(original, StatutoryCell) else original.surface
        return raw or ""

    @property
    def read(self) -> str:
        """Return the value as it was read."""
        return shown(self.original)

    @property
    def seen(self) -> str:
        """Return what a form carries of the reading."""
        return seen(self.original)

    @property
    def act(self) -> str:
        """Return the kind of act that is in force; "" where there is none."""
        act = self.book.acts.get(self.place)
        return act.act if act else ""

    @property
    def is_stale(self) -> bool:
        """Tell whether the reading has changed since a person looked at it."""
        return self.place in self.book.corrected.stale()

    @property
    def needs_review(self) -> bool:
        """Tell whether a person should look at it."""
        return self.record.needs_review or self.is_stale

    @property
    def may_be_misread(self) -> bool:
        """Tell whether a person may correct its reading."""
        return may_be_misread(self.original)

    @property
    def doubts(self) -> list[str]:
        """Return what makes the reading doubtful, in Chinese."""
        return words.doubts_in_words(self.original.doubts)

    @property
    def box(self) -> Box | None:
        """Return its box on the page (points); None where it has none."""
        record = self.original
        edges = (record.x0, record.y0, record.x1, record.y1)
        if record.page is None or any(edge is None for edge in edges):
            return None
        return edges  # type: ignore[return-value]


def shown(record: StatutoryCell | Quantity) -> str:
    """Return a figure as people read it; a state that is no number in a word."""
    if isinstance(record, Quantity):
        return record.surface if record.value is None else plain(record.value) + (record.unit or "")
    if record.state == "number" and record.value is not None:
        return plain(record.value)
    if record.state == "text":
        return " ".join((record.raw or "").split())
    return {"blank": "空白", "dash": "—"}.get(record.state, "缺")


def _row(cell: StatutoryCell) -> str:
    return row_name(cell.form, cell.table, cell.row) if cell.row else cell.row_label


def _column(cell: StatutoryCell) -> str:
    if cell.row and cell.column:
        return column_name(cell.form, cell.table, cell.row, cell.column)
    return cell.column_label


class Figures:
    """All figures of a report, by place."""

    def __init__(self, book: Book, as_read: Book) -> None:
        self.book = book
        self._as_read = as_read

    def at(self, place: str) -> Figure | None:
        """Return the figure of a place, None where there is none."""
        record = self.book.cells.get(place) or self.book.quantities.get(place)
        original = self._as_read.cells.get(place) or self._as_read.quantities.get(place)
        if record is None or original is None:
            return None
        return Figure(self.book, place, record, original)

    def of_check(self, check: Check) -> list[Figure]:
        """Return the figures that a check compared, in its order."""
        found = (self.at(place) for place in places_of(check))
        return [each for each in found if each is not None]


def places_of(check: Check) -> list[str]:
    """Return the places that a check's evidence names."""
    found = []
    for address in check.evidence:
        match = _PROSE.fullmatch(address) or _CELL.fullmatch(address)
        if match is not None:
            found.append(match["place"])
    return list(dict.fromkeys(found))


def failing_places(checks: Iterable[Check]) -> dict[str, str]:
    """Return the severity of the worst failing check at each place that one is about."""
    found: dict[str, str] = {}
    for check in checks:
        if check.status != "fail":
            continue
        if check.table and check.row and check.column:
            about = [f"{check.table}/{check.row}/{check.column}"]
        else:
            about = places_of(check)
        for place in about:
            if found.get(place) != "error":
                found[place] = check.severity
    return found
