"""A page that was read, as bytes and back, and the key under which it may be kept.

Reading a page takes seconds, and the same picture comes again: in the next version of the
extractor, in a copy with another name, in the run after one that was killed. The key covers
all that the result depends on: the picture's pixels, its resolution, an earlier
recognition's text layer, and the versions of what reads it.

The bytes are gzip (whose checksum tells a damaged entry) of JSON that repeats the key.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import metadata
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from extractors.pages.model import Affine, Box, Page, PageCell, PageTable, Part, TextLine
from schemas.document import Reading, Spot

OCR_VERSION = "3"
"""To be raised with every change in `extractors.ocr` that can change a page."""

_LIBRARIES = ("rapidocr", "onnxruntime", "opencv-python-headless", "numpy")


def key_of(
    image: npt.NDArray[np.uint8],
    dpi: float,
    layer: Sequence[TextLine] | None,
    recogniser: str,
) -> str:
    """Return the key of a page's picture: hexadecimal SHA-256.

    `recogniser` is the installed tesseract's version, which no library here knows.
    """
    digest = hashlib.sha256()
    head = [OCR_VERSION, recogniser, *_library_versions(), repr(float(dpi)), repr(image.shape)]
    digest.update("\0".join(head).encode())
    digest.update(json.dumps([_line(each) for each in layer or ()]).encode())
    digest.update(np.ascontiguousarray(image).data)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _library_versions() -> tuple[str, ...]:
    found = []
    for name in _LIBRARIES:
        try:
            found.append(metadata.version(name))
        except metadata.PackageNotFoundError:  # installed in some other way, without a record
            found.append("?")
    return tuple(found)


def dumps(page: Page, key: str) -> bytes:
    """Return a page as bytes. A picture on it that was not read has no place here."""
    body = {
        "key": key,
        "page": [page.width, page.height, page.reader, list(page.view)],
        "parts": [_part(part) for part in page.parts],
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 3, mtime=0)


def loads(data: bytes, key: str, number: int) -> Page | None:
    """Return the page kept under a key, as page `number`; None where the bytes are damaged."""
    try:
        body = json.loads(gzip.decompress(data))
        if body["key"] != key:
            return None
        width, height, reader, view = body["page"]
        parts = [_read_part(part) for part in body["parts"]]
        return Page(number, width, height, reader, parts, Affine(*view))
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, IndexError):
        return None


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, TextLine):
        return {"line": _line(part)}
    if isinstance(part, PageTable):
        return {
            "table": [
                list(part.box),
                part.xs,
                part.ys,
                part.open_top,
                part.open_bottom,
                part.ruled,
            ],
            "cells": [_cell(cell) for cell in part.cells],
        }
    raise TypeError(f"{type(part).__name__} on a page that was read from a picture")


def _read_part(kept: Mapping[str, Any]) -> Part:
    if "line" in kept:
        return _read_line(kept["line"])
    box, xs, ys, open_top, open_bottom, ruled = kept["table"]
    cells = [_read_cell(cell) for cell in kept["cells"]]
    return PageTable(Box(*box), cells, tuple(xs), tuple(ys), open_top, open_bottom, ruled)


def _line(line: TextLine) -> list[Any]:
    spots = [
        [s.start, s.end, s.confidence, list(s.doubts), _readings(s.readings)] for s in line.spots
    ]
    box, edges = list(line.box), list(line.edges)
    return [line.text, box, line.size, edges, line.bold, line.confidence, spots]


def _read_line(kept: list[Any]) -> TextLine:
    text, box, size, edges, bold, confidence, spots = kept
    return TextLine(
        text,
        Box(*box),
        size,
        tuple(edges),
        bold,
        confidence,
        tuple(Spot(s[0], s[1], s[2], tuple(s[3]), _read_readings(s[4])) for s in spots),
    )


def _cell(cell: PageCell) -> list[Any]:
    return [
        cell.row,
        cell.column,
        cell.row_span,
        cell.column_span,
        list(cell.box),
        cell.text,
        cell.confidence,
        list(cell.doubts),
        _readings(cell.readings),
    ]


def _read_cell(kept: list[Any]) -> PageCell:
    row, column, row_span, column_span, box, text, confidence, doubts, readings = kept
    return PageCell(
        row,
        column,
        row_span,
        column_span,
        Box(*box),
        text,
        confidence,
        tuple(doubts),
        _read_readings(readings),
    )


def _readings(readings: Sequence[Reading]) -> list[list[Any]]:
    return [[each.recogniser, each.text, each.confidence] for each in readings]


def _read_readings(kept: list[list[Any]]) -> tuple[Reading, ...]:
    return tuple(Reading(cast(Any, name), text, confidence) for name, text, confidence in kept)
