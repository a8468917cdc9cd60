"""Samples on paper: the pages print the truth, in every style, and scans show those pages."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from tools.samples.catalogue import generate
from tools.samples.draw import draw_report
from tools.samples.pdf import PdfOptions, write_pdf
from tools.samples.pdf_borders import BORDERS, CellArea, draw_borders
from tools.samples.pdf_fonts import missing_fonts
from tools.samples.pdf_lines import break_lines
from tools.samples.pdf_setter import set_report
from tools.samples.pdf_sheet import Area, places_of
from tools.samples.render import draw_pdf_options
from tools.samples.scan import GRADES, ScanOptions, scan_sheets, write_scan
from tools.samples.scan_pages import ScannedPage, file_of_pages
from tools.samples.scan_word import write_picture_word

pytestmark = pytest.mark.skipif(
    bool(missing_fonts()), reason="the fonts of the samples' PDFs are not installed"
)

TOTAL = ("requests", "results_total", "total")
SHORT = PdfOptions(body_size=10.5, leading=1.35, table_size=8.5, row_height=13.0, margin=50.0)
"""Two pages a report, so that the tests are quick."""


def text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


# Pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", list(generate(30, seed=2, kinds=("pdf",))), ids=lambda s: s.stem)
def test_every_figure_stands_once_on_the_pages(sample: object) -> None:
    report, options = sample.report, sample.options  # type: ignore[attr-defined]
    printed: dict[object, str] = {}
    for sheet in set_report(report, options):
        for text in sheet.texts:
            assert text.x >= 0, text
            assert text.baseline < sheet.height, text
            if text.address:
                printed[text.address] = printed.get(text.address, "") + text.text
    for place in report.places():
        figure = report.printed(place)
        raw = figure.raw if figure else ""
        assert printed.get(place.address, "").strip() == raw.replace("\n", "").strip()


def test_a_row_is_cut_by_the_page_end_only_where_that_is_asked_for() -> None:
    report = draw_report("cut", scale="large")
    whole = set_report(report, replace(SHORT, row_height=20.0))
    cut = set_report(report, replace(SHORT, row_height=20.0, page_end="within"))

    def labels(sheets: list[object]) -> list[set[str]]:
        return [{text.text for text in sheet.texts} for sheet in sheets]  # type: ignore[attr-defined]

    # A label of several lines: its first line above the page's end, its last below.
    parted = [
        label
        for label in report.labels.values()
        for above, below in pairwise(labels(cut))
        if any(len(t) > 2 and label.startswith(t) for t in above - below)
        and any(len(t) > 2 and label.endswith(t) for t in below - above)
    ]
    assert parted
    assert len(whole) >= 2


def test_the_header_stands_again_where_that_is_asked_for() -> None:
    report = draw_report("header", scale="large")
    for again in (False, True):
        sheets = set_report(report, PdfOptions(repeat_header=again))
        texts = Counter(text.text for sheet in sheets for text in sheet.texts)
        assert (texts["申请人情况"] > 1) is again


def test_no_line_starts_with_a_closing_mark_or_parts_a_number() -> None:
    text = "主动公开信息（以下简称“信息”）12345条，其中网站678条；公众号90条。" * 20
    for width in range(60, 400, 7):
        lines = [line.text for line in break_lines(text, width, lambda t: 10.0 * len(t), 20.0)]
        assert "".join(lines) == text
        for before, after in pairwise(lines):
            assert after[0] not in "，。；：）”"
            assert before[-1] not in "（“"
            assert not (before[-1].isdigit() and after[0].isdigit()) or width < 80


def test_borders_of_two_cells() -> None:
    cells = [CellArea(Area(10, 10, 60, 30)), CellArea(Area(60, 10, 110, 30))]

    def sides(style: str) -> set[tuple[float, float]]:
        rules, fills = draw_borders(cells, style)  # type: ignore[arg-type]
        areas = [(r.x0, r.x1) for r in rules] + [(f.area.x0, f.area.x1) for f in fills]
        return {(x0, x1) for x0, x1 in areas if x1 - x0 < 2}

    assert {x for x, _ in sides("normal")} == {10, 60, 110}
    assert {x for x, _ in sides("open")} == {60}
    assert {x for x, _ in sides("double")} == {8.5, 10, 59.25, 60.75, 110, 111.5}
    assert sides("none") == set()
    assert all(draw_borders(cells, style) != ([], []) for style in BORDERS if style != "none")
    assert len({str(draw_borders(cells, style)) for style in BORDERS}) == len(BORDERS)


def test_a_cut_row_may_lack_its_border() -> None:
    cell = CellArea(Area(0, 0, 50, 20), open_bottom=True)
    rules, _ = draw_borders([cell], "normal")
    assert [(r.y0, r.y1) for r in rules if r.y0 == r.y1] == [(0, 0)]


# PDF ---------------------------------------------------------------------------------------


def test_pdf_is_repeatable_and_its_text_can_be_read() -> None:
    report = draw_report("text", scale="large")
    for seed in range(3):
        options = draw_pdf_options(report, Random(seed))
        data = write_pdf(report, options)
        assert data == write_pdf(report, options)
        if options.landscape != "drawn":
            assert report.figures[TOTAL].raw in text_of(data)


def test_letters_may_mean_nothing() -> None:
    report = draw_report("nothing", scale="large")
    plain = text_of(write_pdf(report, SHORT))
    assert "政府信息公开" in plain
    for mapping in ("none", "private"):
        told = text_of(write_pdf(report, replace(SHORT, mapping=mapping)))
        assert "政府信息公开" not in told


def test_pages_are_shown_upright_however_they_are_turned() -> None:
    report = draw_report("turned")
    upright = pdfium.PdfDocument(write_pdf(report, SHORT))
    for rotation in (90, 180, 270):
        turned = pdfium.PdfDocument(write_pdf(report, replace(SHORT, rotation=rotation)))
        assert turned[0].get_rotation() == rotation
        for page, same in zip(upright, turned, strict=True):
            one, other = (np.asarray(p.render().to_pil().convert("L"), int) for p in (page, same))
            assert one.shape == other.shape
            assert np.abs(one - other).mean() < 1.5


def test_a_wide_table_may_lie() -> None:
    report = draw_report("lying")
    for landscape, shape, rotation in (("wide", 1, 0), ("rotated", 1, 90), ("drawn", -1, 0)):
        document = pdfium.PdfDocument(write_pdf(report, PdfOptions(landscape=landscape)))
        found = [
            (np.sign(width - height), page.get_rotation())
            for page in document
            for width, height in [page.get_size()]
        ]
        assert (shape, rotation) in found


def test_a_page_may_be_a_picture() -> None:
    document = pdfium.PdfDocument(
        write_pdf(draw_report("picture"), replace(SHORT, picture_pages=(2,)))
    )
    lengths = [page.get_textpage().count_chars() for page in document]
    assert lengths[0] > 500
    assert lengths[1] == 0


# Scans -------------------------------------------------------------------------------------


def test_scans_are_repeatable_pages_of_their_grade() -> None:
    report = draw_report("grades")
    for grade, meant in GRADES.items():
        if grade == "clean":
            continue  # The same code, with pages of four times the pixels.
        options = ScanOptions(grade, pdf=SHORT, seed=3)
        data = write_scan(report, options)
        assert grade != "worst" or data == write_scan(report, options)
        document = pdfium.PdfDocument(data)
        assert text_of(data) == ""
        (picture,) = document[0].get_objects()
        assert picture.get_px_size()[0] == round(595.28 * meant.dpi / 72 + 0.49)
        assert document[0].get_width() == pytest.approx(595.28, abs=0.5)


def test_faxes_and_turned_pages_are_what_they_say() -> None:
    report = draw_report("fax")
    fax = Image.open(io.BytesIO(write_scan(
        report, ScanOptions("hard", "tif", pdf=SHORT, tones="fax")
    )))  # fmt: skip
    assert (fax.mode, fax.info["compression"]) == ("1", "group4")
    assert tuple(map(round, fax.info["dpi"])) == (204, 196)
    assert fax.n_frames == 2  # type: ignore[attr-defined]
    pages = scan_sheets(
        set_report(report, SHORT), "局", ScanOptions("200dpi", pdf=SHORT, orientation=90)
    )
    assert pages[0].picture.width > pages[0].picture.height


def test_two_tones_in_a_pdf_show_black_on_white() -> None:
    data = write_scan(draw_report("two"), ScanOptions("200dpi", pdf=SHORT, tones="two"))
    shown = np.asarray(pdfium.PdfDocument(data)[0].render().to_pil().convert("L"))
    assert shown.mean() > 200


def test_one_long_page_as_jpeg() -> None:
    data = write_scan(draw_report("long"), ScanOptions("worst", "jpg"))
    picture = Image.open(io.BytesIO(data))
    assert picture.height > 2 * picture.width


def test_a_picture_holds_one_page() -> None:
    pages = [ScannedPage(Image.new("L", (9, 9)), (72.0, 72.0), 50)] * 2
    assert Image.open(io.BytesIO(file_of_pages(pages[:1], "png"))).size == (9, 9)
    with pytest.raises(ValueError, match="one page, not 2"):
        file_of_pages(pages, "png")


def test_a_blot_covers_the_figure_and_nothing_else() -> None:
    report = draw_report("blot", scale="large")
    sheets = set_report(report, SHORT)
    ((number, area),) = places_of(sheets, TOTAL)
    plain, blotted = (
        scan_sheets(sheets, "局", ScanOptions("200dpi", pdf=SHORT, blots=blots, seed=1))
        for blots in ((), (TOTAL,))
    )
    scale = 200 / 72
    for page in (plain, blotted):
        assert len(page) == len(sheets)
    one, other = (np.asarray(pages[number - 1].picture, int) for pages in (plain, blotted))
    box = tuple(round(edge * scale) for edge in area)
    around = (slice(box[1] - 15, box[3] + 15), slice(box[0] - 15, box[2] + 15))
    assert other[around].mean() < one[around].mean() - 10
    darker = (one - other) > 120
    darker[around] = False
    assert darker.mean() < 0.001


def test_a_seal_is_red_and_lets_the_print_through() -> None:
    report = draw_report("seal")
    sheets = set_report(report, SHORT)
    pages = scan_sheets(sheets, report.agency, ScanOptions("200dpi", pdf=SHORT, seal="table"))
    colours = [np.asarray(page.picture, int) for page in pages]
    red = [((c[..., 0] - c[..., 1]) > 60).sum() for c in colours]
    assert sum(count > 5000 for count in red) == 1


def test_an_earlier_recognition_lies_under_the_picture() -> None:
    report = draw_report("layer", scale="large")
    told = text_of(write_scan(report, ScanOptions("200dpi", pdf=SHORT, text_layer=True)))
    assert "政府" in told
    plain = text_of(write_pdf(report, SHORT))
    assert told != plain
    assert len(told) == pytest.approx(len(plain), rel=0.02)


def test_tables_in_word_may_be_pictures() -> None:
    data = write_picture_word(draw_report("word"), ScanOptions("worst"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
    assert len(pictures) == 3
