"""Members taken out of archives and mails, in the process that reads documents.

What `flows.members` says of addresses holds here; no more than this is imported by a child.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.errors import DocumentError

if TYPE_CHECKING:
    from extractors.readers.containers import Member

MAX_NESTING = 2
"""Containers around a document; more is refused as `nested_too_deep`."""


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A member's bytes, or why they cannot be had; `content` tells it from others either way."""

    content: bytes
    failure: DocumentError | None = None


class Unpacker:
    """Takes members out of a file, which it keeps open while the same one is asked for."""

    def __init__(self) -> None:
        self._file: tuple[str, tuple[int, int]] | None = None
        self._whole: tuple[bytes, os.stat_result] | None = None
        self._lists: dict[tuple[int, ...], list[Member]] = {}

    def kept(self, path: str) -> tuple[bytes, os.stat_result] | None:
        """Return the file's bytes and state, if they are at hand and it has not changed."""
        if self._whole is None or self._file is None or self._file[0] != path:
            return None
        try:
            about = os.lstat(path)
        except OSError:
            return None
        return self._whole if (about.st_size, about.st_mtime_ns) == self._file[1] else None

    def keep(self, path: str, data: bytes, status: os.stat_result) -> None:
        """Keep a file, for the next members."""
        self._file = path, (status.st_size, status.st_mtime_ns)
        self._whole = data, status
        self._lists = {}

    def forget(self) -> None:
        """Keep nothing more."""
        self._file = self._whole = None
        self._lists = {}

    def take_out(self, data: bytes, address: Sequence[int]) -> TakenOut:
        """Return the member of that number, in the container of that number, and so on."""
        from extractors.readers.containers import members_of

        *around, last = address
        chain = tuple(around)
        self._lists = {
            key: members for key, members in self._lists.items() if chain[: len(key)] == key
        }
        for depth in range(len(chain) + 1):
            key = chain[:depth]
            if key not in self._lists:
                inner = self._lists[key[:-1]][key[-1]].data() if key else data
                self._lists[key] = members_of(inner)
        member = self._lists[chain][last]
        try:
            return TakenOut(member.data())
        except DocumentError as error:
            return TakenOut(member.stored(), error)
