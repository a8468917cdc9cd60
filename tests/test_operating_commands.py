"""What an operator has: status, prune, settings; the verdict on a run; events for automations."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from reports import report
from test_ingest import take_in
from typer.testing import CliRunner

from flows import artifacts, pruning
from flows.away import WENT_AWAY
from flows.cli import app
from flows.pruning import parse_size
from flows.status import size_text, status_of
from flows.summary import Summary, Trouble
from flows.verdict import RunFailedError, check, fault_of
from flows.warehouse.comparing import fingerprints
from flows.warehouse.ledger import Ledger
from flows.warehouse.lock import WarehouseBusy, warehouse_lock
from flows.warehouse.policy import Settings
from flows.warehouse.publish import publish
from flows.warehouse.store import ExtractionStore
from flows.whereabouts import Fault


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "NO_COLOR": "1"})
    return result.exit_code, result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "甲.txt").write_text(report())
    (folder / "乙.txt").write_text(report("乙市教育局"))
    (folder / "空.docx").write_bytes(b"")
    (folder / "锁.txt").write_text("关于开会的通知")
    return folder


@pytest.fixture
def warehouse(folder: Path, tmp_path: Path) -> Path:
    take_in(folder, tmp_path / "warehouse")
    return tmp_path / "warehouse"


@pytest.fixture
def summary(folder: Path, tmp_path: Path) -> Summary:
    return take_in(folder, tmp_path / "summarised")


# status


def test_status_tells_runs_failures_and_what_waits(folder: Path, warehouse: Path) -> None:
    (folder / "丙.txt").write_text(report("丙县司法局"))
    code, text = run("status", "--warehouse", str(warehouse), "--folder", str(folder))
    assert code == 0
    assert "completed" in text and "2 read, 2 not readable" in text
    assert "empty_file" in text and "Ask the agency to send it again." in text
    assert "1 new or changed" in text and "2 extracted" in text
    code, text = run("status", "--warehouse", str(warehouse), "--json")
    found = json.loads(text)
    assert code == 0 and found["runs"][0]["state"] == "completed" and found["release"] == 1
    assert {each["code"] for each in found["failures"]} == {"empty_file", "not_a_report"}
    assert found["oldest_failure"]["since"] == found["runs"][0]["started_at"]
    assert found["store"]["extractions"] > 1000


def test_status_of_runs_that_fail_die_and_go_on(folder: Path, warehouse: Path) -> None:
    from flows.intake import open_intake

    with pytest.raises(OSError, match="disk"), open_intake(warehouse, run_id="2", what="test"):
        raise OSError("the disk is full")
    with open_intake(warehouse, run_id="3", what="test"):
        running = status_of(warehouse)
    assert [each["state"] for each in running.runs] == ["running", "failed", "completed"]
    assert "by process" in running.running and running.runs[1]["fault"] == "the disk is full"
    nights = warehouse / "_store" / "nights.json"
    nights.write_text(re.sub(r'"ended_at": "[^"]+"', '"ended_at": ""', nights.read_text()))
    assert {each["state"] for each in status_of(warehouse).runs} == {"died"}
    assert status_of(warehouse).running == ""


def test_what_is_tried_again_is_said_to_wait(warehouse: Path) -> None:
    ledger = Ledger.open(warehouse)
    one = ledger.at("空.docx")
    assert one is not None
    ledger.record([replace(one, error_code="reader_died")])
    found = status_of(warehouse)
    assert found.waiting["tried again"] == 1
    assert {each.code: each.again for each in found.failures}["reader_died"] == 1


def test_status_of_nothing(tmp_path: Path) -> None:
    assert run("status", "-w", str(tmp_path / "none"))[0] == 2
    assert "No run yet." in run("status", "-w", str(tmp_path))[1]
    assert list(tmp_path.iterdir()) == []  # it writes nothing


# prune


def old(path: Path, data: bytes = b"x" * 1000, days: float = 3) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (time.time() - days * 86400, time.time() - days * 86400))
    return path


def test_prune_removes_what_is_of_no_use_and_then_by_the_budget(warehouse: Path) -> None:
    before = fingerprints(warehouse)
    store = ExtractionStore(warehouse)
    place = warehouse / "_store"
    needed = sorted(store.folder.rglob("*.gz"))
    one = needed[0]
    useless = [
        old(place / "tmp" / "put-1-1-1"),
        old(place / "runs" / "r" / "00001.part"),
        old(one.with_name(one.name + ".damaged")),
        old(store.folder / "0" / one.parent.name / one.name, one.read_bytes()),
    ]
    kept = [
        old(store.path("f" * 64, store.versions()[0])),  # of no document that was recorded
        old(place / "converted" / "aa" / ("a" * 64), days=1),
        old(place / "ocr" / "bb" / ("b" * 64), days=9),
        old(place / "ocr" / "bb" / ("c" * 64), days=8),
    ]
    young = old(place / "tmp" / "put-2-2-2", days=0)
    code, text = run("prune", "--warehouse", str(warehouse))
    assert code == 0 and "say --yes" in text and all(each.exists() for each in useless)
    code, text = run("prune", "--warehouse", str(warehouse), "--yes")
    assert code == 0 and not any(each.exists() for each in useless), text
    assert all(each.exists() for each in [*kept, *needed, young])
    room = sum(each.stat().st_size for each in needed) + 1500
    run("prune", "--warehouse", str(warehouse), "--yes", "--budget", str(room))
    assert [each.exists() for each in kept] == [False, False, False, True]
    code, text = run("prune", "--warehouse", str(warehouse), "--yes", "--budget", "1kB")
    assert code == 0 and "beyond the budget: the tables are made of it" in text
    assert all(each.exists() for each in needed) and not kept[3].exists()
    publish(warehouse, rebuild=True)
    assert fingerprints(warehouse) == before


def test_an_older_version_is_kept_where_the_tables_are_made_of_it(warehouse: Path) -> None:
    store = ExtractionStore(warehouse)
    one = min(store.folder.rglob("*.gz"))
    older = store.folder / "0" / one.parent.name / one.name
    older.parent.mkdir(parents=True)
    one.rename(older)
    before = fingerprints(warehouse)
    pruning.prune(warehouse, 0)
    assert older.exists()
    publish(warehouse, rebuild=True)
    assert fingerprints(warehouse) == before


def test_prune_waits_for_no_run_to_go_on(warehouse: Path) -> None:
    with (
        warehouse_lock(warehouse / "_store" / "run", 0, "a night"),
        pytest.raises(WarehouseBusy, match="a night"),
    ):
        pruning.prune(warehouse, None)


def test_sizes() -> None:
    assert [parse_size(each) for each in ("0", "1.5 kB", "50GB", "2t")] == [
        0, 1500, 50 * 10**9, 2 * 10**12,
    ]  # fmt: skip
    assert [size_text(each) for each in (0, 999, 1500, 123_456_789)] == [
        "0 B", "999 B", "1.5 kB", "123 MB",
    ]  # fmt: skip
    code, text = run("prune", "-w", ".", "--budget", "much")
    assert code == 2 and "50GB" in text


# settings


def test_settings_are_shown_and_changed(warehouse: Path) -> None:
    place = ("settings", "--warehouse", str(warehouse))
    assert "keep" in run(*place)[1]
    code, text = run(*place, "--disappeared", "retire", "--failed-share", "0.2", "--budget", "1GB")
    assert code == 0 and "retire" in text and "0.2" in text and "1000000000" in text
    assert "budget         none" in run(*place, "--budget", "none")[1]
    code, text = run(*place, "--disappeared", "forget")
    assert code == 2 and "keep or retire" in text
    assert "share-silence  30" in run(*place, "--share-silence", "30")[1]
    for wrong in ("0", "nan", "inf"):
        code, text = run(*place, "--share-silence", wrong)
        assert code == 2 and "between 1 and 86400" in text


# The verdict


def failing(summary: Summary, count: int, read: int, code: str = "unreadable_file") -> Summary:
    troubles = tuple(Trouble(f"{n}.docx", "failed", code, "", True) for n in range(count))
    return replace(summary, troubles=troubles, read=read)


def test_a_run_fails_where_most_documents_do(summary: Summary) -> None:
    settings = Settings(failed_share=0.5)
    assert fault_of(failing(summary, 50, 100), settings) == ""
    assert fault_of(failing(summary, 9, 9), settings) == ""  # a few, whatever their share
    fault = fault_of(failing(summary, 51, 100), settings)
    assert "51 of 100 documents failed (51 unreadable_file), more than the 50%" in fault
    assert fault_of(failing(summary, 100, 100), Settings(failed_share=1.0)) == ""
    with pytest.raises(RunFailedError, match="All else is in the tables: 90 read"):
        check(failing(replace(summary, failed=10), 10, 100), Settings(failed_share=0.05))
    with pytest.raises(RunFailedError, match="went away"):
        check(summary, settings, Fault("folder_went_away", WENT_AWAY))
    old_troubles = tuple(replace(each, fresh=False) for each in failing(summary, 50, 0).troubles)
    assert fault_of(replace(summary, troubles=old_troubles, read=0), settings) == ""


# What people and automations are told


def test_failures_stand_by_code_with_the_first_thing_to_try(summary: Summary) -> None:
    page = artifacts.summary_page(summary)
    assert "## What fails" in page
    assert "| empty_file | 1 | 1 | `空.docx` | Ask the agency to send it again. |" in page


@pytest.mark.prefect
def test_events_and_states(prefect_server: str, folder: Path, tmp_path: Path, monkeypatch) -> None:
    from flows import ingest, signals

    sent: list[dict] = []
    monkeypatch.setattr(signals, "emit_event", lambda **event: sent.append(event))
    options = {"folder": str(folder), "warehouse": str(tmp_path / "w"), "settle_seconds": 0}
    for number in range(12):
        (folder / f"坏{number}.docx").write_bytes(b"PK\x03\x04 cut short " + bytes([number]))
    state = ingest.ingest_folder(**options, workers=1, return_state=True)
    assert state.is_failed() and "13 of 16 documents failed (12 damaged_archive" in state.message
    assert [each["event"] for each in sent] == [signals.FINISHED, signals.DOCUMENTS_FAILED]
    payload = sent[1]["payload"]
    assert payload["failures"]["damaged_archive"] == 12 and len(payload["files"]) == 13
    assert sent[0]["resource"]["prefect.resource.id"] == f"nianbao.warehouse.{tmp_path / 'w'}"
    assert status_of(tmp_path / "w").runs[0]["state"] == "failed"
    # The next night has nothing new to complain of.
    state = ingest.ingest_folder(**options, workers=1, return_state=True)
    assert state.is_completed() and [each["event"] for each in sent[2:]] == [signals.FINISHED]
