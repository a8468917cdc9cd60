"""The balance of requests in words: 新收15件，上年结转2件，办结16件，结转下年1件."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extractors.checks.prose_figures import Prose, amount_of, is_exact, shown
from extractors.checks.prose_results import doubts_in, failed, passed, places_of
from schemas.checks import CHECKS
from schemas.records import Check, Quantity

CODE = "narrative_balance"
SIDES = (
    ("requests_received", "requests_carried_over"),
    ("requests_answered", "requests_carried_forward"),
)


def check_balance(prose: Prose) -> Iterator[Check]:
    """Check the balance where a paragraph gives each of the four counts once."""
    given: dict[str, list[Quantity]] = {}
    for each in prose.quantities:
        if each.metric is not None and each.reference_year is None:
            given.setdefault(each.metric, []).append(each)
    wanted = [metric for side in SIDES for metric in side]
    if any(len(given.get(metric, ())) != 1 for metric in wanted):
        return
    received, over, answered, forward = figures = [given[metric][0] for metric in wanted]
    if len({each.scope for each in figures}) > 1 or any(each.value is None for each in figures):
        return
    if not all(map(is_exact, figures)) or any(each.role == "part" for each in figures):
        return
    places = places_of(figures)
    left = amount_of(received) + amount_of(over)
    right = amount_of(answered) + amount_of(forward)
    if left == right:
        yield passed(CODE, places)
    elif amount_of(received) == right:
        yield passed(CODE, places, "included")
    else:
        yield _failure(figures, left, right)


def _failure(figures: list[Quantity], left: Fraction, right: Fraction) -> Check:
    terms = [shown(amount_of(each)) for each in figures]
    message = CHECKS[CODE].message.format(
        expected=shown(left),
        left="+".join(terms[:2]),
        reported=shown(right),
        right="+".join(terms[2:]),
    )
    return failed(
        CODE,
        message,
        places_of(figures),
        reported=right,
        expected=left,
        doubts=doubts_in(figures),
    )
