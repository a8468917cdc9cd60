"""The command `nianbao`. Imports Prefect, pandas and Arrow only in the commands that use them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as distribution_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from flows.summary import Reading, Summary
    from schemas.records import Extraction

FINE, FAILED, USAGE, SOME_UNREADABLE, INTERRUPTED = 0, 1, 2, 3, 130

EXIT_CODES = """
Exit codes: 0 all is well; 1 the run itself failed; 2 wrong usage; 3 the run is complete, but
some files or folders cannot be read (the output names them); 130 interrupted.
"""


class Severity(StrEnum):
    """What `checks --severity` may be."""

    ERROR = "error"
    WARNING = "warning"


class WorkerKind(StrEnum):
    """What `worker` may be."""

    NIGHTS = "nights"
    READING = "reading"


app = typer.Typer(
    name="nianbao",
    help="Reads Chinese government information disclosure annual reports (政府信息公开年度报告)"
    " from a shared folder into checked records in Parquet.",
    epilog=" ".join(EXIT_CODES.split()),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)

Warehouse = Annotated[
    Path,
    typer.Option(
        "--warehouse",
        "-w",
        envvar="NIANBAO_WAREHOUSE",
        help="Folder of the tables; made where it is missing.",
        file_okay=False,
    ),
]


def _folder(value: str) -> Path | str:
    """Return a folder's absolute path, where there is one, or a URL as it is."""
    from flows.places import UrlError, place_of, shared_folder
    from flows.silence import NotAnsweringError

    try:
        folder = shared_folder(value)
        if isinstance(folder, str):
            with suppress(NotAnsweringError):
                place_of(folder)
    except UrlError as error:
        raise typer.BadParameter(str(error)) from error
    return _there(folder, value, "Directory") if isinstance(folder, Path) else folder


def _local_folder(value: str) -> Path:
    """Return the absolute path of a folder of this machine."""
    return _there(Path(value).absolute(), value, "Directory")


def _file(value: str) -> Path:
    """Return a file's absolute path."""
    return _there(Path(value).absolute(), value, "File")


def _there(path: Path, value: str, wanted: str) -> Path:
    """Return a path if what is wanted lies there, or if that cannot be told for now.

    A share that does not answer is the command's matter: it knows how long to wait.
    """
    from flows.folder_process import FILE, FOLDER
    from flows.placement import look_at

    try:
        found = look_at(path)
    except OSError as error:
        away = isinstance(error, FileNotFoundError | NotADirectoryError)
        what = "does not exist" if away else f"cannot be looked at: {error.strerror}"
        raise typer.BadParameter(f"{wanted} {value!r} {what}.") from error
    wrong = {"Directory": FILE, "File": FOLDER}[wanted]
    if found == wrong:
        what = "file" if found == FILE else "directory"
        raise typer.BadParameter(f"{wanted} {value!r} is a {what}.")
    return path


