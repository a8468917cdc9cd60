"""Runs killed at random moments: what the next run makes of it, and what readers see meanwhile.

    python -m benchmarks.crashes [--kills 190] [--command 10] [--documents 100] [--seed 0]

A night over a folder of 100 documents, nearly all of them changed since the night before, is
killed (SIGKILL) at a random moment: every process of it, or only the first. The night after it
must end with the tables of a night that nobody disturbed, but for run ids and times. Meanwhile
pandas and DuckDB read the tables, over and over: no read may fail, and no report may be there
without all its rows. Most nights are what the flow calls (`flows.intake`), the others the
command `nianbao ingest` with Prefect.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bars import Bar, table, verdict
from benchmarks.faults import load
from benchmarks.reading_along import ReadingAlong
from flows.process_tree import processes
from flows.warehouse.comparing import differences, fingerprints
from tools.samples.catalogue import generate
from tools.samples.containers import write_mail, write_zip

ROOT = Path(__file__).resolve().parent.parent
END_SECONDS = 20.0
"""So long the reading processes of a killed run may take to notice that it is gone."""
COMMAND_SECONDS = 300.0


# The folders


def write_folders(root: Path, documents: int, seed: int) -> tuple[Path, Path]:
    """Write the folder of the night before and that of the night; return both.

    All kinds that need no other program, archives and mails, copies, files that fail, and
    drafts of reports that count no longer. Many have the same time, as unpacked files have:
    then what was seen first decides which of them counts.
    """
    before, after = root / "before", root / "after"
    for folder, number in ((before, seed), (after, seed + 1)):
        folder.mkdir(parents=True)
        samples = list(generate(documents - 9, seed=number))
        for place, sample in enumerate(samples):
            (folder / f"报告{place:03}.{sample.kind}").write_bytes(sample.data())
        packed = [(f"{n}/年报.docx", each.data()) for n, each in enumerate(_packed(number, 4))]
        (folder / "打包.zip").write_bytes(write_zip(packed[:2]))
        (folder / "来信.eml").write_bytes(write_mail(packed[2:], "rfc2047"))
        shutil.copy(folder / "报告000.docx", folder / "副本.docx")
        shutil.copy(folder / "报告001.html", folder / "0副本.html")
        drafts = {"修改稿": 2, "旧稿": 3}
        for name, place in drafts.items():
            text = samples[place].data()
            (folder / f"{name}.{samples[place].kind}").write_bytes(text + b"\n\n")
        (folder / "空.docx").write_bytes(b"")
        (folder / "断.docx").write_bytes((folder / "报告000.docx").read_bytes()[:3000])
        (folder / "通知.txt").write_text(f"关于开会的通知{number}", encoding="utf-8")
        for path in folder.iterdir():
            os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))
    for name in ("报告005.html", "报告010.mht"):  # a few did not change
        if (before / name).exists():
            shutil.copy2(before / name, after / name)
    return before, after


def _packed(seed: int, count: int) -> list:  # type: ignore[type-arg]
    return list(generate(count, seed=seed + 7000, kinds=("docx",)))


# Nights


def night(folder: Path, warehouse: Path, begun: Callable[[], None] = lambda: None) -> None:
    """Do what `ingest-folder` does, without Prefect; tell when the warehouse has been opened."""
    from flows.intake import open_intake

    with open_intake(
        warehouse, run_id=f"night {os.getpid()}", what="crashes", workers=2, wait_seconds=60
    ) as intake:
        begun()
        intake.discover(folder, settle_seconds=0, batch_size=10)
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(intake.read_batch, intake.batches))
        intake.publish()
        intake.summary()


@dataclass(slots=True)
class Started:
    """A night in a process of its own. `begun`: it has opened the warehouse."""

    pid: int
    begun: Callable[[float], bool]

    def wait(self, seconds: float) -> int | None:
        """Return how it ended, None where it goes on after so many seconds."""
        until = time.monotonic() + seconds
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > until:
                return None
            time.sleep(0.005)


def start_core(folder: Path, warehouse: Path) -> Started:
    """Start a night without Prefect, as a copy of this process (which has no threads)."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(reading)
            os.setsid()
            night(folder, warehouse, lambda: os.close(writing))
            code = 0
        except BaseException:  # noqa: BLE001 - it must not go on as the parent
            import traceback

            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)

    def begun(seconds: float) -> bool:
        os.read(reading, 1)  # its end: opened, or dead
        os.close(reading)
        return True

    return Started(pid, begun)


