"""Automatic numbering: the labels (一、 （二） 1.2) that Word prints but does not store as text.

A paragraph names a list (w:num) and a level; the list refers to a definition
(w:abstractNum), which holds, for each of nine levels, the format of the number and the
text around it. Lists of one definition count on together, unless a list says where to
start again. ECMA-376 part 1, 17.9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from extractors.readers.word_names import (
    ABSTRACT_NUM,
    ABSTRACT_NUM_ID,
    FALLBACK,
    ILVL,
    IS_LGL,
    LVL,
    LVL_OVERRIDE,
    LVL_RESTART,
    LVL_TEXT,
    NUM,
    NUM_FMT,
    NUM_STYLE_LINK,
    NUMID,
    PSTYLE,
    START,
    START_OVERRIDE,
    SUFF,
    VAL,
    integer,
    is_on,
)
from extractors.readers.word_numbers import SILENT, format_number
from extractors.readers.word_styles import Styles

LEVELS = 9

NO_LIST = "0"
"""The list number by which a paragraph declines the list of its style."""

PLACEHOLDER = re.compile(
    r"""
    %
    ([1-9])   # the level, counted from 1, whose number stands here
    """,
    re.VERBOSE,
)
"""A number's place in a level's text, as in “第%1条” or “%1.%2”."""

_CLOSED = "、．。，：；）】〕〉》」』)]"
"""A label ending in one of these stands by itself: 一、总体情况 needs no space, 1 2020年 does."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list's definition."""

    start: int = 0
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    suffix: str = "tab"
    style: str | None = None


@dataclass(slots=True)
class _List:
    """A list (w:num): its definition, its levels, and where it starts anew."""

    definition: str
    levels: list[Level]
    starts: dict[int, int]


class Numbering:
    """The running numbers of a document. Ask for each paragraph's label, in order, once."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, Any] = {}
        self._nums: dict[str, Any] = {}
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        for element in root if root is not None else ():
            if element.tag == ABSTRACT_NUM:
                self._definitions[element.get(ABSTRACT_NUM_ID, "")] = element
            elif element.tag == NUM:
                self._nums[element.get(NUMID, "")] = element

    def level_of_style(self, num_id: str, style: str | None) -> int | None:
        """Return the level of a list that is bound to a paragraph style, if any is."""
        numbered = self._list(num_id)
        if numbered is None or style is None:
            return None
        for index, level in enumerate(numbered.levels):
            if level.style == style:
                return index
        return None

    def label(self, num_id: str, level: int) -> str:
        """Count a paragraph of a list and return its label; "" for bullets and unknown lists.

        Where a number could run into the text after it, the label ends in a space.
        """
        numbered = self._list(num_id)
        if numbered is None:
            return ""
        level = min(max(level, 0), LEVELS - 1)
        counters = self._counters.setdefault(numbered.definition, [None] * LEVELS)
        own = numbered.levels[level]
        current = counters[level]
        if level in numbered.starts and (num_id, level) not in self._started:
            current = numbered.starts[level]
        else:
            current = own.start if current is None else current + 1
        self._started.add((num_id, level))
        counters[level] = current
        for deeper in range(level + 1, LEVELS):
            restart = numbered.levels[deeper].restart
            if restart is None or level < restart:
                counters[deeper] = None
        if own.format == "bullet" or (own.format in SILENT and not PLACEHOLDER.search(own.text)):
            return ""

        def number(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            if index > level:
                return ""
            shown = numbered.levels[index]
            count = counters[index]
            if count is None:  # an upper level that has not occurred shows its start
                count = numbered.starts.get(index, shown.start)
            return format_number(count, "decimal" if own.legal else shown.format)

        text = PLACEHOLDER.sub(number, own.text)
        if own.suffix != "nothing" and text and text[-1] not in _CLOSED and not text[-1].isspace():
            text += " "
        return text

    def _list(self, num_id: str) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._read_list(num_id, hops=2)
        return self._lists[num_id]

    def _read_list(self, num_id: str, hops: int) -> _List | None:
        num = self._nums.get(num_id)
        if num is None:
            return None
        reference = num.find(ABSTRACT_NUM_ID)
        identity = "" if reference is None else reference.get(VAL, "")
        definition = self._definitions.get(identity)
        if definition is None:
            return None
        link = definition.find(NUM_STYLE_LINK)
        if link is not None and hops:
            # The definition is that of the list which the numbering style names.
            linked = self._styles.get(link.get(VAL)).num_id
            base = self._read_list(linked, hops - 1) if linked is not None else None
            if base is None:
                return None
            identity, levels = base.definition, list(base.levels)
        else:
            levels = [Level() for _ in range(LEVELS)]
            for element in definition.iterchildren(LVL):
                index = integer(element.get(ILVL), -1)
                if 0 <= index < LEVELS:
                    levels[index] = _read_level(element)
        starts: dict[int, int] = {}
        for override in num.iterchildren(LVL_OVERRIDE):
            index = integer(override.get(ILVL), -1)
            if not 0 <= index < LEVELS:
                continue
            element = override.find(LVL)
            if element is not None:
                levels[index] = _read_level(element)
            start = override.find(START_OVERRIDE)
            if start is not None:
                starts[index] = integer(start.get(VAL), levels[index].start)
                levels[index] = replace(levels[index], start=starts[index])
        return _List(identity, levels, starts)


def _read_level(element: Any) -> Level:
    start, text, legal, restart, suffix, style = 0, "", False, None, "tab", None
    number_format = None
    for child in element:
        tag = child.tag
        if tag == START:
            start = integer(child.get(VAL), 0)
        elif tag == NUM_FMT:
            number_format = child.get(VAL, "decimal")
        elif tag == LVL_TEXT:
            text = child.get(VAL, "")
        elif tag == IS_LGL:
            legal = is_on(child)
        elif tag == LVL_RESTART:
            restart = integer(child.get(VAL), LEVELS)
        elif tag == SUFF:
            suffix = child.get(VAL, "tab")
        elif tag == PSTYLE:
            style = child.get(VAL)
    if number_format is None:
        # A custom format (001, 002) stands in an alternative; its fallback is a plain one.
        fallback = element.find(f".//{FALLBACK}/{NUM_FMT}")
        number_format = "decimal" if fallback is None else fallback.get(VAL, "decimal")
    return Level(start, number_format, text, legal, restart, suffix, style)
