"""What a measurement must reach, and the tables in which measurements are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure and the limit that it may not pass. `goal`, if any, fails nothing."""

    what: str
    value: float
    limit: float
    unit: str
    goal: float | None = None

    @property
    def met(self) -> bool:
        """Whether the figure is within its limit."""
        return self.value <= self.limit

    def __str__(self) -> str:
        verdict = "met" if self.met else "MISSED"
        line = f"{verdict}: {self.what} {_short(self.value)} {self.unit}"
        line += f" (bar {_short(self.limit)} {self.unit}"
        if self.goal is not None:
            reached = "reached" if self.value <= self.goal else "not reached"
            line += f"; goal {_short(self.goal)} {self.unit}, {reached}"
        return line + ")"


def verdict(bars: Iterable[Bar]) -> int:
    """Print every bar; return the command's exit code, 1 where one is missed."""
    told = list(bars)
    print("\n".join(f"- {bar}" for bar in told))
    return 0 if all(bar.met for bar in told) else 1


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, its columns aligned for reading; the first one to the left."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(2, *(len(line[column]) for line in lines)) for column in range(len(head))]

    def line_of(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "| " + " | ".join(padded) + " |"

    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join([line_of(lines[0]), line_of(rule), *map(line_of, lines[1:])])
