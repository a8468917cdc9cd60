"""The samples are what their script writes, and their truth is what they print."""

from __future__ import annotations

import email
import io
import json
import re
import unicodedata
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import docx
import numpy as np
import pypdfium2 as pdfium
import pytest
from docx.oxml.ns import nsmap, qn
from lxml import etree
from lxml import html as lxml_html
from PIL import Image, ImageSequence

from schemas.forms import load_form
from tools.samples.__main__ import write_samples
from tools.samples.catalogue import Sample, generate, samples
from tools.samples.deviation import DEVIATIONS, DRAWN, deviate
from tools.samples.draw import draw_report
from tools.samples.fill_template import fill_template
from tools.samples.html import HtmlOptions
from tools.samples.mht import MhtOptions
from tools.samples.model import SampleReport
from tools.samples.pdf_fonts import missing_fonts
from tools.samples.render import KINDS, render
from tools.samples.text import TextOptions
from tools.samples.word import WordOptions

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared" / "seed" / "000_a929f22f00d6b349.txt"
TEMPLATE = ROOT.parent / "shared" / "real" / "form_2021_template.docx"
ALL = [*samples(), *generate(120, seed=7)]
PAPER = ("pdf", "scan")
with_fonts = pytest.mark.skipif(
    bool(missing_fonts()), reason="the fonts of the samples' PDFs are not installed"
)


EVERY_CONSTRUCTION = WordOptions(
    content_controls=True,
    tracked_changes=True,
    auto_numbering=True,
    title_box=True,
    framed=True,
    margins=True,
    split_runs=True,
    fields=True,
    grid_before=True,
    strict=True,
    seed=5,
)


def named(sample: Sample) -> str:
    return sample.stem


# The committed files ----------------------------------------------------------------------


@with_fonts
def test_committed_samples_are_what_the_script_writes(tmp_path: Path) -> None:
    written = {path.relative_to(tmp_path) for path in write_samples(tmp_path)}
    folder = ROOT / "sample_inputs"
    committed = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    committed.remove(Path("register.csv"))  # written by hand
    assert committed == written
    on_paper = {Path("reports", sample.path) for sample in samples() if sample.kind in PAPER}
    for path in written - on_paper:
        assert (folder / path).read_bytes() == (tmp_path / path).read_bytes(), path


@with_fonts
@pytest.mark.parametrize("sample", [s for s in samples() if s.kind in PAPER], ids=named)
def test_committed_pages_show_what_the_script_writes(sample: Sample) -> None:
    """Not the same bytes: other versions of the libraries pack the same pages otherwise."""
    committed = shown((ROOT / "sample_inputs" / "reports" / sample.path).read_bytes())
    written = shown(sample.data())
    assert [page.shape for page in committed] == [page.shape for page in written]
    for one, other in zip(committed, written, strict=True):
        assert np.abs(one - other).mean() < 3


def shown(data: bytes) -> list[np.ndarray[tuple[int, ...], np.dtype[np.int16]]]:
    """Pictures of a PDF's or a TIFF's pages, gray and small."""
    if data.startswith(b"%PDF"):
        pages = [page.render(scale=1).to_pil() for page in pdfium.PdfDocument(data)]
    else:
        pages = [page.convert("L").resize((600, 850)) for page in ImageSequence.Iterator(
            Image.open(io.BytesIO(data))
        )]  # fmt: skip
    return [np.asarray(page.convert("L"), np.int16) for page in pages]


def test_samples_cover_kinds_forms_and_every_deviation() -> None:
    told = list(samples())
    assert len(told) >= 16
    assert {sample.kind for sample in told} == {*KINDS, *PAPER}
    assert {sample.report.form for sample in told} == {"2019", "2021", "mixed", None}
    assert {name for s in told for name in s.report.deviations} == set(DEVIATIONS) | set(DRAWN)
    assert len({sample.stem for sample in told}) == len(told)
    sizes = {s.path: (ROOT / "sample_inputs/reports" / s.path).stat().st_size for s in told}
    assert all(sizes[s.path] < (600_000 if s.kind in PAPER else 60_000) for s in told)


