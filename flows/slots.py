"""Cores to read pages with, shared by all reading processes of this user on this machine.

Every process reads several pages at once, and there are several processes: together they
would want many times the cores there are. So a page is recognised only by who holds one of as
many locked files as there are cores. The kernel gives a lock back when its holder dies.
"""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_POLL_SECONDS = 0.05
_SIGN_SECONDS = 5.0
"""How often a process that has nothing but to wait says so."""


def default_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_folder() -> Path | None:
    """Return the folder of this user's locks, made where it is missing.

    None where it cannot be had, as where somebody else has made one of its name: then nothing
    is shared, and reading goes on all the same.
    """
    folder = Path(tempfile.gettempdir()) / f"nianbao-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    return folder if ours and not status.st_mode & 0o022 else None


class Slots:
    """`count` slots in a folder; `hold` takes one. Used by several threads of a process.

    `waiting` is called now and then while this process holds none and waits for one: it is
    not its fault that nothing goes on.
    """

    def __init__(
        self, folder: Path | None, count: int, waiting: Callable[[], None] = lambda: None
    ) -> None:
        self._paths = [folder / f"core-{number}" for number in range(count)] if folder else []
        self._waiting = waiting
        self._held = 0
        self._lock = threading.Lock()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold a slot for the time of a `with` block, once one is free."""
        descriptor = self._take()
        try:
            with self._lock:
                self._held += 1
            yield
        finally:
            with self._lock:
                self._held -= 1
            if descriptor is not None:
                os.close(descriptor)

    def _take(self) -> int | None:
        told = time.monotonic()
        while self._paths:
            try:
                taken = self._try_each()
            except OSError:  # the folder is gone, or its file system knows no locks
                return None
            if taken is not None:
                return taken
            time.sleep(_POLL_SECONDS)
            if not self._held and time.monotonic() - told >= _SIGN_SECONDS:
                told = time.monotonic()
                self._waiting()
        return None

    def _try_each(self) -> int | None:
        for path in self._paths:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            else:
                return descriptor
        return None
