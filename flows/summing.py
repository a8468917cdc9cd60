"""Adding up what a run did, from what it found, what it read and what the folder now holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flows.discovery import Scan
from flows.pool import Seconds
from flows.summary import Reading, Summary, Trouble, is_unread
from flows.warehouse.ledger import Sighting, display_path
from flows.warehouse.standing import failing, standings
from schemas.errors import DocumentStatus

if TYPE_CHECKING:
    from flows.warehouse.publish import Publication

_RANK: dict[DocumentStatus, int] = {"failed": 0, "unsupported": 1, "ignored": 2}


def sum_up(
    *,
    what: str,
    run_id: str,
    folder: str,
    warehouse: Path,
    started_at: str,
    seconds: float,
    found: Scan,
    readings: Sequence[Reading],
    present: Mapping[str, Sighting],
    publication: Publication,
) -> Summary:
    """Return the summary of a run. `present`: the files of the folder, of this run or before."""
    readings = sorted(readings, key=lambda each: each.source_path)
    fresh = {each.source_path for each in readings if each.sighting}
    troubles = [
        _trouble(each, each.source_path in fresh) for each in present.values() if is_unread(each)
    ]
    troubles.sort(key=lambda each: (not each.fresh, _RANK[each.status], each.source_path))
    waiting = [*found.waiting, *(e.source_path for e in readings if e.kind == "changing")]
    gone = [
        *found.vanished,
        *(e.source_path for e in readings if e.kind in ("vanished", "removed")),
    ]
    return Summary(
        what=what,
        run_id=run_id,
        folder=folder,
        warehouse=str(warehouse),
        started_at=started_at,
        seconds=seconds,
        read=sum(each.kind in ("extracted", "failed") for each in readings),
        new=sum(each.first and each.sighting is not None for each in readings),
        changed=sum(each.changed for each in readings),
        known=sum(each.kind == "known" for each in readings),
        failed=sum(each.is_failure for each in readings),
        unchanged=found.unchanged,
        waiting=tuple(display_path(each) for each in sorted(waiting)),
        vanished=tuple(display_path(each) for each in sorted(gone)),
        skipped=found.skipped,
        scan_errors=tuple(found.errors),
        by_status=dict(Counter(each.status for each in present.values())),
        troubles=tuple(troubles),
        reports=tuple(standings(warehouse)),
        failing=tuple(failing(warehouse)),
        reading_seconds=_total(each.seconds for each in readings),
        publication=publication,
    )


def _trouble(sighting: Sighting, fresh: bool) -> Trouble:
    return Trouble(
        display_path(sighting.source_path),
        sighting.status,
        sighting.error_code or "",
        sighting.message or "",
        fresh,
    )


def _total(spent: Iterable[Seconds]) -> Seconds:
    every = list(spent)
    return Seconds(
        *(sum(getattr(each, name) for each in every) for name in Seconds.__dataclass_fields__)
    )
