"""One report as its page shows it: tables as on paper, prose with its figures, checks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flows.review import words
from flows.review.figures import Figure, Figures, failing_places, places_of, shown
from flows.review.layout import Head, Slot, sheet
from flows.review.shelf import Book
from schemas.forms import FORM_VERSIONS, TABLE_CODES
from schemas.records import Check, Quantity, StatutoryCell


@dataclass(frozen=True, slots=True)
class CellView:
    """One figure's cell on the page: its text, its marks, and what a screen reader says."""

    place: str
    text: str
    classes: str
    marks: str
    label: str
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Missing:
    """A place on the form for which there is no cell at all."""

    columns: int = 1


@dataclass(frozen=True, slots=True)
class TableView:
    """A statutory table: lines of headers and cells."""

    caption: str
    form: str
    lines: list[list[Any]]
    strays: list[tuple[str, str, CellView]]
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a paragraph: plain text, or a figure with its place."""

    text: str
    place: str = ""
    classes: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class ProseView:
    """A section with its paragraphs."""

    code: str
    heading: str
    paragraphs: list[tuple[int, list[Span]]]


@dataclass(frozen=True, slots=True)
class CheckView:
    """A failing check, what it compared, and its number in the list."""

    number: int
    check: Check
    name: str
    figures: list[Figure]
    paragraph: int | None = None


@dataclass
class ReportView:
    """A report, and what is chosen on its page: a figure, or a check."""

    book: Book
    chosen: str = ""
    chosen_check: int | None = None
    _failing: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._failing = failing_places(self.book.checks)

    @cached_property
    def figures(self) -> Figures:
        """Return the report's figures."""
        return Figures(self.book, self.book.as_read())

    @cached_property
    def figure(self) -> Figure | None:
        """Return the chosen figure."""
        return self.figures.at(self.chosen) if self.chosen else None

    @cached_property
    def checks(self) -> list[CheckView]:
        """Return the failing checks, errors first."""
        return [
            CheckView(
                number,
                check,
                words.CHECKS.get(check.check, check.check),
                self.figures.of_check(check),
                _paragraph(check),
            )
            for number, check in enumerate(self.book.failing)
        ]

    @cached_property
    def check(self) -> CheckView | None:
        """Return the chosen check."""
        number = self.chosen_check
        return self.checks[number] if number is not None and number < len(self.checks) else None

    @cached_property
    def touched(self) -> set[str]:
        """Return the places that the chosen check compared."""
        return set(places_of(self.check.check)) if self.check else set()

    def neighbours(self) -> tuple[str, str]:
        """Return the places to be looked at before and after the chosen one; "" for none."""
        todo = self.book.to_review
        if self.chosen in todo:
            at = todo.index(self.chosen)
            return (todo[at - 1] if at else ""), (todo[at + 1] if at + 1 < len(todo) else "")
        order = [*self.book.cells, *self.book.quantities]
        here = order.index(self.chosen) if self.chosen in order else -1
        before = [place for place in todo if order.index(place) < here]
        after = [place for place in todo if order.index(place) > here]
        return (before[-1] if before else ""), (after[0] if after else "")

    # Tables

    def tables(self) -> list[TableView]:
        """Return the three tables, laid out as on the form (or forms) of their figures."""
        found = []
        for code in TABLE_CODES:
            here = {p: c for p, c in self.book.cells.items() if c.table == code}
            used = [v for v in FORM_VERSIONS if any(c.form == v for c in here.values())]
            for version in used:
                at: defaultdict[tuple[str, str], list[tuple[str, StatutoryCell]]] = defaultdict(
                    list
                )
                for place, cell in here.items():
                    if cell.form == version and cell.row is not None and cell.column is not None:
                        at[cell.row, cell.column].append((place, cell))
                laid = sheet(version, code)
                lines = [
                    line
                    for line in ([self._place(at, each) for each in row] for row in laid.lines)
                    if len(used) == 1 or not _only_missing(line)
                ]
                strays = [
                    (cell.row_label, cell.column_label, self._cell(place, cell, "格式之外"))
                    for place, cell in here.items()
                    if cell.form == version and (cell.row is None or cell.column is None)
                ]
                found.append(TableView(laid.caption, version, lines, strays))
            if not used:
                caption = sheet(FORM_VERSIONS[-1], code).caption
                found.append(TableView(caption, "", [], [], absent=True))
        return found

    def _place(
        self,
        at: dict[tuple[str, str], list[tuple[str, StatutoryCell]]],
        each: Head | Slot,
    ) -> Any:
        if isinstance(each, Head):
            return each
        cells = at.get((each.row, each.column))
        if not cells:
            return Missing(each.columns)
        return self._cell(*cells[0], each.name, each.columns)

    def _cell(self, place: str, cell: StatutoryCell, name: str, columns: int = 1) -> CellView:
        classes: list[str] = [cell.state]
        marks: list[str] = []
        said: list[str] = []
        text = shown(cell)
        act = self.book.acts.get(place)
        failing = self._failing.get(place)
        if cell.needs_review or place in self.book.corrected.stale():
            classes.append("review")
            marks.append("?")
            said.append("待核对")
        elif cell.confidence < 0.99:
            classes.append("unsure")
            said.append(f"把握{cell.confidence:.0%}")
        if failing:
            classes.append(f"fails-{failing}")
            marks.append("≠")
            said.append("核对不符")
        if act is not None:
            classes.append(act.act.replace("_", "-"))
            marks.append({"accept": "✓", "correct": "✎", "report_error": "⚑"}.get(act.act, ""))
            said.append(words.ACTS[act.act])
        if place in self.touched:
            classes.append("touched")
            said.append("所选核对涉及")
        if place == self.chosen:
            classes.append("chosen")
        label = f"{name}：{text}" + (f"（{'，'.join(said)}）" if said else "")
        return CellView(place, text, " ".join(classes), "".join(marks), label, columns)

    # Prose

    def prose(self) -> list[ProseView]:
        """Return the sections with their paragraphs, the figures in them marked."""
        headings = {each.section: each.heading for each in self.book.stored.sections}
        by_paragraph: defaultdict[int, list[Quantity]] = defaultdict(list)
        for quantity in self.book.extraction.quantities:
            by_paragraph[quantity.paragraph].append(quantity)
        found: list[ProseView] = []
        if not self.book.stored.paragraphs:
            return [
                ProseView(
                    each.section,
                    each.heading or words.SECTIONS.get(each.section, each.section),
                    [(-1, [Span(line)]) for line in each.text.split("\n")],
                )
                for each in self.book.stored.sections
            ]
        for each in self.book.stored.paragraphs:
            if not found or found[-1].code != each.section:
                heading = headings.get(each.section) or words.SECTIONS.get(each.section, "")
                found.append(ProseView(each.section, heading, []))
            spans = self._spans(each.text, by_paragraph.get(each.paragraph, []))
            found[-1].paragraphs.append((each.paragraph, spans))
        return found

    def _spans(self, text: str, quantities: list[Quantity]) -> list[Span]:
        spans: list[Span] = []
        done = 0
        for each in sorted(quantities, key=lambda q: q.start):
            if each.start < done:
                continue  # one within another: the outer one is marked
            place = f"{each.paragraph}:{each.start}-{each.end}"
            classes = ["figure", each.role]
            said = [words.ROLES.get(each.role, "")]
            if each.needs_review or place in self.book.corrected.stale():
                classes.append("review")
                said.append("待核对")
            if place in self._failing:
                classes.append(f"fails-{self._failing[place]}")
                said.append("核对不符")
            act = self.book.acts.get(place)
            if act is not None:
                classes.append(act.act.replace("_", "-"))
                said.append(words.ACTS[act.act])
            if place in self.touched:
                classes.append("touched")
            if place == self.chosen:
                classes.append("chosen")
            if text[done : each.start]:
                spans.append(Span(text[done : each.start]))
            label = "，".join(filter(None, said))
            spans.append(Span(text[each.start : each.end], place, " ".join(classes), label))
            done = each.end
        if text[done:]:
            spans.append(Span(text[done:]))
        return spans

    def ties(self) -> list[tuple[str, Figure]]:
        """Return what the chosen figure of the prose was tied to, and how."""
        figure = self.figure
        if figure is None or not isinstance(figure.record, Quantity):
            return []
        quantity = figure.record
        starts = {q.start: q for q in self.book.extraction.quantities
                  if q.paragraph == quantity.paragraph}  # fmt: skip
        wanted = [
            ("变动之前" if quantity.role == "change" else "所属总数", quantity.part_of),
            ("变动之后", quantity.change_of),
            ("分子", quantity.rate_numerator),
            ("分母", quantity.rate_denominator),
        ]
        found = [(how, starts[at]) for how, at in wanted if at is not None and at in starts]
        found += [("其中", each) for each in starts.values() if each.part_of == quantity.start]
        ties = [(how, self.figures.at(f"{q.paragraph}:{q.start}-{q.end}")) for how, q in found]
        return [(how, each) for how, each in ties if each is not None]

    def row_around(self) -> list[Figure]:
        """Return the cells of the chosen cell's row, as printed: the text where it was read."""
        figure = self.figure
        if figure is None or not isinstance(figure.original, StatutoryCell):
            return []
        cell = figure.original
        found = [
            self.figures.at(place)
            for place, each in self.book.cells.items()
            if (each.table, each.form, each.row, each.row_label)
            == (cell.table, cell.form, cell.row, cell.row_label)
        ]
        return [each for each in found if each is not None]


def _only_missing(line: list[Any]) -> bool:
    """Tell whether a line has places for figures and not one of them has a cell."""
    return any(isinstance(each, Missing) for each in line) and not any(
        isinstance(each, CellView) for each in line
    )


def _paragraph(check: Check) -> int | None:
    """Return the paragraph that a check is about, where it names no figure of it."""
    for address in check.evidence:
        number = address.partition("@")[0].partition(":")[0]
        if number.isdigit():
            return int(number)
    return None
