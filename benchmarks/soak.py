"""Thousands of documents, several nights: does anything grow that should not, is anything left?

    python -m benchmarks.soak [--documents 5000] [--nights 4]

`nianbao ingest` takes in a folder of all quick kinds, with a Prefect and a folder for temporary
files of its own, and comes back for nights in which a few documents are new. Twice a second the
memory, threads and open files of its process and of its reading processes are looked at.
Memory is held to be flat where a line through that of the run's process, over the time in which
documents are read, rises by little; what a process keeps of each document on purpose (a line of
the summary, one of the ledger) is in it. After each night nothing may be left of it but
Prefect's database and the warehouse, whose sizes are told.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bars import Bar, table, verdict
from flows.process_tree import processes, resident_bytes
from flows.slots import shared_folder
from flows.warehouse.atomic import STORE
from tools.samples.catalogue import generate
from tools.samples.containers import write_zip
from tools.samples.render import Kind

SEED = 4242
_MIX: tuple[Kind, ...] = (
    "docx", "html", "txt", "docx", "html", "txt", "docx", "html", "docx", "txt", "mht", "docx",
    "html", "txt", "docx", "xlsx", "docx", "html", "txt", "docx",
)  # fmt: skip
"""Kinds by turns; besides, each `_PDF_EVERY`th document is a PDF and each `_ZIP_EVERY`th lies in
an archive, and each `_BROKEN_EVERY`th is cut short."""
_PDF_EVERY, _ZIP_EVERY, _BROKEN_EVERY = 100, 40, 50
NEW_SHARE = 0.02
"""So many of the folder's documents are new on each later night."""

_EVERY = 0.5
_SETTLED, _LAST = 0.2, 0.02
"""The first part of the documents, while modules load and caches fill, is not looked at, nor
the last: when all are read the tables are published."""
KB_A_DOCUMENT = 24.0
"""What the run's process may grow by for each document that it has read."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a process tree held at a moment, when so many documents were stored."""

    stored: int
    main: int
    readers: int
    threads: int
    files: int
    children: int


@dataclass(slots=True)
class Night:
    """A run of `nianbao ingest`: looks at it, what it said, and what was there after it."""

    new: int
    seconds: float = 0.0
    looks: list[Look] = field(default_factory=list)
    said: str = ""
    left: list[str] = field(default_factory=list)
    database: int = 0
    warehouse: int = 0

    @property
    def settled(self) -> list[Look]:
        """The looks at it while it read, at the first documents and the last left out."""
        first = min((look.stored for look in self.looks), default=0)
        last = max((look.stored for look in self.looks), default=0)
        from_, to = (first + share * (last - first) for share in (_SETTLED, 1 - _LAST))
        return [look for look in self.looks if look.readers and from_ <= look.stored <= to]


def write_documents(folder: Path, start: int, count: int) -> None:
    """Write so many documents of all quick kinds, numbered from `start`."""
    drawn = generate(count, SEED + start, kinds=_MIX, deviations=1)
    for at, sample in enumerate(drawn, start):
        data, name = sample.data(), f"{at:05}.{sample.kind}"
        if at % _BROKEN_EVERY == 7:
            data = data[: len(data) * 2 // 3]
        if at % _ZIP_EVERY == 3:
            data, name = write_zip([(name, data)]), f"{at:05}.zip"
        path = folder / f"{at // 500:03}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for at, sample in enumerate(generate(count // _PDF_EVERY, SEED + start + 1, kinds=("pdf",))):
        (folder / f"{start:05}-{at:03}.pdf").write_bytes(sample.data())


def night(folder: Path, warehouse: Path, home: Path, new: int) -> Night:
    """Run `nianbao ingest` and watch it to its end, and what is left after it."""
    found = Night(new)
    temporary = home / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "PREFECT_HOME": str(home / "prefect"),
        "TMPDIR": str(temporary),
    }
    for name in ("PREFECT_API_URL", "PREFECT_PROFILE"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "flows.cli", "ingest", str(folder), "-w", str(warehouse)]
    command += ["--settle", "0"]
    began = time.monotonic()
    seen: set[int] = set()
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process,
    ):
        while process.poll() is None:
            tree = processes(process.pid)
            seen.update(tree)
            found.looks.append(_look(process.pid, tree, warehouse))
            time.sleep(_EVERY)
        said.seek(0)
        found.said = said.read()
    found.seconds = time.monotonic() - began
    if process.returncode:
        raise RuntimeError(f"The night went wrong: {found.said[-2000:]}")
    found.left = [*_left_processes(seen), *_left_files(temporary)]
    found.database = _bytes(home / "prefect")
    found.warehouse = _bytes(warehouse)
    return found


