"""Totals of the prose against their parts: 627条，其中 339条、280条、8条、30条."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from extractors.checks.intervals import total
from extractors.checks.prose_figures import (
    Prose,
    amount_of,
    interval_of,
    is_exact,
    named,
    rounded_of,
    scale_of,
    shown_as,
    step_of,
    unit_of,
)
from extractors.checks.prose_results import (
    doubts_in,
    failed,
    not_assessable,
    passed,
    places_of,
)
from extractors.checks.prose_slips import one_slip_off
from extractors.checks.prose_wholes import is_whole
from schemas.checks import CHECKS
from schemas.checks.prose import PART_TOO_LARGE, PARTS_EXCEED, UNDECIDED
from schemas.records import Check, Quantity
from schemas.units import MONEY_SCALES

CODE = "narrative_sum"

SMALLEST_SLIP = 50
"""Of smaller totals nearly every difference is one digit's: it tells nothing."""
NEAR = Fraction(1, 10)
"""So far may parts that need not be all miss their total and yet look like a slip."""
MOST_NAMED = 6
"""So many parts are named in a message; of more, only the figures are given."""


def check_sums(prose: Prose) -> Iterator[Check]:
    """Check every division of every total of a paragraph."""
    divisions: dict[tuple[int, int], list[Quantity]] = {}
    for each in prose.quantities:
        if each.role == "part" and each.part_of is not None and each.value is not None:
            divisions.setdefault((each.part_of, each.part_group or 1), []).append(each)
    for (start, _), parts in divisions.items():
        whole = prose.at.get(start)
        if whole is None or whole.value is None:
            continue
        parts = [each for each in parts if _is_alike(whole, each)]
        if len(parts) == 1:
            yield _check_part(whole, parts[0])
        elif parts:
            yield _check_parts(prose, whole, parts)


def _is_alike(whole: Quantity, part: Quantity) -> bool:
    """Return whether a figure can be a part: 活动9次，其中参与1200人次 speaks of other things."""
    if part.kind != whole.kind:
        return False
    if whole.kind == "money" and not {unit_of(whole), unit_of(part)} <= MONEY_SCALES.keys():
        return unit_of(whole) == unit_of(part)
    return not _units_differ(whole, [part]) or amount_of(part) <= amount_of(whole)


def _units_differ(whole: Quantity, parts: Sequence[Quantity]) -> bool:
    return whole.kind == "count" and any(
        each.unit != whole.unit and each.unit is not None for each in parts
    )


def _doubts(whole: Quantity, parts: Sequence[Quantity]) -> list[str]:
    found = doubts_in([whole, *parts])
    return [*found, "units_differ"] if _units_differ(whole, parts) else found


def _check_part(whole: Quantity, part: Quantity) -> Check:
    """Check that a part alone does not exceed its total."""
    places = places_of([whole, part])
    if not rounded_of(whole).below(rounded_of(part)):
        return passed(CODE, places, "some_only")
    return failed(
        CODE,
        PART_TOO_LARGE.format(part=named(part), total=named(whole)),
        places,
        reported=amount_of(part) / scale_of(whole),
        expected=amount_of(whole) / scale_of(whole),
        doubts=_doubts(whole, [part]),
    )


def _check_parts(prose: Prose, whole: Quantity, parts: Sequence[Quantity]) -> Check:
    places = places_of([whole, *parts])
    stated, reached = interval_of(whole), total([interval_of(each) for each in parts])
    if stated.exact and reached == stated:
        return passed(CODE, places)
    if not all(map(is_exact, (whole, *parts))):
        return _check_loose(prose, whole, parts)
    amounts = [amount_of(each) for each in parts]
    other = _adds_up_otherwise(amount_of(whole), amounts)
    if other:
        return passed(CODE, places, other)
    if not _same_precision(whole, parts) and rounded_of(whole).meets(
        total([rounded_of(each) for each in parts])
    ):
        return passed(CODE, places, "precision")
    reached_sum, target = sum(amounts, Fraction(0)), amount_of(whole)
    doubts = _doubts(whole, parts)
    if rounded_of(whole).meets(total([rounded_of(each) for each in parts])):
        doubts.append("rounded")
    if not is_whole(prose, whole, parts):
        if reached_sum < target and not _near_by_slip(whole, parts):
            return passed(CODE, places, "some_only")
        if max(amounts) <= target:
            doubts.append("some_only")
    return _failure(whole, parts, reached_sum, doubts)


