"""Checks of the prose against the statutory tables: 收到申请36件, and the cell that says 36."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from extractors.checks.counterparts import Claim, claims_of, clause_of
from extractors.checks.evidence import of_cell, of_quantity, of_text
from extractors.checks.intervals import Interval, as_rounded
from extractors.checks.prose_figures import (
    LONGEST_SENTENCE,
    MOST_BEFORE,
    amount_of,
    decimal_of,
    decimals_of,
    interval_of,
    is_exact,
    prose_of,
    rounded_of,
    scale_of,
    shown,
    unit_of,
)
from extractors.checks.prose_results import doubts_in
from extractors.checks.reported import Reported
from extractors.checks.table_readings import Told, told_by
from schemas.checks import CHECKS, PASSED
from schemas.checks.prose_and_tables import (
    AGREES_ROUNDED,
    AGREES_WITH,
    ALL_UPHELD,
    DOUBTFUL,
    EMPTY,
    FACTOR,
    NO_TABLE,
    PROSE_AND_TABLE_DOUBTS,
    TOO_LARGE,
    UPHELD_SUBJECTS,
)
from schemas.records import Check, Quantity, StatutoryCell

CODE = "narrative_vs_table"

UNIT_FACTOR = 10_000
"""元 in a cell that is headed 万元, or the other way round."""

UPHELD = re.compile(
    r"(?:均|全部|都)(?:被|获得|获|得到|予以|为|依法|判决)?(?:结果)?(?P<how>维持|胜诉)"
)
"""Words that say that no decision was corrected."""
LONGEST_QUOTE = 40


def check_prose_and_tables(reported: Reported) -> Iterator[Check]:
    """Check every figure of the prose that a cell of the tables holds as well."""
    claims = [claim for prose in prose_of(reported) for claim in claims_of(prose, reported.agency)]
    results = [(claim, _check(reported, claim)) for claim in claims]
    confirmed = {
        claim.counterpart.code
        for claim, check in results
        if check is not None and check.status == "pass" and not claim.partial
    }
    for claim, check in results:
        if check is None:
            continue
        if check.status == "fail" and claim.counterpart.code in confirmed:
            check.message = _doubtful(check.message, ["several"], check.severity)
            check.severity = "warning"
        yield check
    for each in reported.paragraphs:
        yield from _check_upheld(reported, each.paragraph, each.section, each.text)


def _check(reported: Reported, claim: Claim) -> Check | None:
    """Compare a figure with what its cells say; None where there is nothing to be said."""
    quantity = claim.quantity
    told = told_by(reported, claim.counterpart)
    if not told:
        if claim.counterpart.table not in reported.figures.missing_tables:
            return None  # the form has no such row
        name = claim.counterpart.readings[0].name
        return _result(claim, (), "not_assessable", NO_TABLE.format(cell=name))
    meant = _said(claim, told)
    given = [each for each in meant if each.value is not None]
    stated = interval_of(quantity)
    for each in given:
        if stated.meets(each.exact):
            name = each.reading.name
            message = PASSED if name == told[0].reading.name else AGREES_WITH.format(cell=name)
            return _agreement(claim, each, message)
    for each in given:
        if each.scale != 1 and _as_printed(quantity).meets(each.stated):
            return _agreement(claim, each, AGREES_ROUNDED.format(cell=each.reading.name))
    if meant[0].value is None:
        # The cell that is meant first is blank: another's difference would prove nothing.
        name = meant[0].reading.name
        missing = all(cell.state == "missing" for cell in meant[0].cells)
        message = (NO_TABLE if missing else EMPTY).format(cell=name)
        return _result(claim, meant[0].cells, "not_assessable", message)
    if claim.partial and not all(each.exact.below(stated) for each in given):
        return None
    return _failure(claim, given[0])


def _said(claim: Claim, told: Sequence[Told]) -> Sequence[Told]:
    """Return the readings whose own words the clause has (现行有效, 废止), else all."""
    clause = clause_of(claim.prose, claim.quantity)
    unit = unit_of(claim.quantity)
    told = [each for each in told if not each.reading.units or unit in each.reading.units]
    said = [
        each for each in told if each.reading.name.split("·")[-1].removeprefix("本年") in clause
    ]
    return said or told


def _as_printed(quantity: Quantity) -> Interval:
    """Return the amounts that a sum of money may stand for, rounded at its last digit."""
    if not is_exact(quantity) or quantity.kind != "money":
        return rounded_of(quantity)
    step = scale_of(quantity) / 10 ** decimals_of(quantity)
    return as_rounded(amount_of(quantity), step) if step > 1 else rounded_of(quantity)


def _agreement(claim: Claim, told: Told, message: str) -> Check:
    check = _result(claim, told.cells, "pass", message)
    _set_figures(check, amount_of(claim.quantity) / told.scale, told)
    return check


def _set_figures(check: Check, reported: Fraction, told: Told) -> None:
    check.reported = decimal_of(reported)
    check.expected = decimal_of((told.value or Fraction(0)) / told.scale)
    check.difference = check.reported - check.expected


def _failure(claim: Claim, told: Told) -> Check:
    quantity = claim.quantity
    reported, expected = amount_of(quantity), told.value or Fraction(0)
    unit = told.cells[0].unit or "" if told.scale != 1 else ""
    words = {
        "quoted": claim.prose.quoted(quantity),
        "cell": told.reading.name,
        "reported": _amount(quantity),
        "expected": shown(expected / told.scale) + unit,
        "difference": shown(abs(reported - expected) / told.scale) + unit,
    }
    doubts = [*doubts_in([quantity, *told.cells])]
    if not claim.sure or claim.partial:
        doubts.append("other_notion")
    if claim.wider:
        doubts.append("wider")
    if told.scale != 1 and not unit:
        doubts.append("no_unit")
    template = TOO_LARGE if claim.partial else CHECKS[CODE].message
    if told.scale != 1 and expected and reported / expected in (
        UNIT_FACTOR, Fraction(1, UNIT_FACTOR)
    ):  # fmt: skip
        template = FACTOR
    message = template.format(**words)
    check = _result(claim, told.cells, "fail", _doubtful(message, doubts, "error", claim.wider))
    if doubts:
        check.severity = "warning"
    _set_figures(check, reported / told.scale, told)
    return check


def _amount(quantity: Quantity) -> str:
    return "0" if quantity.kind == "zero_statement" else quantity.surface


def _doubtful(message: str, doubts: Iterable[str], severity: str, scope: str = "") -> str:
    """Return a message with its doubts; with more of them where it has some."""
    reasons = "；".join(
        PROSE_AND_TABLE_DOUBTS[each].format(scope=scope) for each in dict.fromkeys(doubts)
    )
    if not reasons:
        return message
    if severity == "warning":
        return f"{message.removesuffix('）')}；{reasons}）"
    return DOUBTFUL.format(message=message, doubts=reasons)


def _result(claim: Claim, cells: Sequence[StatutoryCell], status: str, message: str) -> Check:
    first = claim.counterpart.readings[0].cells[0]
    row, column = (cells[0].row, cells[0].column) if len(cells) == 1 else first
    return Check(
        check=CODE,
        severity=CHECKS[CODE].severity,
        status=status,
        table=claim.counterpart.table,
        row=row,
        column=column,
        message=message,
        evidence=[of_quantity(claim.quantity), *map(of_cell, cells)],
    )


def _check_upheld(reported: Reported, paragraph: int, section: str, text: str) -> Iterator[Check]:
    """Check 均获维持 and 均胜诉 against the decisions that table 四 says were corrected."""
    for match in UPHELD.finditer(text):
        floor = max(0, match.start() - LONGEST_SENTENCE)
        low = max(floor, *(text.rfind(mark, floor, match.start()) + 1 for mark in "。；\n"))
        sentence = text[low : match.end()]
        quoted = sentence[-LONGEST_QUOTE:]
        if any(
            each.start < match.end() and (each.reference_year or each.scope)
            for each in _from(reported.quantities_of.get(paragraph, []), low)
        ):
            continue
        sure = section == "proceedings" or "公开" in sentence
        for word, rows, name in UPHELD_SUBJECTS:
            if word not in sentence or (match["how"] == "胜诉" and word != "诉讼"):
                continue
            cells = [
                cell
                for row in rows
                if (cell := reported.cells.get(("proceedings", row, "corrected"))) is not None
                and cell.value is not None
            ]
            if cells:
                place = of_text(paragraph, low, match.end())
                yield _upheld(cells, quoted, name, place, sure)


def _from(quantities: list[Quantity], start: int) -> list[Quantity]:
    first = bisect_left(quantities, start, key=lambda each: each.start)
    return quantities[first : first + MOST_BEFORE]


def _upheld(
    cells: Sequence[StatutoryCell], quoted: str, name: str, place: str, sure: bool
) -> Check:
    corrected = sum(cell.value for cell in cells if cell.value is not None)
    check = Check(
        check=CODE,
        severity="error" if sure else "warning",
        status="fail" if corrected else "pass",
        table="proceedings",
        row=cells[0].row,
        column="corrected",
        message=PASSED,
        evidence=[place, *map(of_cell, cells)],
    )
    if corrected:
        message = ALL_UPHELD.format(quoted=quoted, cell=name, expected=shown(Fraction(corrected)))
        if not sure:
            reason = PROSE_AND_TABLE_DOUBTS["other_notion"]
            message = DOUBTFUL.format(message=message, doubts=reason)
        check.message = message
        check.reported, check.expected = decimal_of(Fraction(0)), decimal_of(Fraction(corrected))
        check.difference = -check.expected
    return check
