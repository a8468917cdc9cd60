"""Text to quantities, and to the spans that look like one but are not.

    find_quantities("主动公开信息3.5万余件，占99%以上")

Layers, each readable and testable alone:
`digits` 1,204 · `cardinals` 两千零五 · `scales` 1万2千, numerals of every form ·
`measures` what is counted · `modifiers` 近, 以上 · `figures` ranges, shares, money ·
`moments` dates and times · `nonfigures` the other spans · `scanner` the walk over a text.
"""

from extractors.numerals.model import PartialDate, Quantity, Span
from extractors.numerals.scales import parse_number
from extractors.numerals.scanner import find_quantities, find_spans, read

__all__ = [
    "PartialDate",
    "Quantity",
    "Span",
    "find_quantities",
    "find_spans",
    "parse_number",
    "read",
]
