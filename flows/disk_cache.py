"""What took long to make, kept in the warehouse: `_store/<name>/<key[:2]>/<key>`.

Only a saving of time: any entry may be missing or damaged, and all of it may be removed.
"""

from __future__ import annotations

import logging
import os
import re
from contextlib import suppress
from pathlib import Path

from flows.warehouse.atomic import STORE, remove_leftovers, replace, temporary_path

logger = logging.getLogger(__name__)

_ABANDONED_SECONDS = 3600
"""A file that was being written so long ago belongs to a process that died."""

KEY = re.compile(r"[0-9a-f]{64}")


class DiskCache:
    """What is kept in one warehouse under one name. Many processes may use it at once.

    `purpose` begins the names of files being written. Of more than `most_bytes`, what has not
    been used for longest goes.
    """

    def __init__(self, warehouse: Path, name: str, purpose: str, most_bytes: int) -> None:
        self.warehouse = warehouse
        self.folder = warehouse / STORE / name
        self._purpose = purpose
        self._most_bytes = most_bytes

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key, None where nothing (readable) is."""
        path = self._path(key)
        try:
            value = path.read_bytes()
            os.utime(path)  # used just now, which `prune` goes by
        except OSError:
            return None
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep a value: whole or not at all. A full disk or the like is no error here.

        Not forced to disk: an entry that a power cut leaves damaged counts as none.
        """
        try:
            temporary = temporary_path(self.warehouse, self._purpose)
            try:
                temporary.write_bytes(value)
                path = self._path(key)
                path.parent.mkdir(parents=True, exist_ok=True)
                replace(temporary, path)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("A %s could not be kept: %s", self._purpose, error)

    def prune(self, most_bytes: int | None = None) -> int:
        """Remove what was not used for longest, until `most_bytes` are left. Return how many."""
        limit = self._most_bytes if most_bytes is None else most_bytes
        remove_leftovers(self.warehouse, self._purpose, _ABANDONED_SECONDS)
        entries = []
        for shard in _scan(self.folder):
            for entry in _scan(Path(shard.path)):
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    entries.append((status.st_mtime_ns, status.st_size, entry.path))
        left = sum(size for _, size, _ in entries)
        removed = 0
        for _, size, path in sorted(entries):
            if left <= limit:
                break
            with suppress(OSError):
                Path(path).unlink()
                removed += 1
            left -= size
        return removed

    def _path(self, key: str) -> Path:
        if KEY.fullmatch(key) is None:
            raise ValueError(f"{key!r} is no key")
        return self.folder / key[:2] / key


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
