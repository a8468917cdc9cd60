"""What makes a reading doubtful, in one place: the confidence left, and whether to look.

A figure's confidence is the product of its doubts' factors. `review` doubts set
`needs_review`: a person should look at the cell before its figure is used.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """A source of doubt: its code, meaning, confidence factor, and whether it asks for review."""

    code: str
    meaning: str
    confidence: float
    review: bool


_DOUBTS = (
    # About the text of the cell.
    Doubt("words_in_cell", "The cell holds words beside or instead of a figure.", 0.6, True),
    Doubt("digits_joined", "The figure's digits stand apart and were joined.", 0.7, True),
    Doubt("separator_unclear", "A comma or point may or may not separate thousands.", 0.6, True),
    Doubt("leading_zero", "The figure starts with a needless zero.", 0.8, True),
    Doubt("fraction_of_count", "A count of things has a decimal fraction.", 0.7, True),
    Doubt("precision_exceeded", "The figure has more digits than the table can hold.", 0.0, True),
    Doubt("fraction_rounded", "The figure's fraction is longer than a table can hold.", 0.8, True),
    Doubt("sign_unexpected", "A count bears a sign.", 0.8, True),
    Doubt("hidden_text", "The cell is blank, but holds figures that are not shown.", 0.6, True),
    Doubt("shown_rounded", "The sheet shows fewer digits than its cell holds.", 0.8, True),
    # About reading from a picture. The confidence itself is the recognisers', calibrated.
    Doubt("readers_differ", "The two recognisers read different figures.", 0.5, True),
    Doubt("one_reader", "Only one of the two recognisers read anything.", 0.5, True),
    Doubt("reading_weak", "The recognisers agree, but are not sure.", 0.9, True),
    Doubt("mark_over_cell", "A stamp, a blot or a line lies over the cell.", 0.8, True),
    Doubt("unreadable", "Something is printed that no recogniser can read.", 0.1, True),
    Doubt("sum_broken", "Read from a picture, and a sum with it does not hold.", 0.8, True),
    Doubt("settled_by_identity", "Of the readings only this makes the sums right.", 0.97, False),
    Doubt("line_restored", "A border broken in the picture was completed.", 0.99, False),
    Doubt("grid_unclear", "The borders round the cell are worn, or cut through print.", 0.6, True),
    Doubt("not_in_picture", "Read from a picture, in which the figure was not found.", 0.5, True),
    Doubt("text_layer", "Read from the text that an earlier recognition put in.", 0.97, False),
    # About the page that the cell stands on.
    Doubt("row_cut", "A page's end cuts the row, and both parts hold figures.", 0.5, True),
    # About a figure of the prose.
    Doubt("tied_by_sum", "Only the sum, or nearly so, says that these are its parts.", 0.8, False),
    # About which figure of the form the cell is.
    Doubt("label_inexact", "The label is not quite the form's, but alike enough.", 0.97, False),
    Doubt("label_doubtful", "The label is little like the form's; its place decided.", 0.7, True),
    Doubt("label_missing", "There is no label; the place among the others decided.", 0.6, True),
    Doubt("header_missing", "The column has no header here; the form's order decided.", 0.8, True),
    Doubt("placed_by_order", "The text has lost the grid; the form's order decided.", 0.98, False),
    Doubt("order_unclear", "The labels' order is odd: the figure may be another's.", 0.6, True),
    Doubt("blanks_by_lines", "Only empty lines tell which of the cells are blank.", 0.7, True),
    Doubt("spans_disagree", "Header and data cells do not line up; order decided.", 0.97, False),
    Doubt("merged_figure", "One cell covers several figures of the form.", 0.5, True),
    Doubt("repeated_figure", "The document gives this figure twice, differently.", 0.5, True),
    Doubt("cells_lost", "The row has fewer or more cells than its header.", 0.5, True),
    Doubt("unplaced", "The form has no such row or column.", 0.5, True),
)  # fmt: skip

DOUBTS: dict[str, Doubt] = {doubt.code: doubt for doubt in _DOUBTS}


def confidence_of(doubts: list[str], base: float = 1.0) -> float:
    """Return the confidence that is left of `base` (0 to 1) under these doubts."""
    if not doubts:
        return base
    for code in doubts:
        base *= DOUBTS[code].confidence
    return round(base, 4)


def review_of(doubts: list[str]) -> bool:
    """Return whether any of these doubts asks for a person's look."""
    return bool(doubts) and any(DOUBTS[code].review for code in doubts)
