"""Bending old workbooks (.xls): anything but what its cells hold.

The file is [MS-CFB]'s folder of streams, one of which is a row of records [MS-XLS]: type and
length, two bytes each, then as many bytes. What the records of cells and texts hold is spared:
a bit there is a different figure, in a different cell.
"""

from __future__ import annotations

import struct
from random import Random

from tools.mutations import raw

_START = bytes.fromhex("0908100000060500")
"""The first record of the stream: version 8, the workbook's part."""
_CELLS = frozenset({0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x0006, 0x0205, 0x00FC, 0x003C})
"""NUMBER, RK, MULRK, LABELSST, LABEL, FORMULA, BOOLERR, SST, CONTINUE."""


def bend(data: bytes, rng: Random) -> raw.Bent:
    """Bend a workbook in one way."""
    if rng.random() < 0.3:
        return raw.cut(data, rng)
    spared = spared_bytes(data)
    bent, how = raw.flip(data, rng, spare_digits=False)
    return bytes(data[at] if spared[at] else bent[at] for at in range(len(data))), how


def spared_bytes(data: bytes) -> bytearray:
    """Return for each byte of a file whether it is a cell's."""
    spared = bytearray(len(data))
    at = data.find(_START)
    while 0 <= at < len(data) - 4:
        kind, length = struct.unpack_from("<HH", data, at)
        if kind == 0 and length == 0:
            break
        if kind in _CELLS:
            spared[at + 4 : at + 4 + length] = b"\1" * length
        at += 4 + length
    return spared
