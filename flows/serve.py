"""`nianbao serve`: the nightly and the one-file deployment, and Prefect's server where none is.

One process serves both deployments until it is told to stop (Ctrl-C, SIGTERM); runs are
processes of their own. Where no Prefect API is configured it starts Prefect's server as a
child on the loopback, which ends with it, however it ends: on the server that Prefect embeds
in a process a schedule never fires.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.settings import forget_server, is_healthy, note_server, prepare_prefect

NIGHTLY = "nightly"
ONE_FILE = "one-file"
"""Names of the deployments: `ingest-folder/nightly`, `ingest-file/one-file`."""

USUAL_PORT = 4200
SERVER_START_SECONDS = 180.0
SERVER_STOP_SECONDS = 10.0
ONE_FILE_WAITS_SECONDS = 3600.0
"""A run of one file waits so long for the nightly run to leave the warehouse."""

# The kernel ends the server when this process is killed and can't do so any more
# (PR_SET_PDEATHSIG is 1); it is set in the child, before it becomes the server.
_SERVER_START = """
import ctypes, os, signal, sys
try:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
except (OSError, AttributeError):
    pass
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.executable, [sys.executable, "-P", "-m", "prefect", *sys.argv[2:]])
"""


class ServerFailedError(RuntimeError):
    """Prefect's server did not start. The message says so in one sentence."""


class BadScheduleError(ValueError):
    """A cron expression or time zone that Prefect does not accept."""


@dataclass(frozen=True, slots=True)
class Service:
    """What is to be served: a folder, its warehouse, and when."""

    folder: Path
    warehouse: Path
    cron: str
    timezone: str
    settle_seconds: float
    workers: int | None = None
    deadline_seconds: float | None = None


def local_timezone() -> str:
    """Return the IANA name of this machine's time zone, "UTC" where it has none.

    Told by `TZ`, `/etc/timezone` or the link `/etc/localtime`, in that order.
    """
    candidates = [os.environ.get("TZ", "").lstrip(":")]
    with suppress(OSError):
        candidates.append(Path("/etc/timezone").read_text(encoding="utf-8").strip())
    with suppress(OSError):
        _, found, name = str(Path("/etc/localtime").resolve()).partition("/zoneinfo/")
        candidates.append(name if found else "")
    for name in candidates:
        if name and _is_timezone(name):
            return name
    return "UTC"


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def check_schedule(cron: str, timezone: str) -> None:
    """Raise `BadScheduleError`, in one sentence, for what Prefect would refuse. Imports it."""
    prepare_prefect()
    from prefect.client.schemas.schedules import CronSchedule
    from pydantic import ValidationError

    if not _is_timezone(timezone):
        raise BadScheduleError(f"There is no time zone {timezone!r}; try Asia/Shanghai or UTC.")
    try:
        CronSchedule(cron=cron, timezone=timezone)
    except (ValidationError, ValueError):
        raise BadScheduleError(
            f"{cron!r} is no cron schedule; five fields are needed, for instance"
            ' "0 2 * * *" for every night at two.'
        ) from None


def free_port() -> int:
    """Return Prefect's usual port where it is free on the loopback, else any free one."""
    for port in (USUAL_PORT, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServerFailedError("There is no free port on 127.0.0.1.")


@contextmanager
def prefect_server(port: int) -> Iterator[str]:
    """Run Prefect's server on the loopback while the block runs; yield its API address."""
    url = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_API_URL": url,
        "PREFECT_UI_API_URL": url,
    }
    command = ["server", "start", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER_START, str(os.getpid()), *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us: the server is needed until we are done
    )
    try:
        _wait_until_healthy(process, url)
        note_server(url)
        yield url
    finally:
        forget_server()
        _stop(process)


def _wait_until_healthy(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + SERVER_START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise ServerFailedError(
                f"Prefect's server ended at once (exit code {process.returncode}); its reason"
                " stands above."
            )
        if is_healthy(url, timeout_seconds=2):
            return
        time.sleep(0.2)
    raise ServerFailedError(
        f"Prefect's server did not answer at {url} within {SERVER_START_SECONDS:.0f} s."
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(SERVER_STOP_SECONDS)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def configured_api_url() -> str | None:
    """Return the Prefect API that the environment or the active profile names, if any."""
    from prefect.settings import get_current_settings

    return get_current_settings().api.url


def serve(service: Service, say: Callable[[str], None], port: int | None = None) -> None:
    """Serve the deployments until SIGINT or SIGTERM.

    `say` is told, line by line, what a person at the terminal should know. Raises
    `BadScheduleError` and `ServerFailedError`.
    """
    check_schedule(service.cron, service.timezone)
    # Whatever comes first, the server is stopped: both signals become one exception.
    previous = signal.signal(signal.SIGTERM, _raise_interrupt)
    try:
        url = configured_api_url()
        if url is not None:
            say(f"Prefect's server: {url}")
            _serve_deployments(service, say)
            return
        say("Starting Prefect's server …")
        with prefect_server(port or free_port()) as url, _using(url):
            say(f"Prefect's pages: {url.removesuffix('/api')}")
            _serve_deployments(service, say)
    finally:
        signal.signal(signal.SIGTERM, previous)


def _raise_interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _using(url: str) -> Iterator[None]:
    """Point Prefect, in this process and in those of its runs, to a server."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    before = os.environ.get("PREFECT_API_URL")
    os.environ["PREFECT_API_URL"] = url
    try:
        with temporary_settings({PREFECT_API_URL: url}):
            yield
    finally:
        if before is None:
            del os.environ["PREFECT_API_URL"]
        else:
            os.environ["PREFECT_API_URL"] = before


def _serve_deployments(service: Service, say: Callable[[str], None]) -> None:
    from prefect import serve as serve_with_prefect
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from flows.ingest import ingest_file, ingest_folder

    folder, warehouse = str(service.folder), str(service.warehouse)
    options = {
        name: value
        for name, value in (
            ("workers", service.workers),
            ("deadline_seconds", service.deadline_seconds),
        )
        if value is not None
    }
    nightly = ingest_folder.to_deployment(
        name=NIGHTLY,
        schedule=Cron(service.cron, timezone=service.timezone),
        paused=False,
        concurrency_limit=1,
        parameters={
            "folder": folder,
            "warehouse": warehouse,
            "settle_seconds": service.settle_seconds,
            **options,
        },
        entrypoint_type=EntrypointType.MODULE_PATH,
        description="Reads what is new or changed in the shared folder, and publishes the tables.",
    )
    one_file = ingest_file.to_deployment(
        name=ONE_FILE,
        parameters={
            "folder": folder,
            "warehouse": warehouse,
            "wait_seconds": ONE_FILE_WAITS_SECONDS,
        },
        entrypoint_type=EntrypointType.MODULE_PATH,
        description="Reads one file of the shared folder at once, whatever is known of it.",
    )
    say(
        f"ingest-folder/{NIGHTLY}: {folder} → {warehouse}, schedule {service.cron}"
        f" ({service.timezone})"
    )
    say(f"ingest-file/{ONE_FILE}: reads one file when started, in Prefect's pages or with")
    say(f"  prefect deployment run ingest-file/{ONE_FILE} --param file=<path>")
    say("Stop with Ctrl-C.")
    serve_with_prefect(nightly, one_file, print_starting_message=False)
