"""The runs over a warehouse, the last ones: when each began, how it ended, what it did.

`_store/nights.json`, written whole in one step by who holds the run lock. Runs are counted by
nights: a run takes over the number of one before it that ended without publishing, and so the
documents that either has read count as first seen in the same night, whatever the clock says
and wherever the first was killed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from flows.warehouse.atomic import STORE, write_atomically

logger = logging.getLogger(__name__)

MOST_RUNS = 200
"""Runs that are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. `ended_at` is empty while it goes on, and for ever where it was killed.

    `published`: the tables were published. `counts`: files by what came of them (`read`,
    `failed`, `unchanged`, `waiting`, `gone`, …). `fault`: why it failed, where it did;
    `fault_code`: the same for programs, where it is the folder's (`flows.away`).
    """

    night: int
    run_id: str
    what: str
    folder: str
    started_at: str
    ended_at: str = ""
    published: bool = False
    release: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    sentence: str = ""
    fault: str = ""
    fault_code: str = ""
    mount: str = ""


_FIELDS = tuple(each.name for each in fields(Run))


class Nights:
    """The remembered runs of one warehouse, oldest first."""

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse
        self.path = warehouse / STORE / "nights.json"
        self.runs: list[Run] = self._load()

    def mounted_at(self, folder: str) -> str:
        """Return where the folder's file system was mounted when it was last listed."""
        for run in reversed(self.runs):
            if run.folder == folder and run.mount:
                return run.mount
        return ""

    def begin(self, *, run_id: str, what: str, started_at: str, seen: int) -> Run:
        """Remember that a run begins, and return it. `seen`: the last night of the ledger."""
        last = self.runs[-1] if self.runs else None
        number = seen + 1 if last is None else max(seen, last.night + last.published)
        run = Run(
            night=number,
            run_id=run_id,
            what=what,
            folder="",
            started_at=started_at,
        )
        self.runs = [*self.runs, run][-MOST_RUNS:]
        self._save()
        return run

    def note(self, **changes: Any) -> Run:
        """Remember something of the run that began last."""
        self.runs[-1] = replace(self.runs[-1], **changes)
        self._save()
        return self.runs[-1]

    def _save(self) -> None:
        lines = ",\n".join(json.dumps(asdict(each)) for each in self.runs)
        write_atomically(self.warehouse, self.path, f"[\n{lines}\n]\n".encode(), "nights")

    def _load(self) -> list[Run]:
        try:
            found = json.loads(self.path.read_bytes())
            return [Run(**{k: v for k, v in each.items() if k in _FIELDS}) for each in found]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError, AttributeError) as error:
            logger.warning("%s is damaged; earlier runs are forgotten: %s", self.path, error)
            return []
