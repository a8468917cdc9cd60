"""Figures of several reports added up, with what is known of each sum. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.register import YearStanding
from schemas.forms import FORM_VERSIONS, Form, FormVersion, load_form

Address = tuple[str, str, str]
"""Codes of table, row and column."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A current report's figures, as the analysts' tables have them.

    `values` are by address, blanks that count as 0 among them; `doubted` are those that a
    person should look at first. `filled` counts the blanks that count as 0.
    """

    document_id: str
    agency: str
    source_path: str
    form: str | None
    status: str
    values: dict[Address, float]
    doubted: frozenset[Address]
    filled: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A failing check of a report: its sentence is for the agency."""

    agency: str
    source_path: str
    severity: str
    check: str
    message: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a roll-up is made of.

    `papers` are those to be added; `own` is the parent's own report, which is not; `standing`
    says who is missing, where there is a register.
    """

    year: int
    parent: str
    papers: tuple[Paper, ...]
    own: Paper | None
    failures: tuple[Failure, ...]
    standing: YearStanding | None


@dataclass(slots=True)
class Sum:
    """A sum: of how many reports, which give no figure here, and whose figure is in doubt."""

    value: float = 0.0
    counted: int = 0
    unknown: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The parent's own figure and the sum of its children's; None where one is not known."""

    address: Address
    own: float | None
    total: float | None
    complete: bool
    """Whether every child gives the figure."""

    @property
    def difference(self) -> float | None:
        """Return own − total."""
        if self.own is None or self.total is None:
            return None
        return round(self.own - self.total, 8)


@dataclass(frozen=True, slots=True)
class Rollup:
    """The sums, by address in the form's order, and the form that they are laid out in."""

    gathered: Gathered
    form: Form
    sums: dict[Address, Sum]

    @property
    def other_forms(self) -> list[str]:
        """Return the agencies whose report is on another form, or on parts of both."""
        version = self.form.version
        return [paper.agency for paper in self.gathered.papers if paper.form != version]

    def comparisons(self) -> list[Comparison]:
        """Return the parent's own figures beside the sums; none where it has no report."""
        own = self.gathered.own
        if own is None:
            return []
        return [
            Comparison(
                address,
                own.values.get(address),
                total.value if total.counted else None,
                not total.unknown,
            )
            for address, total in self.sums.items()
        ]


def roll_up(gathered: Gathered) -> Rollup:
    """Add up the reports. A figure that is not known is not added, and is told."""
    form = load_form(_form_of(gathered.papers, gathered.year))
    sums: dict[Address, Sum] = {figure.address: Sum() for figure in form.figures()}
    for paper in gathered.papers:
        for address, total in sums.items():
            value = paper.values.get(address)
            if value is None:
                total.unknown.append(paper.agency)
            else:
                total.value = round(total.value + value, 8)
                total.counted += 1
            if address in paper.doubted:
                total.doubted.append(paper.agency)
    return Rollup(gathered, form, sums)


def _form_of(papers: Iterable[Paper], year: int) -> FormVersion:
    """Return the form that most reports are on; without any, the one in force that year."""
    counts = Counter(paper.form for paper in papers if paper.form in FORM_VERSIONS)
    if counts:
        return max(FORM_VERSIONS, key=lambda version: (counts[version], version))
    return "2019" if year < 2021 else "2021"
