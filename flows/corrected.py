"""Persons' acts applied to an extraction: readings mended, doubts settled, checks made again.

Only a reading is ever corrected, never what a report says: where the text was taken from the
file itself and nothing made it doubtful, there is nothing that could have been misread
(`may_be_misread`), and an act that would change it is not applied, wherever it comes from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from extractors.checks.again import PERSON, check_again
from extractors.checks.results import plain
from flows.corrections import MAX_RAW, REPORT_PLACE, Act
from schemas.records import (
    DECIMAL_PRECISION,
    DECIMAL_SCALE,
    CellState,
    Check,
    Correction,
    Extraction,
    Quantity,
    StatutoryCell,
)

Standing = Literal["in_force", "replaced", "withdrawn", "stale"]

NUMBER = re.compile(
    rf"(?P<sign>[-+]?) (?P<whole>\d{{1,{DECIMAL_PRECISION - DECIMAL_SCALE}}})"
    rf" (?: \. (?P<part>\d{{1,{DECIMAL_SCALE}}}) )?",
    re.VERBOSE | re.ASCII,
)
"""A figure as a person may type it, once normalised: no separators, no unit, no words."""

MINUS_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "－": "-"})

DASHES = frozenset({"-", "/"})


class NoFigureError(ValueError):
    """What was typed is no figure."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person read in a place: a figure, a dash, or nothing."""

    state: CellState
    value: Decimal | None

    @property
    def text(self) -> str | None:
        """Return it as an act keeps it: None for a blank."""
        if self.state == "number" and self.value is not None:
            return plain(self.value)
        return "-" if self.state == "dash" else None


def typed(text: str) -> Typed:
    """Return what was typed: full-width digits are digits, nothing is a blank.

    Raises `NoFigureError` for anything else than one plain number, a dash or nothing: 1,204
    may be two figures.
    """
    clean = unicodedata.normalize("NFKC", text).strip().translate(MINUS_SIGNS)
    if not clean:
        return Typed("blank", None)
    if clean in DASHES:
        return Typed("dash", None)
    if NUMBER.fullmatch(clean) is None:
        raise NoFigureError(text)
    return Typed("number", Decimal(clean))


# Places


def cell_places(cells: Iterable[StatutoryCell]) -> Iterator[tuple[str, StatutoryCell]]:
    """Yield every cell with its place: `table/row/column`, unlike any other of the document.

    Where the form has no such row or column its label stands, with a `*`; where two cells have
    one place, the second is `…#2`.
    """
    seen: dict[str, int] = {}
    for cell in cells:
        row = cell.row if cell.row is not None else "*" + cell.row_label
        column = cell.column if cell.column is not None else "*" + cell.column_label
        place = f"{cell.table}/{row}/{column}"
        seen[place] = number = seen.get(place, 0) + 1
        yield (place if number == 1 else f"{place}#{number}"), cell


def quantity_place(quantity: Quantity) -> str:
    """Return the place of a figure in the prose: `paragraph:start-end`."""
    return f"{quantity.paragraph}:{quantity.start}-{quantity.end}"


# What may be done


def may_be_misread(figure: StatutoryCell | Quantity) -> bool:
    """Tell whether a figure's reading can be wrong, so that a person may correct it.

    Characters that stand in the file itself are what the report says. What was recognised in
    a picture, or not found, or found with any doubt, may be misread.
    """
    if figure.reader == "ocr" or bool(figure.doubts):
        return True
    return isinstance(figure, StatutoryCell) and figure.state in ("missing", "text")


def raw_of(figure: StatutoryCell | Quantity) -> str | None:
    """Return the text as it was read, to which an act is bound."""
    raw = figure.raw if isinstance(figure, StatutoryCell) else figure.surface
    return None if raw is None else raw[:MAX_RAW]


def value_of(figure: StatutoryCell | Quantity) -> str | None:
    """Return the value that was read, as an act keeps it."""
    return None if figure.value is None else plain(figure.value)


# Applying


