"""How long a file system may say nothing: a share whose server is gone does so for ever.

A network share mounted "hard" gives no error: whoever asks it sleeps in the kernel, and not even
SIGKILL wakes it. So no thread of a run asks a folder of this machine; a process does
(`flows.asking`), which the run can leave behind. What only waits for the network, as fsspec's file
systems do, may be asked by a thread that nobody waits for (`within`).
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import TypeVar

SILENCE_SECONDS = 120.0
"""A file system that says nothing for so long does not answer. Each answer begins it anew."""

_T = TypeVar("_T")

Sign = Callable[[], None]
"""To be called whenever the file system has answered something."""


class NotAnsweringError(Exception):
    """A file system has said nothing for too long. The message says for how long."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"no answer for {seconds:g} s")


class _Helper:
    """A thread that works for another one, and holds up no exit."""

    def __init__(self) -> None:
        self.jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        arguments = (self.jobs,)
        threading.Thread(target=_help, args=arguments, daemon=True, name="asks").start()

    def __del__(self) -> None:
        self.jobs.put(None)


def _help(jobs: queue.SimpleQueue[Callable[[], None] | None]) -> None:
    while (job := jobs.get()) is not None:
        job()


_own = threading.local()
"""The helper of each thread, always the same: fsspec keeps a connection for every thread."""


def within(silence_seconds: float, work: Callable[[Sign], _T]) -> _T:
    """Return what `work` returns, or raise what it raises.

    It runs in another thread, which is left behind where it has neither ended nor given a sign
    for `silence_seconds`: then `NotAnsweringError` is raised.
    """
    over = threading.Event()
    heard = [time.monotonic()]
    result: list[_T] = []
    raised: list[BaseException] = []

    def sign() -> None:
        heard[0] = time.monotonic()

    def run() -> None:
        try:
            result.append(work(sign))
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            raised.append(error)
        finally:
            over.set()

    helper: _Helper | None = getattr(_own, "helper", None)
    _own.helper = None  # not to be used again where this one is left
    helper = helper or _Helper()
    helper.jobs.put(run)
    while not over.wait(max(0.0, heard[0] + silence_seconds - time.monotonic())):
        if time.monotonic() - heard[0] >= silence_seconds and not over.is_set():
            raise NotAnsweringError(silence_seconds)
    _own.helper = helper
    if raised:
        raise raised[0]
    return result[0]
