"""One door to the writers: a report, a kind of file, and options, give bytes."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Literal

from tools.samples.html import HtmlOptions, write_html
from tools.samples.mht import MhtOptions, write_mht
from tools.samples.model import SampleReport
from tools.samples.ofd import PATHS, TEXTS, OfdOptions, write_ofd
from tools.samples.pdf import PAGE_NUMBERS, PdfOptions, write_pdf
from tools.samples.pdf_borders import Borders
from tools.samples.scan import GRADES, ScanOptions, draw_scan_options, write_scan
from tools.samples.spreadsheet import NUMBER_FORMATS, SpreadsheetOptions, write_spreadsheet
from tools.samples.text import TextOptions, write_text
from tools.samples.word import WordOptions, write_word

Kind = Literal["docx", "html", "mht", "txt", "pdf", "scan", "ofd", "xlsx"]
KINDS: tuple[Kind, ...] = ("docx", "html", "mht", "txt")
"""The kinds of one stream of text; PDFs and scans have pages, and need fonts."""
Options = (
    WordOptions | HtmlOptions | MhtOptions | TextOptions | PdfOptions | ScanOptions
    | OfdOptions | SpreadsheetOptions
)  # fmt: skip

_PLAIN: dict[Kind, Options] = {
    "docx": WordOptions(),
    "html": HtmlOptions(),
    "mht": MhtOptions(),
    "txt": TextOptions(),
    "pdf": PdfOptions(),
    "scan": ScanOptions(),
    "ofd": OfdOptions(),
    "xlsx": SpreadsheetOptions(),
}


_PAGE_ENCODINGS = (
    ("utf-8", "utf-8"),
    ("gb18030", "gb2312"),
    ("utf-16", ""),
    ("utf-8", "gb2312"),
    ("utf-8", ""),
)
"""True encodings of pages with what the pages declare."""


def render(report: SampleReport, kind: Kind, options: Options | None = None) -> bytes:
    """Return the report as a file of a kind; options of another kind raise ValueError."""
    match kind, options or _PLAIN[kind]:
        case "docx", WordOptions() as word:
            return write_word(report, word)
        case "html", HtmlOptions() as html:
            return write_html(report, html)
        case "mht", MhtOptions() as mht:
            return write_mht(report, mht)
        case "txt", TextOptions() as text:
            return write_text(report, text)
        case "pdf", PdfOptions() as pdf:
            return write_pdf(report, pdf)
        case "scan", ScanOptions() as scan:
            return write_scan(report, scan)
        case "ofd", OfdOptions() as ofd:
            return write_ofd(report, ofd)
        case "xlsx", SpreadsheetOptions() as sheet:
            return write_spreadsheet(report, sheet)
    raise ValueError(f"{type(options).__name__} are not options of kind {kind}")


def draw_options(report: SampleReport, kind: Kind, rng: Random) -> Options:
    """Return options at random, of those that keep the report's truth readable.

    `bare` text loses blank cells, so it is not drawn where blanks are scattered.
    """

    def often(chance: float) -> bool:
        return rng.random() < chance

    if kind == "docx":
        return WordOptions(
            content_controls=often(0.3),
            tracked_changes=often(0.3),
            auto_numbering=often(0.3),
            title_box=often(0.15),
            framed=often(0.15),
            margins=often(0.5),
            split_runs=often(0.4),
            fields=often(0.25),
            grid_before=often(0.25),
            strict=often(0.1),
            seed=rng.randrange(1_000_000),
        )
    if kind == "pdf":
        return draw_pdf_options(report, rng)
    if kind == "ofd":
        return draw_ofd_options(report, rng)
    if kind == "xlsx":
        return SpreadsheetOptions(
            sheets=rng.choice(("one", "each")),
            numbers=rng.choice(("numbers", "numbers", "texts", "formulas")),
            number_format=rng.choice(NUMBER_FORMATS),
            bordered=often(0.8),
            inline=often(0.2),
            hidden_sheet=often(0.2),
            hidden_row=often(0.2),
            offset=rng.choice((0, 0, 1, 2)),
            gap=often(0.3),
            strict=often(0.1),
        )
    if kind == "scan":
        grade = rng.choice(tuple(GRADES))
        return draw_scan_options(draw_pdf_options(report, rng), grade, rng)
    if kind == "txt":
        styles = ["cells", "cells", "rows", "sheet"]
        if not report.scattered_blanks:
            styles.append("bare")
        return TextOptions(
            style=rng.choice(styles),  # type: ignore[arg-type]
            encoding=rng.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")),
            newline=rng.choice(("\n", "\r\n")),
            bookmark=often(0.2),
        )
    encoding, declared = rng.choice(_PAGE_ENCODINGS)
    if kind == "mht" and encoding == "utf-16":
        encoding, declared = "utf-8", "utf-8"
    html = HtmlOptions(
        encoding=encoding,  # type: ignore[arg-type]
        declared=declared,
        furniture=often(0.8),
        layout_table=often(0.25),
        cells=rng.choice(("plain", "word", "nested")),
        broken_span=often(0.3),
        markup=rng.choice(("tidy", "tidy", "indented", "old")),
    )
    if kind == "html":
        return html
    return MhtOptions(html, rng.choice(("quoted-printable", "base64")))


_BORDERS_DRAWN: dict[Borders, int] = {
    "normal": 56, "open": 9, "cell_rectangles": 9, "rectangles": 5, "thick": 5, "double": 4,
    "double_outside": 4, "hairline": 2, "dashed": 2, "dotted": 2, "dashed_pieces": 1,
    "dotted_pieces": 1,
}  # fmt: skip
"""How many of a hundred reports have each style: broken lines are rare in such tables."""


def draw_ofd_options(report: SampleReport, rng: Random) -> OfdOptions:
    """Return an OFD file's options at random; its pages are set as a PDF's are."""

    def often(chance: float) -> bool:
        return rng.random() < chance

    return OfdOptions(
        pdf=replace(draw_pdf_options(report, rng), rotation=0),
        texts=rng.choice(TEXTS),
        paths=rng.choice(PATHS),
        prefix=rng.choice(("ofd", "ofd", "")),
        whole_boundary=often(0.3),
        scaled=often(0.3),
        template=often(0.3),
        blocks=often(0.3),
        escaped=often(0.3),
        versions=often(0.2),
        absolute=often(0.3),
    )


def draw_pdf_options(report: SampleReport, rng: Random) -> PdfOptions:
    """Return a PDF's options at random; no table is without borders that needs them.

    Alignment alone cannot tell labels of several lines apart, nor blanks in a row from a
    narrower row: such tables are measured by themselves.
    """

    def often(chance: float) -> bool:
        return rng.random() < chance

    return PdfOptions(
        chinese=rng.choice(("ming", "ming", "kai", "hei")),
        western=rng.choice(("serif", "serif", "sans")),
        body_size=rng.choice((12.0, 14.0, 15.0, 16.0)),
        leading=rng.choice((1.5, 1.75, 1.9)),
        table_size=rng.choice((9.0, 10.0, 10.5, 12.0)),
        row_height=rng.choice((18.0, 22.0, 26.0)),
        margin=rng.choice((60.0, 72.0, 85.0)),
        borders=rng.choices(tuple(_BORDERS_DRAWN), tuple(_BORDERS_DRAWN.values()))[0],
        page_end=rng.choice(("between", "within")),
        repeat_header=often(0.4),
        keep_header=often(0.9),
        border_at_cut=often(0.6),
        figures_align=rng.choice(("centre", "centre", "centre", "right", "left")),
        labels_left=often(0.3),
        shaded_headers=often(0.2),
        page_numbers=rng.choice(PAGE_NUMBERS),
        number_outside=often(0.3),
        running_head=often(0.25),
        landscape=rng.choice(("wide", "rotated", "drawn")) if often(0.15) else "",
        rotation=rng.choice((90, 180, 270)) if often(0.08) else 0,
        struck_twice=often(0.15),
        framed_prose=often(0.2),
        seed=rng.randrange(1_000_000),
    )
