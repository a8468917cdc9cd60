"""Conversions kept in the warehouse, so that a document is converted once."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flows.disk_cache import DiskCache

MOST_BYTES = 1024**3
"""Some 50,000 conversions of 20 KB, or 200 of 5 MB, with pictures."""

REVISION = 1
"""Counts up when conversions are to come out otherwise, as with another filter."""

_SUM = hashlib.sha256
_SUM_BYTES = 32


class ConversionCache:
    """The conversions kept in one warehouse. An entry that is damaged counts as missing."""

    def __init__(self, warehouse: Path) -> None:
        self._disk = DiskCache(warehouse, "converted", "conversion", MOST_BYTES)

    def get(self, document_id: str) -> bytes | None:
        """Return a document's conversion, None where it is not kept."""
        entry = self._disk.get(_key(document_id))
        if entry is None or _SUM(entry[_SUM_BYTES:]).digest() != entry[:_SUM_BYTES]:
            return None
        return entry[_SUM_BYTES:]

    def put(self, document_id: str, converted: bytes) -> None:
        """Keep a document's conversion, where there is room."""
        self._disk.put(_key(document_id), _SUM(converted).digest() + converted)

    def prune(self) -> int:
        """Remove what has not been used for longest, beyond `MOST_BYTES`. Return how many."""
        return self._disk.prune()


def _key(document_id: str) -> str:
    return _SUM(f"{REVISION} {document_id}".encode()).hexdigest()
