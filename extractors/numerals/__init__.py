"""Text to quantities, and to the spans that look like one but are not.

    find_quantities("主动公开信息3.5万余件，占99%以上")

Layers, each readable and testable alone:
`digits` 1,204 · `cardinals` 两千零五 · `scales` 1万2千, numerals of every form ·
`signs` minus, 至 · `joins` 1，204 and 12 04 · `measures` what is counted ·
`measured` a numeral with its unit · `modifiers` 近, 以上 · `quantities` a figure with those ·
`halves` 半年, 翻一番 · `shares` 百分之三 · `money` 三元五角 · `counts` one numeral and its unit ·
`ranges` 3至5万件 · `figures` a figure of whatever form ·
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
