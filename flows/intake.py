"""Taking files into a warehouse: what the flows do, without Prefect.

An intake holds the warehouse's run lock, the ledger, the extraction store and a pool of
reading processes. Its steps are `discover`, `read_batch` (from several threads at once),
`publish` and `summary`; `flows.ingest` makes Prefect tasks of them.
"""

from __future__ import annotations

import errno
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from extractors.version import EXTRACTOR_VERSION
from flows import child
from flows.contents import Contents
from flows.conversion import Batch, Converter
from flows.conversion.cache import ConversionCache
from flows.discovery import Scan, ScanError, Submission, scan
from flows.members import Opened
from flows.page_cache import DiskPageCache
from flows.places import local_copy, place_of
from flows.pool import DEADLINE_SECONDS, ChildReader, Outcome, ReaderPool, Seconds
from flows.slots import default_cores
from flows.summary import CONTAINER, Reading, ReadingKind, Summary, Trouble, is_unread
from flows.warehouse import serialise
from flows.warehouse.atomic import STORE
from flows.warehouse.current import report_id_of
from flows.warehouse.ledger import Ledger, Sighting, display_path, utc_now
from flows.warehouse.lock import warehouse_lock
from flows.warehouse.nights import Nights
from flows.warehouse.standing import failing, standings
from flows.warehouse.store import ExtractionStore
from schemas.errors import ERRORS, DocumentError, DocumentStatus

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


class PlacesError(ValueError):
    """Folder and warehouse lie in each other so that tables would mix with submissions."""


