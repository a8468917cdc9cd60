"""A run's documents in parts, each read by another process, maybe on another machine.

What the machines share is the warehouse's folder, and so a part travels as a file there, not
through Prefect's database or Dask's scheduler:

    _store/runs/<run>/run.json             what holds for the whole run
                      00001.part           the documents of part 1
                      00001.readings       what came of them, once all are read
                      00001.alive          touched now and then by whoever reads the part

Whoever reads a part stores its extractions at once, as any run does; the ledger is written by
the run alone, from the readings. So a part may be read twice, and by two at once, to the same
effect, and one that was half read is only a matter of time: what is stored is not read again.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from extractors.version import EXTRACTOR_VERSION
from flows import child
from flows.away import FolderNotAnswering
from flows.conversion import Converter
from flows.discovery import Submission
from flows.intake import Intake, Mapping, default_workers
from flows.pool import ChildReader, ReaderPool, Seconds
from flows.summary import Reading
from flows.warehouse.atomic import STORE, remove_leftovers, write_atomically
from flows.warehouse.ledger import Sighting
from flows.warehouse.policy import load_settings

ALIVE_SECONDS = 15.0
"""How often whoever reads a part shows that it still does."""

AWAKE_SECONDS = 0.5
"""How long whoever waits for a reading may be deaf to an interrupt."""

_PURPOSE = "part"
_ABANDONED_SECONDS = 24 * 3600.0
"""A file that was being written so long ago belongs to a process that died."""
_Record = TypeVar("_Record", Submission, Reading, Sighting, Seconds)


class PartGoneError(Exception):
    """Nobody waits for this part any more: its run is over, or has been given up."""


class WrongVersionError(Exception):
    """This machine's nianbao reads otherwise than that of the machine which runs the night."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all parts of a run."""

    run_id: str
    what: str
    version: str
    started_at: str
    deadline_seconds: float
    force: bool
    target: str = child.DEFAULT_TARGET
    night: int = 0


@dataclass(frozen=True, slots=True)
class PartDone:
    """What whoever read a part says of it; the readings themselves lie in the warehouse."""

    number: int
    documents: int
    failed: int
    seconds: float


