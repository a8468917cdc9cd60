"""The good reports that are bent: read rightly and found clean, or they are none.

Half of them are tracers: all figures of the three tables but zeros differ from one another,
while the form's identities hold, so that a figure in another's place is seen to be in the
wrong place. The others are ordinary reports, with their many zeros.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Literal

from extractors.report import extract_report
from schemas.forms import FormVersion, TableCode, load_form
from schemas.records import Extraction
from tools.samples.agencies import county_office
from tools.samples.catalogue import random_report
from tools.samples.containers import write_mail, write_zip
from tools.samples.draw import draw_report
from tools.samples.model import Address, Printed, SampleReport
from tools.samples.pdf import PdfOptions
from tools.samples.prose import Facts, write_preamble, write_sections
from tools.samples.render import Kind, draw_options, render
from tools.samples.scan import ScanOptions

BaseKind = Literal[
    "docx", "html", "mht", "txt", "xlsx", "xls", "ofd", "pdf", "eml", "zip", "scan"
]  # fmt: skip
QUICK_KINDS: tuple[BaseKind, ...] = (
    "docx", "html", "mht", "txt", "xlsx", "xls", "ofd", "pdf", "eml", "zip",
)  # fmt: skip

_TRIES = 60
_ROOT = Path(__file__).resolve().parent.parent.parent
_XLS = "tests/data/kinds/01_格式范本_2021年.xls"
"""A workbook of the old kind, which no writer of ours makes."""

Truth = dict[Address, Decimal | None]
"""The value of each figure; None where the cell holds none."""


@dataclass(frozen=True, slots=True)
class Base:
    """A good report: its bytes, the figures that it shows, and the name of its file."""

    kind: BaseKind
    number: int
    data: bytes = field(repr=False)
    truth: Truth = field(repr=False)
    encoding: str = "utf-8"

    @property
    def name(self) -> str:
        """Return a name with the kind's suffix."""
        return f"报告.{'pdf' if self.kind == 'scan' else self.kind}"


@lru_cache(maxsize=256)
def base(kind: BaseKind, number: int) -> Base:
    """Return a good report of a kind; equal arguments give equal ones.

    Raises RuntimeError where no report is found that is read rightly and clean.
    """
    if kind == "xls":
        return _workbook(number)
    for attempt in range(_TRIES):
        rng = Random(f"{kind}:{number}:{attempt}")
        report = _tracer(rng) if number % 2 else random_report(rng, rng.randrange(1000))
        if not _is_clean_in_word(report):
            continue
        made = _write(report, kind, number, rng)
        if kind in ("eml", "zip") or _is_good(extract_report(made.data, made.name), made.truth):
            return made
    raise RuntimeError(f"no good report of kind {kind} and number {number}")


def _write(report: SampleReport, kind: BaseKind, number: int, rng: Random) -> Base:
    truth = truth_of(report)
    if kind in ("eml", "zip"):
        inner = base("docx" if number % 3 else "html", 1000 + number)
        files = [(f"年报/{inner.name}", inner.data)]
        data = write_zip(files) if kind == "zip" else write_mail(files)
        return Base(kind, number, data, inner.truth, inner.encoding)
    if kind == "scan":
        scan = ScanOptions("200dpi", "pdf", pdf=PdfOptions(seed=number), seed=number)
        return Base(kind, number, render(report, "scan", scan), truth)
    options = draw_options(report, _written_as(kind), rng)
    encoding = getattr(options, "encoding", "utf-8")
    return Base(kind, number, render(report, _written_as(kind), options), truth, encoding)


def _written_as(kind: BaseKind) -> Kind:
    if kind == "xls" or kind == "eml" or kind == "zip":
        raise ValueError(kind)
    return kind


def truth_of(report: SampleReport) -> Truth:
    """Return the value of each figure of a report, by its address."""
    values: Truth = {}
    for place in report.places():
        printed = report.printed(place)
        values[place.address] = printed.value if printed else None
    return values


