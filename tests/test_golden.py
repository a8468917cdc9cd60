"""The committed samples: their truth, their golden files, and equality over kinds of file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from golden import ROOT, documents, dump, golden_of

from benchmarks.accuracy import compare
from extractors import extract_report
from extractors.readers import read_document
from extractors.report import extract_document
from schemas.records import StatutoryCell
from tools.samples.catalogue import Sample, samples
from tools.samples.pdf_fonts import missing_fonts
from tools.samples.render import Kind, render

with_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed"
)
with_fonts = pytest.mark.skipif(
    bool(missing_fonts()), reason="the fonts of the samples' PDFs are not installed"
)
SAMPLES = list(samples())
SCANS = {sample.stem for sample in SAMPLES if sample.kind == "scan"}


def by_name(documents: Iterable[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("document", list(documents), ids=lambda path: path.stem)


extracted = cache(extract_report)
"""Each sample is read once; a scan takes seconds."""


def truth_of(document: Path) -> dict[str, Any]:
    truth_file = ROOT / "sample_inputs" / "truth" / f"{document.stem}.json"
    return json.loads(truth_file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@by_name(each for each in documents() if each.stem not in SCANS)
def test_figures_are_true(document: Path) -> None:
    result = compare(document.stem, document.suffix, truth_of(document), extracted(document))
    assert result.differences == []
    assert result.needless == 0


@by_name(each for each in documents() if each.stem not in SCANS)
def test_records_are_as_in_the_golden_file(document: Path) -> None:
    assert dump(extracted(document)) == golden_of(document).read_text(encoding="utf-8"), (
        "the records changed; if that is meant, run `python -m tests.golden` and read the diff"
    )


@with_tesseract
@by_name(each for each in documents() if each.stem in SCANS)
def test_scanned_figures_are_true_or_ask_for_review(document: Path) -> None:
    extraction = extracted(document)
    result = compare(document.stem, document.suffix, truth_of(document), extraction)
    assert result.silent == 0, result.differences
    assert result.wrong <= 0.005 * result.cells, result.differences
    assert result.needless <= 0.05 * result.cells
    assert {cell.reader for cell in extraction.cells if cell.state != "missing"} == {"ocr"}


@with_tesseract
@by_name(each for each in documents() if each.stem in SCANS)
def test_scanned_figures_are_as_in_the_golden_file(document: Path) -> None:
    """Other versions of the recognisers may doubt other cells: those are not compared."""
    now, then = (
        figure_lines(text)
        for text in (dump(extracted(document)), golden_of(document).read_text(encoding="utf-8"))
    )
    assert now.keys() == then.keys()
    sure = [address for address in now if "REVIEW" not in now[address] + then[address]]
    assert len(sure) > 0.9 * len(now)
    assert {address: now[address].split("  ")[1:4] for address in sure} == {
        address: then[address].split("  ")[1:4] for address in sure
    }


def figure_lines(golden: str) -> dict[str, str]:
    """The lines of a golden file's figures, by address."""
    figures = golden.split("\n[figures]", 1)[1].split("\n[quantities]")[0].splitlines()[1:]
    return {line.split("  ", 1)[0]: line for line in figures if not line.startswith(" ")}


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in (golden_of(documents()[0]).parent).glob("*")} == {
        golden_of(document).name for document in documents()
    }


def _figures(sample: Sample, kind: Kind) -> dict[tuple[str, str | None, str | None], object]:
    """Return the statutory cells of a sample written as a kind of file."""

    def what(cell: StatutoryCell) -> object:
        return (cell.form, cell.value, cell.state, cell.unit, cell.needs_review)

    extraction = extract_document(
        read_document(render(sample.report, kind), f"x.{kind}"), "", f"x.{kind}"
    )
    placed = {(c.table, c.row, c.column): what(c) for c in extraction.cells if c.row and c.column}
    others = [what(c) for c in extraction.cells if not (c.row and c.column)]
    return {**placed, ("unplaced", None, None): sorted(map(str, others))}


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.stem for sample in SAMPLES])
def test_word_html_and_text_give_equal_figures(sample: Sample) -> None:
    word = _figures(sample, "docx")
    assert _figures(sample, "html") == word
    assert _figures(sample, "mht") == word
    assert _figures(sample, "txt") == word


@with_fonts
@pytest.mark.parametrize("sample", SAMPLES[::3], ids=[sample.stem for sample in SAMPLES[::3]])
def test_text_pdf_gives_equal_figures(sample: Sample) -> None:
    assert _figures(sample, "pdf") == _figures(sample, "docx")
