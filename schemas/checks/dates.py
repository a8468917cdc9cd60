"""Checks of dates, periods and years."""

from __future__ import annotations

from schemas.checks.kind import CheckKind

KINDS: tuple[CheckKind, ...] = ()
