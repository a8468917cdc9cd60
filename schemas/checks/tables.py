"""Checks within the statutory tables: sums, states, signs, units."""

from __future__ import annotations

from schemas.checks.kind import CheckKind

KINDS: tuple[CheckKind, ...] = ()
