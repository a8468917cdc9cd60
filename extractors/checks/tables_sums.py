"""The forms' identities: what must add up in the tables 三 and 四, sum by sum.

A sum is one identity in one column or row: 40 on the 2019 form, 42 on the 2021 form. Which of
the two it is the table's own rows tell, so that a mixed report is held to each table's form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

from extractors.checks.reported import Reported
from extractors.checks.results import plain, result
from extractors.checks.tables_filled import Address, Filled
from extractors.checks.tables_names import column_name, row_name, table_name
from schemas.checks import CHECKS
from schemas.checks import tables as words
from schemas.forms import FORM_VERSIONS, FormVersion, TableCode, load_form
from schemas.records import Check

MAX_NAMED = 3
"""So many places a sentence names."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One identity in one row or column, by the addresses of its two sides.

    `row` and `column` say where it stands, of a total where that does; `place` is its name.
    `parts` are the cells that its total is made of, where the left side is not those.
    """

    code: str
    per: Literal["row", "column"]
    row: str | None
    column: str | None
    place: str
    total: str
    left: tuple[Address, ...]
    right: tuple[Address, ...]
    parts: tuple[Address, ...]


@cache
def sums_of(version: FormVersion, table: TableCode) -> tuple[Sum, ...]:
    """Return all sums of one table of a form, in the form's order."""
    statutory = load_form(version).table(table)
    made_of = {each.right: each.left for each in statutory.identities}
    found: list[Sum] = []
    for identity in statutory.identities:
        total = identity.right[0]
        single = total if len(identity.right) == 1 else None
        parts = made_of.get((total,), identity.left)
        for block in statutory.blocks:
            if identity.per == "column":
                for column in block.columns:
                    found.append(
                        Sum(
                            identity.code,
                            identity.per,
                            single,
                            column.code,
                            column_name(version, table, total, column.code),
                            row_name(version, table, total),
                            tuple((table, row, column.code) for row in identity.left),
                            tuple((table, row, column.code) for row in identity.right),
                            tuple((table, row, column.code) for row in parts),
                        )
                    )
            else:
                for row in block.figure_rows():
                    found.append(
                        Sum(
                            identity.code,
                            identity.per,
                            row.code,
                            single,
                            row_name(version, table, row.code),
                            column_name(version, table, row.code, total),
                            tuple((table, row.code, column) for column in identity.left),
                            tuple((table, row.code, column) for column in identity.right),
                            tuple((table, row.code, column) for column in parts),
                        )
                    )
    return tuple(found)


def check_sums(reported: Reported) -> Iterator[Check]:
    """Check every sum of the report's tables, and whether totals stand without parts."""
    for table in load_form(FORM_VERSIONS[-1]).tables:
        if not table.identities:
            continue
        if table.code in reported.figures.missing_tables:
            for code in (*(each.code for each in table.identities), "only_totals"):
                yield result(code, "not_assessable", words.NO_TABLE, table=table.code)
            continue
        alone: list[Sum] = []
        version = _version(reported, table.code)
        for each in sums_of(version, table.code):
            filled = Filled(reported, version, each.left, each.right)
            lacks_parts = filled.lacks_parts(each.parts)
            if lacks_parts:
                alone.append(each)
            yield _check(each, filled, table.code, lacks_parts=lacks_parts)
        yield _only_totals(reported, table.code, alone)


def _version(reported: Reported, table: str) -> FormVersion:
    """Return the form that a table's own figures are of."""
    forms = [cell.form for cell in reported.figures.cells if cell.table == table and cell.row]
    return next(v for v in FORM_VERSIONS if not forms or v == forms[0])


def _check(each: Sum, filled: Filled, table: TableCode, *, lacks_parts: bool) -> Check:
    told = partial(result, each.code, table=table, row=each.row, column=each.column)
    obstacle = filled.obstacle(each.place)
    if obstacle:
        return told("not_assessable", obstacle, evidence=filled.evidence())
    left, right = filled.left_total, filled.right_total
    if left == right:
        return told("pass", reported=right, expected=left, evidence=filled.evidence())
    if lacks_parts:
        message = words.ONLY_TOTAL.format(place=each.place, reported=plain(right))
        return told("not_assessable", message, evidence=filled.evidence())
    of_results = each.per == "column" and each.row is not None
    extra = filled.extra_row(table, each.column or "") if of_results else None
    if extra is not None and extra.value is not None:
        return told(
            "pass",
            words.WITH_EXTRA_ROW.format(row=extra.row_label),
            reported=right,
            expected=left + extra.value,
            evidence=filled.evidence(extra),
        )
    blank = filled.blank_side()
    return told(
        "fail",
        _sentence(each, filled, blank),
        # What is left blank may be left out rather than wrong.
        severity="warning" if filled.is_doubtful or blank is not None else None,
        reported=None if blank == 1 else right,
        expected=left,
        evidence=filled.evidence(),
    )


def _sentence(each: Sum, filled: Filled, blank: int | None) -> str:
    """Say what is wrong with a sum; `blank` is the side that holds nothing, if there is one."""
    left, right = filled.left_total, filled.right_total
    if blank is not None:
        sides = words.LEFT_AND_RIGHT[each.code]
        return words.SIDE_BLANK.format(
            place=each.place,
            blank=sides[blank],
            filled=sides[1 - blank],
            told=plain(left + right),
            doubtful=filled.doubtful(),
        )
    return CHECKS[each.code].message.format(
        place=each.place,
        total=each.total,
        expected=plain(left),
        reported=plain(right),
        left=filled.terms(filled.left),
        right=filled.terms(filled.right),
        doubtful=filled.doubtful(),
    )


def _only_totals(reported: Reported, table: TableCode, alone: Sequence[Sum]) -> Check:
    if alone:
        listed = "、".join(f"“{each.place}”" for each in alone[:MAX_NAMED])
        message = CHECKS["only_totals"].message.format(
            table=table_name(table), places=listed + ("等" if len(alone) > MAX_NAMED else "")
        )
        return result("only_totals", "fail", message, table=table, evidence=[table])
    if any(cell.value is not None for cell in reported.figures.cells if cell.table == table):
        return result("only_totals", "pass", table=table)
    return result("only_totals", "not_assessable", words.NO_FIGURES, table=table)
