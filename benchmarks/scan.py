"""A folder where nothing has changed: scanning it, and a whole night over it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bars import Bar, table
from benchmarks.folders import take_in, write_samples
from benchmarks.timing import interleaved, ratio, stopwatch
from extractors.version import EXTRACTOR_VERSION
from flows.discovery import Scan, scan
from flows.warehouse.ledger import Ledger
from tools.samples.catalogue import generate

SEED = 11
NIGHT_LIMIT = 30.0
NIGHTS = 3


def walk(folder: Path) -> int:
    """Walk a folder and add up the sizes of its files: the least that a scan can do."""
    size = 0
    folders = [str(folder)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    size += entry.stat(follow_symlinks=False).st_size
    return size


def night(folder: Path, warehouse: Path, unchanged: int) -> float:
    """Run `nianbao ingest` in a process of its own, Prefect and all; return its seconds."""
    command = [sys.executable, "-m", "flows.cli", "ingest", str(folder), "-w", str(warehouse)]
    with stopwatch() as watch:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or f"0 read, {unchanged} unchanged" not in done.stdout:
        raise RuntimeError(f"The night went wrong: {done.stdout}{done.stderr}")
    return watch.seconds


def run(files: int = 10_000, repetitions: int = 7, nights: int = NIGHTS) -> list[Bar]:
    """Measure and print; return the bar: a night in seconds."""
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as temporary:
        folder, warehouse = Path(temporary) / "folder", Path(temporary) / "warehouse"
        write_samples(generate(files, SEED, kinds=("txt",), deviations=0), folder)
        first = take_in(folder, warehouse)
        if first.summary.read != files or first.summary.failed:
            raise RuntimeError(f"The first run went wrong: {first.summary.sentence}")
        print(
            f"First run over {files} text reports, without Prefect: {files / first.read:.0f}"
            f" files/s read and stored, the tables published in {first.publish:.1f} s.\n"
        )
        ledger = Ledger.open(warehouse)

        def scanned() -> Scan:
            return scan(folder, ledger, settle_seconds=5, extractor_version=EXTRACTOR_VERSION)

        if scanned().unchanged != files:
            raise RuntimeError("A file counts as changed that is not.")
        times = interleaved(
            {
                "walk": lambda: walk(folder),
                "scan": scanned,
                "load": lambda: Ledger.open(warehouse),
            },
            repetitions,
            time.process_time,
        )
        rows = [
            [
                title,
                f"{1000 * statistics.median(times[name]):.0f}",
                str(ratio(times[name], times["walk"])),
            ]
            for name, title in (
                ("walk", "walk, reading the sizes"),
                ("scan", "scan, ledger in memory"),
                ("load", "loading the ledger"),
            )
        ]
        print(table((f"{files} unchanged files", "CPU ms", "/ walk"), rows), end="\n\n")
        seconds = [night(folder, warehouse, files) for _ in range(nights)]
    print(
        f"A night over them, `nianbao ingest` from start to end: {seconds[0]:.1f} s the first time"
        " (Prefect makes its database),"
        f" then {', '.join(f'{each:.1f} s' for each in seconds[1:]) or 'no more'}.\n"
    )
    return [Bar(f"the slowest night over {files} unchanged files", max(seconds), NIGHT_LIMIT, "s")]
