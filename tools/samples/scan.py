"""Writes a report as a scan: its PDF printed, stamped, copied, and put into a file."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

import numpy as np
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tools.samples import scan_marks as marks
from tools.samples import scan_paper as paper
from tools.samples.model import Address, SampleReport
from tools.samples.pdf import PdfOptions, draw_pdf, draw_text
from tools.samples.pdf_fonts import font_name
from tools.samples.pdf_setter import set_report
from tools.samples.pdf_sheet import Area, Sheet
from tools.samples.scan_pages import (
    Container,
    Pixels,
    ScannedPage,
    file_of_pages,
    render_pages,
)

Tones = Literal["gray", "colour", "two", "fax"]
"""How a scanner keeps tones; two: black and white at the grade's resolution; fax: at a fax's."""

GradeName = Literal["clean", "200dpi", "hard", "worst"]


@dataclass(frozen=True, slots=True)
class Grade:
    """How much a scan has suffered. `skew`: the least and the most, in degrees."""

    dpi: int
    skew: tuple[float, float]
    ink: int
    blur: float
    noise: float
    specks: float
    shading: float
    quality: int


GRADES: dict[GradeName, Grade] = {
    "clean": Grade(300, (0.0, 0.1), 25, 0.4, 2, 0, 0.0, 88),
    "200dpi": Grade(200, (0.0, 0.25), 35, 0.4, 4, 0, 0.04, 80),
    "hard": Grade(200, (0.7, 1.0), 45, 0.6, 10, 0.0004, 0.1, 50),
    "worst": Grade(150, (1.0, 2.0), 50, 0.7, 9, 0.0003, 0.25, 35),
}
"""The four grades. The worst has a red seal over a table and broken lines besides, or has
come by fax."""


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """How to make the scan.

    grade: how much it has suffered. pdf: how the report was printed; PNG and JPEG hold one
    long page. orientation: how far the pages lie turned, clockwise. photo: photographed
    instead of scanned. quality: of the JPEG, where it is not the grade's.
    seal: over the signature, over a table's figures, or none.
    text_layer: an earlier recognition, with its errors, lies invisible under a PDF's pages.
    blots: figures with a blot over a digit.
    """

    grade: GradeName = "clean"
    container: Container = "pdf"
    pdf: PdfOptions = field(default_factory=PdfOptions)
    orientation: Literal[0, 90, 180, 270] = 0
    photo: bool = False
    tones: Tones = "gray"
    quality: int | None = None
    seal: Literal["", "signature", "table"] = ""
    text_layer: bool = False
    blots: tuple[Address, ...] = ()
    seed: int = 0


def grade_of(options: ScanOptions) -> Grade:
    """Return what a scan has suffered; a fax looks at paper with its own resolution."""
    grade = GRADES[options.grade]
    return replace(grade, dpi=round(paper.FAX_DPI[0])) if options.tones == "fax" else grade


def write_scan(report: SampleReport, options: ScanOptions | None = None) -> bytes:
    """Return the report as a scan; equal arguments give equal bytes with equal libraries."""
    options = options or ScanOptions()
    if options.container in ("png", "jpg"):
        options = replace(options, pdf=replace(options.pdf, paper="long", landscape=""))
    sheets = set_report(report, options.pdf)
    pages = scan_sheets(sheets, report.agency, options)
    if options.text_layer and options.container == "pdf":
        return _with_text(sheets, pages, options)
    return file_of_pages(pages, options.container)


def scan_sheets(sheets: list[Sheet], name: str, options: ScanOptions) -> list[ScannedPage]:
    """Return the scanned pages of a report that was set; `name` stands on the seal."""
    rng = np.random.default_rng([options.seed, *name.encode()])
    grade = grade_of(options)
    pictures = render_pages(draw_pdf(sheets, options.pdf), grade.dpi)
    sealed = _sealed_places(sheets, options, rng)
    pages = []
    for number, (sheet, picture) in enumerate(zip(sheets, pictures, strict=True)):
        marked = _marked(picture, sheet, options, rng)
        marked = paper.print_on_paper(marked, grade.ink)
        if number in sealed:
            marked = marks.stamp(marked, sealed[number], grade.dpi / 72, name, rng)
        pages.append(_copied(marked, grade, options, rng))
    return pages


def _marked(
    picture: Pixels, sheet: Sheet, options: ScanOptions, rng: np.random.Generator
) -> Pixels:
    """Return the picture with the blots that are asked for and, at worst, broken lines."""
    scale = grade_of(options).dpi / 72
    if options.grade == "worst" and sheet.turned != "drawn":
        picture = marks.break_rules(picture, sheet.rules, scale, rng)
    # Of its own, so that a blot changes nothing else on the page.
    ink = np.random.default_rng([options.seed, 1])
    for text in sheet.texts:
        if text.address in options.blots:
            picture = marks.blot(picture, marks.shown(sheet, _last_digit(text.area)), scale, ink)
    return picture


def _last_digit(area: Area) -> Area:
    """Return the place of a figure's last digit: the right end of its text."""
    width = min(area.x1 - area.x0, 0.55 * (area.y1 - area.y0))
    return Area(area.x1 - width, area.y0, area.x1, area.y1)


