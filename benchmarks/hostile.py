"""The hostile set among good reports: what comes of each file, how long it takes, what memory.

    python -m benchmarks.hostile [--light] [--good 60] [--deadline 120]

A folder of hostile files (`tools.hostile`) and good reports is taken in as a night does. Every
hostile file must end as it must, every good one as in a folder of good ones alone; nothing may
be written but in the warehouse, nothing fetched, and no process may grow beyond its limit.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bars import Bar, table, verdict
from extractors.report import extract_report
from extractors.version import EXTRACTOR_VERSION
from flows.confinement import MEMORY_BYTES
from flows.intake import open_intake
from flows.process_tree import processes, resident_bytes
from flows.slots import shared_folder
from flows.warehouse import serialise
from flows.warehouse.ledger import Ledger, Sighting, display_path
from flows.warehouse.rows import report_status
from flows.warehouse.store import ExtractionStore
from schemas.records import Extraction
from tools.hostile.catalogue import hostile_files
from tools.hostile.model import LURE_PORT, READ, SKIPPED, Hostile
from tools.hostile.pdf_files import PICKLE, pickle_bytes
from tools.samples.catalogue import generate

DEADLINE_SECONDS = 120.0
_EVERY = 0.03
_SLACK = 350 * 2**20
"""What a process can grow beyond its limit between two looks at it, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of one hostile file, and whether it is what must."""

    name: str
    outcome: str
    seconds: float
    wanted: frozenset[str]
    fault: str = ""


@dataclass(slots=True)
class Trial:
    """A folder taken in. `peak` is the most resident bytes of one reader with its processes."""

    endings: list[Ending] = field(default_factory=list)
    good: int = 0
    good_differing: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    peak: int = 0
    peak_all: int = 0
    seconds: float = 0.0

    @property
    def faults(self) -> list[str]:
        """What is not as it must be, in words."""
        return [
            *(f"{each.name}: {each.fault}" for each in self.endings if each.fault),
            *(f"{name}: not as in a clean run" for name in self.good_differing),
            *self.touched,
        ]


def try_out(
    root: Path,
    hostile: Sequence[Hostile],
    good: int,
    *,
    deadline_seconds: float = DEADLINE_SECONDS,
    memory_bytes: int = MEMORY_BYTES,
    workers: int = 2,
) -> Trial:
    """Take in hostile files mixed with good ones, and good ones alone; compare."""
    trial = Trial(good=good)
    mixed, clean, outside = root / "mixed", root / "clean", root / "outside"
    for folder in (mixed, clean, outside):
        folder.mkdir(parents=True)
    for number, sample in enumerate(generate(good, seed=606)):
        for folder in (mixed, clean):
            (folder / f"好{number:02}.{sample.kind}").write_bytes(sample.data())
    for each in hostile:
        each.write(mixed, outside)
    limits = {"deadline_seconds": deadline_seconds, "memory_bytes": memory_bytes}
    _take_in(clean, root / "clean-warehouse", workers, limits)
    before = _state(mixed) + _state(outside)
    with _lure(trial), _pickle_lure(trial), _temporary(trial, root / "tmp"), _watched(trial):
        started = time.perf_counter()
        _take_in(mixed, root / "warehouse", workers, limits)
        trial.seconds = time.perf_counter() - started
    if _state(mixed) + _state(outside) != before:
        trial.touched.append("files in or beside the shared folder have changed")
    trial.good_differing = _differing(root)
    found = Ledger.open(root / "warehouse").present()
    trial.endings = [_ending(each, found.get(each.name), root / "warehouse") for each in hostile]
    return trial


def _take_in(folder: Path, warehouse: Path, workers: int, limits: dict[str, float]) -> None:
    with open_intake(
        warehouse,
        run_id="hostile",
        what="hostile",
        workers=workers,
        **limits,  # type: ignore[arg-type]
    ) as intake:
        intake.discover(folder, settle_seconds=0, batch_size=10)
        with ThreadPoolExecutor(workers) as threads:
            list(threads.map(intake.read_batch, intake.batches))
        intake.publish()
        intake.summary()


def _ending(hostile: Hostile, sighting: Sighting | None, warehouse: Path) -> Ending:
    if sighting is None:
        outcome, seconds = SKIPPED, 0.0
    else:
        outcome = sighting.error_code if sighting.status != "extracted" else READ
        seconds = sighting.seconds or 0.0
    fault = ""
    if outcome not in hostile.outcomes:
        fault = f"{outcome} ({sighting.message if sighting else ''})"
    elif outcome == READ and sighting is not None and hostile.whole is not None:
        wrong = silently_wrong(_stored(warehouse, sighting.document_id), _whole(hostile))
        fault = f"clean, with wrong figures: {wrong[:3]}" if wrong else ""
    return Ending(hostile.name, outcome or "", seconds, hostile.outcomes, fault)


def _stored(warehouse: Path, document_id: str) -> Extraction:
    path = ExtractionStore(warehouse).path(document_id, EXTRACTOR_VERSION)
    return serialise.loads(path.read_bytes())[0]


_wholes: dict[bytes, Extraction] = {}


def _whole(hostile: Hostile) -> Extraction:
    assert hostile.whole is not None
    data = hostile.whole()
    if data not in _wholes:
        _wholes[data] = extract_report(data, hostile.name)
    return _wholes[data]


def silently_wrong(extraction: Extraction, whole: Extraction) -> list[str]:
    """Return the figures of a clean report that are not those of the whole document."""
    failed = Counter(each.check for each in extraction.checks if each.status == "fail")
    review = sum(each.needs_review for each in extraction.cells)
    if report_status(dict(failed), review) != "clean":
        return []
    true = {(each.table, each.row, each.column): each.value for each in whole.cells}
    wrong = []
    for each in extraction.cells:
        place = (each.table, each.row, each.column)
        if true.get(place) != each.value:
            wrong.append(f"{place}: {each.value}, not {true.get(place)}")
    return wrong


def _differing(root: Path) -> list[str]:
    """Return the good files whose extraction is not that of the clean run."""
    clean = Ledger.open(root / "clean-warehouse").present()
    mixed = Ledger.open(root / "warehouse").present()
    found = []
    for path, sighting in clean.items():
        other = mixed.get(path)
        if (
            other is None
            or (other.status, other.error_code, other.document_id)
            != (sighting.status, sighting.error_code, sighting.document_id)
            or sighting.status != "extracted"
            or _stored(root / "warehouse", other.document_id)
            != _stored(root / "clean-warehouse", sighting.document_id)
        ):
            found.append(path)
    return found


def _state(folder: Path) -> list[tuple[bytes, int, int]]:
    """Return every name below a folder with its size and time."""
    found = []
    for here, folders, files in os.walk(os.fsencode(folder)):
        for name in [*folders, *files]:
            status = os.lstat(here + b"/" + name)
            found.append((here + b"/" + name, status.st_size, status.st_mtime_ns))
    return sorted(found)


@contextmanager
def _lure(trial: Trial) -> Iterator[None]:
    """Listen where hostile files want to have something from."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", LURE_PORT))
        except OSError:  # another trial on this machine listens there, and would tell
            yield
            return
        server.listen()
        server.settimeout(0.1)
        yield
        with suppress(TimeoutError):
            server.accept()
            trial.touched.append("something was fetched")


