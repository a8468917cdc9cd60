"""Publishing: what counts, crash safety, determinism, and readers of several kinds."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import threading
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from extraction_builder import EXTRACTED_AT, Office, cell, check, extraction, tables_of

from flows.warehouse import atomic, serialise
from flows.warehouse import publish as publishing
from flows.warehouse.arrow import arrow_schema
from flows.warehouse.current import Candidate, decide, report_id_of
from flows.warehouse.ledger import Ledger, display_path
from flows.warehouse.lock import WarehouseBusy, warehouse_lock
from flows.warehouse.publish import publish
from flows.warehouse.rows import report_status
from schemas.tables import TABLES


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.put("a.docx", "甲局 2020")
    office.put("b.docx", "乙局 2020")
    office.put("sub/c.docx", "甲局 2021")
    office.put("bad.docx", "bad")
    return office


def table(office: Office, name: str) -> pd.DataFrame:
    return pd.read_parquet(office.warehouse / name)


def night(office: Office) -> publishing.Publication:
    office.run()
    return publish(office.warehouse)


def snapshot(warehouse: Path) -> dict[str, tuple[bytes, int]]:
    files = [*warehouse.glob("*/*.parquet"), warehouse / "release.json"]
    return {str(each): (each.read_bytes(), each.stat().st_mtime_ns) for each in files}


# What is published


def test_one_file_a_table_and_year(office: Office) -> None:
    done = night(office)
    names = set(tables_of(office.warehouse))
    assert {"reports/2020.parquet", "reports/2021.parquet", "documents/0.parquet"} <= names
    assert "quantities/0.parquet" in names and "quantities/2020.parquet" not in names
    assert done.release == 1 and done.rows["reports"] == 3 and done.rows["documents"] == 4
    assert done.rows["statutory_cells"] == 6 and not done.removed
    release = json.loads((office.warehouse / "release.json").read_text())
    assert release["release"] == 1 and release["counts"] == done.rows
    assert release["publishing"] is False
    assert not list((office.warehouse / "_store" / "tmp").iterdir())


def test_schema_carries_descriptions_and_units(office: Office) -> None:
    night(office)
    for spec in TABLES:
        for path in (office.warehouse / spec.name).iterdir():
            schema = pq.read_schema(path)
            assert schema.equals(arrow_schema(spec), check_metadata=False)
            assert schema.metadata[b"description"].decode() == spec.row
            for column in spec.columns:
                field = schema.field(column.name)
                assert field.metadata[b"description"].decode() == column.description
                assert field.metadata[b"unit"].decode() == column.unit
                assert field.nullable is column.null
    value = pq.read_schema(office.warehouse / "statutory_cells/2020.parquet").field("value")
    assert value.type == pa.decimal128(30, 8)


def test_pandas_duckdb_and_polars_read_every_table(office: Office) -> None:
    done = night(office)
    for spec in TABLES:
        folder = office.warehouse / spec.name
        columns = [column.name for column in spec.columns]
        frame = pd.read_parquet(folder)
        assert list(frame.columns) == columns and len(frame) == done.rows[spec.name]
        relation = duckdb.sql(f"select * from read_parquet('{folder}/*.parquet')")
        assert relation.columns == columns and len(relation.fetchall()) == done.rows[spec.name]
        lazy = pl.read_parquet(folder / "*.parquet")
        assert lazy.columns == columns and len(lazy) == done.rows[spec.name]
    total = duckdb.sql(
        f"select sum(value) from read_parquet('{office.warehouse}/statutory_cells/*.parquet')"
        " where is_current and report_year = 2020"
    ).fetchall()
    assert total == [(Decimal(2 * len("甲局 2020".encode())),)]


def test_values_come_out_as_they_went_in(office: Office) -> None:
    data = "丙局 2020".encode()
    cells = [
        cell(value="40.35", unit="万元", raw="40.35万元"),
        cell(value="-1942", raw="−1942"),
        cell(value="57", raw="+57", doubts=["signed", "shifted"], page=2, x0=1.5),
        cell(value=None, raw="-", state="dash"),
        cell(value=None, raw=None, state="missing"),
        cell(value="59237.24490000", raw="59237.2449"),
    ]
    office.put("d.docx", "丙局 2020")
    office.run()
    made = extraction(data, "丙局", 2020, cells)
    office.store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id)
    publish(office.warehouse)
    frame = table(office, "statutory_cells")
    frame = frame[frame.agency == "丙局"]
    assert frame.value.tolist()[:3] == [Decimal("40.35"), Decimal(-1942), Decimal(57)]
    assert frame.value.isna().tolist() == [False, False, False, True, True, False]
    assert frame.raw.tolist()[:4] == ["40.35万元", "−1942", "+57", "-"]
    assert frame.state.tolist()[3:5] == ["dash", "missing"]
    assert frame.doubts.tolist()[2].tolist() == ["signed", "shifted"]
    assert frame.x0.tolist()[2] == 1.5 and frame.page.tolist()[2] == 2
    assert (frame.report_id == "丙局-2020").all() and frame.report_year.dtype == "int16"


def test_figure_too_wide_for_its_column_is_marked_for_review(office: Office) -> None:
    data = "丙局 2020".encode()
    office.put("d.docx", "丙局 2020")
    office.run()
    cells = [cell(value="1"), cell(value="1" * 23), cell(value="0.123456785")]
    made = extraction(data, "丙局", 2020, cells)
    office.store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id)
    publish(office.warehouse)
    frame = table(office, "statutory_cells")
    frame = frame[frame.agency == "丙局"]
    assert frame.needs_review.tolist() == [False, True, True]
    assert frame.value.tolist() == [Decimal(1), None, Decimal("0.12345678")]
    assert frame.raw.tolist()[1] == "1" * 23


def test_reports_count_failures_and_cells_to_review(office: Office) -> None:
    for name, cells, checks in [
        ("丙", [cell(needs_review=True), cell()], [check(), check(status="not_assessable")]),
        ("丁", [cell()], [check(status="fail"), check("missing_row", "fail")]),
        ("戊", [cell()], [check("missing_table", "pass"), check("negative_figure", "fail")]),
    ]:
        office.put(f"{name}.docx", f"{name}局 2019")
        made = extraction(f"{name}局 2019".encode(), f"{name}局", 2019, cells, checks)
        office.store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id)
    night(office)
    reports = table(office, "reports")
    got = reports[reports.report_year == 2019].set_index("agency")
    columns = ["failed_checks", "cells_to_review", "status"]
    assert got.loc["丙局", columns].tolist() == [0, 1, "flagged"]
    assert got.loc["丁局", columns].tolist() == [2, 0, "incomplete"]
    assert got.loc["戊局", columns].tolist() == [1, 0, "flagged"]


def test_report_status() -> None:
    assert report_status({}, 0) == "clean"
    assert report_status({}, 1) == "flagged"
    assert report_status({"missing_table": 1}, 1) == "incomplete"


# What counts


def test_failed_document_stands_in_documents_alone(office: Office) -> None:
    night(office)
    documents = table(office, "documents").set_index("source_path")
    assert documents.loc["bad.docx", "status"] == "failed"
    assert documents.loc["bad.docx", "error_code"] == "damaged_document"
    assert documents.loc["bad.docx", "report_year"] == 0
    assert len(table(office, "reports")) == 3


def test_copy_and_rename_are_duplicates(office: Office) -> None:
    night(office)
    shutil.copy2(office.folder / "a.docx", office.folder / "copy of a.docx")
    (office.folder / "b.docx").rename(office.folder / "renamed.docx")
    night(office)
    assert office.reads == []
    documents = table(office, "documents").set_index("source_path")
    assert documents.status[["a.docx", "copy of a.docx", "b.docx", "renamed.docx"]].tolist() == [
        "extracted", "duplicate", "extracted", "duplicate",
    ]  # fmt: skip
    assert documents.error_code["renamed.docx"] == "duplicate_content"
    assert "b.docx" in documents.message["renamed.docx"]
    assert not documents.present["b.docx"] and documents.present["renamed.docx"]
    reports = table(office, "reports").set_index("agency")
    assert len(reports) == 3 and reports.is_current.all()
    assert reports.source_path["乙局"] == "renamed.docx"
    assert reports[reports.report_year == 2020].source_path["甲局"] == "a.docx"


def test_changed_file_supersedes_its_earlier_version_alone(office: Office) -> None:
    night(office)
    before = tables_of(office.warehouse)
    office.put("a.docx", "甲局 2020\n更正", modified=1_500_000_000)  # even if it looks older
    done = night(office)
    assert office.reads == ["a.docx"]
    changed = {name for name, data in tables_of(office.warehouse).items() if before[name] != data}
    assert changed == set(done.written)
    assert changed == {
        f"{name}/2020.parquet"
        for name in (
            "documents", "reports", "statutory_cells", "checks", "sections", "requests", "panel",
        )
    }  # fmt: skip
    reports = table(office, "reports")
    both = reports[reports.report_id == "甲局-2020"].set_index("is_current")
    assert len(both) == 2
    assert both.superseded_by[False] == both.document_id[True]
    assert both.superseded_by[True] is None or pd.isna(both.superseded_by[True])
    assert reports[reports.agency == "乙局"].is_current.all()
    cells = table(office, "statutory_cells")
    assert (cells[cells.document_id == both.document_id[True]].is_current).all()
    assert not (cells[cells.document_id == both.document_id[False]].is_current).any()
    # And back: the earlier bytes return to the path and count again.
    office.put("a.docx", "甲局 2020", modified=1_400_000_000)
    night(office)
    reports = table(office, "reports")
    assert reports.set_index("document_id").is_current[both.document_id[False]]


def test_corrected_report_under_another_name_supersedes(office: Office) -> None:
    night(office)
    office.put("更正.docx", "甲局 2020\n更正", modified=1_700_000_000)
    office.put("旧稿.docx", "乙局 2020\n草稿", modified=1_500_000_000)
    night(office)
    current = table(office, "reports").query("is_current")
    assert sorted(current.source_path) == ["b.docx", "sub/c.docx", "更正.docx"]
    # The correction is withdrawn: it has vanished, but nothing took its place.
    (office.folder / "更正.docx").unlink()
    night(office)
    current = table(office, "reports").query("is_current")
    assert "更正.docx" in set(current.source_path)
    documents = table(office, "documents").set_index("source_path")
    assert not documents.present["更正.docx"]


def test_vanished_and_returned(office: Office) -> None:
    night(office)
    before = tables_of(office.warehouse)
    hidden = office.folder.parent / "aside.docx"
    (office.folder / "a.docx").rename(hidden)
    night(office)
    assert not table(office, "documents").set_index("source_path").present["a.docx"]
    hidden.rename(office.folder / "a.docx")
    night(office)
    assert office.reads == []
    after = tables_of(office.warehouse)
    assert {n: d for n, d in after.items() if not n.startswith("documents")} == {
        n: d for n, d in before.items() if not n.startswith("documents")
    }
    documents = table(office, "documents").set_index("source_path")
    assert documents.present["a.docx"] and str(documents.seen_at["a.docx"])[:10] == "2021-01-01"


def test_renamed_and_then_changed(office: Office) -> None:
    """The version that was renamed away and then replaced never counts again."""
    night(office)
    (office.folder / "a.docx").rename(office.folder / "z.docx")
    night(office)
    office.put("z.docx", "甲局 2020\n更正", modified=1_500_000_000)
    night(office)
    reports = table(office, "reports").query("report_id == '甲局-2020'").set_index("is_current")
    assert reports.source_path[True] == "z.docx"
    assert reports.superseded_by[False] == reports.document_id[True]


def test_unknown_agency_or_year_supersedes_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for number in range(3):
        office.put(f"{number}.docx", f" 2020\n{number}")
        office.put(f"year {number}.docx", f"甲局 0\n{number}")
    night(office)
    reports = table(office, "reports")
    assert len(reports) == 6 and reports.is_current.all() and reports.report_id.is_unique


def test_decide() -> None:
    def of(name: str, modified: int = 0, seen: str = "", replaced: bool = False) -> Candidate:
        return Candidate(name, "r", name, modified, seen, replaced)

    def winner(*candidates: Candidate) -> str:
        verdicts = decide(candidates)
        (best,) = [name for name, verdict in verdicts.items() if verdict.is_current]
        assert all(v.superseded_by == best for n, v in verdicts.items() if n != best)
        return best

    assert winner(of("a", 9, replaced=True), of("b", 1)) == "b"
    assert winner(of("a", 9, replaced=True), of("b", 1, replaced=True)) == "a"
    assert winner(of("a", 2, "1"), of("b", 1, "2")) == "a"
    assert winner(of("a", 1, "2"), of("b", 1, "1")) == "a"
    assert winner(of("a"), of("b")) == "b"
    assert report_id_of("甲局", 2020, "f" * 64) == "甲局-2020"
    assert report_id_of("", 2020, "f" * 64) == "未知机关-2020-ffffffffffff"


# Again and again


def test_second_publishing_leaves_every_byte(office: Office) -> None:
    night(office)
    before = snapshot(office.warehouse)
    ledger = (office.warehouse / "_store/ledger.jsonl").read_bytes()
    for rebuild in (False, True):
        assert office.run().to_read == []
        done = publish(office.warehouse, rebuild=rebuild)
        assert not done.written and not done.removed and done.release == 1
        assert snapshot(office.warehouse) == before
    assert (office.warehouse / "_store/ledger.jsonl").read_bytes() == ledger


def test_unchanged_years_need_no_extraction(office: Office, monkeypatch) -> None:
    night(office)
    office.put("e.docx", "戊局 2021")
    office.run()
    read = []
    monkeypatch.setattr(publishing, "parse", lambda data: read.append(1) or serialise.parse(data))
    publish(office.warehouse)
    assert len(read) == 2  # the two documents of 2021
    publish(office.warehouse)
    assert len(read) == 2


@pytest.mark.parametrize("state", [True, False])
def test_deleted_tables_come_back_equal(office: Office, state: bool) -> None:
    night(office)
    before = tables_of(office.warehouse)
    release = (office.warehouse / "release.json").read_bytes()
    for spec in TABLES:
        shutil.rmtree(office.warehouse / spec.name)
    if not state:
        (office.warehouse / "_store/published.json").unlink()
    publish(office.warehouse)
    assert tables_of(office.warehouse) == before
    assert (office.warehouse / "release.json").read_bytes() == release


def test_altered_file_is_made_anew(office: Office) -> None:
    night(office)
    before = tables_of(office.warehouse)
    (office.warehouse / "reports/2020.parquet").write_bytes(b"no parquet")
    done = publish(office.warehouse)
    assert done.written == ("reports/2020.parquet",) and tables_of(office.warehouse) == before


def test_document_whose_year_changes_leaves_its_old_year(office: Office) -> None:
    night(office)
    office.put("sub/c.docx", "甲局 2022", modified=1_600_000_001)
    (office.warehouse / "reports/notes.txt").write_text("an analyst's own")
    done = night(office)
    # The earlier version keeps its row, in its own year.
    assert not done.removed and "reports/2022.parquet" in done.written
    # A better extractor reads another year out of both versions: nothing of 2021 is left.
    for text in ("甲局 2021", "甲局 2022"):
        made = extraction(text.encode(), "甲局", 2022)
        office.store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id)
    done = publish(office.warehouse)
    assert "reports/2021.parquet" in done.removed
    assert not list(office.warehouse.glob("*/2021.parquet"))
    assert (office.warehouse / "reports/notes.txt").exists()
    (office.warehouse / "reports/notes.txt").unlink()
    assert set(table(office, "reports").report_year) == {2020, 2022}


def test_changed_schema_rewrites_every_year(office: Office, monkeypatch) -> None:
    night(office)
    monkeypatch.setattr(publishing, "LAYOUT", publishing.LAYOUT + 1)
    seen = []
    monkeypatch.setattr(publishing, "parse", lambda data: seen.append(1) or serialise.parse(data))
    publish(office.warehouse)
    assert len(seen) == 3


def test_empty_warehouse_has_every_table(tmp_path: Path) -> None:
    done = publish(tmp_path / "warehouse")
    assert done.rows == {spec.name: 0 for spec in TABLES} and done.release == 1
    for spec in TABLES:
        assert pd.read_parquet(tmp_path / "warehouse" / spec.name).empty
    assert not publish(tmp_path / "warehouse").written


def test_damaged_extraction_is_set_aside_and_read_again(office: Office) -> None:
    night(office)
    good = tables_of(office.warehouse)
    paths = sorted(office.store.folder.rglob("*.json.gz"))
    paths[0].write_bytes(paths[0].read_bytes()[:-20])  # the head can still be read
    paths[1].write_bytes(b"")
    done = publish(office.warehouse, rebuild=True)
    assert len(done.unreadable) == 2 and done.rows["reports"] == 1
    assert done.rows["documents"] == 4
    night(office)
    assert len(office.reads) == 2
    again = tables_of(office.warehouse)  # `documents` names the run that read it last
    assert {name for name, data in good.items() if again[name] != data} <= {
        "documents/2020.parquet",
        "documents/2021.parquet",
    }
    assert again.keys() == good.keys()


def test_extraction_with_a_wrong_type_harms_no_other(office: Office) -> None:
    import gzip

    night(office)
    path = sorted(office.store.folder.rglob("*.json.gz"))[0]
    head, body = gzip.decompress(path.read_bytes()).split(b"\n")
    raw = json.loads(body)
    raw["parts"]["cells"]["columns"]["row_label"] = {"all": 5}
    path.write_bytes(gzip.compress(head + b"\n" + json.dumps(raw).encode()))
    done = publish(office.warehouse, rebuild=True)
    assert len(done.unreadable) == 1 and done.rows["reports"] == 2


def test_odd_names_reach_the_tables(office: Office) -> None:
    gbk = os.fsdecode("年报".encode("gbk")) + ".docx"
    names = [gbk, "-rf.docx", "a\nb.docx", "中" * 85, r"\xc4.docx"]
    for number, name in enumerate(names):
        office.put(name, f"{number}局 2020")
    shutil.copy2(office.folder / gbk, office.folder / "copy.docx")
    os.utime(office.folder / "copy.docx", (1, 1))
    night(office)
    for spec, column in (("documents", "source_path"), ("reports", "source_path")):
        frame = pl.read_parquet(office.warehouse / spec / "*.parquet")
        shown = {display_path(name) for name in names} - {display_path(gbk)}
        assert shown <= set(frame[column]), spec
    documents = table(office, "documents").set_index("source_path")
    assert display_path(gbk) in documents.index
    assert documents.message[display_path(gbk)].count("copy.docx") == 1
    assert office.run().to_read == [] and not publish(office.warehouse).written


def test_rows_are_in_order(office: Office) -> None:
    for number in range(30):
        office.put(f"{number}.docx", f"{number % 7}局 2020\n{number}")
    night(office)
    for name in ("reports", "checks"):
        frame = pd.read_parquet(office.warehouse / name / "2020.parquet")
        keys = list(zip(frame.report_id, frame.document_id, strict=True))
        assert keys == sorted(keys) and len(set(keys)) == 32
    documents = pd.read_parquet(office.warehouse / "documents/2020.parquet")
    assert list(documents.source_path) == sorted(documents.source_path)


# Crashes and rivals


class Crash(Exception):
    pass


def test_crash_at_any_replacement_loses_nothing(
    office: Office, tmp_path: Path, monkeypatch
) -> None:
    night(office)
    office.put("a.docx", "甲局 2020\n更正", modified=1_700_000_000)
    office.put("e.docx", "戊局 2019")
    office.put("sub/c.docx", "甲局 2022", modified=1_600_000_001)
    office.run()
    start = tmp_path / "start"
    shutil.copytree(office.warehouse, start)
    publish(office.warehouse)
    expected = tables_of(office.warehouse)
    steps = 0
    real = atomic.replace
    while True:
        warehouse = tmp_path / f"crash {steps}"
        shutil.copytree(start, warehouse)
        left = steps

        def failing(source: Path, target: Path) -> None:
            nonlocal left
            if left == 0:
                raise Crash
            left -= 1
            real(source, target)

        monkeypatch.setattr(atomic, "replace", failing)
        try:
            publish(warehouse)
            break
        except Crash:
            monkeypatch.setattr(atomic, "replace", real)
        for path in warehouse.glob("*/*.parquet"):
            pq.read_table(path)  # whole, old or new
        done = publish(warehouse)
        assert tables_of(warehouse) == expected, steps
        release = json.loads((warehouse / "release.json").read_text())
        assert release["release"] == 2 and not release["publishing"], steps
        assert publish(warehouse).written == () and done.rows["reports"] == 6
        steps += 1
    assert steps > 15  # every file, release.json twice, published.json


def test_reports_are_replaced_last(office: Office, monkeypatch) -> None:
    targets = []
    real = atomic.replace
    monkeypatch.setattr(atomic, "replace", lambda s, t: (targets.append(t), real(s, t)))
    night(office)
    names = [t.parent.name for t in targets if t.suffix == ".parquet"]
    first = names.index("reports")
    assert set(names[first:]) == {"reports"} and set(names[:first]) == {
        spec.name for spec in TABLES
    } - {"reports"}
    after = [t.name for t in targets[-2:]]
    assert after == ["release.json", "published.json"]


def _publish_many(warehouse: Path, times: int) -> None:
    for _ in range(times):
        publish(warehouse, wait_seconds=60, rebuild=True)


def _kill_me_amid(warehouse: Path, step: int) -> None:
    import signal

    real = atomic.replace
    calls = 0

    def deadly(source: Path, target: Path) -> None:
        nonlocal calls
        if calls == step:
            os.kill(os.getpid(), signal.SIGKILL)
        calls += 1
        real(source, target)

    atomic.replace = deadly
    publish(warehouse)


def test_two_publishers_at_once(office: Office) -> None:
    office.run()
    context = multiprocessing.get_context("spawn")
    rivals = [context.Process(target=_publish_many, args=(office.warehouse, 5)) for _ in range(2)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
        assert rival.exitcode == 0
    tables = tables_of(office.warehouse)
    shutil.rmtree(office.warehouse / "reports")
    publish(office.warehouse, rebuild=True)
    assert tables_of(office.warehouse) == tables
    assert json.loads((office.warehouse / "release.json").read_text())["release"] == 1


def test_readers_at_any_moment_find_whole_tables(office: Office) -> None:
    night(office)
    office.put("many.docx", "丙局 2020")
    office.run()
    data = "丙局 2020".encode()
    done = threading.Event()
    troubles: list[str] = []
    sizes: set[int] = set()

    def read() -> None:
        while not done.is_set():
            cells = pd.read_parquet(office.warehouse / "statutory_cells")
            mine = cells[cells.agency == "丙局"]
            sizes.add(len(mine))
            # Of each version of the document every cell bears the same figure.
            if mine.value.nunique() > 1 or len(cells) - len(mine) != 6:
                troubles.append(str(mine))

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(1, 16):
        made = extraction(data, "丙局", 2020, [cell(value=str(turn))] * (turn * 100))
        office.store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id)
        publish(office.warehouse)
    done.set()
    reader.join()
    assert not troubles and len(sizes) > 2


def test_killed_publisher_leaves_no_lock(office: Office) -> None:
    office.run()
    rival = multiprocessing.get_context("spawn").Process(
        target=_kill_me_amid, args=(office.warehouse, 3)
    )
    rival.start()
    rival.join()
    assert rival.exitcode == -9
    done = publish(office.warehouse, wait_seconds=0)
    assert done.rows["reports"] == 3
    assert not list((office.warehouse / "_store/tmp").iterdir())


def test_busy_warehouse_names_its_holder(office: Office) -> None:
    office.run()
    with (
        warehouse_lock(office.warehouse, 0, "a test"),
        pytest.raises(WarehouseBusy, match=r"by process \d+ on .*a test, since 20"),
    ):
        publish(office.warehouse, wait_seconds=0.1)
    publish(office.warehouse, wait_seconds=0)


def test_ledger_and_store_alone_make_the_tables(office: Office, tmp_path: Path) -> None:
    night(office)
    other = tmp_path / "elsewhere"
    for name in ("ledger.jsonl", "extractions"):
        source = office.warehouse / "_store" / name
        target = other / "_store" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    Ledger.open(other).compact(force=True)
    publish(other)
    assert tables_of(other) == tables_of(office.warehouse)
