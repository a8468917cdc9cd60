"""Writes a report as a Word file whose tables are pictures, as agencies paste them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
from docx.shared import Pt

from tools.samples.grid import Grid
from tools.samples.layout import lay_out
from tools.samples.model import SampleReport
from tools.samples.pdf_setter import set_report
from tools.samples.scan import ScanOptions, grade_of, scan_sheets

_EPOCH = (2023, 1, 1, 0, 0, 0)
_AROUND = 12.0
"""Points of paper around a table in its picture."""


def write_picture_word(report: SampleReport, options: ScanOptions | None = None) -> bytes:
    """Return a Word file of the report's prose, each table a JPEG cut out of a scan."""
    options = options or ScanOptions()
    options = replace(options, pdf=replace(options.pdf, paper="long", landscape=""))
    sheets = set_report(report, options.pdf)
    (page,) = scan_sheets(sheets, report.agency, options)
    scale = grade_of(options).dpi / 72
    tables = iter(sheets[0].tables)
    document = docx.Document()
    for part in lay_out(report):
        if not isinstance(part, Grid):
            document.add_paragraph(part.text)
            continue
        area = next(tables)
        box = (area.x0 - _AROUND, area.y0 - _AROUND, area.x1 + _AROUND, area.y1 + _AROUND)
        picture = page.picture.crop(tuple(round(edge * scale) for edge in box))  # type: ignore[arg-type]
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=page.quality, dpi=page.dpi)
        document.add_picture(file, width=Pt(min(430.0, box[2] - box[0])))
    file = io.BytesIO()
    document.save(file)
    return _undated(file.getvalue())


def _undated(package: bytes) -> bytes:
    """Return an archive with its entries' times fixed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(file, "w") as made:
        for entry in given.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(fixed, given.read(entry))
    return file.getvalue()
