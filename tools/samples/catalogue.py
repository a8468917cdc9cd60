"""The fixed samples of `sample_inputs/`, and as many random ones as are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from random import Random
from typing import Any

from tools.samples.agencies import COUNTY_OFFICES, county_office
from tools.samples.deviations import deviate_all, deviate_at_random
from tools.samples.draw import draw_report
from tools.samples.html import HtmlOptions
from tools.samples.mht import MhtOptions
from tools.samples.model import SampleReport
from tools.samples.pdf import PdfOptions
from tools.samples.render import KINDS, Kind, Options, draw_options, render
from tools.samples.scan import ScanOptions
from tools.samples.text import TextOptions
from tools.samples.word import WordOptions


@dataclass(slots=True)
class Sample:
    """A report, the kind of file to write it as, and the file's path under `reports/`."""

    path: str
    report: SampleReport
    kind: Kind
    options: Options

    @property
    def stem(self) -> str:
        """Return the file's name without its suffix, by which its truth is named."""
        return PurePosixPath(self.path).stem

    def data(self) -> bytes:
        """Return the file's bytes."""
        return render(self.report, self.kind, self.options)


_Entry = tuple[str, dict[str, Any], tuple[str, ...], Options]
"""Path, arguments for `draw_report`, deviations, options of the writer."""

_ENTRIES: tuple[_Entry, ...] = (
    ("01_格式范本_2021年.docx", {"form": "2021", "year": 2021}, (), WordOptions()),
    (
        "02_附函报送_2020年.docx",
        {"form": "2019", "year": 2020, "letter": True, "scale": "large"},
        ("signs", "label_numbering", "several_dates"),
        WordOptions(auto_numbering=True, margins=True),
    ),
    (
        "2021/03_门户网页.html",
        {"form": "2021", "year": 2021, "scale": "large"},
        ("label_line_break", "thousands"),
        HtmlOptions(),
    ),
    (
        "2019/04_国标码网页.htm",
        {"form": "2019", "year": 2019},
        ("misaligned_row", "label_space"),
        HtmlOptions(encoding="gb18030", declared="gb2312", cells="word"),
    ),
    (
        "2020/05_文本转换.txt",
        {"form": "2019", "year": 2020, "letter": True},
        (
            "blank_header_column", "missing_row_carried_forward", "heading_slips",
            "label_line_break", "title_rows",
        ),
        TextOptions(bookmark=True),
    ),
    (
        "06_制表符分隔.txt",
        {"form": "2021", "year": 2022, "scale": "none"},
        ("blank_but_totals", "prose_in_table_section"),
        TextOptions("rows", newline="\r\n"),
    ),
    (
        "07_表格无边框.txt",
        {"form": "2021", "year": 2023},
        ("dash_for_nothing", "label_reworded"),
        TextOptions("bare", encoding="gb18030"),
    ),
    (
        "2022/08_新旧表混用.docx",
        {"form": "2021", "requests_form": "2019", "year": 2022, "scale": "large"},
        ("labels_repeated", "table_2_per_item", "unit_in_cell"),
        WordOptions(content_controls=True, split_runs=True),
    ),
    (
        "2022/09_沿用旧表.html",
        {"form": "2019", "year": 2022},
        ("header_cut", "full_width_digits", "header_total_below"),
        HtmlOptions(encoding="utf-8", declared="gb2312", layout_table=True),
    ),
    (
        "10_修订痕迹.docx",
        {"form": "2021", "year": 2023, "scale": "large"},
        ("extra_row_documents", "table_4_by_rows", "last_year_left", "remarks_column"),
        WordOptions(tracked_changes=True, content_controls=True, margins=True),
    ),
    (
        "11_归档网页.mht",
        {"form": "2021", "year": 2024},
        ("one_zero_a_row", "labels_unmerged", "decimals"),
        MhtOptions(HtmlOptions(cells="nested", markup="old")),
    ),
    (
        "12_归档网页_国标码.mht",
        {"form": "2019", "year": 2019, "scale": "large"},
        ("labels_folded", "words_in_cell", "extra_row_denied"),
        MhtOptions(HtmlOptions(encoding="gb18030", declared="gb2312"), "base64"),
    ),
    (
        "13_三表合一.docx",
        {"form": "2021", "year": 2021, "letter": True},
        ("one_table", "spaces_in_cell", "broken_year"),
        WordOptions(title_box=True, fields=True),
    ),
    (
        "14_繁体.html",
        {"form": "2021", "year": 2022},
        ("traditional", "unit_against_header"),
        HtmlOptions(encoding="utf-16", declared="", furniture=False),
    ),
    (
        "15_全表留空.docx",
        {"form": "2019", "year": 2020, "scale": "none"},
        ("blank_report", "table_split"),
        WordOptions(framed=True),
    ),
    (
        "16_以条计数.txt",
        {"form": "2019", "year": 2020, "measure": "条", "scale": "large"},
        ("table_2_item_column", "identity_broken", "table_4_in_two", "missing_rows"),
        TextOptions("cells", encoding="utf-16"),
    ),
    (
        "17_无表格.docx",
        {"form": "2021", "year": 2023, "measure": "项"},
        ("no_tables", "heading_unnumbered", "subheading_slips"),
        WordOptions(),
    ),
    (
        "18_分页断表.html",
        {"form": "2021", "year": 2024, "scale": "large"},
        ("table_split_header", "blank_for_zero", "tables_reordered", "several_agencies"),
        HtmlOptions(broken_span=True, markup="indented"),
    ),
    (
        "19_表头缺失.docx",
        {"form": "2019", "year": 2019},
        ("header_flat", "table_4_no_group_header", "heading_runs_on", "label_traditional"),
        WordOptions(split_runs=True, margins=True),
    ),
    (
        "20_电子表格粘贴.txt",
        {"form": "2021", "year": 2021, "closing": False},
        ("header_no_applicants", "missing_proceedings", "unsigned"),
        TextOptions("sheet", encoding="utf-8-sig"),
    ),
    (
        "21_空表.txt",
        {"form": "2021", "year": 2022, "letter": True, "measure": "起"},
        ("blank_table", "note_lost"),
        TextOptions("bare"),
    ),
    (
        "2023/22_严格格式.docx",
        {"form": "2021", "year": 2023, "scale": "large"},
        ("labels_unmerged", "label_space", "thousands", "several_dates"),
        WordOptions(strict=True, grid_before=True, fields=True, tracked_changes=True),
    ),
)  # fmt: skip

