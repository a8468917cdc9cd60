"""Which document counts, of several that hold one report. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from flows.warehouse.ledger import Sighting

UNKNOWN_AGENCY = "未知机关"


def report_id_of(agency: str | None, report_year: int | None, document_id: str) -> str:
    """Return the stable identity of a report.

    Where the document does not tell its agency or year, its own id stands in it, so that it
    never supersedes another.
    """
    if agency and report_year:
        return f"{agency}-{report_year}"
    return f"{agency or UNKNOWN_AGENCY}-{report_year or 0}-{document_id[:12]}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that holds a report, spoken for by one of its sightings."""

    document_id: str
    report_id: str
    source_path: str
    modified_ns: int
    first_seen: str
    replaced: bool
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a document counts, and which counts instead (none, where all were retired)."""

    is_current: bool
    superseded_by: str | None


def spokesman(sightings: Iterable[Sighting]) -> Sighting:
    """Return the sighting by which a document is known.

    Where it is now, before where it has vanished, before where other content replaced it;
    among equals where it was first seen.
    """
    return min(
        sightings,
        key=lambda each: (not each.present, each.replaced, each.first_seen, each.source_path),
    )


def candidate(document_id: str, report_id: str, sightings: Iterable[Sighting]) -> Candidate:
    """Make a candidate of a document and its sightings (at least one).

    It counts as replaced if it was at one of its paths and is at none now.
    """
    sightings = list(sightings)
    best = spokesman(sightings)
    replaced = not best.present and any(each.replaced for each in sightings)
    return Candidate(
        document_id, report_id, best.source_path, best.modified_ns, best.first_seen, replaced
    )


def retired(sightings: Iterable[Sighting], unread: frozenset[str] | set[str] = frozenset()) -> bool:
    """Tell whether a document was withdrawn: it is nowhere in the folder any more.

    Not where its last place, or the archive or mail that it was in, holds a file now that
    cannot be read (`unread`): what is in that, nobody knows.
    """
    return not any(
        each.present
        or (each.in_doubt and (each.source_path in unread or (each.container or "") in unread))
        for each in sightings
    )


def decide(candidates: Iterable[Candidate]) -> dict[str, Verdict]:
    """Tell for each document_id whether it is the one that counts.

    Of the documents with one report_id: one that was replaced at its path, and is nowhere
    now, loses against any other; then the later modified wins, then the later seen, then the
    later path in character order. One that was retired never counts.
    """
    by_report: defaultdict[str, list[Candidate]] = defaultdict(list)
    for each in candidates:
        by_report[each.report_id].append(each)
    verdicts = {}
    for rivals in by_report.values():
        winner = max((each for each in rivals if not each.retired), key=_rank, default=None)
        counting = winner.document_id if winner is not None else None
        for each in rivals:
            current = each is winner
            verdicts[each.document_id] = Verdict(current, None if current else counting)
    return verdicts


def _rank(each: Candidate) -> tuple[bool, int, str, str, str]:
    return (
        not each.replaced, each.modified_ns, each.first_seen, each.source_path, each.document_id
    )  # fmt: skip
