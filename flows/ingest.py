"""The Prefect flows `ingest-folder` and `ingest-file`: thin shells over `flows.intake`.

Import `flows.settings.prepare_prefect` and call it before this module is imported.

Tasks run in threads, a batch of documents each; what may hang or crash runs in the child
processes of `flows.pool`. So no task has a timeout (Prefect cannot stop a thread), and only
the listing of the shared folder is retried. What was read is remembered by our own ledger,
never by Prefect's result cache.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from flows.server import end_with_parent
from flows.settings import prepare_prefect

prepare_prefect()  # the process of a deployment's run comes here first
if "PREFECT__FLOW_RUN_ID" in os.environ:  # so this is one, started by `nianbao serve`
    end_with_parent()

# ruff: noqa: E402
from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from extractors.register import RegisterError
from flows.artifacts import DOCUMENTS_KEY, MISSING_KEY, SUMMARY_KEY, document_rows, summary_page
from flows.away import FolderUnavailable
from flows.discovery import Scan, display_path
from flows.dispatch import NoWorkersError, PartsLostError
from flows.elsewhere import read_elsewhere
from flows.engines import PROCESSES, EngineError, parse_engine
from flows.intake import (
    SETTLE_SECONDS,
    WAIT_SECONDS,
    Intake,
    default_workers,
    open_intake,
    watchers,
)
from flows.parts import WrongVersionError
from flows.placement import NotInFolderError, PlacesError, check_places
from flows.places import UrlError, shared_folder
from flows.pool import DEADLINE_SECONDS, ReaderClosedError
from flows.register import (
    as_markdown,
    load_register,
    register_path,
    submissions_of,
    year_standing,
    years_of,
)
from flows.signals import emit
from flows.summary import Reading, Summary
from flows.verdict import RunFailedError, check
from flows.warehouse.lock import WarehouseBusy
from flows.warehouse.policy import SettingsError, load_settings
from flows.warehouse.publish import Publication

MAX_WORKERS = 64
FOLDER_RETRY_DELAYS = [10.0, 60.0, 300.0]
"""Seconds between the tries to list a shared folder that is away: shares come back."""

Logger = logging.Logger | logging.LoggerAdapter[Any]


EXPECTED = (
    FolderUnavailable,
    WarehouseBusy,
    NotInFolderError,
    PlacesError,
    ReaderClosedError,
    EngineError,
    UrlError,
    NoWorkersError,
    PartsLostError,
    WrongVersionError,
    RunFailedError,
    SettingsError,
    OSError,
)
"""Exceptions whose message says all; a traceback would only hide it."""


class _Plain(logging.Filter):
    """Takes tracebacks of expected errors, and addresses that lead nowhere, off Prefect's log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten a record; leave out the address of a page where the server has no pages."""
        if record.exc_info and isinstance(record.exc_info[1], EXPECTED):
            record.exc_info = None
        no_pages = os.environ.get("PREFECT_SERVER_UI_ENABLED") == "false"
        return not (no_pages and str(record.msg).startswith("View at"))


for _name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(_name).addFilter(_Plain())
# That it is still sending the run's last events, a moment after its end, concerns nobody.
logging.getLogger("EventsWorker").setLevel(logging.ERROR)


def _folder_is_away(task: Any, run: TaskRun, state: State[Any]) -> bool:
    """Retry only what waiting may mend."""
    try:
        state.result()
    except (FolderUnavailable, OSError):
        return True
    except Exception:  # noqa: BLE001 - whatever else it is, it fails once and for all
        return False
    return False


@task(
    name="discover",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=len(FOLDER_RETRY_DELAYS),
    retry_delay_seconds=FOLDER_RETRY_DELAYS,
    retry_condition_fn=_folder_is_away,
)
def discover(intake: Intake, folder: Path | str, settle_seconds: float, batch_size: int) -> Scan:
    """List the shared folder and tell what has to be read."""
    found = intake.discover(folder, settle_seconds, batch_size)
    logger = get_run_logger()
    logger.info(
        "%d files to read, %d unchanged, %d still being written, %d gone",
        len(found.to_read),
        found.unchanged,
        len(found.waiting),
        len(found.vanished),
    )
    for error in found.errors:
        logger.warning("Could not be listed: %s (%s)", error.source_path, error.message)
    return found


