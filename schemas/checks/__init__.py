"""The checks, as data: code, severity, what is compared, and the sentence for the agency."""

from __future__ import annotations

from schemas.checks import between, dates, prose, prose_and_tables, structure, tables
from schemas.checks.kind import PASSED, CheckKind, CheckStatus, Severity

__all__ = ["CHECKS", "PASSED", "CheckKind", "CheckStatus", "Severity"]

CHECKS: dict[str, CheckKind] = {
    kind.code: kind
    for module in (structure, tables, prose, prose_and_tables, dates, between)
    for kind in module.KINDS
}
