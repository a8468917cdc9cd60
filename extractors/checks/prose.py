"""Checks within the prose: every paragraph against itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import partial

from extractors.checks.prose_balance import check_balance
from extractors.checks.prose_changes import check_changes
from extractors.checks.prose_counts import check_count
from extractors.checks.prose_figures import Prose, prose_of
from extractors.checks.prose_rates import check_rates
from extractors.checks.prose_sums import check_sums
from extractors.checks.reported import Reported
from schemas.records import Check

MOST_PARAGRAPHS = 30
"""So far behind its count may a list go on."""


def check_prose(reported: Reported) -> Iterator[Check]:
    """Check totals, balances, rates, changes and counted lists, paragraph by paragraph."""
    for prose in prose_of(reported):
        yield from check_sums(prose)
        yield from check_balance(prose)
        yield from check_rates(prose)
        yield from check_changes(prose)
        yield from check_count(prose, partial(_text_behind, reported, prose))


def _text_behind(reported: Reported, prose: Prose) -> str:
    """Return the text of the next paragraphs of the same section."""
    first = bisect_right(reported.paragraphs, prose.paragraph, key=lambda each: each.paragraph)
    return "\n".join(
        each.text
        for each in reported.paragraphs[first : first + MOST_PARAGRAPHS]
        if each.section == prose.section
    )
