"""What every CSV of ours has in common: spreadsheets read it aright, and run nothing in it."""

from __future__ import annotations

import re

BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheet programs take the file for one in the machine's own encoding."""

_FORMULA = re.compile(
    r"""
    \s*                 # some programs pass over blanks
    [=+\-@\t\r\n|%]     # what a formula, or an order to another program, begins with
    """,
    re.VERBOSE,
)


def inert(text: str) -> str:
    """Return a text as a cell; what a spreadsheet would take for a formula gets a ' before it.

    Numbers of ours go into cells as they are: -3 is no formula.
    """
    return f"'{text}" if _FORMULA.match(text) else text
