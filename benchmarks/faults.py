"""A run stopped at each of its own writes, one after the other.

    python -m benchmarks.faults [--every 1] [--documents 4]

A small night is repeated, each time with another step at which it ends: killed between two
writes (a half line written, where it is the ledger's), or met by a disk that is full from there
on. The next night must end with the tables of one that nobody disturbed. Then the same on a
file system that is really too small, where one can be mounted.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from benchmarks.bars import Bar, verdict
from flows.pool import Outcome
from flows.warehouse import serialise
from flows.warehouse.comparing import differences
from schemas.errors import DocumentError

Fault = Literal["kill", "full"]

KILLED, FULL, FINE = -signal.SIGKILL, 28, 0


class Reciter:
    """Reads in this process, as quickly as may be: what is tried here are the writes."""

    @contextmanager
    def lend(self) -> Iterator[Reciter]:
        """Lend itself."""
        yield self

    def read(self, path: Path, name: str, known: Callable[[str], bool], **_: Any) -> Outcome:
        """Return what came of a file that is no archive."""
        from extractors.report import extract_report

        data, about = path.read_bytes(), path.stat()
        document_id = hashlib.sha256(data).hexdigest()
        told = {"size": about.st_size, "modified_ns": about.st_mtime_ns, "bytes": len(data)}
        if known(document_id):
            return Outcome("known", document_id, **told)
        try:
            made = extract_report(data, name=name)
        except DocumentError as error:
            return Outcome("failed", document_id, code=error.code, detail=error.detail, **told)
        payload = serialise.dumps(made, datetime.now(UTC))
        return Outcome.extracted(document_id, made, payload=payload, **told)


def night(folder: Path, warehouse: Path) -> None:
    """Do what a run does."""
    from flows.intake import open_intake

    with open_intake(warehouse, run_id=f"{os.getpid()}", what="faults", wait_seconds=0) as intake:
        intake._pool = Reciter()  # type: ignore[assignment]
        intake.discover(folder, settle_seconds=0, batch_size=2)
        for batch in intake.batches:
            intake.read_batch(batch)
        intake.publish()
        intake.summary()


@dataclass(slots=True)
class Steps:
    """Counts what this process does to a warehouse, and makes one step its last good one."""

    warehouse: Path
    fault: Fault = "kill"
    at: int = -1
    done: list[str] = field(default_factory=list)
    _full: bool = False

    def watch(self) -> None:
        """Begin. There is no end: an audit hook stays, and the process is made for this."""
        sys.addaudithook(self._hear)
        fsync, pwrite = os.fsync, os.pwrite

        def synced(descriptor: int) -> None:
            self._step("sync", _path_of(descriptor), grows=True)
            fsync(descriptor)

        def written(descriptor: int, data: Any, offset: int) -> int:
            path = _path_of(descriptor)
            half = bytes(data)[: len(data) // 2]
            self._step("write", path, True, lambda: pwrite(descriptor, half, offset))
            return pwrite(descriptor, data, offset)

        os.fsync, os.pwrite = synced, written  # type: ignore[assignment]
        from flows.warehouse import arrow

        close = arrow.ParquetFile.close

        def closed(file: arrow.ParquetFile) -> None:
            self._step("write", f"{self.warehouse}/table", grows=True)
            close(file)

        arrow.ParquetFile.close = closed  # type: ignore[method-assign]

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, str | bytes | os.PathLike) and flags & (os.O_WRONLY | os.O_RDWR):
                self._step("open", path, grows=True)
        elif event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"):
            path = arguments[1] if event == "os.rename" else arguments[0]
            if isinstance(path, int):
                path = _path_of(path)
            self._step(event[3:], path, grows=event == "os.mkdir")

    def _step(
        self, what: str, path: Any, grows: bool, half: Callable[[], object] = lambda: None
    ) -> None:
        where = os.fsdecode(path)
        if not where.startswith(str(self.warehouse)):
            return
        number = len(self.done)
        self.done.append(f"{what} {Path(where).relative_to(self.warehouse)}")
        if number == self.at and self.fault == "kill":
            half()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "full" and (self._full or number == self.at) and grows:
            if not self._full:
                half()
            self._full = True
            raise OSError(errno.ENOSPC, "No space left on device", where)


def _path_of(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


def load() -> None:
    """Import what a night takes, so that its copies need not, each for itself."""
    import pyarrow.parquet

    import extractors.report
    import flows.intake
    import flows.warehouse.publish

    assert pyarrow.parquet and extractors.report and flows.intake and flows.warehouse.publish


def in_a_copy(function: Callable[[], None], said: Path | None = None) -> int:
    """Run a function in a copy of this process, which has one thread; return how it ended."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            function()
            code = FINE
        except OSError as error:
            code = FULL if error.errno == errno.ENOSPC or "No space left" in str(error) else 1
            if code == 1:
                raise
        except BaseException as error:
            if said is not None:
                said.write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
            raise
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def steps_of(folder: Path, warehouse: Path, said: Path) -> list[str]:
    """Return the steps of an undisturbed night."""

    def watched() -> None:
        steps = Steps(warehouse)
        steps.watch()
        night(folder, warehouse)
        said.write_text("\n".join(steps.done), encoding="utf-8")

    assert in_a_copy(watched) == FINE
    return said.read_text(encoding="utf-8").splitlines()


