"""The package around a Word file's main part: everything but the report's own text.

The archive's times are fixed, so that equal reports give equal bytes.
"""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (2023, 1, 1, 0, 0, 0)

_PARTS = ("styles", "numbering", "settings", "footnotes", "header1", "footer1", "comments")
_KINDS = {"header1": "header", "footer1": "footer"}

_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" '
        f'ContentType="{_TYPE}.{_KINDS.get(part, part)}+xml"/>'
        for part in _PARTS
    )
    + '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_ROOT_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" '
    'Target="word/document.xml"/><Relationship Id="rId2" '
    f'Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="{part}" Type="{_OFFICE}/relationships/{_KINDS.get(part, part)}" '
        f'Target="{part}.xml"/>'
        for part in _PARTS
    )
    + "</Relationships>"
)
_STYLES = (
    f'{_XML}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts '
    'w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312" w:hAnsi="Times New Roman"/>'
    '<w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="table" w:styleId="a3"><w:name w:val="Table Grid"/></w:style></w:styles>'
)
_NUMBERING = (
    f'{_XML}<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="0">'
    '<w:multiLevelType w:val="multilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/>'
    '<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_SETTINGS = f'{_XML}<w:settings xmlns:w="{MAIN}"><w:zoom w:percent="100"/></w:settings>'
_FOOTNOTES = (
    f'{_XML}<w:footnotes xmlns:w="{MAIN}"><w:footnote w:type="separator" w:id="-1"><w:p><w:r>'
    '<w:separator/></w:r></w:p></w:footnote><w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r>'
    "<w:r><w:t>脚注：本报告共收到申请9999件的说法系草稿，以正文为准。</w:t></w:r></w:p></w:footnote>"
    "</w:footnotes>"
)
_HEADER = (
    f'{_XML}<w:hdr xmlns:w="{MAIN}"><w:p><w:r><w:t>页眉：内部资料 2018年</w:t></w:r></w:p></w:hdr>'
)
_FOOTER = (
    f'{_XML}<w:ftr xmlns:w="{MAIN}"><w:p><w:r><w:t>— </w:t></w:r><w:fldSimple w:instr="PAGE">'
    "<w:r><w:t>3</w:t></w:r></w:fldSimple><w:r><w:t> —</w:t></w:r></w:p></w:ftr>"
)
_COMMENTS = (
    f'{_XML}<w:comments xmlns:w="{MAIN}"><w:comment w:id="1" w:author="审核" '
    'w:date="2023-01-01T00:00:00Z"><w:p><w:r><w:t>批注：此处原为 8888 件，请核。</w:t></w:r></w:p>'
    "</w:comment></w:comments>"
)
_CORE = (
    f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<dcterms:created xsi:type="dcterms:W3CDTF">2023-01-01T00:00:00Z</dcterms:created>'
    "</cp:coreProperties>"
)

_FIXED = {
    "[Content_Types].xml": _CONTENT_TYPES,
    "_rels/.rels": _ROOT_RELATIONS,
    "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
    "word/styles.xml": _STYLES,
    "word/numbering.xml": _NUMBERING,
    "word/settings.xml": _SETTINGS,
    "word/footnotes.xml": _FOOTNOTES,
    "word/header1.xml": _HEADER,
    "word/footer1.xml": _FOOTER,
    "word/comments.xml": _COMMENTS,
    "docProps/core.xml": _CORE,
}


_STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    f"{_OFFICE}/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/drawingml/2006/main": (
        "http://purl.oclc.org/ooxml/drawingml/main"
    ),
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": (
        "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"
    ),
}
"""Namespaces and relationship types that the Strict variant names otherwise."""


def _as_strict(text: str) -> str:
    for transitional, strict in _STRICT.items():
        text = text.replace(transitional, strict)
    return text


def pack(document: str, *, strict: bool = False) -> bytes:
    """Return a .docx with `document` as its main part's XML, without the declaration.

    `strict` writes it as Strict Open XML (ISO/IEC 29500-1) rather than Transitional.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in {**_FIXED, "word/document.xml": _XML + document}.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            content = _as_strict(text) if strict else text
            archive.writestr(entry, content.encode(), compresslevel=6)
    return file.getvalue()
