"""Checks within the prose: every paragraph against itself."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.checks.prose_balance import check_balance
from extractors.checks.prose_changes import check_changes
from extractors.checks.prose_counts import check_count
from extractors.checks.prose_figures import Prose, prose_of
from extractors.checks.prose_rates import check_rates
from extractors.checks.prose_sums import check_sums
from extractors.checks.reported import Reported
from schemas.records import Check


def check_prose(reported: Reported) -> Iterator[Check]:
    """Check totals, balances, rates, changes and counted lists, paragraph by paragraph."""
    for prose in prose_of(reported):
        yield from check_sums(prose)
        yield from check_balance(prose)
        yield from check_rates(prose)
        yield from check_changes(prose)
        yield from check_count(prose, _text_behind(reported, prose))


def _text_behind(reported: Reported, prose: Prose) -> str:
    """Return the text of the paragraphs that follow in the same section."""
    return "\n".join(
        each.text
        for each in reported.paragraphs
        if each.section == prose.section and each.paragraph > prose.paragraph
    )
