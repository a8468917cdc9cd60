"""The measurements of docs/measurements.md: `python -m benchmarks [PART ...] [--small]`.

Parts: speed, scan, prefect, accuracy, checks, and of reports on paper scans, calibration, borders,
office, pages, memory; kinds, the same reports as every kind of file; scaling; review, of the
review pages; hostile, of files made to do harm, and fuzz, of bent ones; soak, of what grows;
crashes and faults, of runs that are stopped; all of them where none is named. (A tenth of what is
in that document for fuzz and soak: these have commands of their own.)
Exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from benchmarks import (
    accuracy,
    borders,
    calibration,
    checks,
    crashes,
    faults,
    fuzz,
    hostile,
    kinds,
    memory,
    office,
    pages,
    review,
    scaling,
    scan,
    scans,
    share,
    soak,
    speed,
)
from benchmarks.bars import Bar
from benchmarks.folders import private_prefect
from benchmarks.timing import stopwatch

PARTS: dict[str, tuple[Callable[[], list[Bar]], Callable[[], list[Bar]]]] = {
    "speed": (speed.run, lambda: speed.run(documents=4, repetitions=1)),
    "scan": (scan.run, lambda: scan.run(files=40, repetitions=2, nights=1)),
    "prefect": (share.run, lambda: share.run(documents=8, rounds=1)),
    "accuracy": (lambda: accuracy.run(600), lambda: accuracy.run(8)),
    "checks": (checks.run, lambda: checks.run(4, 100)),
    "scans": (scans.run, lambda: scans.run(1)),
    "calibration": (calibration.run, lambda: calibration.run(1)),
    "borders": (borders.run, lambda: borders.run(1, styles=("normal", "open"))),
    "office": (office.run, lambda: office.run(1)),
    "kinds": (kinds.run, lambda: kinds.run(1, committed=False)),
    "pages": (pages.run, lambda: pages.run(documents=2, repetitions=1)),
    "scaling": (scaling.run, lambda: scaling.run(documents=3, scans=2, published=(20, 60))),
    "memory": (memory.run, lambda: memory.run(pages=2)),
    "crashes": (crashes.run, lambda: crashes.run(2, 0, 14)),
    "faults": (faults.run, lambda: faults.run(1, 50, (24,))),
    "review": (review.run, lambda: review.run(reports=10, repetitions=1)),
    "hostile": (hostile.run, lambda: hostile.run(2, light=True, below="odd/")),
    "fuzz": (lambda: fuzz.run(2_000), lambda: fuzz.run(20, kinds=("docx", "html", "txt"), jobs=1)),
    "soak": (lambda: soak.run(600, 3), lambda: soak.run(20, 1)),
}
"""Each part in its own size, and in one of seconds that shows only that it works."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts, each under its heading; say at the end which bars are met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--small", action="store_true", help="tiny sizes; their bars mean nothing")
    options = parser.parse_args(arguments)
    unknown = [each for each in options.parts if each not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)} (there are {', '.join(PARTS)})")
    private_prefect()
    bars: list[Bar] = []
    for name in options.parts or PARTS:
        print(f"# {name}\n", flush=True)
        with stopwatch() as watch:
            bars += PARTS[name][options.small]()
        print(f"({name}: {watch.seconds:.0f} s)\n", flush=True)
    print(f"# Bars, on {len(os.sched_getaffinity(0))} cores\n")
    print("\n".join(f"- {bar}" for bar in bars))
    return 0 if options.small or all(bar.met for bar in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
