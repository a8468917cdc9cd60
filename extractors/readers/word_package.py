"""The Word file as a package of parts: opening it, and reading only the parts asked for.

python-docx opens the ZIP archive and resolves the names of parts; its `Document()` would also
unpack and parse every part that the main one refers to, which is not needed here. XML that
holds the report is parsed by a parser of our own, hardened: no entities, no network.

Open Packaging Conventions: ECMA-376 part 2.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import cached_property
from typing import Any

from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from lxml import etree

from extractors.readers.unpacking import BROKEN, unpacked
from extractors.readers.word_names import DOCUMENT, is_strict, to_transitional
from schemas.errors import DocumentError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MAX_PART_BYTES = 64 * 2**20
"""An XML part or a picture that unpacks to more is refused: no report comes near it (the
largest main part seen has 3 MB), an archive made to exhaust memory does."""

MAX_TOTAL_BYTES = 256 * 2**20
"""All parts that are read of one file, unpacked."""

MAX_PARTS = 10_000
"""Parts of one file: a dozen, and its pictures."""

_DOCTYPE = re.compile(rb"<!\s*DOCTYPE", re.IGNORECASE)

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


class _Relationships:
    """What a part refers to within the file. `root` is its relationships part, None where none.

    A target's name is made out only when it is asked for: of a dozen, two or three are.
    """

    def __init__(self, source: PackURI, root: Any) -> None:
        self._base = source.baseURI
        self._by_id: dict[str, str] = {}
        self._by_kind: dict[str, str] = {}
        for relationship in root if root is not None else ():
            reference, identity = relationship.get("Target"), relationship.get("Id")
            if relationship.get("TargetMode") == "External" or not reference or not identity:
                continue
            self._by_id[identity] = reference
            # The last step of the type: the rest differs between Transitional and Strict files.
            kind = relationship.get("Type", "").rpartition("/")[2]
            self._by_kind.setdefault(kind, reference)

    def of_id(self, identity: str) -> PackURI | None:
        """Return the part under a relationship's id."""
        return self._resolved(self._by_id.get(identity))

    def of_kind(self, kind: str) -> PackURI | None:
        """Return the first part of a kind (`styles`)."""
        return self._resolved(self._by_kind.get(kind))

    def _resolved(self, reference: str | None) -> PackURI | None:
        if reference is None:
            return None
        try:
            return PackURI.from_rel_ref(self._base, reference.replace("\\", "/"))
        except ValueError:
            return None


class WordPackage:
    """A .docx file (or .docm, .dotx), open for reading.

    Raises `DocumentError`: `damaged_archive` where the ZIP archive is cut short or broken,
    `encrypted_document` where its entries are encrypted, `not_a_word_document` where it
    holds something else, `unpacks_too_large` where a part is over `MAX_PART_BYTES`, or
    packed beyond reason, or there are too many or too much in all.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except BROKEN as e:
            raise DocumentError("damaged_archive", str(e), MEDIA_TYPE) from e
        if len(entries) > MAX_PARTS:
            raise DocumentError("unpacks_too_large", f"{len(entries)} parts", MEDIA_TYPE)
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise DocumentError("encrypted_document", "encrypted ZIP entries", MEDIA_TYPE)
        self._entries = {entry.filename: entry for entry in entries}
        self._pictures: dict[str, bytes | None] = {}
        self._left = MAX_TOTAL_BYTES
        self._main = self._find_main()
        self._related = self._relationships(self._main)

    @cached_property
    def document(self) -> Any:
        """Return the root element of the main part, in the Transitional namespaces."""
        root = self._xml(self._main)
        if root is None or root.tag != DOCUMENT:
            raise DocumentError("not_a_word_document", f"main part {self._main}", "application/zip")
        return root

    def related(self, kind: str) -> Any:
        """Return the root element of the part of one kind (`numbering`); None where none."""
        target = self._related.of_kind(kind)
        return None if target is None else self._xml(target)

    def related_bytes(self, kind: str) -> bytes | None:
        """Return the bytes of the part of one kind (`styles`); None where there is none."""
        target = self._related.of_kind(kind)
        return None if target is None else self._blob(target)

    def picture(self, relationship: str) -> tuple[str, bytes]:
        """Return the media type and the bytes of the picture under a relationship's id.

        No bytes where the picture is outside the file, or missing from it.
        """
        target = self._related.of_id(relationship)
        if target is None:
            return "", b""
        # A logo may stand on the page a thousand times: it is unpacked once.
        if target not in self._pictures:
            self._pictures[target] = self._blob(target)
        return self._media_type(target), self._pictures[target] or b""

    def _find_main(self) -> PackURI:
        main = self._relationships(PACKAGE_URI).of_kind("officeDocument")
        if main is None or main.membername not in self._entries:
            raise DocumentError("not_a_word_document", "no main part", "application/zip")
        return main

    def _relationships(self, source: PackURI) -> _Relationships:
        return _Relationships(source, self._xml(source.rels_uri))

    def _blob(self, name: PackURI) -> bytes | None:
        """Return a part's bytes; None where the archive has no such part."""
        entry = self._entries.get(name.membername)
        if entry is None:
            return None
        blob = unpacked(self._zip, entry, min(MAX_PART_BYTES, self._left), MEDIA_TYPE)
        self._left -= len(blob)
        return blob

    def _xml(self, name: PackURI) -> Any:
        blob = self._blob(name)
        return None if blob is None else self.parse(blob, name)

    def parse(self, blob: bytes, name: str = "a part") -> Any:
        """Return the root element of some XML, in the Transitional namespaces.

        Raises `DocumentError` (`damaged_document`) where it is not well formed or
        declares a DOCTYPE.
        """
        try:
            if _DOCTYPE.search(blob):  # before anything that it declares is looked at
                raise DocumentError("damaged_document", f"{name}: has a DOCTYPE", MEDIA_TYPE)
            root = etree.fromstring(blob, _PARSER)
            if root.getroottree().docinfo.internalDTD is not None:
                # In UTF-16. Word never writes one; entities declared there can blow up.
                raise DocumentError("damaged_document", f"{name}: has a DOCTYPE", MEDIA_TYPE)
            if is_strict(root):
                # Parsed anew, which is much faster than to rename element by element.
                xml = etree.tostring(root, encoding="utf-8")
                root = etree.fromstring(to_transitional(xml), _PARSER)
        except (etree.XMLSyntaxError, ValueError) as e:
            raise DocumentError("damaged_document", f"{name}: {e}", MEDIA_TYPE) from e
        return root

    def _media_type(self, name: PackURI) -> str:
        overrides, defaults = self._content_types
        return overrides.get(name.lower()) or defaults.get(name.ext.lower(), "")

    @cached_property
    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the declared media types by part name and by file extension."""
        overrides: dict[str, str] = {}
        defaults: dict[str, str] = {}
        root = self._xml(CONTENT_TYPES_URI)
        for element in root if root is not None else ():
            media_type = element.get("ContentType", "")
            if element.get("PartName"):
                overrides[element.get("PartName").lower()] = media_type
            elif element.get("Extension"):
                defaults[element.get("Extension").lower()] = media_type
        return overrides, defaults
