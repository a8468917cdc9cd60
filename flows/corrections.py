"""What persons have done about readings: the journal of acts, `_store/corrections.jsonl`.

Append-only: an act is one line, forced to disk before it counts as done. It is bound to a
document's bytes and to the text that was read there, so that it outlives any new extraction
that reads the same, and asks to be looked at again where another reads otherwise
(`flows.corrected`). Deleting the tables loses none of it; this file is the one thing in a
warehouse that cannot be made again.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections import defaultdict
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from flows.warehouse.atomic import STORE, sync_folder

logger = logging.getLogger(__name__)

ActKind = Literal["accept", "correct", "report_error", "withdraw"]
ACTS: tuple[ActKind, ...] = ("accept", "correct", "report_error", "withdraw")

REPORT_PLACE = "report"
"""The place of a note on the report as a whole."""

MAX_NOTE = 2000
MAX_NAME = 60
MAX_RAW = 20_000
"""Characters; longer ones are cut, so that a line stays a line that one append writes whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act of a person. The fields are the columns of the table `corrections`.

    `old` and `new` are values as text; `new` is None for a cell that is blank.
    """

    document_id: str
    place: str
    act: ActKind
    raw: str | None
    old: str | None
    new: str | None = None
    note: str = ""
    who: str = ""
    acted_at: str = ""

    @property
    def time(self) -> datetime:
        """Return when it was done."""
        return datetime.fromisoformat(self.acted_at)


_NAMES = frozenset(each.name for each in fields(Act))


def path_of(warehouse: Path) -> Path:
    """Return where a warehouse's journal of acts lies."""
    return warehouse / STORE / "corrections.jsonl"


def append(warehouse: Path, act: Act) -> Act:
    """Write one act behind the others; return it as written. It is on disk when this returns.

    Several processes may append. A line that a crash has cut short is closed first, so that it
    spoils nothing but itself. Raises OSError where the disk fails: the act is not done then.
    """
    at = act.acted_at or datetime.now(UTC).isoformat(timespec="microseconds")
    act = _checked({**asdict(act), "acted_at": at})
    line = json.dumps(asdict(act), ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
    path = path_of(warehouse)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line
        if os.write(descriptor, line) != len(line):
            raise OSError("The disk is full: the act was not written down.")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)
    return act


def load(warehouse: Path) -> dict[str, tuple[Act, ...]]:
    """Return all acts by document_id, in the order in which they were done.

    Lines that are damaged are left out, with a warning; one that is being written as well.
    """
    try:
        data = path_of(warehouse).read_bytes()
    except FileNotFoundError:
        return {}
    whole, _, _ = data.rpartition(b"\n")
    found: defaultdict[str, list[Act]] = defaultdict(list)
    for line in whole.split(b"\n"):
        if not line:
            continue
        try:
            act = _checked(json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            logger.warning("A line of %s is damaged and left out: %s", path_of(warehouse), error)
            continue
        found[act.document_id].append(act)
    return {document_id: tuple(acts) for document_id, acts in found.items()}


def _checked(raw: Any) -> Act:
    """Return an act of JSON values; raise ValueError, TypeError or KeyError where it is none."""
    if not isinstance(raw, dict):
        raise TypeError("no record")
    values = {name: value for name, value in raw.items() if name in _NAMES}
    for name in ("document_id", "place", "note", "who", "acted_at"):
        if not isinstance(values[name], str):
            raise TypeError(f"{name} is no text")
    for name in ("raw", "old", "new"):
        if values[name] is not None and not isinstance(values[name], str):
            raise TypeError(f"{name} is no text")
    if values["act"] not in ACTS or not values["document_id"] or not values["place"]:
        raise ValueError(f"no such act: {values['act']!r} at {values['place']!r}")
    values["note"], values["who"] = values["note"][:MAX_NOTE], values["who"][:MAX_NAME]
    if values["raw"] is not None:
        values["raw"] = values["raw"][:MAX_RAW]
    act = Act(**values)
    if act.time.tzinfo is None:
        raise ValueError("a time without its zone")
    return act
