"""What an OFD file is made of: documents, versions, pages, templates, resources.

GB/T 33190: 7.4 (OFD.xml), 7.5 (Document.xml), 7.7 (pages), 7.9 (resources), 19 (versions).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from extractors.ofd.values import box, is_true
from extractors.readers.archive import Archive, child, local, resolved
from schemas.errors import DocumentError

MEDIA_TYPE = "application/ofd"

A4 = (0.0, 0.0, 210.0, 297.0)
"""Millimetres; where a file says nothing of its pages' size."""

MAX_PAGES = 1000
"""A report has fewer than 40."""

Level = Literal["Background", "Body", "Foreground"]
LEVELS: tuple[Level, ...] = ("Background", "Body", "Foreground")
"""What is drawn first lies below."""


@dataclass(slots=True)
class Resources:
    """Pictures, composite drawings and fonts by their ids."""

    pictures: dict[str, str] = field(default_factory=dict)
    drawings: dict[str, Any] = field(default_factory=dict)
    bold_fonts: set[str] = field(default_factory=set)


@dataclass(slots=True)
class OfdPage:
    """One page: its box in millimetres, and its layers, the lowest first."""

    area: tuple[float, float, float, float]
    layers: list[Any]
    resources: Resources


class OfdFile:
    """An open OFD file.

    Raises `DocumentError`: `damaged_archive`, `damaged_document`, `encrypted_document`,
    `unpacks_too_large`, `too_large`.
    """

    def __init__(self, data: bytes) -> None:
        self.archive = Archive(data, MEDIA_TYPE)
        if self.archive.find("Encryptions.xml") is not None:  # GM/T 0099
            raise DocumentError("encrypted_document", "Encryptions.xml", MEDIA_TYPE)
        entrance = self.archive.find("OFD.xml")
        if entrance is None:
            raise self.archive.damaged("there is no OFD.xml")
        self._documents = [_Document(self.archive, root) for root in self._roots(entrance)]
        if not self._documents:
            raise self.archive.damaged("OFD.xml names no document")
        self.page_count = sum(len(each.pages) for each in self._documents)
        if self.page_count > MAX_PAGES:
            raise DocumentError("too_large", f"{self.page_count} pages", MEDIA_TYPE)
        if not self.page_count:
            raise self.archive.damaged("no pages")

    def _roots(self, entrance: str) -> list[str]:
        """Return the main parts of the documents, each in its current version."""
        roots = []
        for body in self.archive.xml(entrance):
            if local(body) != "DocBody":
                continue
            reference = _text(child(body, "DocRoot"))
            root = self._part(reference, entrance) if reference else None
            version = self._current_version(body, entrance)
            if version or root:
                roots.append(version or root)
        return [root for root in roots if root]

    def _current_version(self, body: Any, entrance: str) -> str | None:
        for version in child(body, "Versions") if child(body, "Versions") is not None else ():
            if local(version) == "Version" and is_true(version.get("Current"), False):
                part = self._part(version.get("BaseLoc", ""), entrance)
                reference = _text(child(self.archive.xml(part), "DocRoot")) if part else ""
                if part and reference:
                    return self._part(reference, part) or self._part(reference, entrance)
        return None

    def _part(self, reference: str, beside: str) -> str | None:
        return self.archive.find(resolved(reference, beside), reference)

    def page(self, number: int) -> OfdPage:
        """Return a page, numbered from 1 through all documents of the file."""
        index = number - 1
        for document in self._documents:
            if index < len(document.pages):
                return document.page(index)
            index -= len(document.pages)
        raise IndexError(number)


