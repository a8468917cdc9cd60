"""Planted faults: what share the right check finds, and what fails though nothing is wrong.

    python -m benchmarks.checks [--clean 300] [--every 1] [--misses]

Clean reports must have no failing check of severity error; each report with a planted fault
must have one of the checks that the fault calls for fail at its place. Prints both by kind.
Exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from unittest.mock import patch

import extractors.report
from benchmarks.bars import Bar, verdict
from benchmarks.timing import stopwatch
from extractors.checks import Reported
from extractors.checks.between import Known, check_years
from extractors.checks.facts import facts_of
from extractors.report import extract_report
from schemas.records import Check, Extraction
from tools.samples.faults import Planted, clean_report, planted, two_years
from tools.samples.model import SampleReport
from tools.samples.render import render

MISSED = 1.0
"""Percentage of the planted faults that the right check may miss."""


CHECKING = 20.0
"""Percentage of the time of extracting that checking may cost."""


@dataclass(slots=True)
class Tally:
    """Planted faults and found ones, by kind, and those that were missed."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Return the share that was found."""
        return self.found.total() / max(1, self.planted.total())


def read(report: SampleReport) -> Extraction:
    """Return what is extracted of a sample as a Word file."""
    return extract_report(render(report, "docx"), "report.docx")


def known(extraction: Extraction) -> Known:
    """Return a report as the checks between reports know it."""
    cells = (
        ((c.table, c.row or "", c.column or ""), c.value, c.state, c.needs_review)
        for c in extraction.cells
    )
    facts = facts_of(cells, [section.text for section in extraction.sections])
    name = f"{extraction.agency}-{extraction.report_year}"
    return Known(name, extraction.report_year, extraction.name, facts)


def failing(extraction: Extraction, before: Extraction | None = None) -> list[Check]:
    """Return the failing checks of a report, those against last year's included."""
    checks = list(extraction.checks)
    if before is not None:
        checks += check_years(known(before), known(extraction))
    return [check for check in checks if check.status == "fail"]


def is_found(fault: Planted) -> tuple[bool, list[Check]]:
    """Tell whether a right check fails at the fault's place; return all that fail."""
    extraction = read(fault.report)
    failed = failing(extraction, read(fault.before) if fault.before else None)
    return any(_is_right(fault, check, extraction) for check in failed), failed


def _is_right(fault: Planted, check: Check, extraction: Extraction) -> bool:
    if check.check not in fault.codes:
        return False
    if fault.sentence is not None:
        places = _paragraphs(fault.sentence, extraction)
        heads = {each.partition(":")[0] for each in check.evidence}
        return not places or bool(heads & places)
    if fault.address is None:
        return True
    table, row, column = fault.address
    if check.table is not None and check.table != table:
        return False
    told = {check.row, check.column} - {None}
    if row is None or not told or {row, column} & told:
        return True
    return any(f"{table}/{row}/{column}" in each for each in check.evidence)


def _paragraphs(sentence: str, extraction: Extraction) -> set[str]:
    """Return where a sentence's figures stand, as evidence names it; none where it has none."""
    return {
        str(each.paragraph)
        for each in extraction.quantities
        if each.sentence.strip("。") and each.sentence.strip("。") in sentence
    }


def run_clean(count: int) -> tuple[int, Counter[str], list[str]]:
    """Read clean reports; return how many, the failing checks by code, and the false errors."""
    failed: Counter[str] = Counter()
    errors = []
    for number in range(count):
        before, report = None, clean_report(number)
        if number % 10 == 0:
            before, report = two_years(number, "2021" if number % 20 else "2019")
        found = failing(read(report), read(before) if before else None)
        if before is not None:  # made to fit each other, not their prose
            found = [check for check in found if check.check.endswith("between_years")]
        for check in found:
            failed[f"{check.check} ({check.severity})"] += 1
            if check.severity == "error":
                errors.append(f"{number}: {check.check}: {check.message}")
    return count, failed, errors


def run_planted(every: int = 1) -> Tally:
    """Read every so-manieth report with a planted fault."""
    tally = Tally()
    for fault in islice(planted(), 0, None, every):
        tally.planted[fault.kind] += 1
        found, failed = is_found(fault)
        if found:
            tally.found[fault.kind] += 1
            continue
        others = ", ".join(sorted({check.check for check in failed})) or "nothing"
        place = fault.sentence or "/".join(part or "*" for part in fault.address or ())
        name = f"{fault.report.agency} {fault.report.year}"
        tally.missed.append(f"{fault.kind}: {name}: {place}: {others} failed")
    return tally


def cost(reports: int = 30) -> Bar:
    """Measure what checking costs beside the rest of extracting, over Word files in one run."""
    documents = [render(clean_report(number), "docx") for number in range(reports)]
    spent = [0.0]
    original = extractors.report.check_report

    def timed(reported: Reported) -> list[Check]:
        with stopwatch() as watch:
            checks = original(reported)
        spent[0] += watch.seconds
        return checks

    extract_report(documents[0], "report.docx")
    with patch.object(extractors.report, "check_report", timed), stopwatch() as whole:
        for document in documents:
            extract_report(document, "report.docx")
    share = 100 * spent[0] / (whole.seconds - spent[0])
    print(f"checking costs {share:.1f} % of reading and extracting {reports} Word files\n")
    return Bar("checking, beside extracting", share, CHECKING, "%")


def run(clean: int = 300, every: int = 1, *, misses: bool = False) -> list[Bar]:
    """Run both halves; print what was found, by kind."""
    count, failed, errors = run_clean(clean)
    print(f"{count} clean reports: {len(errors)} false errors")
    for code, times in failed.most_common():
        print(f"  {code}: {times}")
    print("\n".join(f"  FALSE: {each}" for each in errors[:20]))
    tally = run_planted(every)
    print("\n| planted | reports | found | share |\n|---|---|---|---|")
    for kind, total in sorted(tally.planted.items()):
        print(f"| {kind} | {total} | {tally.found[kind]} | {tally.found[kind] / total:.1%} |")
    print(f"| all | {tally.planted.total()} | {tally.found.total()} | {tally.share:.1%} |\n")
    if misses:
        print("\n".join(f"  MISSED: {each}" for each in tally.missed))
    return [
        cost(),
        Bar("clean reports: failing checks of severity error", len(errors), 0, ""),
        Bar("planted faults that the right check misses", 100 * (1 - tally.share), MISSED, "%"),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checks", description=__doc__)
    parser.add_argument("--clean", type=int, default=300, help="clean reports")
    parser.add_argument("--every", type=int, default=1, help="take every so-manieth fault")
    parser.add_argument("--misses", action="store_true", help="list what was missed")
    options = parser.parse_args(arguments)
    bars = run(options.clean, options.every, misses=options.misses)
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
