"""The register of agencies: its text, and which of them a report's name means. Pure."""

from __future__ import annotations

from extractors.register.matching import Match, Register
from extractors.register.table import RegisterError, parse_register

__all__ = ["Match", "Register", "RegisterError", "parse_register"]
