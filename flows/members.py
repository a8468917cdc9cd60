"""Files in files: what an archive or a mail holds becomes submissions of their own.

    打包.zip                        ignored: `container`, with how many files are in it
    打包.zip/2021/报告.docx         a submission, with its own bytes, limits and row
    打包.zip/区县.zip/年报.pdf      so far in, no further

A member is never written anywhere under its name. It is told from others by its number in its
container, and in the container around that; the process that reads it opens the container anew,
so that a member which kills it costs itself alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flows.discovery import Submission, is_litter
from flows.pool import Seconds
from flows.summary import Reading
from flows.warehouse.ledger import Ledger

MAX_NESTING = 2
"""Containers around a document; more is refused as `nested_too_deep`."""


def submissions_in(container: Submission, names: Sequence[str]) -> list[Submission]:
    """Return the files in a container as submissions, litter left out."""
    return [
        replace(
            container,
            source_path=f"{container.source_path}/{name}",
            container=container.container or container.source_path,
            member=(*container.member, number),
        )
        for number, name in enumerate(names)
        if not any(map(is_litter, name.split("/")))
    ]


class Opened:
    """The containers that one batch has opened, until all that is in them has been read.

    A container's own reading is held back till then: a run that is ended before has not read
    it, and the next one opens it again.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: list[Submission] = []
        self._inside: dict[str, set[str]] = {}
        self._held: list[tuple[str, Reading]] = []
        self._moved: set[str] = set()
        self._unsettled: list[str] = []

    def open(self, container: Submission, names: Sequence[str]) -> int:
        """Note what a container holds; return how many files. May be called by several threads."""
        members = submissions_in(container, names)
        self._waiting.extend(members)
        return len(members)

    def take(self) -> list[Submission]:
        """Return the members that nobody has read yet; each is returned once."""
        members, self._waiting = self._waiting, []
        for each in members:
            self._inside.setdefault(each.container, set()).add(each.source_path)
        return members

    def holds_back(self, submission: Submission, reading: Reading) -> bool:
        """Take note of what came of a submission; tell whether its reading is held back."""
        outermost = submission.container or submission.source_path
        sighting = reading.sighting
        if sighting is None:
            self._moved.add(outermost)
        elif not sighting.settled(sighting.extractor_version):
            self._unsettled.append(submission.source_path)
        if not submission.member:
            self._inside.setdefault(outermost, set())
        if reading.kind == "container":
            self._held.append((outermost, reading))
            return True
        return False

    def close(self) -> Iterable[Reading]:
        """Yield the readings of the containers, and of members that are there no more.

        Where a container changed while its members were read, it is to be opened again.
        """
        for outermost, reading in self._held:
            if outermost in self._moved:
                yield replace(reading, kind="changing", sighting=None)
            else:
                yield reading
        for outermost, found in self._inside.items():
            if outermost in self._moved:
                continue
            for path in self._ledger.inside(outermost):
                if path not in found and not self._is_in_doubt(path):
                    yield Reading(path, "removed", None, first=False, changed=False,
                                  seconds=Seconds())  # fmt: skip

    def _is_in_doubt(self, path: str) -> bool:
        """Tell whether a member may be there still, for its container could not be looked into."""
        return any(path.startswith(f"{each}/") for each in self._unsettled)
