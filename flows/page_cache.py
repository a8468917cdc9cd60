"""Pages that were read from pictures, kept in the warehouse.

The key and the value are the extractors' (`extractors.ocr.cache`).
"""

from __future__ import annotations

from pathlib import Path

from flows.disk_cache import DiskCache

MOST_BYTES = 2 * 1024**3
"""Some 200,000 pages of ten kilobytes."""


class DiskPageCache(DiskCache):
    """The pages kept in one warehouse."""

    def __init__(self, warehouse: Path) -> None:
        super().__init__(warehouse, "ocr", "page", MOST_BYTES)
