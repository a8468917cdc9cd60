"""Word samples printed to PDF by LibreOffice, and what is read of them.

    python -m benchmarks.office [--reports 20]

Skipped, with a word, where LibreOffice is not installed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks.bars import Bar, verdict
from benchmarks.paper_reading import PaperRecord, read_bytes
from benchmarks.paper_samples import paper_report
from benchmarks.scans import report as print_report
from benchmarks.scans import verdicts
from tools.samples.office import office_pdfs, office_program, with_borders
from tools.samples.render import render


def run(reports: int = 6, seed: int = 1) -> list[Bar]:
    """Print so many reports by LibreOffice, read them, compare; return the bars."""
    if office_program() is None:
        print("LibreOffice is not installed: its PDFs are not measured.\n")
        return []
    told = [paper_report(number, seed) for number in range(reports)]
    pdfs = office_pdfs([with_borders(render(each, "docx")) for each in told])
    records: list[PaperRecord] = []
    for number, (report, pdf) in enumerate(zip(told, pdfs, strict=True)):
        key = f"office:{seed}:{number}"
        records.append(read_bytes(pdf, report, f"{key}.pdf", key, "text"))
    print_report(records)
    counts = verdicts(records)
    return [
        Bar("PDF by LibreOffice: figures wrong", counts["silent"] + counts["flagged"], 0, ""),
        Bar("PDF by LibreOffice: review in vain", counts["review"], 0, "figures"),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.office", description=__doc__)
    parser.add_argument("--reports", type=int, default=20, help="so many reports")
    parser.add_argument("--seed", type=int, default=1, help="which random reports")
    options = parser.parse_args(arguments)
    bars = run(options.reports, options.seed)
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
