"""Reading in child processes: whatever a document does, only that document fails."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from flows.patience import MOST_DEADLINES, Patience
from flows.pool import (
    ChildReader,
    Outcome,
    ReaderClosedError,
    ReaderPool,
    ReaderUnavailableError,
)
from flows.warehouse import serialise


@pytest.fixture
def document(tmp_path: Path):
    """Write a document with the given text and return its path."""
    count = iter(range(1_000_000))

    def write(text: str) -> Path:
        path = tmp_path / f"{next(count)}.txt"
        path.write_text(text)
        return path

    return write


@pytest.fixture
def read(misbehaving: str, document):
    """Read one document after another in one ChildReader, with a short deadline."""
    with ChildReader(deadline_seconds=1.5, target=misbehaving) as reader:
        yield lambda text, **kw: reader.read(document(text), "名.txt", **kw)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> list[str]:
    path = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    return path.read_text().split()


def exists(pid: int) -> bool:
    """Whether a process runs (one that ended and is not yet reaped by init does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_plain_document_comes_back_serialised(read) -> None:
    outcome = read("plain 文")
    assert outcome.kind == "extracted"
    assert outcome.document_id == hashlib.sha256("plain 文".encode()).hexdigest()
    assert outcome.agency == "某市教育局"
    extraction, extracted_at = serialise.loads(outcome.payload)
    assert extraction.report.title == "plain"
    assert extraction.name == "名.txt"
    assert extracted_at.tzinfo is not None
    assert 0 < outcome.seconds.extract <= outcome.seconds.total


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        ("hang", "deadline_exceeded", "1.5 s"),
        ("spin", "deadline_exceeded", "1.5 s"),
        ("kill", "reader_died", "SIGKILL"),
        ("segfault", "reader_died", "SIGSEGV"),
        ("exit", "reader_died", "exit code 3"),
        ("raise 除以零", "reader_failed", "ZeroDivisionError: 除以零"),
        ("encrypted", "encrypted_document", "by the test"),
    ],
)
def test_only_the_culprit_fails(read, text: str, code: str, detail: str) -> None:
    before = read("before")
    bad = read(text)
    after = read("after")
    assert (before.kind, bad.kind, after.kind) == ("extracted", "failed", "extracted")
    assert bad.code == code
    assert detail in bad.detail
    assert bad.document_id == hashlib.sha256(text.encode()).hexdigest()


def test_exactly_the_killers_of_a_hundred_are_reported(misbehaving: str, document) -> None:
    killers = set(range(3, 100, 12))
    with ChildReader(deadline_seconds=30, target=misbehaving) as reader:
        outcomes = [
            reader.read(document(f"{'kill' if i in killers else 'plain'} {i}"), "n")
            for i in range(100)
        ]
    assert {i for i, outcome in enumerate(outcomes) if outcome.kind == "failed"} == killers


def test_innocent_document_is_read_again_in_a_fresh_child(read) -> None:
    assert read("first").kind == "extracted"
    assert read("die-if-second").kind == "extracted"


def test_printing_does_not_corrupt_the_channel(read) -> None:
    assert read("print").kind == "extracted"
    assert read("read-stdin").kind == "extracted"
    assert read("plain").kind == "extracted"


def test_known_bytes_are_not_extracted(read) -> None:
    asked: list[str] = []
    outcome = read("kill", known=lambda document_id: not asked.append(document_id))
    assert outcome.kind == "known"
    assert asked == [outcome.document_id] == [hashlib.sha256(b"kill").hexdigest()]
    assert read("plain").kind == "extracted"


