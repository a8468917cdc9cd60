"""Taking files into a warehouse: what the flows do, without Prefect.

An intake holds the warehouse's run lock, the ledger, the extraction store and a pool of
reading processes. Its steps are `discover`, `read_batch` (from several threads at once),
`publish` and `summary`; `flows.ingest` makes Prefect tasks of them.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from extractors.version import EXTRACTOR_VERSION
from flows import child
from flows.asking import Asker
from flows.away import answering
from flows.contents import Contents
from flows.conversion import Batch, Converter
from flows.conversion.cache import ConversionCache
from flows.discovery import Scan, ScanError, Submission, scan
from flows.members import Opened
from flows.page_cache import DiskPageCache
from flows.placement import path_within
from flows.places import local_copy, place_of
from flows.pool import DEADLINE_SECONDS, ChildReader, Outcome, ReaderPool, Seconds
from flows.sightings import Sightings
from flows.slots import default_cores
from flows.summary import CONTAINER, Reading, ReadingKind, Summary
from flows.summing import sum_up
from flows.verdict import fault_code_of
from flows.warehouse.atomic import STORE
from flows.warehouse.ledger import Ledger, Sighting, utc_now
from flows.warehouse.lock import warehouse_lock
from flows.warehouse.nights import Nights
from flows.warehouse.policy import load_settings
from flows.warehouse.store import ExtractionStore
from flows.whereabouts import Fault, Whereabouts, shared_folder_of

if TYPE_CHECKING:
    from flows.warehouse.publish import Publication

SETTLE_SECONDS = 5.0
BATCH_SIZE = 50
WAIT_SECONDS = 30.0
"""How long a run waits for another one to leave the warehouse."""


Mapping = Callable[
    [Callable[[Submission], Reading | None], Sequence[Submission]], Iterable[Reading | None]
]
"""`map`, or one that does several at once."""


class Watcher(Protocol):
    """Whoever wants to follow an intake: a progress bar."""

    def found(self, to_read: int) -> None:
        """Be told how many files will be read."""

    def read(self, reading: Reading) -> None:
        """Be told of each file, from the thread that read it."""

    def told(self, news: str) -> None:
        """Be told what the run waits for."""


def no_news(_: str) -> None:
    """Tell nobody."""


watchers: list[Watcher] = []
"""The watchers of every intake of this process. Prefect passes no such things to a flow."""


@dataclass(slots=True)
class _Run:
    """What an intake has done so far."""

    scan: Scan = field(default_factory=Scan)
    readings: list[Reading] = field(default_factory=list)
    publication: Publication | None = None


class Intake:
    """One run over a warehouse. Made by `open_intake`; `read_batch` may be called by threads."""

    def __init__(
        self,
        warehouse: Path,
        pool: ReaderPool,
        converter: Converter,
        *,
        run_id: str,
        what: str,
        force: bool = False,
        version: str = EXTRACTOR_VERSION,
        started_at: str | None = None,
        night: int = 0,
        nights: Nights | None = None,
    ) -> None:
        self.warehouse = warehouse
        self.folder: Path | str | None = None
        self.ledger = Ledger.open(warehouse)
        self.store = ExtractionStore(warehouse)
        self.run_id = run_id
        self.what = what
        self.batches: list[list[Submission]] = []
        self._pool = pool
        self._converter = converter
        self._force = force
        self._version = version
        self._started_at = started_at or utc_now()
        self._night = night
        self._nights = nights
        if nights is not None:
            self._night = nights.begin(
                run_id=run_id,
                what=what,
                started_at=self._started_at,
                seen=self.ledger.last_night(),
            ).night
        self._whereabouts = Whereabouts(load_settings(warehouse).share_silence)
        self._sightings = Sightings(
            self.ledger, self.store, run_id, version, self._started_at, self._night, force
        )
        self._clock = time.monotonic()
        self._run = _Run()
        self._contents = Contents()

    def discover(
        self, folder: Path | str, settle_seconds: float, batch_size: int = BATCH_SIZE
    ) -> Scan:
        """Scan the folder, note what has vanished, and lay out `batches` of files to read.

        Raises `FolderUnavailable`; nothing has been changed then, and it may be tried again.
        """
        self.folder = folder
        # No sighting bears this version: every file counts as to be read.
        version = f"{self._version} forced" if self._force else self._version
        self._whereabouts.begin(folder)
        found = scan(
            folder,
            self.ledger,
            settle_seconds=settle_seconds,
            extractor_version=version,
            mounted_at=self._nights.mounted_at(str(folder)) if self._nights else "",
            silence_seconds=self._whereabouts.silence_seconds,
        )
        self._note(folder=str(folder), mount=found.mount)
        self.ledger.mark_vanished(found.vanished)
        self._run.scan = found
        self._lay_out(found.to_read, batch_size)
        return found

    def take(self, file: Path, folder: Path | None) -> Submission:
        """Lay out one file as the only batch, as if a scan had found it.

        Its `source_path` is relative to `folder`, or its name where no folder is given.
        Raises `NotInFolderError`, `FolderNotAnswering`, or `OSError` where it is not there.
        """
        path = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow links
        self.folder = folder
        with (
            answering(folder or path.parent),
            closing(Asker(self._whereabouts.silence_seconds)) as asker,
        ):
            name = path_within(path, folder, asker.resolved) if folder else Path(path.name)
            # Of what is no regular file nothing is read; the reading says so.
            size, modified_ns = asker.state(str(path)) or (0, 0)
        submission = Submission(path, name.as_posix(), size, modified_ns)
        self._lay_out([submission], 1)
        return submission

    def take_from(self, folder: str, source_path: str) -> Submission:
        """Lay out one file of a folder that is a URL.

        Raises `FileNotFoundError`, `UrlError`, `FolderNotAnswering`.
        """
        with answering(folder):
            place = place_of(folder, self._whereabouts.silence_seconds)
            state = place.state(source_path)
        if state is None:
            raise FileNotFoundError(
                errno.ENOENT, "There is no such file", f"{folder}/{source_path}"
            )
        path, url = place.address(source_path)
        self.folder = folder
        submission = Submission(path, source_path, *state, url=url)
        self._lay_out([submission], 1)
        return submission

    def _lay_out(self, submissions: Sequence[Submission], batch_size: int) -> None:
        self.batches = [
            list(submissions[start : start + batch_size])
            for start in range(0, len(submissions), batch_size)
        ]
        for watcher in watchers:
            watcher.found(len(submissions))

    def read_batch(self, batch: Sequence[Submission]) -> list[Reading]:
        """Read some files. Whatever a file does, only its own reading fails.

        Each extraction is stored at once; the ledger is told at the end of the batch, also
        of one that is interrupted.
        """
        readings: list[Reading] = []
        try:
            for reading in self.read_all(batch):
                readings.append(reading)
                for watcher in watchers:
                    watcher.read(reading)
        finally:
            self.take_over(readings)
        return readings

    def read_all(
        self, submissions: Sequence[Submission], mapping: Mapping = map
    ) -> Iterator[Reading]:
        """Read some files and store what they hold. The ledger is not told: see `take_over`.

        `mapping` is `map`, or that of an executor with threads. What an office program has to
        convert comes last, all of it converted together. What archives and mails hold is read
        too; their own readings come when that is done.
        """
        opened = Opened(self.ledger)
        with self._converter.batch() as conversions:

            def read(submission: Submission) -> Reading | None:
                with self._pool.lend() as reader:
                    return self._read(reader, submission, conversions, opened)

            put_off = []
            waiting = list(submissions)
            while waiting:
                for submission, reading in zip(waiting, mapping(read, waiting), strict=True):
                    if reading is None:
                        put_off.append(submission)
                    elif not opened.holds_back(submission, reading):
                        yield reading
                waiting = opened.take()
            conversions.convert()
            for submission, reading in zip(put_off, mapping(read, put_off), strict=True):
                # Put off once more, it has other content than what was converted.
                reading = reading or self._reading(submission, "changing")
                if not opened.holds_back(submission, reading):
                    yield reading
        yield from opened.close()

    def take_over(self, readings: Sequence[Reading]) -> None:
        """Tell the ledger what came of some files, and count them as this run's."""
        self.ledger.record([each.sighting for each in readings if each.sighting])
        self.ledger.mark_vanished([each.source_path for each in readings if each.kind == "removed"])
        self._run.readings.extend(readings)

    @property
    def night(self) -> int:
        """Return the number of the night that the run belongs to, which its sightings bear."""
        return self._night

    def folder_fault(self) -> Fault | None:
        """Return what is wrong with the folder: another than was listed, not there, silent."""
        return self._whereabouts.fault()

    def _note(self, **changes: Any) -> None:
        if self._nights is not None:
            self._nights.note(**changes)

    @property
    def started_at(self) -> str:
        """Return when the run started, which its sightings bear (ISO 8601, UTC)."""
        return self._started_at

    def _read(
        self, reader: ChildReader, submission: Submission, conversions: Batch, opened: Opened
    ) -> Reading | None:
        """Read one file; None where it has been put off until `conversions` are made."""
        if self._whereabouts.silent:  # nothing more is asked of it
            return self._reading(submission, "vanished")
        silence = self._whereabouts.silence_seconds
        with self._contents.handling() as content, local_copy(submission, silence) as local:
            if isinstance(local, Outcome):  # there is nothing to be read
                read = local
            else:
                read = reader.read(
                    local,
                    Path(submission.source_path).name,
                    lambda document_id: content.take(document_id, self._sightings.known),
                    beneath=shared_folder_of(submission),
                    member=submission.member,
                    converted=conversions.get,
                )
            outcome = conversions.settle(self._whereabouts.judge(submission, read))
            if outcome is None:
                return None
            sighting: Sighting | None = None
            if outcome.kind in ("changing", "vanished"):
                kind: ReadingKind = outcome.kind
            elif _moved_on(outcome, submission):
                kind = "changing"
            elif outcome.code == CONTAINER:
                # The next file with these bytes is opened too: its members have its path.
                count = opened.open(submission, outcome.members)
                found = f"{count} file{'' if count == 1 else 's'}"
                code = CONTAINER if count else "empty_container"
                outcome = replace(outcome, code=code, detail=found)
                sighting = self._sightings.of(submission, outcome, None)
                kind = "container"
            else:
                sighting = self._sightings.of(submission, outcome, content.sighting)
                assert outcome.kind != "unconverted"  # it is settled
                kind = outcome.kind
                content.sighting = sighting
        return self._reading(submission, kind, sighting, outcome.seconds)

    def _reading(
        self,
        submission: Submission,
        kind: ReadingKind,
        sighting: Sighting | None = None,
        seconds: Seconds = Seconds(),  # noqa: B008 - it never changes
    ) -> Reading:
        before = self.ledger.at(submission.source_path)
        return Reading(
            source_path=submission.source_path,
            kind=kind,
            sighting=sighting,
            first=before is None,
            changed=before is not None
            and sighting is not None
            and before.document_id != sighting.document_id,
            seconds=seconds,
        )

    def publish(self) -> Publication:
        """Publish the tables from all that is stored and recorded."""
        from flows.warehouse.publish import publish  # Arrow, only where tables are written

        self._run.publication = publish(self.warehouse)
        self._note(published=True, release=self._run.publication.release)
        self.ledger.compact()
        DiskPageCache(self.warehouse).prune()
        ConversionCache(self.warehouse).prune()
        return self._run.publication

    def summary(self) -> Summary:
        """Return what was done and what the folder holds. Only after `publish`."""
        run, publication = self._run, self._run.publication
        if publication is None:
            raise RuntimeError("summary() before publish()")
        fault = self.folder_fault()
        found = replace(run.scan, errors=[*run.scan.errors])
        if fault is not None:
            found.errors.append(ScanError("", fault.sentence))
        summary = sum_up(
            what=self.what,
            run_id=self.run_id,
            folder=str(self.folder or ""),
            warehouse=self.warehouse,
            started_at=self._started_at,
            seconds=time.monotonic() - self._clock,
            found=found,
            readings=run.readings,
            present=self.ledger.present(),
            publication=publication,
        )
        self._note(sentence=summary.sentence, counts=summary.counts)
        return summary


