"""Where submissions lie: a folder of this machine (a mounted share too), or any fsspec URL.

A folder of this machine is read in its place, and asked by a process that the run can leave behind
(`flows.asking`). Of a URL (`s3://…`, `sftp://…`, `memory://…`)
each document is copied, whole and with a limit, into a temporary file for the process that
reads it, which has no network. Which URLs there are depends on the packages installed (`s3fs`
and others), and their credentials are the operator's matter, in fsspec's own configuration.
"""

from __future__ import annotations

import errno
import os
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.asking import Asker, Listing
from flows.child import MAX_DOCUMENT_BYTES
from flows.folder_process import FILE, FOLDER, OTHER, Entry
from flows.pool import Outcome
from flows.silence import SILENCE_SECONDS, NotAnsweringError, Sign, within

if TYPE_CHECKING:
    from flows.discovery import Submission

State = tuple[int, int]
"""Size in bytes, and a time or, where there is none, a mark that changes with the content."""

_LOCAL = ("file", "local")
_TIMES = ("mtime", "LastModified", "last_modified", "modified", "updated", "created")
"""Under which of these names file systems tell when a file was last written."""
_MARKS = ("ETag", "etag", "md5Hash", "checksum")
"""Under which of these names object stores tell one content from another."""
_CHUNK = 1 << 20


class UrlError(ValueError):
    """A URL that no installed file system knows. The message says so in one sentence."""


@dataclass(frozen=True, slots=True)
class LocalPlace:
    """A folder of this machine.

    Whatever asks the file system raises `NotAnsweringError` where that says nothing.
    """

    root: Path
    asker: Asker = field(default_factory=Asker, compare=False, repr=False)

    def __str__(self) -> str:
        return str(self.root)

    def listings(self, prefixes: Sequence[str]) -> list[Listing]:
        """Return the entries of folders below the root, or what was met in listing each."""
        return self.asker.listings([f"{self.root}/{prefix}" for prefix in prefixes])

    def answers(self) -> bool:
        """Tell whether the folder can be listed now. Raises `OSError`."""
        return self.asker.answers(str(self.root))

    def identity(self) -> tuple[int, int] | None:
        """Return what tells this folder from another mounted in its place, None where it is not.

        So a share that goes away is noticed, whose mount point shows an empty folder then.
        """
        try:
            return self.asker.identity(str(self.root))
        except OSError:
            return None

    def resolved(self) -> Path:
        """Return the folder's path without links."""
        return self.asker.resolved(str(self.root))

    def address(self, source_path: str) -> tuple[Path, str]:
        """Return a file's path, and its URL: none."""
        return self.root / source_path, ""

    def state(self, source_path: str) -> State | None:
        """Return a file's state now, None where no regular file is there."""
        try:
            return self.asker.state(str(self.root / source_path))
        except OSError:
            return None

    def close(self) -> None:
        """End the process that asks the file system."""
        self.asker.close()


class UrlPlace:
    """A folder of any file system that fsspec knows. Raises as `LocalPlace` does.

    A file system is one that answers as a whole: a listing of a folder is one answer.
    """

    def __init__(self, url: str, silence_seconds: float = SILENCE_SECONDS) -> None:
        self.url = url.rstrip("/")
        self._silence = silence_seconds
        self._system, self._root = within(silence_seconds, lambda _: open_url(self.url))

    def __str__(self) -> str:
        return self.url

    def listings(self, prefixes: Sequence[str]) -> list[Listing]:
        """Return the entries of folders below the root, or what was met in listing each."""
        found: list[Listing] = []
        for prefix in prefixes:
            try:
                found.append(self._entries(prefix))
            except OSError as error:
                found.append(error)
            except NotAnsweringError as error:
                return [*found, *[error] * (len(prefixes) - len(found))]
        return found

    def _entries(self, prefix: str) -> list[Entry]:
        folder = f"{self._root}/{prefix}".rstrip("/")
        with _as_os_error():
            found = within(self._silence, lambda _: self._system.ls(folder, detail=True))
        entries = [_UrlEntry.of(each) for each in found]
        # An object store shows an empty object for the folder itself.
        return [each.plain for each in entries if each.name and each.path.rstrip("/") != folder]

    def answers(self) -> bool:
        """Tell whether the folder can be listed now. Raises `OSError`."""
        self._entries("")
        return True

    def identity(self) -> tuple[int, int] | None:
        """Return None: nothing tells one listing of a URL from another."""
        return None

    def address(self, source_path: str) -> tuple[Path, str]:
        """Return a file's name for people, and its URL."""
        return Path(source_path), f"{self.url}/{source_path}"

    def state(self, source_path: str) -> State | None:
        """Return a file's state now, None where no file is there."""
        path = f"{self._root}/{source_path}"
        try:
            about = _UrlEntry.of(within(self._silence, lambda _: self._system.info(path)))
        except NotAnsweringError:
            raise
        except Exception:  # noqa: BLE001 - every file system has errors of its own
            return None
        return (about.size, about.modified_ns) if about.kind == "file" else None

    def close(self) -> None:
        """Nothing is to be ended."""


