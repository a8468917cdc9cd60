"""Bending tags: of web pages and of the XML parts of packages.

A page is taken as a row of tags and texts. What may be done leaves figures where they stand,
or takes whole cells, rows and tables away or doubles them; that two figures change places, or
one is put into another cell, is a different document (`tools.mutations.oracle`), and not done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_PIECE = re.compile(r"<[^<>]*>|[^<]+|<")
_NAME = re.compile(r"</?\s*([\w:.-]+)")
_ATTRIBUTE = re.compile(r"""\s[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""")
_VALUE = re.compile(r"""(=\s*["']?)([^"'\s>]*)""")
_DIGIT = re.compile(r"[0-9０-９]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

_ODD = (
    "<!-- ", "-->", "<![CDATA[", "]]>", "&nbsp;", "&#0;", "&#xD800;", "&unknown;", "<", ">", "&",
    "\ufeff", "\u200b", "\x0b", "\u202e", "<!DOCTYPE x>", "<?xml?>", "<br/>", "<table>", "</table>",
    "<tr>", "</td>", "<td>", "<p>", "<script>", "<style>", "<textarea>", "<w:p>", "</w:tc>",
    "<w:tc>", "<mc:AlternateContent>", "<w:del>", "<select>", "<template>",
)  # fmt: skip
_VALUES = ("", "0", "1", "-1", "2", "7", "64", "1000000", "9" * 30, "restart", "none", "x", "%s")
_CONTAINERS = frozenset({"tr", "table", "w:tr", "w:tbl", "tbody", "w:sdt", "row"})
"""Elements that may be moved though they hold figures: these keep their labels with them."""

Pieces = list[str]


def bend(text: str, rng: Random) -> tuple[str, str]:
    """Bend a text with tags in one way; return it, and in a word how."""
    pieces = _PIECE.findall(text)
    if not pieces:
        return text + "<", "odd"
    for _ in range(20):
        way = rng.choice(WAYS)
        bent = way(list(pieces), rng)
        if bent is not None and bent != pieces:
            return "".join(bent), way.__name__
    return text, "nothing"


def _tags(pieces: Pieces) -> list[int]:
    return [at for at, piece in enumerate(pieces) if piece[:1] == "<" and len(piece) > 2]


def _name(piece: str) -> str:
    found = _NAME.match(piece)
    return found[1] if found else ""


def _end(pieces: Pieces, start: int) -> int | None:
    """Return where the element ends that starts there; None where nothing closes it."""
    name = _name(pieces[start])
    if pieces[start].startswith("</") or not name:
        return None
    if pieces[start].endswith("/>"):
        return start
    depth = 0
    for at in range(start, len(pieces)):
        piece = pieces[at]
        if piece[:1] == "<" and _name(piece) == name and not piece.endswith("/>"):
            depth += -1 if piece.startswith("</") else 1
            if depth == 0:
                return at
    return None


def _element(pieces: Pieces, rng: Random) -> tuple[int, int] | None:
    tags = _tags(pieces)
    for _ in range(10):
        start = rng.choice(tags) if tags else 0
        end = _end(pieces, start) if tags else None
        if end is not None:
            return start, end + 1
    return None


def _holds_digits(pieces: Pieces) -> bool:
    return any(piece[:1] != "<" and _DIGIT.search(piece) for piece in pieces)


def drop_tag(pieces: Pieces, rng: Random) -> Pieces | None:
    """Leave out one tag."""
    tags = _tags(pieces)
    if not tags:
        return None
    del pieces[rng.choice(tags)]
    return pieces


def drop_attribute(pieces: Pieces, rng: Random) -> Pieces | None:
    """Leave out one attribute."""
    return _with_attribute(pieces, rng, lambda _: "")


def change_attribute(pieces: Pieces, rng: Random) -> Pieces | None:
    """Give an attribute another value."""
    value = rng.choice(_VALUES)
    return _with_attribute(
        pieces, rng, lambda old: _VALUE.sub(lambda found: found[1] + value, old, count=1)
    )


def _with_attribute(pieces: Pieces, rng: Random, change: Callable[[str], str]) -> Pieces | None:
    tags = [at for at in _tags(pieces) if "=" in pieces[at]]
    if not tags:
        return None
    at = rng.choice(tags)
    found = rng.choice(list(_ATTRIBUTE.finditer(pieces[at])) or [None])
    if found is None:
        return None
    pieces[at] = pieces[at][: found.start()] + change(found[0]) + pieces[at][found.end() :]
    return pieces


def rename_tag(pieces: Pieces, rng: Random) -> Pieces | None:
    """Make a tag one of another element."""
    tags = _tags(pieces)
    if not tags:
        return None
    at = rng.choice(tags)
    name = _name(pieces[rng.choice(tags)])
    if name:
        pieces[at] = _NAME.sub(lambda found: found[0].replace(found[1], name), pieces[at], count=1)
    return pieces


def drop_element(pieces: Pieces, rng: Random) -> Pieces | None:
    """Leave out an element with all that is in it."""
    place = _element(pieces, rng)
    if place is None or place[1] - place[0] > len(pieces) // 2:
        return None
    del pieces[place[0] : place[1]]
    return pieces


def double_element(pieces: Pieces, rng: Random) -> Pieces | None:
    """Have an element twice."""
    place = _element(pieces, rng)
    if place is None:
        return None
    return pieces[: place[1]] + pieces[place[0] : place[1]] + pieces[place[1] :]


def move_element(pieces: Pieces, rng: Random) -> Pieces | None:
    """Put an element elsewhere: a row, a table, or what holds no figures."""
    place = _element(pieces, rng)
    if place is None:
        return None
    moved = pieces[place[0] : place[1]]
    if _holds_digits(moved) and _name(moved[0]) not in _CONTAINERS:
        return None
    del pieces[place[0] : place[1]]
    same = [at for at in _tags(pieces) if _name(pieces[at]) == _name(moved[0])]
    if _holds_digits(moved) and not same:
        return None
    at = rng.choice(same) if same else rng.randrange(len(pieces) + 1)
    return pieces[:at] + moved + pieces[at:]


def nest_element(pieces: Pieces, rng: Random) -> Pieces | None:
    """Wrap an element in many of its own tags."""
    place = _element(pieces, rng)
    if place is None or place[1] - place[0] < 2:
        return None
    times = rng.choice((1, 3, 70, 2_000))
    start, end = place
    inner = pieces[start:end]
    return (
        pieces[:start] + [pieces[start]] * times + inner + [pieces[end - 1]] * times + pieces[end:]
    )


def change_words(pieces: Pieces, rng: Random) -> Pieces | None:
    """Change characters of a text that are no digits: labels, headings, titles."""
    texts = [at for at, piece in enumerate(pieces) if _CHINESE.search(piece)]
    if not texts:
        return None
    at = rng.choice(texts)
    piece = pieces[at]
    place = rng.choice([found.start() for found in _CHINESE.finditer(piece)])
    put = rng.choice(("", " ", "\n", "\ufffd", "口", piece[place] * 2, piece[place] + "\u200b"))
    pieces[at] = piece[:place] + put + piece[place + 1 :]
    return pieces


def drop_words(pieces: Pieces, rng: Random) -> Pieces | None:
    """Leave out a text without digits, or the first or last part of it."""
    texts = [
        at for at, p in enumerate(pieces) if p[:1] != "<" and p.strip() and not _DIGIT.search(p)
    ]
    if not texts:
        return None
    at = rng.choice(texts)
    half = len(pieces[at]) // 2
    pieces[at] = rng.choice(("", pieces[at][:half], pieces[at][half:]))
    return pieces


def odd(pieces: Pieces, rng: Random) -> Pieces | None:
    """Put something odd between two pieces."""
    at = rng.randrange(len(pieces) + 1)
    return [*pieces[:at], rng.choice(_ODD), *pieces[at:]]


WAYS: tuple[Callable[[Pieces, Random], Pieces | None], ...] = (
    drop_tag, drop_attribute, change_attribute, rename_tag, drop_element, double_element,
    move_element, nest_element, change_words, drop_words, odd,
)  # fmt: skip
