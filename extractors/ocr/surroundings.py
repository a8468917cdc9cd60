"""What the world around lends to the reading of pictures: threads, a place to keep pages.

The extractors know no folder and no process but their own. Whoever runs them (see
`flows.child`) may lend them more, for the time of a `with` block:

>>> with surrounded(Surroundings(threads=2, cache=cache)):
...     extraction = extract_report(data)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

MOST_THREADS = 4
"""Pages of one document that are read at once: each needs some 150 MB (picture, copies of it,
the recognisers' working memory), and a document is to stay under 1 GB."""


class PageCache(Protocol):
    """Keeps what was made of a page. `get` may forget, and may give back damaged bytes."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key, None where nothing is known."""

    def put(self, key: str, value: bytes) -> None:
        """Keep a value. Failing to do so is no error."""


def _nobody() -> None:
    pass


def default_threads() -> int:
    """Return how many pages one document may have under way: one a core, `MOST_THREADS`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(MOST_THREADS, cores or 1))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a reading of pictures may use, and whom it tells how it goes on.

    `threads` pages are under way at once. `slot` makes the context in which a page is
    recognised; it may wait until the machine has a core to spare. `page_done` is called
    after each page, from the thread that read it.
    """

    threads: int = field(default_factory=default_threads)
    slot: Callable[[], AbstractContextManager[object]] = nullcontext
    cache: PageCache | None = None
    page_done: Callable[[], None] = _nobody


_current: ContextVar[Surroundings | None] = ContextVar("surroundings", default=None)


def surroundings() -> Surroundings:
    """Return what is lent to this thread; by default no more than its own cores."""
    return _current.get() or Surroundings()


@contextmanager
def surrounded(given: Surroundings) -> Iterator[None]:
    """Lend something to all that is read within a `with` block in this thread."""
    token = _current.set(given)
    try:
        yield
    finally:
        _current.reset(token)
