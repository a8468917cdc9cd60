"""What lies in the shared folder, and what of it has to be read. Opens no file."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from flows.away import FolderUnavailable, answering
from flows.folder_process import FILE, FOLDER, Entry
from flows.mounts import mount_point
from flows.places import LocalPlace, Place, place_of
from flows.silence import SILENCE_SECONDS, NotAnsweringError
from flows.warehouse.ledger import Ledger, display_path
from flows.warehouse.store import ExtractionStore

__all__ = [
    "Scan",
    "ScanError",
    "Submission",
    "display_path",
    "is_litter",
    "scan",
]

_LITTER_PREFIXES = {
    ".": "hidden files and folders; .~lock.…#, .DS_Store, ._… of macOS",
    "~$": "owner files of Word and WPS",
    ".~": "owner files of WPS and LibreOffice",
}
_LITTER_SUFFIXES = {
    ".tmp": "temporary files, ~WRL0001.tmp of Word",
    ".temp": "temporary files",
    "~": "backups of editors",
    ".crdownload": "unfinished downloads of Chrome and Edge",
    ".part": "unfinished downloads of Firefox and others",
    ".partial": "unfinished downloads and copies",
    ".filepart": "unfinished copies of WinSCP",
    ".!sync": "unfinished copies of Resilio Sync",
}
_INFIX = ".sb-"  # unfinished saves of macOS: report.docx.sb-1a2b3c4d-xyz
_LITTER_NAMES = {
    "thumbs.db": "Windows",
    "ehthumbs.db": "Windows",
    "desktop.ini": "Windows",
    "$recycle.bin": "Windows",
    "system volume information": "Windows",
    "__macosx": "macOS, in archives",
    "lost+found": "Linux file systems",
    "@eadir": "Synology",
    "#recycle": "Synology",
    "#snapshot": "Synology",
}
"""What Office, systems and synchronisers leave in a shared folder, by parts of the name in
lower case, and who leaves it."""

_PREFIXES, _SUFFIXES = tuple(_LITTER_PREFIXES), tuple(_LITTER_SUFFIXES)
_NAMES = frozenset(_LITTER_NAMES)

_STORED = ("extracted", "duplicate")
"""Statuses with which an extraction is stored."""

_MANY = 10
"""A folder in the shared one, now empty, where at least so many files were, is taken for a share
not mounted. The shared folder itself is, whatever was in it: nobody removes the last report."""

_AT_ONCE = 20
"""So many folders are asked for at once: a question for each would cost more than small ones do."""

_MOST_SILENT = 3
"""So many folders in the shared one may be shares of their own that do not answer; more, and the
night would be over before the last of them is given up."""

_FEW = 0.5
"""Where the file system is another one, and less than this share of the files is there, it is
the folder below a share that is not mounted. More of them, and the reports have moved house."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A file to be read. `source_path` is relative to the folder, separated by /.

    Bytes of a name that are not UTF-8 are surrogate escapes in it, as Python's `os` gives
    them: use `display_path` for people. Of a file in an archive or a mail, `path`, `size` and
    `modified_ns` are those of the outermost `container`, and `member` is its address in there
    (`flows.members`). Where the folder is a URL, `url` is the file's, and `path` only a name.
    """

    path: Path
    source_path: str
    size: int
    modified_ns: int
    container: str = ""
    member: Sequence[int] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class ScanError:
    """A folder or file that could not be looked at ("" is the shared folder itself)."""

    source_path: str
    message: str


@dataclass(slots=True)
class Scan:
    """What a scan found. Paths are relative; lists are in order of path.

    to_read: files that are new or changed, or settled by no reading of this version.
    unchanged: how many need no reading. skipped: how many entries were none of ours (litter,
    links, pipes, the warehouse). waiting: files still being written. vanished: paths of the
    ledger where nothing is any more; only those of folders that could be listed, and not where
    a share seems not to be mounted. mount: where the folder's file system is mounted, "" where
    that is unknown.
    """

    to_read: list[Submission] = field(default_factory=list)
    unchanged: int = 0
    waiting: list[str] = field(default_factory=list)
    skipped: int = 0
    vanished: list[str] = field(default_factory=list)
    errors: list[ScanError] = field(default_factory=list)
    mount: str = ""


def is_litter(name: str) -> bool:
    """Tell whether a name is one that Office, systems or synchronisers leave."""
    lower = name.lower()
    return (
        lower.startswith(_PREFIXES)
        or lower.endswith(_SUFFIXES)
        or lower in _NAMES
        or _INFIX in lower
    )


def scan(
    folder: Path | str,
    ledger: Ledger,
    *,
    settle_seconds: float,
    extractor_version: str,
    mounted_at: str = "",
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    silence_seconds: float = SILENCE_SECONDS,
) -> Scan:
    """List a shared folder and tell what has to be read.

    A file is unchanged if the ledger has its path, size and modification time, settled by
    this version, and its extraction is stored. A new or changed file younger than
    `settle_seconds` (or from the future) is looked at again after a wait, once for all such
    files; one that changed meanwhile is left for the next run. Links are never followed.

    `mounted_at` is where the folder's file system was mounted last time, "" where that is
    unknown. Raises `FolderUnavailable` where the folder itself is missing or cannot be listed,
    where it goes away meanwhile, and where its share is not mounted any more;
    `FolderNotAnswering` where its file system says nothing for `silence_seconds`.
    """
    with answering(folder), closing(place_of(folder, silence_seconds)) as place:
        return _scan(place, ledger, settle_seconds, extractor_version, mounted_at, now, sleep)


def _scan(
    place: Place,
    ledger: Ledger,
    settle_seconds: float,
    extractor_version: str,
    mounted_at: str,
    now: Callable[[], float],
    sleep: Callable[[float], None],
) -> Scan:
    before = place.identity()
    walk = _Walk(place, ledger, extractor_version)
    walk.run()
    result = walk.result
    result.mount = _mount(place)
    if place.identity() != before:
        raise FolderUnavailable(
            f"The folder {display_path(str(place))} went away while it was being listed."
            " Check its share."
        )
    if mounted_at and result.mount != mounted_at and walk.lacks_most():
        raise FolderUnavailable(
            f"The folder {display_path(str(place))} was on the file system mounted at"
            f" {display_path(mounted_at)}, and is not now; most of its files are missing."
            " Mount its share."
        )
    waiting = _still_being_written(place, walk.fresh, settle_seconds, now, sleep)
    result.to_read = [each for each in walk.fresh if each.source_path not in waiting]
    result.to_read.sort(key=lambda each: each.source_path)
    result.waiting = sorted(waiting)
    result.vanished = walk.vanished()
    result.errors.sort(key=lambda each: each.source_path)
    return result


class _Walk:
    """One walk through the folder: sorts what it meets into a `Scan`."""

    def __init__(self, place: Place, ledger: Ledger, extractor_version: str) -> None:
        self.result = Scan()
        self.fresh: list[Submission] = []
        self._place = place
        self._version = extractor_version
        self._known = ledger.present()
        self._stored = ExtractionStore(ledger.warehouse).ids(extractor_version)
        self._reopened = self._containers_to_reopen()
        self._warehouse = _inside(place, ledger.warehouse)
        self._met: set[str] = set()
        self._unlisted: list[str] = []
        self._empty: list[str] = []
        self._silent = 0

    def run(self) -> None:
        folders = self._take("", _root_entries(self._place))
        at_once = _AT_ONCE
        while folders:
            asked = [folders.pop() for _ in range(min(at_once, len(folders)))]
            silent: dict[str, NotAnsweringError] = {}
            for prefix, found in zip(asked, self._place.listings(asked), strict=True):
                if isinstance(found, NotAnsweringError):
                    silent[prefix] = found
                else:
                    folders += self._take(prefix, found)
            if len(asked) == 1:
                for prefix, silence in silent.items():
                    self._leave_out(prefix, silence)
            elif silent:  # which of them it is will be seen when each is asked for by itself
                folders += silent
                at_once = 1

    def _take(self, prefix: str, found: list[Entry] | OSError) -> list[str]:
        """Take over what a folder's listing gave; return its folders."""
        if isinstance(found, OSError):
            self._unlisted.append(prefix)
            # Removed since its parent was listed, or its share went: the next run will know.
            if not isinstance(found, FileNotFoundError):
                self._error(prefix[:-1], found.strerror or str(found))
            return []
        if not found:
            self._empty.append(prefix)
        return self._sort(prefix, found)

    def _sort(self, prefix: str, entries: list[Entry]) -> list[str]:
        """Sort one folder's files; return its folders, each with a "/" at its end."""
        folders = []
        # The loop over every file of the folder: names bound once, no call without need.
        met, known, stored = self._met.add, self._known.get, self._stored
        version, unchanged, skipped = self._version, 0, 0
        reopened = self._reopened
        for name, kind, size, modified_ns, error in entries:
            path = prefix + name
            if is_litter(name):
                skipped += 1
                continue
            if error:
                met(path)
                if error != errno.ENOENT:  # it was there a moment ago: the next run will know
                    self._error(path, os.strerror(error))
                continue
            if kind != FILE:
                if kind == FOLDER and path != self._warehouse:
                    folders.append(path + "/")
                else:  # links, pipes, sockets, devices, the warehouse
                    skipped += 1
                continue
            met(path)
            before = known(path)
            if (
                before is not None
                and before.size == size
                and before.modified_ns == modified_ns
                and before.settled(version)
                and (before.status not in _STORED or before.document_id in stored)
                and path not in reopened
            ):
                unchanged += 1
            else:
                where, url = self._place.address(path)
                self.fresh.append(Submission(where, path, size, modified_ns, url=url))
        self.result.unchanged += unchanged
        self.result.skipped += skipped
        return folders

    def _containers_to_reopen(self) -> set[str]:
        """Return the archives and mails of which a member has to be read (again)."""
        return {
            each.container
            for each in self._known.values()
            if each.container is not None
            and not (
                each.settled(self._version)
                and (each.status not in _STORED or each.document_id in self._stored)
            )
        }

    def vanished(self) -> list[str]:
        """Return the ledger's paths that are no more, but for those that could not be seen."""
        met = self._met
        gone = [
            path
            for path, each in self._known.items()
            # What lies in an archive or a mail is there as long as that is.
            if path not in met and (each.container is None or each.container not in met)
        ]
        for prefix in self._empty:
            were = sum(path.startswith(prefix) for path in gone)
            if were >= (_MANY if prefix else 1):
                remedy = (
                    "remove the empty folder too" if prefix else "put any other file in the folder"
                )
                message = (
                    f"The folder is empty, though {were} file{'s were' if were > 1 else ' was'}"
                    " there last time: is the share mounted? Nothing is taken for removed; if it"
                    f" was removed, {remedy}."
                )
                self.result.errors.append(ScanError(prefix[:-1], message))
                self._unlisted.append(prefix)
        unlisted = tuple(self._unlisted)
        return sorted(path for path in gone if not path.startswith(unlisted))

    def lacks_most(self) -> bool:
        """Tell whether most of the files that the ledger knows were not met."""
        known = {path if each.container is None else each.container
                 for path, each in self._known.items()}  # fmt: skip
        return len(known & self._met) < _FEW * len(known)

    def _leave_out(self, prefix: str, silence: NotAnsweringError) -> None:
        """Go on without a folder that does not answer, as long as the shared one does."""
        self._silent += 1
        try:
            there = self._silent <= _MOST_SILENT and self._place.answers()
        except OSError:
            there = False
        if not there:
            raise silence
        self._unlisted.append(prefix)
        self._error(
            prefix[:-1],
            f"It does not answer ({silence}). Check what is mounted there; nothing in it is taken"
            " for removed.",
        )

    def _error(self, path: str, message: str) -> None:
        self.result.errors.append(ScanError(path, message))


