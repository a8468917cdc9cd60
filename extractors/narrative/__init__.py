"""Prose to records: every figure, what it counts, and how figures hang together.

`read_paragraph` gives one paragraph's mentions, `extract_quantities` a document's rows.
The steps: `clauses` (marks) · `words` and `naming` (names beside a figure) · `subjects` ·
`zero` (statements of zero) · `times` (other years, scopes) · `parts`, `changes`, `rates`
(links) · `metrics` · `records`.
"""

from extractors.narrative.document import extract_quantities
from extractors.narrative.mention import Mention
from extractors.narrative.reading import describe, read_paragraph

__all__ = ["Mention", "describe", "extract_quantities", "read_paragraph"]
