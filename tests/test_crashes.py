"""Runs that are killed, disks that are full, shares that go away, clocks that jump."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from extraction_builder import Office, tables_of
from reports import report
from test_ingest import documents, take_in

from flows import discovery, mounts, places
from flows.away import WENT_AWAY, FolderUnavailable
from flows.discovery import scan
from flows.intake import open_intake
from flows.pool import Outcome
from flows.warehouse import atomic
from flows.warehouse.comparing import differences, fingerprints
from flows.warehouse.ledger import Ledger
from flows.warehouse.lock import holder, warehouse_lock
from flows.warehouse.nights import MOST_RUNS, Nights
from flows.warehouse.publish import publish
from flows.warehouse.reading import steady

ROOT = Path(__file__).resolve().parent.parent


def benchmark(code: str) -> str:
    """Run code in a process of its own that has no threads, as these must be copied."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# Killed, and out of room


def test_stopped_between_any_two_writes(tmp_path: Path) -> None:
    """Every twentieth step here; all of them by `python -m benchmarks.faults`."""
    said = benchmark(
        "from pathlib import Path; from benchmarks.faults import try_out\n"
        f"trial = try_out(Path({str(tmp_path)!r}), 1, 20, ('kill', 'full'))\n"
        "print(len(trial.steps), trial.tried); print(*trial.wrong, sep='\\n')\n"
        "print(*trial.steps, sep='\\n')"
    )
    numbers, wrong, *steps = said.splitlines()
    assert wrong == "", said
    count, tried = map(int, numbers.split())
    assert tried >= 2 * count // 20
    done = {step.partition(" ")[0] for step in steps}
    assert done == {"open", "write", "sync", "mkdir", "rename", "remove", "truncate"}
    for place in ("ledger.jsonl", "release.json", "published.json", "nights.json"):
        assert any(step.endswith(place) for step in steps), place


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    said = benchmark(
        "from pathlib import Path; from benchmarks.faults import really_full\n"
        f"trial = really_full(Path({str(tmp_path)!r}), 2, [24, 200])\n"
        "print('none' if trial is None else [trial.wrong, *trial.steps])"
    )
    if "none" in said:
        pytest.skip("no file system can be mounted here (not root)")
    assert said.strip() == "[[], 'full', 'full']"


def test_killed_at_random(tmp_path: Path) -> None:
    """Two kills here; 200 by `python -m benchmarks.crashes`."""
    said = benchmark(
        "from pathlib import Path; from benchmarks.crashes import try_out\n"
        f"t = try_out(Path({str(tmp_path)!r}), 2, 0, 14, 5, lambda line: None)\n"
        "print([t.differing, t.left, t.read_faults, sum(t.kills.values()) + t.late])"
    )
    assert said.strip() == "[[], [], [], 2]"


def test_what_two_halves_of_a_night_saw_counts_as_seen_at_once(tmp_path: Path) -> None:
    """A copy that was seen before the kill is no older than the file that was seen after it."""
    folder = tmp_path / "shared"
    folder.mkdir()
    for name in ("1.txt", "2.txt", "3.txt"):  # the same bytes
        (folder / name).write_text(report())
    draft = report() + "\n（稿）\n"
    for name, text in (("4.txt", draft), ("5.txt", report("乙市教育局")), ("6.txt", draft + "\n")):
        (folder / name).write_text(text)
    for path in folder.iterdir():
        os.utime(path, (1_600_000_000, 1_600_000_000))
    take_in(folder, tmp_path / "whole")
    with (
        pytest.raises(KeyboardInterrupt),
        open_intake(tmp_path / "halves", run_id="1", what="test", workers=1) as intake,
    ):
        intake.discover(folder, 0, batch_size=2)
        intake.read_batch(intake.batches[2])
        intake.read_batch(intake.batches[1])
        raise KeyboardInterrupt
    take_in(folder, tmp_path / "halves")
    assert differences(tmp_path / "halves", tmp_path / "whole") == []
    rows = documents(tmp_path / "halves")
    assert rows["1.txt"]["status"] == "extracted" and rows["2.txt"]["status"] == "duplicate"


def test_fingerprints_tell_what_differs(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "甲.txt").write_text(report())
    for name in ("one", "other"):
        take_in(folder, tmp_path / name)
        time.sleep(0.01)
    assert fingerprints(tmp_path / "one") == fingerprints(tmp_path / "other")
    (folder / "甲.txt").rename(folder / "乙.txt")
    take_in(folder, tmp_path / "other")
    found = differences(tmp_path / "one", tmp_path / "other")
    assert any("source_path" in each for each in found)


def test_nights_are_counted_by_what_was_published(tmp_path: Path) -> None:
    def begin(seen: int = 0) -> int:
        run = nights.begin(run_id="r", what="test", started_at="2021-01-01", seen=seen)
        return run.night

    nights = Nights(tmp_path)
    assert [begin(), begin()] == [1, 1]
    nights.note(published=True)
    nights = Nights(tmp_path)
    assert [begin(1), begin(2)] == [2, 2]
    nights.path.write_text("[{")  # lost: later than whatever the ledger has seen
    nights = Nights(tmp_path)
    assert nights.runs == [] and begin(7) == 8
    for _ in range(MOST_RUNS + 5):
        begin()
    assert len(Nights(tmp_path).runs) == MOST_RUNS


