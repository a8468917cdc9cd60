"""A page of the submitted file as a picture, the chosen figure marked on it.

What an address names is a document_id and a page's number. The file is the one that the ledger
knows by that id, below the shared folder; its bytes are used only where their hash is that id.
They are opened in a process of its own, confined as the readers are (`flows.confinement`).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import struct
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.confinement import confine
from flows.warehouse.ledger import Sighting

DPI = 130.0
"""Enough to read a figure of a table on a screen."""

SECONDS = 60.0
"""A page that takes longer is given up."""

MOST_PAGES = 60
"""Pages kept in memory; one has some hundred kilobytes."""

MOST_BYTES = 64 * 2**20
MOST_STARTED = 2
"""Processes that draw at once."""

AROUND = (90.0, 45.0)
"""Points shown to the left and right of a figure, and above and below it."""

WIDEST = 300.0
"""Points of a figure's surroundings that are shown side by side: of a wider cell its middle,
where figures stand, so that they stay large enough to read."""

RED = (200, 0, 30)

_SCALE = struct.Struct(">d")


class NoPageError(Exception):
    """There is no picture of the page; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as PNG, and how many pixels a point has."""

    png: bytes
    scale: float


Box = tuple[float, float, float, float]


class Drawer:
    """Draws pages of one shared folder, and keeps the last ones."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._pages: OrderedDict[tuple[str, int], PagePicture] = OrderedDict()
        self._lock = threading.Lock()
        self._free = threading.Semaphore(MOST_STARTED)

    def page(self, sightings: Sequence[Sighting], document_id: str, number: int) -> PagePicture:
        """Return a page. Raises `NoPageError`."""
        key = (document_id, number)
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        with self._free:
            drawn = self._draw(sightings, document_id, number)
        with self._lock:
            self._pages[key] = drawn
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return drawn

    def _draw(self, sightings: Sequence[Sighting], document_id: str, number: int) -> PagePicture:
        if self.folder is None:
            raise NoPageError(
                "没有指定报送文件夹，无法显示原件图像。请用 --folder 指定后重新启动。"
            )
        reasons = [
            self._try(each, document_id, number)
            for each in sightings
            if _is_below(each.source_path)
        ]
        for found in reasons:
            if isinstance(found, PagePicture):
                return found
        raise NoPageError(next(filter(None, map(str, reasons)), "文件夹中找不到这份原件。"))

    def _try(self, sighting: Sighting, document_id: str, number: int) -> PagePicture | str:
        outermost = sighting.container or sighting.source_path
        command = [
            sys.executable, "-m", "flows.review.pagepicture", str(self.folder), outermost,
            sighting.source_path[len(outermost) + 1 :], document_id, str(number),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            return "绘制该页用时过长，已放弃。"
        except (OSError, ValueError):
            return "无法启动绘制程序。"
        if done.returncode == 0 and len(done.stdout) > _SCALE.size:
            (scale,) = _SCALE.unpack(done.stdout[: _SCALE.size])
            return PagePicture(done.stdout[_SCALE.size : MOST_BYTES], scale)
        return _REASONS.get(done.returncode, "该页无法绘制。")


def _is_below(source_path: str) -> bool:
    """Tell whether a path of the ledger stays below its folder: it came from a scan of it."""
    parts = source_path.split("/")
    return bool(source_path) and not source_path.startswith("/") and ".." not in parts


def marked(page: PagePicture, boxes: Sequence[Box], *, near: bool) -> bytes:
    """Return a page as PNG with frames round boxes (points); `near` only shows their surroundings.

    Without boxes it is the whole page as it is.
    """
    from PIL import Image, ImageDraw

    if not boxes:
        return page.png
    with Image.open(io.BytesIO(page.png)) as opened:
        image = opened.convert("RGB")
    draw = ImageDraw.Draw(image)
    pixels = [tuple(edge * page.scale for edge in box) for box in boxes]
    for x0, y0, x1, y1 in pixels:
        left, upper = min(x0, x1) - 3, min(y0, y1) - 3
        draw.rectangle((left, upper, max(x0, x1) + 3, max(y0, y1) + 3), outline=RED, width=3)
    if near:
        across, down = (each * page.scale for each in AROUND)
        cut = (
            max(0, int(min(min(box[0], box[2]) for box in pixels) - across)),
            max(0, int(min(min(box[1], box[3]) for box in pixels) - down)),
            min(image.width, int(max(max(box[0], box[2]) for box in pixels) + across)),
            min(image.height, int(max(max(box[1], box[3]) for box in pixels) + down)),
        )
        surplus = cut[2] - cut[0] - int(WIDEST * page.scale)
        if len(boxes) == 1 and surplus > 0:
            cut = (cut[0] + surplus // 2, cut[1], cut[2] - surplus // 2, cut[3])
        if cut[0] < cut[2] and cut[1] < cut[3]:
            image = image.crop(cut)
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=3)
    return target.getvalue()


# In the process of its own

_GONE, _CHANGED, _NO_PAGES, _NO_SUCH_PAGE, _UNREADABLE = 10, 11, 12, 13, 14
_REASONS = {
    _GONE: "文件夹中找不到这份原件。",
    _CHANGED: "文件夹中的文件已经改变，不再是这份原件。",
    _NO_PAGES: "这种文件没有固定的页面，右侧显示其文字。",
    _NO_SUCH_PAGE: "原件没有这一页。",
    _UNREADABLE: "原件无法打开。",
}


def _content(folder: str, outermost: str, inside: str, document_id: str) -> bytes:
    """Return the document's bytes, which lie in a file or in a container; end where they do not."""
    from flows.child import FileChangedError, read_regular_file
    from schemas.errors import DocumentError

    try:
        data, _ = read_regular_file(str(Path(folder) / outermost), folder)
        content = _member(data, inside) if inside else data
    except (FileNotFoundError, FileChangedError):
        sys.exit(_GONE)
    except (DocumentError, ValueError):
        sys.exit(_UNREADABLE)
    if content is None or hashlib.sha256(content).hexdigest() != document_id:
        sys.exit(_CHANGED)
    return content


def _member(data: bytes, inside: str) -> bytes | None:
    from extractors.readers.containers import members_of

    for member in members_of(data):
        if member.name == inside:
            return member.data()
        if inside.startswith(member.name + "/"):
            return _member(member.data(), inside[len(member.name) + 1 :])
    return None


def _drawn(data: bytes, number: int) -> tuple[bytes, float]:
    import numpy as np
    from PIL import Image

    from extractors.readers.sniff import sniff

    kind = sniff(data)
    if kind == "pdf":
        from extractors.pdf import open_pdf

        with open_pdf(data) as pdf:
            if not 1 <= number <= pdf.page_count:
                sys.exit(_NO_SUCH_PAGE)
            pixels = pdf.render(number, DPI)
            image, scale = Image.fromarray(pixels), pixels.shape[1] / pdf.page_size(number)[0]
    elif kind == "picture":
        from extractors.ocr.images import open_pictures

        page = next((p for at, p in enumerate(open_pictures(data), 1) if at == number), None)
        if page is None:
            sys.exit(_NO_SUCH_PAGE)
        shrink = min(1.0, DPI / page.dpi)
        image = Image.fromarray(np.asarray(page.pixels)).convert("RGB")
        size = (max(1, round(image.width * shrink)), max(1, round(image.height * shrink)))
        image, scale = image.resize(size, Image.Resampling.LANCZOS), shrink * page.dpi / 72
    else:
        sys.exit(_NO_PAGES)
    target = io.BytesIO()
    image.convert("RGB").save(target, "PNG", compress_level=3)
    return target.getvalue(), scale


def main(arguments: list[str] | None = None) -> None:
    """Draw a page: its scale (a double, big-endian), then PNG, to standard output."""
    from schemas.errors import DocumentError

    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("folder", "outermost", "inside", "document_id"):
        parser.add_argument(name)
    parser.add_argument("number", type=int)
    options = parser.parse_args(arguments)
    confine()
    content = _content(options.folder, options.outermost, options.inside, options.document_id)
    try:
        png, scale = _drawn(content, options.number)
    except DocumentError:
        sys.exit(_UNREADABLE)
    sys.stdout.buffer.write(_SCALE.pack(scale) + png)


if __name__ == "__main__":
    main()
