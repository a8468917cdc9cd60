"""The published tables copied to another place: any folder or URL that fsspec knows.

The warehouse itself needs locks and renames, which object stores lack; a copy needs neither.
A store shows an object whole or not at all, files go there in the tables' order (`reports`
last), and `release.json` says `publishing` meanwhile, as it does in the warehouse.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.places import open_url
from flows.warehouse.lock import warehouse_lock
from flows.warehouse.publish import RELEASE
from schemas.tables import TABLES

_INCOMING = "_incoming"
"""Where a file of a local target is written before it is renamed into its place."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did: files by name, and the release that the target holds now."""

    release: int
    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]


def export(warehouse: Path, url: str, *, wait_seconds: float = 60.0) -> Exported:
    """Bring a copy of the tables up to date; what has not changed is not sent again.

    Foreign files at the target are let be. Nobody publishes meanwhile. Raises `WarehouseBusy`,
    `UrlError`, `FileNotFoundError` where nothing is published, and what the target's file
    system raises: exporting again then finishes the work.
    """
    target = _Target(url)
    with warehouse_lock(warehouse, wait_seconds, "exporting"):
        release = json.loads((warehouse / RELEASE).read_bytes())
        ours = {
            f"{spec.name}/{path.name}": _sha256(path)
            for spec in TABLES
            for path in sorted((warehouse / spec.name).glob("*.parquet"))
        }
        before = target.release()
        theirs: dict[str, str] = before.get("files", {})
        changed = [name for name, digest in ours.items() if theirs.get(name) != digest]
        surplus = sorted(theirs.keys() - ours.keys())
        if changed or surplus or before.get("publishing") is not False:
            # Nothing is known of a file from its first byte until all are there.
            kept = {name: digest for name, digest in theirs.items() if name not in changed}
            target.write_release({**before, "publishing": True, "files": kept})
            for name in changed:
                target.put(warehouse / name, name)
            for name in surplus:
                target.remove(name)
            target.write_release({**release, "files": ours})
    return Exported(release["release"], tuple(changed), len(ours) - len(changed), tuple(surplus))


class _Target:
    def __init__(self, url: str) -> None:
        from fsspec.implementations.local import LocalFileSystem

        self._system, self._root = open_url(url)
        self._local = isinstance(self._system, LocalFileSystem)

    def release(self) -> dict[str, Any]:
        try:
            raw = json.loads(self._system.cat_file(f"{self._root}/{RELEASE}"))
        except (FileNotFoundError, ValueError):
            return {}
        return raw if isinstance(raw, dict) else {}

    def write_release(self, raw: dict[str, Any]) -> None:
        data = json.dumps(raw, indent=2).encode() + b"\n"
        place = self._place(RELEASE)
        self._system.pipe_file(place, data)
        self._settle(place, RELEASE)

    def put(self, path: Path, name: str) -> None:
        place = self._place(name)
        self._system.put_file(str(path), place)
        self._settle(place, name)

    def remove(self, name: str) -> None:
        try:
            self._system.rm_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return

    def _place(self, name: str) -> str:
        """Return where a file is to be written: in its place, where that is one step."""
        place = f"{self._root}/{_INCOMING if self._local else name}"
        self._system.makedirs(place.rpartition("/")[0], exist_ok=True)
        return place

    def _settle(self, place: str, name: str) -> None:
        if self._local:
            final = Path(self._root) / name
            final.parent.mkdir(parents=True, exist_ok=True)
            os.replace(place, final)  # noqa: PTH105 - as everywhere in this package


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
