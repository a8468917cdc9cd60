"""Shares that give no answer, for ever: the night goes on without them, and ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import fsspec
import pytest
from extraction_builder import Office
from hanging_share import __file__ as HANGING_SHARE
from reports import report
from test_ingest import documents, take_in
from test_scale_parts import terms

from flows import asking, ending, folder_process
from flows.asking import Asker
from flows.away import FolderNotAnswering
from flows.discovery import Scan, scan
from flows.intake import open_intake
from flows.parts import Parts, read_part
from flows.places import LocalPlace
from flows.pool import ChildReader, Outcome, ReaderClosedError
from flows.silence import NotAnsweringError, within
from flows.warehouse.ledger import Ledger
from flows.warehouse.nights import Nights
from flows.warehouse.policy import change_settings
from flows.whereabouts import MOST_SILENT_FILES

ROOT = Path(__file__).resolve().parent.parent


# A process that asks, and what is left of it


@pytest.fixture
def asker() -> Iterator[Asker]:
    made = Asker(1.0)
    yield made
    made.close()


def stop(asker: Asker) -> int:
    """Have the process say nothing more, as if the file system did not."""
    asker.identity("/")
    assert asker._process is not None
    os.kill(asker._process.pid, signal.SIGSTOP)
    return asker._process.pid


def test_answers_are_those_of_the_file_system(asker: Asker, tmp_path: Path) -> None:
    odd = os.fsdecode(b"\xff\xb1\n .txt")
    (tmp_path / odd).write_text("four")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(odd)
    os.mkfifo(tmp_path / "pipe")
    when = (tmp_path / odd).stat().st_mtime_ns
    listed, none, file = asker.listings([str(tmp_path / each) for each in ("", "none", odd)])
    assert isinstance(listed, list) and isinstance(none, FileNotFoundError)
    assert isinstance(file, NotADirectoryError)
    assert sorted(listed) == sorted(
        [
            (odd, "file", 4, when, 0),
            ("folder", "folder", 0, 0, 0),
            ("link", "other", 0, 0, 0),
            ("pipe", "other", 0, 0, 0),
        ]
    )
    assert asker.state(str(tmp_path / odd)) == (4, when)
    assert asker.state(str(tmp_path / "link")) is None
    assert asker.kind(str(tmp_path / "link")) == "file"
    assert asker.resolved(str(tmp_path / "link")) == tmp_path.resolve() / odd
    about = tmp_path.stat()
    assert asker.identity(str(tmp_path)) == (about.st_dev, about.st_ino)
    assert asker.answers(str(tmp_path / "folder"))
    with pytest.raises(FileNotFoundError, match="none"):
        asker.state(str(tmp_path / "none"))


def test_long_listings_come_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {f"{number}.txt" for number in range(25)}
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
    for name in names:
        (tmp_path / "a" / name).touch()
        (tmp_path / "c" / name).touch()
    paths = [str(tmp_path / folder) for folder in ("a", "none", "b", "c")]

    def parts() -> list[list[tuple[int, int, bool]]]:
        return [
            [(number, len(entries), whole) for number, entries, _, _, whole in part]
            for part in folder_process.listings(paths)
        ]

    assert parts() == [[(0, 25, True), (1, 0, True), (2, 0, True), (3, 25, True)]]
    monkeypatch.setattr(folder_process, "PART_ENTRIES", 10)
    assert parts() == [
        [(0, 10, False)],
        [(0, 10, False)],
        [(0, 5, True), (1, 0, True), (2, 0, True), (3, 5, False)],
        [(3, 10, False)],
        [(3, 10, False)],
        [(3, 0, True)],
    ]
    monkeypatch.setattr(folder_process, "PART_SECONDS", -1.0)  # each entry is told at once
    assert {len(part) for part in parts()} == {0, 1}
    told = [part for parts in folder_process.listings(paths) for part in parts]
    assert {entry[0] for number, entries, *_ in told if number == 3 for entry in entries} == names


def test_silence_is_told_and_the_next_question_has_another_process(asker: Asker) -> None:
    first = stop(asker)
    started = time.monotonic()
    with pytest.raises(NotAnsweringError, match="no answer for 1 s"):
        asker.answers("/")
    assert 0.9 < time.monotonic() - started < 10
    assert asker.answers("/") and asker._process is not None and asker._process.pid != first


def test_a_process_that_is_killed_is_replaced(asker: Asker) -> None:
    os.kill(stop(asker), signal.SIGKILL)
    assert asker.answers("/")


def test_no_process_is_left(asker: Asker, tmp_path: Path) -> None:
    place = LocalPlace(tmp_path, Asker(1.0))
    place.listings([""])
    assert place.asker._process is not None
    pid = place.asker._process.pid
    place.close()
    assert not Path(f"/proc/{pid}").exists()
    place.listings([""])  # and one that nobody closes
    assert place.asker._process is not None
    pid = place.asker._process.pid
    del place
    assert not Path(f"/proc/{pid}").exists()


def test_a_process_that_cannot_be_killed_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    process = subprocess.Popen(["sleep", "600"], start_new_session=True)
    with monkeypatch.context() as patch:
        patch.setattr(ending, "GRACE_SECONDS", 0.1)
        patch.setattr(ending, "kill", lambda process: None)
        assert ending.end(process) is None and process.pid in ending.left_behind()
    process.kill()
    until = time.monotonic() + 10
    while process.pid in ending.left_behind() and time.monotonic() < until:
        time.sleep(0.02)
    assert process.pid not in ending.left_behind()


def test_a_thread_that_hears_nothing_is_left_behind() -> None:
    assert within(5, lambda sign: threading.current_thread().daemon)
    first = within(5, lambda sign: threading.get_ident())
    assert within(5, lambda sign: threading.get_ident()) == first  # it keeps its connection
    with pytest.raises(ZeroDivisionError):
        within(5, lambda sign: 1 // 0)
    over = threading.Event()
    with pytest.raises(NotAnsweringError):
        within(0.2, lambda sign: over.wait(30))
    assert within(5, lambda sign: threading.get_ident()) != first
    over.set()


def test_signs_of_life_keep_a_thread() -> None:
    def work(sign: Callable[[], None]) -> str:
        for _ in range(6):
            time.sleep(0.3)
            sign()
        return "done"

    assert within(1.5, work) == "done"


# Listing


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    for name in ("a.docx", "县/b.docx", "市/c.docx"):
        office.put(name, f"甲局 20{ord(name[-6]) - 80}")
    office.run()
    return office


def folder_of(tmp_path: Path, *names: str) -> tuple[Path, Path]:
    """Return a folder with a report of each agency named so, and a warehouse to be."""
    folder = tmp_path / "shared"
    folder.mkdir()
    for name in names:
        (folder / f"{name}.txt").write_text(report(f"{name}市财政局"))
    return folder, tmp_path / "w"


def look(office: Office) -> Scan:
    ledger = Ledger.open(office.warehouse)
    return scan(office.folder, ledger, settle_seconds=0, extractor_version="1", silence_seconds=1)


def fall_silent(monkeypatch: pytest.MonkeyPatch, *questions: tuple[str, str]) -> list[Asker]:
    """Stop the process that asks when it comes to a question about a path that ends so."""
    real, stopped = Asker._ask_once, []

    def ask(self: Asker, question: str, path: str | list[str], parts: list | None) -> object:
        paths = [path] if isinstance(path, str) else path
        if any(question == each and one.endswith(end) for each, end in questions for one in paths):
            stopped.append(self)
            self._process = self._process or asking._Process()
            os.kill(self._process.pid, signal.SIGSTOP)
        return real(self, question, path, parts)

    monkeypatch.setattr(Asker, "_ask_once", ask)
    return stopped


@pytest.mark.parametrize("question", ["identity", "listings", "resolved"])
def test_a_folder_that_does_not_answer(
    office: Office, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    end = "shared/" if question == "listings" else "shared"
    assert fall_silent(monkeypatch, (question, end)) == []
    with pytest.raises(FolderNotAnswering, match=r"\[folder_not_answering\]\. Check its mount"):
        look(office)


def test_a_folder_in_it_that_does_not_answer_costs_only_what_is_in_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.folder / "a.docx").unlink()
    (office.folder / "县/b.docx").unlink()
    fall_silent(monkeypatch, ("listings", "县/"))
    found = look(office)
    assert found.vanished == ["a.docx"]  # of 县 nobody knows
    assert [each.source_path for each in found.errors] == ["县"]
    assert "does not answer" in found.errors[0].message
    assert found.unchanged == 1  # 市, which was asked for together with it


def test_a_share_that_falls_silent_half_way(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    fall_silent(monkeypatch, ("listings", "县/"), ("answers", "shared"))
    with pytest.raises(FolderNotAnswering):
        look(office)
    assert len(Ledger.open(office.warehouse).present()) == 3


# Reading


def test_one_file_that_does_not_answer_is_its_own_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, warehouse = folder_of(tmp_path, "甲", "乙")
    with monkeypatch.context() as patch:
        silence_of(patch, "乙.txt")
        summary = take_in(folder, warehouse)
    assert (summary.read, summary.failed, summary.scan_errors) == (2, 1, ())
    row = documents(warehouse)["乙.txt"]
    assert (row["status"], row["error_code"]) == ("failed", "file_not_answering")
    assert take_in(folder, warehouse).read == 1  # tried again
    assert documents(warehouse)["乙.txt"]["status"] == "extracted"


def silence_of(monkeypatch: pytest.MonkeyPatch, *names: str) -> list[str]:
    """Have readers get no answer of some files, "" for all; return the names asked for."""
    real, asked = ChildReader.read, []

    def read(self: ChildReader, path: Path, name: str, *rest: object, **more: object) -> Outcome:
        asked.append(name)
        if name in names or "" in names:
            return Outcome("failed", code="file_not_answering", detail="1 s")
        return real(self, path, name, *rest, **more)

    monkeypatch.setattr(ChildReader, "read", read)
    return asked


def test_a_share_that_falls_silent_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, warehouse = tmp_path / "shared", tmp_path / "w"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(report(f"甲{number}市财政局"))
    change_settings(warehouse, share_silence=1)
    take_in(folder, warehouse)
    for path in folder.iterdir():
        path.write_text(path.read_text() + "\n更正\n")
    with monkeypatch.context() as patch:
        asked = silence_of(patch, "2.txt", "3.txt", "4.txt")
        fall_silent(patch, ("answers", "shared"))
        with open_intake(warehouse, run_id="2", what="test", workers=1) as intake:
            intake.discover(folder, 0)
            kinds = [each.kind for each in intake.read_batch(intake.batches[0])]
            intake.publish()
            summary = intake.summary()
            fault = intake.folder_fault()
    assert kinds == ["extracted", "extracted", "vanished", "vanished", "vanished"]
    assert asked == ["0.txt", "1.txt", "2.txt"]  # of the others nothing is asked
    assert fault is not None and fault.code == "folder_not_answering"
    assert [each.message for each in summary.scan_errors] == [fault.sentence]
    rows = documents(warehouse)
    assert len(rows) == 5 and {row["status"] for row in rows.values()} == {"extracted"}
    assert take_in(folder, warehouse).read == 3


def test_files_that_none_of_them_answer_are_the_shares_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    for number in range(MOST_SILENT_FILES + 5):
        (folder / f"{number:02}.txt").write_text(report(f"甲{number}市财政局"))
    asked = silence_of(monkeypatch, "")
    summary = take_in(folder, tmp_path / "w")
    assert len(asked) == MOST_SILENT_FILES and summary.read == MOST_SILENT_FILES - 1
    assert "folder_not_answering" in summary.scan_errors[0].message


def test_a_run_that_fails_so_is_remembered_with_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, warehouse = folder_of(tmp_path)
    change_settings(warehouse, share_silence=1)
    fall_silent(monkeypatch, ("identity", "shared"))
    with pytest.raises(FolderNotAnswering):
        take_in(folder, warehouse)
    assert Nights(warehouse).runs[-1].fault_code == "folder_not_answering"


def test_a_part_whose_machine_gets_no_answer_is_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, warehouse = folder_of(tmp_path, "甲", "乙")
    change_settings(warehouse, share_silence=1)
    with open_intake(warehouse, run_id="run", what="test", workers=1) as intake:
        intake.discover(folder, 0)
        laid = Parts.lay_out(warehouse, terms(), intake.batches)
        with monkeypatch.context() as patch:
            silence_of(patch, "甲.txt")
            fall_silent(patch, ("answers", "shared"))
            with pytest.raises(FolderNotAnswering):
                read_part(warehouse, "run", 1, workers=1)
        assert laid.readings(1) is None
        read_part(warehouse, "run", 1, workers=1)  # another machine
        assert {each.kind for each in laid.readings(1) or []} <= {"extracted", "known"}


def test_a_reader_is_not_waited_for_that_cannot_be_killed(
    tmp_path: Path, misbehaving: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interrupt while a document's reader hears nothing of it, not even SIGKILL."""
    (tmp_path / "a.txt").write_text("plain")
    (tmp_path / "b.txt").write_text("hang")
    processes = []
    monkeypatch.setattr(ending, "GRACE_SECONDS", 0.1)
    monkeypatch.setattr("flows.ending.kill", processes.append)
    monkeypatch.setattr("flows.pool.kill", processes.append)
    with ChildReader(deadline_seconds=60, target=misbehaving) as reader:
        reader.read(tmp_path / "a.txt", "n")
        threading.Timer(0.3, reader.close).start()
        started = time.monotonic()
        with pytest.raises(ReaderClosedError):
            reader.read(tmp_path / "b.txt", "n")
        assert time.monotonic() - started < 20
    processes[0].kill()
    processes[0].wait()


