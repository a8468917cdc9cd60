"""ZIP archives with files in them, whose names may be in the code of a Chinese Windows.

PKWARE APPNOTE 4.4.4 (flags), 4.4.17 (names); Info-ZIP's field 0x7075 (names in Unicode).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from extractors.readers.containers import (
    MAX_MEMBER_BYTES,
    MAX_MEMBERS,
    MAX_TOTAL_BYTES,
    ZIP_TYPE,
    Member,
    plain_path,
    without_equals,
)
from extractors.readers.unpacking import BROKEN, unpacked
from schemas.errors import DocumentError

_ENCRYPTED, _UTF8 = 0x1, 0x800
_UNICODE_PATH = 0x7075
_LINK, _KIND = 0o120000, 0o170000
"""A symbolic link of a Unix system, by the mode in the upper half of the attributes."""
_LOCAL_HEADER = struct.Struct("<4s22sHH")
"""Of an entry's own header: signature, what the directory repeats, lengths of name and extra."""


def zip_members(data: bytes) -> list[Member]:
    """Return the files in an archive; see `containers.members_of`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [each for each in archive.infolist() if _is_file(each)]
    except BROKEN as error:
        raise DocumentError("damaged_archive", str(error), ZIP_TYPE) from error
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_MEMBERS or total > MAX_TOTAL_BYTES:
        detail = f"{len(entries)} files of {total} bytes"
        raise DocumentError("unpacks_too_large", detail, ZIP_TYPE)
    names = without_equals([plain_path(_name(entry)) or "unnamed" for entry in entries])
    return [_member(name, archive, entry, data) for name, entry in zip(names, entries, strict=True)]


def _member(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, whole: bytes) -> Member:
    def data() -> bytes:
        if entry.flag_bits & _ENCRYPTED:
            raise DocumentError("encrypted_document", "encrypted in its archive")
        return unpacked(archive, entry, MAX_MEMBER_BYTES, ZIP_TYPE)

    def stored() -> bytes:
        start = entry.header_offset + _LOCAL_HEADER.size
        header = whole[entry.header_offset : start]
        if len(header) == _LOCAL_HEADER.size:
            _, _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
            start += name_length + extra_length
        # The sum of what it unpacks to tells apart what no bytes are left of.
        return b"%08x" % entry.CRC + whole[start : start + entry.compress_size]

    return Member(name, data, stored)


def _is_file(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename
    folder = name.endswith(("/", "\\")) and entry.file_size == 0
    return not folder and (entry.external_attr >> 16) & _KIND != _LINK


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a file's name.

    Chinese Windows writes GBK, macOS UTF-8, and neither says so; zipfile reads both as the
    code of the first PCs, from which the bytes can be had again.
    """
    if entry.flag_bits & _UTF8:
        return entry.orig_filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.orig_filename
    told = _unicode_path(entry.extra, raw)
    if told:
        return told
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.orig_filename


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Return the name that the extra field 0x7075 gives, if it is still of this name."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        value, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind != _UNICODE_PATH or len(value) <= 5 or value[0] != 1:
            continue
        if struct.unpack_from("<I", value, 1)[0] == zlib.crc32(raw):
            return value[5:].decode("utf-8", "replace")
    return ""
