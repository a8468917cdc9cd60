"""The most memory that reading a long scan takes: reader and all processes that it starts.

    python -m benchmarks.memory [--pages 100] [--threads 2]

A document of so many different pages at 300 dpi, read in a process of its own whose
resident memory, with that of its children, is looked at every 20 ms.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

from benchmarks.bars import Bar, verdict
from benchmarks.paper_samples import paper_report
from flows.process_tree import resident_bytes
from tools.samples.pdf import PdfOptions
from tools.samples.pdf_setter import set_report
from tools.samples.scan import ScanOptions, scan_sheets
from tools.samples.scan_pages import ScannedPage, file_of_pages

_EVERY = 0.02
_BAR = 1000.0


def long_scan(pages: int) -> bytes:
    """Return a PDF of so many scanned pages at 300 dpi: reports one after the other."""
    found: list[ScannedPage] = []
    number = 0
    while len(found) < pages:
        report = paper_report(number, seed=77)
        sheets = set_report(report, PdfOptions(seed=number))
        found += scan_sheets(sheets, report.agency, ScanOptions("clean", seed=number))
        number += 1
    return file_of_pages(found[:pages], "pdf")


_READER = """
import sys
from pathlib import Path
from extractors.ocr.surroundings import Surroundings, surrounded
from extractors.readers import read_document
path, threads = sys.argv[1:]
with surrounded(Surroundings(threads=int(threads))):
    document = read_document(Path(path).read_bytes(), path)
print(document.ocr_pages)
"""
"""What the process that is watched runs: nothing of the benchmarks or samples is in it."""


def run(pages: int = 100, threads: int = 2) -> list[Bar]:
    """Read a long scan and watch; print; return the bar."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(long_scan(pages))
        file.flush()
        started = time.perf_counter()
        command = [sys.executable, "-c", _READER, file.name, str(threads)]
        most = 0
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
            while reader.poll() is None:
                most = max(most, resident_bytes(reader.pid))
                time.sleep(_EVERY)
            told = reader.stdout.read().strip() if reader.stdout else ""
    if reader.returncode or told != str(pages):
        raise RuntimeError(f"the reader ended with {reader.returncode}, pages read: {told!r}")
    megabytes = most / 1e6
    seconds = time.perf_counter() - started
    print(f"{pages} pages at 300 dpi, {threads} at a time: {megabytes:.0f} MB, {seconds:.0f} s\n")
    return [Bar(f"memory of {pages} scanned pages at 300 dpi", megabytes, _BAR, "MB")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2, help="pages read at once")
    options = parser.parse_args(arguments)
    bars = run(options.pages, options.threads)
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
