"""A row's label and its figures in one text, as `pdftotext` and careless typing leave them."""

from __future__ import annotations

from extractors.statutory.labels import read_label
from extractors.statutory.values import MAX_LENGTH, parse_cell

MIN_LABELS = 3
"""So many labels of columns in one text are a header line, and not a phrase."""


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
    if len(words) >= MIN_LABELS and all(_heads_column(word) for word in words):
        return words
    at = len(words)
    while at > 0 and parse_cell(words[at - 1]).state in ("number", "dash"):
        at -= 1
    label = " ".join(words[:at])
    if at in (0, len(words)) or not read_label(label).rows:
        return [text]
    return [label, *words[at:]]


def _heads_column(word: str) -> bool:
    label = read_label(word)
    return bool(label.columns or label.headers)
