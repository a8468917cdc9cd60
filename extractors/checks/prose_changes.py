"""Changes of the prose against the figures that they lead from and to.

收到申请93件，比上年的108件减少15件，下降13.9%
      └ now        └ base  └ 108 − 93   └ 15 ÷ 108
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extractors.checks.intervals import Interval
from extractors.checks.prose_figures import (
    Prose,
    amount_of,
    decimals_of,
    interval_of,
    is_exact,
    rounded_of,
    scale_of,
    shown,
    shown_as,
)
from extractors.checks.prose_rates import stated_range
from extractors.checks.prose_results import doubts_in, failed, passed, places_of
from schemas.checks import CHECKS
from schemas.checks.prose import CHANGES_DISAGREE, DIRECTIONS, GROWS, WRONG_DIRECTION
from schemas.records import Check, Quantity

CODE = "narrative_change"
RELATIVE = frozenset(("percent", "fraction", "multiple"))
LONGEST_LEAD = 8
"""So near before a multiple stands the word that says what it is: 增长1.5倍."""


def check_changes(prose: Prose) -> Iterator[Check]:
    """Check every change of a paragraph of which both levels are told."""
    by_now: dict[int, list[Quantity]] = {}
    for change in prose.quantities:
        if change.role != "change" or change.value is None or change.change_of is None:
            continue
        now = prose.at.get(change.change_of)
        if now is None or now.value is None:
            continue
        base = prose.at.get(change.part_of) if change.part_of is not None else None
        if base is not None and base.value is not None:
            yield _check_change(prose, change, now, base)
        else:
            by_now.setdefault(now.start, []).append(change)
    for start, changes in by_now.items():
        yield from _check_two(prose.at[start], changes)


def _check_change(prose: Prose, change: Quantity, now: Quantity, base: Quantity) -> Check:
    places = places_of([change, now, base])
    figures = (change, now, base)
    loose = not all(map(is_exact, figures))
    if not loose and change.value and _direction(now, base) != _told(change):
        return _wrong_way(change, now, base)
    exact = _expected(prose, change, interval_of(now), interval_of(base))
    stated = _stated(change)
    if exact is None or exact.meets(stated):
        return passed(CODE, places, "approximate" if loose else "")
    wide = _expected(prose, change, rounded_of(now), rounded_of(base))
    if wide is None or wide.meets(stated):
        return passed(CODE, places, "precision")
    doubts = doubts_in(figures)
    if loose:
        doubts.append("approximate")
    return _failure(prose, change, now, base, doubts)


def _told(change: Quantity) -> str:
    return change.direction or ""


def _direction(now: Quantity, base: Quantity) -> str:
    if amount_of(now) == amount_of(base):
        return ""
    return "up" if amount_of(now) > amount_of(base) else "down"


def _is_ratio(prose: Prose, change: Quantity) -> bool:
    """Return whether a multiple is that of the base itself: 是2019年的2.4倍, 翻一番."""
    if change.kind != "multiple":
        return False
    lead = prose.quoted(change)[: -len(change.surface)][-LONGEST_LEAD:]
    return not any(word in lead for word in GROWS)


def _expected(prose: Prose, change: Quantity, now: Interval, base: Interval) -> Interval | None:
    """Return what the change must be, from its two levels; None where nothing can be said."""
    gap = now - base if _told(change) == "up" else base - now
    if change.kind not in RELATIVE:
        return gap
    if not base.high:
        return None
    if _is_ratio(prose, change):
        return now.over(base)
    if gap.low is None or gap.low < 0:
        return None
    return gap.over(base).times(Fraction(100 if change.kind == "percent" else 1))


def _stated(change: Quantity) -> Interval:
    if not is_exact(change):
        return interval_of(change)
    if change.kind in RELATIVE:
        return stated_range(change)
    found = rounded_of(change)
    if change.value is not None and change.value < 0:
        # 较上年增减−12项: the sign says again what the direction does.
        return -found
    return found


def _wrong_way(change: Quantity, now: Quantity, base: Quantity) -> Check:
    message = WRONG_DIRECTION.format(
        name=now.subject or change.subject or "",
        base=base.surface,
        now=now.surface,
        expected=DIRECTIONS[_direction(now, base)],
        reported=DIRECTIONS[_told(change)] + change.surface,
    )
    return failed(CODE, message, places_of([change, now, base]), doubts=doubts_in([now, base]))


def _failure(
    prose: Prose, change: Quantity, now: Quantity, base: Quantity, doubts: list[str]
) -> Check:
    exact = _expected(prose, change, Interval.at(amount_of(now)), Interval.at(amount_of(base)))
    value = exact.low if exact is not None else None
    decimals = max(2, decimals_of(change))
    return failed(
        CODE,
        CHECKS[CODE].message.format(
            name=now.subject or change.subject or "",
            base=base.surface,
            now=now.surface,
            word=DIRECTIONS[_told(change)],
            expected="" if value is None else _shown(value, change, decimals),
            reported=change.surface,
        ),
        places_of([change, now, base]),
        reported=amount_of(change) / scale_of(change),
        expected=None if value is None else round(value / scale_of(change), decimals),
        doubts=doubts,
    )


def _shown(value: Fraction, change: Quantity, decimals: int) -> str:
    if change.kind == "percent":
        return shown(value, decimals) + "%"
    if change.kind == "fraction":
        return f"{value.numerator}/{value.denominator}"
    if change.kind == "multiple":
        return shown(value, decimals) + "倍"
    return shown_as(value, change) + (change.unit or "")


def _check_two(now: Quantity, changes: list[Quantity]) -> Iterator[Check]:
    """Check an amount and a percentage of one change against each other: 增加12件，增长26.7%."""
    amounts = [each for each in changes if each.kind == now.kind and each.unit == now.unit]
    shares = [each for each in changes if each.kind == "percent"]
    if len(amounts) != 1 or len(shares) != 1 or now.kind not in ("count", "money"):
        return
    amount, share = amounts[0], shares[0]
    figures = (now, amount, share)
    if not all(map(is_exact, figures)) or _told(amount) != _told(share):
        return
    if (amount.subject or "") != (share.subject or ""):
        return
    sign = 1 if _told(amount) == "up" else -1
    base = amount_of(now) - sign * amount_of(amount)
    if base <= 0:
        return
    exact = amount_of(amount) / base * 100
    if stated_range(share).meets(Interval.at(exact)):
        yield passed(CODE, places_of(figures))
        return
    message = CHANGES_DISAGREE.format(
        name=now.subject or "",
        now=now.surface,
        amount=DIRECTIONS[_told(amount)] + amount.surface,
        base=shown(base / scale_of(now)),
        expected=shown(exact, 2) + "%",
        reported=share.surface,
    )
    yield failed(
        CODE,
        message,
        places_of(figures),
        reported=Fraction(share.value or 0),
        expected=round(exact, 2),
        doubts=[*doubts_in(figures), "of_two_changes"],
    )
