"""Scanning the shared folder: what is read, left, waited for, and never touched."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from extraction_builder import Office

from flows.away import FolderUnavailable
from flows.discovery import Scan, is_litter, scan
from flows.places import LocalPlace
from flows.warehouse.ledger import Ledger, Sighting, display_path

NOW = 1_700_000_000.0


class Clock:
    """A clock that only `sleep` moves, and something that happens meanwhile."""

    def __init__(self, meanwhile=lambda: None) -> None:
        self.time = NOW
        self.slept: list[float] = []
        self.meanwhile = meanwhile

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        self.meanwhile()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, age: float = 1000, text: str = "甲局 2020") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (NOW - age, NOW - age))
    return path


def look(folder: Path, *, clock: Clock | None = None, settle: float = 10,
         warehouse: Path | None = None) -> Scan:  # fmt: skip
    clock = clock or Clock()
    ledger = Ledger.open(warehouse or folder.parent / "warehouse")
    return scan(
        folder, ledger, settle_seconds=settle, extractor_version="1",
        now=clock, sleep=clock.sleep,
    )  # fmt: skip


def paths(found: Scan) -> list[str]:
    return [each.source_path for each in found.to_read]


def test_recursive_and_sorted(folder: Path) -> None:
    for name in ("b/市局/报告.docx", "a.txt", "b/a.html", "空.docx", "no suffix"):
        put(folder, name)
    (folder / "空.docx").write_bytes(b"")
    os.utime(folder / "空.docx", (NOW - 99, NOW - 99))
    found = look(folder)
    assert paths(found) == ["a.txt", "b/a.html", "b/市局/报告.docx", "no suffix", "空.docx"]
    assert found.to_read[2].path == folder / "b/市局/报告.docx"
    assert found.to_read[4].size == 0  # recorded as an empty file, not passed over
    assert found.to_read[0].modified_ns == int((NOW - 1000) * 1e9)
    assert (found.unchanged, found.skipped, found.waiting, found.errors) == (0, 0, [], [])


@pytest.mark.parametrize(
    "name",
    [
        "~$报告.docx", ".~报告.docx", ".~lock.报告.docx#", "~WRL0001.tmp", "x.TMP", "x.temp",
        "x.crdownload", "x.docx.part", "Thumbs.db", "THUMBS.DB", "desktop.ini", ".DS_Store",
        "._报告.docx", ".hidden", "报告.docx.sb-1a2b3c-XyZ", "报告.docx~",
    ],
)  # fmt: skip
def test_litter_is_counted_and_left(folder: Path, name: str) -> None:
    put(folder, name)
    found = look(folder)
    assert is_litter(name) and paths(found) == [] and found.skipped == 1


@pytest.mark.parametrize(
    "name", ["@eaDir", "$RECYCLE.BIN", "System Volume Information", "#recycle", ".Trash-1000"]
)
def test_litter_folders_are_not_entered(folder: Path, name: str) -> None:
    put(folder, f"sub/{name}/报告.docx")
    assert paths(look(folder)) == []


@pytest.mark.parametrize(
    "name", ["年报~$1.docx", "tmp", "a.tmp.docx", "parts.docx", "-rf", "thumbs.db.docx", "$.txt"]
)
def test_reports_that_only_look_like_litter_are_read(folder: Path, name: str) -> None:
    put(folder, name)
    assert paths(look(folder)) == [name]


def test_links_are_never_followed(folder: Path, tmp_path: Path) -> None:
    put(tmp_path, "outside/secret.docx")
    put(folder, "real/报告.docx")
    (folder / "out").symlink_to(tmp_path / "outside")
    (folder / "out.docx").symlink_to(tmp_path / "outside/secret.docx")
    (folder / "in.docx").symlink_to(folder / "real/报告.docx")
    (folder / "real/loop").symlink_to(folder)
    (folder / "dangling.docx").symlink_to("nowhere")
    found = look(folder)
    assert paths(found) == ["real/报告.docx"] and found.skipped == 5 and not found.errors


def test_the_folder_itself_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    put(folder, "a.docx")
    (tmp_path / "link").symlink_to(folder)
    assert paths(look(tmp_path / "link")) == ["a.docx"]


def test_pipes_and_sockets_are_never_opened(folder: Path, monkeypatch) -> None:
    os.mkfifo(folder / "pipe.docx")
    monkeypatch.chdir(folder)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("s.docx")
    found = look(folder)
    listener.close()
    assert paths(found) == [] and found.skipped == 2


def test_odd_names(folder: Path) -> None:
    gbk = os.fsdecode("年报".encode("gbk")) + ".docx"
    names = ["-rf.docx", "a\nb.docx", "中" * 85, gbk, "back\\slash.txt", " ", "😀.docx"]
    for name in names:
        put(folder, name)
    found = look(folder)
    assert sorted(names) == paths(found)
    assert all(each.path.read_text() for each in found.to_read)
    shown = [display_path(each) for each in paths(found)]
    assert len(set(shown)) == len(names) and all(each.encode() for each in shown)
    # Through the journal and back, they are the same files.
    ledger = Ledger.open(folder.parent / "warehouse")
    ledger.record(
        Sighting(
            source_path=each.source_path, document_id=f"{number:064x}", size=each.size,
            modified_ns=each.modified_ns, status="failed", error_code="damaged_document",
            run_id="r", extractor_version="1", seen_at="",
        )
        for number, each in enumerate(found.to_read)
    )  # fmt: skip
    again = look(folder)
    assert again.unchanged == len(names) and not again.to_read and not again.vanished


def test_warehouse_inside_the_folder_is_left(folder: Path) -> None:
    put(folder, "out/warehouse/reports/2020.parquet")
    put(folder, "out/a.docx")
    found = look(folder, warehouse=folder / "out/warehouse")
    assert paths(found) == ["out/a.docx"] and found.skipped == 1
    with pytest.raises(FolderUnavailable, match="warehouse itself"):
        look(folder, warehouse=folder)


def test_missing_folder_is_an_error_not_a_vanishing(tmp_path: Path) -> None:
    put(tmp_path, "file")
    with pytest.raises(FolderUnavailable, match=r"cannot be listed: No such file .* mounted"):
        look(tmp_path / "nowhere")
    with pytest.raises(FolderUnavailable, match="Not a directory"):
        look(tmp_path / "file")


def test_young_files_are_waited_for_once(folder: Path) -> None:
    put(folder, "old.docx", age=11)
    put(folder, "young.docx", age=4)
    put(folder, "younger.docx", age=2)
    clock = Clock()
    found = look(folder, clock=clock)
    assert clock.slept == [pytest.approx(8)]
    assert paths(found) == ["old.docx", "young.docx", "younger.docx"] and not found.waiting


def test_no_young_file_no_wait(folder: Path) -> None:
    put(folder, "old.docx", age=11)
    clock = Clock()
    look(folder, clock=clock)
    put(folder, "young.docx", age=1)
    assert paths(look(folder, clock=clock, settle=0)) == ["old.docx", "young.docx"]
    assert clock.slept == []


def test_growing_file_is_left_for_the_next_run(folder: Path) -> None:
    put(folder, "grows.docx", age=1)
    put(folder, "touched.docx", age=1)
    put(folder, "removed.docx", age=1)
    put(folder, "still.docx", age=1)
    swapped = put(folder, "swapped.docx", age=1)

    def meanwhile() -> None:
        with (folder / "grows.docx").open("a") as stream:
            stream.write("more")
        os.utime(folder / "grows.docx", (NOW - 1, NOW - 1))
        os.utime(folder / "touched.docx", (NOW, NOW))
        (folder / "removed.docx").unlink()
        swapped.unlink()
        swapped.symlink_to("/etc/hostname")

    found = look(folder, clock=Clock(meanwhile))
    assert paths(found) == ["still.docx"]
    assert found.waiting == ["grows.docx", "removed.docx", "swapped.docx", "touched.docx"]


def test_file_from_the_future_waits_no_longer_than_the_settle_time(folder: Path) -> None:
    put(folder, "future.docx", age=-86400)
    clock = Clock()
    assert paths(look(folder, clock=clock)) == ["future.docx"] and clock.slept == [10]


# Against the ledger


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.put("a.docx", "甲局 2020")
    office.put("sub/b.docx", "乙局 2020")
    office.put("bad.docx", "bad")
    office.run()
    return office


def test_second_scan_reads_nothing(office: Office) -> None:
    found = office.run()
    assert found.to_read == [] and found.unchanged == 3 and not found.vanished


def test_new_extractor_reads_everything_again(office: Office) -> None:
    assert len(office.run(version="2").to_read) == 3
    assert len(office.run(version="2").to_read) == 0


def test_touched_and_changed_files_are_read(office: Office) -> None:
    os.utime(office.folder / "a.docx", (NOW, NOW))
    office.put("bad.docx", "甲局 2021")
    assert paths(office.run()) == ["a.docx", "bad.docx"]
    assert office.reads == ["bad.docx"]


def test_lost_extraction_is_made_again(office: Office) -> None:
    for path in office.store.folder.rglob("*.json.gz"):
        path.unlink()
    assert paths(office.run()) == ["a.docx", "sub/b.docx"]


def test_young_but_known_file_is_not_waited_for(office: Office) -> None:
    clock = Clock()
    clock.time = 1_600_000_000.0
    found = look(office.folder, clock=clock, warehouse=office.warehouse)
    assert found.unchanged == 3 and clock.slept == []


def test_vanished_and_returned(office: Office) -> None:
    (office.folder / "sub/b.docx").rename(office.folder.parent / "b.docx")
    assert office.run().vanished == ["sub/b.docx"]
    assert office.run().vanished == []
    (office.folder.parent / "b.docx").rename(office.folder / "sub/b.docx")
    assert paths(office.run()) == ["sub/b.docx"] and office.reads == []


def test_unlistable_folder_is_noted_and_nothing_in_it_vanishes(office: Office, monkeypatch) -> None:
    office.put("subway.docx", "丙局 2020")
    office.run()
    (office.folder / "subway.docx").unlink()
    real = LocalPlace.listings

    def listings(place: LocalPlace, prefixes: list[str]) -> list[object]:
        gone = PermissionError(13, "Permission denied")
        found = real(place, prefixes)
        return [gone if p == "sub/" else f for p, f in zip(prefixes, found, strict=True)]

    monkeypatch.setattr(LocalPlace, "listings", listings)
    found = office.run()
    assert [(each.source_path, each.message) for each in found.errors] == [
        ("sub", "Permission denied")
    ]
    assert found.vanished == ["subway.docx"] and found.unchanged == 2


def test_share_that_is_not_mounted_vanishes_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for number in range(12):
        office.put(f"{number}.docx", f"甲局 20{number + 10}")
    office.run()
    for path in office.folder.iterdir():
        path.unlink()
    found = office.run()
    assert found.vanished == [] and "is the share mounted?" in found.errors[0].message
    office.put("new.docx", "甲局 2020")
    assert len(office.run().vanished) == 12