def _workbook(number: int) -> Base:
    data = (_ROOT / _XLS).read_bytes()
    found = extract_report(data, "a.xls")
    truth: Truth = {(c.table, c.row or "", c.column or ""): c.value for c in found.cells}
    return Base("xls", number, data, truth)


def _is_clean_in_word(report: SampleReport) -> bool:
    """Tell whether a report is good as a Word file, which is soon written and read."""
    return _is_good(extract_report(render(report, "docx"), "a.docx"), truth_of(report))


def _is_good(found: Extraction, truth: Truth) -> bool:
    read = {(cell.table, cell.row, cell.column): cell.value for cell in found.cells}
    return is_clean(found) and read == truth


def is_clean(found: Extraction) -> bool:
    """Tell whether a record's status is `clean`: no check fails, no cell needs review."""
    failed = any(each.status == "fail" for each in found.checks)
    return not failed and not any(cell.needs_review for cell in found.cells)


# Tracers


def _tracer(rng: Random) -> SampleReport:
    """Draw a report whose figures all differ; its prose speaks of these."""
    form: FormVersion = rng.choice(("2019", "2021"))
    agency = county_office(rng.randrange(400))
    report = draw_report(f"{rng.random()}", form=form, scale="large", agency=agency)
    report.figures = _distinct_figures(report.forms, rng)
    facts = Facts(agency, report.year, form, report.figures)
    report.prose, report.preamble = write_sections(facts, rng), write_preamble(facts, rng)
    return report


def _distinct_figures(forms: dict[TableCode, FormVersion], rng: Random) -> dict[Address, Printed]:
    while True:
        values = {**_proactive(forms, rng), **_requests(forms, rng), **_proceedings(rng)}
        counts = Counter(value for value in values.values() if value)
        if max(counts.values()) == 1:
            return {address: Printed(f"{n:f}", n) for address, n in values.items()}


def _proactive(forms: dict[TableCode, FormVersion], rng: Random) -> dict[Address, Decimal]:
    values: dict[Address, Decimal] = {}
    table: TableCode = "proactive_disclosure"
    for block in load_form(forms[table]).table(table).blocks:
        for row in block.figure_rows():
            # A row's figures rise: documents in force are no fewer than those made.
            drawn = sorted(rng.sample(range(20_000, 90_000), len(block.columns)))
            for column, value in zip(block.columns, drawn, strict=True):
                if row.code == "regulations":
                    value = 0  # a county's office makes none
                money = column.unit == "万元"
                values[table, row.code, column.code] = Decimal(value) / (100 if money else 1)
    return values


def _requests(forms: dict[TableCode, FormVersion], rng: Random) -> dict[Address, Decimal]:
    table = load_form(forms["requests"]).table("requests")
    identities = {identity.code: identity for identity in table.identities}
    results = identities["requests_results_sum"].left
    columns = identities["requests_row_sum"].left
    grid: dict[tuple[str, str], int] = {}
    for column in columns:
        for row in results:
            grid[row, column] = rng.randrange(1_000, 10_000)
        total = sum(grid[row, column] for row in results)
        forward, carried = rng.randrange(1_000, 10_000), rng.randrange(1_000, 10_000)
        grid["results_total", column] = total
        grid["carried_forward", column] = forward
        grid["carried_over", column] = carried
        grid["new_received", column] = total + forward - carried
    for row in {row for row, _ in grid}:
        grid[row, "total"] = sum(grid[row, column] for column in columns)
    return {("requests", row, column): Decimal(n) for (row, column), n in grid.items()}


def _proceedings(rng: Random) -> dict[Address, Decimal]:
    block = load_form("2021").table("proceedings").blocks[0]
    values: dict[Address, Decimal] = {}
    left = iter(rng.sample(range(10, 200), len(block.rows) * len(block.columns)))
    for row in block.rows:
        parts = [column.code for column in block.columns if column.code != "total"]
        drawn = {part: next(left) for part in parts}
        for code, count in (*drawn.items(), ("total", sum(drawn.values()))):
            values["proceedings", row.code, code] = Decimal(count)
    return values
