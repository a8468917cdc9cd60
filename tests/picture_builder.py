"""Pictures drawn for tests, and a stand-in for the recognisers that only says where it looked."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from random import Random

from PIL import Image, ImageDraw

from extractors.ocr.parallel import PageJob
from extractors.pages.model import Box, Page, PageCell, PageTable, TextLine
from schemas.document import Reading


def grid_picture(width: int = 1240, height: int = 600) -> Image.Image:
    """A ruled table of 4 × 5 cells with a mark in each, 150 dots an inch."""
    picture = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(picture)
    left, upper, right, lower = 60, 40, width - 60, height - 40
    for row in range(5):
        y = upper + (lower - upper) * row // 4
        draw.line((left, y, right, y), fill=0, width=3)
    for column in range(6):
        x = left + (right - left) * column // 5
        draw.line((x, upper, x, lower), fill=0, width=3)
    for row in range(4):
        for column in range(5):
            x = left + (right - left) * (2 * column + 1) // 10
            y = upper + (lower - upper) * (2 * row + 1) // 8
            draw.line((x, y - 12, x, y + 12), fill=0, width=4)
    return picture


def photograph(width: int = 1200, height: int = 800) -> Image.Image:
    """Soft shapes of many shades."""
    rng = Random(3)
    small = Image.new("L", (12, 8))
    small.putdata([rng.randrange(40, 220) for _ in range(96)])
    return small.resize((width, height), Image.Resampling.BICUBIC)


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def pretend_reading(jobs: Iterable[PageJob]) -> Iterator[Page]:
    """Read of every picture a line with its size, and a table of one row: 规章 | 7."""
    for job in jobs:
        rendered = job.render()
        height, width = rendered.image.shape[:2]
        across, down = width * 72 / rendered.dpi, height * 72 / rendered.dpi
        boxes = Box(10, 40, 60, 60), Box(60, 40, 110, 60)
        cells = [
            PageCell(0, 0, 1, 1, boxes[0], "规章", 0.98),
            PageCell(0, 1, 1, 1, boxes[1], "7", 0.9, (), (Reading("tesseract", "7", 0.9),)),
        ]
        table = PageTable(Box(10, 40, 110, 60), cells, (10, 60, 110), (40, 60))
        name = "甲乙丙丁"[job.number % 4]  # else it would be a running head
        size = TextLine(
            f"{name}{across:.0f}×{down:.0f}", Box(10, 10, 100, 22), 12.0, confidence=0.97
        )
        yield Page(job.number, across, down, "ocr", [size, table])