# Clocks


def test_a_clock_that_was_set_back_does_not_change_what_came_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, warehouse = tmp_path / "shared", tmp_path / "warehouse"
    folder.mkdir()
    (folder / "z.txt").write_text(report())
    (folder / "y.txt").write_text(report("乙市教育局"))
    take_in(folder, warehouse)
    monkeypatch.setattr("flows.intake.utc_now", lambda: "1999-01-01T00:00:00.000000+00:00")
    shutil.copy(folder / "z.txt", folder / "a.txt")
    correction = folder / "b.txt"
    correction.write_text(report("乙市教育局") + "\n更正\n")
    shutil.copystat(folder / "y.txt", correction)  # unpacked with the same time
    take_in(folder, warehouse)
    rows = documents(warehouse)
    assert rows["z.txt"]["status"] == "extracted" and rows["a.txt"]["status"] == "duplicate"
    reports = pd.read_parquet(warehouse / "reports").set_index("source_path")
    assert reports.is_current["b.txt"] and not reports.is_current["y.txt"]


def test_a_clock_that_leaps_takes_no_file_that_is_being_written(tmp_path: Path) -> None:
    """Whoever clears leftovers by a clock that is days ahead costs a writer a second try."""
    target = tmp_path / "x"
    removed = []
    real = atomic.replace

    def overtaken(source: Path, to: Path) -> None:
        if not removed:
            removed.append(source)
            source.unlink()
        real(source, to)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atomic, "replace", overtaken)
        atomic.write_atomically(tmp_path, target, b"new", "put")
    assert target.read_bytes() == b"new" and removed


# Shares


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    for number in range(12):
        office.put(f"县/{number}.docx", f"甲局 20{number + 10}")
    office.put("a.docx", "乙局 2020")
    office.run()
    return office


def look(office: Office, **options: str) -> discovery.Scan:
    ledger = Ledger.open(office.warehouse)
    return scan(office.folder, ledger, settle_seconds=0, extractor_version="1", **options)


def test_a_folder_that_goes_while_it_is_listed_takes_nothing_with_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = places.LocalPlace.listings

    def listings(place: places.LocalPlace, prefixes: list[str]) -> list[object]:
        gone = FileNotFoundError(2, "No such file or directory")
        found = real(place, prefixes)
        return [gone if p == "县/" else f for p, f in zip(prefixes, found, strict=True)]

    monkeypatch.setattr(places.LocalPlace, "listings", listings)
    assert look(office).vanished == []


def test_a_share_that_goes_while_it_is_listed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    identities = iter([(1, 2), (1, 3)])
    monkeypatch.setattr(places.LocalPlace, "identity", lambda self: next(identities))
    with pytest.raises(FolderUnavailable, match="went away while it was being listed"):
        look(office)


def test_an_emptied_folder_may_be_a_share_of_its_own(office: Office) -> None:
    for path in (office.folder / "县").iterdir():
        path.unlink()
    found = look(office)
    assert found.vanished == []
    assert [each.source_path for each in found.errors] == ["县"]
    assert "remove the empty folder too" in found.errors[0].message
    (office.folder / "县").rmdir()
    assert len(look(office).vanished) == 12