def test_generated_samples_are_distinct_and_repeatable() -> None:
    first, second = ([s.data() for s in generate(40, seed=3)] for _ in range(2))
    assert first == second
    assert len(set(first)) == 40
    assert len({(s.report.agency, s.report.year) for s in generate(400)}) == 400


# Truth against what is printed ------------------------------------------------------------

_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(万元|元|件|项)?")


def read_cell(raw: str) -> tuple[str, Decimal | None, str | None]:
    """Read a printed figure anew, knowing nothing of how it was made."""
    text = unicodedata.normalize("NFKC", raw).strip().replace("−", "-").replace(",", "")
    if not text:
        return "blank", None, None
    if text in {"-", "—", "——", "/", "无"}:
        return "dash", None, None
    if match := _NUMBER.fullmatch(text):
        return "number", Decimal(match[1]), match[2]
    return "text", None, None


@pytest.mark.parametrize("sample", ALL, ids=named)
def test_true_cells_say_what_is_printed(sample: Sample) -> None:
    units = {
        (place.form, *place.address): place.column.unit
        for version in ("2019", "2021")
        for place in load_form(version).figures()
    }
    for cell in sample.report.truth()["cells"]:
        formal = units[cell["form"], cell["table"], cell["row"], cell["column"]]
        if cell["state"] == "missing":
            assert (cell["raw"], cell["value"], cell["unit"]) == (None, None, formal)
            continue
        state, value, unit = read_cell(cell["raw"])
        assert state == cell["state"], cell
        assert cell["unit"] == (unit or formal), cell
        if state == "text":
            assert cell["review"]
            assert str(abs(int(cell["value"]))) in cell["raw"]
        else:
            assert (None if cell["value"] is None else Decimal(cell["value"])) == value, cell


@pytest.mark.parametrize("sample", ALL, ids=named)
def test_truth_has_every_figure_of_the_form_once(sample: Sample) -> None:
    truth = sample.report.truth()
    assert json.loads(json.dumps(truth)) == truth
    addresses = [(c["table"], c["row"], c["column"]) for c in truth["cells"]]
    assert len(set(addresses)) == len(addresses)
    wanted = {"2019": 198, "2021": 200, "mixed": 10 + 161 + 15, None: 0}
    assert len(addresses) == wanted[truth["form"]]


IDENTITIES_DISTURBED = {"identity_broken", "missing_rows", "missing_row_carried_forward"}


@pytest.mark.parametrize("sample", ALL, ids=named)
def test_identities_hold_unless_a_deviation_breaks_them(sample: Sample) -> None:
    report = sample.report
    for table in load_form(report.forms["requests"]).tables:
        if table.code == "proactive_disclosure":
            continue
        for identity in table.identities:
            sides = _sides(report, table, identity)
            if IDENTITIES_DISTURBED.isdisjoint(report.deviations):
                assert all(left == right for left, right in sides), identity.code


def _sides(report: SampleReport, table: Any, identity: Any) -> list[tuple[Decimal, Decimal]]:
    """Both sides of an identity, row by row or column by column, where all is printed."""
    block = table.blocks[0]
    lines = block.figure_rows() if identity.per == "row" else block.columns
    right = identity.right or ("total",)
    sides = []
    for line in lines:

        def values(codes: tuple[str, ...], line: Any = line) -> list[Decimal | None]:
            pairs = [
                (line.code, code) if identity.per == "row" else (code, line.code) for code in codes
            ]
            return [report.figures[table.code, row, column].value for row, column in pairs]

        both = (values(identity.left), values(right))
        if all(value is not None for side in both for value in side):
            sides.append(tuple(sum(filter(None, side), Decimal(0)) for side in both))
    return sides  # type: ignore[return-value]


def test_a_broken_identity_is_broken() -> None:
    for seed in range(5):
        report = draw_report(str(seed), scale="small")
        deviate(report, "identity_broken", Random(seed))
        table = load_form("2021").table("requests")
        sides = [pair for each in table.identities for pair in _sides(report, table, each)]
        if any(left != right for left, right in sides):
            return
    pytest.fail("no identity was broken in five reports")


