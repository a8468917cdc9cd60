"""Reports with one fault planted, each with the checks that ought to find it.

The faults are an agency's own: what is wrong is printed so. Every row and column of the
tables has its turn, every kind of check, and slips as people make them: a digit off by one to
nine, two digits or two cells exchanged, a row forgotten, a unit of another header.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from schemas.forms import TABLE_CODES, FormVersion, load_form
from tools.samples.agencies import county_office
from tools.samples.deviations import deviate_all
from tools.samples.draw import draw_report
from tools.samples.misprint import misprint, swap_digits
from tools.samples.model import Address, Paragraph, Printed, SampleReport
from tools.samples.statements import STATEMENTS

_SUMS = {
    "requests": frozenset({"requests_balance", "requests_results_sum", "requests_row_sum"}),
    "proceedings": frozenset({"proceedings_row_sum"}),
}
_YEARS: dict[FormVersion, tuple[int, ...]] = {"2019": (2019, 2020), "2021": (2021, 2022, 2023)}


@dataclass(slots=True)
class Planted:
    """A report with a fault: its kind, the checks that may find it, and where it is.

    `address` is the cell (its row or column alone where only that tells), `sentence` the
    sentence of the prose. `before` is last year's report, where the fault is between the two.
    """

    kind: str
    report: SampleReport
    codes: frozenset[str]
    address: tuple[str, str | None, str | None] | None = None
    sentence: str | None = None
    before: SampleReport | None = field(default=None)


def clean_report(number: int, form: FormVersion | None = None) -> SampleReport:
    """Return a report without any fault, its prose full of figures that agree."""
    rng = Random(f"faults:{number}")
    version: FormVersion = form or rng.choice(("2019", "2021"))
    report = draw_report(
        f"faults:{number}",
        form=version,
        year=rng.choice(_YEARS[version]),
        scale=rng.choice(("small", "large", "large")),
        letter=rng.random() < 0.2,
        agency=county_office(number),
    )
    for figure in report.places("proactive_disclosure"):
        if figure.row.code == "regulations":  # which no county's office can make
            _print(report, figure.address, 0)
    for name in STATEMENTS:
        state(report, name, rng, broken=False)
    return report


def state(report: SampleReport, name: str, rng: Random, *, broken: bool) -> str | None:
    """Add a statement's sentence to the overview; return it, None where there is none."""
    sentence = STATEMENTS[name][1](report, rng, broken)
    if sentence is not None:
        report.prose["overview"].append(Paragraph(sentence))
    return sentence


def planted(seed: int = 0) -> Iterator[Planted]:
    """Yield every planted report, always the same for a seed."""
    number = 100_000 * (seed + 1)
    for make in (_cells, _exchanged, _rows, _structure, _contents, _statements, _years):
        for each in make(number):
            yield each
            number += 1


def _print(report: SampleReport, address: Address, value: int) -> None:
    report.figures[address] = Printed(str(value), Decimal(value))


def _int(report: SampleReport, address: Address) -> int:
    value = report.figures[address].value
    return int(value) if value is not None else 0


def _cells(number: int) -> Iterator[Planted]:
    """One digit wrong, in every cell that a sum binds; two digits exchanged, where they are."""
    for version in ("2019", "2021"):
        for table in ("requests", "proceedings"):
            for figure in load_form(version).figures(table):  # type: ignore[arg-type]
                number += 1
                rng = Random(f"cells:{number}")
                report = clean_report(number, version)  # type: ignore[arg-type]
                _print(report, figure.address, misprint(_int(report, figure.address), rng))
                yield Planted("one digit off", report, _SUMS[table], figure.address)
        for _ in range(30):
            number += 1
            rng = Random(f"digits:{number}")
            report = clean_report(number, version)  # type: ignore[arg-type]
            places = [f.address for f in report.places() if f.table in _SUMS]
            rng.shuffle(places)
            for address in places:
                swapped = swap_digits(_int(report, address), rng)
                if swapped is not None:
                    _print(report, address, swapped)
                    yield Planted("digits exchanged", report, _SUMS[address[0]], address)
                    break


