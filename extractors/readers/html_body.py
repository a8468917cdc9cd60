"""The report's own body among the menus, footers and links of a web page.

Told by density and place alone: where the bulk of the text outside links stands, and all
data tables. Rather too much is kept than too little: a table, a numbered heading or a
sentence outside the body is kept unless it stands in what is plainly furniture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.readers.html_builder import Containers
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

HEADING_CHARACTERS = 60
"""A numbered paragraph shorter than this is a heading."""

CELL_WEIGHT = 5
"""What a filled cell of a data table weighs beside its characters, figures being short."""

LABEL_DISCOUNT = 4
"""Text without a full stop weighs so much less than sentences."""

TITLE_CHARACTERS = 8
"""The shortest paragraph that is compared to the page's <title>."""

WHOLLY_LINKED = 0.8
"""From this share of its characters on, a paragraph is nothing but links."""

PARTLY_LINKED = 0.33
"""From this share on, a paragraph with several links is a breadcrumb (the rest being “>”)."""

WIDENING_LINKS = 20
"""So many characters of links around the body are buttons, not a menu."""

SMALL_LINK = 8
"""A paragraph that is nothing but links and no longer is a button: 打印, 关闭, 返回顶部."""


@dataclass(slots=True)
class Found:
    """A block, the container that it stands in, and how much of it are links.

    `weight` and `must_hold` (the body has to hold this block) are filled in by `body_of`.
    """

    block: Block
    container: int
    links: int = 0
    link_characters: int = 0
    weight: int = 0
    must_hold: bool = False


def body_of(found: Sequence[Found], containers: Containers, title: str) -> list[Block]:
    """Return the blocks of the page's body, in reading order."""
    for each in found:
        _weigh(each)
    furniture = _furniture(containers, *_sums(found, containers))
    seen = [each for each in found if not furniture[each.container]]
    body = _widened(_body(containers, *_sums(seen, containers)), seen, containers)
    inside = _within(body, containers)
    kept: list[Block] = []
    title = "".join(title.split())
    begun = False
    for each in found:
        if furniture[each.container]:
            keep = not begun and _is_title(each, title, certain=True)
        elif inside[each.container]:
            begun = True
            keep = not _is_link_line(each, containers)
        else:
            keep = each.must_hold or _is_prose(each)
            keep = keep or (not begun and _is_title(each, title, certain=False))
        if keep:
            kept.append(each.block)
    return kept


def _weigh(each: Found) -> None:
    block = each.block
    if isinstance(block, Paragraph):
        text = block.text
        each.weight = max(0, len(text) - each.link_characters)
        short = each.weight * 2 > len(text) and len(text) < HEADING_CHARACTERS
        each.must_hold = short and SECTION_NUMBER.match(text) is not None
        if "。" not in text and not each.must_hold:
            each.weight = -(-each.weight // LABEL_DISCOUNT)  # menus and footers are such
    elif isinstance(block, Table):
        filled = [len(cell.text) for cell in block.cells if cell.text]
        each.weight = max(0, sum(filled) - each.link_characters)
        if len(filled) >= DATA_CELLS and each.link_characters * 2 < sum(filled):
            each.weight += CELL_WEIGHT * len(filled)
            each.must_hold = True


def _sums(found: Sequence[Found], containers: Containers) -> tuple[list[int], list[int]]:
    """Return for each container the weight of all in it, and how many blocks the body must hold."""
    parents = containers.parents
    weights = [0] * len(parents)
    holds = [0] * len(parents)
    for each in found:
        weights[each.container] += each.weight
        holds[each.container] += each.must_hold
    for number in range(len(parents) - 1, 0, -1):  # children come after their parents
        if weights[number]:
            weights[parents[number]] += weights[number]
            holds[parents[number]] += holds[number]
    return weights, holds


def _furniture(containers: Containers, weights: list[int], holds: list[int]) -> list[bool]:
    """Tell which containers are furniture, with all that is in them."""
    result = [False] * len(weights)
    limit = FURNITURE_BULK * weights[0]
    for number, parent in enumerate(containers.parents):
        result[number] = result[parent] or (
            number in containers.furniture and weights[number] <= limit and not holds[number]
        )
    return result


def _body(containers: Containers, weights: list[int], holds: list[int]) -> int:
    """Return the smallest container with the bulk of the text and all that it must hold."""
    body = 0
    needed = max(1, BULK * weights[0])
    for number, parent in enumerate(containers.parents):
        if parent == body and number and weights[number] >= needed and holds[number] == holds[0]:
            body = number
    return body


def _widened(body: int, found: Sequence[Found], containers: Containers) -> int:
    """Return the container around the body, as long as hardly any link comes with it.

    A title above the text, a signature below it often stand in elements of their own.
    """
    parents = containers.parents
    linked = [0] * len(parents)
    for each in found:
        linked[each.container] += each.link_characters
    for number in range(len(parents) - 1, 0, -1):
        linked[parents[number]] += linked[number]
    inner = linked[body]
    while body and linked[parents[body]] - inner <= WIDENING_LINKS:
        body = parents[body]
    return body


def _within(body: int, containers: Containers) -> list[bool]:
    inside = [False] * len(containers.parents)
    for number, parent in enumerate(containers.parents):
        inside[number] = number == body or (number > body and inside[parent])
    return inside


def _is_prose(each: Found) -> bool:
    block = each.block
    return isinstance(block, Paragraph) and each.weight >= PROSE_CHARACTERS and "。" in block.text


def _is_title(each: Found, title: str, certain: bool) -> bool:
    """Tell whether a paragraph before the body is its title: a heading, or the page's own.

    Within furniture it has to be `certain`: the site's name stands in the page's title too,
    but not first.
    """
    block = each.block
    if not isinstance(block, Paragraph) or each.links:
        return False
    text = "".join(block.text.split())
    if len(text) < TITLE_CHARACTERS:
        return False
    if certain:
        return title.startswith(text)
    return text in title or block.level in (1, 2)


def _is_link_line(each: Found, containers: Containers) -> bool:
    """Tell whether a block within the body is a breadcrumb, a button or a list of links."""
    block = each.block
    if isinstance(block, Picture):
        return each.links > 0 and not block.may_hold_table
    if not isinstance(block, Paragraph) or not each.links or each.must_hold:
        return False
    if "。" in block.text:
        return False
    length = len(block.text)
    if each.links > 1 and each.link_characters >= PARTLY_LINKED * length:
        return True
    linked = each.link_characters >= WHOLLY_LINKED * length
    return linked and (length <= SMALL_LINK or each.container in containers.listings)
