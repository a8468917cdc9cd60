"""What a paragraph's style says about it: heading level, automatic numbering, hidden text.

ECMA-376 part 1, 17.7: a style takes what it doesn't say itself from the one it is based on.

The part with the styles is often larger than the document (python-docx's own has 350 KB), and
a report uses five of its 160 styles. So the part is only searched for where its styles start,
and those asked for are parsed one by one; a part that looks unusual is parsed whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from extractors.readers.word_names import (
    BASED_ON,
    DEFAULT,
    ILVL,
    NUMID,
    NUMPR,
    OUTLINE,
    PPR,
    RPR,
    STYLE,
    STYLE_ID,
    STYLE_NAME,
    STYLE_TYPE,
    VAL,
    VANISH,
    integer,
    is_on,
)

BODY_LEVEL = 9
"""The value of w:outlineLvl for text that is no heading (0 is a first-level heading)."""

HEADING_NAME = re.compile(
    r"""
    (?:heading|标题)   # built-in names are English in the file; some converters write Chinese
    [ ]?
    ([1-9])            # its level
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""The whole name of a built-in heading style."""

PART_HEAD = re.compile(
    rb"""
    (?:\xef\xbb\xbf)?                                   # byte order mark of UTF-8
    (?:
        <\?xml[ ]version=["']1\.0["']
        (?:[ ]encoding=["'](?:utf-8|UTF-8)["'])?
        (?:[ ]standalone=["'](?:yes|no)["'])?
        [ ]?\?>
    )?
    \s*
    (<w:styles\b[^<>]*(?<!/)>)                           # the root element's start tag
    """,
    re.VERBOSE,
)
"""The start of a styles part as nearly every program writes it: in UTF-8, without DOCTYPE."""

STYLE_TAG = re.compile(
    rb"""
    <w:style\s
    [^<>]{0,300}?             # bounded, or a tag of many ids would take quadratic time
    \bw:styleId="([^"<>]{0,300})"
    [^<>]{0,300}
    (?<!/)>                   # not an empty element
    """,
    re.VERBOSE,
)
"""The start tag of a style, and its id."""

_STYLE_END = b"</w:style>"
_TRUE = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class Style:
    """What a style passes on to its paragraphs or runs.

    `outline` is 0 for a first-level heading; None where neither the style nor those
    it is based on say. `num_id` is the list's number, "0" for expressly none.
    """

    outline: int | None = None
    num_id: str | None = None
    num_level: int | None = None
    hidden: bool = False


_NONE = Style()


class Styles:
    """The styles of a document, by their id.

    `blob` is the part's XML, None where the document has none; `parse` makes its root
    element of it, and raises where it cannot.
    """

    def __init__(self, blob: bytes | None, parse: Callable[[bytes], Any]) -> None:
        self._parse = parse
        self._blob = blob or b""
        self._root_tag = b""
        self._starts: dict[str, int] = {}
        self._elements: dict[str, Any] = {}
        self._resolved: dict[str, Style] = {}
        self.default: str | None = None
        """Id of the style of paragraphs that name none; None where there is no such style."""
        if blob is not None:
            self._find_styles(blob)
            if not self._starts:
                self._parse_all(blob)

    def _find_styles(self, blob: bytes) -> None:
        head = PART_HEAD.match(blob)
        if head is None:
            return
        self._root_tag = head[1]
        for match in STYLE_TAG.finditer(blob, head.end()):
            identity = match[1].decode("utf-8", "replace")
            self._starts.setdefault(identity, match.start())
            tag = match[0]
            if self.default is None and b"w:default=" in tag and b'w:type="paragraph"' in tag:
                element = self._element(identity)
                if element is not None and element.get(DEFAULT) in _TRUE:
                    self.default = identity

    def _parse_all(self, blob: bytes) -> None:
        for element in self._parse(blob).iterchildren(STYLE):
            identity = element.get(STYLE_ID, "")
            self._elements.setdefault(identity, element)
            if (
                self.default is None
                and element.get(DEFAULT) in _TRUE
                and element.get(STYLE_TYPE) == "paragraph"
            ):
                self.default = identity

    def _element(self, identity: str) -> Any:
        """Return the element of a style; None where there is none."""
        start = self._starts.get(identity)
        if start is None:
            return self._elements.get(identity)
        end = self._blob.find(_STYLE_END, start)
        style = self._blob[start : end + len(_STYLE_END)]
        return next(iter(self._parse(self._root_tag + style + b"</w:styles>")), None)

    def get(self, identity: str | None) -> Style:
        """Return what a style says, all that it is based on included.

        An unknown id gives a style that says nothing.
        """
        if identity is None:
            return _NONE
        style = self._resolved.get(identity)
        if style is None:
            style = self._resolved[identity] = self._resolve(identity)
        return style

    def _resolve(self, identity: str | None) -> Style:
        outline: int | None = None
        num_id: str | None = None
        num_level: int | None = None
        hidden: bool | None = None
        seen = set()  # a style based on itself, by way of others, is met in damaged files
        while identity is not None and identity not in seen:
            seen.add(identity)
            element = self._element(identity)
            if element is None:
                break
            identity, name = None, ""
            for child in element:
                tag = child.tag
                if tag == BASED_ON:
                    identity = child.get(VAL)
                elif tag == STYLE_NAME:
                    name = child.get(VAL, "")
                elif tag == RPR and hidden is None:
                    mark = child.find(VANISH)
                    hidden = None if mark is None else is_on(mark)
                elif tag == PPR:
                    level = child.find(OUTLINE)
                    if outline is None and level is not None:
                        outline = integer(level.get(VAL), BODY_LEVEL)
                    numbered = child.find(NUMPR)
                    if numbered is not None:
                        identifier, depth = numbered.find(NUMID), numbered.find(ILVL)
                        if num_id is None and identifier is not None:
                            num_id = identifier.get(VAL)
                        if num_level is None and depth is not None:
                            num_level = integer(depth.get(VAL), 0)
            heading = HEADING_NAME.fullmatch(name)
            if outline is None and heading:
                outline = int(heading[1]) - 1
        return Style(outline, num_id, num_level, bool(hidden))
