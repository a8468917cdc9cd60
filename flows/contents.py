"""Contents under way: of several files with the same bytes one is read, the others wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.warehouse.ledger import Sighting


class Content:
    """The content of one file under way: nobody else reads the same bytes meanwhile."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self.document_id = ""
        self.sighting: Sighting | None = None

    def take(self, document_id: str, known: Callable[[str], Sighting | None]) -> bool:
        """Claim these bytes, after waiting for whoever has them. True if they are known."""
        if document_id == self.document_id:
            return False  # ours already: they are read once more, after a reader's death
        self.document_id = document_id
        self.sighting = self._contents.claim(document_id) or known(document_id)
        return self.sighting is not None


class Contents:
    """Contents that this run has read or is reading, so that copies are read once."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._under_way: set[str] = set()
        self._done: dict[str, Sighting] = {}

    @contextmanager
    def handling(self) -> Iterator[Content]:
        """Handle one file's content; give it free at the end, with what came of it."""
        content = Content(self)
        try:
            yield content
        finally:
            with self._free:
                if content.document_id:
                    self._under_way.discard(content.document_id)
                    if content.sighting is not None:
                        self._done[content.document_id] = content.sighting
                    self._free.notify_all()

    def claim(self, document_id: str) -> Sighting | None:
        """Take these bytes, once nobody has them; return what became of them, if known."""
        with self._free:
            while document_id in self._under_way:
                self._free.wait()
            self._under_way.add(document_id)
            return self._done.get(document_id)
