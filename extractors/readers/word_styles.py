"""What a paragraph's style says about it: heading level, automatic numbering, hidden text.

ECMA-376 part 1, 17.7: a style takes what it doesn't say itself from the one it is based on.
"""

from __future__ import annotations

import re
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
    """The styles of a document, by their id."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._resolved: dict[str, Style] = {}
        default = None
        for element in root if root is not None else ():
            if element.tag != STYLE:
                continue
            identity = element.get(STYLE_ID)
            if identity is None:
                continue
            self._elements.setdefault(identity, element)
            if (
                default is None
                and element.get(DEFAULT) in ("1", "true", "on")
                and element.get(STYLE_TYPE) == "paragraph"
            ):
                default = identity
        self.default = default
        """Id of the style of paragraphs that name none; None where there is no such style."""
        self.hides_text = root is not None and next(root.iter(VANISH), None) is not None
        """Whether any style hides text at all."""

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
            element = self._elements.get(identity)
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
