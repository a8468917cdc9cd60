"""A page's characters and pictures by pypdfium2 alone, for pages without rules."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from math import hypot
from typing import Any

import pypdfium2.raw as pdfium

from extractors.pages.model import Affine, Box, Segment
from extractors.pdf.content import Glyph, PageContent
from extractors.pdf.kind import HYPHEN, MAX_OBJECTS
from extractors.pdf.letters import digits_of

BOLD_WEIGHT = 600
MAX_THICK = 5.0
"""A path no higher than this is a line; what is higher is shading or a drawing."""
MIN_PICTURE = 40.0
"""Smaller pictures (points) are logos and marks; the rest may hold text."""


def quick_content(page: Any) -> PageContent:
    """Return the characters, flat lines and larger pictures of a page of pypdfium2."""
    width, height = page.get_size()
    to = viewer_map(page.get_bbox(), page.get_rotation())
    content = PageContent(float(width), float(height), _glyphs(page, to))
    for kind, box in _shapes(page, to):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            content.pictures.append(box)
        elif box.y1 - box.y0 <= MAX_THICK:
            middle = (box.y0 + box.y1) / 2
            content.horizontal.append(Segment(box.x0, middle, box.x1, middle))
    content.pictures = [box for box in content.pictures if is_large(box)]
    return content


def pictures_on(page: Any) -> list[Box]:
    """Return the places of the larger pictures on a page of pypdfium2, those in forms left out."""
    to = viewer_map(page.get_bbox(), page.get_rotation())
    return [
        box
        for kind, box in _shapes(page, to)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE and is_large(box)
    ]


def digits_on(page: Any) -> Counter[str]:
    """Count the digits on a page of pypdfium2."""
    text = page.get_textpage()
    try:
        return digits_of(text.get_text_range())
    finally:
        text.close()


def is_large(box: Box) -> bool:
    """Tell whether a picture may hold text that matters."""
    return min(box.x1 - box.x0, box.y1 - box.y0) >= MIN_PICTURE


def viewer_map(crop: tuple[float, float, float, float], rotation: int) -> Affine:
    """Return the map from the file's coordinates to the page as shown.

    `crop` is the part of the page that is shown (left, bottom, right, top), `rotation` the
    degrees, clockwise, by which a viewer turns it.
    """
    x0, y0, x1, y1 = crop
    if rotation == 90:
        return Affine(0, 1, -y0, 1, 0, -x0)
    if rotation == 180:
        return Affine(-1, 0, x1, 0, 1, -y0)
    if rotation == 270:
        return Affine(0, -1, y1, -1, 0, x1)
    return Affine(1, 0, -x0, 0, -1, y1)


def _glyphs(page: Any, to: Affine) -> list[Glyph]:
    glyphs: list[Glyph] = []
    text = page.get_textpage()
    matrix, loose = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    try:
        for index in range(text.count_chars()):
            if pdfium.FPDFText_IsGenerated(text, index) == 1:
                continue
            code = pdfium.FPDFText_GetUnicode(text, index)
            if code == HYPHEN:
                code = 0x2D
            if code in (0x0A, 0x0D) or not (
                pdfium.FPDFText_GetMatrix(text, index, matrix)
                and pdfium.FPDFText_GetCharOrigin(text, index, x, y)
                and pdfium.FPDFText_GetLooseCharBox(text, index, loose)
            ):
                continue
            a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
            length = hypot(a, b) or 1.0
            # The loose box spans the advance; along the baseline it is read off the side
            # on which the text runs.
            if abs(a) >= abs(b):
                along = loose.right - x.value if a > 0 else x.value - loose.left
            else:
                along = loose.top - y.value if b > 0 else y.value - loose.bottom
            dx, dy = along * a / length, along * b / length
            size = pdfium.FPDFText_GetFontSize(text, index) * hypot(c, d)
            glyphs.append(
                Glyph(
                    chr(code) if 0 < code < 0x110000 else "\ufffd",
                    to.a * x.value + to.b * y.value + to.c,
                    to.d * x.value + to.e * y.value + to.f,
                    to.a * dx + to.b * dy,
                    to.d * dx + to.e * dy,
                    size or 1.0,
                    pdfium.FPDFText_GetFontWeight(text, index) >= BOLD_WEIGHT,
                )
            )
    finally:
        text.close()
    return glyphs


def _shapes(page: Any, to: Affine) -> Iterator[tuple[int, Box]]:
    """Yield the bounds of pictures and paths, those in forms left out."""
    bounds = [ctypes.c_float() for _ in range(4)]
    for index in range(min(MAX_OBJECTS, pdfium.FPDFPage_CountObjects(page))):
        raw = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(raw)
        if kind not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH):
            continue
        if not pdfium.FPDFPageObj_GetBounds(raw, *bounds):
            continue
        left, bottom, right, top = (each.value for each in bounds)
        xs = sorted(to.a * x + to.b * y + to.c for x, y in ((left, bottom), (right, top)))
        ys = sorted(to.d * x + to.e * y + to.f for x, y in ((left, bottom), (right, top)))
        yield kind, Box(xs[0], ys[0], xs[1], ys[1])
