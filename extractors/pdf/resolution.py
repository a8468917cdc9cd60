"""At which resolution a scanned page lies in its PDF.

Rendered at just that, each pixel of the picture is one of the scan. At any other the thin
strokes are smeared twice, when the page is rendered and when it is made ready for reading.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from extractors.pdf.kind import FULL_PAGE, objects_of

SMALLEST = 0.01
"""Share of the page. Smaller pictures are not the scan, nor strips of it."""

LOWEST = 72.0
"""Pixels an inch. What has fewer is no scan of a page."""

WITHIN = 1e-6
"""A page's edge falls short of a whole pixel by this share: renderers round up, and one pixel
more over the page's width would shift all others."""


def scanned_at(page: Any) -> float | None:
    """Return the pixels an inch of the pictures that cover a page of pypdfium2.

    Of several the finest counts (a scanner may put letters and paper into two); None where
    pictures do not cover the page.
    """
    x0, y0, x1, y1 = page.get_bbox()
    area = max(1.0, (x1 - x0) * (y1 - y0))
    covered, finest = 0.0, 0.0
    bounds = [ctypes.c_float() for _ in range(4)]
    across, up = ctypes.c_uint(), ctypes.c_uint()
    for raw, form in objects_of(page):
        if pdfium.FPDFPageObj_GetType(raw) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        # Bounds inside a form are the form's own: the form stands for what is in it.
        if not pdfium.FPDFPageObj_GetBounds(form if form is not None else raw, *bounds):
            continue
        left, bottom, right, top = (each.value for each in bounds)
        width, height = right - left, top - bottom
        if width * height < SMALLEST * area:
            continue
        if not pdfium.FPDFImageObj_GetImagePixelSize(raw, across, up):
            continue
        covered += width * height / area
        finest = max(finest, _pixels_an_inch(across.value, up.value, width, height))
    return finest * (1 - WITHIN) if covered >= FULL_PAGE and finest >= LOWEST else None


def _pixels_an_inch(across: int, up: int, width: float, height: float) -> float:
    """Return the finer resolution of a picture, which may lie on its side.

    A fax has twice as many pixels across as down; more uneven than lying down it is not.
    """
    upright = (across * 72 / width, up * 72 / height)
    lying = (up * 72 / width, across * 72 / height)
    return max(min(upright, lying, key=lambda ways: max(ways) / max(min(ways), 1e-6)))