def _moved_on(outcome: Outcome, submission: Submission) -> bool:
    """Whether the file has changed since it was scanned (it may be between two writes)."""
    return outcome.size is not None and (outcome.size, outcome.modified_ns) != (
        submission.size,
        submission.modified_ns,
    )


def default_workers() -> int:
    """Return how many documents are read at once: one a core that we may use."""
    return default_cores()


@contextmanager
def open_intake(
    warehouse: Path,
    *,
    run_id: str,
    what: str,
    workers: int | None = None,
    deadline_seconds: float = DEADLINE_SECONDS,
    memory_bytes: int | None = None,
    force: bool = False,
    wait_seconds: float = WAIT_SECONDS,
    target: str = child.DEFAULT_TARGET,
    say: Callable[[str], None] = no_news,
) -> Iterator[Intake]:
    """Hold a warehouse for one run, and the processes that read for it.

    `what` names the run for others that find the warehouse busy. `force` reads also what is
    known. `target` names the function that the processes call. `say` is told, in a sentence,
    that another run has to be waited for. Raises `WarehouseBusy` after `wait_seconds`.
    """
    warehouse.mkdir(parents=True, exist_ok=True)
    silence = load_settings(warehouse).share_silence

    def make() -> ChildReader:
        return ChildReader(
            deadline_seconds=deadline_seconds,
            memory_bytes=memory_bytes,
            target=target,
            warehouse=warehouse,
            share_silence_seconds=silence,
        )

    # A lock of its own: publishing takes the warehouse's.
    with (
        warehouse_lock(warehouse / STORE / "run", wait_seconds, what, say),
        ReaderPool(workers or default_workers(), make) as pool,
        Converter(warehouse, deadline_seconds=deadline_seconds) as converter,
    ):
        nights = Nights(warehouse)
        intake = Intake(
            warehouse, pool, converter, run_id=run_id, what=what, force=force, nights=nights
        )
        try:
            yield intake
        except BaseException as error:
            with suppress(OSError):  # the disk may be what is at fault
                nights.note(
                    ended_at=utc_now(),
                    fault=str(error) or type(error).__name__,
                    fault_code=fault_code_of(error),
                )
            raise
        nights.note(ended_at=utc_now())
