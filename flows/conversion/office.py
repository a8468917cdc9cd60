"""One start of LibreOffice: some documents in, as many Word files out, or fewer.

What it says of itself is not believed: its exit code is 0 where nothing was converted, and it
makes documents of anything. What counts is a whole file under the name that was asked for.

    folder/  profile/    settings, new for each start
             in/         0.rtf (the probe), then the documents: 1.doc, 2.odt, …
             out/        0.docx, 1.docx, … in this order
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flows.conversion.profile import write_profile
from flows.pool import ReaderClosedError
from flows.watch import MemoryExceededError, SilentError, Watch

FILTER = "docx:MS Word 2007 XML"

STARTUP_SECONDS = 120.0
"""Until the probe is converted; 3 s on an idle machine."""
DEADLINE_SECONDS = 120.0
SILENCE_SECONDS = 45.0
"""So long without computing anything: it waits for an answer that nobody will give."""
MEMORY_BYTES = 1536 * 2**20
"""Of its processes together; 250 MB for reports."""
_LOOK_SECONDS = 0.1

_PROBE = b"{\\rtf1 0}"
"""Converted before the documents: where it is not, LibreOffice itself is at fault."""
_RESTART = 81
"""Its exit code where a new profile has been laid out and it wants to be started again."""
_STARTS = 3

_PROGRAMS = ("soffice", "libreoffice", "/opt/libreoffice/program/soffice")
_BINARY = "soffice.bin"
_SOCKETS = ("/tmp", "/var/tmp")
_DEAD_SECONDS = 60.0
"""Between the making of a socket and listening at it lies a moment."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a start of LibreOffice ended.

    `code`: None where it ended by itself; else an error code of `schemas.errors`, which
    the document at fault gets, the first that was not done. `started`: whether the probe
    was converted.
    """

    started: bool
    code: str | None = None
    detail: str = ""


class StoppedError(ReaderClosedError):
    """The conversion was stopped from outside: the run was interrupted."""


@lru_cache(maxsize=1)
def office_program() -> str | None:
    """Return the path of LibreOffice, None where it is not installed.

    Of the program itself where it lies beside its starter, which would only stand between.
    """
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found is not None:
            binary = Path(found).resolve().parent / _BINARY
            return str(binary) if os.access(binary, os.X_OK) else found
    return None


def convert_files(
    program: str,
    files: Sequence[tuple[Path, Path]],
    folder: Path,
    *,
    deadline_seconds: float = DEADLINE_SECONDS,
    memory_bytes: int = MEMORY_BYTES,
    stop: threading.Event | None = None,
) -> Ended:
    """Convert documents in one start; each is (its path, where its Word file shall be).

    `folder` is empty and private; LibreOffice may write below it alone. `deadline_seconds`
    are for each document. A Word file is either whole or not there. Raises `StoppedError`.
    """
    profile, inside, outside = folder / "profile", folder / "in", folder / "out"
    write_profile(profile)
    inside.mkdir()
    outside.mkdir()
    (inside / "0.rtf").write_bytes(_PROBE)
    names = ["0.rtf"]
    for number, (source, _) in enumerate(files, 1):
        names.append(f"{number}{source.suffix}")
        (inside / names[-1]).hardlink_to(source)
    made = [outside / f"{number}.docx" for number in range(len(names))]
    ended = Ended(False)
    for _ in range(_STARTS):
        ended, restart = _run(
            _command(program, folder, [inside / name for name in names], memory_bytes),
            folder,
            made,
            deadline_seconds,
            memory_bytes,
            stop or threading.Event(),
        )
        if not restart:
            break
    done = [_is_whole(path) for path in made]
    if ended.code is not None and any(done):
        # It may have been cut short while it wrote the last one.
        last = max(number for number, whole in enumerate(done) if whole)
        done[last] = last == 0
    for (_, target), path, whole in zip(files, made[1:], done[1:], strict=True):
        if whole:
            path.rename(target)
    return Ended(done[0], ended.code, ended.detail)


def _command(program: str, folder: Path, files: Sequence[Path], memory_bytes: int) -> list[str]:
    root = str(Path(__file__).resolve().parent.parent.parent)
    start = f"import sys; sys.path.append({root!r}); from flows.confinement import main; main()"
    return [
        *(sys.executable, "-P", "-c", start),
        *("--writable", str(folder), "--memory", str(memory_bytes), "--end-with-parent"),
        *("--sockets", str(_sockets_folder()), "--"),
        *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
        *("--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault"),
        *("--convert-to", FILTER, "--outdir", str(folder / "out")),
        *map(str, files),
    ]


def _run(
    command: Sequence[str],
    folder: Path,
    made: Sequence[Path],
    deadline_seconds: float,
    memory_bytes: int,
    stop: threading.Event,
) -> tuple[Ended, bool]:
    """Run a command until it ends or has to be ended; tell also whether to start it again."""
    with (folder / "words").open("w+b") as words:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        watch = Watch(process.pid, memory_bytes=memory_bytes, silence_seconds=SILENCE_SECONDS)
        watch.listen()
        done, until = 0, time.monotonic() + STARTUP_SECONDS
        code, detail = None, ""
        try:
            while process.poll() is None:
                if stop.wait(_LOOK_SECONDS):
                    raise StoppedError("The conversion was stopped.")
                watch.look()
                there = sum(path.exists() for path in made)
                if there > done:
                    done, until = there, time.monotonic() + deadline_seconds
                elif time.monotonic() > until:
                    code, detail = "deadline_exceeded", f"LibreOffice, {deadline_seconds:g} s"
                    break
        except MemoryExceededError as error:
            code, detail = "memory_exceeded", f"LibreOffice, {error}"
        except SilentError as error:
            code, detail = "silent_too_long", f"LibreOffice, {error}"
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
            _remove_socket(folder / "profile")
        if code is None and status not in (0, _RESTART):
            words.seek(0)
            said = words.read()[-400:].decode("utf-8", "replace").strip()
            code, detail = "conversion_failed", f"{_how_it_ended(status)}: {said}".rstrip(": ")
    return Ended(False, code, detail), status == _RESTART


def _sockets_folder() -> Path:
    """Return where LibreOffice makes its socket, whatever TMPDIR says (sal/osl/unx/pipe.cxx)."""
    return next(
        (each for each in map(Path, _SOCKETS) if os.access(each, os.W_OK)), Path(_SOCKETS[0])
    )


def _remove_socket(profile: Path) -> None:
    """Remove the socket by which a second start with a profile would find the first one.

    LibreOffice may make it but, confined, not remove it, and it does not start where it lies.
    Its name has the MD5 of the profile's address, in hexadecimal without leading zeros.
    """
    address = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in address)}"
    path = _sockets_folder() / name
    with suppress(OSError):
        if stat.S_ISSOCK(path.lstat().st_mode):
            path.unlink()


def clear_sockets(older_than_seconds: float = _DEAD_SECONDS) -> int:
    """Remove this user's sockets at which no LibreOffice listens: of runs that were killed.

    Return how many there were.
    """
    removed = 0
    for path in _sockets_folder().glob(f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_*"):
        with suppress(OSError):
            status = path.lstat()
            if not stat.S_ISSOCK(status.st_mode) or status.st_uid != os.getuid():
                continue
            if time.time() - status.st_mtime >= older_than_seconds and _is_dead(path):
                path.unlink()
                removed += 1
    return removed


def _is_dead(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(1.0)
        try:
            caller.connect(str(path))
        except ConnectionRefusedError:
            return True
    return False


def _environment(folder: Path) -> dict[str, str]:
    """Return all that LibreOffice is told: nothing of the user's, no proxies, no display."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        "MALLOC_ARENA_MAX": "2",
    }


def _how_it_ended(status: int) -> str:
    if status >= 0:
        return f"LibreOffice ended with exit code {status}"
    with suppress(ValueError):
        return f"LibreOffice ended by {signal.Signals(-status).name}"
    return f"LibreOffice ended by signal {-status}"


_END_OF_ARCHIVE = b"PK\x05\x06"
_END_BYTES = 22


def _is_whole(path: Path) -> bool:
    """Tell whether a Word file is complete: an archive's directory is written at its end."""
    try:
        with path.open("rb") as file:
            file.seek(-_END_BYTES, os.SEEK_END)
            return file.read(4) == _END_OF_ARCHIVE
    except OSError:
        return False
