"""Results of the checks of the prose: passed, failed for sure, or doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from extractors.checks.evidence import of_quantity
from extractors.checks.prose_figures import decimal_of
from schemas.checks import CHECKS, PASSED
from schemas.checks.prose import AGREES, DOUBTFUL, DOUBTS
from schemas.records import Check, Quantity, StatutoryCell


def passed(code: str, evidence: Iterable[str], how: str = "") -> Check:
    """Return the result of a check that passed; `how` is one of `AGREES`."""
    return _result(code, "pass", AGREES[how] if how else PASSED, evidence)


def not_assessable(code: str, message: str, evidence: Iterable[str]) -> Check:
    """Return the result of a check that could not be made, with the reason."""
    return _result(code, "not_assessable", message, evidence)


def failed(
    code: str,
    message: str,
    evidence: Iterable[str],
    *,
    reported: Fraction | None = None,
    expected: Fraction | None = None,
    doubts: Sequence[str] = (),
) -> Check:
    """Return the result of a check that failed; with `doubts` (of `DOUBTS`) it is a warning."""
    if doubts:
        reasons = "；".join(DOUBTS[each] for each in dict.fromkeys(doubts))
        message = DOUBTFUL.format(message=message, doubts=f"（{reasons}）")
    check = _result(code, "fail", message, evidence)
    if doubts:
        check.severity = "warning"
    if reported is not None:
        check.reported = decimal_of(reported)
    if expected is not None:
        check.expected = decimal_of(expected)
    if check.reported is not None and check.expected is not None:
        check.difference = check.reported - check.expected
    return check


def _result(code: str, status: str, message: str, evidence: Iterable[str]) -> Check:
    return Check(
        check=code,
        severity=CHECKS[code].severity,
        status=status,
        message=message,
        evidence=list(evidence),
    )


def places_of(quantities: Iterable[Quantity]) -> list[str]:
    """Return the addresses of figures of the prose."""
    return [of_quantity(each) for each in quantities]


def doubts_in(figures: Iterable[Quantity | StatutoryCell]) -> list[str]:
    """Return why a comparison of these figures is not sure, by the codes of `DOUBTS`."""
    found = []
    for each in figures:
        if "tied_by_sum" in (each.doubts or ()):
            found.append("tied_by_sum")
        if each.needs_review:
            found.append("to_review")
        if isinstance(each, Quantity) and each.approximate:
            found.append("approximate")
    return list(dict.fromkeys(found))
