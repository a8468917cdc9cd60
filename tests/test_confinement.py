"""What a reading process cannot do, whatever a document makes it try."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from flows import confinement, private_folder, process_tree
from flows.pool import ChildReader, Outcome
from flows.process_tree import cpu_seconds, processes, resident_bytes
from flows.watch import MemoryExceededError, SilentError, Watch

MB = 1 << 20
MEMORY = 300 * MB


@pytest.fixture
def read(misbehaving: str, tmp_path: Path):
    """Read a document with a given text in a confined child with little memory."""
    path = tmp_path / "document.txt"
    target = misbehaving.replace("misbehaving", "hungry")
    with ChildReader(deadline_seconds=60, memory_bytes=MEMORY, target=target) as reader:

        def read(text: str, **options: object) -> Outcome:
            path.write_text(text)
            return reader.read(path, "n", **options)  # type: ignore[arg-type]

        yield read


@pytest.fixture
def listener():
    """A port on the loopback where somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        yield server


def is_untouched(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize(
    "text", ["touch-memory 20", "ask-memory 2000", "child-memory 400", "abort-memory"]
)
def test_memory_costs_its_document_alone(read, text: str) -> None:
    assert read("plain before").kind == "extracted"
    outcome = read(text)
    assert (outcome.kind, outcome.code) == ("failed", "memory_exceeded")
    assert read("plain after").kind == "extracted"


def test_memory_of_earlier_documents_is_not_the_next_ones(read) -> None:
    for _ in range(6):
        assert read("keep-memory 120").kind == "extracted"


def test_no_connection_leaves(read, listener) -> None:
    port = listener.getsockname()[1]
    for word in ("connect", "connect-in-c", "connect-by-child"):
        outcome = read(f"{word} {port}")
        assert "connected" not in outcome.detail
        assert is_untouched(listener)
    assert (
        "OSError" in read(f"connect {port}").detail or "Network" in read(f"connect {port}").detail
    )


def test_nothing_is_written_elsewhere(read, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    for word, path in (("write", there), ("write", tmp_path / "new"), ("remove", there)):
        assert "PermissionError" in read(f"{word} {path}").detail
    assert there.read_text() == "mine"
    assert not (tmp_path / "new").exists()


def test_temporary_files_end_with_the_child(read) -> None:
    def left() -> set[str]:
        return {each.name for each in Path(tempfile.gettempdir()).glob("nianbao-reading-*")}

    assert read("plain").kind == "extracted"
    before = left()
    assert read("temporary").code == "reader_died"
    assert len(left() - before) == 0
    assert read("plain").kind == "extracted"


def test_limits_of_a_child(read) -> None:
    told = read("limits").detail
    assert "cores 1 " in told
    assert f"nice {os.nice(0) + confinement.NICENESS} " in told
    assert "nianbao-reading-" in told
    assert "OSError" in read(f"large-file {confinement.FILE_BYTES + 1}").detail


def test_memory_limit_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(confinement.MEMORY_SETTING, raising=False)
    assert confinement.memory_limit() == confinement.MEMORY_BYTES
    monkeypatch.setenv(confinement.MEMORY_SETTING, "2048")
    assert confinement.memory_limit() == 2048 * MB
    for wrong in ("100", "viel", "-1", "1.5", "²"):
        monkeypatch.setenv(confinement.MEMORY_SETTING, wrong)
        with pytest.raises(ValueError, match=confinement.MEMORY_SETTING):
            confinement.memory_limit()


def test_recursion_is_the_documents_fault(read) -> None:
    outcome = read("recurse")
    assert (outcome.code, outcome.detail) == ("damaged_document", "nested too deep")


def test_standing_still_is_noticed_before_the_deadline(misbehaving: str, tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_text("hang")
    with ChildReader(deadline_seconds=300, silence_seconds=2, target=misbehaving) as reader:
        outcome = reader.read(tmp_path / "d.txt", "n")
    assert outcome.code == "silent_too_long"
    assert outcome.seconds.total < 100


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_process_that_computes_is_not_silent() -> None:
    clock = Clock()
    watch = Watch(os.getpid(), memory_bytes=1 << 50, silence_seconds=5, clock=clock)
    watch.listen()
    for clock.now in range(2, 60, 2):
        until = cpu_seconds(os.getpid()) + 0.02
        while cpu_seconds(os.getpid()) < until:
            pass
        watch.look()


def test_a_process_that_reads_from_a_slow_share_is_not_silent() -> None:
    with subprocess.Popen(["sleep", "60"]) as sleeping:
        clock = Clock()
        watch = Watch(sleeping.pid, memory_bytes=1 << 50, silence_seconds=5, clock=clock)
        for clock.now in range(2, 60, 2):
            watch.look()
        watch.listen()
        with pytest.raises(SilentError):
            for clock.now in range(60, 120, 2):
                watch.look()
        sleeping.kill()


def test_watched_memory_is_that_of_all_descendants() -> None:
    command = "import subprocess; subprocess.run(['sleep', '60'])"
    with subprocess.Popen([sys.executable, "-c", command]) as parent:
        while len(processes(parent.pid)) < 2:
            pass
        child = processes(parent.pid)[1]
        while Path(f"/proc/{child}/comm").read_text() != "sleep\n":
            pass  # until then it is its parent's image
        assert resident_bytes(parent.pid) > resident_bytes(child) > 0
        with pytest.raises(MemoryExceededError):
            Watch(parent.pid, memory_bytes=MB, silence_seconds=5).look()
        os.kill(child, 9)
    assert resident_bytes(parent.pid) == 0


def test_folders_of_killed_parents_are_cleared_away(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    abandoned = tmp_path / "nianbao-reading-old"
    (abandoned / "deep").mkdir(parents=True)
    held = private_folder.PrivateFolder()
    assert private_folder.clear_abandoned(younger_than_seconds=-1) == 1
    assert not abandoned.exists()
    assert held.path.exists()
    held.remove()
    assert not held.path.exists()


CONFINED = """
import sys
from pathlib import Path
from flows import confinement, landlock
if "python" in sys.argv[1]:
    landlock.restrict = lambda *_, **__: False
if sys.argv[1] != "namespace":
    confinement._leave_network = lambda _: False
confined = confinement.confine([Path(sys.argv[2])])
print(confined.network)
import socket, urllib.request
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[3])), timeout=5)
    print("connected")
except OSError as error:
    print(type(error).__name__)
left, right = socket.socketpair()
left.send(b"x")
(Path(sys.argv[2]) / "file").write_text("x")
"""


@pytest.mark.parametrize("way", ["namespace", "landlock", "python"])
def test_each_way_to_close_the_network(way: str, tmp_path: Path, listener) -> None:
    port = str(listener.getsockname()[1])
    command = [sys.executable, "-c", CONFINED, way, str(tmp_path), port]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    network, outcome = done.stdout.split()
    if network != way:
        pytest.skip(f"this kernel closes the network by {network}")
    assert outcome != "connected"
    assert is_untouched(listener)
    assert (tmp_path / "file").read_text() == "x"


def test_another_program_is_confined(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parent.parent
    there, elsewhere = tmp_path / "there", tmp_path / "elsewhere"
    there.mkdir()
    script = f"echo x > {there}/file; echo x > {elsewhere}; cat /proc/net/dev"
    command = [sys.executable, "-m", "flows.confinement", "--writable", str(there), "--"]
    done = subprocess.run(
        [*command, "sh", "-c", script], cwd=root, capture_output=True, text=True, check=False
    )
    assert (there / "file").exists()
    assert not elsewhere.exists()
    assert "eth" not in done.stdout


def test_a_process_being_started_does_not_count_twice() -> None:
    code = (
        "import os, sys, time\n"
        "held = bytearray(120_000_000)\n"
        "child = os.fork()\n"
        "if child: print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == b"ready\n"
            assert len(process_tree.processes(process.pid)) == 2
            assert 120_000_000 < process_tree.resident_bytes(process.pid) < 200_000_000
        finally:
            for each in process_tree.processes(process.pid):
                os.kill(each, signal.SIGKILL)
