"""The warehouse as the pages show it: its reports, and one report with persons' acts applied.

Lists come from the published tables, held in memory until their files change. A report comes
from its stored extraction with all acts done so far, so that what a person has just done is
seen at once, published or not; in the lists it is too, for the reports that have acts.
"""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.corrected import Corrected, cell_places, correct, quantity_place
from flows.corrections import Act, load, path_of
from flows.warehouse.ledger import Ledger, Sighting
from flows.warehouse.rows import report_status
from flows.warehouse.store import ExtractionStore
from schemas.checks import CHECKS, between
from schemas.records import Check, Extraction, Quantity, StatutoryCell
from schemas.tables import CHECKS as CHECKS_TABLE

DOCUMENT_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
"""What a document_id in an address may be. Only what is in the tables is ever looked up."""

_BETWEEN = frozenset(kind.code for kind in between.KINDS)


@dataclass(frozen=True, slots=True)
class Entry:
    """A current report in the lists. `checks` are the codes that fail, with their severity."""

    document_id: str
    report_id: str
    agency: str
    report_year: int
    title: str
    source_path: str
    media_type: str
    status: str
    cells_to_review: int
    checks: tuple[tuple[str, str], ...] = ()
    own_errors: int = 0

    @property
    def errors(self) -> int:
        """Return how many checks fail as errors."""
        return sum(severity == "error" for _, severity in self.checks)

    @property
    def warnings(self) -> int:
        """Return how many checks fail as warnings."""
        return len(self.checks) - self.errors


@dataclass(frozen=True, slots=True)
class Question:
    """What a list is asked for. Empty fields ask for nothing."""

    status: str = ""
    year: int | None = None
    agency: str = ""
    check: str = ""
    review: bool = False
    own: bool = False

    def fits(self, entry: Entry) -> bool:
        """Tell whether a report is asked for."""
        return (
            (not self.status or entry.status == self.status)
            and (self.year is None or entry.report_year == self.year)
            and (not self.agency or self.agency in entry.agency)
            and (not self.check or any(code == self.check for code, _ in entry.checks))
            and (not self.review or entry.cells_to_review > 0)
            and (not self.own or entry.own_errors > 0)
        )


@dataclass(frozen=True)
class Book:
    """One report, as persons have left it."""

    entry: Entry
    corrected: Corrected
    between: tuple[Check, ...]
    stored: Extraction
    """As it was read."""

    def as_read(self) -> Book:
        """Return the report as it was read, without anything that persons did."""
        return Book(self.entry, Corrected(self.stored, ()), self.between, self.stored)

    @property
    def extraction(self) -> Extraction:
        """Return its records."""
        return self.corrected.extraction

    @cached_property
    def cells(self) -> dict[str, StatutoryCell]:
        """Return the cells by their places."""
        return dict(cell_places(self.extraction.cells))

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """Return the figures of the prose by their places."""
        return {quantity_place(each): each for each in self.extraction.quantities}

    @cached_property
    def checks(self) -> list[Check]:
        """Return the results of all checks."""
        return [*self.extraction.checks, *self.between]

    @cached_property
    def failing(self) -> list[Check]:
        """Return the failing checks, errors first."""
        failing = [each for each in self.checks if each.status == "fail"]
        return sorted(failing, key=lambda each: each.severity != "error")

    @cached_property
    def to_review(self) -> list[str]:
        """Return the places to be looked at, in the report's order: tables, then prose."""
        stale = self.corrected.stale()
        figures: dict[str, StatutoryCell | Quantity] = {**self.cells, **self.quantities}
        return [place for place, each in figures.items() if each.needs_review or place in stale]

    @cached_property
    def acts(self) -> dict[str, Act]:
        """Return the acts in force by place."""
        return self.corrected.in_force()


_Made = TypeVar("_Made")


@dataclass(slots=True)
class _Kept:
    """What was made of files, as long as they are the same."""

    stamp: Any = None
    value: Any = None


