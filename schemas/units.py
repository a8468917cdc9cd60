"""How large the units of money are, in 元."""

from __future__ import annotations

from fractions import Fraction

MONEY_SCALES: dict[str, Fraction] = {
    "元": Fraction(1),
    "千元": Fraction(1_000),
    "万元": Fraction(10_000),
    "百万元": Fraction(1_000_000),
    "千万元": Fraction(10_000_000),
    "亿元": Fraction(100_000_000),
}