@dataclass(frozen=True, slots=True)
class Corrected:
    """An extraction as persons have left it, with every act and its standing."""

    extraction: Extraction
    acts: tuple[tuple[Act, Standing], ...]

    def in_force(self) -> dict[str, Act]:
        """Return the act that counts at each place."""
        return {act.place: act for act, standing in self.acts if standing == "in_force"}

    def stale(self) -> dict[str, Act]:
        """Return the latest act at each place whose reading has changed since."""
        return {act.place: act for act, standing in self.acts if standing == "stale"}

    def rows(self) -> list[Correction]:
        """Return the rows of `corrections`."""
        return [
            Correction(
                act=act.act,
                standing=standing,
                place=act.place,
                raw=act.raw,
                old=act.old,
                new=act.new,
                note=act.note,
                who=act.who,
                acted_at=act.time,
            )
            for act, standing in self.acts
        ]


def correct(extraction: Extraction, acts: Iterable[Act]) -> Corrected:
    """Apply a document's acts, in their order; the extraction itself is left as it is."""
    acts = tuple(acts)
    if not acts:
        return Corrected(extraction, ())
    cells = dict(cell_places(extraction.cells))
    quantities = {quantity_place(each): each for each in extraction.quantities}
    figures: dict[str, StatutoryCell | Quantity] = {**cells, **quantities}
    last = {act.place: number for number, act in enumerate(acts)}
    told: list[tuple[Act, Standing]] = []
    settled: dict[str, StatutoryCell | Quantity] = {}
    for number, act in enumerate(acts):
        standing = _standing(act, figures.get(act.place))
        if last[act.place] != number:
            taken_back = _next_at(acts, number).act == "withdraw"
            standing = "withdrawn" if taken_back and act.act != "withdraw" else "replaced"
        elif act.act == "withdraw":
            standing = "withdrawn"
        elif standing == "in_force" and act.place in figures:
            settled[act.place] = _settled(figures[act.place], act)
        told.append((act, standing))
    if not settled:
        return Corrected(extraction, tuple(told))
    # copy, not replace: a record of a hundred fields is made anew for each cell otherwise.
    mended = copy(extraction)
    mended.cells = [settled.get(place, cell) for place, cell in cells.items()]  # type: ignore[misc]
    mended.quantities = [
        settled.get(quantity_place(each), each)  # type: ignore[misc]
        for each in extraction.quantities
    ]
    mended.checks = check_again(mended)
    return Corrected(mended, tuple(told))


def _next_at(acts: tuple[Act, ...], number: int) -> Act:
    return next(act for act in acts[number + 1 :] if act.place == acts[number].place)


def _standing(act: Act, figure: StatutoryCell | Quantity | None) -> Standing:
    if act.place == REPORT_PLACE:
        return "in_force"
    if figure is None or raw_of(figure) != act.raw:
        return "stale"
    if act.act == "correct":
        return "in_force" if may_be_misread(figure) and _is_figure(act) else "stale"
    return "in_force" if value_of(figure) == act.old else "stale"


def _is_figure(act: Act) -> bool:
    try:
        typed(act.new or "")
    except NoFigureError:
        return False
    return True


def _settled(figure: StatutoryCell | Quantity, act: Act) -> StatutoryCell | Quantity:
    """Return a figure that a person has looked at: nothing about it is doubtful any more."""
    if act.act != "correct":
        return replace(figure, confidence=1.0, needs_review=False, doubts=[])
    read = typed(act.new or "")
    changes: dict[str, Any] = {
        "confidence": 1.0,
        "needs_review": False,
        "doubts": [],
        "reader": PERSON,
    }
    if isinstance(figure, StatutoryCell):
        return replace(figure, value=read.value, state=read.state, **changes)
    return replace(figure, value=read.value, **changes)


def checks_of(corrected: Corrected, between: Iterable[Check] = ()) -> list[Check]:
    """Return all results of a report's checks, those between reports behind the others."""
    return [*corrected.extraction.checks, *between]
