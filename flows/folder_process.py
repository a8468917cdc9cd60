"""A process that asks the file system about folders, and may be left waiting for it.

Started and supervised by `flows.asking`, once a run: it imports next to nothing. It opens no file
but folders. Questions come and answers go through two pipes, as frames: a length (four bytes,
big-endian) and that many bytes of `marshal`, which takes names of any bytes and is quick.

    asks     (question, path)             or ("listings", [path, …])
    answers  ("part", [Listed, …])        any number, of listings
             ("done", answer)             or ("error", errno, in words)

At its start it says ("done", its id).
"""

from __future__ import annotations

import marshal
import os
import stat
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

FILE, FOLDER, OTHER = "file", "folder", "other"

Entry = tuple[str, str, int, int, int]
"""Of a folder: its name, what it is (`FILE`, `FOLDER` or `OTHER`: a link, a pipe, a device), of
a file its size and when it was written in nanoseconds, and the number of the error (errno) met
in looking at it, 0 where there was none."""

Listed = tuple[int, list[Entry], int, str, bool]
"""Of one of several folders: its number among them, some of its entries, the error that ended its
listing (errno, 0 for none, and in words), and whether that was all of it."""

PART_ENTRIES = 2000
PART_SECONDS = 1.0
"""Listings are told in parts, of so many entries or what so many seconds gave: each is a sign of
life of the file system."""

FRAME = struct.Struct(">I")


def listings(paths: Sequence[str]) -> Iterator[list[Listed]]:
    """Yield the entries of folders, one after the other, in parts. Follows no link."""
    part: list[Listed] = []
    room, due = PART_ENTRIES, time.monotonic() + PART_SECONDS
    for number, path in enumerate(paths):
        found: list[Entry] = []
        error = 0, ""
        try:
            with os.scandir(path) as each_of_them:
                for each in each_of_them:
                    found.append(_entry(each))
                    now = time.monotonic()
                    if len(found) >= room or now > due:
                        yield [*part, (number, found, 0, "", False)]
                        part, found = [], []
                        room, due = PART_ENTRIES, now + PART_SECONDS
        except OSError as met:
            error = met.errno or -1, met.strerror or str(met)
        part.append((number, found, *error, True))
        room -= len(found)
        now = time.monotonic()
        if room <= 0 or now > due:
            yield part
            part = []
            room, due = PART_ENTRIES, now + PART_SECONDS
    yield part


def _entry(entry: os.DirEntry[str]) -> Entry:
    kind = OTHER
    try:
        if entry.is_file(follow_symlinks=False):
            kind = FILE
            about = entry.stat(follow_symlinks=False)
            return entry.name, FILE, about.st_size, about.st_mtime_ns, 0
        return entry.name, FOLDER if entry.is_dir(follow_symlinks=False) else OTHER, 0, 0, 0
    except OSError as error:
        return entry.name, kind, 0, 0, error.errno or -1


def identity(path: str) -> tuple[int, int]:
    """Return what tells a folder from another mounted in its place."""
    about = os.stat(path)  # noqa: PTH116 - pathlib is not imported
    return about.st_dev, about.st_ino


def state(path: str) -> tuple[int, int] | None:
    """Return the size and the time of a regular file, None of anything else."""
    about = os.lstat(path)
    return (about.st_size, about.st_mtime_ns) if stat.S_ISREG(about.st_mode) else None


def kind(path: str) -> str:
    """Return what lies at a path, or where a link there leads."""
    mode = os.stat(path).st_mode  # noqa: PTH116
    return FILE if stat.S_ISREG(mode) else FOLDER if stat.S_ISDIR(mode) else OTHER


def answers(path: str) -> bool:
    """Return True once the folder has given its first entry, or that it has none."""
    with os.scandir(path) as found:
        next(found, None)
    return True


QUESTIONS: dict[str, Callable[[str], Any]] = {
    each.__name__: each for each in (identity, state, kind, answers)
} | {"resolved": os.path.realpath}


def _write(*message: Any) -> None:
    data = marshal.dumps(message)
    data = FRAME.pack(len(data)) + data
    while data:
        data = data[os.write(1, data) :]


def _read(length: int) -> bytes:
    data = b""
    while len(data) < length:
        part = os.read(0, length - len(data))
        if not part:
            os._exit(0)  # whoever asked is gone
        data += part
    return data


def main() -> None:
    """Answer until whoever asks is gone."""
    _write("done", os.getpid())
    while True:
        (length,) = FRAME.unpack(_read(FRAME.size))
        question, path = marshal.loads(_read(length))
        try:
            if question == "listings":
                for part in listings(path):
                    _write("part", part)
                _write("done", None)
            else:
                _write("done", QUESTIONS[question](path))
        except OSError as error:
            _write("error", error.errno or -1, error.strerror or str(error))
