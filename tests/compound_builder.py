"""Builds small compound files: a header, one sector of the allocation table, a directory, streams.

header │ 0 table │ 1 directory … │ streams, each in sectors one after the other
"""

from __future__ import annotations

import struct

from extractors.readers.compound import MAGIC

_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(**streams: bytes) -> bytes:
    """Return a compound file with some streams (of 4096 bytes or more) in its root."""
    directory_sectors = (len(streams) + 1 + 3) // 4
    table, body, entries = [_TABLE], b"", [_entry("Root Entry", 5, _END, 0)]
    _chain(table, directory_sectors)
    for name, data in streams.items():
        entries.append(_entry(name, 2, len(table), len(data)))
        sectors = -(-len(data) // _SECTOR)
        _chain(table, sectors)
        body += data.ljust(sectors * _SECTOR, b"\0")
    directory = b"".join(entries).ljust(directory_sectors * _SECTOR, b"\0")
    numbers = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    return _header() + numbers + directory + body


def _chain(table: list[int], sectors: int) -> None:
    first = len(table)
    table += [*range(first + 1, first + sectors), _END]


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    entry += struct.pack("<3I", _FREE, _FREE, _FREE)
    return entry.ljust(116, b"\0") + struct.pack("<IQ", first, size)


def _header() -> bytes:
    header = MAGIC + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    # One sector of the table; the directory is in sector 1; no small streams, no further list.
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return header + struct.pack("<109I", 0, *[_FREE] * 108)
