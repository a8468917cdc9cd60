"""Prefect's share of a run over changed documents, and what its start-up takes."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.bars import Bar, table
from benchmarks.folders import CoreRun, take_in, write_samples
from benchmarks.timing import stopwatch
from flows.intake import Summary, default_workers
from flows.settings import prepare_prefect
from tools.samples.catalogue import generate

LIMIT = 10.0


def run(documents: int = 1000, rounds: int = 3) -> list[Bar]:
    """Measure and print; return the bar: Prefect's share in per cent.

    Each round changes every file of a folder and takes it in twice, into one warehouse with
    the flow `ingest-folder`, into another with what the flow calls, without Prefect.
    """
    prepare_prefect(quiet=True)
    with stopwatch() as importing:
        from flows import ingest
        from flows.server import single_run_api
    with (
        tempfile.TemporaryDirectory(prefix="nianbao-bench-") as temporary,
        stopwatch() as starting,
        single_run_api(),
    ):
        starting.stop()
        folder, plain, prefect = (Path(temporary) / name for name in ("folder", "plain", "flow"))
        folder.mkdir()

        def flow() -> tuple[float, Summary]:
            with stopwatch() as watch:
                summary: Summary = ingest.ingest_folder(
                    folder=str(folder), warehouse=str(prefect), settle_seconds=0
                )
            return watch.seconds, summary

        first, _ = flow()
        empty, _ = flow()
        write_samples(generate(documents, 0), folder)
        take_in(folder, plain)
        flow()
        cores: list[CoreRun] = []
        flows: list[float] = []
        for number in range(1, rounds + 1):
            write_samples(generate(documents, number), folder)
            # In turns the first, because the second finds the files in the system's cache.
            if number % 2:
                cores.append(take_in(folder, plain))
            seconds, summary = flow()
            if not number % 2:
                cores.append(take_in(folder, plain))
            flows.append(seconds)
            for each in (summary, cores[-1].summary):
                if (each.read, each.changed) != (documents, documents):
                    raise RuntimeError(f"Not all documents were changed: {each.sentence}")
    print(
        f"Start-up: importing Prefect and the flows {importing.seconds:.1f} s, its server"
        f" {starting.seconds:.1f} s, the first flow run over an empty folder {first:.2f} s,"
        f" the second {empty:.2f} s.\n"
    )
    return [_report(documents, cores, flows)]


def _report(documents: int, cores: list[CoreRun], flows: list[float]) -> Bar:
    shares = [
        100 * (seconds - core.whole) / seconds for seconds, core in zip(flows, cores, strict=True)
    ]
    head = ("round", "flow s", "without Prefect s", "Prefect's share", "read s", "publish s")
    rows = [
        [
            str(number),
            f"{seconds:.2f}",
            f"{core.whole:.2f}",
            f"{share:.1f} %",
            f"{core.read:.2f}",
            f"{core.publish:.2f}",
        ]
        for number, (seconds, core, share) in enumerate(zip(flows, cores, shares, strict=True), 1)
    ]
    print(f"{documents} changed documents of all kinds, seconds of the clock:\n")
    print(table(head, rows), end="\n\n")
    print(_split(cores[-1], documents), end="\n\n")
    return Bar("Prefect's share", statistics.median(shares), LIMIT, "%")


def _split(core: CoreRun, documents: int) -> str:
    """Tell where the time of a document goes in the reading processes, and beside them."""
    spent, workers = core.summary.reading_seconds, default_workers()
    inside = spent.read + spent.extract + spent.serialise
    parts = {
        "opening and hashing": spent.read,
        "reading and extracting": spent.extract,
        "serialising": spent.serialise,
        "handing over": spent.total - inside,
        "storing, ledger, waiting": core.read * workers - spent.total,
        "publishing": core.publish,
    }
    listed = ", ".join(f"{name} {1000 * each / documents:.2f}" for name, each in parts.items())
    return f"Milliseconds a document without Prefect, {workers} processes reading: {listed}"
