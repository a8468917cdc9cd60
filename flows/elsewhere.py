"""Documents read by other processes than the run's own: on Dask, or by Prefect's workers.

Import `flows.settings.prepare_prefect` and call it before this module is imported.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from flows.server import end_with_parent
from flows.settings import prepare_prefect

prepare_prefect()  # the process of a part's run comes here first
if "PREFECT__FLOW_RUN_ID" in os.environ:
    end_with_parent()

# ruff: noqa: E402
from prefect import flow, get_client, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Cancelling, Completed

from extractors.version import EXTRACTOR_VERSION
from flows import intake as intakes
from flows.dispatch import NoWorkersError, RunState, dispatch
from flows.engines import Engine
from flows.intake import Intake, default_workers
from flows.parts import PartDone, PartGoneError, Parts, Terms, WrongVersionError, read_part
from flows.summary import Reading

if TYPE_CHECKING:
    from prefect_dask.task_runners import DaskTaskRunner

READING_POOL = "nianbao-reading"
"""The work pool whose workers read parts."""
READING = "reading"
READ_PART = f"read-part/{READING}"
"""The deployment that reads a part."""

_PAGE = 200
"""As many runs as Prefect's API tells of at once."""

Logger = logging.Logger | logging.LoggerAdapter[Any]

_STATES: dict[StateType, RunState] = {
    StateType.SCHEDULED: "waiting",
    StateType.PENDING: "waiting",
    StateType.RUNNING: "running",
    StateType.COMPLETED: "finished",
}
"""Of a run; in any other state it has lost its part."""


def read_elsewhere(
    intake: Intake,
    engine: Engine,
    log: Callable[[Logger, Sequence[Reading]], None],
    *,
    workers: int | None,
    deadline_seconds: float,
    force: bool,
) -> list[int]:
    """Have an intake's batches read by an engine; return the numbers of those that were lost.

    What came of the others is in the ledger then. Raises `NoWorkersError`.
    """
    if not intake.batches:
        return []
    terms = Terms(
        run_id=intake.run_id,
        what=intake.what,
        version=EXTRACTOR_VERSION,
        started_at=intake.started_at,
        deadline_seconds=deadline_seconds,
        force=force,
        night=intake.night,
    )
    parts = Parts.lay_out(intake.warehouse, terms, intake.batches)
    logger = get_run_logger()

    def done(number: int) -> None:
        readings = parts.readings(number) or []
        intake.take_over(readings)
        for watcher in intakes.watchers:
            for reading in readings:
                watcher.read(reading)
        log(logger, readings)

    try:
        if engine.kind == "dask":
            return _on_dask(parts, len(intake.batches), engine, workers, done, logger.warning)
        runs = WorkerRuns(parts, workers)
        return dispatch(parts, len(intake.batches), runs, done, logger.warning)
    finally:
        parts.remove()


# Dask


