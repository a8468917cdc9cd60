"""Results of checks as records: what passed, what failed, what cannot be told, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from schemas.checks import CHECKS, PASSED, CheckStatus, Severity
from schemas.doubts import DOUBTS
from schemas.records import Check, Quantity, StatutoryCell


def result(
    code: str,
    status: CheckStatus,
    message: str = PASSED,
    *,
    severity: Severity | None = None,
    table: str | None = None,
    row: str | None = None,
    column: str | None = None,
    reported: Decimal | None = None,
    expected: Decimal | None = None,
    evidence: Iterable[str] = (),
) -> Check:
    """Make the record of one check's result.

    `severity` is the kind's own where none is given: a fault that rests on a doubtful reading
    is to be only a warning (see `is_doubtful`). The difference is `reported` − `expected`,
    where there are both.
    """
    both = reported is not None and expected is not None
    return Check(
        check=code,
        severity=severity or CHECKS[code].severity,
        status=status,
        table=table,
        row=row,
        column=column,
        reported=reported,
        expected=expected,
        difference=reported - expected if both else None,  # type: ignore[operator]
        message=message,
        evidence=list(evidence),
    )


def is_doubtful(figure: StatutoryCell | Quantity, *, beside: Collection[str] = ()) -> bool:
    """Return whether it is doubtful that a figure says what was read, or where it belongs.

    `beside` are doubts that do not count, such as the very thing that is checked.
    """
    if not figure.needs_review:
        return False
    asking = [code for code in figure.doubts or () if DOUBTS[code].review]
    return not asking or any(code not in beside for code in asking)


def plain(value: Decimal) -> str:
    """Return a figure as a sentence prints it: `376`, `-3`, `40.35`, without needless zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
