"""A folder of hostile files among good reports: each ends as it must, the good ones unharmed.

The whole set takes minutes: `python -m benchmarks hostile`. Here are those that are over in a
moment, and of the truncations a few.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.hostile import Trial, silently_wrong, try_out
from extractors.readers import read_document
from extractors.report import extract_report
from flows.intake import open_intake
from flows.warehouse.ledger import MOST_ATTEMPTS, Ledger
from schemas.errors import DocumentError
from tools.hostile.bases import whole
from tools.hostile.catalogue import hostile_files
from tools.hostile.cuts import CUTS
from tools.hostile.model import SKIPPED

CUTS_TRIED = (3, 11, 19)
MEMORY = 900 << 20
SLACK = 450 << 20


def _selection() -> list:
    tried = tuple(f"_{number:02}." for number in CUTS_TRIED)
    slow = ("cut/png", "cut/tiff", "half/png", "half/tiff", "picture/三千帧")  # recognition
    return [
        each
        for each in hostile_files(light=True)
        if not each.name.startswith(slow)
        and (not each.name.startswith("cut/") or any(mark in each.name for mark in tried))
    ]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    root = tmp_path_factory.mktemp("hostile")
    return try_out(root, _selection(), good=12, deadline_seconds=60, memory_bytes=MEMORY)


def test_every_hostile_file_ends_as_it_must(trial: Trial) -> None:
    assert [f"{each.name}: {each.fault}" for each in trial.endings if each.fault] == []
    assert len(trial.endings) > 80


def test_good_reports_come_out_as_in_a_clean_run(trial: Trial) -> None:
    assert trial.good_differing == []


def test_nothing_is_touched_fetched_or_left(trial: Trial) -> None:
    assert trial.touched == []


def test_memory_is_bounded(trial: Trial) -> None:
    assert 0 < trial.peak < MEMORY + SLACK


def test_the_set_is_whole() -> None:
    names = [each.name for each in hostile_files()]
    assert len(names) == len(set(names)) > 60
    for kind in ("docx", "html", "mht", "txt", "pdf", "png", "tiff"):
        assert sum(name.startswith(f"cut/{kind}_") for name in names) == CUTS >= 20


@pytest.mark.parametrize("name", ["word/加密条目.docx", "pdf/加密.pdf", "picture/目录循环.tif"])
def test_files_are_always_the_same(name: str) -> None:
    made, again = (
        each.content() for _ in range(2) for each in hostile_files() if each.name == name
    )
    assert made == again


def test_what_is_no_file_is_not_looked_at() -> None:
    skipped = [each for each in hostile_files() if each.outcomes == {SKIPPED}]
    assert len(skipped) >= 6


def test_silently_wrong_sees_a_wrong_figure() -> None:
    report, other = (extract_report(whole("docx"), "a.docx") for _ in range(2))
    assert silently_wrong(report, other) == []
    report.checks, cell = [], next(each for each in report.cells if each.value)
    for each in report.cells:
        each.needs_review = False
    assert cell.value is not None
    cell.value += 1
    assert len(silently_wrong(report, other)) == 1


def test_chance_failures_are_tried_by_three_runs(misbehaving: str, tmp_path: Path) -> None:
    folder, warehouse = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("kill")
    (folder / "b.txt").write_text("kill")
    (folder / "copy.txt").write_text("plain")
    read = []
    for _ in range(MOST_ATTEMPTS + 2):
        with open_intake(
            warehouse, run_id="r", what="test", workers=1, target=misbehaving
        ) as intake:
            intake.discover(folder, 0)
            read.append(sum(len(intake.read_batch(batch)) for batch in intake.batches))
    assert read == [3, 2, 2, 0, 0]
    sighting = Ledger.open(warehouse).at("a.txt")
    assert sighting is not None
    assert (sighting.error_code, sighting.attempts) == ("reader_died", MOST_ATTEMPTS)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<p>x</p>" * 60_000, "paragraphs"),
        (b"<table>" + b"<tr><td>1<td>2</tr>" * 120_000 + b"</table>", "cells"),
        ("<p>年</p>".encode() + b"<p>" + b"x " * 2_000_000, "characters"),
    ],
)
def test_documents_that_hold_too_much_go_no_further(data: bytes, what: str) -> None:
    with pytest.raises(DocumentError, match=what) as caught:
        read_document(b"<html><body>" + data, "a.html")
    assert (caught.value.code, caught.value.media_type) == ("too_large", "text/html")
