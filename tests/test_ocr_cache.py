"""Pages kept: read once, whatever happens to what was kept; several at once, in order."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from extractors.ocr import availability, cache, parallel
from extractors.ocr.parallel import PageJob, RenderedPage, read_pages
from extractors.ocr.surroundings import Surroundings, surrounded, surroundings
from extractors.pages.model import Affine, Box, Page, PageCell, PageTable, TextLine
from flows.page_cache import DiskPageCache
from schemas.document import Reading, Spot

READINGS = (Reading("tesseract", "17", 0.93), Reading("rapidocr", "11", 0.5))
LINE = TextLine(
    "收到17件",
    Box(1.25, 2, 30.1, 14),
    12.0,
    (1.25, 7.0, 13.0, 16.0, 19.0, 30.1),
    confidence=0.9876,
    spots=(Spot(2, 4, 0.5, ("readers_differ",), READINGS),),
)
TABLE = PageTable(
    Box(0, 20, 100, 60),
    [
        PageCell(0, 0, 1, 2, Box(0, 20, 100, 40), "第二十条\n第（一）项"),
        PageCell(1, 0, 1, 1, Box(0, 40, 50, 60), "17", 0.5, ("readers_differ",), READINGS),
    ],
    (0.0, 50.0, 100.0),
    (20.0, 40.0, 60.0),
    open_bottom=True,
)
PAGE = Page(3, 595.0, 842.0, "ocr", [LINE, TABLE], Affine(0, 1, 0, -1, 0, 842.0))
KEY = "ab" * 32


def picture(number: int) -> np.ndarray:
    return np.full((20, 30), number, np.uint8)


def job(number: int) -> PageJob:
    return PageJob(number, lambda: RenderedPage(picture(number), 200.0))


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(availability, "_found", lambda: "5.3.0")


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Recognise every picture as a line that says its number; return what was recognised."""
    numbers: list[int] = []

    def recognise(number: int, rendered: RenderedPage, given: Surroundings) -> Page:
        with given.slot():
            numbers.append(number)
            text = str(int(rendered.image[0, 0]))
            return Page(number, 10.0, 20.0, "ocr", [replace(LINE, text=text)])

    monkeypatch.setattr(parallel, "_recognise", recognise)
    return numbers


def texts(pages: list[Page]) -> list[str]:
    return [part.text for page in pages for part in page.parts if isinstance(part, TextLine)]


def test_a_page_comes_back_exactly() -> None:
    assert cache.loads(cache.dumps(PAGE, KEY), KEY, 3) == PAGE
    assert cache.loads(cache.dumps(PAGE, KEY), KEY, 7) == replace(PAGE, number=7)


def test_damaged_bytes_are_no_page() -> None:
    kept = cache.dumps(PAGE, KEY)
    assert cache.loads(kept, "cd" * 32, 3) is None
    for at in range(10, len(kept), 7):
        assert cache.loads(kept[:at], KEY, 3) is None
        broken = bytes([*kept[:at], kept[at] ^ 0x55, *kept[at + 1 :]])
        assert cache.loads(broken, KEY, 3) in (None, PAGE)
    for other in (b"", b"page", b"\x1f\x8b", kept + b"rest"):
        assert cache.loads(other, KEY, 3) is None


def test_key_covers_all_that_a_page_depends_on() -> None:
    image = picture(1)
    other = image.copy()
    other[3, 4] ^= 1
    keys = [
        cache.key_of(image, 200.0, None, "5.3.0"),
        cache.key_of(other, 200.0, None, "5.3.0"),
        cache.key_of(image.reshape(30, 20), 200.0, None, "5.3.0"),
        cache.key_of(image, 300.0, None, "5.3.0"),
        cache.key_of(image, 200.0, [LINE], "5.3.0"),
        cache.key_of(image, 200.0, None, "5.4.0"),
    ]
    assert len(set(keys)) == len(keys)
    assert cache.key_of(image.copy(), 200, (), "5.3.0") == keys[0]


def test_second_reading_recognises_nothing(recognised: list[int], tmp_path: Path) -> None:
    with surrounded(Surroundings(threads=2, cache=DiskPageCache(tmp_path))):
        first = list(read_pages([job(1), job(2)]))
        second = list(read_pages([job(2), job(1), job(3)]))
    assert sorted(recognised) == [1, 2, 3]
    assert texts(first) == ["1", "2"]
    assert texts(second) == ["2", "1", "3"]


