"""The ledger: what was seen in the shared folder, and what became of it.

An append-only journal of JSON lines, `_store/ledger.jsonl`; the last line about one
(source_path, document_id) counts. Several processes may append: each takes the file's lock
for the moment of appending and first reads what others have appended.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.warehouse.atomic import STORE, sync_folder, write_atomically
from schemas.errors import DocumentStatus

logger = logging.getLogger(__name__)

UNSETTLED_ERRORS = frozenset(
    {
        "unreadable_file",
        "file_not_answering",
        "recognition_unavailable",
        "converter_unavailable",
        "no_room",
    }
)
"""Errors that say nothing of the content: the file is tried again by the next run."""

CHANCE_ERRORS = frozenset(
    {"reader_died", "memory_exceeded", "deadline_exceeded", "silent_too_long"}
)
"""Errors that may be the machine's doing: the file is tried again by the next runs, up to
`MOST_ATTEMPTS` of them."""

MOST_ATTEMPTS = 3

UNREADABLE: tuple[DocumentStatus, ...] = ("failed", "unsupported")
"""Statuses of files that may be reports, but cannot be read."""

_WORTH_COMPACTING = 1000
"""Superfluous lines that a journal may always have; beyond, as many as it has entries."""


def utc_now() -> str:
    """Return the time now as the ledger writes it: ISO 8601, UTC, microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


@dataclass(slots=True, kw_only=True)
class Sighting:
    """One content seen at one place of the shared folder, and what became of it.

    Keyed by `source_path` and `document_id` ("" where the file could not be read). `status`
    is what reading led to: `extracted` also for a second path with the same bytes (publishing
    tells which of them is the duplicate). `seen_at` is when it was first seen there (ISO 8601,
    UTC; give every sighting of one run the run's own start): kept when recorded again, and so
    is `night`, the number of the night of that (`flows.warehouse.nights`).
    `container`: the path of the archive or mail that it lies in, the outermost of several.
    `present`: the last scan found it there. `replaced`: the path has other content now.
    `in_doubt`: since then its path, or its container, has held what cannot be read: it may be
    in there.
    """

    source_path: str
    document_id: str
    size: int
    modified_ns: int
    status: DocumentStatus
    run_id: str
    extractor_version: str
    seen_at: str
    media_type: str | None = None
    error_code: str | None = None
    message: str | None = None
    seconds: float | None = None
    attempts: int = 1
    pages: int | None = None
    ocr_pages: int | None = None
    report_id: str | None = None
    agency: str | None = None
    report_year: int | None = None
    container: str | None = None
    present: bool = True
    replaced: bool = False
    night: int = 0
    in_doubt: bool = False

    @property
    def first_seen(self) -> str:
        """Return by what sightings are ordered: what was seen earlier comes first.

        By nights, for clocks are set, and a run that was killed is finished by the next one;
        by the time where there is no night, as in a ledger of an earlier version.
        """
        return f"{self.night:010}" if self.night else f"{0:010} {self.seen_at}"

    @property
    def key(self) -> tuple[str, str]:
        """Return (source_path, document_id)."""
        return (self.source_path, self.document_id)

    def settled(self, extractor_version: str) -> bool:
        """Tell whether reading these bytes again with this version would be of no use."""
        if self.extractor_version != extractor_version or self.document_id == "":
            return False
        if self.error_code in CHANCE_ERRORS:
            return self.attempts >= MOST_ATTEMPTS
        return self.error_code not in UNSETTLED_ERRORS