def start_command(folder: Path, warehouse: Path) -> Started:
    """Start `nianbao ingest`, with Prefect."""
    from flows.warehouse.nights import Nights

    runs = len(Nights(warehouse).runs)
    log = warehouse.parent / "command.log"
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "ingest", str(folder), "-w", str(warehouse),
             "--settle", "0", "--workers", "2", "--batch-size", "10"],
            cwd=ROOT, stdout=stream, stderr=stream, start_new_session=True,
        )  # fmt: skip

    def begun(seconds: float) -> bool:
        until = time.monotonic() + seconds
        while len(Nights(warehouse).runs) == runs and time.monotonic() < until:
            time.sleep(0.02)
        return time.monotonic() < until

    return Started(process.pid, begun)


Start = Callable[[Path, Path], Started]


def whole_night(start: Start, folder: Path, warehouse: Path) -> tuple[int | None, float]:
    """Run a night to its end; return how it ended, and its seconds from the opening on."""
    started = start(folder, warehouse)
    started.begun(COMMAND_SECONDS)
    since = time.monotonic()
    return started.wait(COMMAND_SECONDS), time.monotonic() - since


def kill(pid: int, everything: bool) -> list[int]:
    """Kill a night, all its processes or the first alone; return those that it had."""
    every = processes(pid)
    for each in every if everything else every[:1]:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    return every


def left_over(pids: Sequence[int], seconds: float) -> list[int]:
    """Return which of some processes do not end by themselves."""
    until = time.monotonic() + seconds
    while left := [pid for pid in pids if _runs(pid)]:
        if time.monotonic() > until:
            return left
        time.sleep(0.02)
    return []


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


# The trial


@dataclass(slots=True)
class Trial:
    """What came of some kills. `moments`: how far the nights had come when they were killed."""

    kills: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    reads: Counter[str] = field(default_factory=Counter)
    read_faults: list[str] = field(default_factory=list)
    late: int = 0


def moment(rng: random.Random, number: int) -> float:
    """Return when a night is to be killed, as a share of how long it lasts.

    At any time; of every third night in its last third, where the tables are published.
    """
    at = rng.random()
    return at if number % 3 else (2 + at) / 3


