"""The compound file (OLE) of older office programs: a small file system of streams.

[MS-CFB]: sectors of 512 or 4096 bytes, chained by an allocation table (FAT) that lies in
sectors itself; a directory names the streams. Only as much of it is read as tells a whole
document from one that is cut short or protected; LibreOffice reads the rest.

    header │ sector 0 │ sector 1 │ …        chain of a stream: first → FAT[first] → … → end
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cached_property

from schemas.errors import DocumentError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_STREAM_ENTRY = 2
_LAST_SECTOR = 0xFFFFFFF9
"""Larger numbers in the allocation table mark ends and free sectors."""
_END_OF_CHAIN = 0xFFFFFFFE
_IN_HEADER = 109
"""So many sectors of the allocation table are listed in the header itself."""


class CompoundFile:
    """A compound file's streams. Raises `DocumentError` (`damaged_document`) as it is read."""

    def __init__(self, data: bytes, media_type: str) -> None:
        self._data = data
        self._media_type = media_type
        if len(data) < _HEADER or not data.startswith(MAGIC):
            raise self._damaged("no header")
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in (9, 12):
            raise self._damaged(f"sectors of 2^{shift} bytes")
        self._size = 1 << shift
        self._sectors = (len(data) - 1) // self._size  # the header takes the place of one
        """How many sectors there are, the last of which may be cut short."""
        (self._directory,) = struct.unpack_from("<I", data, 48)
        (self._least,) = struct.unpack_from("<I", data, 56)

    def stream(self, name: str) -> bytes | None:
        """Return a stream's bytes; None where there is none of the name.

        Streams that are too short to have sectors of their own come back empty.
        """
        found = self._streams.get(name)
        if found is None:
            return None
        first, size = found
        if size < self._least:
            return b""
        stream = b"".join(self._chain(first))
        if len(stream) < size:
            raise self._damaged(f"the stream {name} is cut short")
        return stream[:size]

    @cached_property
    def _streams(self) -> dict[str, tuple[int, int]]:
        """First sector and size of each stream of the root, and of folders within it."""
        streams: dict[str, tuple[int, int]] = {}
        directory = b"".join(self._chain(self._directory))
        for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            entry = directory[start : start + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            if kind != _STREAM_ENTRY or not 2 <= length <= 64:
                continue
            name = entry[: length - 2].decode("utf-16-le", "replace")
            first, size = struct.unpack_from("<II", entry, 116)
            streams.setdefault(name, (first, size))
        return streams

    def _chain(self, first: int) -> Iterator[bytes]:
        """Yield the sectors of a chain."""
        sector, seen = first, 0
        while sector != _END_OF_CHAIN:
            seen += 1
            if sector >= self._sectors or seen > self._sectors:
                raise self._damaged("a chain of sectors leads out of the file")
            yield self._sector(sector)
            if sector >= len(self._table):
                raise self._damaged("the allocation table is cut short")
            sector = self._table[sector]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    @cached_property
    def _table(self) -> tuple[int, ...]:
        """The allocation table: each sector's successor."""
        table = b"".join(self._whole_sector(each) for each in self._table_sectors())
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _table_sectors(self) -> Iterator[int]:
        """Yield the sectors that hold the table: from the header, then from a list of their own."""
        listed = struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76)
        yield from (each for each in listed if each <= _LAST_SECTOR)
        (more,) = struct.unpack_from("<I", self._data, 68)
        for _ in range(self._sectors):
            if more > _LAST_SECTOR:
                return
            words = struct.unpack(f"<{self._size // 4}I", self._whole_sector(more))
            yield from (each for each in words[:-1] if each <= _LAST_SECTOR)
            more = words[-1]

    def _whole_sector(self, number: int) -> bytes:
        sector = self._sector(number) if number < self._sectors else b""
        if len(sector) < self._size:
            raise self._damaged("the allocation table is cut short")
        return sector

    def _damaged(self, detail: str) -> DocumentError:
        return DocumentError("damaged_document", detail, self._media_type)
