"""Shared folders that are URLs: the same tables as from a folder, copies with limits, no traces."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest
from reports import report
from test_ingest import documents, table_bytes, take_in
from test_serve import rows

from flows import places
from flows.away import FolderUnavailable
from flows.discovery import Submission, scan
from flows.intake import open_intake
from flows.placement import check_places
from flows.places import LocalPlace, UrlError, is_url, local_copy, place_of, shared_folder
from flows.pool import Outcome
from flows.warehouse import export as exporting
from flows.warehouse.export import export
from flows.warehouse.ledger import Ledger

TABLES = ("reports", "statutory_cells", "sections", "quantities", "checks", "documents")
URL = "memory://bucket/报送"
FILES = {
    "甲.txt": report().encode(),
    "市直/乙 局.txt": report("乙市教育局", 2020).encode(),
    "市直/~$乙 局.txt": b"litter",
    "空.docx": b"",
}


@pytest.fixture
def store() -> Iterator[fsspec.AbstractFileSystem]:
    """Yield a file system beyond this machine's, as far as our code can see, with FILES in it."""
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]
    for name, data in FILES.items():
        memory.pipe_file(f"/bucket/报送/{name}", data)
    yield memory
    memory.store.clear()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of temporary files, which must be empty again after each test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def only(store: fsspec.AbstractFileSystem, name: str) -> Submission:
    (size, modified_ns), (path, url) = place_of(URL).state(name), place_of(URL).address(name)
    return Submission(path, name, size, modified_ns, url=url)


def test_a_url_comes_to_the_tables_of_a_folder(
    store: fsspec.AbstractFileSystem, tmp_path: Path, temporary: Path
) -> None:
    folder = tmp_path / "报送"
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    summary = take_in(URL, tmp_path / "url")
    take_in(folder, tmp_path / "folder")
    for table in TABLES:
        clock = {"modified_at"}
        ours, theirs = (
            [{n: v for n, v in row.items() if n not in clock} for row in rows(where, table)]
            for where in (tmp_path / "url", tmp_path / "folder")
        )
        assert ours == theirs, table
    assert summary.skipped == 1
    assert summary.folder == URL
    assert not list(temporary.iterdir())


def test_only_what_changed_is_copied_again(
    store: fsspec.AbstractFileSystem, tmp_path: Path, temporary: Path
) -> None:
    take_in(URL, tmp_path / "w")
    assert take_in(URL, tmp_path / "w").unchanged == 3
    store.pipe_file("/bucket/报送/甲.txt", report("甲市财政局", 2022).encode())
    store.rm_file("/bucket/报送/市直/乙 局.txt")
    summary = take_in(URL, tmp_path / "w")
    assert (summary.read, summary.unchanged, summary.vanished) == (1, 1, ("市直/乙 局.txt",))
    assert documents(tmp_path / "w")["甲.txt"]["report_year"] == 2022
    assert not list(temporary.iterdir())


