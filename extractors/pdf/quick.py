"""A page's characters and pictures by pypdfium2 alone, for pages without rules."""

from __future__ import annotations

import ctypes
from math import hypot
from typing import Any

import pypdfium2.raw as pdfium

from extractors.pages.model import Affine, Box
from extractors.pdf.content import Glyph, PageContent
from extractors.pdf.kind import HYPHEN

BOLD_WEIGHT = 600
MIN_PICTURE = 40.0
"""Smaller pictures (points) are logos and marks; the rest may hold text."""


def quick_content(page: Any) -> PageContent:
    """Return the characters and larger pictures of a page of pypdfium2."""
    width, height = page.get_size()
    to = viewer_map(page.get_bbox(), page.get_rotation())
    return PageContent(float(width), float(height), _glyphs(page, to), pictures=_pictures(page, to))


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


def _pictures(page: Any, to: Affine) -> list[Box]:
    """Return the places of the larger pictures, those in forms left out."""
    boxes: list[Box] = []
    bounds = [ctypes.c_float() for _ in range(4)]
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        raw = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(raw)
        if kind != pdfium.FPDF_PAGEOBJ_IMAGE or not pdfium.FPDFPageObj_GetBounds(raw, *bounds):
            continue
        left, bottom, right, top = (each.value for each in bounds)
        xs = sorted(to.a * x + to.b * y + to.c for x, y in ((left, bottom), (right, top)))
        ys = sorted(to.d * x + to.e * y + to.f for x, y in ((left, bottom), (right, top)))
        if min(xs[1] - xs[0], ys[1] - ys[0]) >= MIN_PICTURE:
            boxes.append(Box(xs[0], ys[0], xs[1], ys[1]))
    return boxes
