"""The benchmarks run, in sizes of seconds; what they measure is in docs/measurements.md."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.bars import Bar, table
from benchmarks.calibration import Bin, ablation, curve, drawing
from benchmarks.paper_reading import CellRecord, PaperRecord, read_paper
from benchmarks.scans import bars as paper_bars
from benchmarks.scans import by_grade, cell_table, errors
from benchmarks.timing import interleaved, ratio, total
from tools.samples.office import office_program
from tools.samples.pdf_fonts import missing_fonts

with_fonts = pytest.mark.skipif(
    bool(missing_fonts()), reason="the fonts of the samples' PDFs are not installed"
)
ROOT = Path(__file__).resolve().parent.parent


def benchmark(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments, "--small"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_speed_and_accuracy_run_small() -> None:
    printed = benchmark("speed", "accuracy")
    for kind in ("docx", "html", "mht", "txt"):
        assert f"| {kind} " in printed
    assert "docx, read + extract," in printed
    assert "met: wrong without asking for review 0 figures" in printed


def test_review_runs_small() -> None:
    printed = benchmark("review")
    assert "10 reports" in printed and "the slowest review page" in printed


def test_every_kind_of_file_gives_the_same_figures() -> None:
    printed = benchmark("kinds")
    rows = [line.split() for line in printed.splitlines() if line.startswith("| ")][2:]
    kinds = {row[1] for row in rows}
    assert kinds >= {"docx", "html", "mht", "txt", "pdf", "ofd", "xlsx", "zip", "eml"}
    if office_program() is not None:
        assert kinds >= {"doc", "wps", "rtf", "odt"}
    assert all("100.00" in row for row in rows)


@pytest.mark.prefect
def test_scan_and_prefect_run_small() -> None:
    printed = benchmark("scan", "prefect")
    assert "the slowest night over 40 unchanged files" in printed
    assert "Prefect's share" in printed


def test_unknown_part_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "sped"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "no such part: sped" in done.stderr


def test_steps_take_turns_and_the_first_round_does_not_count() -> None:
    order: list[str] = []
    ticks = iter(range(100))
    times = interleaved(
        {"a": lambda: order.append("a"), "b": lambda: order.append("b")},
        2,
        clock=lambda: float(next(ticks)),
    )
    assert order == ["a", "b"] * 3
    assert times == {"a": [1.0, 1.0], "b": [1.0, 1.0]}


def test_ratios_are_made_within_a_repetition() -> None:
    slow_in_the_middle = ratio([2.0, 20.0, 3.0], [1.0, 10.0, 1.0])
    assert (slow_in_the_middle.median, slow_in_the_middle.least, slow_in_the_middle.most) == (
        2.0,
        2.0,
        3.0,
    )
    assert total([1.0, 2.0], [10.0, 20.0]) == [11.0, 22.0]


def test_bars() -> None:
    assert Bar("a", 8.0, 8.0, "s").met
    missed = Bar("reading", 8.04, 8.0, "×", goal=4.0)
    assert not missed.met
    assert str(missed) == "MISSED: reading 8.04 × (bar 8 ×; goal 4 ×, not reached)"


def test_table_is_aligned() -> None:
    assert table(("a", "b"), [("long", "1")]) == "| a    |  b |\n| ---- | -: |\n| long |  1 |"


# Reports on paper --------------------------------------------------------------------------


def record_of(*cells: CellRecord, grade: str = "hard") -> PaperRecord:
    return PaperRecord("0:0:hard", grade, "x.pdf", "", ["none"], cells=list(cells))


def read(
    verdict: str, confidence: float, *readings: str, true: str = "'17' (17 件 number 2021)"
) -> CellRecord:
    return CellRecord(
        "requests/granted/total", true, "", verdict, confidence, 1, [], list(readings)
    )


def test_paper_is_counted_by_grade_and_judged_by_its_bars() -> None:
    record = record_of(read("right", 1.0), read("review", 0.6), read("silent", 1.0))
    groups = by_grade([record])
    assert list(groups) == ["hard"]
    printed = cell_table(groups)
    assert "66.67 %" in printed
    missed = [bar for bar in paper_bars(groups) if not bar.met]
    assert [bar.value for bar in missed] == [
        1,
        pytest.approx(33.33, abs=0.01),
        pytest.approx(33.33, abs=0.01),
    ]
    assert next(iter(errors([record])))["verdict"] == "silent"


def test_calibration_curve_counts_what_is_right_by_what_was_claimed() -> None:
    cells = [read("right", 0.992), read("flagged", 0.991), read("right", 1.0)]
    low, high = curve(cells)
    assert (low.low, low.cells, low.right) == (0.99, 2, 1)
    assert low.claimed == pytest.approx(0.9915)
    assert (high.low, high.share) == (1.0, 1.0)
    lines = drawing([low, high, Bin(0.0, 5, 0, 0.2)]).splitlines()[1:]
    assert [line.count("█") for line in lines] == [20, 40, 0]
    assert all(line.count("|") == 1 for line in lines)


def test_ablation_judges_each_recogniser_by_its_own_reading() -> None:
    printed = ablation([
        read("right", 1.0, "tesseract:17", "rapidocr:17"),
        read("review", 0.5, "tesseract:11", "rapidocr:17"),
        read("silent", 1.0, "tesseract:11", "rapidocr:11"),
        read("review", 0.5, "rapidocr:17"),
    ])  # fmt: skip
    rows = {line.split("|")[1].strip(): line.split("|")[2:6] for line in printed.splitlines()[2:]}
    told = {name: [int(each) for each in row] for name, row in rows.items()}
    assert told["tesseract alone"] == [4, 1, 1, 2]
    assert told["RapidOCR alone"] == [4, 3, 0, 1]
    assert told["both agreeing"] == [4, 1, 2, 1]
    assert told["both, with identities"] == [4, 1, 2, 1]


@with_fonts
def test_text_pdfs_are_read_and_compared() -> None:
    record = read_paper((0, "text", 0))
    assert record == PaperRecord.of_json(json.loads(json.dumps(record.as_json())))
    assert {cell.verdict for cell in record.cells} == {"right"}
    assert record.quantities > 5
    assert record.pages >= 2


@with_fonts
def test_borders_and_text_pages_run_small() -> None:
    printed = benchmark("borders")
    assert "| open " in printed
    assert "met: ruled text PDFs: figures wrong 0 figures" in printed
