"""Bent documents by the thousand: each ends with a record or a code, none silently wrong.

    python -m benchmarks.fuzz [--count 20000] [--seed 1] [--kinds docx …] [--jobs 2]
                              [--minutes M] [--keep FOLDER] [--again KIND:SEED:NUMBER]

Good reports of all kinds are bent at random (`tools.mutations`) and read as a night reads
them: in child processes under their limits. No reading may end this program, none may outlive
its limits, and every one must give a record or a code. A record's figures are held against
the good report's, by `tools.mutations.oracle`, whose words say what is wrong and what is only
a different document. `--keep` writes the files in which something is found; `--again` makes
one anew and tells what comes of it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.bars import Bar, table, verdict
from benchmarks.timing import stopwatch
from flows.pool import ChildReader, Outcome
from flows.process_tree import processes
from flows.warehouse import serialise
from tools.mutations.bases import QUICK_KINDS, BaseKind, is_clean
from tools.mutations.catalogue import Mutation, mutation
from tools.mutations.oracle import wrong_figures

SHARES: dict[BaseKind, int] = {
    "docx": 25, "html": 23, "txt": 17, "mht": 8, "xlsx": 10, "xls": 3, "zip": 3, "eml": 3,
    "ofd": 6, "pdf": 2,
}  # fmt: skip
"""How many of a hundred documents are of each kind: fewer of those that take long to read. (A
PDF whose fonts are bent is read as a picture.)"""
SCANS_A_THOUSAND = 1
"""Scans take seconds a page: so many for every thousand of the others."""

DEADLINE_SECONDS = 60.0
OVERTIME_SECONDS = 10.0
"""A reading that ends later than its deadline by more than this has outlived its limits. (It
may be tried twice.)"""
_BATCH = 100
_MOST_MEMBERS = 3

FAULTS = ("reader_failed", "reader_died", "silent_too_long", "deadline_exceeded")
"""Codes that no document should end with: something in a reader is to be mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be, in a file that `address` makes again."""

    address: str
    how: str
    what: str
    grave: bool

    def __str__(self) -> str:
        return f"{'GRAVE ' if self.grave else ''}{self.address} ({self.how}): {self.what}"


@dataclass(slots=True)
class Tally:
    """What came of the documents of one kind."""

    documents: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    silent_flagged: int = 0
    slowest: float = 0.0
    seconds: float = 0.0

    def add(self, other: Tally) -> None:
        """Add what another process has counted."""
        self.documents += other.documents
        self.outcomes += other.outcomes
        self.ways += other.ways
        self.findings += other.findings
        self.silent_flagged += other.silent_flagged
        self.slowest = max(self.slowest, other.slowest)
        self.seconds += other.seconds


def try_batch(kind: BaseKind, seed: int, start: int, count: int, keep: str = "") -> Tally:
    """Read so many bent documents of a kind in one child after the other."""
    tally = Tally()
    with (
        stopwatch() as watch,
        tempfile.TemporaryDirectory(prefix="nianbao-fuzz-") as folder,
        ChildReader(deadline_seconds=DEADLINE_SECONDS) as reader,
    ):
        for number in range(start, start + count):
            bent = mutation(kind, seed, number)
            before = len(tally.findings)
            _try(bent, reader, Path(folder), tally)
            if keep and len(tally.findings) > before:
                name = f"{bent.address.replace(':', '_')}_{bent.base.name}"
                (Path(keep) / name).write_bytes(bent.data)
    tally.seconds = watch.seconds
    return tally


def _try(bent: Mutation, reader: ChildReader, folder: Path, tally: Tally) -> None:
    path = folder / bent.base.name
    path.write_bytes(bent.data)
    tally.documents += 1
    tally.ways[bent.how.split()[0]] += 1
    began = time.monotonic()
    for outcome in _outcomes(reader, path):
        _judge(bent, outcome, tally)
    seconds = time.monotonic() - began
    tally.slowest = max(tally.slowest, seconds)
    if seconds > 2 * DEADLINE_SECONDS + OVERTIME_SECONDS:
        tally.findings.append(Finding(bent.address, bent.how, f"took {seconds:.0f} s", True))


def _outcomes(reader: ChildReader, path: Path) -> Iterator[Outcome]:
    """Read a file; of an archive or a mail also the first of the files in it."""
    outcome = reader.read(path, path.name)
    yield outcome
    for at, name in enumerate(outcome.members[:_MOST_MEMBERS]):
        yield reader.read(path, name, member=(at,))


def _judge(bent: Mutation, outcome: Outcome, tally: Tally) -> None:
    if outcome.kind != "extracted":
        code = outcome.code or outcome.kind
        tally.outcomes[code] += 1
        if code in FAULTS or not outcome.code:
            words = f"{code}: {outcome.detail[:300]}"
            tally.findings.append(Finding(bent.address, bent.how, words, False))
        return
    found, _ = serialise.loads(outcome.payload)
    tally.outcomes["clean" if is_clean(found) else "flagged or incomplete"] += 1
    wrong = wrong_figures(bent.base, bent.data, found)
    if any(each.clean for each in wrong):
        words = "; ".join(map(str, wrong[:3]))
        tally.findings.append(Finding(bent.address, bent.how, words, True))
    elif wrong:
        tally.silent_flagged += 1


def fuzz(
    count: int,
    seed: int,
    kinds: Sequence[BaseKind],
    jobs: int,
    keep: str = "",
    minutes: float = float("inf"),
) -> dict[BaseKind, Tally]:
    """Try so many documents of the kinds, by so many processes at once.

    After so many minutes what is not begun is left out; of each kind as much as of the others.
    """
    tallies: dict[BaseKind, Tally] = {kind: Tally() for kind in kinds}
    over = time.monotonic() + 60 * minutes
    batches = _batches(count, kinds)
    if minutes < float("inf"):
        Random(seed).shuffle(batches)
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        futures = {
            pool.submit(try_batch, kind, seed, start, size, keep): kind
            for kind, start, size in batches
        }
        for future in as_completed(futures):
            kind = futures[future]
            if future.cancelled():
                continue
            if time.monotonic() > over:
                for each in futures:
                    each.cancel()
            try:
                tallies[kind].add(future.result())
            except BrokenProcessPool:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, a run would have died of it
                words = f"the run died: {error!r}"[:300]
                tallies[kind].findings.append(Finding(kind, "", words, True))
    return tallies


def _batches(count: int, kinds: Sequence[BaseKind]) -> list[tuple[BaseKind, int, int]]:
    shares = {kind: SHARES.get(kind, 0) for kind in kinds}
    whole = sum(shares.values()) or 1
    counts = {kind: round(count * share / whole) for kind, share in shares.items()}
    if "scan" in counts:
        counts["scan"] = max(1, count * SCANS_A_THOUSAND // 1000)
    batches = [
        (kind, start, min(_BATCH if kind != "scan" else 5, number - start))
        for kind, number in counts.items()
        for start in range(0, number, _BATCH if kind != "scan" else 5)
    ]
    # The slow kinds first, so that no process is left alone with them at the end.
    slow = {"scan": 0, "pdf": 1, "ofd": 2}
    return sorted(batches, key=lambda batch: slow.get(batch[0], 9))


def run(
    count: int = 20_000,
    seed: int = 1,
    kinds: Sequence[BaseKind] = (*QUICK_KINDS, "scan"),
    jobs: int | None = None,
    keep: str = "",
    minutes: float = float("inf"),
) -> list[Bar]:
    """Measure and print; return the bars."""
    before = set(processes(os.getpid()))
    with stopwatch() as watch:
        tallies = fuzz(count, seed, kinds, jobs or len(os.sched_getaffinity(0)), keep, minutes)
    left = {pid for pid in processes(os.getpid()) if pid not in before and not _is_tracker(pid)}
    _print(tallies, watch.seconds)
    findings = [each for tally in tallies.values() for each in tally.findings]
    grave = sum(each.grave for each in findings)
    return [
        Bar("clean records with a wrong figure, and runs that died", grave, 0, ""),
        Bar("documents that ended with a reader's fault", len(findings) - grave, 0, ""),
        Bar("processes left", len(left), 0, ""),
    ]


def _is_tracker(pid: int) -> bool:
    """Tell whether a process is the helper that `multiprocessing` keeps to its program's end."""
    try:
        return b"resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True


