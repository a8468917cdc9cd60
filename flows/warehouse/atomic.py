"""Files that appear whole or not at all: written beside, forced to disk, renamed."""

from __future__ import annotations

import itertools
import os
import time
from pathlib import Path

STORE = "_store"
TEMPORARY = "tmp"

_serial = itertools.count()


def temporary_path(warehouse: Path, purpose: str) -> Path:
    """Return a new path in the warehouse's folder for files being written.

    The folder lies on the file system of the tables, so that a rename is one step.
    """
    folder = warehouse / STORE / TEMPORARY
    folder.mkdir(parents=True, exist_ok=True)
    # The time keeps a recycled process id from meeting a leftover of its namesake.
    return folder / f"{purpose}-{os.getpid()}-{time.time_ns()}-{next(_serial)}"


def remove_leftovers(warehouse: Path, purpose: str, older_than_seconds: float = 0.0) -> int:
    """Remove files that a run which died left in the folder for files being written."""
    folder = warehouse / STORE / TEMPORARY
    removed = 0
    if not folder.is_dir():
        return removed
    before = time.time() - older_than_seconds
    for path in folder.glob(f"{purpose}-*"):
        try:
            if path.stat().st_mtime <= before:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed


def write_synced(path: Path, data: bytes) -> None:
    """Write a file and force its bytes to disk."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def sync_file(path: Path) -> None:
    """Force the bytes of a file that another library wrote to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


sync_folder = sync_file
"""Force a folder's entries (renames, removals) to disk."""


def replace(source: Path, target: Path) -> None:
    """Put a finished file in its place, in one step for every reader."""
    os.replace(source, target)  # noqa: PTH105  (one name for the tests' failures to hook)


def write_atomically(warehouse: Path, target: Path, data: bytes, purpose: str) -> None:
    """Give `target` new bytes: a reader sees the old ones or the new ones, whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for last_try in (False, True):
        temporary = temporary_path(warehouse, purpose)
        try:
            write_synced(temporary, data)
            replace(temporary, target)
            return
        except FileNotFoundError:
            # Somebody whose clock is days ahead may have taken it for a leftover.
            temporary.unlink(missing_ok=True)
            if last_try:
                raise
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
