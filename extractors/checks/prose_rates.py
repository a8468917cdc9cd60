"""Rates of the prose against the two figures that each is made of, and against 100 %.

接通率95.78% ← 212542 ÷ 221903 = 95.781…: rounded
按期办结率99.79% ← 50522 ÷ 50626 = 99.794…: rounded down or cut off
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from extractors.checks.intervals import Interval, as_rounded
from extractors.checks.prose_figures import (
    Prose,
    amount_of,
    decimals_of,
    interval_of,
    is_exact,
    name_of,
    rounded_of,
    shown,
)
from extractors.checks.prose_results import (
    doubts_in,
    failed,
    not_assessable,
    passed,
    places_of,
)
from extractors.checks.prose_slips import one_slip_off
from schemas.checks import CHECKS
from schemas.checks.prose import FAR_FROM, IN_TIME, OPEN_SHARES, SHARE_NAMES
from schemas.records import Check, Quantity

CODE = "narrative_rate"
OVER = "narrative_percentage"

LOOSE_FRACTION = Fraction(1, 50)
"""三分之二 is said of 0.66, and of 0.68."""
NEAR = 10
"""Percentage points: a rate so near is taken to be of these two figures."""
FAR = 30
"""A rate so far off is of other figures, unless the sentence says that it is of these."""
WHOLE = 100


def check_rates(prose: Prose) -> Iterator[Check]:
    """Check every rate of a paragraph whose figures stand beside it."""
    for rate in prose.quantities:
        if rate.role != "rate" or rate.value is None:
            continue
        if rate.kind == "percent":
            yield from _check_share(rate)
        if rate.rate_numerator is None or rate.rate_denominator is None:
            continue
        top = prose.at.get(rate.rate_numerator)
        base = prose.at.get(rate.rate_denominator)
        if top is None or base is None or top.value is None or not base.value:
            continue
        yield _check_rate(prose, rate, top, base)


def _check_share(rate: Quantity) -> Iterator[Check]:
    """Check that a share of a whole is not above 100 %."""
    name = name_of(rate)
    if not any(word in name for word in SHARE_NAMES) or any(word in name for word in OPEN_SHARES):
        return
    if rate.value is not None and rate.value <= WHOLE:
        yield passed(OVER, places_of([rate]))
        return
    yield failed(
        OVER,
        CHECKS[OVER].message.format(name=name, reported=rate.surface),
        places_of([rate]),
        reported=Fraction(rate.value or 0),
        expected=Fraction(WHOLE),
        doubts=doubts_in([rate]),
    )


def _check_rate(prose: Prose, rate: Quantity, top: Quantity, base: Quantity) -> Check:
    places = places_of([rate, top, base])
    share = amount_of(top) / amount_of(base) * _hundred(rate)
    if not all(map(is_exact, (rate, top, base))):
        return _check_loose(rate, top, base)
    if not agrees(rate, share):
        exact = rounded_of(top).over(rounded_of(base)).times(_hundred(rate))
        if not (exact.exact or not exact.meets(stated_range(rate))):
            return passed(CODE, places, "precision")
        return _disagrees(prose, rate, top, base, share)
    if rate.kind == "percent" and rate.value == WHOLE and share != WHOLE:
        return _failure(rate, top, base, share, ["all_but"])
    return passed(CODE, places, _how(rate, share))


def _hundred(rate: Quantity) -> Fraction:
    return Fraction(WHOLE if rate.kind == "percent" else 1)


def step_of_rate(rate: Quantity) -> Fraction:
    """Return the worth of the last digit that a percentage or quotient is printed with."""
    if rate.kind == "fraction":
        return LOOSE_FRACTION
    if rate.kind == "percent" and rate.unit == "成":
        return Fraction(10) if rate.value is not None and rate.value % 10 == 0 else Fraction(1)
    return Fraction(1, 10 ** decimals_of(rate))


def stated_range(rate: Quantity) -> Interval:
    """Return the exact values that are printed as a rate, rounded or cut off."""
    assert rate.value is not None
    value, step = Fraction(rate.value), step_of_rate(rate)
    if rate.kind == "fraction":
        return Interval.at(value).widened(step, step)
    return as_rounded(value, step)


def agrees(rate: Quantity, exact: Fraction) -> bool:
    """Return whether an exact value is printed as a rate, rounded or cut off."""
    return stated_range(rate).meets(Interval.at(exact))


def _how(rate: Quantity, share: Fraction) -> str:
    """Return by what a rate agrees with its figures: "" is to the digit, else of `AGREES`."""
    assert rate.value is not None
    value = Fraction(rate.value)
    if value == share or rate.kind == "fraction":
        return ""
    half = step_of_rate(rate) / 2
    if share < value:
        return "rounded"
    return "either" if share - value < half else "cut_off"


def _check_loose(rate: Quantity, top: Quantity, base: Quantity) -> Check:
    """Check a rate in which a figure is approximate or bounded, as intervals."""
    places = places_of([rate, top, base])
    share = interval_of(top).over(interval_of(base)).times(_hundred(rate))
    stated = stated_range(rate) if is_exact(rate) else interval_of(rate)
    if stated.meets(share):
        return passed(CODE, places, "approximate")
    exact = amount_of(top) / amount_of(base) * _hundred(rate)
    if abs(exact - Fraction(rate.value or 0)) > FAR:
        return not_assessable(CODE, FAR_FROM, places)
    return _failure(rate, top, base, exact, [*doubts_in([rate, top, base]), "approximate"])


def _disagrees(
    prose: Prose, rate: Quantity, top: Quantity, base: Quantity, share: Fraction
) -> Check:
    """Return the failure of a rate, with its doubts; none where it is of other figures."""
    assert rate.value is not None
    doubts = doubts_in([rate, top, base])
    tied = top.part_of == base.start or "占" in prose.text[top.end : rate.start]
    apart = abs(share - Fraction(rate.value))
    if rate.kind == "fraction":
        apart *= WHOLE
    if not tied and rate.value == WHOLE:
        if share > WHOLE or any(word in name_of(rate) for word in IN_TIME):
            # 收到36件，答复37件 (some of them last year's), or those answered were so in time.
            return not_assessable(CODE, FAR_FROM, places_of([rate, top, base]))
        if top.metric == "requests_answered":
            doubts.append("guessed")
    if tied or apart <= NEAR or _one_slip_off(rate, top, base):
        return _failure(rate, top, base, share, doubts)
    if apart <= FAR:
        return _failure(rate, top, base, share, [*doubts, "guessed"])
    return not_assessable(CODE, FAR_FROM, places_of([rate, top, base]))


def _one_slip_off(rate: Quantity, top: Quantity, base: Quantity) -> bool:
    """Return whether one slip of the pen in one of the three would make the rate right."""
    assert rate.value is not None and top.value is not None and base.value is not None
    over, under = amount_of(top), amount_of(base)
    hundred, stated = _hundred(rate), stated_range(rate)

    def share_fits(share: Fraction) -> bool:
        return share <= 1 and stated.meets(Interval.at(share * hundred))

    half, step = step_of_rate(rate) / 2, step_of_rate(rate)
    exact = over / under * hundred

    def rate_fits(value: Decimal) -> bool:
        return -half <= exact - Fraction(value) < step

    return (
        one_slip_off(rate.value, rate_fits)
        or one_slip_off(top.value, lambda value: share_fits(over * _ratio(value, top) / under))
        or one_slip_off(
            base.value,
            lambda value: value != 0 and share_fits(over / (under * _ratio(value, base))),
        )
    )


def _ratio(value: Decimal, printed: Quantity) -> Fraction:
    return Fraction(value) / Fraction(printed.value) if printed.value else Fraction(0)


def _failure(
    rate: Quantity, top: Quantity, base: Quantity, share: Fraction, doubts: list[str]
) -> Check:
    decimals = max(2, decimals_of(rate))
    expected = shown(share, decimals) + "%"
    if rate.kind == "fraction":
        expected = f"{share.numerator}/{share.denominator}"
    return failed(
        CODE,
        CHECKS[CODE].message.format(
            name=rate.subject or "",
            expected=expected,
            numerator=top.surface,
            denominator=base.surface,
            reported=rate.surface,
        ),
        places_of([rate, top, base]),
        reported=Fraction(rate.value or 0),
        expected=round(share, decimals),
        doubts=doubts,
    )