def _look(main: int, tree: list[int], warehouse: Path) -> Look:
    readers = [pid for pid in tree if _is_reader(pid)]
    return Look(
        sum(1 for _ in (warehouse / STORE / "extractions").rglob("*.gz")),
        _own_bytes(main),
        max((resident_bytes(pid) for pid in readers), default=0),
        _count(main, "task"),
        _count(main, "fd"),
        len(tree) - 1,
    )


def _is_reader(pid: int) -> bool:
    try:
        return b"flows.child" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _own_bytes(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _count(pid: int, what: str) -> int:
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/{what}").iterdir())
    except OSError:
        return 0


def _left_processes(seen: set[int]) -> Iterator[str]:
    time.sleep(1.0)  # Prefect's server needs a moment to end
    for pid in seen:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
        if b"flows" in words or b"prefect" in words or b"soffice" in words:
            yield f"process {pid}: {words[:80].decode('utf-8', 'replace')}"


def _left_files(temporary: Path) -> Iterator[str]:
    cores = shared_folder()
    for path in temporary.rglob("*"):
        # The locks by which readers share the cores stay, for the next night's.
        if path.is_file() and (cores is None or cores.name not in path.parts):
            yield f"temporary file {path.relative_to(temporary)}"


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def growth(looks: Sequence[Look], name: str) -> float:
    """Return by how much something rose for each document, by the straight line through them."""
    stored = [float(look.stored) for look in looks]
    if len(set(stored)) < 3:
        return 0.0
    return statistics.linear_regression(
        stored, [float(getattr(look, name)) for look in looks]
    ).slope


def run(documents: int = 5_000, nights: int = 4) -> list[Bar]:
    """Measure and print; return the bars."""
    with tempfile.TemporaryDirectory(prefix="nianbao-soak-") as temporary:
        place = Path(temporary)
        folder, found = place / "folder", []
        folder.mkdir()
        there = 0
        for number in range(nights):
            new = documents if number == 0 else max(1, round(documents * NEW_SHARE))
            write_documents(folder, there, new)
            there += new
            found.append(night(folder, place / "warehouse", place / "home", new))
            print(f"Night {number + 1}: {found[-1].seconds:.0f} s", flush=True)
    print()
    _print(found)
    first = found[0]
    grown = found[-1].database - found[0].database if nights > 1 else 0
    return [
        Bar(
            "memory that a run keeps of each document",
            max(0.0, growth(first.settled, "main") / 1e3),
            KB_A_DOCUMENT,
            "kB",
        ),
        Bar("open files more for 1,000 documents", _more(first, "files"), 1, ""),
        Bar("threads more for 1,000 documents", _more(first, "threads"), 1, ""),
        Bar("processes and temporary files left", sum(len(n.left) for n in found), 0, ""),
        Bar(
            "Prefect's database, growth a later night", grown / max(1, nights - 1) / 1e6, 2.0, "MB"
        ),
    ]


def _more(night: Night, name: str) -> float:
    return max(0.0, 1_000 * growth(night.settled, name))


def _print(nights: list[Night]) -> None:
    rows = []
    for number, each in enumerate(nights, 1):
        settled = each.settled or each.looks
        rows.append(
            [
                f"{number}",
                f"{each.new:,}",
                f"{each.seconds:.0f}",
                f"{settled[0].main / 1e6:.0f}–{settled[-1].main / 1e6:.0f}",
                f"{max(look.main for look in each.looks) / 1e6:.0f}",
                f"{settled[0].readers / 1e6:.0f}–{settled[-1].readers / 1e6:.0f}",
                f"{max(look.readers for look in each.looks) / 1e6:.0f}",
                f"{max(look.files for look in each.looks)}",
                f"{each.database / 1e6:.1f}",
                f"{each.warehouse / 1e6:.1f}",
            ]
        )
    head = (
        "night", "new", "s", "MB while reading", "peak MB", "a reader's MB", "peak MB",
        "open files", "Prefect MB", "warehouse MB",
    )  # fmt: skip
    print(table(head, rows), end="\n\n")
    for each in nights:
        sentences = [line for line in each.said.splitlines() if " read, " in line]
        print("".join(sentences[-1:]))
        print("\n".join(f"- left: {what}" for what in each.left[:10]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000, help="read in the first night")
    parser.add_argument("--nights", type=int, default=4)
    options = parser.parse_args(arguments)
    bars = run(options.documents, options.nights)
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
