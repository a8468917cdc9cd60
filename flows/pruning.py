"""The disk that a warehouse's store takes, and what of it can be done without.

Removed in this order, and never what a published table is made of:

    leftovers     files being written by runs that died, parts of runs that are over
    damaged       extractions that were set aside for being damaged
    superseded    extractions by another version of the extractor than the one that counts
    -- these are of no use; what follows goes only as far as the budget demands --
    unpublished   extractions of documents that no table shows: they would be read again
    conversions   LibreOffice's, those first that were not used for longest: made again
    pages         read from pictures, likewise: they cost most to make again
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from flows.warehouse.atomic import STORE, TEMPORARY
from flows.warehouse.ledger import Ledger
from flows.warehouse.lock import warehouse_lock
from flows.warehouse.store import ExtractionStore

LEFTOVER_SECONDS = 24 * 3600.0
"""A file that was being written so long ago belongs to a process that died."""

STORED = ("extracted", "duplicate")
"""Statuses with which an extraction is stored (those of `flows.warehouse.rows`, without Arrow)."""

USELESS = ("leftovers", "damaged", "superseded")
REMAKABLE = ("unpublished", "conversions", "pages")
NEEDED = "needed"

SIZE = re.compile(r"\s* (?P<number>\d+(?:\.\d+)?) \s* (?P<unit>[KMGT]?)B? \s*", re.VERBOSE | re.I)
_FACTORS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


class SizeError(ValueError):
    """A size that cannot be understood."""


def parse_size(text: str) -> int:
    """Return bytes: of "50GB", "1.5 TB", "1000000". Raises `SizeError`."""
    found = SIZE.fullmatch(text)
    if found is None:
        raise SizeError(f"{text!r} is no size: say for instance 500MB, 50GB or 1.5TB.")
    return int(float(found["number"]) * _FACTORS[found["unit"].upper()])


@dataclass(slots=True)
class Entry:
    """A file, and when it was last used (seconds since the epoch)."""

    path: Path
    size: int
    used: float


@dataclass(slots=True)
class Plan:
    """What is on disk, by what it is for, and what of it is to go, in that order."""

    held: dict[str, int] = field(default_factory=dict)
    remove: list[tuple[str, Entry]] = field(default_factory=list)
    budget: int | None = None

    @property
    def freed(self) -> dict[str, int]:
        """Return the bytes to be freed, by what they are for."""
        found: dict[str, int] = {}
        for group, entry in self.remove:
            found[group] = found.get(group, 0) + entry.size
        return found

    @property
    def left(self) -> int:
        """Return how many bytes stay."""
        return sum(self.held.values()) - sum(self.freed.values())

    @property
    def beyond(self) -> int:
        """Return by how many bytes what stays is beyond the budget: the tables need it."""
        return max(0, self.left - self.budget) if self.budget is not None else 0


def usage(warehouse: Path) -> dict[str, int]:
    """Return the bytes of a store's folders, by what they are for."""
    store = warehouse / STORE
    folders = {"extractions": "extractions", "pages": "ocr", "conversions": "converted"}
    found = {name: sum(each.size for each in _files(store / at)) for name, at in folders.items()}
    rest = (each.size for name in (TEMPORARY, "runs") for each in _files(store / name))
    journals = (each.stat().st_size for each in store.glob("*.json*"))
    return found | {"being written": sum(rest), "journals": sum(journals)}


def plan(warehouse: Path, budget: int | None) -> Plan:
    """Return what pruning to a budget would remove; null removes only what is of no use."""
    groups = _groups(warehouse)
    made = Plan({name: sum(e.size for e in entries) for name, entries in groups.items()},
                budget=budget)  # fmt: skip
    made.remove = [(name, entry) for name in USELESS for entry in groups[name]]
    if budget is not None:
        left = made.left
        for name in REMAKABLE:
            for entry in sorted(groups[name], key=lambda each: (each.used, each.path)):
                if left <= budget:
                    return made
                made.remove.append((name, entry))
                left -= entry.size
    return made


def prune(warehouse: Path, budget: int | None, *, wait_seconds: float = 0.0) -> Plan:
    """Remove what `plan` says, while no run goes on; return it. Raises `WarehouseBusy`."""
    with ExitStack() as locks:
        for place in (warehouse / STORE / "run", warehouse):
            locks.enter_context(warehouse_lock(place, wait_seconds, "pruning"))
        made = plan(warehouse, budget)
        for _, entry in made.remove:
            entry.path.unlink(missing_ok=True)
            with suppress(OSError):  # a folder with something left in it stays
                entry.path.parent.rmdir()
    return made


def _groups(warehouse: Path) -> dict[str, list[Entry]]:
    store = warehouse / STORE
    extractions = ExtractionStore(warehouse)
    wanted = {
        each.document_id
        for each in Ledger.open(warehouse)
        if each.document_id and each.status in STORED
    }
    counting = {stored.name: document_id for document_id, stored in extractions.index().items()}
    groups: dict[str, list[Entry]] = {name: [] for name in (*USELESS, *REMAKABLE, NEEDED)}
    for entry in _files(extractions.folder):
        document_id = counting.get(str(entry.path))
        if entry.path.name.endswith(".damaged"):
            groups["damaged"].append(entry)
        elif not entry.path.name.endswith(".json.gz"):
            continue  # none of ours
        elif document_id is None:
            groups["superseded"].append(entry)
        else:
            groups[NEEDED if document_id in wanted else "unpublished"].append(entry)
    before = time.time() - LEFTOVER_SECONDS
    groups["leftovers"] += [e for e in _files(store / TEMPORARY) if e.used <= before]
    groups["leftovers"] += [e for e in _files(store / "runs") if e.used <= before]
    groups["conversions"] += _files(store / "converted")
    groups["pages"] += _files(store / "ocr")
    return groups


def _files(folder: Path) -> Iterator[Entry]:
    for here, _, names in os.walk(folder):
        for name in names:
            path = Path(here, name)
            with suppress(OSError):
                about = path.lstat()
                yield Entry(path, about.st_size, about.st_mtime)