def _sealed_places(
    sheets: list[Sheet], options: ScanOptions, rng: np.random.Generator
) -> dict[int, tuple[float, float]]:
    """Choose the middle of the seal on its page (from 0), in points as the page shows."""
    if options.seal == "signature":
        *_, last = sheets[-1].texts[: -1 if len(sheets[-1].texts) > 1 else None]
        area = marks.shown(sheets[-1], last.area)
        return {len(sheets) - 1: ((area.x0 + area.x1) / 2, area.y0)}
    tables = [(n, area) for n, sheet in enumerate(sheets) for area in sheet.tables]
    if options.seal != "table" or not tables:
        return {}
    number, area = tables[int(rng.integers(len(tables)))]
    area = marks.shown(sheets[number], area)
    x = float(rng.uniform(0.3, 0.9)) * (area.x1 - area.x0) + area.x0
    y = float(rng.uniform(0.2, 0.8)) * (area.y1 - area.y0) + area.y0
    return {number: (x, y)}


def _copied(
    picture: Pixels, grade: Grade, options: ScanOptions, rng: np.random.Generator
) -> ScannedPage:
    degrees = float(rng.uniform(*grade.skew)) * (1 if rng.random() < 0.5 else -1)
    picture = paper.tilt(picture, degrees)
    if options.photo:
        picture = paper.photograph(picture, rng)
    elif grade.shading:
        picture = paper.shade(picture, grade.shading, rng)
    picture = paper.blur(picture, grade.blur)
    picture = paper.grain(picture, grade.noise, grade.specks, rng)
    picture = np.rot90(picture, -options.orientation // 90)
    dpi = (float(grade.dpi), float(grade.dpi))
    quality = options.quality or grade.quality
    if options.tones in ("two", "fax"):
        dpi = paper.FAX_DPI if options.tones == "fax" else dpi
        return ScannedPage(paper.two_tones(picture, grade.dpi, dpi, rng), dpi, quality)
    image = Image.fromarray(np.ascontiguousarray(picture))
    if options.tones == "gray" and not (options.seal or options.photo):
        image = image.convert("L")
    return ScannedPage(image, dpi, quality)


# An earlier recognition's text -------------------------------------------------------------

_MISTAKEN = {
    "0": "O", "1": "l", "2": "7", "3": "8", "5": "6", "6": "5", "7": "1", "8": "3", "9": "4",
    "件": "伴", "人": "入", "未": "末", "政": "攻", "府": "附", "息": "患", "公": "会", "开": "并",
    "请": "清", "申": "中", "处": "外", "理": "埋", "结": "给", "果": "呆", "：": "；", "、": "，",
}  # fmt: skip
_MISTAKES = 0.04
"""Share of the characters above that the earlier recognition has got wrong."""


def _with_text(sheets: list[Sheet], pages: list[ScannedPage], options: ScanOptions) -> bytes:
    """Write a PDF of the pictures over invisible text (searchable, as scanners' programs do)."""
    rng = Random(f"{options.seed}:layer")
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1, pageCompression=1, initialFontName=font_name("ming"))
    for sheet, page in zip(sheets, pages, strict=True):
        canvas.setPageSize(page.points)
        for text in sheet.texts:
            said = "".join(
                _MISTAKEN[c] if c in _MISTAKEN and rng.random() < _MISTAKES else c
                for c in text.text
            )
            draw_text(canvas, sheet, replace(text, text=said), mode=3)
        image = ImageReader(io.BytesIO(page.jpeg()))
        canvas.drawImage(image, 0, 0, *page.points)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def draw_scan_options(pdf: PdfOptions, grade: GradeName, rng: Random) -> ScanOptions:
    """Return a scan's options at random, as its grade has them."""
    plain = replace(pdf, mapping="true", rotation=0, picture_pages=())
    seal: Literal["", "signature", "table"] = "signature" if rng.random() < 0.4 else ""
    tones: Tones = "gray"
    if grade == "worst":
        tones = "fax" if rng.random() < 0.3 else "colour"
        seal = "" if tones == "fax" else "table"
    elif grade == "clean":
        tones = rng.choice(("gray", "colour", "two"))
        seal = "" if tones == "two" else seal
    turned: Literal[0, 90, 180, 270] = 0
    if rng.random() < 0.15:
        turned = rng.choice((90, 180, 270))
    return ScanOptions(
        grade=grade,
        pdf=plain,
        container="tif" if rng.random() < 0.15 else "pdf",
        orientation=turned,
        tones=tones,
        seal=seal,
        text_layer=grade in ("clean", "200dpi") and turned == 0 and rng.random() < 0.15,
        seed=rng.randrange(1_000_000),
    )
