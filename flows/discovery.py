"""What lies in the shared folder, and what of it has to be read. Opens no file."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flows.warehouse.ledger import Ledger, Sighting, display_path
from flows.warehouse.store import ExtractionStore

__all__ = [
    "FolderUnavailable",
    "Scan",
    "ScanError",
    "Submission",
    "display_path",
    "is_litter",
    "scan",
]

_LITTER: dict[str, str] = {
    "hidden files and folders, .~lock.…#, .DS_Store, ._… of macOS": r"\..*",
    "owner files of Word and WPS": r"~\$.*",
    "temporary files of Office": r"~.*\.tmp",
    "temporary files": r".*\.(?:tmp|temp|swp|bak~)",
    "unfinished downloads and copies": r".*\.(?:crdownload|part|partial|download|filepart)",
    "unfinished saves of macOS": r".*\.sb-.*",
    "backups of editors": r".*~",
    "leftovers of Windows": r"thumbs\.db|ehthumbs\.db|desktop\.ini|\$recycle\.bin"
    r"|system volume information",
    "leftovers of Synology": r"@eadir|\#recycle|\#snapshot",
    "leftovers of synchronisers": r".*\.(?:!sync|bts|syncthing)",
}
"""Names that Office, systems and synchronisers leave: whole names, case ignored."""

_is_litter = re.compile("|".join(f"(?:{each})" for each in _LITTER.values()), re.I | re.S).fullmatch

_MANY = 10
"""An empty folder where at least so many files were is taken for a share not mounted."""


class FolderUnavailable(Exception):  # noqa: N818  (a state of the world)
    """The shared folder itself cannot be listed. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A file to be read. `source_path` is relative to the folder, separated by /.

    Bytes of a name that are not UTF-8 are surrogate escapes in it, as Python's `os` gives
    them: use `display_path` for people.
    """

    path: Path
    source_path: str
    size: int
    modified_ns: int


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
    ledger where nothing is any more.
    """

    to_read: list[Submission] = field(default_factory=list)
    unchanged: int = 0
    waiting: list[str] = field(default_factory=list)
    skipped: int = 0
    vanished: list[str] = field(default_factory=list)
    errors: list[ScanError] = field(default_factory=list)


def is_litter(name: str) -> bool:
    """Tell whether a name is one that Office, systems or synchronisers leave."""
    return _is_litter(name) is not None


def scan(
    folder: Path,
    ledger: Ledger,
    *,
    settle_seconds: float,
    extractor_version: str,
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Scan:
    """List a shared folder and tell what has to be read.

    A file is unchanged if the ledger has its path, size and modification time, settled by
    this version, and its extraction is stored. A new or changed file younger than
    `settle_seconds` (or from the future) is looked at again after a wait, once for all such
    files; one that changed meanwhile is left for the next run. Links are never followed.

    Raises `FolderUnavailable` where the folder itself is missing or cannot be listed.
    """
    raise NotImplementedError
