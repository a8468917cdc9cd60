"""Cores shared between processes: never more pages at once than there are slots."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flows import slots
from flows.slots import Slots, shared_folder

HOLDER = """
import sys, time
from pathlib import Path
from flows.slots import Slots
with Slots(Path(sys.argv[1]), 1).hold():
    print("held", flush=True)
    time.sleep(600)
"""


def test_threads_share_the_slots(tmp_path: Path) -> None:
    shared = Slots(tmp_path, 2)
    running: list[int] = []
    most = [0]
    lock = threading.Lock()

    def work() -> None:
        with shared.hold():
            with lock:
                running.append(1)
                most[0] = max(most[0], len(running))
            time.sleep(0.03)
            with lock:
                running.pop()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most[0] == 2


def test_slot_of_a_killed_process_is_free_again(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert Slots(tmp_path, 1)._try_each() is None
        holder.send_signal(signal.SIGKILL)
        holder.wait(20)
        with Slots(tmp_path, 1).hold():
            pass
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_who_only_waits_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_SIGN_SECONDS", 0.01)
    told = threading.Event()
    other = Slots(tmp_path, 1)
    mine = Slots(tmp_path, 1, told.set)

    def wait() -> None:
        with mine.hold():
            pass

    thread = threading.Thread(target=wait)
    with other.hold():
        thread.start()
        assert told.wait(20)
    thread.join(20)
    assert not thread.is_alive()


def test_without_a_folder_nobody_waits() -> None:
    with Slots(None, 2).hold(), Slots(Path("/nonexistent/folder"), 1).hold():
        pass


def test_folder_of_another_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = shared_folder()
    assert folder is not None
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    assert shared_folder() is None
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert shared_folder() is None
