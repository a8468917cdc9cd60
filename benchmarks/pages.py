"""Pages a minute and core, by stage, beside what other programs take for the same pages.

    python -m benchmarks.pages [--documents 6] [--scans 3] [--repetitions 3]

Text PDFs: reading beside pypdfium2's bare text (the floor) and pdfplumber's `extract_tables`
alone. Scanned pages with tables: reading, by stage, beside whole-page tesseract. CPU time,
that of the programs which are started included.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from types import ModuleType
from typing import Any

import pypdfium2 as pdfium
from PIL import Image

from benchmarks.bars import Bar, table, verdict
from benchmarks.timing import Ratio, interleaved, ratio
from extractors.ocr.surroundings import Surroundings, surrounded
from extractors.readers import read_document
from extractors.report import extract_document
from tools.samples.catalogue import generate, random_report
from tools.samples.pdf import PdfOptions
from tools.samples.pdf_setter import set_report
from tools.samples.scan import GRADES, GradeName, ScanOptions, scan_sheets
from tools.samples.scan_pages import ScannedPage, file_of_pages

STAGES = {
    "prepare": "prepare",
    "grid": "find_tables",
    "cells": "read_cells",
    "prose": "read_prose",
}
"""The stages of a scanned page, by the names under which `extractors.ocr.page` calls them."""


def cpu() -> float:
    """Return the CPU seconds of this process and of those that it started and waited for."""
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


# Text PDFs ---------------------------------------------------------------------------------


def _floor(pdfs: Sequence[bytes]) -> None:
    for data in pdfs:
        document = pdfium.PdfDocument(data)
        for page in document:
            page.get_textpage().get_text_range()
        document.close()


def _plumber(pdfs: Sequence[bytes]) -> None:
    import pdfplumber

    for data in pdfs:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages:
                page.extract_tables()


def _read(files: Sequence[bytes], name: str) -> None:
    with surrounded(Surroundings(threads=1)):
        for data in files:
            read_document(data, name)


def _read_and_extract(files: Sequence[bytes], name: str) -> None:
    with surrounded(Surroundings(threads=1)):
        for data in files:
            extract_document(read_document(data, name), "", name)


def text_pages(documents: int, repetitions: int) -> list[Bar]:
    """Measure text PDFs; print; return the bar."""
    pdfs = [sample.data() for sample in generate(documents, seed=11, kinds=("pdf",))]
    pages = sum(len(pdfium.PdfDocument(data)) for data in pdfs)
    times = interleaved(
        {
            "pypdfium2, bare text": lambda: _floor(pdfs),
            "pdfplumber, extract_tables": lambda: _plumber(pdfs),
            "read": lambda: _read(pdfs, "x.pdf"),
            "read + extract": lambda: _read_and_extract(pdfs, "x.pdf"),
        },
        repetitions,
        clock=cpu,
    )
    plumber = times["pdfplumber, extract_tables"]
    rows = [
        [what, f"{1000 * min(seconds) / pages:.1f}", f"{60 * pages / min(seconds):.0f}",
         str(ratio(seconds, plumber))]
        for what, seconds in times.items()
    ]  # fmt: skip
    print(f"## Text PDFs: {documents} of {pages} pages\n")
    print(
        table(("", "ms a page", "pages a minute and core", "to extract_tables"), rows), end="\n\n"
    )
    against = ratio(times["read"], plumber)
    return [Bar("text PDF, read, to pdfplumber's extract_tables", against.median, 1.0, "×")]


# Scans -------------------------------------------------------------------------------------


def pages_with_tables(reports: int, grade: GradeName) -> list[ScannedPage]:
    """Return scanned pages that hold a table, of so many reports."""
    found = []
    for number in range(reports):
        report = random_report(Random(f"pages:{number}"), number)
        sheets = set_report(report, PdfOptions(seed=number))
        pages = scan_sheets(sheets, report.agency, ScanOptions(grade, seed=number))
        found += [page for page, sheet in zip(pages, sheets, strict=True) if sheet.tables]
    return found


def _whole_page(pages: Sequence[Image.Image]) -> None:
    import pytesseract

    for page in pages:
        pytesseract.image_to_string(page, lang="chi_sim")


@contextmanager
def _stages_timed() -> Iterator[dict[str, float]]:
    """Within the block, add up what each stage takes."""
    import extractors.ocr.page as module

    spent: dict[str, float] = defaultdict(float)
    kept = {name: getattr(module, name) for name in STAGES.values()}

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            started = cpu()
            try:
                return function(*given, **named)
            finally:
                spent[stage] += cpu() - started

        return call

    try:
        for stage, name in STAGES.items():
            setattr(module, name, timed(stage, kept[name]))
        yield spent
    finally:
        _restore(module, kept)


def _restore(module: ModuleType, kept: dict[str, Any]) -> None:
    for name, function in kept.items():
        setattr(module, name, function)


def scanned_pages(grade: GradeName, reports: int, repetitions: int) -> tuple[list[str], Ratio]:
    """Measure the scanned pages of a grade; return a row of the table and the ratio."""
    pages = pages_with_tables(reports, grade)
    files = [file_of_pages([page], "pdf") for page in pages]
    # What whole-page tesseract reads is in its memory already: pages, without a PDF.
    pictures = [page.picture for page in pages]
    with _stages_timed() as spent:
        times = interleaved(
            {
                "tesseract": lambda: _whole_page(pictures),
                "read": lambda: _read(files, "x.pdf"),
            },
            repetitions,
            clock=cpu,
        )
    calls = (repetitions + 1) * len(pages)
    against = ratio(times["read"], times["tesseract"])
    read = min(times["read"]) / len(pages)
    row = [
        f"{grade}, {GRADES[grade].dpi} dpi", str(len(pages)),
        f"{min(times['tesseract']) / len(pages):.2f} s", f"{read:.2f} s", f"{60 / read:.0f}",
        *(f"{spent[stage] / calls:.2f} s" for stage in STAGES), str(against),
    ]  # fmt: skip
    return row, against


def scans(reports: int, repetitions: int) -> list[Bar]:
    """Measure scanned pages with tables; print; return the bars."""
    rows, bars = [], []
    for grade in GRADES:
        row, against = scanned_pages(grade, reports, repetitions)
        rows.append(row)
        what = f"scanned page with table ({grade}), read, to whole-page tesseract"
        bars.append(Bar(what, against.median, 2.5, "×"))
    print("## Scanned pages with tables\n")
    head = ("grade", "pages", "whole-page tesseract", "read", "pages a minute and core",
            *STAGES, "to tesseract")  # fmt: skip
    print(table(head, rows), end="\n\n")
    return bars


def run(documents: int = 12, reports: int = 1, repetitions: int = 2) -> list[Bar]:
    """Measure; print; return the bars."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    started = time.perf_counter()
    bars = text_pages(documents, max(3, repetitions)) + scans(reports, repetitions)
    print(f"({time.perf_counter() - started:.0f} s by the clock)\n")
    return bars


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--documents", type=int, default=12, help="text PDFs")
    parser.add_argument("--reports", type=int, default=2, help="scanned reports a grade")
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args(arguments)
    bars = run(options.documents, options.reports, options.repetitions)
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