def test_unreadable_files(misbehaving: str, tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text("plain")
    (tmp_path / "link.txt").symlink_to("there.txt")
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    with ChildReader(deadline_seconds=20, target=misbehaving) as reader:
        assert reader.read(tmp_path / "gone.txt", "n").kind == "vanished"
        for name in ("link.txt", "folder.txt", "pipe.txt"):
            outcome = reader.read(tmp_path / name, name)
            assert (outcome.kind, outcome.code) == ("failed", "unreadable_file")
            assert outcome.document_id == ""


def test_no_link_is_followed_below_the_folder(misbehaving: str, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "shared", tmp_path / "elsewhere"
    for each in (folder / "2023", elsewhere):
        each.mkdir(parents=True)
        (each / "a.txt").write_text("plain")
    (folder / "out").symlink_to(elsewhere)
    (tmp_path / "mounted").symlink_to(folder)  # the folder itself may lie behind one
    with ChildReader(deadline_seconds=20, target=misbehaving) as reader:

        def read(path: str, root: Path) -> Outcome:
            return reader.read(root / path, "n", beneath=root)

        assert read("2023/a.txt", folder).kind == "extracted"
        assert read("2023/a.txt", tmp_path / "mounted").kind == "extracted"
        assert read("out/a.txt", folder).code == "unreadable_file"
        assert read("2023/gone.txt", folder).kind == "vanished"
        (folder / "2023").rename(folder / "old")  # between the scan and the reading
        (folder / "2023").symlink_to(elsewhere)
        assert read("2023/a.txt", folder).code == "unreadable_file"


@pytest.mark.parametrize("name", ["-rf.txt", "a\nb.txt", "报" * 83 + ".txt", "=1+1.txt", " .txt"])
def test_names_that_others_stumble_over(misbehaving: str, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("plain")
    with ChildReader(deadline_seconds=20, target=misbehaving) as reader:
        assert reader.read(tmp_path / name, name, beneath=tmp_path).kind == "extracted"


def test_odd_file_name(misbehaving: str, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xb1\n .txt"))
    path.write_text("plain")
    with ChildReader(deadline_seconds=20, target=misbehaving) as reader:
        assert reader.read(path, path.name).kind == "extracted"


def test_child_is_recycled(misbehaving: str, document) -> None:
    others = set(children())  # Prefect's server, if an earlier test started it
    with ChildReader(deadline_seconds=20, recycle_after=2, target=misbehaving) as reader:
        seen = []
        for _ in range(5):
            assert reader.read(document("plain"), "n").kind == "extracted"
            seen.append(tuple(set(children()) - others))
    assert len(set(seen)) == 3
    assert all(len(each) == 1 for each in seen)


def test_nothing_is_left_behind(misbehaving: str, document) -> None:
    before = open_files(), children()
    with ChildReader(deadline_seconds=0.5, target=misbehaving) as reader:
        for text in ("plain", "kill", "hang", "plain", "exit"):
            reader.read(document(text), "n")
    assert (open_files(), children()) == before


def test_pages_move_the_deadline_on(read) -> None:
    outcome = read("pages 8 0.3")  # 2.4 s, of which no page takes the deadline's 1.5 s
    assert outcome.kind == "extracted"
    assert outcome.seconds.total > 1.5


def test_a_page_that_hangs_is_given_up(read) -> None:
    outcome = read("pages 2 2")
    assert outcome.code == "deadline_exceeded"
    assert read("plain").kind == "extracted"


def test_pages_are_kept_in_the_warehouse(misbehaving: str, document, tmp_path: Path) -> None:
    with ChildReader(deadline_seconds=20, target=misbehaving, warehouse=tmp_path / "w") as reader:
        assert reader.read(document(f"keep {'a' * 64}"), "n").kind == "extracted"
    assert (tmp_path / "w/_store/ocr/aa" / ("a" * 64)).read_bytes() == b"page"


class Clock:
    """A clock that stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_patience_is_for_each_page_and_ends_at_last() -> None:
    clock = Clock()
    patience = Patience(10, clock)
    assert patience.until == 10
    for clock.now in range(0, 2000, 9):
        patience.page_read()
    assert patience.until == 10 * MOST_DEADLINES < 2000


def test_waiting_for_a_core_costs_no_patience() -> None:
    clock = Clock()
    patience = Patience(10, clock)
    clock.now = 4
    patience.page_read()
    for clock.now in (9, 14, 5000):
        patience.wait()
    assert patience.until == 5000 + 10
    patience.pause(3)
    assert patience.until == 5000 + 13


@pytest.mark.parametrize(
    ("word", "code"), [("orphan", "deadline_exceeded"), ("orphan-exit", "reader_died")]
)
def test_processes_of_a_reader_end_with_it(
    misbehaving: str, document, tmp_path: Path, word: str, code: str
) -> None:
    pid_file = tmp_path / "_store/tmp/pid"  # where children may write
    with ChildReader(deadline_seconds=2, target=misbehaving, warehouse=tmp_path) as reader:
        assert reader.read(document(f"{word} {pid_file}"), "n").code == code
    pid = int(pid_file.read_text())
    until = time.monotonic() + 5
    while exists(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not exists(pid)


def test_closing_interrupts_without_blaming_the_document(misbehaving: str, document) -> None:
    with ReaderPool(1, lambda: ChildReader(deadline_seconds=60, target=misbehaving)) as pool:
        caught: list[BaseException] = []

        def work() -> None:
            with pool.lend() as reader:
                reader.read(document("plain"), "n")
                started.set()
                try:
                    reader.read(document("hang"), "n")
                except ReaderClosedError as error:
                    caught.append(error)

        started = threading.Event()
        thread = threading.Thread(target=work)
        thread.start()
        assert started.wait(30)
        time.sleep(0.2)
    thread.join(10)
    assert not thread.is_alive()
    assert len(caught) == 1


def test_broken_installation_is_not_the_documents_fault(document) -> None:
    with (
        ChildReader(target="no_such_module:extract") as reader,
        pytest.raises(ReaderUnavailableError, match="no_such_module"),
    ):
        reader.read(document("plain"), "n")


def test_child_imports_nothing_heavy(document, tmp_path: Path, misbehaving: str) -> None:
    listing = tmp_path / "_store/tmp/modules"  # where children may write
    with ChildReader(deadline_seconds=20, target=misbehaving, warehouse=tmp_path) as reader:
        assert reader.read(document(f"modules {listing}"), "n").kind == "extracted"
        assert reader.read(document(f"modules {listing}"), "n").kind == "extracted"
    loaded = {name.partition(".")[0] for name in listing.read_text().split()}
    assert loaded.isdisjoint({"prefect", "pandas", "pyarrow", "numpy", "typer", "rich"})


def test_start_is_quick(misbehaving: str, document) -> None:
    started = time.perf_counter()
    with ChildReader(target=misbehaving) as reader:
        reader.read(document("plain"), "n")
    assert time.perf_counter() - started < 5