@task(
    name="read-part",
    task_run_name="read-part-{number}",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def read_part_on_dask(warehouse: str, run_id: str, number: int) -> PartDone:
    """Read a part by one process, in one of the cluster's workers."""
    return read_part(Path(warehouse), run_id, number, workers=1)


def _on_dask(
    parts: Parts,
    count: int,
    engine: Engine,
    workers: int | None,
    done: Callable[[int], None],
    warn: Callable[[str], None],
) -> list[int]:
    """Read parts as tasks on a Dask cluster; each again that fails, once.

    Dask itself gives a part to another worker when one dies.
    """
    from distributed import as_completed

    waiting = list(range(1, count + 1))
    with _cluster(engine, workers) as runner:
        for attempt in (1, 2):
            futures = {}
            for number in waiting:
                parameters = {"warehouse": str(parts.warehouse), "run_id": parts.run_id}
                future = runner.submit(read_part_on_dask, {**parameters, "number": number})
                futures[future.wrapped_future] = number, future
            waiting = []
            done_ones = as_completed(futures, loop=runner.client.loop)  # type: ignore[no-untyped-call]
            for finished in done_ones:
                number, future = futures[finished]
                try:
                    future.result()
                    done(number)
                except WrongVersionError:
                    raise
                except Exception as error:  # noqa: BLE001 - whatever a worker met, or died of
                    again = "read once more" if attempt == 1 else "given up"
                    warn(f"Part {number} is {again}: {type(error).__name__}: {error}")
                    waiting.append(number)
            waiting.sort()
    return waiting


def _cluster(engine: Engine, workers: int | None) -> DaskTaskRunner:
    """Return the cluster at the engine's address, or one of this machine's processes."""
    from prefect_dask.task_runners import DaskTaskRunner

    if engine.address:
        return DaskTaskRunner(address=engine.address)
    return DaskTaskRunner(
        cluster_kwargs={
            "n_workers": workers or default_workers(),
            "threads_per_worker": 1,
            "processes": True,
            "host": "127.0.0.1",
            "dashboard_address": "127.0.0.1:0",
            # The reading processes' memory is not Dask's to count, and they have their own limit.
            "memory_limit": 0,
        }
    )


# Prefect's workers


@flow(name="read-part", flow_run_name="{run_id}-{number}", persist_result=False)
def read_part_on_worker(
    warehouse: str, run_id: str, number: int, workers: int | None = None
) -> Any:
    """Read a part of a run's documents, which another machine's run has laid out.

    Args:
        warehouse: The warehouse's folder, under the same path on every machine.
        run_id: The run that wants it read.
        number: The part.
        workers: Documents read at once; as many as this machine has cores where it is null.
    """
    try:
        done = read_part(Path(warehouse), run_id, number, workers)
    except PartGoneError as error:
        return Completed(message=str(error))
    message = f"{done.documents} documents in {done.seconds:.1f} s, {done.failed} not readable"
    get_run_logger().info("%s", message)
    return Completed(message=message)


class WorkerRuns:
    """The runs of parts as runs of the deployment `read-part/reading`."""

    def __init__(self, parts: Parts, workers: int | None) -> None:
        self._parameters = {
            "warehouse": str(parts.warehouse),
            "run_id": parts.run_id,
            "workers": workers,
        }
        self._client = get_client(sync_client=True)

    def start(self, number: int, attempt: int) -> str:
        """Have a part read by whichever worker is free first."""
        try:
            # Prefect declares a coroutine beside the run, for callers that are coroutines.
            run = cast(
                FlowRun,
                run_deployment(
                    READ_PART, parameters={**self._parameters, "number": number}, timeout=0
                ),
            )
        except ObjectNotFound:
            raise NoWorkersError(
                f"Prefect's server knows no deployment {READ_PART}: nianbao deploy makes it."
            ) from None
        return str(run.id)

    def states(self, run_ids: Iterable[str]) -> dict[str, RunState]:
        """Return how runs stand, as Prefect's server knows it."""
        wanted = [UUID(each) for each in run_ids]
        found: dict[str, RunState] = {}
        for first in range(0, len(wanted), _PAGE):
            page = FlowRunFilter(id=FlowRunFilterId(any_=wanted[first : first + _PAGE]))
            for run in self._client.read_flow_runs(flow_run_filter=page, limit=_PAGE):
                state = run.state_type
                found[str(run.id)] = _STATES.get(state, "lost") if state else "lost"
        return found

    def stop(self, run_ids: Iterable[str]) -> None:
        """Cancel runs; those that have started are ended by their worker."""
        for run_id in run_ids:
            run = self._client.read_flow_run(UUID(run_id))
            state: State[Any] | None = None
            if run.state_type in (StateType.SCHEDULED, StateType.PENDING):
                state = Cancelled(message="Nobody waits for this part any more.")
            elif run.state_type == StateType.RUNNING:
                state = Cancelling(message="Nobody waits for this part any more.")
            if state is not None:
                self._client.set_flow_run_state(run.id, state, force=True)

    def workers(self) -> int:
        """Return how many workers of the pool are there."""
        from prefect.client.schemas.objects import WorkerStatus

        found = self._client._client.post(f"/work_pools/{READING_POOL}/workers/filter", json={})
        return sum(each.get("status") == WorkerStatus.ONLINE.value for each in found.json())
