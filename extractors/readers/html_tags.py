"""What the elements of a page are to a reader: block or not, seen or not, body or furniture."""

from __future__ import annotations

import re

Attributes = dict[str, str]

IGNORED = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "object", "embed", "applet",
    "iframe", "frameset", "map", "audio", "video", "canvas", "button", "del", "rt", "rp", "xml",
    "datalist",
})  # fmt: skip
"""Elements of which nothing is seen, or nothing that belongs to a text."""

BLOCKS = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "pre",
    "blockquote", "section", "article", "main", "header", "footer", "nav", "aside", "center",
    "form", "fieldset", "legend", "address", "figure", "figcaption", "hr", "body", "html",
    "table", "caption", "tr", "td", "th", "thead", "tbody", "tfoot", "details", "summary", "menu",
    "dir", "hgroup", "search",
})  # fmt: skip
CONTAINERS = frozenset({
    "div", "section", "article", "main", "header", "footer", "nav", "aside", "center", "form",
    "fieldset", "ul", "ol", "dl", "body", "blockquote", "figure", "menu", "dir", "details",
})  # fmt: skip
"""Elements that group others: the body is one of them."""

FURNITURE_TAGS = frozenset(["nav", "header", "footer", "aside", "form", "menu"])

HIDDEN_STYLE = re.compile(
    r"""
      display\s*:\s*none
    | visibility\s*:\s*(?:hidden|collapse)
    | mso-hide\s*:\s*all
    | mso-element\s*:\s*(?:footnote|endnote|comment|header|footer)   # Word: not in the prose
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Styles of what a browser does not show, or Word does not print within the text."""

FURNITURE_NAME = re.compile(
    r"""
    (?:^|[\s_-])
    (?: foot(?:er)? | copyright | nav(?:bar|igation)? | (?:sub|top|main)nav | menus?
      | (?:bread)?crumbs? | share | bdshare\w* | sidebar | side | related | relate | recommend
      | tools? | toolbar | pagination | pager | banner | header | top(?:bar)? | search
      | qrcode | erweima | friendlink | links? | weizhi | position | location | dqwz | print )
    (?:[\s_-]|\d|$)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Class names and ids that designers give to what surrounds a page's text."""


def is_named_furniture(attributes: Attributes) -> bool:
    """Tell whether class, id or role in accessibility say that an element is furniture."""
    if attributes.get("aria-hidden") == "true":
        return True
    names = attributes.get("class", "") + " " + attributes.get("id", "")
    return len(names) > 1 and FURNITURE_NAME.search(names) is not None