@dataclass(frozen=True, slots=True)
class _UrlEntry:
    """What fsspec tells of a file or folder."""

    path: str
    kind: str
    size: int
    modified_ns: int

    @classmethod
    def of(cls, info: Mapping[str, Any]) -> _UrlEntry:
        kind = "link" if info.get("islink") else str(info.get("type", "other"))
        return cls(str(info["name"]), kind, int(info.get("size") or 0), _stamp(info))

    @property
    def name(self) -> str:
        return self.path.rstrip("/").rpartition("/")[2]

    @property
    def plain(self) -> Entry:
        """Return it as the entries of every folder are."""
        kind = {"file": FILE, "directory": FOLDER}.get(self.kind, OTHER)
        return self.name, kind, self.size, self.modified_ns, 0


Place = LocalPlace | UrlPlace


def is_url(folder: str) -> bool:
    """Tell whether a folder is given as a URL and lies beyond this machine's file system."""
    return "://" in folder and folder.partition("://")[0] not in _LOCAL


def place_of(folder: str | Path, silence_seconds: float = SILENCE_SECONDS) -> Place:
    """Return the place that a folder's path or URL names.

    Raises `UrlError`; of a URL also `NotAnsweringError`, for to some there is a connection to be
    made. Nothing else is asked of it yet. Who does closes it at last.
    """
    if isinstance(folder, str):
        if is_url(folder):
            return UrlPlace(folder, silence_seconds)
        scheme, found, path = folder.partition("://")
        folder = Path(path if found and scheme in _LOCAL else folder)
    return LocalPlace(folder, Asker(silence_seconds))


def shared_folder(folder: str) -> Path | str:
    """Return a folder as runs name it: an absolute path, or the URL as it is."""
    if is_url(folder):
        return folder
    place = place_of(folder)
    return place.root.absolute() if isinstance(place, LocalPlace) else folder


@contextmanager
def local_copy(
    submission: Submission, silence_seconds: float = SILENCE_SECONDS
) -> Iterator[Path | Outcome]:
    """Yield the path at which a submission may be read, or what came of trying to get it.

    The path is its own, or that of a copy that is there for the time of the `with` block and
    has the submission's time of writing. The copying of a file that gets no answer for
    `silence_seconds` is given up.
    """
    if not submission.url:
        yield submission.path
        return
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as folder:
        target = Path(folder) / "document"
        fetched: Path | Outcome
        try:
            fetched = within(silence_seconds, lambda sign: _fetch(submission, target, sign))
        except NotAnsweringError as error:
            fetched = Outcome("failed", code="file_not_answering", detail=str(error))
        yield fetched


def _fetch(submission: Submission, target: Path, sign: Sign) -> Path | Outcome:
    wanted = (submission.size, submission.modified_ns)
    if submission.size > MAX_DOCUMENT_BYTES:
        return Outcome("failed", code="too_large", detail=f"{submission.size} bytes")
    try:
        system, path = open_url(submission.url)
        about = _UrlEntry.of(system.info(path))
        if (about.size, about.modified_ns) != wanted:
            return Outcome("changing")
        with system.open(path, "rb") as source, target.open("xb") as copy:
            sign()
            while part := source.read(_CHUNK):
                sign()
                if copy.tell() + len(part) > submission.size:
                    return Outcome("changing")
                copy.write(part)
            complete = copy.tell() == submission.size
        about = _UrlEntry.of(system.info(path))
    except FileNotFoundError:
        return Outcome("vanished")
    except Exception as error:  # noqa: BLE001 - every file system has errors of its own
        detail = f"{type(error).__name__}: {error}"[:300]
        return Outcome("failed", code="unreadable_file", detail=detail)
    if not complete or (about.size, about.modified_ns) != wanted:
        return Outcome("changing")
    os.utime(target, ns=(submission.modified_ns, submission.modified_ns))
    return target


def open_url(url: str) -> tuple[Any, str]:
    """Return the file system of a URL, and the path in it. Raises `UrlError`."""
    from fsspec.core import url_to_fs

    try:
        # What was listed a moment ago may have changed: that is what is asked.
        system, path = url_to_fs(url, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise UrlError(f"The folder {url} cannot be opened: {error}.") from error
    return system, str(path).rstrip("/")


def _stamp(info: Mapping[str, Any]) -> int:
    """Return when a file was written, in nanoseconds, made finer by its content's mark.

    Object stores tell whole seconds, in which a file may be written twice, but they also tell
    two contents apart. Where a file system tells neither it is always 0.
    """
    moment = next((info[name] for name in _TIMES if info.get(name) is not None), None)
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            moment = None
    if isinstance(moment, datetime):
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        elapsed = moment - datetime(1970, 1, 1, tzinfo=UTC)
        stamp = (elapsed.days * 86400 + elapsed.seconds) * 10**9 + elapsed.microseconds * 1000
    elif isinstance(moment, int | float):
        stamp = int(moment * 1_000_000) * 1000
    else:
        stamp = 0
    mark = next((str(info[name]) for name in _MARKS if info.get(name)), "")
    if mark:
        stamp += zlib.crc32(mark.encode()) % 10**9 - stamp % 10**9
    return max(0, stamp)


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Make an `OSError` of whatever a file system raises."""
    try:
        yield
    except (OSError, NotAnsweringError):
        raise
    except Exception as error:
        raise OSError(errno.EIO, f"{type(error).__name__}: {error}") from error
