"""One part of a ZIP archive unpacked, with suspicion of all that the archive says of itself.

    declared 100 bytes     ┌────────────┐
    really 2 GB            │ deflated   │ →  read in steps, never further than what is declared;
                           └────────────┘    with one byte more the archive lies: damaged

`ZipFile.read` unpacks a part whole before it looks at the declared size, and asks nothing
at all of methods other than deflate, whose ratios have no end.
"""

from __future__ import annotations

import zipfile
import zlib

from schemas.errors import DocumentError

MAX_RATIO = 500
"""How far a part of more than a megabyte may unpack: XML of tables reaches 50, a bomb 1032."""

_SMALL = 2**20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""All that office programs write, and all whose unpacking can be stopped on the way."""

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,  # also NotImplementedError: encryption, a version that we lack
    OverflowError,
)
"""What zipfile raises on damage."""


def unpacked(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most_bytes: int, media_type: str
) -> bytes:
    """Return a part's bytes, none where it has none.

    Raises `DocumentError`, before anything is unpacked, `unpacks_too_large` where the part
    declares more than `most_bytes`, or unreasonably more than its packed size; and
    `damaged_archive`, also where it holds another size than it declares.
    """
    name, declared, packed = entry.filename, entry.file_size, max(1, entry.compress_size)
    if declared > most_bytes or (declared > _SMALL and declared > MAX_RATIO * packed):
        raise DocumentError(
            "unpacks_too_large", f"{name}: {declared} bytes of {packed}", media_type
        )
    if entry.compress_type not in _METHODS:
        detail = f"{name}: compression method {entry.compress_type}"
        raise DocumentError("damaged_archive", detail, media_type)
    try:
        with archive.open(entry) as part:
            # With a size zipfile unpacks no more at a time, and checks the sum at the end.
            data = part.read(declared) if declared else b""
            data += part.read(1)
    except BROKEN as error:
        raise DocumentError("damaged_archive", f"{name}: {error}", media_type) from error
    if len(data) != declared:
        detail = f"{name}: {declared} bytes declared, {len(data)} found"
        raise DocumentError("damaged_archive", detail, media_type)
    return data