def stop_at(folder: Path, warehouse: Path, fault: Fault, number: int) -> int:
    """Run a night that is stopped at a step; return how it ended."""

    def stopped() -> None:
        Steps(warehouse, fault, number).watch()
        night(folder, warehouse)

    return in_a_copy(stopped)


def after(folder: Path, warehouse: Path, wanted: Path, said: Path) -> list[str]:
    """Run the next night; return what is wrong then, in words."""

    def next_night() -> None:
        night(folder, warehouse)
        said.write_text("\n".join(differences(warehouse, wanted)), encoding="utf-8")

    said.write_text("", encoding="utf-8")
    ended = in_a_copy(next_night, said)
    found = said.read_text(encoding="utf-8").splitlines()
    return found + ([f"the next night ended with {ended}"] if ended != FINE else [])


@dataclass(slots=True)
class Trial:
    """What came of stopping at steps: how many were tried, how the runs ended, what is wrong."""

    steps: list[str] = field(default_factory=list)
    tried: int = 0
    wrong: list[str] = field(default_factory=list)


def write_folders(root: Path, documents: int) -> tuple[Path, Path]:
    """Write the folder of a night before and that of the night; return both."""
    from tools.samples.catalogue import generate

    found = []
    for name, seed in (("before", 1), ("after", 2)):
        folder = root / name
        folder.mkdir()
        for number, sample in enumerate(generate(documents, seed=seed, kinds=("txt",))):
            (folder / f"{number}.txt").write_bytes(sample.data())
        if name == "after":
            shutil.copy(folder / "0.txt", folder / "0副本.txt")
            (folder / "0空.txt").write_bytes(b"")
        for path in folder.iterdir():
            os.utime(path, (1_600_000_000, 1_600_000_000 + seed))
        found.append(folder)
    return found[0], found[1]


def try_out(root: Path, documents: int, every: int, faults: Sequence[Fault]) -> Trial:
    """Stop nights at every so-manieth step, in a warehouse that has one night behind it."""
    load()
    trial, said = Trial(), root / "said"
    before, folder = write_folders(root, documents)
    base, wanted = root / "base", root / "wanted"
    assert in_a_copy(lambda: night(before, base)) == FINE
    shutil.copytree(base, wanted)
    trial.steps = steps_of(folder, wanted, said)
    for fault in faults:
        for number in range(0, len(trial.steps), every):
            warehouse = root / f"{fault}-{number}"
            shutil.copytree(base, warehouse)
            ended = stop_at(folder, warehouse, fault, number)
            wrong = after(folder, warehouse, wanted, said)
            if ended not in ((KILLED,) if fault == "kill" else (FULL, FINE)):
                wrong.append(f"it ended with {ended}")
            step = trial.steps[number]
            trial.wrong += [f"{fault} at {number}, {step}: {each}" for each in wrong]
            trial.tried += 1
            shutil.rmtree(warehouse)
    return trial


def mount_small(folder: Path, kilobytes: int) -> bool:
    """Mount a file system of so many kilobytes; tell whether that may be done here."""
    folder.mkdir(exist_ok=True)
    options = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    try:
        return subprocess.run(["mount", *options], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def really_full(root: Path, documents: int, sizes: Sequence[int]) -> Trial | None:
    """Run nights on file systems of so many kilobytes; the next one finds ten times the room.

    None where no file system can be mounted.
    """
    load()
    trial, said = Trial(), root / "said"
    _, folder = write_folders(root, documents)
    wanted, place = root / "wanted", root / "small"
    assert in_a_copy(lambda: night(folder, wanted)) == FINE
    for size in sizes:
        if not mount_small(place, size):
            return None
        try:
            ended = in_a_copy(lambda: night(folder, place / "warehouse"))
            options = ["-o", f"remount,size={10 * size + 10000}k", str(place)]
            subprocess.run(["mount", *options], check=True)
            wrong = after(folder, place / "warehouse", wanted, said)
            if ended not in (FULL, FINE):
                wrong.append(f"it ended with {ended}")
            trial.wrong += [f"{size} KB: {each}" for each in wrong]
            trial.tried += 1
            trial.steps.append("full" if ended == FULL else "enough")
        finally:
            subprocess.run(["umount", str(place)], check=False)
    return trial


def run(documents: int = 4, every: int = 1, sizes: Sequence[int] = range(16, 640, 24)) -> list[Bar]:
    """Try all and print what came of it; return the bars."""
    with tempfile.TemporaryDirectory(prefix="nianbao-faults-") as name:
        for part in ("steps", "room"):
            (Path(name) / part).mkdir()
        trial = try_out(Path(name) / "steps", documents, every, ("kill", "full"))
        print(f"{trial.tried} nights stopped, at {len(trial.steps)} steps.", flush=True)
        full = really_full(Path(name) / "room", documents, sizes)
    wrong = trial.wrong
    if full is None:
        print("No file system can be mounted here.")
    else:
        print(f"{full.tried} small file systems, {full.steps.count('full')} of them too small.")
        wrong = wrong + full.wrong
    print("\n".join(f"- {each}" for each in wrong) or "No fault.", end="\n\n")
    return [Bar("nights that a fault changed", len(wrong), 0, "")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="try each so-manieth step alone")
    parser.add_argument("--documents", type=int, default=4)
    options = parser.parse_args(arguments)
    bars = run(options.documents, options.every)
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
