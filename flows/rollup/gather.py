"""From the published tables to what a roll-up is made of."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from extractors.analysts.wide import KEY_COLUMNS, KEY_IS_ROW
from extractors.register import Register
from flows.register import YearStanding, submissions_of, year_standing
from flows.rollup.sums import Address, Failure, Gathered, Paper
from schemas.tables import WIDE_TABLES

_NO_FIGURES = frozenset(
    {"document_id", "report_id", "agency", "report_year", "is_current",
     "filled", "unknown", "doubted"}
)  # fmt: skip


class RollupError(ValueError):
    """The roll-up that was asked for cannot be made; the message says why."""


def gather(
    warehouse: Path, year: int, parent: str = "", register: Register | None = None
) -> Gathered:
    """Return a year's reports to be added up. Raises `RollupError`.

    With a register: those of its agencies (below `parent`, where one is given), each called by
    its name there. An agency of which two reports count is not added, for nobody knows which is
    meant; nor is a report of no agency in the register. The standing tells both. Without a
    register: every current report of the year.
    """
    if parent and register is None:
        raise RollupError("Only a register tells who is below an agency: name it with --register.")
    rows = _reports(warehouse, year)
    if not rows:
        raise RollupError(f"There is no report of {year} in {warehouse}.")
    names = {row["document_id"]: row["agency"] or "（未知机关）" for row in rows}
    standing = own_id = None
    if register is not None:
        standing, names, own_id = _chosen(register, warehouse, year, parent, rows)
    figures = _figures(warehouse, year)
    papers = {
        row["document_id"]: _paper(row, names.get(row["document_id"], parent), figures)
        for row in rows
        if row["document_id"] in names or row["document_id"] == own_id
    }
    added = sorted(
        (papers[document] for document in names),
        key=lambda paper: (_order(register, paper.agency), paper.agency),
    )
    return Gathered(
        year,
        parent,
        tuple(added),
        papers.get(own_id) if own_id else None,
        tuple(_failures(warehouse, year, {paper.document_id: paper.agency for paper in added})),
        standing,
    )


def _chosen(
    register: Register, warehouse: Path, year: int, parent: str, rows: list[dict[str, Any]]
) -> tuple[YearStanding, dict[str, str], str | None]:
    """Return the year's standing, the names of the reports to add, and the parent's report."""
    above = register.match(parent).agency if parent else None
    if parent and not register.children(parent):
        raise RollupError(f"The register has no agency below {parent}.")
    standing = year_standing(register, year, submissions_of(warehouse, year), parent)
    wanted = register.children(parent) if parent else register.agencies
    by_agency: defaultdict[str, list[str]] = defaultdict(list)
    own: list[str] = []
    for row in rows:
        agency = register.match(row["agency"]).agency
        if agency is None:
            # The parent need not be in the register itself.
            own += [row["document_id"]] if parent and row["agency"] == parent else []
        elif above is not None and agency.name == above.name:
            own.append(row["document_id"])
        elif agency in wanted:
            by_agency[agency.name].append(row["document_id"])
    names = {found[0]: name for name, found in by_agency.items() if len(found) == 1}
    return standing, names, own[0] if len(own) == 1 else None


def _order(register: Register | None, agency: str) -> int:
    """Return an agency's place in the register; the same for all without one."""
    if register is None:
        return 0
    return next(at for at, each in enumerate(register.agencies) if each.name == agency)


def _reports(warehouse: Path, year: int) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    path = warehouse / "reports" / f"{year}.parquet"
    if not path.exists():
        return []
    columns = ["document_id", "agency", "source_path", "form", "status", "is_current"]
    rows: list[dict[str, Any]] = pq.read_table(path, columns=columns).to_pylist()
    return [row for row in rows if row["is_current"]]


class _Figures:
    def __init__(self) -> None:
        self.values: dict[Address, float] = {}
        self.doubted: set[Address] = set()
        self.filled = 0


def _figures(warehouse: Path, year: int) -> defaultdict[str, _Figures]:
    """Return the figures of the wide tables, by document."""
    import pyarrow.parquet as pq

    found: defaultdict[str, _Figures] = defaultdict(_Figures)
    for spec in WIDE_TABLES:
        path = warehouse / spec.name / f"{year}.parquet"
        if not path.exists():
            continue
        key = KEY_COLUMNS[spec.name]
        columns = [c.name for c in spec.columns if c.name not in _NO_FIGURES | {key}]
        for row in pq.read_table(path).to_pylist():
            figures = found[row["document_id"]]
            figures.filled += row["filled"]
            for column in columns:
                by_row = KEY_IS_ROW[spec.name]
                address = (spec.name, row[key], column) if by_row else (spec.name, column, row[key])
                if row[column] is not None:
                    figures.values[address] = row[column]
                if column in row["doubted"]:
                    figures.doubted.add(address)
    return found


def _paper(row: dict[str, Any], agency: str, figures: defaultdict[str, _Figures]) -> Paper:
    told = figures[row["document_id"]]
    return Paper(
        row["document_id"],
        agency,
        row["source_path"],
        row["form"],
        row["status"],
        told.values,
        frozenset(told.doubted),
        told.filled,
    )


def _failures(warehouse: Path, year: int, names: dict[str, str]) -> list[Failure]:
    import pyarrow.parquet as pq

    path = warehouse / "checks" / f"{year}.parquet"
    if not path.exists():
        return []
    reports = pq.read_table(
        warehouse / "reports" / f"{year}.parquet", columns=["document_id", "source_path"]
    )
    paths = dict(zip(*(column.to_pylist() for column in reports.columns), strict=True))
    columns = ["document_id", "severity", "check", "message"]
    rows = pq.read_table(path, columns=columns, filters=[("status", "==", "fail")]).to_pylist()
    found = [
        Failure(
            names[row["document_id"]],
            paths[row["document_id"]],
            row["severity"],
            row["check"],
            row["message"],
        )
        for row in rows
        if row["document_id"] in names
    ]
    order = {name: at for at, name in enumerate(names.values())}
    return sorted(found, key=lambda each: (each.severity != "error", order[each.agency]))