Folder = Annotated[
    Any,
    typer.Argument(
        help="The shared folder of reports, or its URL, where fsspec knows it (s3://…).",
        parser=_folder,
        metavar="FOLDER",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, max=64, help="Documents read at once; as many as cores by default."),
]
Deadline = Annotated[
    float,
    typer.Option(
        "--deadline",
        min=0.1,
        help="Seconds after which a document is given up, or one of its scanned pages.",
    ),
]
Wait = Annotated[
    float,
    typer.Option("--wait", min=0, help="Seconds to wait for another run on this warehouse."),
]
Settle = Annotated[
    float,
    typer.Option(
        "--settle",
        min=0,
        help="A file younger (seconds) is looked at twice, to see that it is complete.",
    ),
]
Engine = Annotated[
    str,
    typer.Option(
        help="What reads the documents: processes (of this machine), dask (a cluster of this"
        " machine's processes), dask:ADDRESS (of a scheduler), or workers (see"
        " [bold]deploy[/bold]).",
        metavar="ENGINE",
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        from extractors.version import EXTRACTOR_VERSION

        try:
            number = distribution_version("nianbao")
        except PackageNotFoundError:
            number = "(not installed)"
        out.print(f"nianbao {number}, extractor version {EXTRACTOR_VERSION}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


@app.command("version")
def version_command() -> None:
    """Print the version."""
    with suppress(typer.Exit):
        _version(True)


@app.command(epilog=" ".join(EXIT_CODES.split()))
def ingest(
    folder: Folder,
    warehouse: Warehouse,
    workers: Workers = None,
    batch_size: Annotated[
        int | None,
        typer.Option(min=1, max=1000, help="Documents a task; as suits the engine by default."),
    ] = None,
    deadline: Deadline = 120.0,
    settle: Settle = 5.0,
    wait: Wait = 30.0,
    force: Annotated[bool, typer.Option("--force", help="Read also what has not changed.")] = False,
    engine: Engine = "processes",
) -> None:
    """Read what is new or changed in a folder, and publish the tables."""
    from flows.engines import parse_engine
    from flows.placement import check_places

    with _plainly():
        parse_engine(engine)
        check_places(folder, warehouse.absolute())
    with _plainly(), _following() as prefect:
        summary = prefect.ingest_folder(
            folder=str(folder),
            warehouse=str(warehouse.absolute()),
            settle_seconds=settle,
            batch_size=batch_size,
            workers=workers,
            deadline_seconds=deadline,
            force=force,
            wait_seconds=wait,
            engine=engine,
        )
    _report(summary)


@app.command("ingest-file", epilog=" ".join(EXIT_CODES.split()))
def ingest_file(
    file: Annotated[Any, typer.Argument(help="The report.", parser=_file, metavar="FILE")],
    warehouse: Warehouse,
    folder: Annotated[
        Any,
        typer.Option(
            help="The shared folder that the file lies in: it gets the same path in the tables"
            " as from [bold]ingest[/bold]. Else its name alone.",
            parser=_local_folder,
            metavar="DIRECTORY",
        ),
    ] = None,
    deadline: Deadline = 120.0,
    wait: Wait = 30.0,
) -> None:
    """Read one file, known already or not, and publish the tables."""
    with _plainly(), _following() as prefect:
        summary = prefect.ingest_file(
            file=str(file),
            warehouse=str(warehouse.absolute()),
            folder=str(folder) if folder else None,
            deadline_seconds=deadline,
            wait_seconds=wait,
        )
    _report(summary)


@app.command()
def serve(
    folder: Folder,
    warehouse: Warehouse,
    cron: Annotated[
        str, typer.Option(help='When to run, as cron: "0 2 * * *" is every night at two.')
    ] = "0 2 * * *",
    timezone: Annotated[
        str | None, typer.Option(help="Time zone of the schedule; this machine's by default.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            help="Port of Prefect's server, where it is started here; 4200 by default, any other"
            " where that is taken.",
        ),
    ] = None,
    workers: Workers = None,
    deadline: Deadline = 120.0,
    settle: Settle = 5.0,
    engine: Engine = "processes",
) -> None:
    """Run ingest by a schedule, and single files on demand, until stopped.

    Starts Prefect's server on this machine (127.0.0.1), unless PREFECT_API_URL or the Prefect
    profile names one.
    """
    from flows.settings import prepare_prefect

    prepare_prefect()
    from flows import serve as serving
    from flows.placement import check_places

    with _plainly():
        check_places(folder, warehouse.absolute())
    service = serving.Service(
        folder,
        warehouse.absolute(),
        cron,
        timezone or serving.local_timezone(),
        settle,
        workers,
        deadline,
        engine,
    )
    with _plainly(), suppress(KeyboardInterrupt):
        serving.serve(service, lambda line: err.print(escape(line), soft_wrap=True), port)
    err.print("Stopped.")


@app.command()
def server(
    host: Annotated[
        str, typer.Option(help="Address to listen at; that of this machine for others to reach it.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 4200,
) -> None:
    """Run Prefect's server, for workers on several machines, until stopped.

    Its database is the one that PREFECT_SERVER_DATABASE_CONNECTION_URL names, PostgreSQL for
    more than one machine. Nothing of it asks the internet.
    """
    from flows.deploy import SERVER, become, server_command

    become(server_command(host, port), SERVER)


@app.command()
def deploy(
    folder: Folder,
    warehouse: Warehouse,
    cron: Annotated[
        str, typer.Option(help='When to run, as cron: "0 2 * * *" is every night at two.')
    ] = "0 2 * * *",
    timezone: Annotated[
        str | None, typer.Option(help="Time zone of the schedule; this machine's by default.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, max=64, help="Documents read at once by a machine; as many as it has cores."
        ),
    ] = None,
    deadline: Deadline = 120.0,
    settle: Settle = 5.0,
    engine: Engine = "workers",
) -> None:
    """Tell the Prefect server that PREFECT_API_URL names what to run, and when.

    Makes or renews two work pools and three deployments. Both folders must have the same path
    on every machine.
    """
    from flows import deploy as deploying
    from flows.placement import check_places
    from flows.serve import Service, local_timezone

    with _plainly():
        check_places(folder, warehouse.absolute())
        service = Service(
            folder,
            warehouse.absolute(),
            cron,
            timezone or local_timezone(),
            settle,
            workers,
            deadline,
            engine,
        )
        deploying.deploy(service, lambda line: out.print(escape(line), soft_wrap=True))


@app.command()
def worker(
    kind: Annotated[
        WorkerKind,
        typer.Argument(
            help="What it does: [bold]nights[/bold] runs the nightly runs (one such worker is"
            " enough), [bold]reading[/bold] reads documents for them (one on each machine)."
        ),
    ],
    name: Annotated[
        str | None, typer.Option(help="Its name in Prefect's pages; this machine's by default.")
    ] = None,
) -> None:
    """Work for the Prefect server that PREFECT_API_URL names, until stopped."""
    from flows import deploy as deploying

    with _plainly():
        deploying.server_url()
    # A part is read by all cores; of nights one waits for the other, but not a single file.
    limit = 1 if kind == WorkerKind.READING else 4
    deploying.become(deploying.worker_command(kind.value, name, limit), deploying.WORKER)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="The report.", exists=True, dir_okay=False)],
    json: Annotated[bool, typer.Option("--json", help="The whole extraction as JSON.")] = False,
    page_images: Annotated[
        Path | None,
        typer.Option(
            "--page-images",
            metavar="DIR",
            help="Write a picture of each page of a PDF or scan into this folder, with the cells"
            " drawn in the colours of their confidence.",
            file_okay=False,
        ),
    ] = None,
    deadline: Deadline = 120.0,
) -> None:
    """Show what a report holds: its identity, the three tables, sections, checks.

    Writes nothing but the pictures that [bold]--page-images[/bold] asks for. Exit code 3 where
    the file cannot be read.
    """
    extraction = _extraction(file, deadline, json=json)
    from flows import show as showing

    if json:
        sys.stdout.write(showing.as_json(extraction) + "\n")
    else:
        out.print(showing.render(extraction))
    if page_images is not None:
        _draw_pages(file, extraction, page_images)


def _draw_pages(file: Path, extraction: Extraction, folder: Path) -> None:
    from flows.page_images import NoPagesError, write_page_images

    with _plainly():
        try:
            written = write_page_images(file.read_bytes(), extraction, folder)
        except NoPagesError as error:
            _fail(f"{file}: {error}", USAGE)
    err.print(
        f"{len(written)} page picture{'' if len(written) == 1 else 's'} in {escape(str(folder))}",
        soft_wrap=True,
    )


@app.command()
def checks(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="One report.", exists=True, dir_okay=False)
    ] = None,
    warehouse: Annotated[
        Path | None,
        typer.Option(
            "--warehouse",
            "-w",
            envvar="NIANBAO_WAREHOUSE",
            help="Folder of the tables, instead of one report.",
            file_okay=False,
        ),
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="Only the reports of this year.", min=0, max=9999)
    ] = None,
    agency: Annotated[
        str, typer.Option(help="Only agencies whose name has this in it.", metavar="TEXT")
    ] = "",
    severity: Annotated[Severity | None, typer.Option(help="Only checks of this severity.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what passes and what cannot be assessed.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="As CSV for spreadsheets, a line a check.")
    ] = False,
    fail: Annotated[
        bool, typer.Option("--fail", help="End with exit code 1 where a check fails as an error.")
    ] = False,
    deadline: Deadline = 120.0,
) -> None:
    """List the checks that fail, of one report or of all current ones in a warehouse.

    Writes nothing. Exit code 0 where it ran, whatever the checks say (but see --fail); 3 where
    the file cannot be read.
    """
    from flows import checks as showing

    wanted = showing.Wanted(severity.value if severity else None, everything)
    named = context.get_parameter_source("warehouse")
    if file is not None and named is not None and named.name == "COMMANDLINE":
        _fail("Give a file or a warehouse, not both.", USAGE)
    if json and csv:
        _fail("Give --json or --csv, not both.", USAGE)
    if file is not None:
        if year is not None or agency:
            _fail("--year and --agency choose among the reports of a warehouse.", USAGE)
        extraction = _extraction(file, deadline, json=json)
        reports = [showing.of_extraction(extraction, str(file), wanted)]
    elif warehouse is None:
        _fail("Give a file, or a warehouse with --warehouse.", USAGE)
    else:
        if not (warehouse / "reports").is_dir():
            _fail(f"There are no tables at {warehouse}; make them with nianbao ingest.", USAGE)
        with _plainly():
            reports = showing.of_warehouse(warehouse, wanted, year, agency)
    if json:
        sys.stdout.write(showing.as_json(reports) + "\n")
    elif csv:
        sys.stdout.write(showing.as_csv(reports))
    else:
        out.print(showing.render(reports, wanted), soft_wrap=True, end="")
    if fail and any(report.count("error") for report in reports):
        raise typer.Exit(FAILED)


