"""A figure on its way to a record: what the lower layer found, and what is made out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from extractors.narrative.naming import Named
from extractors.narrative.words import Word
from schemas.units import MONEY_SCALES

Role = Literal["total", "part", "rate", "change", "plain"]
Direction = Literal["up", "down"]


@dataclass(slots=True, eq=False)
class Mention:
    """A figure or a statement of zero, in its clause.

    `lead` are the words before it, from the clause's start or the figure before;
    `tail` those behind, to the clause's end or the next figure.
    """

    start: int
    end: int
    surface: str
    value: Decimal | Fraction
    value_max: Decimal | Fraction | None
    unit: str | None
    kind: str
    approximate: bool = False
    bound: str | None = None
    clause: int = 0
    lead_start: int = 0
    tail_end: int = 0
    lead: list[Word] = field(default_factory=list)
    tail: list[Word] = field(default_factory=list)
    named: Named | None = None
    claimed: int = 0
    """To where the words behind it are its name (7个 主频道), and not the next one's."""
    subject: str | None = None
    role: Role = "plain"
    direction: Direction | None = None
    part_of: Mention | None = None
    part_group: int | None = None
    change_of: Mention | None = None
    numerator: Mention | None = None
    denominator: Mention | None = None
    scope: str | None = None
    year: int | None = None
    metric: str | None = None
    doubts: list[str] = field(default_factory=list)
    amount: Fraction = field(init=False)
    """The value on a scale on which figures of one kind can be compared (money in 元)."""

    def __post_init__(self) -> None:
        self.amount = Fraction(self.value)
        if self.kind == "money" and self.unit in MONEY_SCALES:
            self.amount *= MONEY_SCALES[self.unit]

    @property
    def countable(self) -> bool:
        """Whether it can be a total, a part, or one side of a rate."""
        return self.kind in ("count", "money") and self.role in ("plain", "total", "part")

    @property
    def exact(self) -> bool:
        """Whether it may enter an equality."""
        return not self.approximate and self.bound is None and self.value_max is None


def alike(one: Mention, other: Mention) -> bool:
    """Return whether two figures count in units that can be added (件 and 件次, 元 and 万元)."""
    if one.kind != other.kind:
        return False
    if one.kind == "money" or one.unit == other.unit or not one.unit or not other.unit:
        return True
    return bool(set(one.unit) & set(other.unit))
