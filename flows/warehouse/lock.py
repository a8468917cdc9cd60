"""One publisher at a time, by a lock that the kernel drops when its holder dies."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flows.warehouse.atomic import STORE

_POLL_SECONDS = 0.05
_HELD = {errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK}


class WarehouseBusy(Exception):  # noqa: N818  (a state of the warehouse, not a fault)
    """Another process holds the warehouse's lock. The message names it."""


@contextmanager
def warehouse_lock(
    warehouse: Path,
    wait_seconds: float,
    what: str,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[None]:
    """Hold the warehouse's lock while the block runs.

    Waits up to `wait_seconds` for another holder. `what` says what the lock is for, in the
    message that others get; `say` is told once, in a sentence, when it has to be waited for.
    Raises `WarehouseBusy`. The lock also excludes another thread of
    the same process; it is not reentrant.
    """
    path = warehouse / STORE / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _acquire(descriptor, path, wait_seconds, say)
        try:
            _write_holder(descriptor, what)
            yield
        finally:
            os.ftruncate(descriptor, 0)
            # Explicitly, since a forked child may hold a copy of the descriptor.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)


def holder(warehouse: Path) -> str | None:
    """Return who holds a lock, in words ("by process 7 on …"), None where nobody does."""
    path = warehouse / STORE / "lock"
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _holder(path)
    else:
        return None
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, wait_seconds: float, say: Callable[[str], None]) -> None:
    deadline = time.monotonic() + wait_seconds
    said = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in _HELD:
                raise WarehouseBusy(
                    f"The warehouse cannot be locked: {path} lies on a file system without locks"
                    f" ({error.strerror}). Put the warehouse on a local disk."
                ) from error
        left = deadline - time.monotonic()
        if left <= 0:
            raise WarehouseBusy(
                f"The warehouse is in use {_holder(path)}. Try again when that is done."
            )
        if not said:
            said = True
            say(f"The warehouse is in use {_holder(path)}; waiting up to {wait_seconds:g} s.")
        time.sleep(min(_POLL_SECONDS, left))


def _write_holder(descriptor: int, what: str) -> None:
    holder = {
        "what": what,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(holder, ensure_ascii=False).encode() + b"\n", 0)


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_bytes())
        return (
            f"by process {holder['pid']} on {holder['host']} ({holder['what']},"
            f" since {holder['since']})"
        )
    except (OSError, ValueError, KeyError, TypeError):
        # The holder may be between locking and writing its name.
        return "by another process"
