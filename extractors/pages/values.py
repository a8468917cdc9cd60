"""What the text of a cell looks like, as far as it matters for joining the parts of tables."""

from __future__ import annotations

import re

FIGURE = re.compile(
    r"""
    [-+−－＋±]? \d (?: [\d.,．，]{0,30} \d )? (?: % | ％ | [一-鿿]{1,2} )?  # 12, 40.35万元
    | [-—–－―/／]{1,3} | 无                                   # a mark for nothing
    """,
    re.VERBOSE,
)
"""A cell's text without its white space, where it is a figure."""

NUMBERED = re.compile(
    r"""
    [（(]? \s* (?: [一二三四五六七八九十]{1,3} | \d{1,2} ) \s*
    (?: [)）、．，:：] | [.,](?!\d) | $ )
    """,
    re.VERBOSE,
)
"""The number that opens a row's label: 三、 （三） 3. or the beginning of one that was cut."""

WHOLE_LABELS = frozenset(("总计", "合计", "小计", "共计", "总数", "其他", "其它"))
"""Labels that tables have without a number, and that are no rest of another."""

_SPACE = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """Return a text without its white space."""
    return _SPACE.sub("", text)


def is_figure(text: str) -> bool:
    """Tell whether a text is a figure, or a dash, slash or 无 in place of one."""
    return FIGURE.fullmatch(squeezed(text)) is not None


def may_be_rest(text: str) -> bool:
    """Tell whether a text may be the rest of a label: something, without a number of its own."""
    return bool(squeezed(text)) and not is_numbered(text) and squeezed(text) not in WHOLE_LABELS


def is_numbered(text: str) -> bool:
    """Tell whether a text opens with a number as labels do."""
    return NUMBERED.match(text.strip()) is not None
