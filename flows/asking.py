"""Asking the file system through a process that may be left waiting for it."""

from __future__ import annotations

import errno
import marshal
import os
import select
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.ending import end
from flows.folder_process import FRAME, Entry, Listed
from flows.process_tree import cpu_seconds, starved_seconds
from flows.silence import SILENCE_SECONDS, NotAnsweringError

STARTUP_SECONDS = 60.0
"""Until the process is there: on a busy machine it may take its time, which is no share's fault."""

Listing = list[Entry] | OSError | NotAnsweringError
"""A folder's entries, or what was met instead."""

LISTEN_SECONDS = 0.5
"""A process that seems silent is listened to for a moment longer."""

_ROOT = str(Path(__file__).resolve().parent.parent)
_START = f"import sys; sys.path.append({_ROOT!r}); from flows.folder_process import main; main()"
_READ_BYTES = 1 << 20


class Asker:
    """Asks about paths of this machine. May be used by several threads, which take turns.

    Its process is started with the first question and ends with this object. Every question
    raises `OSError` as the call that it stands for does, and `NotAnsweringError` where the file
    system has given no sign for `silence_seconds`: the process is left behind then, and the
    next question has a new one.
    """

    def __init__(self, silence_seconds: float = SILENCE_SECONDS) -> None:
        self.silence_seconds = silence_seconds
        self._process: _Process | None = None
        self._turn = threading.Lock()

    def identity(self, path: str) -> tuple[int, int]:
        """Return what tells a folder from another mounted in its place: device and inode."""
        device, inode = self._ask("identity", path)
        return device, inode

    def state(self, path: str) -> tuple[int, int] | None:
        """Return a regular file's size and time of writing (ns), None of anything else."""
        found: tuple[int, int] | None = self._ask("state", path)
        return found

    def kind(self, path: str) -> str:
        """Return what a path leads to: `FILE`, `FOLDER` or `OTHER` of `flows.folder_process`."""
        return str(self._ask("kind", path))

    def resolved(self, path: str) -> Path:
        """Return a path without links, as `Path.resolve` does."""
        return Path(self._ask("resolved", path))

    def answers(self, path: str) -> bool:
        """Tell whether a folder can be listed, be it only its first entry."""
        return bool(self._ask("answers", path))

    def listings(self, paths: Sequence[str]) -> list[Listing]:
        """Return the entries of folders, or what was met instead in listing each.

        Where one of them gets no answer, neither do those that come after it.
        """
        parts: list[Listed] = []
        silence: NotAnsweringError | None = None
        try:
            self._ask("listings", list(paths), parts)
        except NotAnsweringError as error:
            silence = error
        entries: list[list[Entry]] = [[] for _ in paths]
        found: list[Listing] = [silence or [] for _ in paths]
        for number, some, error_number, words, whole in parts:
            entries[number] += some
            if whole:
                met = OSError(error_number, words, paths[number])
                found[number] = met if error_number else entries[number]
        return found

    def close(self) -> None:
        """End the process. The next question starts another."""
        with self._turn:
            self._drop()

    def _ask(self, question: str, path: str | list[str], parts: list[Listed] | None = None) -> Any:
        with self._turn:
            try:
                return self._ask_once(question, path, parts)
            except EOFError:  # somebody has ended the process: the kernel, short of memory
                self._drop()
            try:
                if parts is not None:
                    parts.clear()
                return self._ask_once(question, path, parts)
            except EOFError:
                self._drop()
                raise OSError(errno.EIO, "who asks the file system dies") from None

    def _ask_once(self, question: str, path: str | list[str], parts: list[Listed] | None) -> Any:
        try:
            if self._process is None:
                self._process = _Process()
            self._process.send(question, path)
            while True:
                kind, *told = self._process.receive(self.silence_seconds)
                if kind != "part":
                    break
                assert parts is not None
                parts += told[0]
        except (EOFError, OSError):
            raise
        except BaseException:  # silent, or we are interrupted: its answer would be the next one's
            self._drop()
            raise
        if kind == "error":
            number, words = told
            raise OSError(number, words, path)
        return told[0]

    def _drop(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None


class _Process:
    """One process and its two pipes."""

    def __init__(self) -> None:
        process = subprocess.Popen(
            # -X: names are to be understood there as here, whatever the environment says.
            [sys.executable, "-I", "-S", "-X", f"utf8={sys.flags.utf8_mode}", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Left behind, it must not keep anybody waiting who reads what this process says.
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert process.stdin is not None and process.stdout is not None
        self._in, self._out = process.stdin.fileno(), process.stdout.fileno()
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        self._data = bytearray()
        self.pid = process.pid
        self.end = weakref.finalize(self, _end, process)
        try:
            self.receive(STARTUP_SECONDS)
        except BaseException as error:
            self.end()
            if isinstance(error, NotAnsweringError | EOFError):
                raise OSError(errno.EIO, "who asks file systems does not start") from None
            raise

    def send(self, question: str, path: str | list[str]) -> None:
        data = marshal.dumps((question, path))
        data = FRAME.pack(len(data)) + data
        try:
            while data:
                data = data[os.write(self._in, data) :]
        except BrokenPipeError:
            raise EOFError from None

    def receive(self, silence_seconds: float) -> tuple[Any, ...]:
        until = time.monotonic() + silence_seconds
        (length,) = FRAME.unpack(self._take(FRAME.size, until, silence_seconds))
        message: tuple[Any, ...] = marshal.loads(self._take(length, until, silence_seconds))
        return message

    def _take(self, length: int, until: float, silence_seconds: float) -> bytes:
        while len(self._data) < length:
            if not self._poll.poll(max(0.0, 1000 * (until - time.monotonic()))):
                if not self._moves():
                    raise NotAnsweringError(silence_seconds)
                until = time.monotonic() + silence_seconds
                continue
            part = os.read(self._out, _READ_BYTES)
            if not part:
                raise EOFError
            self._data += part
        taken = bytes(self._data[:length])
        del self._data[:length]
        return taken

    def _moves(self) -> bool:
        """Tell, after a moment, whether the process is heard or has wanted a core meanwhile.

        Then the machine is slow and not the file system.
        """
        before = cpu_seconds(self.pid) + starved_seconds(self.pid)
        heard = self._poll.poll(1000 * LISTEN_SECONDS)
        return bool(heard) or cpu_seconds(self.pid) + starved_seconds(self.pid) != before


def _end(process: subprocess.Popen[bytes]) -> None:
    end(process)
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()
