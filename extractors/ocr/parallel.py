"""The pages of one document in parallel, one thread a page, in order.

The recognisers release the interpreter's lock: onnxruntime while it computes, tesseract as a
process of its own. Each works with one thread, so that two pages take two cores.

What renders a PDF is not safe for threads (pdfium has one lock for all, and no checks): every
page is rendered in the caller's thread, and no more of them than are about to be read, so
that a document of a hundred pages holds a few pictures in memory, not a hundred.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import BoundedSemaphore

import numpy as np
import numpy.typing as npt

from extractors.ocr import availability, cache
from extractors.ocr.surroundings import Surroundings, surroundings
from extractors.pages.model import Page, TextLine

PREFETCHED = 1
"""Pages rendered ahead, so that no thread waits for the next picture."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page's picture as a viewer shows it: gray or RGB, `dpi` pixels an inch.

    `layer` is the text that an earlier recognition put under it, in the page's points.
    """

    image: npt.NDArray[np.uint8]
    dpi: float
    layer: Sequence[TextLine] | None = None


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to be read: its number, from 1, and what makes its picture when its turn comes."""

    number: int
    render: Callable[[], RenderedPage]


def read_pages(jobs: Iterable[PageJob]) -> Iterator[Page]:
    """Read pages from their pictures, and yield them in the order of the jobs.

    Uses what `extractors.ocr.surroundings` lends. A job's `render` is called in the caller's
    thread, between two pages. Raises `DocumentError` "recognition_unavailable".
    """
    given = surroundings()
    room = BoundedSemaphore(given.threads + PREFETCHED)
    waiting: deque[Future[Page]] = deque()
    with ThreadPoolExecutor(given.threads, "page") as pool:
        try:
            for job in jobs:
                availability.require()
                room.acquire()
                read = _reading(job.number, job.render(), given, room)
                waiting.append(pool.submit(read))
                del read  # it holds the picture
                while waiting and waiting[0].done():
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _reading(
    number: int, rendered: RenderedPage, given: Surroundings, room: BoundedSemaphore
) -> Callable[[], Page]:
    """Return the reading of one page, which gives its picture free when it is done."""
    held = [rendered]

    def read() -> Page:
        try:
            return read_rendered(number, held.pop(), given)
        finally:
            room.release()

    return read


def read_rendered(number: int, rendered: RenderedPage, given: Surroundings) -> Page:
    """Read one picture, unless the cache knows what is on it."""
    if given.cache is None:
        page = _recognise(number, rendered, given)
    else:
        recogniser = availability.tesseract_version()
        key = cache.key_of(rendered.image, rendered.dpi, rendered.layer, recogniser)
        kept = given.cache.get(key)
        known = cache.loads(kept, key, number) if kept is not None else None
        if known is None:
            page = _recognise(number, rendered, given)
            given.cache.put(key, cache.dumps(page, key))
        else:
            page = known
    given.page_done()
    return page


def _recognise(number: int, rendered: RenderedPage, given: Surroundings) -> Page:
    # Only now: importing this module must not fail where OpenCV or the like is missing.
    from extractors.ocr.page import read_page

    with given.slot():
        return read_page(rendered.image, rendered.dpi, number, layer=rendered.layer)
