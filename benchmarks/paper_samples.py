"""The reports that are measured on paper: each as text PDF and as a scan of every grade."""

from __future__ import annotations

from random import Random
from typing import Literal, get_args

from tools.samples.catalogue import Sample, random_report
from tools.samples.deviations import deviate_at_random
from tools.samples.model import SampleReport
from tools.samples.render import draw_pdf_options
from tools.samples.scan import draw_scan_options

PaperGrade = Literal["text", "clean", "200dpi", "hard", "worst"]
"""A text PDF, or a scan of `tools.samples.scan.GRADES`."""
PAPER_GRADES: tuple[PaperGrade, ...] = get_args(PaperGrade)
DEVIATIONS = 3
"""A report has up to so many deviations from the form."""


def paper_report(number: int, seed: int) -> SampleReport:
    """Return a random report; equal arguments give equal ones."""
    rng = Random(f"{seed}:{number}")
    report = random_report(rng, number)
    deviate_at_random(report, rng, DEVIATIONS)
    return report


def paper_sample(number: int, grade: PaperGrade, seed: int) -> Sample:
    """Return a report on paper of a grade; the grades show the same print, but for its marks."""
    report = paper_report(number, seed)
    pdf = draw_pdf_options(report, Random(f"{seed}:{number}:pdf"))
    if grade == "text":
        return Sample(f"{grade}/{number:05}.pdf", report, "pdf", pdf)
    scan = draw_scan_options(pdf, grade, Random(f"{seed}:{number}:{grade}"))
    return Sample(f"{grade}/{number:05}.{scan.container}", report, "scan", scan)