class Parts:
    """The parts of one run, in the warehouse's folder; made by `lay_out`, found by `load`."""

    def __init__(self, warehouse: Path, run_id: str) -> None:
        if not run_id or "/" in run_id or run_id.startswith("."):
            raise ValueError(f"{run_id!r} cannot name a run's folder")
        self.warehouse = warehouse
        self.run_id = run_id
        self.folder = warehouse / STORE / "runs" / run_id

    @classmethod
    def lay_out(
        cls, warehouse: Path, terms: Terms, batches: Sequence[Sequence[Submission]]
    ) -> Parts:
        """Write a run's parts, numbered from 1. Only by who holds the warehouse's run lock.

        Parts of other runs are removed: with the lock, nobody waits for them.
        """
        parts = cls(warehouse, terms.run_id)
        with suppress(FileNotFoundError):
            shutil.rmtree(parts.folder.parent)
        remove_leftovers(warehouse, _PURPOSE, _ABANDONED_SECONDS)
        for number, batch in enumerate(batches, 1):
            parts._write(parts._path(number, "part"), [asdict(each) for each in batch])
        parts._write(parts.folder / "run.json", asdict(terms))
        return parts

    def terms(self) -> Terms:
        """Return what holds for the run. Raises `PartGoneError`."""
        return Terms(**self._read(self.folder / "run.json"))

    def documents(self, number: int) -> list[Submission]:
        """Return the documents of a part. Raises `PartGoneError`."""
        return [_record(Submission, each) for each in self._read(self._path(number, "part"))]

    def readings(self, number: int) -> list[Reading] | None:
        """Return what came of a part, None where it is not done."""
        try:
            lines = self._read(self._path(number, "readings"))
        except PartGoneError:
            return None
        return [_record(Reading, each) for each in lines]

    def done(self, number: int, readings: Sequence[Reading]) -> None:
        """Say that a part is done. Raises `PartGoneError`, and leaves nothing, where it is gone."""
        self.terms()
        self._write(self._path(number, "readings"), [asdict(each) for each in readings])

    def remove(self) -> None:
        """Remove all of it, when the run is over."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def sign_of_life(self, number: int) -> int | None:
        """Return a number that changes as long as somebody reads a part, None before."""
        try:
            return self._path(number, "alive").stat().st_mtime_ns
        except OSError:
            return None

    @contextmanager
    def alive(self, number: int) -> Iterator[None]:
        """Show for the time of a `with` block that a part is being read."""
        path, over = self._path(number, "alive"), threading.Event()

        def show() -> None:
            while True:
                with suppress(OSError):  # the run is over, or the share is away for a moment
                    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o666)
                    os.utime(descriptor)
                    os.close(descriptor)
                if over.wait(ALIVE_SECONDS):
                    return

        thread = threading.Thread(target=show, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _path(self, number: int, what: str) -> Path:
        return self.folder / f"{number:05}.{what}"

    def _write(self, path: Path, value: object) -> None:
        # ASCII, so that a name with bytes outside UTF-8 (a lone surrogate) survives.
        write_atomically(self.warehouse, path, json.dumps(value, default=str).encode(), _PURPOSE)

    def _read(self, path: Path) -> Any:
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            raise PartGoneError(f"Run {self.run_id} has no part at {path} any more.") from None


def read_part(warehouse: Path, run_id: str, number: int, workers: int | None = None) -> PartDone:
    """Read the documents of a part, by as many processes as there are cores by default.

    Raises `PartGoneError`; `WrongVersionError` where this installation's extractors are not
    those of the run; `FolderNotAnswering`.
    """
    parts = Parts(warehouse, run_id)
    terms = parts.terms()
    if terms.version != EXTRACTOR_VERSION:
        raise WrongVersionError(
            f"The run wants extractor version {terms.version}; here is {EXTRACTOR_VERSION}."
            " Install the same nianbao on every machine."
        )
    documents = parts.documents(number)
    readers = min(workers or default_workers(), max(1, len(documents)))

    silence = load_settings(warehouse).share_silence

    def make() -> ChildReader:
        return ChildReader(
            deadline_seconds=terms.deadline_seconds,
            target=terms.target,
            warehouse=warehouse,
            share_silence_seconds=silence,
        )

    # Left from within: an interrupt ends the readers first, and with them whoever waits for one.
    with (
        parts.alive(number),
        ThreadPoolExecutor(readers) as threads,
        ReaderPool(readers, make) as pool,
        Converter(warehouse, deadline_seconds=terms.deadline_seconds) as converter,
        _no_more(threads),
    ):
        intake = Intake(
            warehouse,
            pool,
            converter,
            run_id=run_id,
            what=terms.what,
            force=terms.force,
            started_at=terms.started_at,
            night=terms.night,
        )
        readings = list(intake.read_all(documents, _mapping(threads)))
        if (fault := intake.folder_fault()) is not None:
            # Another machine, or this one later, may be given an answer.
            raise FolderNotAnswering(fault.sentence)
        parts.done(number, readings)
    return PartDone(
        number,
        len(readings),
        sum(each.is_failure for each in readings),
        sum(each.seconds.total for each in readings),
    )


def _mapping(threads: ThreadPoolExecutor) -> Mapping:
    """Return the executor's `map`, whose waiting an interrupt ends at once.

    The system may deliver an interrupt to any of the process's threads, and this one, asleep,
    hears of it only when it wakes.
    """

    def mapping(
        read: Callable[[Submission], Reading | None], submissions: Sequence[Submission]
    ) -> Iterator[Reading | None]:
        futures = [threads.submit(read, each) for each in submissions]
        for future in futures:
            while not future.done():
                wait([future], timeout=AWAKE_SECONDS)
            yield future.result()

    return mapping


@contextmanager
def _no_more(threads: ThreadPoolExecutor) -> Iterator[None]:
    """Start nothing more once the `with` block is left by an exception."""
    try:
        yield
    except BaseException:
        threads.shutdown(wait=False, cancel_futures=True)
        raise


def _record(kind: type[_Record], raw: dict[str, Any]) -> _Record:
    """Return the record that `asdict` and JSON made `raw` of."""
    known = {field.name: raw[field.name] for field in fields(kind) if field.name in raw}
    # JSON has no tuples, and our records have no lists.
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in known.items()
    }
    if kind is Submission:
        values["path"] = Path(values["path"])
    elif kind is Reading:
        sighting = values["sighting"]
        values["sighting"] = None if sighting is None else _record(Sighting, sighting)
        values["seconds"] = _record(Seconds, values["seconds"])
    return kind(**values)
