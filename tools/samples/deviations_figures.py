"""Deviations inside the figures' cells: nothing printed, marks, units, words, writing."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from schemas.forms import TABLE_CODES, Figure, TableCode
from tools.samples.deviation import deviation
from tools.samples.model import Printed, SampleReport

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_MINUS = "−"
_FULL_MINUS = "－"
_DASHES = ("-", "—", "/", "／", "无", "——", "－")


def _cells(report: SampleReport, table: TableCode | None = None) -> list[Printed]:
    return [report.figures[place.address] for place in report.places(table)]


def _empty(printed: Printed, raw: str = "") -> None:
    """Print nothing, or blanks."""
    printed.raw, printed.value, printed.state, printed.unit = raw, None, "blank", None


def _set(printed: Printed, value: Decimal, raw: str) -> None:
    printed.raw, printed.value, printed.state = raw, value, "number"


def _is_zero(printed: Printed) -> bool:
    return printed.state == "number" and printed.value == 0


def _of_column(report: SampleReport, codes: tuple[str, ...]) -> list[tuple[Figure, Printed]]:
    return [
        (place, report.figures[place.address])
        for place in report.places("proactive_disclosure")
        if place.column.code in codes
    ]


# Nothing printed ---------------------------------------------------------------------------


@deviation("blank_table", "nothing", "a whole table left blank instead of 0")
def leave_table_blank(report: SampleReport, rng: Random) -> None:
    """Leave one table blank."""
    for printed in _cells(report, rng.choice(TABLE_CODES)):
        _empty(printed)


@deviation("blank_report", "nothing", "all tables left blank")
def leave_all_blank(report: SampleReport, rng: Random) -> None:
    """Leave everything blank, some cells holding a full-width space."""
    for printed in _cells(report):
        _empty(printed, rng.choice(("", "", "　")))


@deviation("blank_but_totals", "nothing", "only the totals of table 三 and 四 are filled in")
def fill_totals_only(report: SampleReport, rng: Random) -> None:
    """Print the totals, and blanks for everything else."""
    for table in ("requests", "proceedings"):
        for place in report.places(table):
            if place.column.code != "total" and place.row.code != "results_total":
                _empty(report.figures[place.address])


@deviation("blank_for_zero", "nothing", "blank cells instead of 0, figures where there are any")
def blank_zeros(report: SampleReport, rng: Random) -> None:
    """Print a blank for every 0."""
    for printed in _cells(report):
        if _is_zero(printed):
            _empty(printed)


@deviation("one_zero_a_row", "nothing", "one 0 a row of table 三, the rest of the row blank")
def print_one_zero(report: SampleReport, rng: Random) -> None:
    """In rows that are all 0, print one 0 at the start or at the end."""
    kept = rng.choice(("natural_person", "total"))
    rows: dict[str, list[Figure]] = {}
    for place in report.places("requests"):
        rows.setdefault(place.row.code, []).append(place)
    for places in rows.values():
        if not all(_is_zero(report.figures[place.address]) for place in places):
            continue
        for place in places:
            if place.column.code != kept:
                _empty(report.figures[place.address])


@deviation("dash_for_nothing", "nothing", "dashes, slashes or 无 instead of 0")
def dash_zeros(report: SampleReport, rng: Random) -> None:
    """Print one kind of mark for every 0."""
    mark = rng.choice(_DASHES)
    for printed in _cells(report):
        if _is_zero(printed):
            printed.raw, printed.value, printed.state = mark, None, "dash"


# How figures are written -------------------------------------------------------------------


@deviation("unit_in_cell", "figures", "units in the cells (0件, 3项, 40.35万元)")
def print_units(report: SampleReport, rng: Random) -> None:
    """Print the form's unit behind the figures of table 二, and 件 in some of table 三."""
    for place in report.places("proactive_disclosure"):
        printed = report.figures[place.address]
        unit = place.column.unit or "万元"
        if printed.state == "number" and (printed.value or rng.random() < 0.7):
            printed.raw, printed.unit = printed.raw + unit, unit
    for place in report.places("requests"):
        printed = report.figures[place.address]
        if place.row.code in ("new_received", "results_total") and printed.state == "number":
            printed.raw, printed.unit = f"{printed.raw}件", "件"


