"""Rates and the two figures that each is made of: 接通率95.78% ← 212542件 / 221903件."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from extractors.narrative.mention import Mention, alike

SHARE = re.compile(r"占(?!用|地|有率|位|线)")
"""83件，占…: the share that the figure before has in another."""

RATE_STEM = re.compile(r"(?P<stem>[^、，]{2,12}?)(?:率|比例|比重|占比)$")
DONE = re.compile(r"(?:按期|按时|及时|网上|群众|有效|当场|现场|已|全部|的|件)")
"""What a rate's name may bear before the word that its numerator has as well."""

DENIED = re.compile(r"[未不]|没有")
LISTED = re.compile(r"[、，和及与\s]*")

FARTHEST = 10
"""So many figures back is a rate's base looked for."""


def link_rates(text: str, statement: Sequence[Mention]) -> None:
    """Set `numerator` and `denominator` of the rates in one statement."""
    for at, rate in enumerate(statement):
        if rate.role == "rate" and rate.value_max is None and rate.numerator is None:
            if _share_out(text, statement, at):
                continue
            pair = _pair_of(text, statement, at)
            if pair is not None:
                rate.numerator, rate.denominator = pair


def fits(rate: Mention, numerator: Mention, denominator: Mention) -> bool:
    """Return whether two figures make up a rate, rounded or cut off at its last digit."""
    if not denominator.amount or not (rate.exact and numerator.exact and denominator.exact):
        return False
    share = numerator.amount / denominator.amount
    if isinstance(rate.value, Fraction):
        return share == rate.value
    if rate.kind == "percent":
        share *= 100
    exponent = rate.value.as_tuple().exponent
    digits = exponent if isinstance(exponent, int) else 0
    if rate.unit not in ("%", None):
        digits = max(digits, 0)
    step = Fraction(Decimal(1).scaleb(min(digits, 0)))
    # Rounded, it may be half a step too large; cut off, nearly a step too small.
    return -step / 2 <= share - Fraction(rate.value) < step


def _candidates(statement: Sequence[Mention], at: int) -> list[Mention]:
    """Return the countable figures before a rate, the nearest first."""
    low = max(0, at - FARTHEST)
    return [each for each in reversed(statement[low:at]) if each.countable]


def _pair_of(text: str, statement: Sequence[Mention], at: int) -> tuple[Mention, Mention] | None:
    rate = statement[at]
    before = _candidates(statement, at)
    if not before:
        return None
    lead = text[rate.lead_start : rate.start]
    share = SHARE.search(text, rate.lead_start, rate.start) is not None
    if share and lead.find("占比") > 0 and rate.subject and not lead.startswith(("占", "，占")):
        share = rate.exact and not any(word.kind == "name" for word in rate.lead[:-1])
    base_named = None
    if not share and lead.strip() in ("的", "之", "中的"):
        # 占全部申请96件的86.46%
        base_named = statement[at - 1] if statement[at - 1].countable else None
        share = base_named is not None
    if base_named is not None:
        over = next((each for each in before if each is not base_named), None)
        if over is None:
            return None
        if alike(over, base_named) and over.role == "plain" and over.amount <= base_named.amount:
            over.role, over.part_of, over.part_group = "part", base_named, 1
            if base_named.role == "plain":
                base_named.role = "total"
        return over, base_named
    top = (
        before[0] if share or _in_bracket(text, statement, at) else _named_after(text, rate, before)
    )
    used = [each.denominator for each in statement[:at] if each.denominator is not None]
    if top is not None and rate.exact:
        for base in _bases(top, before, used, text, rate):
            if fits(rate, top, base):
                return top, base
    if rate.exact and rate.value != 100:
        for one, other in _pairs(before):
            if fits(rate, one, other):
                return one, other
    if top is None:
        return None
    likely = (base for base in _bases(top, before, used, text, rate) if alike(base, top))
    return next(((top, base) for base in likely), None)


def _in_bracket(text: str, statement: Sequence[Mention], at: int) -> bool:
    """Return whether a bare rate stands in a bracket behind its figure: 150条（62.5%）."""
    return text[statement[at - 1].end : statement[at].start] in ("（", "(") and (
        statement[at - 1].countable
    )


def _pairs(before: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Yield figures that may make up a rate, the nearest first."""
    for first, top in enumerate(before[:6]):
        for base in before[first + 1 :]:
            if top.amount <= base.amount and top.amount > 0:
                yield top, base


def _share_out(text: str, statement: Sequence[Mention], at: int) -> bool:
    """Tie rates listed behind 分别 to the parts listed before: 占比分别为75%、18%、7%."""
    first = statement[at]
    if "分别" not in text[first.lead_start : first.start]:
        return False
    row = [first]
    for other in statement[at + 1 :]:
        if other.role != "rate" or not LISTED.fullmatch(text, row[-1].end, other.start):
            break
        row.append(other)
    parts = [each for each in statement[:at] if each.part_of is not None][-len(row) :]
    if len(row) < 2 or len(parts) != len(row) or len({id(each.part_of) for each in parts}) > 1:
        return False
    for rate, part in zip(row, parts, strict=True):
        rate.numerator, rate.denominator = part, part.part_of
    return True


def _bases(
    top: Mention,
    before: Sequence[Mention],
    before_rates: Sequence[Mention],
    text: str,
    rate: Mention,
) -> Iterator[Mention]:
    """Yield what a rate may be measured by: the total first, then the figures before it."""
    named = text[rate.lead_start : rate.start]
    rest = [each for each in before if each.start < top.start]
    for each in rest:
        if each.subject and len(each.subject) > 1 and f"占{each.subject}" in named:
            yield each
    if top.part_of is not None:
        yield top.part_of
    for each in before_rates:
        if each in rest:
            yield each
    for each in rest:
        if alike(each, top) and each.part_of is not top and each.amount >= top.amount:
            yield each
    for each in rest:
        if each.amount >= top.amount:
            yield each
    if not rest:
        return
    yield rest[0]


def _named_after(text: str, rate: Mention, before: Sequence[Mention]) -> Mention | None:
    """Return the figure that the rate is named after: 接通率, 接通212542件."""
    stem = RATE_STEM.match(rate.subject or "")
    if stem is None:
        return None
    core = DONE.sub("", stem["stem"]) or stem["stem"]
    core = core[-2:]
    said = [
        each
        for each in before
        if core in text[each.lead_start : each.end] or (each.subject and core in each.subject)
    ]
    # 审结率 is of 审结108件, not of 未审结12件.
    plain = [each for each in said if not DENIED.search(text, each.lead_start, each.start)]
    return next(iter(plain or said), None)