class _Document:
    """One document of the file."""

    def __init__(self, archive: Archive, root: str) -> None:
        self._archive, self._root = archive, root
        self._xml = archive.xml(root)
        common = child(self._xml, "CommonData")
        self._common: Any = common if common is not None else ()
        self.pages = [
            each.get("BaseLoc", "") for each in _children(child(self._xml, "Pages"), "Page")
        ]
        self._area = _area(child(common, "PageArea"))
        self._templates = {each.get("ID", ""): each for each in _children(common, "TemplatePage")}

    @cached_property
    def _resources(self) -> Resources:
        found = Resources()
        for each in self._common:
            if local(each) in ("PublicRes", "DocumentRes"):
                self._add_resources(_text(each), self._root, found)
        return found

    def page(self, index: int) -> OfdPage:
        part = self._find(self.pages[index], self._root)
        if part is None:
            raise self._archive.damaged(f"page {index + 1} is missing: {self.pages[index]}")
        root = self._archive.xml(part)
        resources = self._with_own(root, part, self._resources)
        layers: list[tuple[int, Any]] = _layers(root)
        for use in _children(root, "Template"):
            template = self._template(use.get("TemplateID", ""))
            if template is not None:
                level = _level(use.get("ZOrder") or template[1].get("ZOrder"), "Background")
                layers += [(level, layer) for _, layer in _layers(template[0])]
                resources = self._with_own(template[0], template[2], resources)
        layers.sort(key=lambda each: each[0])
        area = _area(child(root, "Area")) or self._area or A4
        return OfdPage(area, [layer for _, layer in layers], resources)

    def _template(self, identity: str) -> tuple[Any, Any, str] | None:
        """Return a template page's content, its entry in the document, and its part."""
        entry = self._templates.get(identity)
        part = self._find(entry.get("BaseLoc", ""), self._root) if entry is not None else None
        return None if part is None else (self._archive.xml(part), entry, part)

    def _with_own(self, root: Any, part: str, common: Resources) -> Resources:
        """Return the resources with those that a page brings along."""
        own = [_text(each) for each in _children(root, "PageRes")]
        if not own:
            return common
        found = Resources(dict(common.pictures), dict(common.drawings), set(common.bold_fonts))
        for reference in own:
            self._add_resources(reference, part, found)
        return found

    def _add_resources(self, reference: str, beside: str, found: Resources) -> None:
        part = self._find(reference, beside)
        if part is None:
            return
        root = self._archive.xml(part)
        base = root.get("BaseLoc") or ""
        for group in root:
            for each in group:
                identity, kind = each.get("ID", ""), local(each)
                if kind == "MultiMedia" and each.get("Type", "Image").lower() == "image":
                    file = _text(child(each, "MediaFile"))
                    picture = self._find(f"{base}/{file}" if base else file, part) or self._find(
                        file, part
                    )
                    if picture is not None:
                        found.pictures[identity] = picture
                elif kind == "CompositeGraphicUnit":
                    found.drawings[identity] = each
                elif kind == "Font" and (
                    is_true(each.get("Bold"), False) or "bold" in each.get("FontName", "").lower()
                ):
                    found.bold_fonts.add(identity)

    def _find(self, reference: str, beside: str) -> str | None:
        """Return the part that is meant: beside the other, in the document's folder, or from
        the root of the package, for programs differ in what their paths are relative to."""
        return self._archive.find(
            resolved(reference, beside), resolved(reference, self._root), reference
        )


def _layers(root: Any) -> list[tuple[int, Any]]:
    return [
        (_level(layer.get("Type"), "Body"), layer)
        for layer in _children(child(root, "Content"), "Layer")
    ]


def _level(name: str | None, default: Level) -> int:
    return LEVELS.index(name if name in LEVELS else default)


def _area(element: Any) -> tuple[float, float, float, float] | None:
    """Return a page's box; None where it is not told or is of no size."""
    for name in ("PhysicalBox", "ApplicationBox", "ContentBox"):
        found = box(_text(child(element, name)))
        if found is not None and found[2] > 0 and found[3] > 0:
            return found
    return None


def _children(element: Any, name: str) -> list[Any]:
    return [] if element is None else [each for each in element if local(each) == name]


def _text(element: Any) -> str:
    return "" if element is None else (element.text or "").strip()