_FIELDS = tuple(field.name for field in fields(Sighting))
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Ledger:
    """The sightings of one warehouse, in memory, with their journal on disk. Thread-safe."""

    def __init__(self, warehouse: Path) -> None:
        """Make an empty ledger of a warehouse; `Ledger.open` also loads its journal."""
        self.warehouse = warehouse
        self.path = warehouse / STORE / "ledger.jsonl"
        self._entries: dict[tuple[str, str], Sighting] = {}
        self._present: dict[str, Sighting] = {}
        self._by_document: dict[str, dict[str, Sighting]] = {}
        self._inside: dict[str, set[str]] = {}
        self._lines = 0
        self._journal: _Journal | None = None
        self._offset = 0
        self._lock = threading.RLock()

    @classmethod
    def open(cls, warehouse: Path) -> Ledger:
        """Load a warehouse's ledger. A warehouse that does not exist yet has an empty one."""
        ledger = cls(warehouse)
        ledger.refresh()
        return ledger

    # Reading

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Sighting]:
        """Yield every sighting, by path and document_id."""
        with self._lock:
            return iter([self._entries[key] for key in sorted(self._entries)])

    def at(self, source_path: str) -> Sighting | None:
        """Return what the last scan found at a path, None if nothing."""
        return self._present.get(source_path)

    def present(self) -> dict[str, Sighting]:
        """Return what the last scan found, by path. Not to be changed."""
        return self._present

    def of_document(self, document_id: str) -> list[Sighting]:
        """Return every sighting of one content, by path."""
        with self._lock:
            found = self._by_document.get(document_id, {})
            return [found[path] for path in sorted(found)]

    def inside(self, container: str) -> list[str]:
        """Return the paths of what an archive or a mail held when it was last read."""
        with self._lock:
            return sorted(self._inside.get(container, ()))

    def last_night(self) -> int:
        """Return the number of the last night that has seen anything, 0 where none has."""
        with self._lock:
            return max((each.night for each in self._entries.values()), default=0)

    def attempts(self, document_id: str, extractor_version: str) -> int:
        """Return how many runs have tried to read this content with this version."""
        tried = self.of_document(document_id)
        return max(
            (each.attempts for each in tried if each.extractor_version == extractor_version),
            default=0,
        )

    def refresh(self) -> None:
        """Read what other processes have appended since."""
        with self._lock, suppress(FileNotFoundError):
            self._catch_up()

    # Writing

    def record(self, sightings: Iterable[Sighting]) -> None:
        """Write sightings of files that are there now, in one durable append.

        What was at the same path with other content becomes `replaced`. The time when a
        content was first seen at a path is kept.
        """
        with self._appending() as changes:
            for sighting in sightings:
                known = self._entries.get(sighting.key)
                seen_at = known.seen_at if known else sighting.seen_at or utc_now()
                night = known.night if known else sighting.night
                before = self._present.get(sighting.source_path)
                if before is not None and before.document_id != sighting.document_id:
                    doubt = sighting.status in UNREADABLE
                    changes.add(replace(before, present=False, replaced=True, in_doubt=doubt))
                changes.add(
                    replace(
                        sighting, seen_at=seen_at, night=night,
                        present=True, replaced=False, in_doubt=False,
                    )
                )  # fmt: skip

    def mark_vanished(self, source_paths: Iterable[str]) -> None:
        """Note that the files at these paths are gone. They keep their place in the tables."""
        with self._appending() as changes:
            for path in source_paths:
                before = self._present.get(path)
                if before is not None:
                    there = self._present.get(before.container or "")
                    doubt = there is not None and there.status in UNREADABLE
                    changes.add(replace(before, present=False, replaced=False, in_doubt=doubt))

    def mark_present(self, source_path: str, document_id: str, size: int, modified_ns: int) -> bool:
        """Note that a content known at a path is (again) there, without reading it anew.

        Returns False, and notes nothing, where the ledger does not know it there.
        """
        known = self._entries.get((source_path, document_id))
        if known is None:
            return False
        self.record([replace(known, size=size, modified_ns=modified_ns)])
        return True

    def compact(self, *, force: bool = False) -> bool:
        """Rewrite the journal, one line an entry, by path and document_id, if worth it."""
        with self._appending():
            superfluous = self._lines - len(self._entries)
            if not force and superfluous <= max(_WORTH_COMPACTING, len(self._entries)):
                return False
            lines = [_line(self._entries[key]) for key in sorted(self._entries)]
            write_atomically(self.warehouse, self.path, b"".join(lines), "ledger")
            sync_folder(self.path.parent)
            self._journal = _Journal(self.path)
            self._offset, self._lines = self._journal.size(), len(lines)
            return True

    # The journal

    @contextmanager
    def _appending(self) -> Iterator[_Changes]:
        """Hold the journal's lock, up to date; append what the block adds, in one write."""
        with self._lock:
            descriptor = self._open_locked()
            try:
                self._catch_up()
                # What follows the last newline is the half line of a writer that died.
                if os.fstat(descriptor).st_size != self._offset:
                    os.ftruncate(descriptor, self._offset)
                changes = _Changes(self)
                yield changes
                if changes.lines:
                    data = b"".join(changes.lines)
                    _write_all(descriptor, data, self._offset)
                    os.fsync(descriptor)
                    self._offset += len(data)
                    self._lines += len(changes.lines)
            except BaseException:
                # Memory may be ahead of the disk: load anew before the next use.
                self._journal = None
                raise
            finally:
                os.close(descriptor)

    def _open_locked(self) -> int:
        while True:
            new = not self.path.exists()
            if new:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if new:
                sync_folder(self.path.parent)
            # Another process may have compacted, and so replaced, the file meanwhile.
            try:
                if os.fstat(descriptor).st_ino == self.path.stat().st_ino:
                    return descriptor
            except FileNotFoundError:
                pass
            os.close(descriptor)

    def _catch_up(self) -> None:
        journal = _Journal(self.path)
        if self._journal is None or not self._journal.same(journal):
            self._journal, self._offset = journal, 0
        size = self._journal.size()
        if size < self._offset:
            self._offset = 0
        if self._offset == 0:
            self._entries, self._present, self._by_document, self._lines = {}, {}, {}, 0
            self._inside = {}
        data = _read_all(self._journal.descriptor, self._offset, size - self._offset)
        end = data.rfind(b"\n") + 1
        lines = data[:end].splitlines()
        for raw in _parse(lines, self.path):
            self._put(_sighting(raw))
        self._lines += len(lines)
        self._offset += end

    def _put(self, sighting: Sighting) -> None:
        path, document_id = key = sighting.key
        self._entries[key] = sighting
        if document_id:
            self._by_document.setdefault(document_id, {})[path] = sighting
        if sighting.present:
            self._present[path] = sighting
            if sighting.container is not None:
                self._inside.setdefault(sighting.container, set()).add(path)
        else:
            there = self._present.get(path)
            if there is not None and there.document_id == document_id:
                del self._present[path]
                if sighting.container is not None:
                    self._inside.get(sighting.container, set()).discard(path)


