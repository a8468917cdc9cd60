"""Nianbao on a standing Prefect server: what it has to know, and what runs on each machine.

One server (on PostgreSQL) keeps schedules and runs. `deploy` tells it, once and after every
update, of two work pools and three deployments:

    nianbao           ingest-folder/nightly, by its schedule, never twice at once
                      ingest-file/one-file, on demand
    nianbao-reading   read-part/reading: a part of a night's documents

The night's own run only lists, hands out parts and publishes; it waits while others read. So
it has a pool of its own: in one pool it might hold the slot that its parts wait for. A worker
is Prefect's, of the type process, with our settings: `worker_command`.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NoReturn, cast

from flows.engines import parse_engine
from flows.serve import NIGHTLY, Service, check_schedule, make_deployments
from flows.server import configured_api_url
from flows.settings import prepare_prefect

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.deployments.runner import RunnerDeployment

POOL = "nianbao"
POOL_OF: dict[str, str] = {"nights": POOL, "reading": "nianbao-reading"}
"""The work pool of each kind of worker."""

WorkerKind = Literal["nights", "reading"]


class NoServerError(RuntimeError):
    """No Prefect server is configured, or it does not answer. The message says what to do."""


def deploy(service: Service, say: Callable[[str], None]) -> None:
    """Make or renew work pools and deployments on the Prefect server that is configured.

    Raises `NoServerError`, `BadScheduleError` and `EngineError`.
    """
    parse_engine(service.engine)
    check_schedule(service.cron, service.timezone)
    url = server_url()
    from prefect.client.orchestration import get_client
    from prefect.types.entrypoint import EntrypointType

    from flows.elsewhere import READING, READING_POOL, read_part_on_worker

    reading = read_part_on_worker.to_deployment(
        name=READING,
        entrypoint_type=EntrypointType.MODULE_PATH,
        description="Reads a part of a night's documents.",
    )
    with get_client(sync_client=True) as client:
        for name, about in (
            (POOL, "Nights and single files of nianbao."),
            (READING_POOL, "Parts of a night's documents."),
        ):
            _make_pool(client, name, about)
    for pool, deployments in (
        (POOL, make_deployments(service)),
        (READING_POOL, [cast("RunnerDeployment", reading)]),  # no coroutine outside of one
    ):
        for deployment in deployments:
            deployment.work_pool_name = pool  # apply() takes one, but not where it has no image
            deployment.apply()
            say(f"{deployment.full_name}: work pool {pool}")
    say(
        f"{NIGHTLY}: {service.folder} → {service.warehouse}, schedule {service.cron}"
        f" ({service.timezone}), read by {service.engine}"
    )
    say(f"Prefect's pages: {url.removesuffix('/api')}")


def _make_pool(client: SyncPrefectClient, name: str, about: str) -> None:
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.workers.process import ProcessWorker

    # With the template at hand: for want of one, Prefect's server would look for it on the net.
    client.create_work_pool(
        WorkPoolCreate(
            name=name,
            type="process",
            description=about,
            base_job_template=ProcessWorker.get_default_base_job_template(),
        ),
        overwrite=True,
    )


def server_url() -> str:
    """Return the address of the Prefect API that is configured. Raises `NoServerError`."""
    prepare_prefect()
    from flows.settings import is_healthy

    url = configured_api_url()
    if url is None:
        raise NoServerError(
            "No Prefect server is configured: set PREFECT_API_URL, for instance to"
            " http://server:4200/api, and start one there with nianbao server."
        )
    if not is_healthy(url, timeout_seconds=10):
        raise NoServerError(f"No Prefect server answers at {url}. Start one: nianbao server.")
    return url


def worker_command(kind: WorkerKind, name: str | None, limit: int) -> list[str]:
    """Return the command of a worker: its name is this machine's where none is given."""
    return [
        *_prefect("worker", "start", "--type", "process"),
        *("--pool", POOL_OF[kind]),
        *("--name", name or f"{kind} on {socket.gethostname()}"),
        *("--limit", str(limit)),
        *("--install-policy", "never", "--no-create-pool-if-not-found"),
    ]


def server_command(host: str, port: int) -> list[str]:
    """Return the command of Prefect's server."""
    return _prefect("server", "start", "--host", host, "--port", str(port))


def _prefect(*words: str) -> list[str]:
    # -P: whatever lies in the current folder is not imported.
    return [sys.executable, "-P", "-m", "prefect", *words]


SERVER = {
    # Who holds a deployment's only slot is kept on disk: the default, memory, forgets it with
    # the server, and a slot whose holder died meanwhile would never be free again.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
        "prefect.server.concurrency.lease_storage.filesystem"
    ),
}
"""Settings of a standing server, beside those of `flows.settings`."""

WORKER = {
    # How often a worker asks for work; by default ten seconds, which every part would wait for.
    "PREFECT_WORKER_QUERY_SECONDS": "3",
}


def become(command: list[str], settings: dict[str, str] | None = None) -> NoReturn:
    """Go on as another program, with our settings where the operator has not set others."""
    prepare_prefect()
    for name, value in (settings or {}).items():
        os.environ.setdefault(name, value)
    os.execv(command[0], command)
