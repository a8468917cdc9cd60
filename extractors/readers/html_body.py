"""The report's own body among the menus, footers and links of a web page.

Told by density and place alone: where the bulk of the text outside links stands, and all
data tables. Rather too much is kept than too little: a table, a numbered heading or a
sentence outside the body is kept unless it stands in what is plainly furniture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.readers.html_builder import Container, Found
from extractors.readers.plain import SECTION_NUMBER
from schemas.document import Block, Paragraph, Picture, Table

BULK = 0.85
"""Share of the page's text that the body holds at least."""

FURNITURE_BULK = 0.3
"""What holds more of the page's text is no furniture, whatever its tag or class says (whole
pages stand in one <form>)."""

PROSE_CHARACTERS = 50
"""A paragraph of this length with a full stop is prose."""

DATA_CELLS = 8
"""A table with so many filled cells, mostly not links, holds data."""

TITLE_CHARACTERS = 8
"""The shortest paragraph that is compared to the page's <title>."""

SMALL_LINK = 8
"""A paragraph that is nothing but links and no longer is a button: 打印, 关闭, 返回顶部."""


@dataclass(slots=True)
class _Weighed:
    block: Block
    found: Found
    weight: int
    must_hold: bool
    """The body has to hold this block."""


def body_of(
    blocks: Sequence[tuple[Block, Found]], containers: list[Container], title: str
) -> list[Block]:
    """Return the blocks of the page's body, in reading order."""
    weighed = [_weigh(block, found) for block, found in blocks]
    weights, holds = _sums(weighed, containers)
    furniture = _furniture(containers, weights, holds)
    seen = [each for each in weighed if not furniture[each.found.container]]
    weights, holds = _sums(seen, containers)
    inside = _within(_body(containers, weights, holds), containers)
    kept: list[Block] = []
    title = "".join(title.split())
    entitled = False
    begun = False
    for each in seen:
        if inside[each.found.container]:
            begun = True
            if not _is_link_line(each, containers):
                kept.append(each.block)
        elif each.must_hold or _is_prose(each):
            kept.append(each.block)
        elif not begun and not entitled and _is_title(each, title):
            entitled = True
            kept.append(each.block)
    return kept


def _weigh(block: Block, found: Found) -> _Weighed:
    if isinstance(block, Paragraph):
        text = block.text
        own = max(0, len(text) - found.link_characters)
        heading = own > len(text) // 2 and len(text) < 60 and bool(SECTION_NUMBER.match(text))
        return _Weighed(block, found, own, heading)
    if isinstance(block, Table):
        filled = [len(cell.text) for cell in block.cells if cell.text]
        own = max(0, sum(filled) - found.link_characters)
        data = len(filled) >= DATA_CELLS and found.link_characters * 2 < sum(filled)
        return _Weighed(block, found, own + (5 * len(filled) if data else 0), data)
    return _Weighed(block, found, 0, False)


def _sums(weighed: list[_Weighed], containers: list[Container]) -> tuple[list[int], list[int]]:
    """Return for each container the weight of all in it, and how many blocks the body must hold."""
    weights = [0] * len(containers)
    holds = [0] * len(containers)
    for each in weighed:
        weights[each.found.container] += each.weight
        holds[each.found.container] += each.must_hold
    for number in range(len(containers) - 1, 0, -1):  # children come after their parents
        weights[containers[number].parent] += weights[number]
        holds[containers[number].parent] += holds[number]
    return weights, holds


def _furniture(containers: list[Container], weights: list[int], holds: list[int]) -> list[bool]:
    """Tell which containers are furniture, with all that is in them."""
    result = [False] * len(containers)
    limit = FURNITURE_BULK * weights[0]
    for number, container in enumerate(containers[1:], 1):
        claimed = container.furniture and weights[number] <= limit and not holds[number]
        result[number] = result[container.parent] or claimed
    return result


def _body(containers: list[Container], weights: list[int], holds: list[int]) -> int:
    """Return the smallest container with the bulk of the text and all that it must hold."""
    body = 0
    needed = BULK * weights[0]
    for number in range(1, len(containers)):
        if (
            containers[number].parent == body
            and weights[number] >= needed
            and weights[number] > 0
            and holds[number] == holds[0]
        ):
            body = number
    return body


def _within(body: int, containers: list[Container]) -> list[bool]:
    inside = [False] * len(containers)
    inside[body] = True
    for number in range(body + 1, len(containers)):
        inside[number] = inside[containers[number].parent]
    return inside


def _is_prose(each: _Weighed) -> bool:
    block = each.block
    return isinstance(block, Paragraph) and each.weight >= PROSE_CHARACTERS and "。" in block.text


def _is_title(each: _Weighed, title: str) -> bool:
    """Tell whether a paragraph before the body is its title: a heading, or the page's own."""
    block = each.block
    if not isinstance(block, Paragraph) or each.found.links:
        return False
    text = "".join(block.text.split())
    return len(text) >= TITLE_CHARACTERS and (text in title or block.level in (1, 2))


def _is_link_line(each: _Weighed, containers: list[Container]) -> bool:
    """Tell whether a block within the body is a breadcrumb, a button or a list of links."""
    block, found = each.block, each.found
    if isinstance(block, Picture):
        return found.links > 0 and not block.may_hold_table
    if not isinstance(block, Paragraph) or not found.links or each.must_hold:
        return False
    length = len(block.text)
    linked = found.link_characters >= 0.8 * length
    if "。" in block.text:
        return False
    if found.links > 1 and found.link_characters * 2 >= length:
        return True
    return linked and (length <= SMALL_LINK or containers[found.container].listing)
