"""Ending a process of ours, also one that the kernel does not let end.

Who waits for a share that answers nothing (state D) hears no signal, SIGKILL neither, until the
share is back. Such a process is left to itself: it ends when it can, and is reaped by whoever ends
the next one; or by init, when this process is gone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from contextlib import suppress
from typing import Any

GRACE_SECONDS = 2.0
"""A killed process gives its memory back first; a gigabyte takes some tenths of a second."""

_left: list[subprocess.Popen[Any]] = []
_lock = threading.Lock()


def kill(process: subprocess.Popen[Any]) -> None:
    """Kill a process, the leader of a session of its own, with all that it started.

    Also where it has ended itself: what it started may not have.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def end(process: subprocess.Popen[Any]) -> int | None:
    """Kill a process as `kill` does; return its exit code, None where it had to be left behind."""
    kill(process)
    try:
        return process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        with _lock:
            _left.append(process)
        return None
    finally:
        with _lock:
            _left[:] = [each for each in _left if each.poll() is None]


def left_behind() -> list[int]:
    """Return the ids of the processes that were left behind and still have not ended."""
    with _lock:
        return [each.pid for each in _left if each.poll() is None]