def _check_loose(prose: Prose, whole: Quantity, parts: Sequence[Quantity]) -> Check:
    """Check a sum in which a figure is approximate or bounded, as intervals."""
    places = places_of([whole, *parts])
    stated = rounded_of(whole)
    reached = total([rounded_of(each) for each in parts])
    all_given = is_whole(prose, whole, parts)
    if stated.below(reached) or (all_given and reached.below(stated)):
        return _failure(
            whole,
            parts,
            sum((amount_of(each) for each in parts), Fraction(0)),
            [*_doubts(whole, parts), "approximate"],
        )
    if all_given and not (stated.bounded and reached.bounded):
        return not_assessable(CODE, UNDECIDED, places)
    return passed(CODE, places, "approximate" if all_given else "some_only")


def _same_precision(whole: Quantity, parts: Sequence[Quantity]) -> bool:
    return all(step_of(each) == step_of(whole) for each in parts)


def _adds_up_otherwise(target: Fraction, amounts: Sequence[Fraction]) -> str:
    """Return how parts add up that are not all one list: "" where they do not.

    Two divisions in a row (网站 6, 微信 4, 政策类 3, 动态类 7 of 10), or a part that others
    make up in their turn (8, of which 5 and 3; and 2, of 10).
    """
    reached = Fraction(0)
    divisions = 0
    for amount in amounts:
        reached += amount
        if reached == target:
            divisions, reached = divisions + 1, Fraction(0)
    if divisions > 1 and not reached:
        return "divisions"
    over = sum(amounts, Fraction(0)) - target
    if over > 0 and over in amounts:
        at = amounts.index(over)
        run = Fraction(0)
        for count, amount in enumerate(amounts[at + 1 :], 1):
            run += amount
            if run == over and count > 1:
                return "subtotal"
    return ""


def _near_by_slip(whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Return whether parts miss their total by little, and by one slip of the pen."""
    target = amount_of(whole)
    missing = target - sum(map(amount_of, parts), Fraction(0))
    if target / scale_of(whole) < SMALLEST_SLIP and whole.kind == "count":
        return False
    if abs(missing) > target * NEAR:
        return False
    return any(
        one_slip_off(
            each.value,
            lambda value, each=each, sign=sign: (  # type: ignore[misc]
                (Fraction(value) - Fraction(each.value)) * scale_of(each) == sign * missing
            ),
        )
        for each, sign in [(whole, -1), *((part, 1) for part in parts)]
        if each.value is not None
    )


def _failure(
    whole: Quantity, parts: Sequence[Quantity], reached: Fraction, doubts: list[str]
) -> Check:
    unit = scale_of(whole)
    terms = [shown_as(amount_of(each), whole) for each in parts]
    if len(parts) <= MOST_NAMED:
        terms = [(each.subject or "") + term for each, term in zip(parts, terms, strict=True)]
    exceeds = "some_only" in doubts and reached > amount_of(whole)
    message = (PARTS_EXCEED if exceeds else CHECKS[CODE].message).format(
        name=whole.subject or "",
        expected=shown_as(reached, whole) + (whole.unit or ""),
        terms="+".join(terms),
        reported=whole.surface,
    )
    return failed(
        CODE,
        message,
        places_of([whole, *parts]),
        reported=amount_of(whole) / unit,
        expected=reached / unit,
        doubts=doubts,
    )