@dataclass
class Shelf:
    """One warehouse. Safe to ask from several threads."""

    warehouse: Path
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    # Lists

    def entries(self) -> list[Entry]:
        """Return the current reports, by agency and year, with what persons have done."""
        with self._lock:
            acts = self.acts()
            stamps = (self._stamp("reports"), self._stamp("checks"), self._acts_stamp())
            return self._keep("entries", stamps, lambda: self._with_acts(acts))

    def entry(self, document_id: str) -> Entry | None:
        """Return one current report, None where there is no such."""
        with self._lock:
            stamp = (self._stamp("reports"), self._stamp("checks"), self._acts_stamp())
            known: dict[str, Entry] = self._keep(
                "by_id", stamp, lambda: {each.document_id: each for each in self.entries()}
            )
        return known.get(document_id) if DOCUMENT_ID.fullmatch(document_id) else None

    def find(self, question: Question) -> list[Entry]:
        """Return the reports that a list asks for."""
        return [each for each in self.entries() if question.fits(each)]

    def years(self) -> list[int]:
        """Return the report years, the latest first."""
        return sorted({each.report_year for each in self.entries()}, reverse=True)

    def unread(self) -> list[dict[str, Any]]:
        """Return the files of the folder that could not be read, with why."""
        columns = ["source_path", "status", "error_code", "message", "present"]
        return self._keep(
            "unread",
            self._stamp("documents"),
            lambda: [
                row
                for row in self._rows("documents", columns)
                if row["present"] and row["status"] in ("failed", "unsupported")
            ],
        )

    def release(self) -> dict[str, Any]:
        """Return release.json, {} where there is none."""
        try:
            found = json.loads((self.warehouse / "release.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    # One report

    def book(self, document_id: str) -> Book | None:
        """Return a report with all acts done so far, None where there is no such."""
        entry = self.entry(document_id)
        stored = self.stored(document_id) if entry else None
        if entry is None or stored is None:
            return None
        corrected = correct(stored, self.acts().get(document_id, ()))
        return Book(entry, corrected, tuple(self._between(entry)), stored)

    def stored(self, document_id: str) -> Extraction | None:
        """Return an extraction as it was read, None where it is not stored (any more)."""
        found = ExtractionStore(self.warehouse).get(document_id)
        return found.extraction if found else None

    def acts(self) -> dict[str, tuple[Act, ...]]:
        """Return all acts by document_id."""
        return self._keep("acts", self._acts_stamp(), lambda: load(self.warehouse))

    def sightings(self, document_id: str) -> list[Sighting]:
        """Return where a document was seen, those that are there still first."""
        path = self.warehouse / "_store" / "ledger.jsonl"
        ledger: Ledger = self._keep("ledger", _stamp(path), lambda: Ledger.open(self.warehouse))
        return sorted(ledger.of_document(document_id), key=lambda each: not each.present)

    # Tables

    def table(self, name: str, columns: Sequence[str], filters: Any = None) -> list[dict[str, Any]]:
        """Return rows of a published table."""
        return self._rows(name, columns, filters)

    def stamp(self, name: str) -> Any:
        """Return what changes whenever a table does."""
        return self._stamp(name)

    def keep(self, name: str, stamp: Any, make: Callable[[], _Made]) -> _Made:
        """Return what `make` gives, made once as long as `stamp` is the same."""
        return self._keep(name, stamp, make)

    def _with_acts(self, acts: dict[str, tuple[Act, ...]]) -> list[Entry]:
        published: list[Entry] = self._keep(
            "published", (self._stamp("reports"), self._stamp("checks")), self._published
        )
        return [
            self._as_it_is(each, acts[each.document_id]) if each.document_id in acts else each
            for each in published
        ]

    def _as_it_is(self, entry: Entry, acts: tuple[Act, ...]) -> Entry:
        """Return an entry as persons have left the report, published or not."""
        stored = self.stored(entry.document_id)
        if stored is None:
            return entry
        corrected = correct(stored, acts)
        stale = len(corrected.stale())
        checks = [each for each in corrected.extraction.checks if each.status == "fail"]
        failing = tuple(
            [(each.check, each.severity) for each in checks]
            + [each for each in entry.checks if each[0] in _BETWEEN]
        )
        cells = sum(each.needs_review for each in corrected.extraction.cells) + stale
        codes = Counter(code for code, _ in failing)
        return replace(
            entry,
            checks=failing,
            cells_to_review=cells,
            status=report_status(dict(codes), cells),
            own_errors=sum(a.act == "report_error" for a in corrected.in_force().values()),
        )

    def _published(self) -> list[Entry]:
        failing: dict[str, list[tuple[str, str]]] = {}
        fails = [("is_current", "==", True), ("status", "==", "fail")]
        for row in self._rows("checks", ["document_id", "check", "severity"], fails):
            failing.setdefault(row["document_id"], []).append((row["check"], row["severity"]))
        columns = [
            "document_id", "report_id", "agency", "report_year", "title", "source_path",
            "media_type", "status", "cells_to_review",
        ]  # fmt: skip
        found = [
            Entry(
                **{**row, "title": row["title"] or ""},
                checks=tuple(failing.get(row["document_id"], ())),
            )
            for row in self._rows("reports", columns, [("is_current", "==", True)])
        ]
        return sorted(found, key=lambda each: (each.agency, -each.report_year, each.source_path))

    def _between(self, entry: Entry) -> list[Check]:
        """Return the checks between this report and others that fail, as they were published."""
        path = self.warehouse / "checks" / f"{entry.report_year}.parquet"
        found: dict[str, list[Check]] = self._keep(
            f"between-{entry.report_year}", _stamp(path), lambda: _failing_between(path)
        )
        return found.get(entry.document_id, [])

    def prepare(self) -> None:
        """Read what lists need, so that the first page need not wait for it."""
        self.entries()
        for entry in self.entries()[:1]:
            self._between(entry)
        self.sightings("")

    def _rows(self, name: str, columns: Sequence[str], filters: Any = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for path in sorted((self.warehouse / name).glob("*.parquet")):
            found += pq.read_table(path, columns=list(columns), filters=filters).to_pylist()
        return found

    def _stamp(self, name: str) -> Any:
        paths = sorted((self.warehouse / name).glob("*.parquet"))
        return tuple((path.name, _stamp(path)) for path in paths)

    def _acts_stamp(self) -> Any:
        return _stamp(path_of(self.warehouse))

    def _keep(self, name: str, stamp: Any, make: Callable[[], _Made]) -> _Made:
        with self._lock:
            kept = self._kept.setdefault(name, _Kept())
            if kept.stamp != stamp or kept.value is None:
                kept.value = make()
                kept.stamp = stamp
            value: _Made = kept.value
            return value


def _failing_between(path: Path) -> dict[str, list[Check]]:
    """Return the failing checks between reports of one year, by document_id."""
    names = [column.name for column in CHECKS_TABLE.columns[5:]]
    filters = [("status", "==", "fail"), ("is_current", "==", True)]
    found: dict[str, list[Check]] = {}
    if path.is_file():
        table = pq.read_table(path, columns=["document_id", *names], filters=filters)
        for row in table.filter(pc.field("check").isin(sorted(_BETWEEN))).to_pylist():
            check = Check(**{name: row[name] for name in names})
            found.setdefault(row["document_id"], []).append(check)
    return found


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_size, about.st_mtime_ns


def known_check(code: str) -> bool:
    """Tell whether there is such a check."""
    return code in CHECKS
