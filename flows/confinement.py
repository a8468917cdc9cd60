"""What a process gives up before it opens documents: the network, writing, memory without end.

Called by the process itself at its start (`confine`), before it has threads; all that it starts
is confined with it. As a command it confines another program:

    python -m flows.confinement [--writable FOLDER] -- soffice --headless …

Each measure is taken where the kernel allows it, without asking for privileges; `Confined` says
which are in force. The network is closed by the first that works:

    namespace   a network namespace of its own, in which nothing is, not even the loopback;
                as another user than root within a user namespace of its own
    landlock    the kernel refuses TCP (Linux 6.7)
    python      Python's sockets raise; a library in C could still connect
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn

from flows import landlock

MEMORY_BYTES = 1536 * 2**20
"""Resident memory of a reading process with all that it started. A scan takes 700 MB."""

MEMORY_SETTING = "NIANBAO_READER_MEMORY_MB"
"""Environment variable for another limit: a matter of the machine, not of a run."""

_LEAST_MEGABYTES = 256

DATA_FACTOR = 2
"""A single process may reserve so many times that (RLIMIT_DATA): recognisers reserve more than
they touch. It stops what grows faster than the parent looks."""

FILE_BYTES = 256 * 2**20
"""The largest file that may be written: pictures for tesseract have some ten megabytes."""

NICENESS = 5
"""The machine's other work comes first."""

OOM_SCORE = 500
"""Out of 1000: of all processes the kernel shall end those first that read documents."""

_NO_CORES = 1
"""Bytes of a core dump: 0 would still run a dump handler (/proc/sys/kernel/core_pattern), to
which the kernel gives nothing where the limit is 1; see core(5) and fs/coredump.c."""

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38

Network = Literal["namespace", "landlock", "python"]


@dataclass(frozen=True, slots=True)
class Confined:
    """What is in force: how the network is closed, whether writing is confined to folders."""

    network: Network
    writing: bool

    def __str__(self) -> str:
        written = "confined by landlock" if self.writing else "not confined"
        return f"network closed by {self.network}, writing {written}"


def memory_limit() -> int:
    """Return the bytes that a reading process may hold on this machine, by setting or default.

    Raises `ValueError` where the setting is no number of megabytes from 256 on.
    """
    text = os.environ.get(MEMORY_SETTING, "")
    if not text:
        return MEMORY_BYTES
    if not text.isascii() or not text.isdigit() or int(text) < _LEAST_MEGABYTES:
        raise ValueError(f"{MEMORY_SETTING}={text!r} is no number of megabytes from 256 on.")
    return int(text) * 2**20


class NetworkClosedError(OSError):
    """A socket was asked for in a process that has no network."""


def confine(
    writable: Sequence[Path] = (),
    *,
    memory_bytes: int = MEMORY_BYTES,
    file_bytes: int = FILE_BYTES,
    niceness: int = NICENESS,
    sockets: Sequence[Path] = (),
) -> Confined:
    """Confine this process, for ever. It may write below `writable` only.

    It may make sockets of this machine below `sockets` too.

    To be called while it has one thread. Never raises for what the kernel refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    separated = _leave_network(libc)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _limit(resource.RLIMIT_CORE, _NO_CORES)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_DATA, DATA_FACTOR * memory_bytes)
    with suppress(OSError):  # a container may not allow it
        os.nice(niceness)
        Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE))
    places = [*writable, Path(os.devnull)]
    if separated:
        return Confined(
            "namespace", landlock.restrict(libc, places, deny_tcp=False, sockets=sockets)
        )
    # Python's sockets in any case: Landlock leaves UDP, and so names, open.
    _close_python_sockets()
    if landlock.restrict(libc, places, deny_tcp=True, sockets=sockets):
        return Confined("landlock", True)
    return Confined("python", landlock.restrict(libc, places, deny_tcp=False, sockets=sockets))


def _limit(kind: int, value: int) -> None:
    """Lower a limit, as far as the one in force allows."""
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _leave_network(libc: ctypes.CDLL) -> bool:
    """Enter a network namespace without any network. Returns whether the kernel allows it."""
    if libc.unshare(_CLONE_NEWNET) == 0:  # root, or who may administer the system
        return True
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    # Who we are stays as it is: names of folders and their owners depend on it.
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with suppress(OSError):
            Path(f"/proc/self/{name}").write_text(line)
    return True


def _close_python_sockets() -> None:
    import _socket
    import socket

    class ClosedSocket(socket.socket):
        """A socket that cannot be made, but of the kind for processes of one machine."""

        def __init__(self, family: int = -1, *arguments: Any, **options: Any) -> None:
            unix = getattr(socket, "AF_UNIX", None)
            if family != unix and options.get("fileno") is None:
                raise NetworkClosedError("Readers have no network.")
            super().__init__(family, *arguments, **options)

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise NetworkClosedError("Readers have no network.")

    socket.socket = ClosedSocket  # type: ignore[misc]
    for module in (socket, _socket):
        for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "gethostbyname_ex"):
            setattr(module, name, refuse)


def as_record(confined: Confined) -> dict[str, Any]:
    """Return what is in force, for a log line."""
    return asdict(confined)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Become another program, confined."""
    parser = argparse.ArgumentParser(prog="python -m flows.confinement", description=__doc__)
    parser.add_argument("--writable", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--sockets", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--memory", type=int, default=MEMORY_BYTES, metavar="BYTES")
    parser.add_argument(
        "--end-with-parent",
        action="store_true",
        help="be killed when whoever started this dies, or the thread of it that did",
    )
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    confine(options.writable, memory_bytes=options.memory, sockets=options.sockets)
    if options.end_with_parent:  # after what changes our rights, which would take it back
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.execvp(options.command[0], options.command)


if __name__ == "__main__":
    main(sys.argv[1:])
