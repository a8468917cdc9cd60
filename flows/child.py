"""A process that reads documents one by one, and may die of any of them.

Started and supervised by `flows.pool`. It imports the extractors and the serialiser and
nothing heavier, so that a new one is there in a moment.

The channel is two pipes. A frame is the length of its header (four bytes, big-endian),
the header in JSON, and as many bytes of payload as the header's `payload` says:

    child   {"ready": pid, "confined": in words}
    parent  {"path", "name", "deadline", "silence"} and, where given, {"beneath"}; {"member"},
                                     the address of a file in that file (`flows.members`)
    child   {"progress": "file"}                     any number: the share gave a part of the file
    child   {"progress": "read"}                     the whole file is there
    child   {"document_id", "size", "modified_ns"}   the bytes are read and hashed
    parent  {"extract": true | false}                false where they are known already; the
                                                     payload is the document's conversion, if any
    child   {"progress": "page" | "waiting"}         any number: a page was read from its picture;
                                                     nothing goes on for want of a core
    child   {"code", "detail", …}  or  {"agency", …} and the serialised extraction

Instead of its first answer the child may say {"kind": "vanished" | "changing"} or {"code", …};
instead of its last {"kind": "unconverted"} with the document's bytes, where an office program
has to convert them before they can be read. The code `container` comes with {"members"}, the
names of the files that are in the document.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import faulthandler
import hashlib
import io
import json
import os
import signal
import stat
import struct
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from extractors.ocr.surroundings import Surroundings, surrounded
from flows.confinement import MEMORY_BYTES, confine
from flows.page_cache import DiskPageCache
from flows.slots import Slots, default_cores, shared_folder
from flows.unpacker import MAX_NESTING, TakenOut, Unpacker
from flows.warehouse.atomic import STORE, TEMPORARY
from schemas.errors import ContainerError, DocumentError
from schemas.records import Extraction

DEFAULT_TARGET = "extractors:extract_report"
MAX_DOCUMENT_BYTES = 512 * 1024 * 1024
"""Larger files are not even read: a report with pictures has some ten megabytes."""

MAX_EXTRACTION_BYTES = 64 * 1024 * 1024
"""Serialised extractions are no larger (a long report's has 1 MB), so that no document fills
its parent's memory."""

_PART_BYTES = 128 * 1024
"""Read at once: slow shares give some kilobytes a second, and each part is a sign of life."""

_SIGN_SECONDS = 0.25
"""Of the signs of life of a file system, one is told in so many seconds."""

ALARM_GRACE_SECONDS = 30
"""How long after its deadline a document ends the process by itself, if nobody else did."""

_HEADER = struct.Struct(">I")
_MAX_HEADER_BYTES = 16 * 1024 * 1024

Target = Callable[..., Extraction]


class ChannelClosedError(Exception):
    """The other end of the channel is gone."""


class FileChangedError(Exception):
    """The file was written to while it was read."""


def write_frame(stream: BinaryIO, header: dict[str, Any], payload: bytes = b"") -> None:
    """Write one frame and flush it."""
    if payload:
        header = {**header, "payload": len(payload)}
    text = json.dumps(header).encode("ascii")
    stream.write(_HEADER.pack(len(text)) + text)
    stream.write(payload)
    stream.flush()


def read_frame(read_exactly: Callable[[int], bytes]) -> tuple[dict[str, Any], bytes]:
    """Read one frame through `read_exactly`, which returns that many bytes or raises.

    Raises `ValueError` where what comes is no frame.
    """
    (length,) = _HEADER.unpack(read_exactly(_HEADER.size))
    if length > _MAX_HEADER_BYTES:
        raise ValueError(f"a header of {length} bytes")
    header = json.loads(read_exactly(length))
    size = header.get("payload", 0)
    if not 0 <= size <= MAX_EXTRACTION_BYTES:
        raise ValueError(f"a payload of {size} bytes")
    return header, read_exactly(size)


def _tell_nobody() -> None:
    """Say nothing."""


def read_regular_file(
    path: str, beneath: str | None = None, sign: Callable[[], None] = _tell_nobody
) -> tuple[bytes, os.stat_result]:
    """Return a regular file's bytes, and its state, equal before and after the reading.

    `sign` is called whenever the file system has given something.

    Never follows a link in the last component, nor in any below the folder `beneath` where
    that is given; never waits for a pipe or a device.

    Raises `DocumentError` "unreadable_file" or "too_large"; `FileChangedError` where the
    file was written to meanwhile; `FileNotFoundError` where it is gone.
    """
    try:
        descriptor = _open_unlinked(path, beneath)
        try:
            return _read_whole(descriptor, sign)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise
    except OSError as error:
        linked = error.errno in (errno.ELOOP, errno.ENOTDIR)
        detail = "it is a link, or lies behind one" if linked else error.strerror or str(error)
        raise DocumentError("unreadable_file", detail) from error


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def _open_unlinked(path: str, beneath: str | None) -> int:
    """Open a file, folder by folder from `beneath` on, so that none of them can be a link."""
    if beneath is None:
        return os.open(path, _OPEN)
    *folders, name = os.path.relpath(path, beneath).split("/")
    folder = os.open(beneath, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for each in folders:
            inner = os.open(each, os.O_PATH | os.O_DIRECTORY | _OPEN, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(name, _OPEN, dir_fd=folder)
    finally:
        os.close(folder)


def _read_whole(descriptor: int, sign: Callable[[], None]) -> tuple[bytes, os.stat_result]:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        raise DocumentError("unreadable_file", "it is no regular file")
    if before.st_size > MAX_DOCUMENT_BYTES:
        raise DocumentError("too_large", f"{before.st_size} bytes")
    whole = io.BytesIO()  # gives away what it holds without a copy
    while part := os.read(descriptor, _PART_BYTES):
        sign()
        whole.write(part)
    data = whole.getvalue()
    after = os.fstat(descriptor)
    if _state(before) != _state(after) or len(data) != after.st_size:
        raise FileChangedError
    return data, after


def _state(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _short_traceback(error: BaseException) -> str:
    """Return the error and the innermost places that it came through, in one short text."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{f.name} ({Path(f.filename).name}:{f.lineno})" for f in frames[::-1])
    words = "".join(traceback.format_exception_only(error)).strip()
    return f"{words[:600]} in {places}"


def _failure(error: DocumentError) -> dict[str, Any]:
    return {"code": error.code, "detail": error.detail, "media_type": error.media_type}


def _extract(
    target: Target, data: bytes, name: str, converted: bytes, read: float
) -> tuple[dict[str, Any], bytes]:
    """Return the last frame of a document: its failure, or a summary and the extraction.

    `converted` is empty where there is no conversion of the document.
    """
    from flows.warehouse import serialise

    started = time.perf_counter()
    try:
        extraction = (
            target(data, name=name, converted=converted) if converted else target(data, name=name)
        )
        extracted = time.perf_counter()
        payload = serialise.dumps(extraction, datetime.now(UTC))
        if len(payload) > MAX_EXTRACTION_BYTES:
            raise DocumentError(
                "too_large", f"{len(payload)} bytes of records", extraction.media_type
            )
    except DocumentError as error:
        header, payload = _failure(error), b""
        if isinstance(error, ContainerError):
            header["members"] = list(error.members)
        if error.code == "needs_conversion":
            header, payload = {"kind": "unconverted", "media_type": error.media_type}, data
        extracted = time.perf_counter()
    except MemoryError as error:
        header = {"code": "memory_exceeded", "detail": _short_traceback(error)}
        payload, extracted = b"", time.perf_counter()
    except RecursionError:
        header = {"code": "damaged_document", "detail": "nested too deep"}
        payload, extracted = b"", time.perf_counter()
    except Exception as error:  # noqa: BLE001 - whatever a reader raises is the document's outcome
        # A full disk is the machine's matter, and the document is tried again.
        machine = isinstance(error, OSError) and error.errno in _NO_ROOM
        code = "no_room" if machine else "reader_failed"
        header = {"code": code, "detail": _short_traceback(error), "media_type": None}
        payload, extracted = b"", time.perf_counter()
    else:
        header = {
            "media_type": extraction.media_type,
            "agency": extraction.agency,
            "report_year": extraction.report_year,
            "pages": extraction.pages,
            "ocr_pages": extraction.ocr_pages,
            "notes": [[note.code, note.detail] for note in extraction.notes],
        }
    header["seconds"] = {
        "read": read,
        "extract": extracted - started,
        "serialise": time.perf_counter() - extracted,
    }
    return header, payload


class _Signs:
    """Tells the parent now and then that the file system gives something."""

    def __init__(self, channel: Channel, alarm: Alarm) -> None:
        self._channel, self._alarm = channel, alarm
        self._told = time.monotonic()

    def __call__(self) -> None:
        now = time.monotonic()
        if now - self._told >= _SIGN_SECONDS:
            self._told = now
            self._alarm.renew()
            self._channel.send({"progress": "file"})


def _answer(
    target: Target, request: dict[str, Any], channel: Channel, unpacker: Unpacker, alarm: Alarm
) -> None:
    """Read the requested document and send what came of it."""
    started = time.perf_counter()
    alarm.start(request["silence"])
    path, member = request["path"], request.get("member", ())
    kept = unpacker.kept(path) if member else None
    if kept is None:
        unpacker.forget()
    try:
        data, status = kept or read_regular_file(
            path, request.get("beneath"), _Signs(channel, alarm)
        )
        alarm.start(request["deadline"])
        channel.send({"progress": "read"})
        taken = TakenOut(data)
        if member:
            unpacker.keep(path, data, status)
            taken = unpacker.take_out(data, member)
    except FileNotFoundError:
        return channel.send({"kind": "vanished"})
    except FileChangedError:
        return channel.send({"kind": "changing"})
    except DocumentError as error:
        return channel.send(_failure(error))
    channel.send(
        {
            "document_id": hashlib.sha256(taken.content).hexdigest(),
            "bytes": len(taken.content),
            "size": status.st_size,
            "modified_ns": status.st_mtime_ns,
        }
    )
    read = time.perf_counter() - started
    answer, converted = channel.receive_with_payload()
    if not answer["extract"]:
        return None
    if taken.failure is not None:
        return channel.send(_failure(taken.failure))
    header, payload = _extract(target, taken.content, request["name"], converted, read)
    if "members" in header and len(member) >= MAX_NESTING:
        header = _failure(DocumentError("nested_too_deep", media_type=header["media_type"]))
    return channel.send(header, payload)


class Channel:
    """The child's two pipes, taken away from everything else that runs in this process."""

    def __init__(self) -> None:
        # Libraries print: what they write to descriptor 1 goes to the parent's log.
        self._sending = threading.Lock()  # pages are read, and told of, by several threads
        self._in = os.fdopen(os.dup(0), "rb")
        self._out = os.fdopen(os.dup(1), "wb")
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)

    def send(self, header: dict[str, Any], payload: bytes = b"") -> None:
        """Send one frame to the parent."""
        with self._sending:
            write_frame(self._out, header, payload)

    def receive(self) -> dict[str, Any]:
        """Wait for the parent's next frame. Raises `ChannelClosedError` when it is gone."""
        return self.receive_with_payload()[0]

    def receive_with_payload(self) -> tuple[dict[str, Any], bytes]:
        """Wait for the parent's next frame, as `receive` does."""
        return read_frame(self._read_exactly)

    def _read_exactly(self, length: int) -> bytes:
        data = self._in.read(length)
        if len(data) < length:
            raise ChannelClosedError
        return data


def load_target(name: str) -> Target:
    """Return the function that `module:function` names."""
    module, _, function = name.partition(":")
    target: Target = getattr(import_module(module), function)
    return target


class Alarm:
    """The kernel's deadline, somewhat after the parent's.

    Should the parent be killed while a regular expression spins in here, no Python code would
    run any more; the kernel ends this process all the same.
    """

    def __init__(self) -> None:
        self._seconds = 0

    def start(self, deadline: float) -> None:
        """Let the process end by itself some time after a deadline."""
        self._seconds = int(deadline) + ALARM_GRACE_SECONDS
        self.renew()

    def renew(self) -> None:
        """Start again with the same deadline."""
        signal.alarm(self._seconds)

    def stop(self) -> None:
        """Let the process live."""
        signal.alarm(0)


def lend(
    channel: Channel, alarm: Alarm, cores: Path | None, cache: DiskPageCache | None
) -> Surroundings:
    """Return what the reading of pictures is lent: cores, a place to keep pages, an ear."""

    def tell(progress: str) -> None:
        alarm.renew()
        channel.send({"progress": progress})

    slots = Slots(cores, default_cores(), lambda: tell("waiting"))
    return Surroundings(slot=slots.hold, cache=cache, page_done=lambda: tell("page"))


def writable_folders(cores: Path | None, cache: DiskPageCache | None) -> list[Path]:
    """Return the folders that a reader shares with others and writes to, made where missing."""
    found = [cores] if cores is not None else []
    if cache is not None:
        for folder in (cache.folder, cache.warehouse / STORE / TEMPORARY):
            with contextlib.suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
            found.append(folder)
    return found


def main(arguments: list[str] | None = None) -> None:
    """Read documents until the parent closes the channel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", default=DEFAULT_TARGET, metavar="MODULE:FUNCTION")
    parser.add_argument("--warehouse", type=Path, help="where pages that were read are kept")
    parser.add_argument("--memory", type=int, default=MEMORY_BYTES, metavar="BYTES")
    parser.add_argument("--temporary", type=Path, help="an empty folder for temporary files")
    options = parser.parse_args(arguments)
    channel = Channel()
    alarm = Alarm()
    faulthandler.enable()
    # What is shared is made out before this process gets a temporary folder of its own.
    cores = shared_folder()
    cache = DiskPageCache(options.warehouse) if options.warehouse is not None else None
    writable = writable_folders(cores, cache)
    if options.temporary is not None:
        os.environ["TMPDIR"] = tempfile.tempdir = str(options.temporary)
        writable.append(options.temporary)
    confined = confine(writable, memory_bytes=options.memory)
    target = load_target(options.target)
    with (
        contextlib.suppress(ChannelClosedError, BrokenPipeError),
        surrounded(lend(channel, alarm, cores, cache)),
    ):
        channel.send({"ready": os.getpid(), "confined": str(confined)})
        unpacker = Unpacker()
        while True:
            request = channel.receive()
            _answer(target, request, channel, unpacker, alarm)
            alarm.stop()
    # What is left is a Python that nobody waits for: skip its tidying up.
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