@app.command()
def numbers(
    source: Annotated[
        str, typer.Argument(help="A text in quotation marks, a file, or - for standard input.")
    ],
    year: Annotated[
        int, typer.Option(help="Year that the text is about, for what 上年 means.", min=0)
    ] = 0,
    json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
) -> None:
    """Show the figures in a text: marked, with what each counts. Writes nothing.

    Exit code 3 where a file cannot be read.
    """
    from flows import numbers as showing
    from schemas.errors import DocumentError

    with _plainly():
        try:
            if source == "-":
                passages = showing.passages_of_text(sys.stdin.read(), year)
            elif _is_file(source):
                passages = showing.passages_of_file(Path(source))
            else:
                passages = showing.passages_of_text(source, year)
        except DocumentError as error:
            _say(f"{source}: {error} [{error.code}]")
            raise typer.Exit(SOME_UNREADABLE) from error
    if json:
        sys.stdout.write(showing.as_json(passages) + "\n")
    else:
        out.print(showing.render(passages))


def _extraction(file: Path, deadline: float, *, json: bool) -> Extraction:
    """Read one file in a process of its own; where that fails, say so and end."""
    from flows.conversion.batch import Converter
    from flows.conversion.single import read_file
    from flows.pool import ChildReader
    from flows.warehouse import serialise
    from schemas.errors import DocumentError

    with (
        _plainly(),
        ChildReader(deadline_seconds=deadline) as reader,
        Converter(deadline_seconds=deadline) as converter,
    ):
        outcome = read_file(reader, converter, file.resolve(), file.name)
    if outcome.kind != "extracted":
        # Since the command looked, the file may have gone, or somebody writes to it.
        detail = outcome.detail if outcome.code else outcome.kind
        error = DocumentError(outcome.code or "unreadable_file", detail)
        if json:
            _print_json({"error_code": error.code, "message": str(error)})
        else:
            _say(f"{file}: {error} [{error.code}]")
        raise typer.Exit(SOME_UNREADABLE)
    return serialise.loads(outcome.payload)[0]


