"""What a check is: its code, severity, what it compares, and its sentence for the agency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
CheckStatus = Literal["pass", "fail", "not_assessable"]


@dataclass(frozen=True, slots=True)
class CheckKind:
    """A check.

    `meaning` says what holds where it passes, `compares` which figures it looks at,
    `assessable` when it can be assessed at all (all three for the dictionary). `message` is a
    format string: the sentence for the agency where it fails, in Chinese, with the figures.
    """

    code: str
    severity: Severity
    meaning: str
    message: str
    compares: str = ""
    assessable: str = ""


PASSED = "核对无误。"
"""Message of a check that passed."""