class NotInFolderError(ValueError):
    """A file does not lie in the shared folder that it is said to belong to."""


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
        self._identity: tuple[int, int] | None = None
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
        self._identity = place_of(folder).identity()
        found = scan(
            folder,
            self.ledger,
            settle_seconds=settle_seconds,
            extractor_version=version,
            mounted_at=self._nights.mounted_at(str(folder)) if self._nights else "",
        )
        self._note(folder=str(folder), mount=found.mount)
        self.ledger.mark_vanished(found.vanished)
        self._run.scan = found
        self._lay_out(found.to_read, batch_size)
        return found

    def take(self, file: Path, folder: Path | None) -> Submission:
        """Lay out one file as the only batch, as if a scan had found it.

        Its `source_path` is relative to `folder`, or its name where no folder is given.
        Raises `NotInFolderError`, or `OSError` where it is not there.
        """
        path = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow links
        if folder is None:
            source_path = path.name
        else:
            source_path = _relative(path, folder).as_posix()
            self.folder = folder
        status = path.lstat()
        submission = Submission(path, source_path, status.st_size, status.st_mtime_ns)
        self._lay_out([submission], 1)
        return submission

    def take_from(self, folder: str, source_path: str) -> Submission:
        """Lay out one file of a folder that is a URL. Raises `FileNotFoundError`, `UrlError`."""
        place = place_of(folder)
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

    def folder_went_away(self) -> bool:
        """Tell whether the folder is another one than when it was listed, or is not there."""
        if self.folder is None or self._identity is None:
            return False
        return place_of(self.folder).identity() != self._identity

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
        with self._contents.handling() as content, local_copy(submission) as local:
            if isinstance(local, Outcome):  # there is nothing to be read
                read = local
            else:
                read = reader.read(
                    local,
                    Path(submission.source_path).name,
                    lambda document_id: content.take(document_id, self._known),
                    beneath=_shared_folder(submission),
                    member=submission.member,
                    converted=conversions.get,
                )
            outcome = conversions.settle(read)
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
                sighting = self._sighting(submission, outcome, None)
                kind = "container"
            else:
                sighting = self._sighting(submission, outcome, content.sighting)
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

    def _sighting(
        self, submission: Submission, outcome: Outcome, known: Sighting | None
    ) -> Sighting:
        if outcome.kind == "extracted":
            self.store.put(outcome.payload, outcome.document_id, self._version)
        fresh = Sighting(
            source_path=submission.source_path,
            document_id=outcome.document_id,
            size=outcome.bytes if submission.member and outcome.bytes else submission.size,
            modified_ns=submission.modified_ns,
            status="extracted",
            run_id=self.run_id,
            extractor_version=self._version,
            seen_at=self._started_at,
            container=submission.container or None,
            night=self._night,
        )
        if known is not None:
            return replace(
                known,
                source_path=fresh.source_path,
                size=fresh.size,
                modified_ns=fresh.modified_ns,
                seen_at=fresh.seen_at,
                night=fresh.night,
                container=fresh.container,
                present=True,
                replaced=False,
            )
        return _told(
            replace(fresh, attempts=1 + self.ledger.attempts(outcome.document_id, self._version)),
            outcome,
        )

    def _known(self, document_id: str) -> Sighting | None:
        """Return what an earlier run made of these bytes, None where they are to be read."""
        if self._force:
            return None
        for sighting in self.ledger.of_document(document_id):
            if (
                sighting.error_code != CONTAINER
                and sighting.settled(self._version)
                and (sighting.status != "extracted" or self.store.has(document_id, self._version))
            ):
                return sighting
        return self._stored(document_id)

    def _stored(self, document_id: str) -> Sighting | None:
        """Return a sighting made of a stored extraction that no ledger line speaks of.

        So it is where a run was killed between storing and recording.
        """
        try:
            payload = self.store.path(document_id, self._version).read_bytes()
            extraction, _ = serialise.loads(payload)
        except (FileNotFoundError, ValueError):
            return None
        outcome = Outcome(
            "extracted",
            document_id,
            media_type=extraction.media_type,
            agency=extraction.agency,
            report_year=extraction.report_year,
            pages=extraction.pages,
            ocr_pages=extraction.ocr_pages,
            notes=tuple((note.code, note.detail) for note in extraction.notes),
        )
        empty = Sighting(
            source_path="",
            document_id=document_id,
            size=0,
            modified_ns=0,
            status="extracted",
            run_id=self.run_id,
            extractor_version=self._version,
            seen_at=self._started_at,
        )
        return replace(_told(empty, outcome), seconds=None)

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
        readings = sorted(run.readings, key=lambda each: each.source_path)
        present = self.ledger.present()
        fresh = {each.source_path for each in readings if each.sighting}
        troubles = [
            _trouble(each, each.source_path in fresh)
            for each in present.values()
            if is_unread(each)
        ]
        troubles.sort(key=lambda each: (not each.fresh, _RANK[each.status], each.source_path))
        waiting = [*run.scan.waiting, *(e.source_path for e in readings if e.kind == "changing")]
        gone = [
            *run.scan.vanished,
            *(e.source_path for e in readings if e.kind in ("vanished", "removed")),
        ]
        errors = list(run.scan.errors)
        if self.folder_went_away():
            errors.append(ScanError("", WENT_AWAY))
        summary = Summary(
            what=self.what,
            run_id=self.run_id,
            folder=str(self.folder or ""),
            warehouse=str(self.warehouse),
            started_at=self._started_at,
            seconds=time.monotonic() - self._clock,
            read=sum(each.kind in ("extracted", "failed") for each in readings),
            new=sum(each.first and each.sighting is not None for each in readings),
            changed=sum(each.changed for each in readings),
            known=sum(each.kind == "known" for each in readings),
            failed=sum(each.is_failure for each in readings),
            unchanged=run.scan.unchanged,
            waiting=tuple(display_path(each) for each in sorted(waiting)),
            vanished=tuple(display_path(each) for each in sorted(gone)),
            skipped=run.scan.skipped,
            scan_errors=tuple(errors),
            by_status=dict(Counter(each.status for each in present.values())),
            troubles=tuple(troubles),
            reports=tuple(standings(self.warehouse)),
            failing=tuple(failing(self.warehouse)),
            reading_seconds=_total(each.seconds for each in readings),
            publication=publication,
        )
        self._note(sentence=summary.sentence, counts=summary.counts)
        return summary


