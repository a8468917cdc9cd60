"""Checks between reports: last year's and this year's, and two documents of one report."""

from __future__ import annotations

from schemas.checks.kind import CheckKind

KINDS: tuple[CheckKind, ...] = ()
