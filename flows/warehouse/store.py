"""The extraction store: one file a document and extractor version, whole or absent."""

from __future__ import annotations

import contextlib
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from extractors.version import EXTRACTOR_VERSION
from flows.warehouse import serialise
from flows.warehouse.atomic import STORE, write_atomically
from schemas.records import Extraction

logger = logging.getLogger(__name__)

_SUFFIX = ".json.gz"
_DAMAGED = ".damaged"
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class StoredExtraction:
    """An extraction, when it was made, and with which version of the extractor."""

    extraction: Extraction
    extracted_at: datetime
    version: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where a document's extraction lies. `stamp` changes whenever the file does."""

    name: str
    version: str
    stamp: tuple[int, int]

    @property
    def path(self) -> Path:
        """Return the path."""
        return Path(self.name)


class ExtractionStore:
    """The stored extractions of one warehouse."""

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse
        self.folder = warehouse / STORE / "extractions"

    def path(self, document_id: str, version: str) -> Path:
        """Return where an extraction lies or would lie."""
        return self.folder / version / document_id[:2] / (document_id + _SUFFIX)

    def put(self, payload: bytes, document_id: str, version: str = EXTRACTOR_VERSION) -> None:
        """Store one extraction (bytes of `serialise.dumps`), durable when this returns."""
        write_atomically(self.warehouse, self.path(document_id, version), payload, "put")

    def has(self, document_id: str, version: str = EXTRACTOR_VERSION) -> bool:
        """Tell whether an extraction by this version is stored."""
        return self.path(document_id, version).is_file()

    def get(self, document_id: str) -> StoredExtraction | None:
        """Return a document's extraction by the current version, else by the latest.

        One that is damaged is set aside and counts as absent, so that the document is read
        again.
        """
        for version in self.versions():
            path = self.path(document_id, version)
            try:
                extraction, extracted_at = serialise.loads(path.read_bytes())
            except FileNotFoundError:
                continue
            except ValueError as error:
                self.set_aside(path, error)
                continue
            return StoredExtraction(extraction, extracted_at, version)
        return None

    def versions(self) -> list[str]:
        """Return the versions that have extractions: the current one first, then latest first."""
        try:
            names = [each.name for each in os.scandir(self.folder) if each.is_dir()]
        except FileNotFoundError:
            return []
        names.sort(key=_natural, reverse=True)
        names.sort(key=lambda name: name != EXTRACTOR_VERSION)
        return names

    def ids(self, version: str = EXTRACTOR_VERSION) -> set[str]:
        """Return the documents that have an extraction by this version."""
        return {name[: -len(_SUFFIX)] for name, _ in self._entries(version)}

    def index(self) -> dict[str, StoredFile]:
        """Return the file that `get` would read of every document."""
        found: dict[str, StoredFile] = {}
        for version in self.versions():
            for name, entry in self._entries(version):
                document_id = name[: -len(_SUFFIX)]
                if document_id not in found:
                    stat = entry.stat()
                    stamp = (stat.st_size, stat.st_mtime_ns)
                    found[document_id] = StoredFile(entry.path, version, stamp)
        return found

    def set_aside(self, path: Path, error: Exception) -> None:
        """Take a damaged file out of the way, beside its place, for whoever wants to look."""
        logger.warning("A stored extraction is damaged and will be made anew: %s (%s)", path, error)
        with contextlib.suppress(FileNotFoundError):
            path.replace(path.with_name(path.name + _DAMAGED))

    def _entries(self, version: str) -> Iterator[tuple[str, Any]]:
        try:
            shards = list(os.scandir(self.folder / version))
        except FileNotFoundError:
            return
        for shard in shards:
            if shard.is_dir():
                with os.scandir(shard.path) as entries:
                    for entry in entries:
                        if entry.name.endswith(_SUFFIX):
                            yield entry.name, entry


def _natural(version: str) -> list[tuple[int, int, str]]:
    """Order versions so that 10 comes after 9."""
    return [
        (1, int(part), "") if part.isdigit() else (0, 0, part)
        for part in _DIGITS.split(version)
        if part
    ]