def _print(tallies: dict[BaseKind, Tally], seconds: float) -> None:
    names = Counter[str]()
    for tally in tallies.values():
        names.update(tally.outcomes)
    rows = []
    for kind, tally in tallies.items():
        refused = sum(
            count
            for name, count in tally.outcomes.items()
            if name not in ("clean", "flagged or incomplete", "container")
        )
        rows.append(
            [
                kind,
                f"{tally.documents:,}",
                f"{tally.outcomes['clean']:,}",
                f"{tally.outcomes['flagged or incomplete']:,}",
                f"{refused:,}",
                str(sum(each.grave for each in tally.findings)),
                str(tally.silent_flagged),
                f"{tally.slowest:.1f}",
                f"{1000 * tally.seconds / max(1, tally.documents):.0f}",
            ]
        )
    head = (
        "kind", "documents", "clean", "flagged", "a code", "clean and wrong",
        "flagged, a wrong figure unmarked", "longest, s", "ms each",
    )  # fmt: skip
    print(table(head, rows), end="\n\n")
    print(
        table(("outcome", "records"), [[n, f"{c:,}"] for n, c in names.most_common()]), end="\n\n"
    )
    total = sum(tally.documents for tally in tallies.values())
    rate = total / seconds if seconds else 0.0
    print(
        f"{total:,} documents in {seconds:.0f} s:"
        f" {rate:.0f} a second, {rate * 3600:,.0f} an hour.\n"
    )
    findings = [each for tally in tallies.values() for each in tally.findings]
    for each in sorted(findings, key=lambda one: not one.grave)[:60]:
        print(f"- {each}")


def _again(address: str) -> int:
    kind, seed, number = re.fullmatch(r"(\w+):(\d+):(\d+)", address).groups()  # type: ignore[union-attr]
    tally = try_batch(kind, int(seed), int(number), 1, keep=str(Path.cwd()))  # type: ignore[arg-type]
    print(f"{dict(tally.outcomes)}, {dict(tally.ways)}")
    print("\n".join(map(str, tally.findings)) or "No fault.")
    return 1 if tally.findings else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    every = (*QUICK_KINDS, "scan")
    parser.add_argument("--count", type=int, default=20_000, help="so many documents")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--kinds", nargs="+", choices=every, default=every)
    parser.add_argument("--jobs", type=int, default=None, help="processes; as many as cores")
    parser.add_argument("--keep", default="", help="a folder for files in which something is found")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="and no longer")
    parser.add_argument("--again", metavar="ADDRESS", help="one document, as it was found")
    options = parser.parse_args(arguments)
    if options.again:
        return _again(options.again)
    if options.keep:
        Path(options.keep).mkdir(parents=True, exist_ok=True)
    bars = run(
        options.count, options.seed, options.kinds, options.jobs, options.keep, options.minutes
    )
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