def _is_file(source: str) -> bool:
    """Return whether an argument is a file; fail where it is meant to be one and is not there."""
    try:
        if Path(source).is_file():
            return True
    except (OSError, ValueError):  # a text too long for a name
        return False
    suffix = Path(source).suffix.lower()
    if suffix.isascii() and suffix[1:].isalpha() and len(suffix) in (4, 5):
        _fail(f"There is no file {source}.", USAGE)
    return False


@app.command()
def review(
    warehouse: Warehouse,
    folder: Annotated[
        Any,
        typer.Option(
            help="The shared folder, for pictures of the originals' pages; that of the last run"
            " by default.",
            parser=_local_folder,
            metavar="DIRECTORY",
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen at. At any other than this machine's own a token is asked for."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen at; 0 is any that is free.")
    ] = 8021,
) -> None:
    """Serve the review pages of a warehouse, until stopped.

    A person looks through what is doubtful or does not add up, mends what was misread, notes
    what is wrong in a report itself, and writes to its agency. The next run, or
    [bold]publish[/bold], puts what was done into the tables.
    """
    from flows.review import serve as serving

    with _plainly():
        if not (warehouse / "reports").is_dir():
            _fail(f"There are no tables at {warehouse}; make them with nianbao ingest.", USAGE)
        shared = folder.absolute() if folder else serving.last_folder(warehouse.absolute())
        with suppress(KeyboardInterrupt):
            serving.serve(
                warehouse.absolute(),
                shared,
                host,
                port,
                lambda line: err.print(escape(line), soft_wrap=True),
            )
    err.print("Stopped.")


@app.command()
def publish(
    warehouse: Warehouse,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Make every table file anew, whatever seems unchanged."),
    ] = False,
    wait: Wait = 30.0,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Then bring a copy of the tables there up to date: a folder, or a URL that"
            " fsspec knows (s3://…).",
        ),
    ] = None,
) -> None:
    """Make the tables (again) of all that has been read. Reads no report."""
    from flows.warehouse.publish import publish as publish_tables

    with _plainly():
        if not warehouse.is_dir():
            _fail(f"There is no warehouse at {warehouse}; make one with nianbao ingest.", USAGE)
        done = publish_tables(warehouse.absolute(), wait_seconds=wait, rebuild=rebuild)
    rows = ", ".join(f"{count} {name}" for name, count in done.rows.items())
    out.print(
        f"Release {done.release}: {len(done.written)} files written, {done.unchanged} unchanged,"
        f" {len(done.removed)} removed. Rows: {rows}.",
        soft_wrap=True,
    )
    if to is None:
        return
    from flows.warehouse.export import export

    with _plainly():
        copied = export(warehouse.absolute(), to, wait_seconds=wait)
    out.print(
        escape(
            f"{to}: release {copied.release}, {len(copied.written)} files sent,"
            f" {copied.unchanged} unchanged, {len(copied.removed)} removed."
        ),
        soft_wrap=True,
    )


