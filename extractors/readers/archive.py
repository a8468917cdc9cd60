"""ZIP packages of XML parts, opened with suspicion: OFD files and workbooks.

Nothing is unpacked but the parts asked for, none that declares more than it may, and no XML
that declares a DOCTYPE: no office program writes one, and entities declared there can blow up
or reach out.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree

from extractors.readers.unpacking import BROKEN, unpacked
from schemas.errors import DocumentError

MAX_PART_BYTES = 128 * 2**20
"""Size of one part, unpacked: as for Word files, whose largest part seen has 3 MB."""
MAX_TOTAL_BYTES = 512 * 2**20
"""Size of all parts that are read of one file."""
MAX_PARTS = 20_000
"""Parts of one file: two for each page or sheet, and the pictures."""

_ENCRYPTED = 0x1
"""Bit of a ZIP entry's general purpose flags (PKWARE APPNOTE 4.4.4)."""

_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


class Archive:
    """A package of parts, open for reading. `media_type` goes with every error.

    Raises `DocumentError`: `damaged_archive`, `encrypted_document`, `unpacks_too_large`.
    """

    def __init__(self, data: bytes, media_type: str) -> None:
        self.media_type = media_type
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except BROKEN as error:
            raise DocumentError("damaged_archive", str(error), media_type) from error
        if len(entries) > MAX_PARTS:
            raise DocumentError("unpacks_too_large", f"{len(entries)} parts", media_type)
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise DocumentError("encrypted_document", "encrypted ZIP entries", media_type)
        self._entries = {_plain(entry.filename): entry for entry in entries}
        self._folded = {name.lower(): name for name in reversed(self._entries)}
        self._left = MAX_TOTAL_BYTES

    def find(self, *names: str) -> str | None:
        """Return the first of these names that a part bears, in whatever case; else None."""
        for name in names:
            found = self._folded.get(_plain(name).lower())
            if found is not None:
                return found
        return None

    def read(self, name: str) -> bytes:
        """Return a part's bytes. Raises `DocumentError`, also where there is no such part."""
        entry = self._entries.get(_plain(name))
        if entry is None:
            raise self.damaged(f"there is no part {name}")
        blob = unpacked(self._zip, entry, min(MAX_PART_BYTES, self._left), self.media_type)
        self._left -= len(blob)
        return blob

    def xml(self, name: str) -> Any:
        """Return the root element of an XML part. Raises `DocumentError`."""
        blob = self.read(name)
        try:
            root = etree.fromstring(blob, _PARSER)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.damaged(f"{name}: {error}") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.damaged(f"{name}: has a DOCTYPE")
        return root

    def damaged(self, detail: str) -> DocumentError:
        """Return the error of a package that does not hold what it should."""
        return DocumentError("damaged_document", detail, self.media_type)


def resolved(reference: str, beside: str) -> str:
    """Return the name of a part that is referred to from another: relative, or from the root."""
    reference = reference.strip().replace("\\", "/")
    if reference.startswith("/"):
        return _plain(reference)
    return _plain(posixpath.join(posixpath.dirname(beside), reference))


def _plain(name: str) -> str:
    """Return a part's name without a leading slash, and without detours."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/")


def local(element: Any) -> str:
    """Return an element's name without its namespace, which differs from program to program."""
    name: str = element.tag
    return name.rpartition("}")[2]


def child(element: Any, name: str) -> Any:
    """Return the first child of that name, None where there is none."""
    if element is not None:
        for each in element:
            if local(each) == name:
                return each
    return None