def _mount(place: Place) -> str:
    return mount_point(place.resolved()) if isinstance(place, LocalPlace) else ""


def _root_entries(place: Place) -> list[Entry]:
    (found,) = place.listings([""])
    if isinstance(found, NotAnsweringError):
        raise found
    if isinstance(found, OSError):
        raise FolderUnavailable(
            f"The folder {display_path(str(place))} cannot be listed: {found.strerror or found}."
            " Check its name, that its share is mounted, and that this user may read it."
        ) from found
    return found


def _inside(place: Place, warehouse: Path) -> str | None:
    """Return the warehouse's path in the shared folder, None where it lies elsewhere."""
    if not isinstance(place, LocalPlace):
        return None
    home, inner = place.resolved(), warehouse.resolve()
    if home.is_relative_to(inner):
        lies = "is" if home == inner else "lies in"
        raise FolderUnavailable(
            f"The folder {display_path(str(place))} {lies} the warehouse itself."
            " Choose another folder for the warehouse."
        )
    return inner.relative_to(home).as_posix() if inner.is_relative_to(home) else None


def _still_being_written(
    place: Place,
    fresh: list[Submission],
    settle_seconds: float,
    now: Callable[[], float],
    sleep: Callable[[float], None],
) -> set[str]:
    """Return the paths of the young files that change during one wait for all of them."""
    at = now()
    ages = {each.source_path: at - each.modified_ns / 1e9 for each in fresh}
    young = [each for each in fresh if ages[each.source_path] < settle_seconds]
    if not young or settle_seconds <= 0:
        return set()
    youngest = min(ages[each.source_path] for each in young)
    sleep(min(settle_seconds, settle_seconds - youngest))
    return {each.source_path for each in young if not _unmoved(place, each)}


def _unmoved(place: Place, submission: Submission) -> bool:
    return place.state(submission.source_path) == (submission.size, submission.modified_ns)
