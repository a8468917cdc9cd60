"""Checks within the prose: totals and parts, rates, changes, counts of what is listed."""

from __future__ import annotations

from schemas.checks.kind import CheckKind

KINDS: tuple[CheckKind, ...] = ()
