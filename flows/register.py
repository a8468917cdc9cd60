"""Who has submitted, who twice, who not: the register of agencies against the warehouse."""

from __future__ import annotations

import csv
import io
import json
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.register import Match, Register, RegisterError, parse_register
from extractors.register.table import decode
from flows.csv_text import BYTE_ORDER_MARK, inert

if TYPE_CHECKING:
    from schemas.agencies import Agency

ENVIRONMENT = "NIANBAO_REGISTER"
"""Names the register's file where no option and no setting of the warehouse does."""


def load_register(path: Path) -> Register:
    """Read a register's CSV. Raises `RegisterError`, with the path; OSError."""
    try:
        return Register(parse_register(decode(path.read_bytes())))
    except RegisterError as error:
        raise RegisterError(f"The register {path} cannot be used. {error}") from error


def register_path(warehouse: Path, given: Path | None = None) -> Path | None:
    """Return where the register lies; None where nothing says so.

    As given, else as the warehouse's settings say, else as NIANBAO_REGISTER does. Raises
    `flows.warehouse.policy.SettingsError`.
    """
    from flows.warehouse.policy import load_settings

    if given is not None:
        return given
    named = load_settings(warehouse).register or os.environ.get(ENVIRONMENT)
    return Path(named) if named else None


@dataclass(frozen=True, slots=True)
class Submission:
    """A report of the year: what it calls its agency, where it lies, whether it counts."""

    document_id: str
    printed: str
    source_path: str
    is_current: bool
    status: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An agency of the register and what it has submitted for the year."""

    agency: Agency
    submissions: tuple[Submission, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A report whose agency is none of the register's, or might be two."""

    submission: Submission
    match: Match


@dataclass(frozen=True, slots=True)
class YearStanding:
    """How a year stands. Every agency of the register is in one of the first three."""

    year: int
    submitted: tuple[Standing, ...]
    twice: tuple[Standing, ...]
    missing: tuple[Agency, ...]
    unplaced: tuple[Unplaced, ...]

    @property
    def agencies(self) -> int:
        """Return how many agencies have to submit."""
        return len(self.submitted) + len(self.twice) + len(self.missing)

    @property
    def sentence(self) -> str:
        """Return the year in one line."""
        return (
            f"{self.year}: {len(self.submitted) + len(self.twice)} of {self.agencies} agencies have"
            f" submitted, {len(self.twice)} of them more than once; {len(self.missing)} have not;"
            f" {len(self.unplaced)} reports are of no agency in the register"
        )


def year_standing(
    register: Register, year: int, submissions: Iterable[Submission], parent: str = ""
) -> YearStanding:
    """Tell who of the register (below `parent`, if given) has submitted for a year. Pure."""
    wanted = register.children(parent) if parent else register.agencies
    by_agency: defaultdict[str, list[Submission]] = defaultdict(list)
    unplaced = []
    for each in submissions:
        found = register.match(each.printed)
        if found.agency is None:
            unplaced.append(Unplaced(each, found))
        else:
            by_agency[found.agency.name].append(each)
    standings = [Standing(agency, tuple(by_agency[agency.name])) for agency in wanted]
    return YearStanding(
        year,
        tuple(each for each in standings if len(each.submissions) == 1),
        tuple(each for each in standings if len(each.submissions) > 1),
        tuple(each.agency for each in standings if not each.submissions),
        tuple(unplaced),
    )


