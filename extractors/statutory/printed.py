"""A row of figures and its headers, as printed: what the steps of placing hand to each other."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from extractors.statutory.labels import Label
from extractors.statutory.lines import Line, LineCell

TOTAL = "total"
"""Code of the columns that add up the others of their row."""


@dataclass(slots=True)
class Header:
    """One column of figures as printed: its label's cell and the code found.

    doubtful: the label may as well be another's. order_unclear: the labels' order is not the
    form's, so that one may have come to stand over another's figures.
    """

    cell: LineCell | None
    code: str | None = None
    likeness: float = 1.0
    doubtful: bool = False
    order_unclear: bool = False


@dataclass(slots=True)
class Entry:
    """One row of figures as printed: its labels (the last is its own) and its data cells."""

    line: Line
    labels: list[LineCell]
    data: list[LineCell]
    code: str | None = None
    doubts: list[str] = field(default_factory=list)

    def own_label(self, headings: Container[str] = ()) -> Label | None:
        """Return the row's own label; a heading that goes on from the row above is none."""
        if not self.labels:
            return None
        last = self.labels[-1]
        if not last.fresh and any(row.code in headings for row in last.label.rows):
            return None
        return last.label

    @property
    def label_text(self) -> str:
        """Return the row's own label as printed, in one line."""
        return one_line(self.labels[-1].text) if self.labels else ""


@dataclass(slots=True)
class Paired:
    """A data cell (None: not printed), the index of its header (None: no header), its doubts."""

    cell: LineCell | None
    header: int | None
    doubts: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """Return a label as printed, its line breaks and outer white space gone."""
    if "\n" not in text:
        return text.strip()
    return "".join(part.strip() for part in text.splitlines())
