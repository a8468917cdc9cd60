"""`python -m tools.demo WAREHOUSE`: show on screen what an ingestion left in the tables."""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table

ROWS = 14


def show(frame: pd.DataFrame, title: str, columns: list[str], console: Console) -> None:
    """Print a few columns of a table's first rows."""
    table = Table(title=f"{title} ({len(frame)} rows)", title_justify="left", header_style="bold")
    for column in columns:
        numeric = column in ("report_year", "value", "failed_checks", "cells_to_review")
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in frame[columns].head(ROWS).itertuples(index=False):
        table.add_row(*("" if pd.isna(value) else _plain(value) for value in row))
    console.print(table)
    console.print()


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description=__doc__)
    parser.add_argument("warehouse", type=Path)
    warehouse: Path = parser.parse_args().warehouse
    console = Console()
    console.print()
    reports = pd.read_parquet(warehouse / "reports")
    show(
        reports,
        "reports",
        ["agency", "report_year", "form", "submitted_on", "status", "cells_to_review"],
        console,
    )
    cells = pd.read_parquet(warehouse / "statutory_cells")
    figures = cells[(cells["state"] == "number") & (cells["value"] != 0)]
    show(
        figures,
        "statutory_cells, figures that are not zero",
        ["agency", "report_year", "row_label", "column_label", "raw", "value", "unit"],
        console,
    )
    checks = pd.read_parquet(warehouse / "checks")
    failed = checks[checks["status"] == "fail"]
    show(failed, "checks that fail", ["agency", "report_year", "check", "message"], console)
    documents = pd.read_parquet(warehouse / "documents")
    console.print("documents by status:", documents["status"].value_counts().to_dict())
    console.print(f"\nThe tables are in {warehouse}/<table>/<year>.parquet; see docs/analysts.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