def test_one_file_of_a_url(store: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    with open_intake(tmp_path / "w", run_id="run", what="test", workers=1, force=True) as intake:
        intake.take_from(URL, "市直/乙 局.txt")
        assert [each.kind for each in intake.read_batch(intake.batches[0])] == ["extracted"]
        with pytest.raises(FileNotFoundError):
            intake.take_from(URL, "丙.txt")


def test_a_url_that_cannot_be_listed_is_away(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path)
    with pytest.raises(FolderUnavailable, match="memory://nowhere"):
        scan("memory://nowhere", ledger, settle_seconds=0, extractor_version="1")
    with pytest.raises(UrlError, match="nosuch://x"):
        place_of("nosuch://x")


def test_what_changes_or_goes_while_it_is_copied(
    store: fsspec.AbstractFileSystem, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = only(store, "甲.txt")
    for other in ({"size": known.size - 1}, {"modified_ns": known.modified_ns + 1}):
        with local_copy(dataclasses.replace(known, **other)) as copy:
            assert isinstance(copy, Outcome) and copy.kind == "changing"
    with local_copy(known) as copy:
        assert copy.stat().st_mtime_ns == known.modified_ns
        assert copy.read_bytes() == FILES["甲.txt"]
    monkeypatch.setattr(places, "MAX_DOCUMENT_BYTES", known.size - 1)
    with local_copy(known) as copy:
        assert isinstance(copy, Outcome) and copy.code == "too_large"
    monkeypatch.undo()
    store.rm_file("/bucket/报送/甲.txt")
    with local_copy(known) as copy:
        assert isinstance(copy, Outcome) and copy.kind == "vanished"


def test_a_store_that_lies_about_a_size_fills_no_disk(
    store: fsspec.AbstractFileSystem, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = only(store, "甲.txt")
    monkeypatch.setattr(places, "_CHUNK", 10)
    store.store["/bucket/报送/甲.txt"].write(b"x" * 10_000)
    real = places._UrlEntry.of
    monkeypatch.setattr(
        places._UrlEntry,
        "of",
        lambda info: dataclasses.replace(
            real(info), size=known.size, modified_ns=known.modified_ns
        ),
    )
    with local_copy(known) as copy:
        assert isinstance(copy, Outcome) and copy.kind == "changing"


@pytest.mark.parametrize(
    ("info", "stamp"),
    [
        ({"mtime": 1.5}, 1_500_000_000),
        ({"created": datetime(1970, 1, 1, 0, 0, 2, 500, tzinfo=UTC)}, 2_000_500_000),
        ({"updated": "1970-01-01T00:00:03Z"}, 3_000_000_000),
        ({}, 0),
    ],
)
def test_times_of_many_file_systems(info: dict, stamp: int) -> None:
    assert places._stamp(info) == stamp


def test_contents_written_in_one_second_are_told_apart_by_their_mark() -> None:
    at = datetime(2021, 1, 16, tzinfo=UTC)
    stamps = {places._stamp({"LastModified": at, "ETag": mark}) for mark in ("a", "b")}
    assert len(stamps) == 2
    assert {each // 10**9 for each in stamps} == {int(at.timestamp())}


def test_urls_of_this_machine_are_folders(tmp_path: Path) -> None:
    assert not is_url("file:///srv/reports") and not is_url("/srv/reports") and is_url("s3://b/x")
    assert place_of(f"file://{tmp_path}") == LocalPlace(tmp_path)
    assert shared_folder(f"file://{tmp_path}") == tmp_path
    assert shared_folder("s3://bucket/x") == "s3://bucket/x"
    check_places("s3://bucket/x", tmp_path)


# A copy of the tables elsewhere


@pytest.mark.parametrize("where", ["memory://bucket/表", "folder"])
def test_a_copy_of_the_tables_follows_them(
    store: fsspec.AbstractFileSystem, tmp_path: Path, where: str
) -> None:
    warehouse, url = tmp_path / "w", str(tmp_path / "copy") if where == "folder" else where
    take_in(URL, warehouse)
    first = export(warehouse, url)
    assert set(first.written) == set(table_bytes(warehouse)) and not first.removed
    assert export(warehouse, url).written == ()
    store.rm_file("/bucket/报送/甲.txt")
    store.pipe_file("/bucket/报送/市直/乙 局.txt", report("乙市教育局", 2019).encode())
    take_in(URL, warehouse)
    (warehouse / "reports" / "2020.parquet").unlink()  # a year that no report is of any more
    second = export(warehouse, url)
    assert "reports/2019.parquet" in second.written and "reports/2020.parquet" in second.removed
    system, root = fsspec.core.url_to_fs(url)
    for name, digest in table_bytes(warehouse).items():
        assert hashlib.sha256(system.cat_file(f"{root}/{name}")).hexdigest() == digest
    release = json.loads(system.cat_file(f"{root}/release.json"))
    assert release["release"] == second.release and release["publishing"] is False
    assert not system.exists(f"{root}/reports/2020.parquet")
    assert not system.exists(f"{root}/_incoming")


def test_an_export_that_broke_off_says_so_and_is_finished_by_the_next(
    store: fsspec.AbstractFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse, url = tmp_path / "w", "memory://bucket/表"
    take_in(URL, warehouse)
    put, sent = exporting._Target.put, []

    def break_off(self: object, path: Path, name: str) -> None:
        if len(sent) == 3:
            raise OSError("the line is down")
        sent.append(name)
        put(self, path, name)

    monkeypatch.setattr(exporting._Target, "put", break_off)
    with pytest.raises(OSError, match="the line is down"):
        export(warehouse, url)
    assert json.loads(store.cat_file("/bucket/表/release.json"))["publishing"] is True
    monkeypatch.undo()
    export(warehouse, url)
    for name, digest in table_bytes(warehouse).items():
        assert hashlib.sha256(store.cat_file(f"/bucket/表/{name}")).hexdigest() == digest