# The files print the truth ----------------------------------------------------------------


STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


def docx_cells(data: bytes) -> list[str]:
    """Every cell of the accepted document in order, continued ones left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").replace(STRICT, nsmap["w"].encode())
    body = etree.fromstring(xml)
    cells = []
    for cell in body.iter(qn("w:tc")):
        row = next(cell.iterancestors(qn("w:tr")))
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        continued = merge is not None and merge.get(qn("w:val")) != "restart"
        deleted = row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None
        if continued or deleted or cell.find(f".//{qn('w:tbl')}") is not None:
            continue
        paragraphs = (
            "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in cell.iter(qn("w:p"))
        )
        cells.append("\n".join(paragraphs))
    return cells


def html_cells(data: bytes, encoding: str) -> list[str]:
    """Every cell of the page's innermost tables in order."""
    page = lxml_html.fromstring(data.decode(encoding))
    cells = []
    for cell in page.iter("td", "th"):
        if cell.find(".//table") is not None or cell.find(".//ul") is not None:
            continue
        for line_break in cell.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "")
        cells.append(cell.text_content())
    return cells


def text_cells(data: bytes) -> list[str]:
    """Every cell of a text with a cell a line, its continuation lines joined to it."""
    text = data.decode()
    return [cell.rstrip("\n") for cell in re.findall(r"^\t(.*(?:\n(?!\t|\n).*)*)", text, re.M)]


def squeezed(cells: list[str]) -> list[str]:
    """Cells without blanks at their ends, and without the empty ones."""
    return [text for cell in cells if (text := cell.strip())]


@pytest.mark.parametrize("sample", [*samples(), *generate(60, seed=11)], ids=named)
def test_all_kinds_print_the_same_cells(sample: Sample) -> None:
    report = sample.report
    word = docx_cells(render(report, "docx"))
    assert word == html_cells(render(report, "html"), "utf-8")
    text = render(report, "txt", TextOptions("cells"))
    # What follows the last row has no tab, so it cannot be mistaken for a cell.
    assert squeezed(word) == squeezed(text_cells(text))


@pytest.mark.parametrize("sample", ALL, ids=named)
def test_figures_are_printed_in_the_order_of_the_form(sample: Sample) -> None:
    report = sample.report
    cells = iter(docx_cells(render(report, "docx")))
    for table in report.layout.order:
        for place in report.places(table):
            printed = report.printed(place)
            if printed is not None:
                assert printed.raw in cells, place.address  # consumes up to the figure


@pytest.mark.parametrize("sample", [s for s in ALL if s.kind == "docx"], ids=named)
def test_word_constructions_do_not_change_what_is_printed(sample: Sample) -> None:
    report = sample.report
    plain = docx_cells(render(report, "docx"))
    for data in (sample.data(), render(report, "docx", EVERY_CONSTRUCTION)):
        assert squeezed(docx_cells(data)) == squeezed(plain)


def test_word_opens_what_is_written() -> None:
    report = draw_report("opens")
    for options in (WordOptions(), replace(EVERY_CONSTRUCTION, strict=False)):
        document = docx.Document(io.BytesIO(render(report, "docx", options)))
        assert len(document.element.body.findall(f".//{qn('w:tbl')}")) >= 3


@pytest.mark.parametrize("sample", [s for s in ALL if s.kind == "html"], ids=named)
def test_pages_print_the_same_in_every_manner(sample: Sample) -> None:
    options = sample.options
    assert isinstance(options, HtmlOptions)
    page = html_cells(sample.data(), options.encoding)
    word = docx_cells(render(sample.report, "docx"))
    # Lines in a cell may be paragraphs, whose text comes out joined.
    assert [cell.replace("\n", "") for cell in squeezed(page)] == [
        cell.replace("\n", "") for cell in squeezed(word)
    ]


