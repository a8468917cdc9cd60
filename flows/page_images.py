"""Pictures of a document's pages with what was read drawn on them, for a reviewer's eye.

Every statutory cell has a frame in the colour of its confidence, every figure of the prose a
line under it; what needs review is thick and red, with the value that was read beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from extractors.readers.sniff import sniff
from schemas.records import Extraction, Quantity, StatutoryCell

DPI = 130.0
"""Enough to read a figure of a table on a screen, small enough to send around."""

REVIEW = (214, 0, 28)
SHADES: tuple[tuple[float, tuple[int, int, int], str], ...] = (
    (0.99, (0, 140, 70), "0.99 and more"),
    (0.95, (120, 160, 0), "0.95 and more"),
    (0.80, (230, 150, 0), "0.80 and more"),
    (0.00, (200, 90, 160), "less"),
)
"""Colours of confidence, the surest first, and what the legend says."""

LEGEND_HEIGHT = 34
TEXT_SIZE = 13
THIN, THICK = 1, 4
"""Pixels."""

Pixels = npt.NDArray[np.uint8]


class NoPagesError(ValueError):
    """The document is of a kind that has no pages to draw."""


def write_page_images(data: bytes, extraction: Extraction, folder: Path) -> list[Path]:
    """Write one PNG a page, `page-001.png` and so on, into a folder, made where it is missing.

    Raises `NoPagesError` for anything but PDF files and pictures, `OSError` where the folder
    cannot be written to.
    """
    pages = _pages(data)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, (pixels, scale) in enumerate(pages, 1):
        path = folder / f"page-{number:03}.png"
        draw_page(pixels, scale, number, extraction).save(path)
        written.append(path)
    return written


def _pages(data: bytes) -> Iterator[tuple[Pixels, float]]:
    """Return the pages as a viewer shows them, one by one, with their pixels a point."""
    kind = sniff(data)
    if kind == "pdf":
        return _pdf_pages(data)
    if kind == "picture":
        return _picture_pages(data)
    raise NoPagesError(
        "The file is neither a PDF nor a picture: it has no fixed pages to draw on."
        " To see its pages, save it as PDF and show that."
    )


def _pdf_pages(data: bytes) -> Iterator[tuple[Pixels, float]]:
    from extractors.pdf import open_pdf

    with open_pdf(data) as pdf:
        for number in range(1, pdf.page_count + 1):
            pixels = pdf.render(number, DPI)
            yield pixels, pixels.shape[1] / pdf.page_size(number)[0]


def _picture_pages(data: bytes) -> Iterator[tuple[Pixels, float]]:
    from extractors.ocr.images import open_pictures

    for page in open_pictures(data):
        shrink = min(1.0, DPI / page.dpi)
        image = Image.fromarray(page.pixels).convert("RGB")
        size = (max(1, round(image.width * shrink)), max(1, round(image.height * shrink)))
        image = image.resize(size, Image.Resampling.LANCZOS)
        yield np.asarray(image), shrink * page.dpi / 72


def draw_page(pixels: Pixels, scale: float, number: int, extraction: Extraction) -> Image.Image:
    """Return one page's picture with its cells and figures; `scale` is its pixels a point."""
    page = Image.fromarray(pixels).convert("RGB")
    canvas = Image.new("RGB", (page.width, page.height + LEGEND_HEIGHT), "white")
    canvas.paste(page, (0, 0))
    draw = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(TEXT_SIZE)
    # What needs review is drawn last, over its neighbours' frames.
    for cell in sorted(extraction.cells, key=lambda each: each.needs_review):
        if cell.page == number and (box := _box(cell, scale)):
            colour, width = _style(cell)
            inset = (box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1)
            draw.rectangle(inset, outline=colour, width=width)
            if cell.needs_review:
                _tag(draw, font, box[0] + THICK, box[1] + THICK, _said(cell))
    for figure in sorted(extraction.quantities, key=lambda each: each.needs_review):
        if figure.page == number and (box := _box(figure, scale)):
            colour, width = _style(figure)
            draw.line((box[0], box[3] + 1, box[2], box[3] + 1), fill=colour, width=width + 1)
            if figure.needs_review:
                _tag(draw, font, box[0], box[3] + THICK, _value(figure.value))
    _legend(draw, font, page.height)
    return canvas


def _box(
    record: StatutoryCell | Quantity, scale: float
) -> tuple[float, float, float, float] | None:
    x0, y0, x1, y1 = record.x0, record.y0, record.x1, record.y1
    if x0 is None or y0 is None or x1 is None or y1 is None:
        return None
    left, right = sorted((x0 * scale, x1 * scale))
    upper, lower = sorted((y0 * scale, y1 * scale))
    return left, upper, max(right, left + 3), max(lower, upper + 3)


def _style(record: StatutoryCell | Quantity) -> tuple[tuple[int, int, int], int]:
    if record.needs_review:
        return REVIEW, THICK
    return next(colour for least, colour, _ in SHADES if record.confidence >= least), THIN + 1


def _said(cell: StatutoryCell) -> str:
    return _value(cell.value) if cell.state == "number" else cell.state


def _value(value: Decimal | None) -> str:
    return "?" if value is None else f"{value:f}"


def _tag(
    draw: ImageDraw.ImageDraw, font: ImageFont.ImageFont | ImageFont.FreeTypeFont,
    x: float, y: float, text: str,
) -> None:  # fmt: skip
    left, upper, right, lower = draw.textbbox((x, y), text, font=font)
    draw.rectangle((left - 2, upper - 1, right + 2, lower + 1), fill="white", outline=REVIEW)
    draw.text((x, y), text, fill=REVIEW, font=font)


def _legend(
    draw: ImageDraw.ImageDraw, font: ImageFont.ImageFont | ImageFont.FreeTypeFont, top: int
) -> None:
    """Say below the page what the colours mean."""
    x = 10.0
    y = top + (LEGEND_HEIGHT - TEXT_SIZE) / 2
    draw.text((x, y), "Confidence:", fill="black", font=font)
    x += draw.textlength("Confidence:", font=font) + 12
    entries = [(colour, THIN + 1, text) for _, colour, text in SHADES]
    entries.append((REVIEW, THICK, "to be checked by eye"))
    for colour, width, text in entries:
        draw.rectangle((x, y, x + 24, y + TEXT_SIZE), outline=colour, width=width)
        draw.text((x + 30, y), text, fill="black", font=font)
        x += 30 + draw.textlength(text, font=font) + 16
    draw.text((x, y), "Figures of the prose are underlined.", fill="black", font=font)
