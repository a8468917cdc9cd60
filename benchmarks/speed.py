"""Documents a second and core, by kind and step, beside the lower bound of the same files."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks import lower_bounds
from benchmarks.bars import Bar, table
from benchmarks.timing import Times, interleaved, ratio, total
from extractors.readers import read_document
from extractors.report import extract_document
from flows.warehouse import serialise
from flows.warehouse.store import ExtractionStore
from schemas.document import Document
from schemas.records import Extraction
from tools.samples.catalogue import generate
from tools.samples.render import KINDS, Kind

SEED = 7
WORD_LIMIT, WORD_GOAL = 8.0, 4.0
TEMPLATE = Path(__file__).resolve().parents[2] / "shared/real/form_2021_template.docx"
"""A blank form as a government office made it, where it lies beside the project."""

TEMPLATE_COPIES = 20
ROW_CELLS_DOCUMENTS = 10


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files of one kind, that take the steps together: other ones in each repetition.

    With the same ones over again, the extractors' memory of texts that they have met would
    help more than it does in a folder of different reports.
    """

    title: str
    kind: Kind
    rounds: list[list[bytes]]

    @property
    def size(self) -> int:
        """Return how many files there are in each repetition."""
        return len(self.rounds[0])


def corpora(documents: int, repetitions: int) -> list[Corpus]:
    """Return random samples of each kind, always the same, and the real form if it is there."""
    rounds = repetitions + 1  # one is not counted
    found: list[Corpus] = []
    for kind in KINDS:
        files = [each.data() for each in generate(documents * rounds, SEED, kinds=(kind,))]
        found.append(Corpus(kind, kind, [files[number::rounds] for number in range(rounds)]))
    if TEMPLATE.exists():
        copies = [TEMPLATE.read_bytes()] * min(documents, TEMPLATE_COPIES)
        found.append(Corpus("docx, real form", "docx", [copies] * rounds))
    return found


class _Steps:
    """The steps of a corpus, each with the results of the one before at hand."""

    def __init__(self, corpus: Corpus, store: ExtractionStore) -> None:
        self._bound = lower_bounds.LOWER_BOUND[corpus.kind]
        self._rounds = iter(corpus.rounds)
        self._files: list[bytes] = []
        self._name = f"x.{corpus.kind}"
        self._store = store
        self._documents: list[Document] = []
        self._extractions: list[Extraction] = []
        self._payloads: list[bytes] = []

    def bound(self) -> None:
        """Begin a repetition."""
        self._files = next(self._rounds)
        for data in self._files:
            self._bound(data)

    def read(self) -> None:
        self._documents = [read_document(data, self._name) for data in self._files]

    def extract(self) -> None:
        self._extractions = [
            extract_document(each, f"{number:064x}", self._name)
            for number, each in enumerate(self._documents)
        ]

    def serialise(self) -> None:
        now = datetime.now(UTC)
        self._payloads = [serialise.dumps(each, now) for each in self._extractions]

    def store(self) -> None:
        for number, payload in enumerate(self._payloads):
            self._store.put(payload, f"{number:064x}")

    def parse_main(self) -> None:
        for data in self._files:
            lower_bounds.unzip_and_parse(data, lower_bounds.MAIN_PART)


STEPS = ("bound", "read", "extract", "serialise", "store")


def measure(corpus: Corpus, repetitions: int, folder: Path) -> Times:
    """Return the CPU seconds of each step over the files of a repetition, by repetition."""
    steps = _Steps(corpus, ExtractionStore(folder))
    named: dict[str, Callable[[], object]] = {name: getattr(steps, name) for name in STEPS}
    if corpus.kind == "docx":
        named["parse_main"] = steps.parse_main
    return interleaved(named, repetitions)


def _row(corpus: Corpus, times: Times) -> list[str]:
    def milliseconds(name: str) -> float:
        return 1000 * statistics.median(times[name]) / corpus.size

    whole = total(*(times[name] for name in STEPS[1:]))
    rate = corpus.size / statistics.median(whole)
    return [
        corpus.title,
        str(corpus.size),
        *(f"{milliseconds(name):.2f}" for name in STEPS[1:]),
        f"{rate:.0f}",
        f"{milliseconds('bound'):.2f}",
        str(ratio(total(times["read"], times["extract"]), times["bound"])),
    ]


def _main_part_line(corpus: Corpus, times: Times) -> str:
    reading = total(times["read"], times["extract"])
    return (
        f"{corpus.title}: read {ratio(times['read'], times['bound'])} and extract"
        f" {ratio(times['extract'], times['bound'])} times the bound; read + extract"
        f" {ratio(reading, times['parse_main'])} times word/document.xml alone"
    )


def _row_cells_line(files: Sequence[bytes], repetitions: int) -> str:
    """Compare python-docx's `row.cells` over all tables with the same lower bound."""
    able = [data for data in files if lower_bounds.readable_by_row_cells(data)]
    if not able:
        return "python-docx with row.cells reads none of the files."
    timed = able[:ROW_CELLS_DOCUMENTS]

    def over_all(step: Callable[[bytes], None]) -> None:
        for data in timed:
            step(data)

    times = interleaved(
        {
            "bound": partial(over_all, lower_bounds.unzip_and_parse),
            "row_cells": partial(over_all, lower_bounds.row_cells),
        },
        max(1, repetitions // 2),
        time.process_time,
    )
    return (
        f"python-docx, the tables' texts by row.cells: {ratio(times['row_cells'], times['bound'])}"
        f" times the bound ({len(able)} of {len(files)} files it can read at all)"
    )


def run(documents: int = 60, repetitions: int = 7) -> list[Bar]:
    """Measure and print; return the bars: `.docx` against its lower bound."""
    rows, lines, bars = [], [], []
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as folder:
        for number, corpus in enumerate(corpora(documents, repetitions)):
            times = measure(corpus, repetitions, Path(folder) / str(number))
            rows.append(_row(corpus, times))
            if corpus.kind == "docx":
                lines.append(_main_part_line(corpus, times))
                times_bound = ratio(total(times["read"], times["extract"]), times["bound"])
                what = f"{corpus.title}, read + extract,"
                bars.append(
                    Bar(what, times_bound.median, WORD_LIMIT, "× the lower bound", WORD_GOAL)
                )
                lines.append(
                    f"{corpus.title}: {_row_cells_line(corpus.rounds[0][:20], repetitions)}"
                )
    head = ("kind", "files", *STEPS[1:], "files/s/core", "bound", "(read + extract) / bound")
    print("CPU milliseconds a file; the bound is unpacking and parsing the same file with lxml.\n")
    print(table(head, rows), end="\n\n")
    print("\n".join(lines), end="\n\n")
    return bars
