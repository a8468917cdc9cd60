"""The good documents that are cut and bent, one of each kind, and pieces of hostile ones."""

from __future__ import annotations

import io
import struct
import zlib
from functools import lru_cache
from typing import Literal

from PIL import Image, ImageDraw

from tools.samples.catalogue import samples
from tools.samples.render import render

Base = Literal["docx", "html", "mht", "txt", "pdf", "png", "tiff"]


@lru_cache(maxsize=16)
def whole(kind: Base) -> bytes:
    """Return a good report of a kind; for pictures, a page with a grid and a few figures."""
    if kind in ("png", "tiff"):
        return _page_picture(kind)
    report = next(iter(samples())).report
    return render(report, kind)  # type: ignore[arg-type]


def _page_picture(kind: str) -> bytes:
    page = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(page)
    for row in range(8):
        draw.line((100, 300 + 80 * row, 1140, 300 + 80 * row), fill=0, width=3)
    for column in range(6):
        draw.line((100 + 208 * column, 300, 100 + 208 * column, 860), fill=0, width=3)
    for row in range(7):
        for column in range(5):
            draw.text((190 + 208 * column, 325 + 80 * row), str(row * 5 + column), fill=0)
    out = io.BytesIO()
    page.save(out, kind.upper(), dpi=(150, 150))
    return out.getvalue()


def picture_claiming(side: int, rows: int = 0) -> bytes:
    """Return a PNG that claims `side` × `side` pixels, of which only `rows` are there."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((side + 1) * rows), 9)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