# Object stores and the like


class Slow:
    """A file that gives some bytes now and then, then none for long."""

    def __init__(self, file: object, over: threading.Event) -> None:
        self.file, self.over, self.reads = file, over, 0

    def __enter__(self) -> Slow:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def read(self, size: int) -> bytes:
        self.reads += 1
        if self.reads > 4:
            self.over.wait(30)
        time.sleep(0.1)
        return self.file.read(10)


def test_urls_that_do_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pipe_file("/bucket/甲.txt", report().encode())
    memory.pipe_file("/bucket/乙.txt", report("乙市教育局").encode())
    over, kind = threading.Event(), type(memory)
    real = kind.open

    def open_(self: object, path: str, *rest: object, **more: object) -> object:
        file = real(self, path, *rest, **more)
        return Slow(file, over) if path.endswith("乙.txt") else file

    try:
        change_settings(tmp_path / "w", share_silence=1)
        with monkeypatch.context() as patch:
            patch.setattr(kind, "open", open_)
            summary = take_in("memory://bucket", tmp_path / "w")
        assert (summary.read, summary.failed, summary.scan_errors) == (2, 1, ())
        assert documents(tmp_path / "w")["乙.txt"]["error_code"] == "file_not_answering"
        patch.setattr(kind, "ls", lambda *_, **__: over.wait(30))
        with pytest.raises(FolderNotAnswering, match="memory://bucket"):
            take_in("memory://bucket", tmp_path / "w")
        patch.undo()
        assert take_in("memory://bucket", tmp_path / "w").read == 1
    finally:
        over.set()
        memory.store.clear()


