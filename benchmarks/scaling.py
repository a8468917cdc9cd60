"""What a second worker brings, and what a hundred thousand reports a night would take.

All of it is measured in one run on this machine: the cores' seconds and the bytes of a report
of each kind, one worker on one core beside two on two, and publishing at two sizes. The model
is plain arithmetic over these; it knows nothing of a network or of a share's speed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.bars import Bar, table
from benchmarks.paper_samples import paper_sample
from benchmarks.share import cpu_seconds
from benchmarks.timing import stopwatch
from flows.intake import open_intake
from flows.warehouse.atomic import STORE
from flows.warehouse.current import report_id_of
from flows.warehouse.ledger import Ledger
from flows.warehouse.store import ExtractionStore
from tools.samples.catalogue import Sample, generate

SPEEDUP = 1.8
NIGHT_HOURS = 8.0
REPORTS = 100_000
OCR_CACHE_BYTES = 2 * 1024**3
"""So much of pages that were read is kept at most (`flows.page_cache`)."""

KINDS = ("docx", "html", "txt", "pdf", "scan")
MIXES: dict[str, dict[str, float]] = {
    "all Word": {"docx": 1.0},
    "mixed": {"docx": 0.55, "html": 0.15, "txt": 0.05, "pdf": 0.15, "scan": 0.10},
    "all scans": {"scan": 1.0},
}
"""Shares of the kinds; what a province's folder holds is not known to us, so three are shown."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one report of a kind takes: core seconds to read, bytes of input and of the store."""

    seconds: float
    input_bytes: float
    store_bytes: float
    page_bytes: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder read: seconds of the clock, and of all cores (publishing included)."""

    clock: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Publishing:
    """A publishing of so many reports from nothing."""

    reports: int
    seconds: float
    peak_bytes: int
    table_bytes: int


def run(
    documents: int = 60, scans: int = 24, published: tuple[int, int] = (2_000, 8_000)
) -> list[Bar]:
    """Measure and print; return the bar: what two workers take beside one."""
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as temporary:
        place = Path(temporary)
        # Cores are shared among the readers of a user by locks in there: let these be ours alone.
        with _temporary_files(place / "tmp"):
            costs = {kind: _cost(kind, documents, scans, place / kind) for kind in KINDS}
            one, two = (_scans(workers, scans, place / f"by-{workers}") for workers in (1, 2))
            template = next((place / "docx").glob("warehouse"))
            publishings = [
                _publish(template, reports, place / f"publish-{reports}") for reports in published
            ]
    print(_kinds_table(costs), end="\n\n")
    print(
        f"{scans} scans by one worker on one core: {one.clock:.1f} s ({one.cpu:.1f} s of a core);"
        f" by two on two: {two.clock:.1f} s ({two.cpu:.1f} s), {one.clock / two.clock:.2f} times as"
        " fast. Where the clock is far above the cores' seconds, others had the cores.\n"
    )
    print(_publishing_table(publishings), end="\n\n")
    print(_model(costs, publishings), end="\n\n")
    return [
        Bar("time of two workers beside one, scans", two.clock / one.clock, 1 / SPEEDUP, "times")
    ]


@contextmanager
def _temporary_files(folder: Path) -> Iterator[None]:
    folder.mkdir()
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before


@contextmanager
def _on_cores(count: int) -> Iterator[None]:
    """Let this process and those that it starts run on so many cores only."""
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(every)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)


def _samples(kind: str, count: int) -> list[Sample]:
    if kind == "scan":
        return [paper_sample(number, "200dpi", 7) for number in range(count)]
    if kind == "pdf":
        return [paper_sample(number, "text", 7) for number in range(count)]
    return list(generate(count, 7, kinds=(kind,), deviations=0))  # type: ignore[arg-type]


def _write(kind: str, count: int, folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, sample in enumerate(_samples(kind, count)):
        (folder / f"{number:05}{Path(sample.path).suffix}").write_bytes(sample.data())


def _read(folder: Path, warehouse: Path, workers: int) -> float:
    """Read a folder with so many workers and publish; return the seconds of reading."""
    with open_intake(warehouse, run_id="benchmark", what="a benchmark", workers=workers) as intake:
        intake.discover(folder, 0, batch_size=1)
        with stopwatch() as watch, ThreadPoolExecutor(workers) as threads:
            list(threads.map(intake.read_batch, intake.batches))
        intake.publish()
        summary = intake.summary()
    if summary.failed or not summary.read:
        raise RuntimeError(f"Not all samples were read: {summary.sentence}")
    return watch.seconds


def _cost(kind: str, documents: int, scans: int, place: Path) -> Cost:
    """Return what a report of a kind takes, without the start of the process that reads it."""
    count = scans if kind == "scan" else documents
    _write(kind, count, place / "folder")
    few = place / "few"
    few.mkdir()
    first = sorted((place / "folder").iterdir())[0]
    (few / first.name).write_bytes(first.read_bytes())
    spent = []
    for folder, warehouse in ((few, "warm"), (place / "folder", "warehouse")):
        before = cpu_seconds()
        _read(folder, place / warehouse, workers=1)
        spent.append(cpu_seconds() - before)
    store = place / "warehouse" / STORE
    return Cost(
        max(0.0, spent[1] - spent[0]) / max(1, count - 1),
        _bytes(place / "folder") / count,
        _bytes(store / "extractions") / count,
        _bytes(store / "ocr") / count,
    )


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _scans(workers: int, scans: int, place: Path) -> Reading:
    """Read scans by so many workers, on as many cores."""
    _write("scan", scans, place / "folder")
    before = cpu_seconds()
    with _on_cores(workers):
        clock = _read(place / "folder", place / "warehouse", workers)
    return Reading(clock, cpu_seconds() - before)


# Publishing


def _publish(template: Path, reports: int, warehouse: Path) -> Publishing:
    """Publish a warehouse of so many reports, made of a few real ones under other names."""
    _multiply(template, reports, warehouse)
    code = (
        "import re, sys, time; from pathlib import Path\n"
        "from flows.warehouse.publish import publish\n"
        "began = time.perf_counter(); publish(Path(sys.argv[1]))\n"
        "seconds = time.perf_counter() - began\n"
        # Not getrusage: its peak is that of the process which this one was forked from, too.
        "status = Path('/proc/self/status').read_text()\n"
        "print(seconds, re.search(r'VmHWM:\\s+(\\d+)', status)[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(warehouse)], capture_output=True, text=True, check=True
    )
    seconds, peak = done.stdout.split()
    tables = sum(path.stat().st_size for path in warehouse.glob("*/*.parquet"))
    return Publishing(reports, float(seconds), int(peak) * 1024, tables)


def _multiply(template: Path, reports: int, warehouse: Path) -> None:
    known = [each for each in Ledger.open(template) if each.status == "extracted"]
    source, target = ExtractionStore(template), ExtractionStore(warehouse)
    texts = {
        each.document_id: gzip.decompress(
            source.path(each.document_id, each.extractor_version).read_bytes()
        )
        for each in known
    }
    rng, sightings = Random(1), []
    for number in range(reports):
        old = rng.choice(known)
        document_id = hashlib.sha256(f"{number}".encode()).hexdigest()
        agency = f"第{number:06}号{old.agency}"
        text = texts[old.document_id].replace(old.document_id.encode(), document_id.encode())
        for spelled in (old.agency or "", json.dumps(old.agency)[1:-1]):
            text = text.replace(spelled.encode(), agency.encode())
        path = target.path(document_id, old.extractor_version)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text, 1))
        sightings.append(
            replace(
                old,
                source_path=f"{number:06}.docx",
                document_id=document_id,
                agency=agency,
                report_id=report_id_of(agency, old.report_year or 0, document_id),
            )
        )
    Ledger.open(warehouse).record(sightings)


# What is printed


def _kinds_table(costs: dict[str, Cost]) -> str:
    rows = [
        [
            kind,
            f"{each.seconds:.3f}",
            f"{each.input_bytes / 1e3:.0f}",
            f"{each.store_bytes / 1e3:.1f}",
            f"{each.page_bytes / 1e3:.0f}",
            f"{REPORTS * each.seconds / 3600:.1f}",
        ]
        for kind, each in costs.items()
    ]
    head = ("a report", "core s", "input kB", "store kB", "pages kB", "core h / 100,000")
    return table(head, rows)


def _publishing_table(publishings: Sequence[Publishing]) -> str:
    rows = [
        [
            f"{each.reports:,}",
            f"{each.seconds:.1f}",
            f"{each.peak_bytes / 1e6:.0f}",
            f"{each.table_bytes / each.reports / 1e3:.1f}",
        ]
        for each in publishings
    ]
    return table(("reports published from nothing", "s", "peak MB", "tables kB each"), rows)


def _straight(publishings: Sequence[Publishing], name: str, reports: int) -> float:
    """Return a figure of a publishing of so many reports, by the line through two of them."""
    few, many = publishings
    slope = (getattr(many, name) - getattr(few, name)) / (many.reports - few.reports)
    slope = max(0.0, slope)
    return float(getattr(many, name) + slope * (reports - many.reports))


def _model(costs: dict[str, Cost], publishings: Sequence[Publishing]) -> str:
    seconds = _straight(publishings, "seconds", REPORTS)
    peak = _straight(publishings, "peak_bytes", REPORTS)
    tables = publishings[-1].table_bytes / publishings[-1].reports * REPORTS
    rows, limits = [], []
    for name, mix in MIXES.items():
        reading = REPORTS * sum(share * costs[kind].seconds for kind, share in mix.items()) / 3600
        store = REPORTS * sum(share * costs[kind].store_bytes for kind, share in mix.items())
        pages = REPORTS * sum(share * costs[kind].page_bytes for kind, share in mix.items())
        left = NIGHT_HOURS - seconds / 3600
        cores = reading / left if left > 0 else float("inf")
        size = store + tables + min(pages, OCR_CACHE_BYTES)
        rows.append(
            [name, f"{reading:.1f}", f"{cores:.1f}", f"{reading / 2:.1f}", f"{size / 1e9:.1f}"]
        )
        first = "reading (cores)" if reading / 2 * 3600 > seconds else "publishing (one process)"
        limits.append(f"{name}: {first}")
    head = (
        f"{REPORTS:,} reports in a night",
        "core h",
        f"cores for {NIGHT_HOURS:.0f} h",
        "h on 2 cores",
        "warehouse GB",
    )
    return (
        f"{table(head, rows)}\n\nPublishing them all from nothing, by one process:"
        f" {seconds:.0f} s ({seconds / REPORTS * 10_000:.0f} s for each 10,000) and"
        f" {peak / 1e9:.1f} GB of memory at its peak."
        f" What limits first on two cores: {'; '.join(limits)}."
    )
