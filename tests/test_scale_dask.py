"""The flow on a Dask cluster of this machine: the tables of this machine's processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from reports import report
from test_ingest import take_in
from test_serve import rows

ROOT = Path(__file__).resolve().parent.parent
TABLES = ("reports", "statutory_cells", "sections", "quantities", "checks", "documents")


@pytest.mark.prefect
def test_dask_comes_to_the_same_tables(prefect_server: str, tmp_path: Path) -> None:
    pytest.importorskip("prefect_dask", reason="Dask is not installed (pip install '.[dask]')")
    folder, warehouse = tmp_path / "报送", tmp_path / "warehouse"
    folder.mkdir()
    for number in range(7):
        (folder / f"{number}.txt").write_text(report(f"第{'一二三四五六七'[number]}市财政局"))
    (folder / "空.docx").write_bytes(b"")
    command = ["ingest", str(folder), "-w", str(warehouse), "--settle", "0", "--engine", "dask"]
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *command, "--workers", "2", "--batch-size", "2"],
        env={**os.environ, "PREFECT_API_URL": prefect_server},
        capture_output=True,
        text=True,
        timeout=240,
        cwd=ROOT,
    )
    assert done.returncode == 3, done.stdout + done.stderr  # one file cannot be read
    take_in(folder, tmp_path / "alone")
    for table in TABLES:
        assert rows(warehouse, table) == rows(tmp_path / "alone", table), table
    assert not list((warehouse / "_store" / "runs").iterdir())