def test_damaged_entry_is_read_anew(recognised: list[int], tmp_path: Path) -> None:
    with surrounded(Surroundings(cache=DiskPageCache(tmp_path))):
        list(read_pages([job(5)]))
        (entry,) = (tmp_path / "_store/ocr").glob("*/*")
        whole = entry.read_bytes()
        entry.write_bytes(whole[: len(whole) // 2])
        assert texts(list(read_pages([job(5)]))) == ["5"]
        assert entry.read_bytes() == whole
    assert recognised == [5, 5]


def test_full_disk_is_no_error(recognised: list[int], tmp_path: Path) -> None:
    (tmp_path / "_store").write_text("a file where the folder should be")
    with surrounded(Surroundings(cache=DiskPageCache(tmp_path))):
        assert texts(list(read_pages([job(5)]))) == ["5"]


def test_what_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    kept = DiskPageCache(tmp_path)
    keys = [f"{number:064x}" for number in range(4)]
    for age, key in enumerate(keys):
        kept.put(key, b"x" * 100)
        os.utime(kept.folder / key[:2] / key, (1e9 - age, 1e9 - age))
    assert kept.get(keys[3]) == b"x" * 100  # the oldest, and used just now
    assert kept.prune(most_bytes=250) == 2
    assert [kept.get(key) is not None for key in keys] == [True, False, False, True]
    assert not list((tmp_path / "_store/tmp").iterdir())
    assert DiskPageCache(tmp_path / "nowhere").prune() == 0


def test_key_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no key"):
        DiskPageCache(tmp_path).get("../../etc/passwd")


# In parallel --------------------------------------------------------------------------------


def test_pages_come_in_order_though_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(2, timeout=20)

    def recognise(number: int, rendered: RenderedPage, given: Surroundings) -> Page:
        if number <= 2:
            together.wait()  # both are under way, or this breaks
        if number == 1:
            time.sleep(0.1)
        return Page(number, 1.0, 1.0, "ocr")

    monkeypatch.setattr(parallel, "_recognise", recognise)
    with surrounded(Surroundings(threads=2)):
        assert [page.number for page in read_pages(map(job, range(1, 9)))] == list(range(1, 9))


def test_no_more_pictures_than_needed_are_rendered(recognised: list[int]) -> None:
    """Rendering is done by the caller's thread, one picture ahead of the readers."""
    done = [0]
    ahead: list[int] = []
    threads: set[int] = set()

    def rendering(number: int) -> PageJob:
        def render() -> RenderedPage:
            threads.add(threading.get_ident())
            ahead.append(number - done[0])
            return RenderedPage(picture(number), 200.0)

        return PageJob(number, render)

    def page_done() -> None:
        done[0] += 1

    with surrounded(Surroundings(threads=2, page_done=page_done)):
        assert len(list(read_pages(rendering(number) for number in range(1, 31)))) == 30
    assert threads == {threading.get_ident()}
    assert max(ahead) <= 2 + parallel.PREFETCHED


def test_every_page_holds_a_slot_and_is_told_of(recognised: list[int], tmp_path: Path) -> None:
    events: list[str] = []

    @contextmanager
    def slot():
        events.append("slot")
        yield
        events.append("free")

    given = Surroundings(
        threads=1,
        slot=slot,
        page_done=lambda: events.append("done"),
        cache=DiskPageCache(tmp_path),
    )
    with surrounded(given):
        list(read_pages([job(1)]))
        list(read_pages([job(1)]))  # known: told of, and needs no slot
    assert events == ["slot", "free", "done", "done"]


def test_failure_of_a_page_is_the_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    def recognise(number: int, rendered: RenderedPage, given: Surroundings) -> Page:
        if number == 2:
            raise ZeroDivisionError
        return Page(number, 1.0, 1.0, "ocr")

    monkeypatch.setattr(parallel, "_recognise", recognise)
    with surrounded(Surroundings(threads=2)), pytest.raises(ZeroDivisionError):
        list(read_pages(map(job, range(1, 9))))


def test_surroundings_are_of_one_block() -> None:
    given = Surroundings(threads=3)
    with surrounded(given):
        assert surroundings() is given
    assert surroundings() is not given
    assert surroundings().cache is None
