"""A figure as read, and the `Quantity` that it is together with the modifiers beside it."""

from __future__ import annotations

from typing import NamedTuple

from extractors.numerals import modifiers
from extractors.numerals.model import Number, Quantity, QuantityKind
from extractors.numerals.scales import Numeral


class Figure(NamedTuple):
    """A figure as read, without the modifiers beside it."""

    start: int
    end: int
    value: Number
    value_max: Number | None
    unit: str | None
    kind: QuantityKind
    approximate: bool
    numeral: Numeral | None
    listed: bool
    """Whether its unit is one of the known ones; False also where it has none."""


def quantity(text: str, figure: Figure, floor: int) -> Quantity:
    """Return the figure with the modifiers beside it, which stand at or after `floor`."""
    start, end = figure.start, figure.end
    approximate, bound = figure.approximate, None
    in_front: modifiers.Modifier | None = modifiers.before(text, start, floor)
    if in_front is not None and _means_last_years(text, figure, in_front):
        in_front = None
    behind = modifiers.after(text, end)
    for modifier in (in_front, behind):
        if modifier is None:
            continue
        if modifier.bound is None:
            approximate = True
        else:
            bound = modifier.bound
    if in_front is not None:
        start = in_front.at
        outer = modifiers.before(text, start, floor)  # 至少超过, 最长不超过
        if outer is not None and outer.bound is None and bound is not None:
            start, approximate = outer.at, True
    if behind is not None:
        end = behind.at
    return Quantity(
        start, end, text[start:end], figure.value, figure.value_max, figure.unit, figure.kind,
        approximate, bound, figure.start, figure.end,
    )  # fmt: skip


def _means_last_years(text: str, figure: Figure, modifier: modifiers.Modifier) -> bool:
    """Whether 近 says “the last” (近三年), not “nearly” (近三小时)."""
    return (
        figure.kind == "duration"
        and text[modifier.at : figure.start].strip() == "近"
        and figure.unit in ("年", "个月", "周", "天", "日", "个季度")
    )
