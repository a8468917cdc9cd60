"""What a hostile file is: a place, bytes or something that is no file, and what must come of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

READ = "read"
"""An outcome: read as far as it goes, but never clean with a figure that the whole has not."""
SKIPPED = "skipped"
"""An outcome: not even looked at; there is no line about it."""

LURE_PORT = 39017
"""The port of this machine that files want to have something from."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A hostile file.

    `name` is below the folder. `outcomes` are the error codes of which it must end with one,
    `READ`, or `SKIPPED`. `content` makes its bytes; `make` puts something else in its place,
    a pipe or a link, and gets the path and a folder outside. `whole` is the document of which
    it is a damaged copy. `heavy`: takes many seconds, or much memory, until it is stopped.
    """

    name: str
    outcomes: frozenset[str]
    content: Callable[[], bytes] | None = None
    make: Callable[[Path, Path], None] | None = None
    whole: Callable[[], bytes] | None = field(default=None, repr=False)
    heavy: bool = False
    about: str = ""

    def write(self, folder: Path, outside: Path) -> Path:
        """Put the file into a folder; return where."""
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + os.fsencode(self.name)))
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.content is not None:
            path.write_bytes(self.content())
        elif self.make is not None:
            self.make(path, outside)
        return path


def must(*outcomes: str) -> frozenset[str]:
    """Return the outcomes that a file may have."""
    return frozenset(outcomes)


Files = Iterator[Hostile]
