"""Watching a reading process from outside while it reads: its memory, and whether it moves."""

from __future__ import annotations

import time
from collections.abc import Callable

from flows.process_tree import cpu_seconds, resident_bytes, starved_seconds

LOOK_SECONDS = 0.05
"""How often a process is looked at: in that time it can touch some 100 MB more."""

_MOVES_SECONDS = 1.0
"""How often it is asked whether it has computed anything."""

STARVED_SHARE = 1 / 3
"""A process that had no core for such a share of its time was stopped by chance."""

Clock = Callable[[], float]


class MemoryExceededError(Exception):
    """The process and what it started hold more memory than they may."""


class SilentError(Exception):
    """The process neither said anything nor computed for too long."""


class Watch:
    """What is seen of one process during one document.

    `look` is called every `LOOK_SECONDS` or so. Documents that are read before that cost
    nothing. Silence counts from `listen` on: until then the process reads the file, which a
    slow share may keep waiting.
    """

    def __init__(
        self,
        process: int,
        *,
        memory_bytes: int,
        silence_seconds: float,
        clock: Clock = time.monotonic,
    ) -> None:
        self._process = process
        self._memory_bytes = memory_bytes
        self._silence_seconds = silence_seconds
        self._clock = clock
        self._started = clock()
        self._starved_before: float | None = None
        self._listening = False
        self._sign = self._asked = self._started
        self._moved = 0.0

    def listen(self) -> None:
        """Begin to count silence."""
        self._listening = True
        self.sign()

    def sign(self) -> None:
        """Note that the process said something."""
        self._sign = self._clock()

    def look(self) -> None:
        """Look at the process. Raises `MemoryExceededError` or `SilentError`."""
        held = resident_bytes(self._process)
        if held > self._memory_bytes:
            raise MemoryExceededError(f"{held >> 20} MB of {self._memory_bytes >> 20} MB")
        if self._starved_before is None:
            self._starved_before = starved_seconds(self._process)
        now = self._clock()
        if now - self._asked < _MOVES_SECONDS:
            return
        self._asked = now
        # A process that is ready to compute and gets no core is not silent either.
        moved = cpu_seconds(self._process) + starved_seconds(self._process)
        if moved != self._moved:
            self._moved, self._sign = moved, now
        elif self._listening and now - self._sign > self._silence_seconds:
            raise SilentError(f"{self._silence_seconds:g} s")

    def stood_still(self, seconds: float) -> bool:
        """Tell whether the process has for so long neither said anything nor wanted a core."""
        return self._clock() - self._sign >= seconds

    def starved(self) -> bool:
        """Tell whether the process spent much of its time waiting for a core."""
        waited = starved_seconds(self._process) - (self._starved_before or 0.0)
        return waited > STARVED_SHARE * (self._clock() - self._started)
