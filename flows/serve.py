"""`nianbao serve`: the nightly and the one-file deployment, and Prefect's server where none is.

One process serves both deployments until it is told to stop (Ctrl-C, SIGTERM); runs are
processes of their own. Where no Prefect API is configured it starts Prefect's server as a
child on the loopback, which ends with it, however it ends: on the server that Prefect embeds
in a process a schedule never fires.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.engines import PROCESSES, parse_engine
from flows.server import standing_api
from flows.settings import prepare_prefect

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.runner import Runner

NIGHTLY = "nightly"
ONE_FILE = "one-file"
DEPLOYMENTS = (f"ingest-folder/{NIGHTLY}", f"ingest-file/{ONE_FILE}")

ONE_FILE_WAITS_SECONDS = 3600.0
"""A run of one file waits so long for the nightly run to leave the warehouse."""


class BadScheduleError(ValueError):
    """A cron expression or time zone that Prefect does not accept."""


@dataclass(frozen=True, slots=True)
class Service:
    """What is to be served: a folder, its warehouse, and when."""

    folder: Path | str
    warehouse: Path
    cron: str
    timezone: str
    settle_seconds: float
    workers: int | None = None
    deadline_seconds: float | None = None
    engine: str = PROCESSES


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
    `BadScheduleError`, `EngineError` and `ServerFailedError`.
    """
    parse_engine(service.engine)
    check_schedule(service.cron, service.timezone)
    # Whatever comes first, the server is stopped: both signals become one exception.
    previous = signal.signal(signal.SIGTERM, _raise_interrupt)
    try:
        say("Starting …")
        with standing_api(port) as api:
            say(f"Prefect's pages: {api.url.removesuffix('/api')}")
            if api.own:
                end_dead_runs()
            _serve_deployments(service, api.url, say)
    finally:
        signal.signal(signal.SIGTERM, previous)


def _raise_interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def end_dead_runs() -> None:
    """Mark runs crashed that an earlier `nianbao serve` left unfinished when it was killed.

    Each holds the nightly deployment's only slot, and Prefect's server forgets at its own end
    (in 3.8) when to take a slot back: no night would ever run again. Only where the server
    is ours, and so nobody else can be running them.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import State, StateType
    from prefect.exceptions import ObjectNotFound
    from prefect.states import Crashed

    unfinished = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=unfinished))
            )
        )
        for run in runs:
            if run.deployment_id is not None:
                state: State[None] = Crashed(message="nianbao serve was killed while this ran.")
                client.set_flow_run_state(run.id, state, force=True)
        for name in DEPLOYMENTS:
            try:
                limit = client.read_deployment_by_name(name).global_concurrency_limit
            except ObjectNotFound:
                continue
            if limit is not None and limit.active_slots:
                client.update_global_concurrency_limit(
                    limit.name, GlobalConcurrencyLimitUpdate(active_slots=0)
                )


def one_file_command(api_url: str) -> str:
    """Return the shell command that reads one file, to be pasted into any shell.

    Such a shell knows neither this server nor, where its virtual environment is not active,
    the program `prefect`.
    """
    beside = Path(sys.executable).with_name("prefect")
    program = [str(beside)] if os.access(beside, os.X_OK) else [sys.executable, "-m", "prefect"]
    words = [*program, "deployment", "run", f"ingest-file/{ONE_FILE}", "--param", "file=FILE"]
    return f"PREFECT_API_URL={shlex.quote(api_url)} {shlex.join(words)}"


def make_deployments(service: Service) -> list[RunnerDeployment]:
    """Return the nightly and the one-file deployment. Imports Prefect and the flows."""
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from flows.ingest import ingest_file, ingest_folder

    folder, warehouse = str(service.folder), str(service.warehouse)
    options = {
        name: value
        for name, value in (
            ("workers", service.workers),
            ("deadline_seconds", service.deadline_seconds),
            ("engine", None if service.engine == PROCESSES else service.engine),
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
    return [nightly, one_file]  # type: ignore[list-item]


def _serve_deployments(service: Service, api_url: str, say: Callable[[str], None]) -> None:
    from prefect.runner import Runner

    deployments = make_deployments(service)
    say(
        f"ingest-folder/{NIGHTLY}: {service.folder} → {service.warehouse}, schedule {service.cron}"
        f" ({service.timezone})"
    )
    say(
        f"ingest-file/{ONE_FILE}: reads one file when started, in Prefect's pages or with"
        " (FILE: its path, within the folder)"
    )
    say(f"  {one_file_command(api_url)}")
    # What prefect.serve does, but for the signals: see _run.
    runner = Runner(pause_on_shutdown=True)
    for deployment in deployments:
        runner.add_deployment(deployment)
    say("Stop with Ctrl-C.")
    asyncio.run(_run(runner))


async def _run(runner: Runner) -> None:
    """Run Prefect's runner until SIGINT or SIGTERM, then end it with its runs.

    The runner's own handler of SIGTERM (3.8) leaves the loop by SystemExit without ever
    cancelling its runs.
    """
    running = asyncio.create_task(runner.start())
    while not runner.started and not running.done():
        await asyncio.sleep(0.05)
    asked_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked_to_stop.set)
    stopping = asyncio.create_task(asked_to_stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not running.done():
        await runner.astop()
    await running
