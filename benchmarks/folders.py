"""Folders of samples, taken in without Prefect, and a Prefect of the benchmarks' own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import stopwatch
from flows.intake import Summary, default_workers, open_intake
from tools.samples.catalogue import Sample

FILES_A_FOLDER = 500


@dataclass(frozen=True, slots=True)
class CoreRun:
    """A run of what the flow `ingest-folder` does, without Prefect; seconds of the clock."""

    summary: Summary
    discover: float
    read: float
    publish: float
    whole: float


def take_in(folder: Path, warehouse: Path) -> CoreRun:
    """Take a folder into a warehouse with as many reading processes as the flow would use."""
    with (
        stopwatch() as whole,
        open_intake(warehouse, run_id="benchmark", what="a benchmark") as intake,
    ):
        with stopwatch() as discover:
            intake.discover(folder, settle_seconds=0)
        with stopwatch() as read, ThreadPoolExecutor(default_workers()) as threads:
            for future in [threads.submit(intake.read_batch, each) for each in intake.batches]:
                future.result()
        with stopwatch() as publish:
            intake.publish()
        summary = intake.summary()
    return CoreRun(summary, discover.seconds, read.seconds, publish.seconds, whole.seconds)


def write_samples(samples: Iterable[Sample], folder: Path) -> None:
    """Write samples below a folder, so many to each folder in it; what is there is replaced."""
    for number, sample in enumerate(samples):
        path = folder / f"{number // FILES_A_FOLDER:03}" / f"报告{number:05}.{sample.kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sample.data())


def private_prefect() -> None:
    """Give Prefect a home of its own until this process ends. Before Prefect is imported.

    Neither the user's database, nor a server that is configured or running, is touched.
    """
    home = tempfile.mkdtemp(prefix="nianbao-bench-prefect-")
    # Registered before the server's own end, so that it runs after it.
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["PREFECT_HOME"] = home
    for name in ("PREFECT_API_URL", "PREFECT_PROFILE"):
        os.environ.pop(name, None)
