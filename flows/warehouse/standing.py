"""How the reports that count stand: what the published tables say of each, and of all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Standing:
    """A current report: where it lies, its status, and what is to be looked at in it.

    `errors` are those of `failed_checks` that are no mere warnings.
    """

    source_path: str
    agency: str
    report_year: int
    status: str
    failed_checks: int
    cells_to_review: int
    errors: int = 0

    @property
    def sentence(self) -> str:
        """Return what is wrong with it in a few words."""
        warnings = self.failed_checks - self.errors
        found = [
            f"{count} {one if count == 1 else many}"
            for count, one, many in (
                (self.errors, "error", "errors"),
                (warnings, "warning", "warnings"),
                (self.cells_to_review, "figure to check by eye", "figures to check by eye"),
            )
            if count
        ]
        name = f"{self.agency or 'unknown agency'} {self.report_year or 'of an unknown year'}"
        return f"{name}: {', '.join(found) or self.status}"


_COLUMNS = (
    "source_path", "agency", "report_year", "status", "failed_checks", "cells_to_review",
)  # fmt: skip


SEVERITIES = ("error", "warning")
"""The worst first."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A check that fails: in how many current reports, and how many times in them."""

    check: str
    severity: str
    reports: int
    times: int


def standings(warehouse: Path) -> list[Standing]:
    """Return every current report, those with most errors and then most to look at first."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    errors = Counter(
        document for document, _, severity in _failures(warehouse) if severity == "error"
    )
    found: list[Standing] = []
    for path in sorted((warehouse / "reports").glob("*.parquet")):
        table = pq.read_table(path, columns=[*_COLUMNS, "document_id", "is_current"])
        current = table.filter(pc.field("is_current"))
        for row in current.to_pylist():
            told = {name: row[name] for name in _COLUMNS}
            found.append(Standing(**told, errors=errors[row["document_id"]]))
    found.sort(key=lambda s: (-s.errors, -s.failed_checks, -s.cells_to_review, s.source_path))
    return found


def failing(warehouse: Path) -> list[Failing]:
    """Return the checks that fail in current reports: errors first, then by how many fail them."""
    times: Counter[tuple[str, str]] = Counter()
    documents: dict[tuple[str, str], set[str]] = {}
    for document, check, severity in _failures(warehouse):
        times[check, severity] += 1
        documents.setdefault((check, severity), set()).add(document)
    found = [Failing(*key, len(documents[key]), count) for key, count in times.items()]
    return sorted(found, key=lambda f: (SEVERITIES.index(f.severity), -f.reports, f.check))


def _failures(warehouse: Path) -> list[tuple[str, str, str]]:
    """Return document, check and severity of every check that fails in a current report."""
    import pyarrow.parquet as pq

    columns = ("document_id", "check", "severity")
    found: list[tuple[str, str, str]] = []
    for path in sorted((warehouse / "checks").glob("*.parquet")):
        fails = [("is_current", "==", True), ("status", "==", "fail")]
        table = pq.read_table(path, columns=list(columns), filters=fails)
        found += zip(*(table[name].to_pylist() for name in columns), strict=True)
    return found
