"""The checks between reports, over all documents to be published.

What a report is compared by (`extractors.checks.facts`) is drawn from its extraction once and
remembered in `_store/facts.json`, a cache that is safe to lose.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from extractors.checks.between import Known, check_documents, check_years
from extractors.checks.facts import Cell, Facts, facts_of
from flows.warehouse import atomic
from flows.warehouse.ledger import display_path
from flows.warehouse.mended import mended
from flows.warehouse.rows import DocumentPlan
from flows.warehouse.serialise import Field, Stored, parse
from schemas.records import Check

logger = logging.getLogger(__name__)

LAYOUT = 1
_PURPOSE = "publish"
_CELL_COLUMNS = ("table", "row", "column", "value", "state", "needs_review")


class UnreadableError(ValueError):
    """A stored extraction cannot be used. Its document comes with it."""

    def __init__(self, document: DocumentPlan, reason: Exception) -> None:
        super().__init__(str(reason))
        self.document = document


class FactsCache:
    """The facts of every document that was published, by its extraction's version and stamp."""

    def __init__(self, warehouse: Path) -> None:
        self._warehouse = warehouse
        self._path = warehouse / atomic.STORE / "facts.json"
        self._known = self._load()
        self._used: dict[str, list[Any]] = {}

    def of(self, document: DocumentPlan) -> Facts:
        """Return a document's facts. Raises `UnreadableError`."""
        mark: list[Any] = [document.stored.version, list(document.stored.stamp)]
        if document.acts:
            mark[1].append(repr(document.acts))
        known = self._known.get(document.document_id)
        if known is None or known[:2] != mark:
            try:
                facts = _facts(mended(parse(document.stored.path.read_bytes()), document.acts))
            except (ValueError, TypeError, KeyError, FileNotFoundError) as error:
                raise UnreadableError(document, error) from error
            known = [*mark, facts.figures, list(facts.sketch)]
        self._used[document.document_id] = known
        return Facts(known[2], tuple(known[3]))

    def save(self) -> None:
        """Write the facts that were asked for, where they are not what is on disk."""
        if self._used == self._known:
            return
        raw = {"layout": LAYOUT, "facts": dict(sorted(self._used.items()))}
        data = json.dumps(raw, separators=(",", ":")).encode() + b"\n"
        atomic.write_atomically(self._warehouse, self._path, data, _PURPOSE)
        self._known = self._used

    def _load(self) -> dict[str, list[Any]]:
        try:
            raw = json.loads(self._path.read_bytes())
            if raw["layout"] != LAYOUT:
                return {}
            return {
                document_id: known
                for document_id, known in raw["facts"].items()
                if len(known) == 4 and isinstance(known[2], str)
            }
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning("%s is damaged and will be made anew: %s", self._path, error)
            return {}


def _facts(stored: Stored) -> Facts:
    return facts_of(_cells(stored), _prose(stored))


def _cells(stored: Stored) -> Iterator[Cell]:
    part = stored.parts.get("cells")
    if part is None or not part.rows:
        return
    columns = [part.column(Field(name, "string", True)) for name in _CELL_COLUMNS]
    for table, row, column, value, state, needs_review in zip(*columns, strict=True):
        yield (table, row, column), value, state, needs_review


def _prose(stored: Stored) -> list[str]:
    part = stored.parts.get("sections")
    return part.column(Field("text", "string", False)) if part is not None and part.rows else []


def checks_between(
    documents: Iterable[DocumentPlan], replaced: frozenset[str], cache: FactsCache
) -> dict[str, list[Check]]:
    """Return the results of the checks between reports, by document_id.

    `replaced` are documents whose place in the folder has other content now: they are no
    second submission, only an old one. Raises `UnreadableError`.
    """
    known: dict[str, Known] = {}
    current: dict[str, str] = {}
    years: dict[tuple[str, int], str] = {}
    submitted: defaultdict[str, list[str]] = defaultdict(list)
    for each in documents:
        path = display_path(each.source_path)
        known[each.document_id] = Known(each.report_id, each.report_year, path, cache.of(each))
        if each.document_id not in replaced:
            submitted[each.report_id].append(each.document_id)
        if each.is_current:
            current[each.report_id] = each.document_id
            years[each.agency, each.report_year] = each.document_id
    found: defaultdict[str, list[Check]] = defaultdict(list)
    for each in documents:
        last = years.get((each.agency, each.report_year - 1))
        if last is not None and each.agency and each.report_year:
            found[each.document_id] += check_years(known[last], known[each.document_id])
    for report_id, rivals in submitted.items():
        counting = current[report_id]
        for other in rivals:
            if other != counting:
                found[counting].append(check_documents(known[counting], known[other]))
                found[other].append(check_documents(known[other], known[counting]))
    return dict(found)