@contextmanager
def _pickle_lure(trial: Trial) -> Iterator[None]:
    """Lay a pickle where a hostile PDF has it looked for."""
    mark, pickle = Path(f"{PICKLE}.ran"), Path(f"{PICKLE}.pickle.gz")
    import gzip

    mark.unlink(missing_ok=True)
    pickle.write_bytes(gzip.compress(pickle_bytes(str(mark))))
    try:
        yield
        if mark.exists():
            trial.touched.append("a pickle was run")
    finally:
        mark.unlink(missing_ok=True)
        pickle.unlink(missing_ok=True)


@contextmanager
def _temporary(trial: Trial, folder: Path) -> Iterator[None]:
    """Have temporary files made in a folder of the trial's own; nothing may be left in it."""
    folder.mkdir()
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
        shared = shared_folder()
        left = [each.name for each in folder.iterdir() if each != shared]
        if left:
            trial.touched.append(f"temporary files are left: {left}")
    finally:
        tempfile.tempdir = before


@contextmanager
def _watched(trial: Trial) -> Iterator[None]:
    """Look at the memory of all reading processes, and at what they leave behind."""
    over = threading.Event()
    others = set(processes(os.getpid()))

    def look() -> None:
        me = os.getpid()
        while not over.wait(_EVERY):
            children = Path(f"/proc/{me}/task")
            pids = {
                int(pid)
                for task in children.iterdir()
                for pid in _children(task)
                if int(pid) not in others
            }
            held = [resident_bytes(pid) for pid in pids]
            trial.peak = max([trial.peak, *held])
            trial.peak_all = max(trial.peak_all, sum(held))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if set(processes(os.getpid())) - others:
        trial.touched.append("processes are left")


def _children(task: Path) -> list[str]:
    try:
        return (task / "children").read_text().split()
    except OSError:
        return []


def run(
    good: int = 60,
    *,
    light: bool = False,
    below: str = "",
    deadline_seconds: float = DEADLINE_SECONDS,
) -> list[Bar]:
    """Measure and print; return the bars. `below` takes the files of one folder alone."""
    hostile = [each for each in hostile_files(light=light) if each.name.startswith(below)]
    with tempfile.TemporaryDirectory(prefix="nianbao-hostile-") as root:
        trial = try_out(Path(root), hostile, good, deadline_seconds=deadline_seconds)
    _print(trial)
    return [
        Bar("hostile files that end as they must not", len(trial.faults), 0, ""),
        Bar("good reports that come out otherwise", len(trial.good_differing), 0, ""),
        Bar(
            "memory of one reader and its processes",
            trial.peak / 2**20,
            (MEMORY_BYTES + _SLACK) / 2**20,
            "MB",
        ),
    ]


def _print(trial: Trial) -> None:
    codes = Counter(each.outcome for each in trial.endings)
    slowest: dict[str, float] = {}
    for each in trial.endings:
        slowest[each.outcome] = max(slowest.get(each.outcome, 0.0), each.seconds)
    rows = [
        [code, str(count), f"{slowest[code]:.1f}"]
        for code, count in sorted(codes.items(), key=lambda each: -each[1])
    ]
    print(table(("outcome", "files", "longest, s"), rows), end="\n\n")
    single = [each for each in trial.endings if not each.name.startswith(("cut/", "half/"))]
    rows = [[display_path(each.name), each.outcome, f"{each.seconds:.2f}"] for each in single]
    print(table(("file", "outcome", "seconds"), rows), end="\n\n")
    print(
        f"{len(trial.endings)} hostile and {trial.good} good files in {trial.seconds:.0f} s;"
        f" at most {trial.peak >> 20} MB in one reader with its processes,"
        f" {trial.peak_all >> 20} MB in all.\n"
    )
    print("\n".join(f"- {fault}" for fault in trial.faults) or "No fault.", end="\n\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--light", action="store_true", help="without files that take long")
    parser.add_argument("--good", type=int, default=60, help="good reports among them")
    parser.add_argument("--deadline", type=float, default=DEADLINE_SECONDS)
    options = parser.parse_args(arguments)
    bars = run(options.good, light=options.light, deadline_seconds=options.deadline)
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
