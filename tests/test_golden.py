"""The committed samples: their truth, their golden files, and equality over kinds of file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from golden import ROOT, documents, dump, golden_of

from benchmarks.accuracy import compare
from extractors import extract_report
from extractors.readers import read_document
from extractors.report import extract_document
from schemas.records import StatutoryCell
from tools.samples.catalogue import Sample, samples
from tools.samples.render import Kind, render

SAMPLES = list(samples())
by_name = pytest.mark.parametrize("document", documents(), ids=lambda path: path.stem)


@by_name
def test_figures_are_true(document: Path) -> None:
    truth_file = ROOT / "sample_inputs" / "truth" / f"{document.stem}.json"
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    result = compare(document.stem, document.suffix, truth, extract_report(document))
    assert result.differences == []
    assert result.needless == 0


@by_name
def test_records_are_as_in_the_golden_file(document: Path) -> None:
    assert dump(extract_report(document)) == golden_of(document).read_text(encoding="utf-8"), (
        "the records changed; if that is meant, run `python -m tests.golden` and read the diff"
    )


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
