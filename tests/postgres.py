"""A PostgreSQL of a test's own, in a folder, on a port of the loopback. Not a test module."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where it is not installed."""
    # Debian keeps those of the server out of the PATH.
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    beside = shutil.which("initdb")
    path = found[-1] if found else Path(beside) if beside else None
    return path.parent if path and shutil.which("psql") else None


def unprivileged() -> str | None:
    """Return the user to run it as where this is root, whom it refuses to obey."""
    if os.getuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


@contextmanager
def running(port: int) -> Iterator[dict[str, str]]:
    """Run a server; yield the environment in which psql is its administrator."""
    where, user = programs(), unprivileged()
    assert where is not None
    # Not among pytest's folders, which are for their owner alone.
    folder = Path(tempfile.mkdtemp(prefix="nianbao-postgres-"))
    if user is not None:
        shutil.chown(folder, user)

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(where / program), *arguments],
            user=user,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            timeout=120,
        )

    data, options = str(folder / "data"), f"-c listen_addresses=127.0.0.1 -c port={port}"
    call("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    options += " -c unix_socket_directories= -c fsync=off"
    call("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
    try:
        yield {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "postgres"}
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
