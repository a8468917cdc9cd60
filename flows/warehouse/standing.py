"""How the reports that count stand: what the published table `reports` says of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Standing:
    """A current report: where it lies, its status, and what is to be looked at in it."""

    source_path: str
    agency: str
    report_year: int
    status: str
    failed_checks: int
    cells_to_review: int

    @property
    def sentence(self) -> str:
        """Return what is wrong with it in a few words."""
        found = [
            f"{count} {one if count == 1 else many}"
            for count, one, many in (
                (self.failed_checks, "failing check", "failing checks"),
                (self.cells_to_review, "figure to check by eye", "figures to check by eye"),
            )
            if count
        ]
        name = f"{self.agency or 'unknown agency'} {self.report_year or 'of an unknown year'}"
        return f"{name}: {', '.join(found) or self.status}"


_COLUMNS = (
    "source_path", "agency", "report_year", "status", "failed_checks", "cells_to_review",
)  # fmt: skip


def standings(warehouse: Path) -> list[Standing]:
    """Return every current report, those with most to look at first."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    found: list[Standing] = []
    for path in sorted((warehouse / "reports").glob("*.parquet")):
        table = pq.read_table(path, columns=[*_COLUMNS, "is_current"])
        current = table.filter(pc.field("is_current"))
        found += [Standing(*(row[name] for name in _COLUMNS)) for row in current.to_pylist()]
    found.sort(key=lambda s: (-s.failed_checks, -s.cells_to_review, s.source_path))
    return found