def submissions_of(warehouse: Path, year: int) -> list[Submission]:
    """Return a year's submissions: the reports that count, and other documents still there.

    A document that is not in the folder any more, and does not count, was corrected or
    withdrawn: it is no second submission.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    present: set[str] = set()
    for path in (warehouse / "documents").glob("*.parquet"):
        table = pq.read_table(path, columns=["document_id", "present", "report_year"])
        chosen = table.filter(pc.field("present") & (pc.field("report_year") == year))
        present.update(chosen["document_id"].to_pylist())
    path = warehouse / "reports" / f"{year}.parquet"
    if not path.exists():
        return []
    names = ["document_id", "agency", "source_path", "is_current", "status"]
    rows = pq.read_table(path, columns=names).to_pylist()
    return [
        Submission(*(row[name] for name in names))
        for row in rows
        if row["is_current"] or row["document_id"] in present
    ]


def years_of(warehouse: Path) -> list[int]:
    """Return the years of which there are reports, the last first."""
    stems = (path.stem for path in (warehouse / "reports").glob("*.parquet"))
    return sorted((int(stem) for stem in stems if stem.isdigit() and int(stem)), reverse=True)


# As people and programs read it


def as_text(standing: YearStanding) -> str:
    """Return the lists in plain lines, those who are missing first."""
    lines = [standing.sentence + "."]
    if standing.missing:
        lines += ["", f"Not submitted ({len(standing.missing)})"]
        lines += [f"  {_agency(each)}" for each in standing.missing]
    if standing.twice:
        lines += ["", f"Submitted more than once ({len(standing.twice)})"]
        lines += [f"  {each.agency.name}: {_papers(each)}" for each in standing.twice]
    if standing.unplaced:
        lines += ["", f"Of no agency in the register ({len(standing.unplaced)})"]
        lines += [f"  {unplaced_sentence(each)}" for each in standing.unplaced]
    return "\n".join(lines) + "\n"


def _agency(agency: Agency) -> str:
    return f"{agency.name} ({agency.parent})" if agency.parent else agency.name


def _papers(standing: Standing) -> str:
    return "; ".join(
        f"{each.source_path}{' (counts)' if each.is_current else ''}"
        for each in standing.submissions
    )


def unplaced_sentence(unplaced: Unplaced) -> str:
    """Return whose a report says that it is, and why that is nobody in the register."""
    name = unplaced.submission.printed or "(no agency)"
    others = ", ".join(each.name for each in unplaced.match.candidates)
    why = {"ambiguous": f"could be {others}"}.get(
        unplaced.match.how, f"unknown; perhaps {others}" if others else "unknown"
    )
    return f"{name} — {unplaced.submission.source_path}: {why}"


def as_json(standing: YearStanding) -> str:
    """Return the lists as JSON."""
    value: dict[str, Any] = {
        "year": standing.year,
        "agencies": standing.agencies,
        "missing": [asdict(each) for each in standing.missing],
        "twice": [
            {
                "agency": each.agency.name,
                "submissions": [asdict(submission) for submission in each.submissions],
            }
            for each in standing.twice
        ],
        "unknown": [
            {
                **asdict(each.submission),
                "why": each.match.how,
                "candidates": [candidate.name for candidate in each.match.candidates],
            }
            for each in standing.unplaced
        ],
        "submitted": [each.agency.name for each in standing.submitted],
    }
    return json.dumps(value, ensure_ascii=False, indent=2)


def as_csv(standing: YearStanding) -> str:
    """Return every agency and every report that is of none, a line each, for spreadsheets."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["year", "agency", "parent", "level", "region_code", "state", "reports"])
    for state, several in (("submitted", standing.submitted), ("twice", standing.twice)):
        for each in several:
            writer.writerow(_line(standing.year, each.agency, state, _papers(each)))
    for agency in standing.missing:
        writer.writerow(_line(standing.year, agency, "missing", ""))
    for unplaced in standing.unplaced:
        paper = unplaced.submission
        state = unplaced.match.how
        row = [standing.year, paper.printed, "", "", "", state, paper.source_path]
        writer.writerow([inert(str(each)) for each in row])
    return BYTE_ORDER_MARK + stream.getvalue()


def _line(year: int, agency: Agency, state: str, papers: str) -> list[str]:
    fields = (year, agency.name, agency.parent, agency.level, agency.region_code, state, papers)
    return [inert(str(each)) for each in fields]


def as_markdown(standing: YearStanding, most: int = 50) -> str:
    """Return the lists as an artifact of a run; `most` lines of each."""
    lines = [f"# {standing.year}", "", f"**{standing.sentence}.**", ""]
    parts = (
        ("Not submitted", [_agency(each) for each in standing.missing]),
        ("More than once", [f"{each.agency.name}: {_papers(each)}" for each in standing.twice]),
        ("Of no agency in the register", [unplaced_sentence(each) for each in standing.unplaced]),
    )
    for title, told in parts:
        if told:
            lines += [
                f"## {title} ({len(told)})",
                "",
                *(f"- {_code(each)}" for each in told[:most]),
            ]
            lines += [f"- … and {len(told) - most} more"] if len(told) > most else []
            lines.append("")
    return "\n".join(lines)


def _code(text: str) -> str:
    flat = " ".join(text.split()).replace("`", "'")
    return f"`{flat}`"
