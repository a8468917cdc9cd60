"""Cell accuracy: extracted records against the truth that the samples were written from.

    python -m benchmarks.accuracy [--random 400] [--seed 0]

Prints a table by kind of file and one by deviation. Exits with 1 if any cell is wrong
without asking for review, or if any is wrong at all among the committed samples.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from benchmarks.bars import Bar
from extractors.readers import read_document
from extractors.report import extract_document
from schemas.errors import DocumentError
from schemas.records import Extraction, StatutoryCell
from tools.samples.catalogue import Sample, generate, samples


@dataclass(slots=True)
class Comparison:
    """How one extraction compares with the truth.

    cells: figures in the truth. wrong: those whose value, state or form differs. silent:
    the wrong ones that do not ask for review. needless: right ones that ask for it though
    the truth does not. differences: the wrong ones in words.
    """

    name: str
    kind: str
    deviations: list[str]
    cells: int = 0
    wrong: int = 0
    silent: int = 0
    needless: int = 0
    review: int = 0
    unplaced_wrong: int = 0
    identity_wrong: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


IDENTITY = ("title", "form", "submitted_on", "period_start", "period_end")


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure of the form: the truth, and the cell that was read for it; None for no such."""

    address: tuple[str, str, str]
    true: dict[str, Any] | None
    cell: StatutoryCell | None

    @property
    def right(self) -> bool:
        """Whether value, state, form and unit are the true ones."""
        cell, true = self.cell, self.true
        if cell is None or true is None:
            return False
        value = None if true["value"] is None else Decimal(true["value"])
        meant = (value, true["state"], true["form"], true["unit"])
        return (cell.value, cell.state, cell.form, cell.unit) == meant

    @property
    def marked(self) -> bool:
        """Whether the cell asks for a person's look."""
        return self.cell is not None and self.cell.needs_review

    @property
    def needless(self) -> bool:
        """Whether the cell asks for a look though it is right and the truth needs none."""
        return self.right and self.marked and not (self.true and self.true["review"])

    @property
    def true_text(self) -> str:
        """Return the truth in words."""
        if self.true is None:
            return "no such figure"
        kept = [self.true[name] for name in ("value", "unit", "state", "form")]
        return f"{self.true['raw']!r} ({' '.join(map(str, kept))})"

    @property
    def found_text(self) -> str:
        """Return what was read in words."""
        cell = self.cell
        if cell is None:
            return "nothing"
        return f"{cell.raw!r} ({cell.value} {cell.unit} {cell.state} {cell.form})"


def judge_cells(truth: dict[str, Any], found: Extraction | None) -> tuple[list[Judged], list[str]]:
    """Pair every figure of the truth with the cell that was read for it.

    Also returns what is wrong with the cells that have no place on the form, in words.
    """
    placed: dict[tuple[str, str, str], StatutoryCell] = {}
    for cell in found.cells if found else ():
        if cell.row is not None and cell.column is not None:
            placed[cell.table, cell.row, cell.column] = cell
    judged = []
    for true in truth["cells"]:
        address = (true["table"], true["row"], true["column"])
        judged.append(Judged(address, true, placed.pop(address, None)))
    judged += [Judged(address, None, cell) for address, cell in placed.items()]
    return judged, _judge_unplaced(truth, found)


def compare(name: str, kind: str, truth: dict[str, Any], found: Extraction | None) -> Comparison:
    """Compare an extraction (None: it failed) with the truth of its sample."""
    result = Comparison(name, kind, truth["deviations"] or ["none"], cells=len(truth["cells"]))
    judged, unplaced = judge_cells(truth, found)
    for each in judged:
        result.review += each.marked
        result.needless += each.needless
        if not each.right:
            result.wrong += 1
            result.silent += not each.marked
            doubts = f" {each.cell.doubts}" if each.cell else ""
            result.differences.append(
                f"{'/'.join(each.address)}: printed {each.true_text},"
                f" read {each.found_text}{doubts}"
            )
    result.unplaced_wrong = len(unplaced)
    result.differences += unplaced
    if found is not None:
        _compare_identity(result, truth, found)
    return result


