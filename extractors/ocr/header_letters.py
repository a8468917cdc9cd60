"""Letters in a header's cells that were weighed as figures.

| 结果 | 其他 | 尚未 | 总 |      A page's end, or a header written downwards, leaves one
| 维持 | 结果 | 审结 | 计 |      letter in a cell. One sign may be a figure, so it is shown
                             to the recogniser of figures, which makes an 8 of 总.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.pages.model import PageCell, PageTable

SURE = 0.9
"""RapidOCR's confidence from which a letter is one."""

FEWEST_LABELS = 2
"""Cells of a header beside it, at least, that are labels."""

LIKE_DIGITS = frozenset("一二三口日曰目白田回门卜丨乙了己已之个工土士干十厂广口几九人入八")
"""Letters of few strokes that a blurred digit may be taken for."""


def restore_letters(tables: Sequence[PageTable]) -> None:
    """Give back, in place, the letters of rows that hold nothing but labels.

    In a row with figures nothing changes: there a letter is a misread figure.
    """
    for table in tables:
        rows: dict[int, list[PageCell]] = {}
        for cell in table.cells:
            if cell.text:
                rows.setdefault(cell.row, []).append(cell)
        for cells in rows.values():
            letters = {id(cell): letter for cell in cells if (letter := _letter(cell))}
            labels = sum(is_label(cell) for cell in cells if id(cell) not in letters)
            if len(letters) + labels < len(cells) or labels < FEWEST_LABELS:
                continue
            for cell in cells:
                if id(cell) in letters:
                    cell.text, cell.doubts = letters[id(cell)], ()
                    cell.confidence = cell.readings[0].confidence
                    cell.readings = ()


def is_label(cell: PageCell) -> bool:
    """Tell whether a cell holds words and was not weighed as a figure."""
    return not cell.readings and any("\u4e00" <= each <= "\u9fff" for each in cell.text)


def _letter(cell: PageCell) -> str:
    """Return the one letter that RapidOCR surely read where a figure was looked for."""
    if not cell.doubts or not cell.readings or cell.readings[0].recogniser != "rapidocr":
        return ""
    read = cell.readings[0]
    text = read.text.strip()
    if len(text) != 1 or not "\u4e00" <= text <= "\u9fff" or text in LIKE_DIGITS:
        return ""
    return text if read.confidence >= SURE else ""