@deviation("unit_against_header", "figures", "an amount in 元 where the form asks for 万元")
def print_other_unit(report: SampleReport, rng: Random) -> None:
    """Print the amount in 元."""
    for _, printed in _of_column(report, ("fee_amount", "procurement_amount")):
        amount = Decimal(rng.randint(1000, 900_000))
        _set(printed, amount, f"{amount}元")
        printed.unit = "元"


@deviation("words_in_cell", "figures", "words in a cell (减少22, 13000000(预算))")
def print_words(report: SampleReport, rng: Random) -> None:
    """Put words into one or two cells; the value is what they mean, to be reviewed."""
    amounts = _of_column(report, ("fee_amount", "procurement_amount"))
    for _, printed in amounts:
        _set(printed, Decimal(13000000), "13000000(预算)")
        printed.state, printed.review = "text", True
    for place, printed in _of_column(report, ("items_change",)):
        if place.row.code == "administrative_licensing":
            _set(printed, Decimal(-22), "减少22")
            printed.state, printed.review = "text", True


@deviation("signs", "figures", "signs before figures (+57, −1942, －3, +0)", ("2019",))
def print_signs(report: SampleReport, rng: Random) -> None:
    """Print signs in the columns of increase and decrease."""
    for _, printed in _of_column(report, ("items_change",)):
        size = rng.choice((0, 3, 57, 1942))
        sign = rng.choice(("+", "＋", "-", _MINUS, _FULL_MINUS)) if size else "+"
        _set(printed, Decimal(size if sign in "+＋" else -size), f"{sign}{size}")


@deviation("spaces_in_cell", "figures", "spaces round the figures (　0, 12 )")
def pad_figures(report: SampleReport, rng: Random) -> None:
    """Put spaces of several widths round figures."""
    for printed in _cells(report):
        if printed.state == "number" and rng.random() < 0.5:
            space = rng.choice((" ", "　", "\u00a0", "  "))
            printed.raw = rng.choice((space + printed.raw, printed.raw + space))


@deviation("full_width_digits", "figures", "full-width digits (１２)")
def widen_digits(report: SampleReport, rng: Random) -> None:
    """Print all figures in full-width digits."""
    for printed in _cells(report):
        if printed.state == "number":
            printed.raw = printed.raw.translate(_FULL_WIDTH)


@deviation("thousands", "figures", "thousands separators (1,204), some full-width (1，204)")
def separate_thousands(report: SampleReport, rng: Random) -> None:
    """Make the decisions large and group their digits; a full-width comma is ambiguous."""
    for place, printed in _of_column(report, ("decisions",)):
        value = Decimal(rng.randint(1000, 2_500_000))
        raw = f"{value:,}"
        if place.row.code == "administrative_coercion":
            raw, printed.review = raw.replace(",", "，"), True
        _set(printed, value, raw)


@deviation("decimals", "figures", "amounts with many decimals (59237.2449)")
def lengthen_decimals(report: SampleReport, rng: Random) -> None:
    """Print amounts to four decimals, full stops half or full width."""
    for _, printed in _of_column(report, ("fee_amount", "procurement_amount")):
        value = Decimal(rng.randint(10_000_000, 999_999_999)) / 10_000
        _set(printed, value, f"{value:f}")


@deviation("identity_broken", "figures", "a total that is not the sum of its parts")
def break_identity(report: SampleReport, rng: Random) -> None:
    """Misprint a total in table 三; the report says so, and that is its truth."""
    for row, column in (("results_total", "total"), ("new_received", "total")):
        printed = report.figures["requests", row, column]
        if printed.state == "number" and rng.random() < 0.8:
            value = (printed.value or Decimal(0)) + rng.randint(1, 9)
            _set(printed, value, f"{value}")
