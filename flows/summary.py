"""What a run did, file by file and as a whole: plain records for people and for exit codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flows.discovery import ScanError
from flows.pool import Seconds
from flows.warehouse.ledger import Sighting
from schemas.errors import DocumentStatus

if TYPE_CHECKING:
    from flows.warehouse.publish import Publication
    from flows.warehouse.standing import Failing, Standing

UNREAD: tuple[DocumentStatus, ...] = ("failed", "unsupported", "ignored")
"""Statuses of files that are in the folder but in none of the other tables."""

CONTAINER = "container"
"""The error code of archives and mails, whose members are documents of their own."""


def is_unread(sighting: Sighting) -> bool:
    """Tell whether a file is in none of the tables but `documents`, and ought to be."""
    return sighting.status in UNREAD and sighting.error_code != CONTAINER


STANDINGS = ("incomplete", "flagged", "clean")
"""What `reports.status` may say, the worst first."""

ReadingKind = Literal[
    "extracted", "failed", "known", "container", "changing", "vanished", "removed"
]
"""`vanished`: the file was not there to be read, and whether it was removed the next scan will
tell; `removed`: a member that its archive or mail holds no longer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one submission.

    `sighting` is what the ledger was told, None for a file that was changing or had
    vanished. `first` says that nothing was known at its path, `changed` that other content
    was.
    """

    source_path: str
    kind: ReadingKind
    sighting: Sighting | None
    first: bool
    changed: bool
    seconds: Seconds

    @property
    def is_failure(self) -> bool:
        """Whether the file ended in none of the tables but `documents`."""
        return self.sighting is not None and is_unread(self.sighting)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file of the folder that a person should see to."""

    source_path: str
    status: DocumentStatus
    code: str
    message: str
    fresh: bool
    """Whether this run read it (else an earlier one did)."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did and what the folder now holds, for people and for exit codes.

    `by_status` counts the files that are in the folder now. `read`, `new`, `changed`, `known`
    (copies and renamed files), `failed`, `waiting`, `vanished` and `unchanged` count files of
    this run. `reports`: how each report that counts stands, of this run or an earlier one;
    `failing`: which checks fail in them.
    """

    what: str
    run_id: str
    folder: str
    warehouse: str
    started_at: str
    seconds: float
    read: int
    new: int
    changed: int
    known: int
    failed: int
    unchanged: int
    waiting: tuple[str, ...]
    vanished: tuple[str, ...]
    skipped: int
    scan_errors: tuple[ScanError, ...]
    by_status: dict[str, int]
    troubles: tuple[Trouble, ...]
    reports: tuple[Standing, ...]
    failing: tuple[Failing, ...]
    reading_seconds: Seconds
    publication: Publication

    @property
    def unreadable(self) -> int:
        """Return how many files that are in the folder now cannot be read."""
        return self.by_status.get("failed", 0) + self.by_status.get("unsupported", 0)

    @property
    def counts(self) -> dict[str, int]:
        """Return the run's files by what came of them."""
        return {
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "known": self.known,
            "failed": self.failed,
            "unchanged": self.unchanged,
            "waiting": len(self.waiting),
            "gone": len(self.vanished),
            "not_listed": len(self.scan_errors),
        }

    @property
    def by_standing(self) -> dict[str, int]:
        """Return how many of the reports that count are incomplete, flagged and clean."""
        counts = Counter(report.status for report in self.reports)
        return {name: counts[name] for name in STANDINGS if counts[name]}

    @property
    def standing_sentence(self) -> str:
        """Return how the reports stand, in one line."""
        counts = ", ".join(f"{count} {name}" for name, count in self.by_standing.items())
        return f"Reports: {counts or 'none'}."

    @property
    def sentence(self) -> str:
        """Return the run in one line."""
        parts = [f"{self.read - self.failed} read"]
        parts += [
            f"{count} {word}"
            for count, word in (
                (self.failed, "not readable"),
                (self.known, "known under another name"),
                (self.unchanged, "unchanged"),
                (len(self.waiting), "still being written"),
                (len(self.vanished), "gone"),
            )
            if count
        ]
        written = len(self.publication.written)
        files = f"{written} table file{'' if written == 1 else 's'} written"
        return f"{', '.join(parts)}; {files}"
