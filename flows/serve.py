"""`nianbao serve`: the nightly and the one-file deployment, and Prefect's server where none is.

One process serves both deployments until it is told to stop (Ctrl-C, SIGTERM); runs are
processes of their own. Where no Prefect API is configured it starts Prefect's server as a
child on the loopback, which ends with it, however it ends: on the server that Prefect embeds
in a process a schedule never fires.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.server import standing_api
from flows.settings import prepare_prefect

NIGHTLY = "nightly"
ONE_FILE = "one-file"
"""Names of the deployments: `ingest-folder/nightly`, `ingest-file/one-file`."""

ONE_FILE_WAITS_SECONDS = 3600.0
"""A run of one file waits so long for the nightly run to leave the warehouse."""


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


def serve(service: Service, say: Callable[[str], None], port: int | None = None) -> None:
    """Serve the deployments until SIGINT or SIGTERM.

    `say` is told, line by line, what a person at the terminal should know. Raises
    `BadScheduleError` and `ServerFailedError`.
    """
    check_schedule(service.cron, service.timezone)
    # Whatever comes first, the server is stopped: both signals become one exception.
    previous = signal.signal(signal.SIGTERM, _raise_interrupt)
    try:
        say("Starting …")
        with standing_api(port) as url:
            say(f"Prefect's pages: {url.removesuffix('/api')}")
            _serve_deployments(service, say)
    finally:
        signal.signal(signal.SIGTERM, previous)


def _raise_interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


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
    serve_with_prefect(nightly, one_file, print_starting_message=False)  # type: ignore[arg-type]