def test_the_last_file_is_never_taken_for_removed(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put("a.docx", "甲局 2020")
    office.run()
    (office.folder / "a.docx").unlink()
    found = look(office)
    assert found.vanished == [] and "1 file was there" in found.errors[0].message
    (office.folder / ".keep").touch()
    assert look(office).vanished == ["a.docx"]


def test_files_below_a_share_that_is_not_mounted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody copied into the mount point is not all that there ever was."""
    shutil.rmtree(office.folder / "县")
    (office.folder / "a.docx").rename(office.folder / "b.docx")
    here = str(office.folder.parent)
    monkeypatch.setattr(discovery, "mount_point", lambda folder: here)
    assert look(office).mount == here
    with pytest.raises(FolderUnavailable, match=r"mounted at /srv/reports, and is not now"):
        look(office, mounted_at="/srv/reports")
    assert len(look(office, mounted_at=here).vanished) == 13


def test_reports_that_moved_house_are_recognised(office: Office) -> None:
    (office.folder / "a.docx").unlink()
    assert look(office, mounted_at="/srv/reports").vanished == ["a.docx"]


def test_mount_points(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "30 22 0:40 / /srv/annual\\040reports rw - cifs //server/share rw\n"
        "31 22 0:41 / /srv/\\345\\271\\264 rw - nfs4 server:/x rw\n"
    )
    assert mounts.mount_point(Path("/srv/annual reports/2021"), table) == "/srv/annual reports"
    assert mounts.mount_point(Path("/srv/年"), table) == "/srv/年"
    assert mounts.mount_point(Path("/srv/annual"), table) == "/"
    assert mounts.mount_point(Path("/srv"), tmp_path / "none") == ""


def test_a_share_that_goes_while_it_is_read(tmp_path: Path) -> None:
    folder, warehouse = tmp_path / "shared", tmp_path / "warehouse"
    (folder / "县").mkdir(parents=True)
    for name in ("甲", "乙", "丙"):
        (folder / "县" / f"{name}.txt").write_text(report(f"{name}市财政局"))
    take_in(folder, warehouse)
    for path in (folder / "县").iterdir():
        path.write_text(path.read_text() + "\n更正\n")
    with open_intake(warehouse, run_id="2", what="test", workers=1) as intake:
        intake.discover(folder, 0, batch_size=1)
        intake.read_batch(intake.batches[0])
        folder.rename(tmp_path / "away")
        folder.mkdir()  # the mount point
        for batch in intake.batches[1:]:
            assert {each.kind for each in intake.read_batch(batch)} == {"vanished"}
        intake.publish()
        summary = intake.summary()
        fault = intake.folder_fault()
    assert fault is not None and fault.code == "folder_went_away"
    assert WENT_AWAY in {each.message for each in summary.scan_errors}
    assert len(documents(warehouse)) == 3  # all still there, as far as anybody knows
    folder.rmdir()
    (tmp_path / "away").rename(folder)
    assert take_in(folder, warehouse).read == 2
    take_in(folder, tmp_path / "new")
    current = [
        pd.read_parquet(each / "reports").query("is_current").document_id
        for each in (warehouse, tmp_path / "new")
    ]
    assert set(current[0]) == set(current[1])


def test_a_file_that_could_not_be_opened_leaves_no_row_once_it_could(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, warehouse = tmp_path / "shared", tmp_path / "warehouse"
    folder.mkdir()
    (folder / "甲.txt").write_text(report())
    with monkeypatch.context() as patch:
        broken = Outcome("failed", code="unreadable_file", detail="Input/output error")
        patch.setattr("flows.pool.ChildReader.read", lambda *_, **__: broken)
        take_in(folder, warehouse)
    assert documents(warehouse)["甲.txt"]["error_code"] == "unreadable_file"
    take_in(folder, warehouse)
    assert len(pd.read_parquet(warehouse / "documents")) == 1


def test_a_full_disk_is_not_the_documents_fault(tmp_path: Path, misbehaving: str) -> None:
    folder, warehouse = tmp_path / "shared", tmp_path / "warehouse"
    folder.mkdir()
    (folder / "甲.txt").write_text("full")
    assert take_in(folder, warehouse, target=misbehaving).troubles[0].code == "no_room"
    assert take_in(folder, warehouse).read == 1  # tried again


# Two at once


def test_the_second_says_for_whom_it_waits(tmp_path: Path) -> None:
    heard: list[str] = []
    first, release = threading.Event(), threading.Event()

    def hold() -> None:
        with warehouse_lock(tmp_path, 0, "the first"):
            first.set()
            release.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    assert first.wait(30)
    assert "the first" in (holder(tmp_path) or "")

    def say(news: str) -> None:
        heard.append(news)
        release.set()

    with warehouse_lock(tmp_path, 30, "the second", say):
        assert "the second" in (holder(tmp_path) or "")
    thread.join()
    assert len(heard) == 1 and "the first" in heard[0] and "waiting up to 30 s" in heard[0]
    assert holder(tmp_path) is None


# Readers


def test_reading_is_repeated_where_a_file_was_replaced_meanwhile(office: Office) -> None:
    publish(office.warehouse)
    target = office.warehouse / "reports" / "2020.parquet"
    reads: list[int] = []

    def read() -> int:
        reads.append(len(reads))
        if len(reads) < 3:
            copy = office.warehouse / "copy"
            shutil.copy(target, copy)
            copy.replace(target)
        if len(reads) == 2:
            raise ValueError("the footer of one, the rows of another")
        return len(pd.read_parquet(target))

    assert steady(office.warehouse, read) == 2 and len(reads) == 3
    with pytest.raises(ZeroDivisionError):
        steady(office.warehouse, lambda: 1 // 0)


def test_a_file_that_a_reader_has_listed_is_there_when_the_first_rows_come(tmp_path: Path) -> None:
    office = Office(tmp_path)
    publish(office.warehouse)
    listed = set(tables_of(office.warehouse))
    office.put("a.docx", "甲局 2020")
    office.run()
    assert publish(office.warehouse).removed == ()
    assert listed < set(tables_of(office.warehouse))


def test_reading_goes_on_where_a_publishing_was_killed(office: Office) -> None:
    publish(office.warehouse)
    release = office.warehouse / "release.json"
    release.write_text(json.dumps(json.loads(release.read_text()) | {"publishing": True}))
    assert steady(office.warehouse, lambda: 5, wait_seconds=0.1) == 5


def test_sightings_of_an_earlier_version_are_ordered_by_their_time(office: Office) -> None:
    first = next(iter(Ledger.open(office.warehouse)))
    later = replace(first, seen_at="2022-01-01")
    assert first.first_seen < later.first_seen < replace(first, night=1).first_seen
