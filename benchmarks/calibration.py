"""How sure readings of scans say they are, and how often they are right; what each
recogniser would have read alone.

    python -m benchmarks.calibration [--reports 6] [--results FILE] [--csv FILE]

Looks at the same documents as `benchmarks.scans`; with its results file it reads nothing anew.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.bars import Bar, table, verdict
from benchmarks.paper_reading import CellRecord, PaperRecord
from benchmarks.paper_run import collected
from benchmarks.scans import add_collecting, collect_as_asked
from extractors.statutory.values import parse_cell

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 1.0)
"""Bins of confidence, each with its lower edge; the last holds what claims to be certain."""
_BAR_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Bin:
    """The cells whose confidence is from `low` to below the next edge."""

    low: float
    cells: int
    right: int
    claimed: float

    @property
    def share(self) -> float:
        """Return the share that is right."""
        return self.right / self.cells


def scanned_cells(records: Iterable[PaperRecord]) -> Iterator[CellRecord]:
    """Yield the figures that were read from scans, right or wrong; not those found missing."""
    for record in records:
        if record.grade != "text":
            yield from (cell for cell in record.cells if cell.page is not None)


def curve(cells: Iterable[CellRecord]) -> list[Bin]:
    """Return the bins that hold any cell, the least sure first."""
    kept: dict[float, list[CellRecord]] = {edge: [] for edge in EDGES}
    for cell in cells:
        kept[max(edge for edge in EDGES if edge <= (cell.confidence or 0.0))].append(cell)
    return [
        Bin(
            low,
            len(each),
            sum(cell.verdict in ("right", "review") for cell in each),
            sum(cell.confidence or 0.0 for cell in each) / len(each),
        )
        for low, each in kept.items()
        if each
    ]


def drawing(bins: Iterable[Bin]) -> str:
    """Return the curve as a table with bars: what was claimed (|) on what was right (█)."""
    lines = [f"{'sure':>7} {'cells':>7} {'claimed':>9} {'right':>9}"]
    for each in bins:
        bar = list(("█" * round(each.share * _BAR_WIDTH)).ljust(_BAR_WIDTH + 1))
        bar[min(_BAR_WIDTH, round(each.claimed * _BAR_WIDTH))] = "|"
        numbers = f"{each.low:>7.3f} {each.cells:>7} {each.claimed:>9.4f} {each.share:>9.4f}"
        lines.append(f"{numbers}  {''.join(bar)}")
    return "\n".join(lines)


# Each recogniser alone ---------------------------------------------------------------------

VARIANTS = ("tesseract alone", "RapidOCR alone", "both agreeing", "both, with identities")


def _means(text: str, cell: CellRecord) -> bool:
    """Whether a reading of a cell's picture says what is true."""
    told = parse_cell(text, signed=True, count=False)
    true = cell.true.rsplit("(", 1)[1].removesuffix(")").split(" ")
    value = None if true[0] == "None" else Decimal(true[0])
    return (told.value, told.state) == (value, true[2])


def _alone(cell: CellRecord) -> dict[str, bool | None]:
    """Return for each variant whether it is right; None where it would ask for review.

    A recogniser that reads nothing where something is printed asks for review.
    """
    said = dict(reading.split(":", 1) for reading in cell.readings)
    right = cell.verdict in ("right", "review")
    tesseract, rapid = (
        _means(said[name], cell) if said.get(name) else None for name in ("tesseract", "rapidocr")
    )
    both = {"tesseract", "rapidocr"} <= said.keys()
    agree = both and parse_cell(said["tesseract"]) == parse_cell(said["rapidocr"])
    asks = cell.verdict in ("review", "flagged")
    return {
        "tesseract alone": tesseract,
        "RapidOCR alone": rapid,
        "both agreeing": tesseract if agree else None,
        "both, with identities": None if asks else right,
    }


def ablation(cells: Iterable[CellRecord]) -> str:
    """Return the table of what each variant gives on the cells in which either saw something."""
    counts: dict[str, Counter[bool | None]] = {variant: Counter() for variant in VARIANTS}
    for cell in cells:
        if cell.readings and cell.true != "no such figure":
            for variant, verdict in _alone(cell).items():
                counts[variant][verdict] += 1
    rows = [
        [
            variant,
            str(sum(told.values())),
            str(told[True]),
            str(told[None]),
            str(told[False]),
            f"{100 * told[False] / max(1, sum(told.values())):.3f} %",
        ]
        for variant, told in counts.items()
    ]
    head = ("recognisers", "figures printed", "right", "for review", "silently wrong", "of all")
    return table(head, rows)


def report(records: Sequence[PaperRecord], csv: Path | None = None) -> list[Bar]:
    """Print curve and ablation; return the bar of the readings that claim 0.99."""
    cells = list(scanned_cells(records))
    bins = curve(cells)
    print("## Calibration\n")
    print(drawing(bins), end="\n\n")
    print("## Ablation, all grades of scans\n")
    print(ablation(cells), end="\n\n")
    if csv is not None:
        lines = [f"{b.low},{b.cells},{b.claimed:.6f},{b.share:.6f}" for b in bins]
        csv.write_text("\n".join(["low,cells,claimed,right", *lines]) + "\n", encoding="utf-8")
    sure = [cell for cell in cells if (cell.confidence or 0.0) >= 0.99]
    wrong = sum(cell.verdict not in ("right", "review") for cell in sure)
    share = 100 * wrong / len(sure) if sure else 0.0
    return [Bar("wrong of the scanned figures said to be 0.99 sure or more", share, 1.0, "%")]


def run(reports: int = 4, jobs: int = 2) -> list[Bar]:
    """Look at the documents that `benchmarks.scans` reads; print; return the bars."""
    return report(collected(reports, jobs))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    add_collecting(parser)
    parser.add_argument("--csv", type=Path, help="write the curve there")
    options = parser.parse_args(arguments)
    found = report(collect_as_asked(options), options.csv)
    return verdict(found)


if __name__ == "__main__":
    sys.exit(main())
