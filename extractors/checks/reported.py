"""All that a report says, as the checks look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from extractors.checks import evidence
from extractors.outline import ProseParagraph
from extractors.statutory import StatutoryFigures
from schemas.records import Quantity, Report, Section, StatutoryCell


@dataclass
class Reported:
    """One report's figures and texts. `report_year` is 0 where the report does not tell."""

    agency: str
    report_year: int
    report: Report
    figures: StatutoryFigures
    quantities: list[Quantity] = field(default_factory=list)
    paragraphs: list[ProseParagraph] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    @cached_property
    def cells(self) -> dict[tuple[str, str, str], StatutoryCell]:
        """Return the figures of the form by (table, row, column), the unplaced left out."""
        return {
            (cell.table, cell.row, cell.column): cell
            for cell in self.figures.cells
            if cell.row is not None and cell.column is not None
        }

    @cached_property
    def is_recognised(self) -> bool:
        """Return whether any of it was read from pictures, so that what is wanting may be lost."""
        return any(cell.reader == "ocr" for cell in self.figures.cells) or any(
            prose.printed.reader == "ocr" or prose.printed.confidence < 1 or prose.printed.spots
            for prose in self.paragraphs
        )

    @cached_property
    def values(self) -> dict[tuple[str, str, str], Decimal]:
        """Return the same figures' values, those left out whose cells hold none."""
        return {
            address: cell.value for address, cell in self.cells.items() if cell.value is not None
        }

    @cached_property
    def addresses(self) -> dict[tuple[str, str, str], str]:
        """Return the same figures' addresses as evidence gives them."""
        return {address: evidence.of_cell(cell) for address, cell in self.cells.items()}

    @cached_property
    def quantities_of(self) -> dict[int, list[Quantity]]:
        """Return the figures of the prose by paragraph, in the order of their printing."""
        found: dict[int, list[Quantity]] = {}
        for quantity in self.quantities:
            found.setdefault(quantity.paragraph, []).append(quantity)
        return found
