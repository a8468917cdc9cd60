"""A row's label and its figures in one text, as `pdftotext` and careless typing leave them."""

from __future__ import annotations

from extractors.statutory.labels import read_label
from extractors.statutory.values import MAX_LENGTH, parse_cell

MIN_FIGURES = 4
"""So many figures and nothing else in one text are a row of cells, and not scattered digits."""


def take_apart(text: str) -> list[str]:
    """Return the label and the figures that a text runs together; else the text alone.

    一、本年新收政府信息公开申请数量 3 0 0 0 0 0 3 is a label and seven figures,
    信息内容 本年制发件数 本年废止件数 现行有效件数 four labels.
    """
    if len(text) > MAX_LENGTH or read_label(text).known:
        return [text]
    words = text.split()
    if len(words) < 2:
        return [text]
    at = len(words)
    while at > 0 and _heads_columns(words[at - 1]):
        at -= 1
    if len(words) - at >= 2 and at < 2:
        return words
    at = len(words)
    while at > 0 and parse_cell(words[at - 1]).plain:
        at -= 1
    if at == 0:
        return words if len(words) >= MIN_FIGURES else [text]
    label = " ".join(words[:at])
    return [label, *words[at:]] if at < len(words) and read_label(label).rows else [text]


def _heads_columns(word: str) -> bool:
    """Return whether a word heads columns; so do, in table 四, the kinds of proceedings."""
    label = read_label(word)
    across = any(address.table == "proceedings" for address in label.rows)
    return bool(label.columns or label.headers) or across
