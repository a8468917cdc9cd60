"""Parts given to workers on other machines, and given again where one is lost.

A run that fails or crashes says so. A machine that loses its power or its network says
nothing, and Prefect goes on to call its runs Running: so a part counts as lost too when
nobody has touched its sign of life for long. By whose clock that sign is dated does not
matter, only that it changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from flows.parts import Parts

POLL_SECONDS = 2.0
SILENCE_SECONDS = 300.0
"""A part that is being read shows a sign of life every 15 s; a share may hide it for a minute."""
VISIBLE_SECONDS = 90.0
"""What a finished run has written may become visible on another machine so much later (NFS
remembers a folder's entries for up to a minute)."""
NOBODY_SECONDS = 1800.0
"""So long no worker need be there: a machine that restarts for its updates is back by then."""
REMIND_SECONDS = 300.0
MOST_ATTEMPTS = 3

RunState = Literal["waiting", "running", "finished", "lost"]


class NoWorkersError(RuntimeError):
    """Nobody is there to read. The message says what to do."""


class PartsLostError(RuntimeError):
    """Some documents were not read, for no fault of theirs; all else is in the tables."""

    def __init__(self, lost: int, otherwise: str) -> None:
        super().__init__(
            f"{lost} parts of the documents could not be read, though each was tried more than"
            f" once; the next run tries again. All else is in the tables: {otherwise}"
        )


class Runs(Protocol):
    """The runs of parts, as an engine keeps them."""

    def start(self, number: int, attempt: int) -> str:
        """Have a part read; return the run's id."""

    def states(self, run_ids: Iterable[str]) -> dict[str, RunState]:
        """Return how runs stand; one that is not known any more may be left out."""

    def stop(self, run_ids: Iterable[str]) -> None:
        """Give runs up, whether they have started or not."""

    def workers(self) -> int:
        """Return how many workers are there."""


@dataclass(slots=True)
class _Attempt:
    number: int
    attempt: int
    since: float
    """When something was last seen to happen, by our own clock."""
    sign: int | None = None
    state: RunState = "waiting"


def dispatch(
    parts: Parts,
    count: int,
    runs: Runs,
    done: Callable[[int], None],
    warn: Callable[[str], None],
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> list[int]:
    """Have parts 1 to `count` read, each up to three times; return those that could not be.

    `done` is told of each part whose readings are there. Raises `NoWorkersError`. However it
    ends, no run goes on for a part that nobody waits for.
    """
    return _Dispatch(parts, runs, done, warn, clock, sleep).run(count)


class _Dispatch:
    def __init__(
        self,
        parts: Parts,
        runs: Runs,
        done: Callable[[int], None],
        warn: Callable[[str], None],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._parts, self._runs, self._done, self._warn = parts, runs, done, warn
        self._clock, self._sleep = clock, sleep
        self._under_way: dict[str, _Attempt] = {}
        self._lost: list[int] = []
        self._alone_since: float | None = None
        self._reminded = clock()

    def run(self, count: int) -> list[int]:
        try:
            for number in range(1, count + 1):
                self._start(number, 1)
            while self._under_way:
                self._look()
                self._look_for_workers()
                if self._under_way:
                    self._sleep(POLL_SECONDS)
        finally:
            self._runs.stop(list(self._under_way))
        return sorted(self._lost)

    def _start(self, number: int, attempt: int) -> None:
        run_id = self._runs.start(number, attempt)
        self._under_way[run_id] = _Attempt(number, attempt, self._clock())

    def _look(self) -> None:
        states = self._runs.states(list(self._under_way))
        for run_id, each in list(self._under_way.items()):
            now, state = self._clock(), states.get(run_id, "lost")
            sign = self._parts.sign_of_life(each.number) if state == "running" else each.sign
            if (state, sign) != (each.state, each.sign):
                each.state, each.sign, each.since = state, sign, now
            if state == "waiting":
                continue
            silent = now - each.since
            if state == "running":
                if silent > SILENCE_SECONDS:
                    self._again(run_id, "whoever reads it gives no sign of life")
            elif self._parts.readings(each.number) is not None:
                del self._under_way[run_id]
                self._done(each.number)
            elif state == "lost":
                self._again(run_id, "its run did not come to an end")
            elif silent > VISIBLE_SECONDS:
                self._again(run_id, "nothing of what it found can be seen in the warehouse here")

    def _again(self, run_id: str, why: str) -> None:
        each = self._under_way.pop(run_id)
        self._runs.stop([run_id])
        if each.attempt < MOST_ATTEMPTS:
            self._warn(f"Part {each.number} is read once more: {why}.")
            self._start(each.number, each.attempt + 1)
        else:
            self._warn(f"Part {each.number} is given up: {why}.")
            self._lost.append(each.number)

    def _look_for_workers(self) -> None:
        """Raise where nobody reads and nobody is there to, for long; say so sooner."""
        waiting = [each for each in self._under_way.values() if each.state == "waiting"]
        if len(waiting) < len(self._under_way) or not waiting or self._runs.workers():
            self._alone_since = None
            return
        now = self._clock()
        if self._alone_since is None:
            self._alone_since = self._reminded = now
        if now - self._alone_since > NOBODY_SECONDS:
            raise NoWorkersError(
                f"{len(waiting)} parts wait, and for half an hour no worker was there to read"
                " them. Start one on each machine that is to read: nianbao worker reading."
            )
        if now - self._reminded > REMIND_SECONDS:
            self._reminded = now
            self._warn(f"{len(waiting)} parts wait, and no worker is there to read them.")