class _Journal:
    """The journal's file, kept open as long as it is remembered.

    A number of an inode tells two files apart only while both exist: once a compacted journal
    is gone, the next one may get its number. What is open is not gone.
    """

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self.descriptor)

    def same(self, other: _Journal) -> bool:
        return os.path.samestat(os.fstat(self.descriptor), os.fstat(other.descriptor))

    def size(self) -> int:
        return os.fstat(self.descriptor).st_size


class _Changes:
    """Sightings being recorded: at once in memory, as lines for the journal."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.lines: list[bytes] = []

    def add(self, sighting: Sighting) -> None:
        self._ledger._put(sighting)
        self.lines.append(_line(sighting))


def _line(sighting: Sighting) -> bytes:
    # ASCII, so that a name with bytes outside UTF-8 (a lone surrogate) survives as an escape.
    raw = {name: getattr(sighting, name) for name in _FIELDS}
    return _encode(raw).encode("ascii") + b"\n"


def _sighting(raw: dict[str, Any]) -> Sighting:
    try:
        return Sighting(**raw)
    except TypeError:
        # A later version of ours wrote more fields.
        return Sighting(**{name: value for name, value in raw.items() if name in _FIELDS})


def _parse(lines: list[bytes], path: Path) -> list[dict[str, Any]]:
    try:
        parsed: list[dict[str, Any]] = json.loads(b"[" + b",".join(lines) + b"]")
        return parsed
    except ValueError:
        pass
    good = []
    for line in lines:
        try:
            good.append(json.loads(line))
        except ValueError:
            logger.warning("A line of %s is damaged and left out: %.80r", path, line)
    return good


def _read_all(descriptor: int, offset: int, size: int) -> bytes:
    parts = []
    while size > 0:
        part = os.pread(descriptor, size, offset)
        if not part:
            break
        parts.append(part)
        offset += len(part)
        size -= len(part)
    return b"".join(parts)


def _write_all(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view = view[written:]
        offset += written


_CONTROLS = re.compile(
    r"""
      [\x00-\x1f\x7f-\x9f]              # C0, DEL, C1: line feeds, what terminals obey
    | [\u2028\u2029]                     # line and paragraph separators
    | [\u061c\u200e\u200f]               # marks of writing direction,
    | [\u202a-\u202e\u2066-\u2069]       # embeddings, overrides, isolates: they reorder a name
    """,
    re.VERBOSE,
)


def display_path(source_path: str) -> str:
    r"""Return a path as valid UTF-8 text in one line for people and tables, one for one path.

    A byte that is not UTF-8 (an old GBK name) becomes \xNN, and so does an ASCII control
    character (a newline is \x0a); a control character beyond ASCII becomes \uNNNN. A backslash
    is doubled, so that no other name looks the same. Nearly all names come out as they are.
    """
    escaped = source_path.replace("\\", "\\\\")
    text = escaped.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _CONTROLS.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"
