"""Taking a folder in: what is read, what is not read again, and what bad files do (nothing)."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from reports import report

from flows import artifacts, child
from flows.intake import Intake, open_intake
from flows.placement import NotInFolderError, PlacesError, check_places
from flows.summary import Summary
from flows.warehouse.ledger import Ledger
from flows.warehouse.lock import WarehouseBusy
from schemas.errors import ERRORS

ROOT = Path(__file__).resolve().parent.parent


def take_in(
    folder: Path, warehouse: Path, *, target: str = child.DEFAULT_TARGET, **options: object
) -> Summary:
    """Run a whole intake, in one thread."""
    with open_intake(
        warehouse, run_id="run", what="test", workers=1, wait_seconds=0, target=target, **options
    ) as intake:
        intake.discover(folder, 0, batch_size=2)
        for batch in intake.batches:
            intake.read_batch(batch)
        intake.publish()
        return intake.summary()


def documents(warehouse: Path) -> dict[str, dict]:
    rows = pq.ParquetDataset(warehouse / "documents").read().to_pylist()
    return {row["source_path"]: row for row in rows if row["present"]}


def table_bytes(warehouse: Path) -> dict[str, str]:
    return {
        str(path.relative_to(warehouse)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(warehouse.glob("*/*.parquet"))
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    (folder / "市直").mkdir(parents=True)
    (folder / "甲.txt").write_text(report())
    (folder / "市直" / "乙 局.txt").write_text(report("乙市教育局", 2020))
    (folder / "丙.txt").write_text(report("丙县司法局", 2022))
    return folder


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


def test_folder_becomes_tables(folder: Path, warehouse: Path) -> None:
    summary = take_in(folder, warehouse)
    assert (summary.read, summary.new, summary.failed) == (3, 3, 0)
    assert summary.by_status == {"extracted": 3}
    reports = pq.ParquetDataset(warehouse / "reports").read().to_pylist()
    assert {(row["agency"], row["report_year"]) for row in reports} == {
        ("甲市财政局", 2021),
        ("乙市教育局", 2020),
        ("丙县司法局", 2022),
    }
    assert set(documents(warehouse)) == {"甲.txt", "丙.txt", "市直/乙 局.txt"}


def test_second_run_reads_nothing_and_changes_no_byte(folder: Path, warehouse: Path) -> None:
    take_in(folder, warehouse)
    before = table_bytes(warehouse)
    summary = take_in(folder, warehouse)
    assert (summary.read, summary.known, summary.unchanged) == (0, 0, 3)
    assert summary.publication.written == ()
    assert table_bytes(warehouse) == before


def test_copies_and_renamed_files_are_not_read_again(
    folder: Path, warehouse: Path, misbehaving: str
) -> None:
    (folder / "密.txt").write_text("encrypted")
    take_in(folder, warehouse, target=misbehaving)
    # Asked to extract anything, this reader raises.
    shutil.copy(folder / "甲.txt", folder / "甲 - 副本.txt")
    (folder / "丙.txt").rename(folder / "丙（定稿）.txt")
    shutil.copy(folder / "密.txt", folder / "密2.txt")
    summary = take_in(folder, warehouse, target="misbehaving_reader:refuse")
    assert (summary.read, summary.known) == (0, 3)
    assert summary.vanished == ("丙.txt",)
    rows = documents(warehouse)
    assert {path: row["status"] for path, row in rows.items()} == {
        "甲.txt": "extracted",
        "甲 - 副本.txt": "duplicate",
        "丙（定稿）.txt": "duplicate",
        "市直/乙 局.txt": "extracted",
        "密.txt": "failed",
        "密2.txt": "failed",
    }


def test_copies_in_one_run_are_read_once(folder: Path, warehouse: Path, misbehaving: str) -> None:
    for number in range(4):
        (folder / f"slow{number}.txt").write_text("slow 0.3")
    with open_intake(warehouse, run_id="run", what="test", workers=4, target=misbehaving) as intake:
        intake.discover(folder, 0, batch_size=1)
        readings = in_threads(intake, 7)
    slow = [reading for reading in readings if reading.source_path.startswith("slow")]
    assert sorted(reading.kind for reading in slow) == ["extracted", "known", "known", "known"]
    assert len({reading.sighting.document_id for reading in slow}) == 1


def in_threads(intake: Intake, count: int) -> list:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(count) as threads:
        return [each for batch in threads.map(intake.read_batch, intake.batches) for each in batch]


def test_changed_file_is_read_again_and_supersedes(folder: Path, warehouse: Path) -> None:
    take_in(folder, warehouse)
    (folder / "甲.txt").write_text(report(count=99))
    before = table_bytes(warehouse)
    summary = take_in(folder, warehouse)
    assert (summary.read, summary.new, summary.changed, summary.unchanged) == (1, 0, 1, 2)
    after = table_bytes(warehouse)
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed
    assert all("2021" in path or "documents" in path for path in changed)


def test_force_reads_everything_again(folder: Path, warehouse: Path) -> None:
    take_in(folder, warehouse)
    assert take_in(folder, warehouse, force=True).read == 3


BAD: dict[str, tuple[str, Callable[[Path], object]]] = {
    "空.docx": ("empty_file", lambda path: path.write_bytes(b"")),
    "表格.docx": ("not_a_word_document", lambda path: _zip(path)),
    "截断.docx": ("damaged_archive", lambda path: _truncated(path)),
    "加密.docx": ("encrypted_document", lambda path: _encrypted(path)),
    "程序.txt": ("binary_content", lambda path: path.write_bytes(bytes(range(256)) * 40)),
    "会议通知.txt": (
        "not_a_report",
        lambda path: path.write_text("关于召开会议的通知\n\n各科室：\n定于周三上午开会。\n"),
    ),
}


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/theme.xml", "a Word file's part, without the others")


def _truncated(path: Path) -> None:
    from docx import Document

    Document().save(str(path))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _encrypted(path: Path) -> None:
    """Copy a Word document that Office's own encryption protects with a password."""
    shutil.copy(ROOT / "tests" / "data" / "password_protected.docx", path)


