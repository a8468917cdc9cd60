"""The XML names of WordprocessingML that the Word reader knows, and its simple values.

Names are those of ECMA-376 part 1 in the Transitional namespaces of part 4, which Word and
WPS write. Strict files (ISO/IEC 29500) use other namespaces for the same elements;
`to_transitional` renames them, so that the reader knows one set of names only.
"""

from __future__ import annotations

import re
from typing import Any

from schemas.errors import DocumentError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}"

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"wordprocessingml/main": _W,
    b"officeDocument/relationships": _R,
    b"officeDocument/math": _M,
    b"drawingml/main": _A,
    b"drawingml/wordprocessingDrawing": _WP,
}
"""The Transitional namespace for each Strict one, which is named by its end."""

STRICT_DECLARATION = re.compile(
    rb"""
    (xmlns(?::[^\s"'=<>]{1,100})?=")         # a namespace declaration, with or without prefix,
    http://purl\.oclc\.org/ooxml/           # of a Strict namespace
    (
        wordprocessingml/main
      | officeDocument/(?:relationships|math)
      | drawingml/(?:main|wordprocessingDrawing)
    )
    (?=")
    """,
    re.VERBOSE,
)
"""The declaration of one of the namespaces that the reader knows, in its Strict form."""

DOCUMENT, BODY = _W + "document", _W + "body"
VAL = _W + "val"

# Blocks and what wraps them or runs.
P, PPR, TBL = _W + "p", _W + "pPr", _W + "tbl"
SDT, SDT_PR, SDT_CONTENT = _W + "sdt", _W + "sdtPr", _W + "sdtContent"
PLACEHOLDER = _W + "showingPlcHdr"
ALTERNATE = _MC + "AlternateContent"
CHOICE, FALLBACK = _MC + "Choice", _MC + "Fallback"
OPEN_WRAPPERS = frozenset(
    _W + name
    for name in (
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "customXml",
        "fldSimple",
        "dir",
        "bdo",
    )
)
"""Elements whose content counts as if they were not there."""

# Paragraph properties.
PSTYLE, NUMPR, OUTLINE = _W + "pStyle", _W + "numPr", _W + "outlineLvl"
ILVL, NUMID = _W + "ilvl", _W + "numId"
RPR, DEL, MOVE_FROM = _W + "rPr", _W + "del", _W + "moveFrom"
VANISH, RSTYLE = _W + "vanish", _W + "rStyle"

# Runs.
R, T, TAB, PTAB, BR, CR = _W + "r", _W + "t", _W + "tab", _W + "ptab", _W + "br", _W + "cr"
BR_TYPE = _W + "type"
NO_BREAK_HYPHEN, SYM = _W + "noBreakHyphen", _W + "sym"
RUBY, RUBY_BASE = _W + "ruby", _W + "rubyBase"
SYM_FONT, SYM_CHAR = _W + "font", _W + "char"
FLD_CHAR, FLD_CHAR_TYPE = _W + "fldChar", _W + "fldCharType"
DRAWING, PICT, OBJECT = _W + "drawing", _W + "pict", _W + "object"
MATH, MATH_PARAGRAPH, MATH_TEXT = _M + "oMath", _M + "oMathPara", _M + "t"

# Drawings.
TEXT_BOX = _W + "txbxContent"
BLIP, EXTENT = _A + "blip", _WP + "extent"
IMAGE_DATA, SHAPE = _VML + "imagedata", _VML + "shape"
EMBED, LINK, R_ID = _R + "embed", _R + "link", _R + "id"

# Tables.
TR, TR_PR, TC, TC_PR = _W + "tr", _W + "trPr", _W + "tc", _W + "tcPr"
MISPLACED = frozenset({P, R, T, TBL, TR, TC, SDT_CONTENT})
"""What holds text, and is damage where a reader does not look for it: as it stands in no place
that ECMA-376 has for it, Word opens no such file, and to pass over it would lose its text."""

GRID_BEFORE, GRID_SPAN = _W + "gridBefore", _W + "gridSpan"
VMERGE, HMERGE = _W + "vMerge", _W + "hMerge"
CELL_DEL, CELL_MERGE = _W + "cellDel", _W + "cellMerge"

