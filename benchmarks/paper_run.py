"""Reading many reports on paper, by several processes, where it was left off last time."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from benchmarks.paper_reading import PaperRecord, read_paper
from benchmarks.paper_samples import PAPER_GRADES, PaperGrade

_ONE_THREAD = ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def collect(
    reports: int,
    grades: Sequence[PaperGrade] = PAPER_GRADES,
    seed: int = 0,
    jobs: int = 2,
    results: Path | None = None,
    first: int = 0,
) -> list[PaperRecord]:
    """Read so many reports at each grade, and return what came of it.

    `results` keeps a line of JSON for each document that was read; what stands there is not
    read again, so a long run may be stopped and taken up. It must be of the same code.
    """
    known = {record.key: record for record in _kept(results)}
    wanted = [(number, grade) for number in range(first, first + reports) for grade in grades]
    tasks = [
        (number, grade, seed) for number, grade in wanted if f"{seed}:{number}:{grade}" not in known
    ]
    for record in _read_all(tasks, jobs):
        known[record.key] = record
        if results is not None:
            with results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record.as_json(), ensure_ascii=False) + "\n")
    return [known[f"{seed}:{number}:{grade}"] for number, grade in wanted]


@cache
def collected(reports: int, jobs: int = 2) -> tuple[PaperRecord, ...]:
    """Return the reports read at every grade, once a process: several parts look at them."""
    return tuple(collect(reports, jobs=jobs))


def _kept(results: Path | None) -> Iterator[PaperRecord]:
    if results is None or not results.exists():
        return
    for line in results.read_text(encoding="utf-8").splitlines():
        yield PaperRecord.of_json(json.loads(line))


def _read_all(tasks: list[tuple[int, PaperGrade, int]], jobs: int) -> Iterator[PaperRecord]:
    if not tasks:
        return
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    # Spawned, since a forked child of a process with threads may hang.
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for number, record in enumerate(pool.imap_unordered(read_paper, tasks), 1):
            if sys.stderr.isatty() or number % 20 == 0:
                print(f"  {number} of {len(tasks)} documents", file=sys.stderr, flush=True)
            yield record
