"""The form's identities as judge over figures that were read from a picture.

        3    5 | 8?  12|  ←  the row settles 4 + 8 = 12: the reading 8 is taken, not 6
        1    0 | 0    1|
      ─────────┼───────┤
        4    5 | 8   17|  ←  and the column says so too

Of the readings that the recognisers offer, the one combination that makes every sum right is
taken. What both recognisers agree on is never changed: reports have wrong sums, and those
stay as printed. Where agreed figures break a sum, those that could be at fault are doubted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from extractors.statutory.assemble import StatutoryFigures
from extractors.statutory.values import parse_cell
from schemas.doubts import DOUBTS, confidence_of, review_of
from schemas.forms import FORM_VERSIONS, Identity, StatutoryTable, load_form
from schemas.records import StatutoryCell

OPEN_DOUBTS = ("readers_differ", "one_reader", "reading_weak")
"""Doubts about which reading is right, which an identity can settle."""
MOST_COMBINATIONS = 4096
"""More combinations of readings than this are not tried; the doubts stay."""
MOST_SUSPECTS = 6
"""A broken sum with more cells that could be at fault doubts its total alone."""
LIKELY = 0.8
"""A better reading that is right less often than this is not cleared, sum or no sum."""

Key = tuple[str, str]
"""Row and column of one table."""


@dataclass(slots=True)
class _Sum:
    """One identity in one row or column: its cells, 1 for the left side, -1 for the right."""

    sides: dict[Key, int]
    totals: tuple[Key, ...]


@dataclass(slots=True)
class _Table:
    """The figures of one table by place, and the sums that can be assessed."""

    cells: dict[Key, StatutoryCell]
    sums: list[_Sum] = field(default_factory=list)
    candidates: dict[Key, list[tuple[str, Decimal]]] = field(default_factory=dict)

    def of(self, key: Key) -> list[_Sum]:
        """Return the sums that a cell takes part in."""
        return [each for each in self.sums if key in each.sides]


def settle_readings(figures: StatutoryFigures) -> None:
    """Settle the doubtful readings of a report's figures by its identities, in place.

    Touches only figures that were read from pictures. A settled figure has the doubt
    `settled_by_identity` for that about its reading. It needs no more review only where the
    sums confirm the better reading, and where each settled cell stands in a sum without
    another doubt: where they speak for the other reading, a figure may as well be printed
    wrong and read right. Figures that break a sum, though both recognisers agree on them,
    get `sum_broken`.
    """
    if not any(cell.readings for cell in figures.cells):
        return
    extra = {table for table, _ in figures.extra_rows}
    for table in load_form(FORM_VERSIONS[-1]).tables:
        cells = {
            (cell.row, cell.column): cell
            for cell in figures.cells
            if cell.table == table.code and cell.row and cell.column
        }
        if not table.identities or not any(cell.readings for cell in cells.values()):
            continue
        form = next(v for v in FORM_VERSIONS if v == next(iter(cells.values())).form)
        sheet = _Table(cells)
        _find_candidates(sheet)
        _find_sums(sheet, load_form(form).table(table.code), columns=table.code not in extra)
        _settle(sheet)
        _doubt_broken(sheet)


def _find_candidates(sheet: _Table) -> None:
    """Collect the figures that the recognisers offer for each doubtful cell."""
    for key, cell in sheet.cells.items():
        if not _is_open(cell):
            continue
        offers: dict[Decimal, str] = {}
        if cell.value is not None and cell.raw is not None:
            offers[cell.value] = cell.raw
        for reading in cell.readings or ():
            text = reading.partition(":")[2]
            read = parse_cell(text)
            if read.state == "number" and read.value is not None:
                offers.setdefault(read.value, text)
        sheet.candidates[key] = [(text, value) for value, text in offers.items()]


def _is_open(cell: StatutoryCell) -> bool:
    return bool(cell.readings) and any(doubt in OPEN_DOUBTS for doubt in cell.doubts)


def _find_sums(sheet: _Table, table: StatutoryTable, *, columns: bool) -> None:
    """Lay the form's identities over the cells; leave out what cannot be added up.

    With rows that the form does not know, a column's sum says nothing.
    """
    for identity in table.identities:
        if identity.per == "column" and not columns:
            continue
        for sides in _places(sheet, identity):
            if all(key in sheet.cells and _is_known(sheet, key) for key in sides):
                totals = tuple(key for key, side in sides.items() if side < 0)
                sheet.sums.append(_Sum(sides, totals))


def _places(sheet: _Table, identity: Identity) -> Iterable[dict[Key, int]]:
    by_column = identity.per == "column"
    for line in dict.fromkeys(key[1] if by_column else key[0] for key in sheet.cells):
        yield {
            ((code, line) if by_column else (line, code)): side
            for codes, side in ((identity.left, 1), (identity.right, -1))
            for code in codes
        }


def _is_known(sheet: _Table, key: Key) -> bool:
    """Return whether a cell has a figure, or readings, or says that there is nothing."""
    cell = sheet.cells[key]
    if key in sheet.candidates:
        return bool(sheet.candidates[key])
    if "unreadable" in cell.doubts:
        return False
    return cell.value is not None or cell.state in ("blank", "dash")


def _settle(sheet: _Table) -> None:
    """Take, for each group of doubtful cells tied by sums, the one combination that holds."""
    for group in _groups(sheet):
        sums = [each for each in sheet.sums if any(key in each.sides for key in group)]
        holding = _holding(sheet, group, sums)
        if holding is None:
            continue
        strong = _follow_one_by_one(group, sums)
        for key, (text, value) in zip(group, holding, strict=True):
            cell = sheet.cells[key]
            confirmed = cell.value == value and cell.confidence >= LIKELY
            _take(cell, text, value, review=not (strong and confirmed))


def _groups(sheet: _Table) -> list[list[Key]]:
    """Return the doubtful cells that stand in sums, those tied by a sum together."""
    groups: list[set[Key]] = []
    for each in sheet.sums:
        tied = {key for key in each.sides if key in sheet.candidates}
        if not tied:
            continue
        apart = [group for group in groups if not group & tied]
        joined = tied.union(*(group for group in groups if group & tied))
        groups = [*apart, joined]
    return [sorted(group) for group in groups]


def _holding(
    sheet: _Table, group: Sequence[Key], sums: Sequence[_Sum]
) -> tuple[tuple[str, Decimal], ...] | None:
    """Return the only combination of readings under which all sums hold, if there is one."""
    offers = [sheet.candidates[key] for key in group]
    count = 1
    for each in offers:
        count *= len(each)
    if count > MOST_COMBINATIONS:
        return None
    found = None
    for combination in product(*offers):
        chosen = {key: value for key, (_, value) in zip(group, combination, strict=True)}
        if all(_residual(sheet, each, chosen) == 0 for each in sums):
            if found is not None:
                return None
            found = combination
    return found


def _residual(sheet: _Table, each: _Sum, chosen: Mapping[Key, Decimal]) -> Decimal:
    """Return left minus right; blanks and dashes count nothing."""
    zero = Decimal(0)
    return sum(
        (
            side * (chosen[key] if key in chosen else sheet.cells[key].value or zero)
            for key, side in each.sides.items()
        ),
        zero,
    )


def _follow_one_by_one(group: Sequence[Key], sums: Sequence[_Sum]) -> bool:
    """Return whether each doubtful cell stands in a sum with no other doubt.

    Other doubts may be settled before it in the same way, so that each follows alone.
    """
    left = set(group)
    while left:
        alone = {
            next(iter(tied)) for each in sums if len(tied := left.intersection(each.sides)) == 1
        }
        if not alone:
            return False
        left -= alone
    return True


def _take(cell: StatutoryCell, text: str, value: Decimal, *, review: bool) -> None:
    if cell.value != value:
        cell.raw, cell.value, cell.state = text, value, "number"
    doubts = [doubt for doubt in cell.doubts if doubt not in OPEN_DOUBTS]
    doubts.append("settled_by_identity")
    if review:
        doubts.append("reading_weak")
    _redoubt(cell, doubts, 1.0)


def _redoubt(cell: StatutoryCell, doubts: list[str], base: float) -> None:
    cell.doubts = list(dict.fromkeys(doubts))
    cell.confidence = confidence_of(cell.doubts, base)
    cell.needs_review = review_of(cell.doubts)


def _doubt_broken(sheet: _Table) -> None:
    """Doubt the figures that could be at fault where agreed figures break a sum."""
    broken = {
        at: residual
        for at, each in enumerate(sheet.sums)
        if (residual := _residual(sheet, each, {})) != 0
        and not any(_is_open(sheet.cells[key]) for key in each.sides)
    }
    explained: set[int] = set()
    for key in sheet.cells:
        own = [at for at, each in enumerate(sheet.sums) if key in each.sides]
        faults = {broken[at] * sheet.sums[at].sides[key] for at in own if at in broken}
        if len(own) > 1 and all(at in broken for at in own) and len(faults) == 1:
            explained.update(own)
            _doubt_sum(sheet.cells[key])
    for at in broken:
        if at in explained:
            continue
        each = sheet.sums[at]
        suspects = [
            key
            for key in each.sides
            if all(other is each or _is_broken(sheet, other) for other in sheet.of(key))
        ]
        if not suspects or len(suspects) > MOST_SUSPECTS:
            suspects = list(each.totals)
        for key in suspects:
            _doubt_sum(sheet.cells[key])


def _is_broken(sheet: _Table, each: _Sum) -> bool:
    return _residual(sheet, each, {}) != 0


def _doubt_sum(cell: StatutoryCell) -> None:
    if cell.reader != "ocr" or "sum_broken" in cell.doubts:
        return
    cell.doubts = [*cell.doubts, "sum_broken"]
    cell.confidence = round(cell.confidence * DOUBTS["sum_broken"].confidence, 4)
    cell.needs_review = True