_TELLING = (
    *(PSTYLE, NUMPR, OUTLINE, RSTYLE, VANISH, DEL, MOVE_FROM),
    *(GRID_BEFORE, GRID_SPAN, VMERGE, HMERGE, CELL_DEL, CELL_MERGE),
)
"""What the properties of paragraphs, runs, cells and rows can tell that matters here."""

# Styles and numbering.
STYLE, STYLE_ID, STYLE_TYPE = _W + "style", _W + "styleId", _W + "type"
STYLE_NAME, BASED_ON, DEFAULT = _W + "name", _W + "basedOn", _W + "default"
ABSTRACT_NUM, ABSTRACT_NUM_ID = _W + "abstractNum", _W + "abstractNumId"
NUM, LVL, LVL_OVERRIDE = _W + "num", _W + "lvl", _W + "lvlOverride"
START, START_OVERRIDE, LVL_RESTART = _W + "start", _W + "startOverride", _W + "lvlRestart"
NUM_FMT, LVL_TEXT, IS_LGL, SUFF = _W + "numFmt", _W + "lvlText", _W + "isLgl", _W + "suff"
NUM_STYLE_LINK = _W + "numStyleLink"


def is_strict(root: Any) -> bool:
    """Tell whether a part is of a Strict file, by its root element."""
    return bool(root.tag.startswith("{" + _STRICT))


def to_transitional(xml: bytes) -> bytes:
    """Declare the Transitional namespaces in a Strict file's part (in UTF-8, as lxml writes it).

    The names of all elements and attributes change with them.
    """

    def declare(strict: re.Match[bytes]) -> bytes:
        return strict[1] + _TRANSITIONAL[strict[2]].strip("{}").encode()

    return STRICT_DECLARATION.sub(declare, xml)


def telling(root: Any) -> frozenset[Any]:
    """Return the paragraphs, runs' properties, cells and rows that have telling properties.

    Nearly all properties speak of fonts and borders alone. To look for the few others once,
    and up from them, is much faster than to look into each; a few too many are returned.
    (lxml gives the same object for a node for as long as that object lives.)
    """
    found = set()
    for mark in root.iter(*_TELLING):
        properties = mark.getparent()
        found.add(properties)
        owner = properties.getparent()
        if owner is not None:
            found.add(owner)
            if properties.tag == RPR:  # of a paragraph's mark: w:p/w:pPr/w:rPr
                found.add(owner.getparent())
    return frozenset(found)


def misplaced(tag: str) -> DocumentError:
    """Return the error of a document in which an element of `MISPLACED` stands wrongly."""
    return DocumentError("damaged_document", f"{tag.rpartition('}')[2]} in a wrong place")


def integer(text: str | None, otherwise: int) -> int:
    """Return an attribute's integer; `otherwise` where it is missing or malformed."""
    if text is None:
        return otherwise
    try:
        return int(text)
    except ValueError:
        return otherwise


def is_on(element: Any) -> bool:
    """Tell whether a toggle (`<w:vanish/>`, `<w:vanish w:val="0"/>`) is set; None is not."""
    return element is not None and element.get(VAL) not in ("0", "false", "off")


def alternative(element: Any) -> Any:
    """Return the branch of an mc:AlternateContent to read: one of them, never both.

    The first Choice that holds anything (what Word shows), else the Fallback (what
    older programs show). Both hold the same text. None where there is neither.
    """
    fallback = None
    for child in element:
        if child.tag == CHOICE and len(child):
            return child
        if child.tag == FALLBACK and fallback is None:
            fallback = child
    return fallback


def content_of(control: Any) -> tuple[Any, bool]:
    """Return the content of a content control (w:sdt), and whether it is a placeholder.

    A placeholder (“单击此处输入文字”) is Word's text, not the report's.
    """
    content, placeholder = None, False
    for child in control:
        if child.tag == SDT_CONTENT:
            content = child
        elif child.tag == SDT_PR:
            placeholder = is_on(child.find(PLACEHOLDER))
    return content, placeholder