def _exchanged(number: int) -> Iterator[Planted]:
    """Two neighbouring cells of a row or of a column exchanged."""
    made = 0
    while made < 80:
        number += 1
        rng = Random(f"exchanged:{number}")
        report = clean_report(number)
        places = list(report.places("requests"))
        columns = list(dict.fromkeys(place.column.code for place in places))
        rows = list(dict.fromkeys(place.row.code for place in places))
        row, column = rng.choice(rows), rng.choice(columns)
        along = rng.random() < 0.5
        line = columns if along else rows
        at = line.index(column if along else row)
        if at + 1 == len(line):
            continue
        here: Address = ("requests", row, column)
        there: Address = (
            ("requests", row, line[at + 1]) if along else ("requests", line[at + 1], column)
        )
        one, other = report.figures[here], report.figures[there]
        if one.value == other.value:
            continue
        report.figures[here], report.figures[there] = other, one
        made += 1
        yield Planted("cells exchanged", report, _SUMS["requests"], here)


def _rows(number: int) -> Iterator[Planted]:
    """Every row left out."""
    for version in ("2019", "2021"):
        rows = dict.fromkeys(
            (figure.table, figure.row.code)
            for figure in load_form(version).figures()  # type: ignore[arg-type]
            if figure.table != "proceedings"
        )
        for table, row in rows:
            number += 1
            report = clean_report(number, version)  # type: ignore[arg-type]
            report.missing_rows.add((table, row))
            yield Planted("row missing", report, frozenset({"missing_row"}), (table, row, None))


def _structure(number: int) -> Iterator[Planted]:
    """Tables left out, rows too many, the form of other years."""
    for table in TABLE_CODES:
        for _ in range(4):
            number += 1
            report = clean_report(number)
            report.missing_tables.add(table)
            codes = frozenset({"missing_table"})
            yield Planted("table missing", report, codes, (table, None, None))
    for name in ("extra_row_documents", "extra_row_denied"):
        for _ in range(6):
            number += 1
            report = clean_report(number, "2021")
            deviate_all(report, [name], Random(number))
            yield Planted("row too many", report, frozenset({"extra_row"}))
    for _ in range(6):
        number += 1
        report = draw_report(f"old:{number}", form="2019", year=2022, agency=county_office(number))
        yield Planted("form of other years", report, frozenset({"form_mismatch"}))
        number += 1
        report = draw_report(
            f"mixed:{number}",
            form="2021",
            requests_form="2019",
            year=2023,
            agency=county_office(number),
        )
        yield Planted("mixed forms", report, frozenset({"form_mismatch"}))


def _contents(number: int) -> Iterator[Planted]:
    """Words for a number, negative figures, units, nothing at all, years and dates."""
    for _ in range(12):
        number += 1
        rng = Random(f"contents:{number}")
        report = clean_report(number, "2021")
        address = rng.choice([f.address for f in report.places()])
        report.figures[address] = Printed(
            rng.choice(("若干", "详见附件", "约十余件")), None, "text"
        )
        yield Planted("words for a number", report, frozenset({"cell_not_a_number"}), address)
        number += 1
        report = clean_report(number, "2021")
        address = rng.choice([f.address for f in report.places()])
        _print(report, address, -rng.randint(1, 40))
        yield Planted("negative figure", report, frozenset({"negative_figure"}), address)
    fees: Address = ("proactive_disclosure", "administrative_fees", "fee_amount")
    for _ in range(12):
        number += 1
        rng = Random(f"unit:{number}")
        report = clean_report(number, "2021")
        amount = rng.randint(12, 300)
        report.prose["overview"] = [
            paragraph for paragraph in report.prose["overview"] if "收费" not in paragraph.text
        ]
        report.prose["overview"].append(Paragraph(f"全年行政事业性收费金额{amount}万元。"))
        report.figures[fees] = Printed(str(amount * 10_000), Decimal(amount * 10_000))
        codes = frozenset({"unit_mismatch", "narrative_vs_table"})
        yield Planted("元 under 万元", report, codes, fees)
        number += 1
        report = clean_report(number, "2021")
        for name, code in (("blank_report", "all_blank"), ("last_year_left", "year_mismatch")):
            number += 1
            report = clean_report(number)
            if code == "all_blank":  # else the prose contradicts the blanks
                report.prose["overview"] = report.prose["overview"][:1]
            deviate_all(report, [name], Random(number))
            kind = "nothing filled in" if code == "all_blank" else "last year's year left in"
            yield Planted(kind, report, frozenset({code}))
        number += 1
        report = clean_report(number)
        day = rng.choice(("2月30日", "4月31日", "13月5日", "6月35日"))
        sentence = f"{report.year}年{day}，召开政务公开工作推进会。"
        report.prose["overview"].append(Paragraph(sentence))
        yield Planted("impossible date", report, frozenset({"date_invalid"}), sentence=sentence)


