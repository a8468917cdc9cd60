"""Measuring one thing beside another on a machine that is never quiet.

What runs in this process is measured in CPU seconds, which other processes' work hardly
changes; what waits for other processes or the disk, in seconds of the clock. Things that
are compared take turns within each repetition, and ratios are made within a repetition
before the median of them is taken: what slows the machine for a while slows both.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

Times = dict[str, list[float]]
"""Seconds of each repetition, by what was measured."""


def interleaved(
    steps: Mapping[str, Callable[[], object]],
    repetitions: int,
    clock: Callable[[], float] = time.process_time,
) -> Times:
    """Run the steps in turn, so many times over; return the seconds that each took.

    A first round, not measured, loads what is loaded at first use.
    """
    times: Times = {name: [] for name in steps}
    for number in range(repetitions + 1):
        for name, step in steps.items():
            gc.collect()
            started = clock()
            step()
            if number:
                times[name].append(clock() - started)
    return times


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio measured several times: the median and the extremes."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f}–{self.most:.2f})"


def ratio(of: Sequence[float], to: Sequence[float]) -> Ratio:
    """Return how many times `to` each `of` is, repetition by repetition."""
    each = [a / b for a, b in zip(of, to, strict=True)]
    return Ratio(statistics.median(each), min(each), max(each))


def total(*series: Sequence[float]) -> list[float]:
    """Add up several steps, repetition by repetition."""
    return [sum(each) for each in zip(*series, strict=True)]


@dataclass(slots=True)
class Stopwatch:
    """What a block took, in seconds of the clock, once it has ended."""

    seconds: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Time a block by the clock."""
    watch = Stopwatch()
    started = time.perf_counter()
    try:
        yield watch
    finally:
        watch.seconds = time.perf_counter() - started