@task(
    name="extract",
    task_run_name="extract-batch-{number}",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def extract_batch(intake: Intake, number: int) -> None:
    """Read one batch of documents in a child process and store what they hold."""
    readings = intake.read_batch(intake.batches[number - 1])
    _log_readings(get_run_logger(), readings)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish_tables(intake: Intake) -> Publication:
    """Publish the tables."""
    publication = intake.publish()
    get_run_logger().info(
        "Release %d: %d table files written, %d unchanged, %d removed",
        publication.release,
        len(publication.written),
        publication.unchanged,
        len(publication.removed),
    )
    return publication


@task(name="summary", cache_policy=NO_CACHE, persist_result=False)
def summarise(intake: Intake) -> Summary:
    """Write the artifacts that an operator reads."""
    summary = intake.summary()
    create_table_artifact(
        key=DOCUMENTS_KEY,
        table=document_rows(summary),
        description="The folder's documents by status, and what to do about those not read.",
    )
    create_markdown_artifact(
        key=SUMMARY_KEY, markdown=summary_page(summary), description=summary.sentence
    )
    _tell_missing(intake.warehouse)
    emit(summary)
    return summary


def _tell_missing(warehouse: Path) -> None:
    """Write who has not submitted, for the last year, where there is a register.

    A register that cannot be read is told, and harms no run.
    """
    try:
        path = register_path(warehouse)
        years = years_of(warehouse)
        if path is None or not years:
            return
        standing = year_standing(load_register(path), years[0], submissions_of(warehouse, years[0]))
    except (RegisterError, SettingsError, OSError) as error:
        get_run_logger().warning("Who has not submitted cannot be told: %s", error)
        return
    create_markdown_artifact(
        key=MISSING_KEY, markdown=as_markdown(standing), description=standing.sentence
    )


def _log_readings(logger: Logger, readings: Sequence[Reading]) -> None:
    for reading in readings:
        if reading.is_failure and reading.sighting is not None:
            logger.warning(
                "%s: %s [%s] (document %s, run %s)",
                display_path(reading.source_path),
                reading.sighting.message,
                reading.sighting.error_code,
                reading.sighting.document_id[:12] or "unread",
                reading.sighting.run_id,
            )
    seconds = sum(reading.seconds.total for reading in readings)
    logger.info("%d documents in %.2f s", len(readings), seconds)


def _extract_all(intake: Intake, workers: int) -> None:
    """Run a task a batch, as many at once as there are readers; re-raise what goes wrong."""
    free = threading.Semaphore(workers)
    futures: list[PrefectFuture[None]] = []
    for number in range(1, len(intake.batches) + 1):
        # Not all at once: a task that waits for a reader would look as if it were running.
        free.acquire()
        future = extract_batch.submit(intake, number)
        future.add_done_callback(lambda _: free.release())
        futures.append(future)
    for future in futures:
        future.result()


def _run_name() -> str:
    """Name a run after what it takes in, and when: "2020年报 2021-01-16 02:00"."""
    parameters = runtime.flow_run.parameters
    taken = Path(str(parameters.get("file") or parameters.get("folder") or "")).name
    return f"{taken or 'warehouse'} {datetime.now().astimezone():%Y-%m-%d %H:%M}"


def _finished(summary: Summary) -> State[Summary]:
    return Completed(message=summary.sentence, data=summary)


Workers = Annotated[int | None, Field(ge=1, le=MAX_WORKERS)]


@flow(
    name="ingest-folder",
    flow_run_name=_run_name,
    task_runner=ThreadPoolTaskRunner(max_workers=MAX_WORKERS),  # type: ignore[arg-type]
    persist_result=False,
)
def ingest_folder(
    folder: str,
    warehouse: str,
    settle_seconds: Annotated[float, Field(ge=0)] = SETTLE_SECONDS,
    batch_size: Annotated[int, Field(ge=1, le=1000)] | None = None,
    workers: Workers = None,
    deadline_seconds: Annotated[float, Field(gt=0)] = DEADLINE_SECONDS,
    force: bool = False,
    wait_seconds: Annotated[float, Field(ge=0)] = WAIT_SECONDS,
    engine: str = PROCESSES,
) -> Any:
    """Read what is new or changed in a shared folder of annual reports; publish the tables.

    Args:
        folder: The shared folder: a path, or a URL of a file system that fsspec knows.
        warehouse: The folder that holds the tables; made where it is missing.
        settle_seconds: A file younger than this is looked at twice before it is read.
        batch_size: Documents a task; where it is null, as many as suit the engine.
        workers: Documents read at once (by each machine, where there are several); as many as
            there are cores where it is null.
        deadline_seconds: A document that takes longer is given up, and the run goes on.
        force: Read also what has not changed.
        wait_seconds: How long to wait for another run on this warehouse.
        engine: What reads: processes (of this machine), dask, dask:ADDRESS or workers.
    """
    chosen = parse_engine(engine)
    where = shared_folder(folder)
    check_places(where, Path(warehouse).absolute())
    readers = workers or default_workers()
    with open_intake(
        Path(warehouse).absolute(),
        run_id=_run_id(),
        what="ingest-folder",
        workers=readers,
        deadline_seconds=deadline_seconds,
        force=force,
        wait_seconds=wait_seconds,
        say=_say,
    ) as intake:
        size = batch_size or chosen.documents_a_part
        discover(intake, where, settle_seconds, size)
        lost: list[int] = []
        if chosen.kind == PROCESSES:
            _extract_all(intake, readers)
        else:
            lost = read_elsewhere(
                intake,
                chosen,
                _log_readings,
                workers=workers,
                deadline_seconds=deadline_seconds,
                force=force,
            )
        publish_tables(intake)
        summary = summarise(intake)
        get_run_logger().info("%s (run %s)", summary.sentence, intake.run_id)
        if lost:
            raise PartsLostError(len(lost), summary.sentence)
        check(summary, load_settings(intake.warehouse), intake.folder_fault())
    return _finished(summary)


@flow(
    name="ingest-file",
    flow_run_name=_run_name,
    task_runner=ThreadPoolTaskRunner(max_workers=1),  # type: ignore[arg-type]
    persist_result=False,
)
def ingest_file(
    file: str,
    warehouse: str,
    folder: str | None = None,
    deadline_seconds: Annotated[float, Field(gt=0)] = DEADLINE_SECONDS,
    wait_seconds: Annotated[float, Field(ge=0)] = WAIT_SECONDS,
) -> Any:
    """Read one file, also if it is known already, and publish the tables.

    Args:
        file: The file; relative to `folder` where one is given and the path is not absolute.
        warehouse: The folder that holds the tables; made where it is missing.
        folder: The shared folder in which the file lies, so that the file bears the same path
            in the tables as a run over the folder gives it. Null: its name alone.
        deadline_seconds: A document that takes longer is given up.
        wait_seconds: How long to wait for another run on this warehouse.
    """
    root = shared_folder(folder) if folder else None
    with open_intake(
        Path(warehouse).absolute(),
        run_id=_run_id(),
        what="ingest-file",
        workers=1,
        deadline_seconds=deadline_seconds,
        force=True,
        wait_seconds=wait_seconds,
        say=_say,
    ) as intake:
        if isinstance(root, str):
            intake.take_from(root, file)
        else:
            intake.take((root or Path.cwd()) / file, root)
        _extract_all(intake, 1)
        publish_tables(intake)
        summary = summarise(intake)
        get_run_logger().info("%s (run %s)", summary.sentence, summary.run_id)
        if (fault := intake.folder_fault()) is not None:
            raise RunFailedError(fault.sentence, fault.code)
    return _finished(summary)


def _say(news: str) -> None:
    get_run_logger().warning("%s", news)
    for watcher in watchers:
        watcher.told(news)


def _run_id() -> str:
    return str(runtime.flow_run.id or "")
