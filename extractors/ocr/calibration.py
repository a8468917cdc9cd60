"""How sure a reading is, from its evidence: a table fitted to readings with known truth.

A reading is put in a class by what speaks for it (`Evidence.kind`); the table holds the
share of right ones in each. `refit` makes it anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Agreement = Literal[
    "both", "second_look", "likeness", "stroke", "differ", "rapid_only", "tesseract_only", "none"
]
AGREED: tuple[Agreement, ...] = ("both", "second_look", "likeness")
"""Two witnesses say the same."""

BANDS = (0.99, 0.95, 0.9, 0.8, 0.6)
"""Lower bounds of the classes of RapidOCR's confidence (its weakest character's)."""
MOST = 0.9995
"""Nothing read from a picture is surer."""
PRIOR = (1.0, 0.5)
"""Readings and right ones added to each class, so that a small class is not sure."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a reading.

    `agreement`: whether tesseract agrees, at its first or only at its second look; or the
    likeness to the page's sure digits, with either of them; or the ink alone, a dash's.
    `weakest` is RapidOCR's confidence. `contradicted`: the ink's structure or the page's
    other digits speak against it; `soiled`: ink was lost or added at a border or a mark.
    """

    agreement: Agreement
    weakest: float
    contradicted: bool = False
    soiled: bool = False

    @property
    def kind(self) -> str:
        """Return the class of the table that this falls in."""
        band = next((bound for bound in BANDS if self.weakest >= bound), 0.0)
        if self.agreement == "stroke":
            return self.agreement
        parts = [self.agreement, f"{band:.2f}"]
        if self.agreement in AGREED:
            parts += ["contradicted"] * self.contradicted + ["soiled"] * self.soiled
        return " ".join(parts)


def calibrated(evidence: Evidence) -> float:
    """Return the share of readings with such evidence that are right, 0 to 1."""
    from extractors.ocr.calibration_table import RIGHT_SHARES

    found = RIGHT_SHARES.get(evidence.kind)
    if found is None:
        found = RIGHT_SHARES.get(evidence.agreement, 0.5)
    return min(found, MOST)


def refit(readings: Iterable[tuple[Evidence, bool]]) -> dict[str, float]:
    """Fit the table to readings of which it is known whether they are right.

    Each class has its smoothed share of right ones; the bare agreement is the class to fall
    back on where a finer one was never seen.
    """
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for evidence, is_right in readings:
        for kind in {evidence.kind, evidence.agreement}:
            seen[kind] += 1
            right[kind] += is_right
    return _shares(seen, right)


def _shares(seen: Mapping[str, int], right: Mapping[str, int]) -> dict[str, float]:
    extra, extra_right = PRIOR
    return {
        kind: round(min(MOST, (right[kind] + extra_right) / (seen[kind] + extra)), 4)
        for kind in sorted(seen)
    }