def test_archived_page_unpacks_to_the_page() -> None:
    report = draw_report("mht")
    for transfer in ("quoted-printable", "base64"):
        for page in (HtmlOptions(), HtmlOptions("gb18030", "gb2312")):
            data = render(report, "mht", MhtOptions(page, transfer))
            part = email.message_from_bytes(data).get_payload()[0]  # type: ignore[index]
            assert part.get_content_type() == "text/html"  # type: ignore[union-attr]
            body = part.get_payload(decode=True)  # type: ignore[union-attr]
            assert body.split() == render(report, "html", page).split()  # type: ignore[union-attr]


def test_bare_text_is_only_drawn_where_order_can_place_the_figures() -> None:
    bare = [
        sample
        for sample in generate(400, seed=5, kinds=("txt",))
        if isinstance(sample.options, TextOptions) and sample.options.style == "bare"
    ]
    assert bare
    assert not any(sample.report.scattered_blanks for sample in bare)


@pytest.mark.skipif(not SEED.exists(), reason="the real report is not beside the repository")
def test_text_is_written_as_the_conversion_of_a_real_report() -> None:
    report = draw_report("seed", form="2019", scale="none")
    for printed in report.figures.values():
        printed.raw = "0"
    for code, text in {
        "commercial_enterprise": "商业\n企业",
        "research_institution": "科研\n机构",
        "public_welfare_org": "社会\n公益\n组织",
        "legal_service_org": "法律\n服务\n机构",
    }.items():
        report.labels["requests", "column", code] = text
    report.labels["requests", "row", "denied"] = "（3） 不予公开"
    report.labels["requests", "row", "denied_state_secret"] = "1. 属于国家秘密"
    report.missing_rows.add(("requests", "carried_forward"))
    ours = render(report, "txt").decode()
    seed = SEED.read_text(encoding="utf-8")
    for begin, end in (("\t（本列数据", "\n\n\n"), ("\t行政复议", "\n\n\n")):
        theirs = seed[seed.index(begin) :].split(end)[0]
        assert theirs in ours


# Deviations -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DEVIATIONS)
def test_every_deviation_shows(name: str) -> None:
    form = DEVIATIONS[name].forms[0]
    plain, deviating = (
        draw_report("shows", form=form, scale="large", letter=True)  # type: ignore[arg-type]
        for _ in range(2)
    )
    deviate(deviating, name, Random(1))
    assert deviating.deviations == ["covering_letter", name]
    # A grid may deviate in its spans alone, which only Word and HTML show.
    assert render(plain, "html") != render(deviating, "html")


def test_a_deviation_of_the_other_form_is_refused() -> None:
    with pytest.raises(ValueError, match="header_cut cannot happen to form 2021"):
        deviate(draw_report("other", form="2021"), "header_cut", Random(0))


def test_truth_of_cells_the_form_does_not_have() -> None:
    report = draw_report("extra", form="2019", scale="small")
    deviate(report, "blank_header_column", Random(0))
    deviate(report, "extra_row_denied", Random(0))
    by_row: dict[str | None, list[dict[str, Any]]] = {}
    for cell in report.truth()["unplaced"]:
        by_row.setdefault(cell["row"], []).append(cell)
    assert [cell["column"] for cell in by_row["administrative_fees"]] == [None]
    assert [cell["row_label"] for cell in by_row[None]] == ["9.其他情形"] * 7


# The blank form ---------------------------------------------------------------------------


@pytest.mark.skipif(not TEMPLATE.exists(), reason="the blank form is not beside the repository")
def test_template_holds_the_figures_it_is_filled_with() -> None:
    addresses = [place.address for place in load_form("2021").figures()]
    raws = {address: f"{number}" for number, address in enumerate(addresses, 1000)}
    cells = docx_cells(fill_template(TEMPLATE, raws))
    assert [cell for cell in cells if cell.isdigit()] == list(raws.values())
    rows = docx.Document(io.BytesIO(fill_template(TEMPLATE.read_bytes(), raws))).tables[0].rows
    assert (
        rows[6].cells[1].text
        == raws["proactive_disclosure", "administrative_licensing", "decisions"]
    )
    with pytest.raises(KeyError):
        fill_template(TEMPLATE, {("requests", "no_such_row", "total"): "1"})
