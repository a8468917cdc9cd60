"""Text PDFs by the style of their borders and by what a page's end does to a table.

    python -m benchmarks.borders [--reports 4] [--seed 0] [--differences 20]

Each style of border comes with each page end, on the same reports, in forms as offices set
them. Counts figures.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from benchmarks.bars import Bar, table, verdict
from benchmarks.paper_reading import PaperRecord, read_sample
from benchmarks.scans import verdicts
from tools.samples.catalogue import Sample, random_report
from tools.samples.pdf import PdfOptions
from tools.samples.pdf_borders import BORDERS, Borders

PAGE_ENDS: dict[str, dict[str, Any]] = {
    "between rows": {},
    "between rows, header again": {"repeat_header": True},
    "within a row": {"page_end": "within"},
    "within a row, header again": {"page_end": "within", "repeat_header": True},
    "within a row, no border there": {"page_end": "within", "border_at_cut": False},
    "within the header": {"page_end": "within", "keep_header": False, "body_size": 16.0},
    "one long page": {"paper": "long"},
}
"""What a page's end does, with the options of `tools.samples.pdf` that make it."""


def sample_of(number: int, style: Borders, page_end: str, seed: int) -> Sample:
    """Return a plain report, the same for all styles and page ends."""
    report = random_report(Random(f"borders:{seed}:{number}"), number)
    rows = (20.0, 22.0, 25.0, 28.0)[number % 4]
    options = PdfOptions(
        **{"borders": style, "row_height": rows, "seed": number, **PAGE_ENDS[page_end]}
    )
    return Sample(f"{style}/{page_end}/{number}.pdf", report, "pdf", options)


def read_all(
    reports: int, seed: int, styles: Sequence[Borders]
) -> Iterator[tuple[Borders, str, PaperRecord]]:
    """Read every report in every style with every page end."""
    for style in styles:
        for page_end in PAGE_ENDS:
            for number in range(reports):
                sample = sample_of(number, style, page_end, seed)
                yield style, page_end, read_sample(sample, sample.path, "text")


def run(
    reports: int = 2, seed: int = 0, differences: int = 10, styles: Sequence[Borders] = BORDERS
) -> list[Bar]:
    """Print figures right by style and page end; return the bars."""
    found: dict[tuple[str, str], list[PaperRecord]] = {}
    for style, page_end, record in read_all(reports, seed, styles):
        found.setdefault((style, page_end), []).append(record)
    rows = []
    for style in styles:
        line = [style]
        for page_end in PAGE_ENDS:
            told = verdicts(found[style, page_end])
            right = told["right"] + told["review"]
            text = f"{right} of {sum(told.values())}"
            text += f", {told['silent']} silent" if told["silent"] else ""
            line.append(text + (f", {told['review']} in vain" if told["review"] else ""))
        rows.append(line)
    print(table(("borders", *PAGE_ENDS), rows), end="\n\n")
    everything = [record for group in found.values() for record in group]
    shown = 0
    for record in everything:
        for cell in record.cells:
            if cell.verdict != "right" and shown < differences:
                shown += 1
                print(f"{record.name}: {cell}")
        if record.failed and shown < differences:
            shown += 1
            print(f"{record.name}: {record.failed}")
    ruled = verdicts(r for (style, _), group in found.items() if style != "none" for r in group)
    bare = verdicts(r for (style, _), group in found.items() if style == "none" for r in group)
    return [
        Bar("ruled text PDFs: figures wrong", ruled["silent"] + ruled["flagged"], 0, "figures"),
        Bar("ruled text PDFs: review in vain", ruled["review"], 0, "figures"),
        Bar("PDFs without borders: figures silently wrong", bare["silent"], 0, "figures"),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.borders", description=__doc__)
    parser.add_argument("--reports", type=int, default=4, help="so many in each way")
    parser.add_argument("--seed", type=int, default=0, help="which random reports")
    parser.add_argument("--differences", type=int, default=20, help="print so many differences")
    options = parser.parse_args(arguments)
    bars = run(options.reports, options.seed, options.differences)
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
