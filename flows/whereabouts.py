"""Whether a run's shared folder is still there while its files are being read.

A share may go away, so that another folder is seen in its place, or fall silent, so that nothing
comes of it, no error either. Either way the run publishes what it has read and ends `Failed`.
"""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from flows.away import NOT_ANSWERING, WENT_AWAY, WENT_AWAY_CODE, answering, not_answering
from flows.discovery import Submission
from flows.places import place_of
from flows.pool import Outcome
from flows.silence import NotAnsweringError

NOT_ANSWERED = "file_not_answering"
"""The error code of a file whose reading gets no answer, while its folder gives some."""

MOST_SILENT_FILES = 10
"""So many of them in a row, and none that can be read: it is the share, whatever its folder says.
What lists folders may be another machine than what holds the files."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a shared folder: for programs, and in a sentence."""

    code: str
    sentence: str


class Whereabouts:
    """What a run knows of its shared folder. May be used by several threads."""

    def __init__(self, silence_seconds: float) -> None:
        self.silence_seconds = silence_seconds
        self.folder: Path | str | None = None
        self._identity: tuple[int, int] | None = None
        self._silent: Fault | None = None
        self._in_a_row = 0
        self._lock = threading.Lock()

    def begin(self, folder: Path | str) -> None:
        """Note which folder is about to be listed. Raises `FolderNotAnswering`."""
        self.folder, self._silent, self._in_a_row = folder, None, 0
        self._identity = None
        with answering(folder):
            self._identity = self._identity_of(folder)

    @property
    def silent(self) -> bool:
        """Whether the folder has been found to give no answer: nothing more is to be read."""
        return self._silent is not None

    def judge(self, submission: Submission, outcome: Outcome) -> Outcome:
        """Return what came of reading a file, in view of what the folder does.

        A file that got no answer is at fault where its folder gives one. Else it counts as one
        that was not there to be read, and so do all that come after it.
        """
        if outcome.code != NOT_ANSWERED:
            self._in_a_row = 0
            return outcome
        with self._lock:
            self._in_a_row += 1
            if self._silent is None and self._in_a_row < MOST_SILENT_FILES:
                self._silent = self._ask(_folder_of(submission))
            elif self._silent is None:
                silence = NotAnsweringError(self.silence_seconds)
                self._silent = _fault(_folder_of(submission), silence)
        return Outcome("vanished") if self._silent is not None else outcome

    def fault(self) -> Fault | None:
        """Return what is wrong with the folder now, None where nothing is."""
        if self.folder is None or self._identity is None or self._silent is not None:
            return self._silent
        try:
            if self._identity_of(self.folder) != self._identity:
                return Fault(WENT_AWAY_CODE, WENT_AWAY)
        except NotAnsweringError as error:
            self._silent = _fault(self.folder, error)
        return self._silent

    def _ask(self, folder: Path | str) -> Fault | None:
        try:
            with closing(place_of(folder, self.silence_seconds)) as place:
                place.answers()
        except NotAnsweringError as error:
            return _fault(folder, error)
        except OSError:
            pass  # an answer, too: the folder is gone, and that is seen when the run ends
        return None

    def _identity_of(self, folder: Path | str) -> tuple[int, int] | None:
        with closing(place_of(folder, self.silence_seconds)) as place:
            return place.identity()


def _fault(folder: Path | str, silence: NotAnsweringError) -> Fault:
    return Fault(NOT_ANSWERING, str(not_answering(folder, silence)))


def shared_folder_of(submission: Submission) -> Path | None:
    """Return the folder of this machine to which a submission's `source_path` is relative."""
    if submission.url:
        return None
    below = Path(submission.container or submission.source_path).parts
    parents = submission.path.parents
    if submission.path.parts[-len(below) :] != below or len(parents) < len(below):
        return None
    return parents[len(below) - 1]


def _folder_of(submission: Submission) -> Path | str:
    if submission.url:
        return submission.url.removesuffix(f"/{submission.container or submission.source_path}")
    return shared_folder_of(submission) or submission.path.parent