_CLOSE = PdfOptions(body_size=10.5, leading=1.35, table_size=8.5, row_height=13.0, margin=50.0)
"""Printed close, so that a scanned report has two pages."""

_PAPER_ENTRIES: tuple[_Entry, ...] = (
    (
        "2024/23_跨页断行.pdf",
        {"form": "2021", "year": 2024, "scale": "large"},
        ("label_line_break",),
        PdfOptions(
            page_end="within", border_at_cut=False, borders="cell_rectangles", struck_twice=True
        ),
    ),
    (
        "24_左右无边.pdf",
        {"form": "2019", "year": 2020, "letter": True},
        ("signs",),
        PdfOptions(
            chinese="kai", borders="open", repeat_header=True, running_head=True,
            page_numbers="第 {page} 页 共 {pages} 页", framed_prose=True, landscape="rotated",
        ),
    ),
    (
        "2023/25_黑白扫描.pdf",
        {"form": "2021", "year": 2023, "scale": "large", "closing": False},
        (),
        ScanOptions("clean", tones="two", pdf=_CLOSE, seed=3),
    ),
    (
        "26_模糊扫描.pdf",
        {"form": "2021", "year": 2022, "closing": False},
        (),
        ScanOptions("hard", quality=25, pdf=replace(_CLOSE, western="sans"), seed=4),
    ),
    (
        "2021/27_传真.tif",
        {"form": "2021", "year": 2021, "scale": "large", "closing": False},
        ("identity_broken",),
        ScanOptions("hard", "tif", tones="fax", pdf=_CLOSE, seed=5),
    ),
)  # fmt: skip
"""Reports on paper: text PDFs and scans."""

_KIND_OF_SUFFIX: dict[str, Kind] = {
    ".docx": "docx", ".html": "html", ".htm": "html", ".mht": "mht", ".txt": "txt",
    ".pdf": "pdf",
}  # fmt: skip


def samples() -> Iterator[Sample]:
    """Yield the samples of `sample_inputs/`, always the same."""
    for path, arguments, deviations, options in (*_ENTRIES, *_PAPER_ENTRIES):
        report = draw_report(path, **arguments)
        deviate_all(report, deviations, Random(f"{path}:deviations"))
        yield Sample(path, report, _kind(path, options), options)


def _kind(path: str, options: Options) -> Kind:
    """Tell the kind by the file's name; a scan may be any file that holds pictures."""
    if isinstance(options, ScanOptions):
        return "scan"
    return _KIND_OF_SUFFIX[PurePosixPath(path).suffix]


def generate(
    count: int, seed: int = 0, kinds: Sequence[Kind] = KINDS, deviations: int = 3
) -> Iterator[Sample]:
    """Yield `count` random samples, of the kinds in turn, each with up to so many deviations.

    Equal arguments give equal samples. No two have both agency and year in common, up to
    some ten thousand.
    """
    for number in range(count):
        rng = Random(f"{seed}:{number}")
        report = random_report(rng, number)
        deviate_at_random(report, rng, deviations)
        kind = kinds[number % len(kinds)]
        options = draw_options(report, kind, rng)
        suffix = options.container if isinstance(options, ScanOptions) else kind
        yield Sample(f"{report.year}/随机{number:05}.{suffix}", report, kind, options)


def random_report(rng: Random, number: int) -> SampleReport:
    """Return a random report, without deviations but those it is drawn with."""
    year = 2019 + number // COUNTY_OFFICES % 6
    if number < COUNTY_OFFICES:
        year = rng.randint(2019, 2024)
    mixed = rng.random() < 0.08 and year > 2020
    old = year < 2021 or (rng.random() < 0.08 and not mixed)
    return draw_report(
        f"{rng.random()}",
        form="2019" if old else "2021",
        requests_form="2019" if mixed else None,
        year=year,
        scale=rng.choice(("none", "small", "small", "large")),
        letter=rng.random() < 0.2,
        closing=rng.random() < 0.8,
        measure="件" if rng.random() < 0.9 else rng.choice(("条", "项", "起")),
        agency=county_office(number),
    )
