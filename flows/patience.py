"""How long a document may still take: a deadline that moves on as its pages are read."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST_DEADLINES = 60
"""So many deadlines are the most that a document gets, however steadily its pages come: two
hours at the usual deadline, for some 2,000 scanned pages."""

Clock = Callable[[], float]


class Patience:
    """The time that a document has left.

    It may take `seconds` until it is read, or until the next of its pages is: a page that
    takes long is given up like a document that does, a hundred pages are not. Time that is not
    its own (`pause`, `wait`) does not count.
    """

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sign = clock()
        self._last = self._sign + seconds * MOST_DEADLINES
        self.until = self._sign + seconds

    def page_read(self) -> None:
        """Move the deadline on: another page is done."""
        self._sign = self._clock()
        self.until = min(self._sign + self._seconds, self._last)

    def wait(self) -> None:
        """Move the deadline on: since its last sign the document only waited for a core."""
        now = self._clock()
        self.pause(now - self._sign)
        self._sign = now

    def pause(self, seconds: float) -> None:
        """Move the deadline on by time that somebody else took."""
        self.until += seconds
        self._last += seconds