# The whole of it, on a file system that really does not answer


@pytest.fixture(scope="session")
def can_mount() -> None:
    done = subprocess.run([sys.executable, HANGING_SHARE], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"No FUSE file system can be mounted here: {done.stderr.strip()[-80:]}")


class Share:
    """A folder, and the same behind a mount that may fall silent."""

    def __init__(self, root: Path) -> None:
        self.folder, self.place, self.control = root / "source", root / "share", root / "control"
        self.warehouse = root / "w"
        (self.folder / "县").mkdir(parents=True)
        self.place.mkdir()
        for name in ("甲", "乙", "县/丙"):
            (self.folder / f"{name}.txt").write_text(report(f"{name[-1]}市财政局"))
        change_settings(self.warehouse, share_silence=1)

    def run(self, *command: str, silent: str = "", api: str = "") -> tuple[int, str]:
        self.control.write_text(silent)
        done = subprocess.run(
            [sys.executable, HANGING_SHARE, str(self.folder), str(self.place),
             str(self.control), sys.executable, "-c", *command],
            cwd=ROOT, text=True, capture_output=True, timeout=120,
            env=ENVIRONMENT | ({"PREFECT_API_URL": api} if api else {}),
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def night(self, silent: str = "") -> tuple[int, dict]:
        code, said = self.run(QUICK + NIGHT, str(self.place), str(self.warehouse), silent=silent)
        return code, json.loads(said.splitlines()[-1]) if code == 0 else {"said": said}


QUICK = """
import json, sys
from flows import ending, placement
ending.GRACE_SECONDS, placement.LOOK_SECONDS = 0.2, 0.5
"""
COMMAND = "from flows.cli import main; main()"
NIGHT = """
from pathlib import Path
from tests.test_ingest import take_in
from flows.away import FolderNotAnswering
try:
    summary = take_in(*map(Path, sys.argv[1:]))
except FolderNotAnswering as error:
    print(json.dumps({"fault": str(error)}))
else:
    print(json.dumps({
        "read": summary.read, "failed": {each.source_path: each.code for each in summary.troubles},
        "gone": summary.vanished, "errors": [each.message for each in summary.scan_errors],
    }))
"""
HALF = """
from pathlib import Path
from flows.intake import open_intake
folder, warehouse, control = map(Path, sys.argv[1:])
with open_intake(warehouse, run_id="half", what="test", workers=2) as intake:
    intake.discover(folder, 0, batch_size=1)
    intake.read_batch(intake.batches[0])
    control.write_text("*")
    kinds = [each.kind for batch in intake.batches[1:] for each in intake.read_batch(batch)]
    intake.publish()
    fault = intake.folder_fault()
    print(json.dumps({"kinds": kinds, "code": fault and fault.code}))
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests",
               Path(HANGING_SHARE).parent)))}  # fmt: skip


@pytest.fixture
def share(can_mount: None, tmp_path: Path) -> Share:
    return Share(tmp_path)


def test_nights_on_a_share_that_hangs_in_the_kernel(share: Share) -> None:
    code, told = share.night("read 乙.txt\nreaddir 县")
    assert code == 0 and told["failed"] == {"乙.txt": "file_not_answering"}, told
    assert (told["read"], told["gone"]) == (2, [])
    assert len(told["errors"]) == 1 and "does not answer" in told["errors"][0]
    code, told = share.night("*")
    assert code == 0 and "[folder_not_answering]" in told["fault"], told
    code, told = share.night()
    assert told == {"read": 2, "failed": {}, "gone": [], "errors": []}


def test_a_share_that_hangs_half_way(share: Share) -> None:
    """The reader that hangs cannot be killed; the run ends all the same."""
    places = (str(share.place), str(share.warehouse), str(share.control))
    code, said = share.run(QUICK + HALF, *places)
    assert code == 0, said
    told = json.loads(said.splitlines()[-1])
    assert told == {"kinds": ["vanished", "vanished"], "code": "folder_not_answering"}
    code, told = share.night()
    assert (told["read"], told["gone"], told["errors"]) == (2, [], [])


def test_commands_on_a_share_that_hangs_in_the_kernel(share: Share) -> None:
    place, warehouse = str(share.place), str(share.warehouse)
    code, said = share.run(
        QUICK + COMMAND, "status", "-w", warehouse, "--folder", place, silent="*"
    )
    assert code == 1 and "[folder_not_answering]" in said and "Traceback" not in said


@pytest.mark.prefect
def test_one_file_on_a_share_that_hangs_in_the_kernel(prefect_server: str, share: Share) -> None:
    place, warehouse = str(share.place), str(share.warehouse)
    code, said = share.run(
        QUICK + COMMAND, "ingest-file", f"{place}/甲.txt", "--folder", place, "-w", warehouse,
        silent="*", api=prefect_server,
    )  # fmt: skip
    assert code == 1 and "[folder_not_answering]" in said and "Traceback" not in said
    (run,) = Nights(share.warehouse).runs
    assert run.fault_code == "folder_not_answering"
