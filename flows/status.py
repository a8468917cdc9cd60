"""How a warehouse stands: its last runs, what fails and since when, what waits, what it holds.

Asks the ledger, the remembered runs and the disk; opens no table and no report, and writes
nothing. `render` is for people, `as_json` for programs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.version import EXTRACTOR_VERSION
from flows.discovery import scan
from flows.pruning import usage
from flows.summary import is_unread
from flows.warehouse.atomic import STORE
from flows.warehouse.ledger import Ledger, Sighting, display_path
from flows.warehouse.lock import holder
from flows.warehouse.nights import Nights, Run
from flows.warehouse.policy import Settings, load_settings
from schemas.errors import ERRORS

if TYPE_CHECKING:
    from rich.console import Group

RUNS = 10
"""So many runs are shown."""


@dataclass(frozen=True, slots=True)
class Failing:
    """Files of the folder that fail with one code. `since`, `oldest`: the first of them.

    `again`: how many of them the next run tries again.
    """

    code: str
    status: str
    files: int
    since: str
    oldest: str
    again: int
    meaning: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Status:
    """How a warehouse stands. Times are ISO 8601, UTC.

    `state` of a run: completed, failed, running, or died (it was killed, or its machine went).
    `documents` counts the files of the folder as last seen, by status. `waiting`: files that the
    next run reads, by why: still being written when last seen, tried again, and, where the
    folder was looked at, new or changed. `store`: bytes on disk, by what they are for.
    """

    warehouse: str
    release: int
    running: str
    runs: tuple[dict[str, Any], ...]
    documents: dict[str, int]
    failures: tuple[Failing, ...]
    waiting: dict[str, int]
    store: dict[str, int]
    settings: Settings
    gone: int

    @property
    def oldest_failure(self) -> Failing | None:
        """Return the code with the file that has been failing for longest."""
        return min(self.failures, key=lambda each: each.since, default=None)


def status_of(warehouse: Path, folder: Path | str | None = None) -> Status:
    """Return how a warehouse stands; with a folder, also what of it is new or changed.

    Raises `FolderUnavailable`, `SettingsError`.
    """
    ledger = Ledger.open(warehouse)
    present = ledger.present().values()
    nights = Nights(warehouse)
    holding = holder(warehouse / STORE / "run")
    waiting = {
        "still being written": nights.runs[-1].counts.get("waiting", 0) if nights.runs else 0,
        "tried again": sum(_again(each) for each in present),
    }
    if folder is not None:
        found = scan(
            folder,
            ledger,
            settle_seconds=0,
            extractor_version=EXTRACTOR_VERSION,
            silence_seconds=load_settings(warehouse).share_silence,
        )
        known = {each.source_path for each in present if _again(each)}
        waiting["new or changed"] = sum(each.source_path not in known for each in found.to_read)
    return Status(
        warehouse=str(warehouse),
        release=_release(warehouse),
        running=holding or "",
        runs=tuple(
            {"state": _state(each, holding is not None and each is nights.runs[-1]), **asdict(each)}
            for each in reversed(nights.runs[-RUNS:])
        ),
        documents=dict(sorted(Counter(each.status for each in present).items())),
        failures=tuple(_failing(present)),
        waiting=waiting,
        store=usage(warehouse),
        settings=load_settings(warehouse),
        gone=sum(not each.present and not each.replaced for each in ledger),
    )


def _state(run: Run, running: bool) -> str:
    if not run.ended_at:
        return "running" if running else "died"
    return "failed" if run.fault else "completed"


def _again(sighting: Sighting) -> bool:
    return is_unread(sighting) and not sighting.settled(EXTRACTOR_VERSION)


def _failing(present: Iterable[Sighting]) -> list[Failing]:
    by_code: dict[str, list[Sighting]] = {}
    for each in present:
        if is_unread(each):
            by_code.setdefault(each.error_code or "", []).append(each)
    found = []
    for code, files in by_code.items():
        first = min(files, key=lambda each: (each.seen_at, each.source_path))
        kind = ERRORS.get(code)
        found.append(
            Failing(
                code=code,
                status=first.status,
                files=len(files),
                since=first.seen_at,
                oldest=display_path(first.source_path),
                again=sum(map(_again, files)),
                meaning=kind.meaning if kind else first.message or "",
                remedy=kind.remedy if kind else "",
            )
        )
    return sorted(found, key=lambda each: (-each.files, each.code))


def _release(warehouse: Path) -> int:
    try:
        return int(json.loads((warehouse / "release.json").read_bytes())["release"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def as_json(status: Status) -> str:
    """Return a status as JSON."""
    oldest = status.oldest_failure
    raw = asdict(status) | {"oldest_failure": asdict(oldest) if oldest else None}
    return json.dumps(raw, ensure_ascii=False, indent=2)


def render(status: Status) -> Group:
    """Return a status for a terminal."""
    from rich.console import Group
    from rich.markup import escape
    from rich.table import Table
    from rich.text import Text

    parts: list[Any] = [Text(f"{status.warehouse}: release {status.release}")]
    if status.running:
        parts.append(Text(f"In use {status.running}.", style="bold"))
    runs = Table("run", "what", "state", "result", box=None, pad_edge=False)
    for each in status.runs:
        style = {"completed": "green", "running": "bold"}.get(each["state"], "red")
        runs.add_row(
            each["started_at"][:16].replace("T", " "),
            each["what"],
            f"[{style}]{each['state']}[/]",
            escape(each["fault"] or each["sentence"]),
        )
    parts += [Text(""), runs if status.runs else Text("No run yet.")]
    counts = ", ".join(f"{count} {name}" for name, count in status.documents.items())
    parts += [
        Text(""),
        Text(f"In the folder: {counts or 'nothing yet'}; {status.gone} gone from it."),
    ]
    waits = ", ".join(f"{count} {name}" for name, count in status.waiting.items() if count)
    parts.append(Text(f"Waiting for the next run: {waits or 'nothing known'}."))
    if status.failures:
        table = Table("code", "files", "since", "first of them", "first thing to try",
                      box=None, pad_edge=False)  # fmt: skip
        for failing in status.failures:
            table.add_row(
                failing.code,
                str(failing.files),
                failing.since[:10],
                escape(failing.oldest),
                failing.remedy,
            )
        parts += [Text(""), table]
    sizes = ", ".join(f"{name} {size_text(size)}" for name, size in status.store.items() if size)
    parts += [Text(""), Text(f"On disk: {sizes or 'nothing'}.")]
    return Group(*parts)


def size_text(size: int) -> str:
    """Return bytes for people: 950 B, 1.5 MB."""
    number, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if number < 1000 or unit == "TB":
            break
        number /= 1000
    return f"{number:.0f} {unit}" if unit == "B" or number >= 100 else f"{number:.1f} {unit}"
