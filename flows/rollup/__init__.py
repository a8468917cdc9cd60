"""The roll-up: a year's statutory tables summed over the agencies, as a workbook."""

from __future__ import annotations

from flows.rollup.gather import RollupError, gather
from flows.rollup.sums import Rollup, roll_up
from flows.rollup.workbook import write_workbook

__all__ = ["Rollup", "RollupError", "gather", "roll_up", "write_workbook"]