def _judge_unplaced(truth: dict[str, Any], found: Extraction | None) -> list[str]:
    """Return the printed cells without a place on the form that are not recorded as such."""
    wrong = []
    recorded = [
        (cell.table, cell.row, cell.raw.strip())
        for cell in (found.cells if found else ())
        if (cell.row is None or cell.column is None) and cell.raw is not None
    ]
    for true in truth["unplaced"]:
        key = (true["table"], true["row"], true["raw"].strip())
        if key in recorded:
            recorded.remove(key)
        elif key[2]:
            wrong.append(f"unplaced {key} is not recorded")
    wrong += [f"unplaced {key} is not in the truth" for key in recorded]
    return wrong


def _compare_identity(result: Comparison, truth: dict[str, Any], found: Extraction) -> None:
    seen = {name: getattr(found.report, name) for name in IDENTITY}
    seen |= {"agency": found.agency, "report_year": found.report_year}
    for name, value in seen.items():
        printed = str(value) if name.endswith(("_on", "_start", "_end")) and value else value
        if printed != truth[name]:
            result.identity_wrong.append(name)
            result.differences.append(f"{name}: {truth[name]!r}, read {value!r}")


def compare_sample(sample: Sample) -> Comparison:
    """Write a sample, read it back, and compare."""
    data = sample.data()
    try:
        found = extract_document(read_document(data, sample.path), "", sample.path)
    except DocumentError as error:
        result = compare(sample.path, sample.kind, sample.report.truth(), None)
        result.differences = [f"failed: {error}"]
        return result
    return compare(sample.path, sample.kind, sample.report.truth(), found)


COLUMNS = ("documents", "cells", "wrong", "silent", "needless", "accuracy", "identity")


def table(comparisons: Iterable[Comparison], by: str) -> Iterator[str]:
    """Yield the lines of an accuracy table by "kind" or by "deviations"."""
    groups: dict[str, list[Comparison]] = {}
    everything = list(comparisons)
    for each in everything:
        for key in [each.kind] if by == "kind" else each.deviations:
            groups.setdefault(key, []).append(each)
    yield f"| {by} | " + " | ".join(COLUMNS) + " |"
    yield "|---" + "|---:" * len(COLUMNS) + "|"
    for key, group in [*sorted(groups.items()), ("all", everything)]:
        cells = sum(each.cells for each in group)
        wrong = sum(each.wrong for each in group)
        yield (
            f"| {key} | {len(group)} | {cells} | {wrong}"
            f" | {sum(each.silent for each in group)}"
            f" | {sum(each.needless for each in group)}"
            f" | {f'{100 * (cells - wrong) / cells:.2f} %' if cells else '—'}"
            f" | {sum(bool(each.identity_wrong) for each in group)} |"
        )


def run(random: int = 0, seed: int = 0, differences: int = 20) -> list[Bar]:
    """Compare the committed samples and so many random ones; print; return the bars."""
    fixed = [compare_sample(sample) for sample in samples()]
    drawn = [compare_sample(sample) for sample in generate(random, seed)]
    for title, group in (("Committed samples", fixed), ("Random reports", drawn)):
        if group:
            print(f"## {title}\n")
            print("\n".join(table(group, "kind")), end="\n\n")
            print("\n".join(table(group, "deviations")), end="\n\n")
    found = [
        f"{each.name} ({', '.join(each.deviations)}): {difference}"
        for each in fixed + drawn
        for difference in each.differences
    ]
    print("\n".join(found[:differences]))
    silent = sum(each.silent for each in fixed + drawn)
    wrong = sum(each.wrong + each.unplaced_wrong for each in fixed)
    return [
        Bar("wrong without asking for review", silent, 0, "figures"),
        Bar("wrong in the committed samples", wrong, 0, "figures"),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--random", type=int, default=0, help="so many random reports as well")
    parser.add_argument("--seed", type=int, default=0, help="which random reports")
    parser.add_argument("--differences", type=int, default=20, help="print so many differences")
    options = parser.parse_args(arguments)
    bars = run(options.random, options.seed, options.differences)
    return 0 if all(bar.met for bar in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
