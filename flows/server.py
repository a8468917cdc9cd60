"""Prefect's server as a child process of ours, on the loopback, for as long as we need it.

`nianbao serve` runs one with pages and schedules; a single run without any server runs one
for itself. (Prefect would embed one in that case, but in our process group: Ctrl-C would end
it before the run could say that it was interrupted, and the run would wait for it in vain.)
"""

from __future__ import annotations

import atexit
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from flows.settings import (
    forget_server,
    is_healthy,
    note_server,
    prefect_home,
    running_server,
)

USUAL_PORT = 4200
"""Of a standing server, so that its address can be kept as a bookmark."""

SERVER_START_SECONDS = 180.0
"""Ten seconds on an idle machine of two cores, thirty under load."""

SERVER_STOP_SECONDS = 10.0

SERVER_LOG = "nianbao-server.log"
"""In Prefect's home: what the server says, which is of no use to who is at the terminal."""

MAX_LOG_BYTES = 5_000_000

_started: list[subprocess.Popen[bytes]] = []


def _stop_started() -> None:
    while _started:
        _stop(_started.pop())


# Prefect sends its last logs when the interpreter ends. What is registered first runs last: so
# this stands where Prefect is not imported yet, and the server outlives those logs.
atexit.register(_stop_started)

_PR_SET_PDEATHSIG = 1

# The kernel ends the server when this process is killed and can't do so any more
# (PR_SET_PDEATHSIG); it is set in the child, before it becomes the server.
_SERVER_START = """
import ctypes, os, signal, sys
try:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
except (OSError, AttributeError):
    pass
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.executable, [sys.executable, "-P", "-m", "prefect", *sys.argv[2:]])
"""


OWN_SERVER = "NIANBAO_OWN_SERVER"
"""Set for the runs that `nianbao serve` starts, where Prefect's server is its child."""


def end_with_parent() -> None:
    """Have the kernel end this process, a run, when the `nianbao serve` that started it dies.

    It would go on to hold the warehouse, unseen. Where Prefect's server lives on, the run may
    still tell it (SIGTERM); where the server died too there is nobody to tell.
    """
    number = signal.SIGKILL if os.environ.get(OWN_SERVER) else signal.SIGTERM
    with suppress(OSError, AttributeError):  # not Linux
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


class ServerFailedError(RuntimeError):
    """Prefect's server did not start. The message says so in one sentence."""


def free_port(preferred: int = 0) -> int:
    """Return the preferred port where it is free on the loopback, else any free one."""
    for port in (preferred, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            # As the server does: a port whose last connections are still closing is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServerFailedError("There is no free port on 127.0.0.1.")


@dataclass(frozen=True, slots=True)
class Api:
    """The address of a Prefect API, and whether this process runs its server."""

    url: str
    own: bool


@contextmanager
def standing_api(port: int | None = None) -> Iterator[Api]:
    """Yield a Prefect API that keeps schedules, its pages included: the configured, or ours.

    Raises `ServerFailedError`, also where another `nianbao serve` runs one for this user.
    """
    url = configured_api_url()
    if url is not None:
        yield Api(url, own=False)
        return
    running = running_server()
    if running is not None:
        raise ServerFailedError(
            f"nianbao serve is running here already ({running.removesuffix('/api')}). Stop that"
            " one first, or give this one a PREFECT_HOME of its own."
        )
    url = _start_server(port or free_port(USUAL_PORT), {})
    with _using(url):
        note_server(url)
        os.environ[OWN_SERVER] = "1"
        try:
            yield Api(url, own=True)
        finally:
            forget_server()


@contextmanager
def single_run_api() -> Iterator[str]:
    """Yield a Prefect API for one run: the configured, that of `nianbao serve`, or a new one.

    Raises `ServerFailedError`.
    """
    url = configured_api_url()
    if url is not None:
        yield url
        return
    url = running_server()
    if url is not None:
        with _using(url):
            yield url
        return
    only_this_run = {
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    }
    os.environ.update(only_this_run)
    with _using(_start_server(None, only_this_run)) as url, _without_heartbeats():
        yield url


@contextmanager
def _without_heartbeats() -> Iterator[None]:
    """Send no heartbeats: nobody looks for them on a server that ends with its only run.

    A run's end would wait for the thread that sends them, which sleeps for up to a second.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def configured_api_url() -> str | None:
    """Return the Prefect API that the environment or the active profile names, if any."""
    from prefect.settings import get_current_settings

    return get_current_settings().api.url


@contextmanager
def _using(url: str) -> Iterator[str]:
    """Point Prefect, in this process and in those of its runs, to a server."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    os.environ["PREFECT_API_URL"] = url
    try:
        with temporary_settings({PREFECT_API_URL: url}):
            yield url
    finally:
        del os.environ["PREFECT_API_URL"]


def _start_server(port: int | None, settings: dict[str, str]) -> str:
    """Start Prefect's server; it ends with this process. Return its API address."""
    chosen = port or free_port()
    url = f"http://127.0.0.1:{chosen}/api"
    environment = {
        **os.environ,
        **settings,
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(chosen),
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_UI_API_URL": url,
    }
    command = ["server", "start", "--host", "127.0.0.1", "--port", str(chosen)]
    with _server_log() as log:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVER_START, str(os.getpid()), *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for us: the server is needed until we are done
        )
    _started.append(process)
    _wait_until_healthy(process, url)
    return url


def _server_log() -> IO[bytes]:
    """Open the file that takes the server's error output; start it anew when it is long."""
    path = prefect_home() / SERVER_LOG
    path.parent.mkdir(parents=True, exist_ok=True)
    log = path.open("ab")
    if log.tell() > MAX_LOG_BYTES:
        log.truncate(0)
    return log


def _wait_until_healthy(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + SERVER_START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise ServerFailedError(
                f"Prefect's server ended at once (exit code {process.returncode}). Is the port of"
                f" {url} taken? Its own words are in {prefect_home() / SERVER_LOG}."
            )
        if is_healthy(url, timeout_seconds=2):
            return
        time.sleep(0.1)
    raise ServerFailedError(
        f"Prefect's server did not answer at {url} within {SERVER_START_SECONDS:.0f} s."
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(SERVER_STOP_SECONDS)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