@app.command()
def status(
    warehouse: Warehouse,
    folder: Annotated[
        Any,
        typer.Option(
            "--folder",
            help="Look also at the shared folder: how many files are new or changed.",
            parser=_folder,
            metavar="FOLDER",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Tell how a warehouse stands: last runs, what fails, what waits, what the disk holds.

    Reads no report and writes nothing. Exit code 0 where it ran, whatever it tells.
    """
    from flows import status as standing

    _refuse_without(warehouse)
    with _plainly():
        found = standing.status_of(warehouse.absolute(), folder)
    if json:
        sys.stdout.write(standing.as_json(found) + "\n")
    else:
        out.print(standing.render(found))


@app.command()
def prune(
    warehouse: Warehouse,
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="What may stay of the store, for instance 50GB; by default what"
            " [bold]settings[/bold] says, else all that is of any use.",
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Remove it; without this it is only said.")
    ] = False,
    wait: Wait = 30.0,
) -> None:
    """Free disk space in the store, never of what the tables are made of.

    Says what would be removed; with --yes removes it, while no run goes on.
    """
    from flows import pruning
    from flows.status import size_text
    from flows.warehouse.policy import load_settings

    _refuse_without(warehouse)
    with _plainly():
        room = load_settings(warehouse).store_bytes if budget is None else None
        limit = room if budget is None else pruning.parse_size(budget)
        place = warehouse.absolute()
        done = pruning.prune(place, limit, wait_seconds=wait) if yes else pruning.plan(place, limit)
    for name, size in done.freed.items():
        out.print(f"{'Removed' if yes else 'Would remove'} {name}: {size_text(size)}")
    freed = size_text(sum(done.freed.values()))
    out.print(
        f"{'Freed' if yes else 'Would free'} {freed}; {size_text(done.left)}"
        f" {'stay' if yes else 'would stay'}."
    )
    if done.beyond:
        out.print(
            f"That is {size_text(done.beyond)} beyond the budget: the tables are made of it.",
            soft_wrap=True,
        )
    if not yes and done.freed:
        out.print("Nothing was removed: say --yes.")


@app.command()
def settings(
    warehouse: Warehouse,
    disappeared: Annotated[
        str | None,
        typer.Option(
            metavar="keep|retire",
            help="What it means that a report is not in the folder any more: keep (it still"
            " counts) or retire (it counts no longer; its rows stay).",
        ),
    ] = None,
    failed_share: Annotated[
        float | None,
        typer.Option(help="A run fails where more than this share of its documents does, 0 to 1."),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE", help="What [bold]prune[/bold] leaves of the store: 50GB, or none."
        ),
    ] = None,
    register: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="CSV of the agencies that have to submit; none for no register."
        ),
    ] = None,
    share_silence: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="How long the shared folder may give no answer before it is given up.",
        ),
    ] = None,
) -> None:
    """Show or change what holds for every run on a warehouse."""
    from flows.pruning import parse_size
    from flows.warehouse import policy

    changes: dict[str, Any] = {}
    with _plainly():
        if disappeared is not None:
            changes["disappeared"] = disappeared
        if failed_share is not None:
            changes["failed_share"] = failed_share
        if budget is not None:
            changes["store_bytes"] = None if budget == "none" else parse_size(budget)
        if register is not None:
            changes["register"] = None if register == "none" else _checked_register(register)
        if share_silence is not None:
            changes["share_silence"] = share_silence
        if changes:
            now = policy.change_settings(warehouse.absolute(), **changes)
        else:
            _refuse_without(warehouse)
            now = policy.load_settings(warehouse.absolute())
    out.print(f"disappeared    {now.disappeared}")
    out.print(f"failed-share   {now.failed_share:g}")
    out.print(f"budget         {'none' if now.store_bytes is None else now.store_bytes}")
    out.print(f"register       {escape(now.register or 'none')}", soft_wrap=True)
    out.print(f"share-silence  {now.share_silence:g}")
    if "disappeared" in changes:
        out.print("The next run goes by it, or nianbao publish at once.")


def _checked_register(path: str) -> str:
    """Return a register's absolute path, after reading it once."""
    from flows.register import load_register

    load_register(Path(path))
    return str(Path(path).absolute())


Register = Annotated[
    Path | None,
    typer.Option(
        "--register",
        help="CSV of the agencies that have to submit; else that of [bold]settings[/bold], else"
        " that of NIANBAO_REGISTER.",
        exists=True,
        dir_okay=False,
    ),
]


@app.command()
def missing(
    warehouse: Warehouse,
    year: Annotated[
        int | None, typer.Option(help="Report year; the last one by default.", min=1, max=9999)
    ] = None,
    register: Register = None,
    parent: Annotated[
        str, typer.Option(help="Only the agencies below this one.", metavar="AGENCY")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="As CSV for spreadsheets.")] = False,
) -> None:
    """List the agencies that have not submitted, those that did twice, and unknown names.

    Writes nothing.
    """
    from flows import register as registers

    if json and csv:
        _fail("Give --json or --csv, not both.", USAGE)
    if not (warehouse / "reports").is_dir():
        _fail(f"There are no tables at {warehouse}; make them with nianbao ingest.", USAGE)
    with _plainly():
        path = registers.register_path(warehouse, register)
        if path is None:
            _fail("Name the register with --register, or in nianbao settings.", USAGE)
        years = registers.years_of(warehouse)
        if year is None and not years:
            _fail("There is no report yet; name the year with --year.", USAGE)
        chosen = year or years[0]
        standing = registers.year_standing(
            registers.load_register(path),
            chosen,
            registers.submissions_of(warehouse, chosen),
            parent,
        )
    if json:
        sys.stdout.write(registers.as_json(standing) + "\n")
    elif csv:
        sys.stdout.write(registers.as_csv(standing))
    else:
        out.print(escape(registers.as_text(standing)), soft_wrap=True, end="")


@app.command()
def rollup(
    warehouse: Warehouse,
    year: Annotated[int, typer.Option(help="Report year.", min=1, max=9999)],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The workbook to write (.xlsx).", dir_okay=False)
    ],
    parent: Annotated[
        str,
        typer.Option(
            help="Only the agencies below this one, and its own report beside their sum.",
            metavar="AGENCY",
        ),
    ] = "",
    register: Register = None,
) -> None:
    """Add up a year's statutory tables over the agencies, in the form's layout, as a workbook."""
    from flows import register as registers
    from flows.rollup import RollupError, gather, roll_up, write_workbook

    if not (warehouse / "reports").is_dir():
        _fail(f"There are no tables at {warehouse}; make them with nianbao ingest.", USAGE)
    if output.suffix.lower() != ".xlsx":
        _fail(f"{output} must end in .xlsx.", USAGE)
    with _plainly():
        path = registers.register_path(warehouse, register)
        try:
            known = registers.load_register(path) if path else None
            summed = roll_up(gather(warehouse, year, parent, known))
        except RollupError as error:
            _fail(str(error), USAGE)
        write_workbook(summed, output)
    doubted = sum(bool(each.doubted) for each in summed.sums.values())
    unknown = sum(bool(each.unknown) for each in summed.sums.values())
    out.print(
        escape(
            f"{output}: {len(summed.gathered.papers)} reports of {year} on the form of"
            f" {summed.form.version}; of {len(summed.sums)} sums {doubted} have a figure in doubt"
            f" and {unknown} lack one."
        ),
        soft_wrap=True,
    )
    if summed.gathered.standing is not None:
        out.print(escape(f"{summed.gathered.standing.sentence}."), soft_wrap=True)


def _refuse_without(warehouse: Path) -> None:
    if not warehouse.is_dir():
        _fail(f"There is no warehouse at {warehouse}; make one with nianbao ingest.", USAGE)


# How commands speak and end


def _say(message: str) -> None:
    err.print(f"[bold]nianbao:[/bold] {escape(message)}", soft_wrap=True)


def _fail(message: str, code: int = FAILED) -> NoReturn:
    _say(message)
    raise typer.Exit(code)


def _print_json(value: object) -> None:
    import json

    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn what may be expected to go wrong into one sentence and an exit code."""
    from extractors.register import RegisterError
    from flows.away import FolderUnavailable
    from flows.deploy import NoServerError
    from flows.dispatch import NoWorkersError, PartsLostError
    from flows.engines import EngineError
    from flows.parts import WrongVersionError
    from flows.placement import NotInFolderError, PlacesError
    from flows.places import UrlError
    from flows.pool import ReaderClosedError, ReaderUnavailableError
    from flows.pruning import SizeError
    from flows.serve import BadScheduleError
    from flows.server import ServerFailedError
    from flows.verdict import RunFailedError
    from flows.warehouse.lock import WarehouseBusy
    from flows.warehouse.policy import SettingsError

    try:
        yield
    except (KeyboardInterrupt, ReaderClosedError):
        _fail("Interrupted. What was read is kept; run it again to go on.", INTERRUPTED)
    except (
        NotInFolderError,
        PlacesError,
        BadScheduleError,
        EngineError,
        UrlError,
        SettingsError,
        RegisterError,
        SizeError,
    ) as error:
        _fail(str(error), USAGE)
    except (
        FolderUnavailable,
        WarehouseBusy,
        ReaderUnavailableError,
        ServerFailedError,
        NoServerError,
        NoWorkersError,
        PartsLostError,
        WrongVersionError,
        RunFailedError,
    ) as error:
        _fail(str(error))
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _fail(f"{error.strerror or error}{where}. Check the path, its permissions and the disk.")


class _Bar:
    """A progress bar as a watcher of an intake."""

    def __init__(self) -> None:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=err,
            transient=True,
        )
        self._task = self._progress.add_task("Starting Prefect", total=None)

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def found(self, to_read: int) -> None:
        self._progress.update(self._task, description="Reading", total=to_read, completed=0)

    def read(self, reading: Reading) -> None:
        self._progress.advance(self._task)

    def told(self, news: str) -> None:
        self._progress.console.print(escape(news))


@contextmanager
def _following() -> Iterator[Any]:
    """Import the flows and give them a server; draw a progress bar on a terminal.

    Elsewhere Prefect's log runs.
    """
    import signal

    from flows import intake, settings

    terminal = err.is_terminal and not os.environ.get("PREFECT_LOGGING_LEVEL")
    settings.prepare_prefect(quiet=terminal)
    signal.signal(signal.SIGTERM, _raise_interrupt)
    with ExitStack() as stack:
        if terminal:
            bar = stack.enter_context(_Bar())
            intake.watchers.append(bar)
            stack.callback(intake.watchers.remove, bar)
        from flows import ingest
        from flows.server import single_run_api

        stack.enter_context(single_run_api())
        yield ingest


def _raise_interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _report(summary: Summary) -> NoReturn:
    """Say what a run did; end with the exit code that says how it went."""
    out.print(escape(f"{summary.sentence}, in {summary.seconds:.1f} s."), soft_wrap=True)
    listed = [each for each in summary.troubles if each.status != "ignored" or each.fresh]
    for trouble in listed[:20]:
        mark = "" if trouble.fresh else " (since an earlier run)"
        out.print(
            f"  [red]{trouble.code}[/red] {escape(trouble.source_path)}{mark}:"
            f" {escape(trouble.message)}",
            soft_wrap=True,
        )
    if len(listed) > 20:
        out.print(f"  … and {len(listed) - 20} more; see the table documents.")
    for error in summary.scan_errors:
        where = escape(f"{error.source_path}: " if error.source_path else "")
        out.print(f"  [red]not listed[/red] {where}{escape(error.message)}", soft_wrap=True)
    for path in summary.waiting[:20]:
        out.print(f"  [yellow]still being written[/yellow] {escape(path)}: left for the next run")
    out.print(summary.standing_sentence)
    looks = [each for each in summary.reports if each.status != "clean"]
    for report in looks[:10]:
        out.print(
            f"  [yellow]{report.status}[/yellow] {escape(report.source_path)}:"
            f" {escape(report.sentence)}",
            soft_wrap=True,
        )
    if len(looks) > 10:
        out.print(f"  … and {len(looks) - 10} more; see the tables reports and checks.")
    out.print(escape(f"Tables: {summary.warehouse}"), soft_wrap=True)
    raise typer.Exit(SOME_UNREADABLE if summary.unreadable or summary.scan_errors else FINE)


def main() -> None:
    """Run the command line."""
    # A file name may hold bytes that are no text; never fail for showing it.
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    app()


if __name__ == "__main__":
    main()
