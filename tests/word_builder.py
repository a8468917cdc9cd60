"""Makes .docx bytes from fragments of their XML, for tests of the Word reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument."

_PREFIXES = {
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}


def docx(
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    media: Mapping[str, bytes] | None = None,
    strict: bool = False,
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a Word file whose w:body, w:styles and w:numbering hold these fragments.

    Each of `media` (a file name) is a picture under the relationship id `rId-<name>`.
    """
    w, r = (STRICT_W, STRICT_R) if strict else (W, R)
    relationships = []
    parts: dict[str, bytes] = {}
    for name, fragment in (("styles", styles), ("numbering", numbering)):
        if fragment:
            parts[f"word/{name}.xml"] = _xml(f"w:{name}", fragment, w, r)
            relationships.append((name, r, f"{name}.xml", f"rId-{name}"))
    for name, data in (media or {}).items():
        parts[f"word/media/{name}"] = data
        relationships.append(("image", r, f"media/{name}", f"rId-{name}"))
    return archive(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="xml" ContentType="application/xml"/>'
                '<Default Extension="rels" ContentType='
                '"application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="PNG" ContentType="image/png"/>'
                '<Override PartName="/word/document.xml" '
                f'ContentType="{OFFICE}wordprocessingml.document.main+xml"/></Types>'
            ).encode(),
            "_rels/.rels": rels([("officeDocument", r, "word/document.xml", "rId1")]),
            "word/document.xml": _xml("w:document", f"<w:body>{body}</w:body>", w, r),
            "word/_rels/document.xml.rels": rels(relationships),
            **parts,
            **(extra or {}),
        }
    )


def archive(entries: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of the entries, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in entries.items():
            target.writestr(name, data)
    return out.getvalue()


def rels(relationships: list[tuple[str, str, str, str]]) -> bytes:
    """Return a relationships part of (kind, namespace, target, id)."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{identity}" Type="{namespace}/{kind}" Target="{target}"/>'
            for kind, namespace, target, identity in relationships
        )
        + "</Relationships>"
    ).encode()


def p(text: str = "", properties: str = "", mark: str = "") -> str:
    """Return a paragraph of one run; `mark` is what its paragraph mark's w:rPr holds."""
    if mark:
        properties += f"<w:rPr>{mark}</w:rPr>"
    ppr = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{ppr}{r(text) if text else ''}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run of text."""
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{text}</w:t></w:r>'


def tbl(*rows: str) -> str:
    """Return a table of rows made by `tr`."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def tr(*cells: str, properties: str = "") -> str:
    """Return a row of cells made by `tc`, or of bare texts."""
    trpr = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    inner = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr>{trpr}{inner}</w:tr>"


def tc(text: str = "", span: int | str = 1, merge: str = "", extra: str = "") -> str:
    """Return a cell; `text` may be XML of blocks. `merge` is restart or continue."""
    properties = extra
    if span != 1:
        properties += f'<w:gridSpan w:val="{span}"/>'
    if merge == "restart":
        properties += '<w:vMerge w:val="restart"/>'
    elif merge:
        properties += "<w:vMerge/>"
    content = text if text.startswith("<") else p(text)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def sdt(content: str, properties: str = "") -> str:
    """Return a content control."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _xml(root: str, content: str, w: str, r_namespace: str) -> bytes:
    namespaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _PREFIXES.items())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<{root} xmlns:w="{w}" xmlns:r="{r_namespace}"{namespaces}>{content}</{root}>'
    ).encode()