def _statements(number: int) -> Iterator[Planted]:
    """One statement of each kind wrong; of table 二, the cell instead."""
    for name, (code, _) in STATEMENTS.items():
        for turn in range(10):
            for attempt in range(20):
                number += 1
                rng = Random(f"statements:{number}")
                version: FormVersion = "2021" if turn % 3 else "2019"
                report = clean_report(number, "2021" if attempt > 9 else version)
                sentence = state(report, name, rng, broken=True)
                if sentence is not None:
                    kind = f"{code}: {name}"
                    yield Planted(kind, report, frozenset({code}), sentence=sentence)
                    break


def _years(number: int) -> Iterator[Planted]:
    """Two years of one agency, the second of which does not go on where the first ended."""
    carried = [f.column.code for f in load_form("2021").figures("requests")]
    for column in dict.fromkeys(carried):
        number += 1
        rng = Random(f"years:{number}")
        before, after = two_years(number, "2021")
        address: Address = ("requests", "carried_forward", column)
        _print(before, address, misprint(_int(before, address), rng))
        codes = frozenset({"carry_over_between_years"})
        place = ("requests", "carried_over", column)
        yield Planted("carry-over broken", after, codes, place, before=before)
    sums: tuple[tuple[FormVersion, str, str, str], ...] = (
        ("2021", "in_force_between_years", "regulations", "in_force"),
        ("2021", "in_force_between_years", "normative_documents", "in_force"),
        ("2019", "public_total_between_years", "regulations", "total_disclosed"),
        ("2019", "public_total_between_years", "normative_documents", "total_disclosed"),
        ("2019", "items_between_years", "administrative_licensing", "items_previous_year"),
        ("2019", "items_between_years", "other_external_services", "items_previous_year"),
        ("2019", "items_between_years", "administrative_penalty", "items_previous_year"),
        ("2019", "items_between_years", "administrative_coercion", "items_previous_year"),
        ("2019", "items_between_years", "administrative_fees", "items_previous_year"),
    )
    for version, code, row, column in sums:
        for _ in range(3):
            number += 1
            rng = Random(f"years:{number}")
            before, after = two_years(number, version)
            address = ("proactive_disclosure", row, column)
            _print(after, address, misprint(_int(after, address), rng))
            codes = frozenset({code})
            yield Planted(f"{code} broken", after, codes, address, before=before)


def two_years(number: int, version: FormVersion) -> tuple[SampleReport, SampleReport]:
    """Return two years' reports of one agency, the second going on where the first ended.

    Last year's report is made to fit: its figures of table 二 and its 结转下年度.
    """
    agency = county_office(number)
    first = _YEARS[version][0]
    before, after = (
        draw_report(f"years:{number}:{year}", form=version, year=year, scale="small", agency=agency)
        for year in (first, first + 1)
    )
    for figure in after.places("requests"):
        column = figure.column.code
        if figure.row.code == "carried_over":
            value = _int(after, figure.address)
            old = _int(before, ("requests", "carried_forward", column))
            _print(before, ("requests", "carried_forward", column), value)
            received: Address = ("requests", "new_received", column)
            _print(before, received, _int(before, received) + value - old)
    for figure in after.places("proactive_disclosure"):
        table, row, column = figure.address
        here = {f.column.code: f.address for f in after.places(table) if f.row.code == row}
        if column == "in_force":
            base = _int(before, here["in_force"])
            added = _int(after, here["issued"]) - _int(after, here["repealed"])
            _print(after, figure.address, max(base + added, 0))
            if base + added < 0:
                _print(before, figure.address, base - (base + added))
        elif column == "total_disclosed":
            total = _int(before, here[column]) + _int(after, here["newly_disclosed"])
            _print(after, figure.address, total)
        elif column == "items_previous_year":
            total = _int(before, here[column]) + _int(before, here["items_change"])
            if total < 0:
                _print(before, here[column], _int(before, here[column]) - total)
            _print(after, figure.address, max(total, 0))
    return before, after
