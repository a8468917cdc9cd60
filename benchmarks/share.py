"""Prefect's share of a run over changed documents, and what its start-up takes."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bars import Bar, table
from benchmarks.folders import CoreRun, take_in, write_samples
from benchmarks.timing import stopwatch
from flows.intake import Summary, default_workers
from flows.settings import prepare_prefect
from tools.samples.catalogue import generate

LIMIT = 10.0


@dataclass(slots=True)
class Runs:
    """The runs of one way to take the folder in: seconds of the clock, and of all cores."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, step: Callable[[], Summary], documents: int) -> None:
        """Measure a run, which has to read all the documents."""
        before = cpu_seconds()
        with stopwatch() as watch:
            summary = step()
        self.clock.append(watch.seconds)
        self.cpu.append(cpu_seconds() - before)
        if (summary.read, summary.changed) != (documents, documents):
            raise RuntimeError(f"Not all documents were changed: {summary.sentence}")


def cpu_seconds() -> float:
    """Return the CPU seconds of this process, the processes it waited for, and those it has.

    The last is Prefect's server, while it runs (Linux: /proc/PID/stat, see proc(5)).
    """
    spent = sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended meanwhile
        if int(fields[1]) == os.getpid():
            ticks += int(fields[11]) + int(fields[12])
    return spent + ticks / os.sysconf("SC_CLK_TCK")


def run(documents: int = 1000, rounds: int = 5) -> list[Bar]:
    """Measure and print; return the bars: Prefect's share in per cent.

    All files of a folder have changed since a warehouse was made of it. In each round, one
    copy of that warehouse takes them in with the flow `ingest-folder`, another one with what
    the flow calls, without Prefect; now the one goes first, now the other.
    """
    prepare_prefect(quiet=True)
    with stopwatch() as importing:
        from flows import ingest
    prefect, plain = Runs(), Runs()
    cores: list[CoreRun] = []
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as temporary, _server() as starting:
        folder, before, copy = (Path(temporary) / name for name in ("folder", "before", "copy"))
        folder.mkdir()

        def flow() -> Summary:
            summary: Summary = ingest.ingest_folder(
                folder=str(folder), warehouse=str(copy), settle_seconds=0
            )
            return summary

        def core() -> Summary:
            cores.append(take_in(folder, copy))
            return cores[-1].summary

        empty = [_seconds_of_empty_run(flow, copy) for _ in range(2)]
        write_samples(generate(documents, 0), folder)
        take_in(folder, before)
        write_samples(generate(documents, 1), folder)
        for number in range(rounds):
            turns = [(plain, core), (prefect, flow)]
            for runs, step in turns if number % 2 else reversed(turns):
                shutil.copytree(before, copy)
                runs.measure(step, documents)
                shutil.rmtree(copy)
    print(
        f"Start-up: importing Prefect and the flows {importing.seconds:.1f} s, its server"
        f" {starting:.1f} s, the first flow run over an empty folder {empty[0]:.2f} s,"
        f" the second {empty[1]:.2f} s.\n"
    )
    return _report(documents, prefect, plain, cores[-1])


@contextmanager
def _server() -> Iterator[float]:
    """Run Prefect's server; yield the seconds that it took to start."""
    from flows.server import single_run_api

    with ExitStack() as stack:
        with stopwatch() as watch:
            stack.enter_context(single_run_api())
        yield watch.seconds


def _seconds_of_empty_run(flow: Callable[[], Summary], warehouse: Path) -> float:
    with stopwatch() as watch:
        flow()
    shutil.rmtree(warehouse)
    return watch.seconds


def _share(prefect: list[float], plain: list[float]) -> float:
    """Return how many per cent of a run with Prefect a run without it lacks.

    Of several equal runs the shortest is the one that other processes disturbed least.
    """
    return 100 * (1 - min(plain) / min(prefect))


def _report(documents: int, prefect: Runs, plain: Runs, core: CoreRun) -> list[Bar]:
    clock, cpu = _share(prefect.clock, plain.clock), _share(prefect.cpu, plain.cpu)
    rows = [
        [title, _spread(with_prefect), _spread(without), f"{share:.1f} %"]
        for title, with_prefect, without, share in (
            ("clock", prefect.clock, plain.clock, clock),
            ("CPU, all processes", prefect.cpu, plain.cpu, cpu),
        )
    ]
    head = ("seconds", "flow ingest-folder", "without Prefect", "Prefect's share")
    print(
        f"{documents} changed documents of all kinds, the shortest of {len(prefect.clock)} runs:\n"
    )
    print(table(head, rows), end="\n\n")
    print(_split(core, documents), end="\n\n")
    return [
        Bar("Prefect's share of the clock", clock, LIMIT, "%"),
        Bar("Prefect's share of the CPU time", cpu, LIMIT, "%"),
    ]


def _spread(seconds: list[float]) -> str:
    return f"{min(seconds):.2f} (median {statistics.median(seconds):.2f})"


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