WENT_AWAY = (
    "The shared folder went away while its files were being read. What was read is in the tables,"
    " nothing is taken for removed; check its share, and the next run goes on."
)

_RANK: dict[DocumentStatus, int] = {"failed": 0, "unsupported": 1, "ignored": 2}


def _told(sighting: Sighting, outcome: Outcome) -> Sighting:
    """Return a sighting with what an outcome says of its content."""
    told = replace(
        sighting,
        media_type=outcome.media_type,
        seconds=round(outcome.seconds.total, 6),
        pages=outcome.pages,
        ocr_pages=outcome.ocr_pages,
    )
    if outcome.code is not None:
        error = DocumentError(outcome.code, outcome.detail)
        return replace(told, status=error.kind.status, error_code=error.code, message=str(error))
    notes = [DocumentError(code, detail) for code, detail in outcome.notes if code in ERRORS]
    note = min(notes, key=lambda each: list(ERRORS).index(each.code), default=None)
    return replace(
        told,
        agency=outcome.agency or None,
        report_year=outcome.report_year,
        report_id=report_id_of(outcome.agency, outcome.report_year, outcome.document_id),
        error_code=note.code if note else None,
        message=str(note) if note else None,
    )


def _shared_folder(submission: Submission) -> Path | None:
    """Return the folder to which a submission's `source_path` is relative."""
    if submission.url:
        return None
    below = Path(submission.container or submission.source_path).parts
    parents = submission.path.parents
    if submission.path.parts[-len(below) :] != below or len(parents) < len(below):
        return None
    return parents[len(below) - 1]


def _moved_on(outcome: Outcome, submission: Submission) -> bool:
    """Whether the file has changed since it was scanned (it may be between two writes)."""
    return outcome.size is not None and (outcome.size, outcome.modified_ns) != (
        submission.size,
        submission.modified_ns,
    )


def _trouble(sighting: Sighting, fresh: bool) -> Trouble:
    return Trouble(
        display_path(sighting.source_path),
        sighting.status,
        sighting.error_code or "",
        sighting.message or "",
        fresh,
    )


def _total(spent: Iterator[Seconds] | Sequence[Seconds]) -> Seconds:
    every = list(spent)
    return Seconds(
        *(sum(getattr(each, name) for each in every) for name in Seconds.__dataclass_fields__)
    )


def _relative(path: Path, folder: Path) -> Path:
    root = Path(os.path.abspath(folder))  # noqa: PTH100 - as for the file
    for inside, outside in ((path, root), (path.parent.resolve() / path.name, root.resolve())):
        if inside.is_relative_to(outside):
            return inside.relative_to(outside)
    raise NotInFolderError(f"{path} does not lie in the folder {root}.")


def check_places(folder: Path | str, warehouse: Path) -> None:
    """Refuse a warehouse whose tables would lie among the submissions.

    A warehouse below the folder is left out of every scan; a folder that is the warehouse or
    lies in it would be written into. Raises `PlacesError`.
    """
    if isinstance(folder, str):  # a URL, beyond this machine
        return
    inside, outside = folder.resolve(), warehouse.resolve()
    if inside == outside or outside in inside.parents:
        raise PlacesError(
            f"The shared folder {folder} lies in the warehouse {warehouse}, which would write"
            " its tables among the reports. Choose another folder for --warehouse."
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

    def make() -> ChildReader:
        return ChildReader(
            deadline_seconds=deadline_seconds,
            memory_bytes=memory_bytes,
            target=target,
            warehouse=warehouse,
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
                nights.note(ended_at=utc_now(), fault=str(error) or type(error).__name__)
            raise
        nights.note(ended_at=utc_now())
