"""A process and all that descend from it, looked at from outside through /proc (Linux).

Where /proc does not tell something, it counts as nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


def processes(root: int) -> list[int]:
    """Return a process and its descendants, as far as they are still running."""
    found = [root]
    for process in found:
        for thread in _threads(process):
            found += map(int, _words(f"/proc/{process}/task/{thread}/children"))
    return found


def resident_bytes(root: int) -> int:
    """Return the memory that a process and its descendants hold, what they share counted twice.

    A process that is being started shows all its parent's memory as its own until it becomes
    another program; it is told by being the parent's image, and does not count.
    """
    pages = 0
    images: set[tuple[str, str]] = set()
    for each in processes(root):
        words = _words(f"/proc/{each}/statm")
        image = (_text(f"/proc/{each}/cmdline"), words[0] if words else "")
        if words and image not in images:
            images.add(image)
            pages += int(words[1])
    return _PAGE_BYTES * pages


def cpu_seconds(root: int) -> float:
    """Return the time that a process, its running and its reaped descendants have computed."""
    ticks = 0
    for each in processes(root):
        # "pid (name) state …": a name may hold blanks and brackets.
        fields = _text(f"/proc/{each}/stat").rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / _TICKS


def starved_seconds(root: int) -> float:
    """Return how long the most starved thread among them was ready to run, and had no core."""
    longest = 0
    for process in processes(root):
        for thread in _threads(process):
            words = _words(f"/proc/{process}/task/{thread}/schedstat")
            longest = max(longest, int(words[1]) if len(words) > 1 else 0)
    return longest / 1e9


def _threads(process: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{process}/task")  # noqa: PTH208 - looked at every 50 ms
    except OSError:
        return []


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _words(path: str) -> list[str]:
    return _text(path).split()
