"""What of a bent file's record is wrong, though the file does not show it so.

A figure of the record is held against the good report's. It is wrong where its value is
another, or where it is blank and the good one is not; a figure that is `missing`, or that
asks for review, is not: nobody will take it for the report's. Nor is one that the mutation
itself has put there: more of its tokens are shown than before (a digit was changed, figures
were joined or moved), or, of a blank, fewer of those that stood there (`tools.mutations.shown`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from schemas.records import Extraction, StatutoryCell
from tools.mutations.bases import Base, is_clean
from tools.mutations.shown import Tokens, plain, tokens


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong figure that does not ask for review. `clean`: so is its whole report's status."""

    address: tuple[str, str, str]
    true: Decimal | None
    read: Decimal | None
    raw: str
    clean: bool

    def __str__(self) -> str:
        where = "/".join(self.address)
        status = "CLEAN" if self.clean else "flagged"
        return f"{status} {where}: {self.read} ({self.raw!r}), not {self.true}"


def wrong_figures(base: Base, data: bytes, found: Extraction) -> list[Wrong]:
    """Return the figures of a bent file's record that are silently wrong by the reader's fault."""
    suspects = [
        cell
        for cell in found.cells
        if cell.row is not None
        and cell.column is not None
        and not cell.needs_review
        and cell.state != "missing"
        and cell.value != base.truth.get((cell.table, cell.row, cell.column))
    ]
    if not suspects:
        return []
    before, after = tokens(base, base.data), tokens(base, data)
    more, fewer = _by_digits(after - before), _by_digits(before - after)
    clean = is_clean(found)
    wrong = []
    for cell in suspects:
        true = base.truth.get((cell.table, cell.row or "", cell.column or ""))
        if not _is_put_there(cell, true, more, fewer):
            address = (cell.table, cell.row or "", cell.column or "")
            wrong.append(Wrong(address, true, cell.value, cell.raw or "", clean))
    return wrong


def _by_digits(counted: Tokens) -> set[Decimal | str]:
    return {_number(digits) for digits, _ in counted}


def _is_put_there(
    cell: StatutoryCell,
    true: Decimal | None,
    more: set[Decimal | str],
    fewer: set[Decimal | str],
) -> bool:
    if cell.value is None:
        return true in fewer
    return cell.value in more or _number(plain(cell.raw or "")) in more


def _number(digits: str) -> Decimal | str:
    """Return the number that digits are, the digits themselves where they are none."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return digits