def test_bad_files_have_their_own_codes_and_harm_nothing(folder: Path, warehouse: Path) -> None:
    for name, (_, write) in BAD.items():
        write(folder / name)
    shutil.copy(ROOT / "sample_inputs/reports/2021/03_门户网页.html", folder / "网页.docx")
    shutil.copy(ROOT / "sample_inputs/reports/17_无表格.docx", folder / "无表.docx")
    summary = take_in(folder, warehouse)
    rows = documents(warehouse)
    found = {name: rows[name]["error_code"] for name in BAD}
    assert found == {name: code for name, (code, _) in BAD.items()}
    for name, (code, _) in BAD.items():
        assert rows[name]["status"] == ERRORS[code].status
        assert ERRORS[code].remedy in rows[name]["message"]
    assert rows["网页.docx"]["status"] == "extracted"
    assert rows["网页.docx"]["error_code"] == "name_mismatch"
    assert rows["无表.docx"]["status"] == "extracted"
    assert rows["无表.docx"]["error_code"] == "missing_table"
    assert rows["甲.txt"]["status"] == "extracted"
    assert summary.failed == len(BAD)
    assert summary.unreadable == len(BAD) - 1  # a meeting notice is no fault
    again = take_in(folder, warehouse)
    assert again.read == 0
    assert again.troubles == tuple(
        sorted(
            (type(t)(t.source_path, t.status, t.code, t.message, False) for t in summary.troubles),
            key=lambda t: (("failed", "unsupported", "ignored").index(t.status), t.source_path),
        )
    )


def test_artifacts_name_what_to_look_at(folder: Path, warehouse: Path) -> None:
    (folder / "空`|.docx").write_bytes(b"")
    summary = take_in(folder, warehouse)
    page = artifacts.summary_page(summary)
    assert "## Look at these first" in page
    assert "`空'|.docx`" in page
    assert "| read | 3 |" in page
    assert summary.standing_sentence in page
    assert summary.by_standing == {"incomplete": 3}
    assert "## Reports to look at (3)" in page
    assert ERRORS["empty_file"].remedy in page
    rows = artifacts.document_rows(summary)
    assert {"status": "extracted", "error_code": "", "file": "3 files", "what to do": ""} in rows
    assert rows[-1]["error_code"] == "empty_file"


def test_tables_never_come_to_lie_among_the_reports(folder: Path) -> None:
    for warehouse in (folder, folder.parent):
        with pytest.raises(PlacesError, match="another folder"):
            check_places(folder, warehouse)
    check_places(folder, folder / "warehouse")
    check_places(folder, folder.parent / "warehouse")