def moment_of(warehouse: Path) -> str:
    """Return how far a killed night had come, by what it left."""
    from flows.warehouse.nights import Nights

    run = Nights(warehouse).runs[-1]
    if run.published:
        return "after publishing"
    if list((warehouse / "_store" / "tmp").glob("publish-*")):
        return "publishing"
    stored = sum(1 for _ in (warehouse / "_store" / "extractions").rglob("*.json.gz"))
    if stored == 0 or not run.folder:
        return "before reading"
    return "reading"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the nights of a trial start from and must end with: after the night before, or empty."""

    folder: Path
    base: Path
    wanted: dict[bool, Path]
    expected: dict[bool, str]
    seconds: dict[bool, float]


def prepare(root: Path, documents: int, seed: int) -> Setting:
    """Make the folders, and the tables of undisturbed nights."""
    before, after = write_folders(root, documents, seed)
    base, wanted = root / "base", {True: root / "wanted", False: root / "empty-wanted"}
    assert whole_night(start_core, before, base)[0] == 0
    shutil.copytree(base, wanted[True])
    seconds = {}
    for full, warehouse in wanted.items():
        code, seconds[full] = whole_night(start_core, after, warehouse)
        assert code == 0
    expected = {full: _fingerprints(warehouse) for full, warehouse in wanted.items()}
    return Setting(after, base, wanted, expected, seconds)


def try_out(
    root: Path, kills: int, command: int, documents: int, seed: int, say: Callable[[str], None]
) -> Trial:
    """Kill so many nights, `command` of them of the command, each in a warehouse of its own.

    By turns the warehouse is that of the night before, and empty. An interrupt ends the trial
    with what has been done.
    """
    load()
    trial, rng = Trial(), random.Random(seed)
    setting = prepare(root, documents, seed)
    say("A night lasts {:.1f} s, in an empty warehouse {:.1f} s.".format(*setting.seconds.values()))
    with ReadingAlong(setting.wanted[True]) as reader:
        try:
            for number in range(kills + command):
                start = start_core if number < kills else start_command
                _kill_one(root, setting, trial, reader, number, start, rng)
                if number % 10 == 9:
                    done, wrong = sum(trial.kills.values()), len(trial.differing)
                    say(f"{number + 1} nights, {done} killed, {wrong} differ")
        except KeyboardInterrupt:
            say("Interrupted.")
    trial.reads, trial.read_faults = reader.reads, reader.faults
    return trial


def _kill_one(
    root: Path,
    setting: Setting,
    trial: Trial,
    reader: ReadingAlong,
    number: int,
    start: Start,
    rng: random.Random,
) -> None:
    """Kill one night, run the next one, and compare."""
    full, everything = number % 2 == 0, number % 4 < 2
    warehouse = root / f"killed-{number}"
    if full:
        shutil.copytree(setting.base, warehouse)
    reader.look_at(warehouse)
    started = start(setting.folder, warehouse)
    try:
        started.begun(COMMAND_SECONDS)
        ended = started.wait(moment(rng, number) * setting.seconds[full])
    except BaseException:
        kill(started.pid, everything=True)
        raise
    if ended is None:
        pids = kill(started.pid, everything)
        started.wait(END_SECONDS)
        left = left_over(pids, END_SECONDS)
        trial.moments[moment_of(warehouse)] += 1
        what = "command" if start is start_command else "core"
        how = "every process" if everything else "the first process alone"
        trial.kills[f"{what}, {how}"] += 1
        trial.left += [f"kill {number}: {left}"] if left else []
    else:
        trial.late += 1
    code, _ = whole_night(start, setting.folder, warehouse)
    # 3: the command says that some files of the folder cannot be read, as they are made to be.
    if code not in (0, 3) or _fingerprints(warehouse) != setting.expected[full]:
        about = _differences(warehouse, setting.wanted[full])
        trial.differing.append(f"kill {number} (exit {code}): {about}")
    reader.pause()
    shutil.rmtree(warehouse)


def _apart(function: Callable[[], str]) -> str:
    """Return what a function says in a copy of this process, so that none gets threads here."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, function().encode("utf-8", "replace")[:60000])
        except BaseException as error:  # noqa: BLE001
            os.write(writing, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        said = stream.read().decode()
    os.waitpid(pid, 0)
    return said


def _fingerprints(warehouse: Path) -> str:
    return _apart(lambda: "\n".join(f"{k} {v}" for k, v in fingerprints(warehouse).items()))


def _differences(found: Path, wanted: Path) -> str:
    return _apart(lambda: "; ".join(differences(found, wanted))[:2000])


# The command


def run(kills: int = 190, command: int = 10, documents: int = 100, seed: int = 0) -> list[Bar]:
    """Kill nights and print what came of it; return the bars."""
    folder = Path(tempfile.mkdtemp(prefix="nianbao-crashes-"))
    os.environ.setdefault("PREFECT_HOME", str(folder / "prefect"))
    try:
        trial = try_out(
            folder, kills, command, documents, seed, lambda line: print(line, flush=True)
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print()
    print(table(("killed", "nights"), [[k, str(v)] for k, v in sorted(trial.kills.items())]))
    print()
    rows = [[k, str(v)] for k, v in sorted(trial.moments.items())]
    print(table(("when", "nights"), rows), end="\n\n")
    print(table(("reads meanwhile", "times"), [[k, str(v)] for k, v in trial.reads.items()]))
    print(f"\n{trial.late} nights had ended before their moment came.")
    for fault in [*trial.differing, *trial.left, *trial.read_faults[:20]]:
        print(f"- {fault}")
    return [
        Bar("nights whose tables differ after a kill", len(trial.differing), 0, ""),
        Bar("kills that left processes", len(trial.left), 0, ""),
        Bar("reads that failed, or saw half a report", len(trial.read_faults), 0, ""),
    ]


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crashes", description=__doc__)
    parser.add_argument("--kills", type=int, default=190, help="nights without Prefect")
    parser.add_argument("--command", type=int, default=10, help="nights of nianbao ingest")
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    bars = run(options.kills, options.command, options.documents, options.seed)
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
