"""Checks between reports, over the facts of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractors.checks.facts import Address, Facts, Told, resemblance
from schemas.checks import CHECKS, PASSED
from schemas.checks.between import (
    CARRIED_FORWARD,
    CARRIED_OVER,
    REPEATED_SHARE,
    YEARLY_SUMS,
    YearlySum,
)
from schemas.forms import FORM_VERSIONS, Figure, load_form
from schemas.records import Check

_TO_LOOK_AT = "（其中有待核对的数字）"
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A report in the warehouse: its identity, its year, where it lies, and its facts."""

    report_id: str
    report_year: int
    path: str
    facts: Facts


def check_years(before: Known, after: Known) -> Iterator[Check]:
    """Check a report against the same agency's report of the year before."""
    old, new = before.facts.told(), after.facts.told()
    yield from _carried_over(before, old, new)
    for each in YEARLY_SUMS:
        for row in each.rows:
            yield from _yearly_sum(each, row, before, old, new)
    yield from _repeated(before, after)


def check_documents(this: Known, other: Known) -> Check:
    """Check that another document of the same report gives the same figures.

    Figures that a person should look at are left out, and a blank counts as 0.
    """
    here, there = this.facts.told(), other.facts.told()
    differ = [
        address
        for address in here.keys() & there.keys()
        if here[address].sure
        and there[address].sure
        and _plain(here[address]) != _plain(there[address])
    ]
    differ.sort(key=lambda address: list(here).index(address))
    if not differ:
        return _check("duplicate_submission", PASSED, status="pass")
    examples = "；".join(
        f"{_name(address)}本文件为{_shown(here[address])}，另一份为{_shown(there[address])}"
        for address in differ[:_EXAMPLES]
    )
    message = CHECKS["duplicate_submission"].message.format(
        path=other.path, count=len(differ), examples=examples
    )
    evidence = ["/".join(address) for address in differ]
    check = _check("duplicate_submission", message, evidence=evidence)
    check.table, check.row, check.column = differ[0]
    check.reported, check.expected = _plain(here[differ[0]]), _plain(there[differ[0]])
    if check.reported is not None and check.expected is not None:
        check.difference = check.reported - check.expected
    return check


def _plain(told: Told) -> Decimal | None:
    return Decimal(0) if told.blank else told.value


def _shown(told: Told) -> str:
    if told.blank:
        return "空白"
    return "文字" if told.value is None else _text(told.value)


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"


def _figure(address: Address) -> Figure:
    return next(
        figure
        for version in FORM_VERSIONS
        for figure in load_form(version).figures()
        if figure.address == address
    )


def _name(address: Address) -> str:
    figure = _figure(address)
    return f"“{figure.row.label}”行“{figure.column.label}”列"


def _carried_over(
    before: Known, old: dict[Address, Told], new: dict[Address, Told]
) -> Iterator[Check]:
    columns = [figure.column for figure in load_form("2021").figures("requests")]
    for column in dict.fromkeys(columns):
        left: Address = (*CARRIED_FORWARD, column.code)
        right: Address = (*CARRIED_OVER, column.code)
        expected, reported = _number(old, left), _number(new, right)
        if expected is None or reported is None:
            continue
        yield _compared(
            "carry_over_between_years",
            right,
            reported,
            expected,
            [old[left], new[right]],
            [f"{before.report_id}#{'/'.join(left)}"],
            {"column": column.label, "year": before.report_year},
        )


def _yearly_sum(
    each: YearlySum, row: str, before: Known, old: dict[Address, Told], new: dict[Address, Told]
) -> Iterator[Check]:
    table = "proactive_disclosure"
    result: Address = (table, row, each.result)
    base: Address = (table, row, each.base)
    plus: Address = (table, row, each.plus)
    minus: Address | None = (table, row, each.minus) if each.minus else None
    source = old if each.of_last_year else new
    reported, start, added = _number(new, result), _number(old, base), _number(source, plus)
    taken = Decimal(0) if minus is None else _number(source, minus)
    if reported is None or start is None or added is None or taken is None:
        return
    parts = [address for address in (plus, minus) if address is not None]
    told = [new[result], old[base], *(source[address] for address in parts)]
    evidence = [f"{before.report_id}#{'/'.join(base)}"] + [
        f"{before.report_id}#{'/'.join(address)}" if each.of_last_year else "/".join(address)
        for address in parts
    ]
    words = {
        "row": _figure(result).row.label,
        "year": before.report_year,
        "base": _text(start),
        "plus": _text(added),
        "minus": _text(taken),
    }
    yield _compared(each.check, result, reported, start + added - taken, told, evidence, words)


def _number(told: dict[Address, Told], address: Address) -> Decimal | None:
    """Return a figure; a blank is 0 where its row has some figure, else it tells nothing."""
    found = told.get(address)
    if found is None:
        return None
    if not found.blank:
        return found.value
    row = [each for (table, row, _), each in told.items() if (table, row) == address[:2]]
    return Decimal(0) if any(each.value is not None for each in row) else None


def _compared(
    code: str,
    at: Address,
    reported: Decimal,
    expected: Decimal,
    told: list[Told],
    evidence: list[str],
    words: dict[str, object],
) -> Check:
    evidence = ["/".join(at), *evidence]
    if reported == expected:
        check = _check(code, PASSED, status="pass", evidence=evidence)
    else:
        message = CHECKS[code].message.format(
            reported=_text(reported), expected=_text(expected), **words
        )
        check = _check(code, message, evidence=evidence)
        if not all(each.sure for each in told):
            check.severity = "warning"
            check.message += _TO_LOOK_AT
    check.table, check.row, check.column = at
    check.reported, check.expected, check.difference = reported, expected, reported - expected
    return check


def _repeated(before: Known, after: Known) -> Iterator[Check]:
    share = resemblance(before.facts.sketch, after.facts.sketch)
    if share is None:
        return
    if share < REPEATED_SHARE:
        yield _check("text_repeated", PASSED, status="pass")
        return
    message = CHECKS["text_repeated"].message.format(
        year=before.report_year, share=round(100 * share)
    )
    yield _check("text_repeated", message, evidence=[before.report_id])


def _check(
    code: str, message: str, *, status: str = "fail", evidence: list[str] | None = None
) -> Check:
    return Check(
        check=code,
        severity=CHECKS[code].severity,
        status=status,
        message=message,
        evidence=evidence or [],
    )