def test_file_that_changes_while_read_waits(folder: Path, warehouse: Path) -> None:
    with open_intake(warehouse, run_id="run", what="test", workers=1) as intake:
        intake.discover(folder, 0)
        (folder / "甲.txt").write_text(report(count=100000))
        (folder / "丙.txt").unlink()
        kinds = {each.source_path: each.kind for each in intake.read_batch(intake.batches[0])}
        intake.publish()
        summary = intake.summary()
    assert kinds == {"甲.txt": "changing", "丙.txt": "vanished", "市直/乙 局.txt": "extracted"}
    assert summary.waiting == ("甲.txt",)
    assert set(documents(warehouse)) == {"市直/乙 局.txt"}
    assert take_in(folder, warehouse).read == 1


def test_one_file_gives_the_rows_of_a_run_over_the_folder(folder: Path, tmp_path: Path) -> None:
    def rows(warehouse: Path) -> list[dict]:
        tables = ("reports", "sections", "statutory_cells", "checks")
        clock = {"extracted_at", "seen_at"}
        return [
            {name: value for name, value in row.items() if name not in clock}
            for table in tables
            for row in pq.ParquetDataset(warehouse / table).read().to_pylist()
            if row["agency"] == "乙市教育局"
        ]

    take_in(folder, tmp_path / "night")
    with open_intake(tmp_path / "one", run_id="one", what="test", workers=1, force=True) as intake:
        intake.take(folder / "市直" / "乙 局.txt", folder)
        intake.read_batch(intake.batches[0])
        intake.publish()
    assert rows(tmp_path / "one") == rows(tmp_path / "night") != []


def test_one_file_outside_its_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "别处.txt"
    outside.write_text(report())
    with (
        open_intake(tmp_path / "w", run_id="", what="test", workers=1) as intake,
        pytest.raises(NotInFolderError, match=r"别处\.txt"),
    ):
        intake.take(outside, folder)


def test_second_run_is_refused_while_one_goes_on(folder: Path, warehouse: Path) -> None:
    with (
        open_intake(warehouse, run_id="a", what="ingest-folder", workers=1),
        pytest.raises(WarehouseBusy, match="ingest-folder"),
    ):
        take_in(folder, warehouse)
    assert take_in(folder, warehouse).read == 3


def test_killed_run_is_taken_up_where_it_was(
    folder: Path, warehouse: Path, misbehaving: str
) -> None:
    for number in range(40):
        (folder / f"slow{number:02}.txt").write_text(f"slow 0.1 {number}")
    script = (
        "import sys; from pathlib import Path; from tests.test_ingest import take_in;"
        f"take_in(Path(sys.argv[1]), Path(sys.argv[2]), target={misbehaving!r})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), str(warehouse)], cwd=ROOT, env=os.environ
    )
    stored = warehouse / "_store" / "extractions"
    until = time.monotonic() + 60
    while len(list(stored.glob("*/*/*.gz"))) < 10:
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = len(list(stored.glob("*/*/*.gz")))
    assert 10 <= done < 43
    summary = take_in(folder, warehouse, target=misbehaving)
    # What was stored is not read again, whether or not the ledger had been told of it.
    assert summary.read == 43 - done
    assert summary.known + summary.unchanged == done
    assert summary.by_status == {"extracted": 43}
    assert len(Ledger.open(warehouse).present()) == 43


@pytest.mark.prefect
def test_flow_runs_as_a_deployment_would(
    prefect_server: str, folder: Path, warehouse: Path
) -> None:
    from prefect.artifacts import Artifact

    from flows.ingest import ingest_file, ingest_folder

    (folder / "空.docx").write_bytes(b"")
    options = {"folder": str(folder), "warehouse": str(warehouse)}
    state = ingest_folder(**options, settle_seconds=0, batch_size=1, workers=2, return_state=True)
    assert state.is_completed()
    assert state.message.startswith("3 read, 1 not readable")
    summary = state.result()
    page = Artifact.get(artifacts.SUMMARY_KEY)
    table = Artifact.get(artifacts.DOCUMENTS_KEY)
    assert page is not None and "| read | 3 |" in page.data
    assert table is not None and "empty_file" in table.data
    assert summary.run_id == str(page.flow_run_id)
    one = ingest_file(file="甲.txt", **options)
    assert (one.read, one.failed) == (1, 0)
    assert documents(warehouse)["甲.txt"]["attempts"] == 2
