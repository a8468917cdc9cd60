"""On what a run reads its documents: named in one word, the flow's parameter `engine`.

    processes              processes of this machine (the default)
    dask                   a Dask cluster of this machine's processes, for the time of the run
    dask:tcp://host:8786   a Dask cluster that is there, by its scheduler's address
    workers                Prefect's workers, on any number of machines (see `flows.deploy`)

Whatever it is, every document is read in a supervised child process, what it holds goes to the
extraction store, and one process publishes at the end: the tables come out the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

PROCESSES, DASK, WORKERS = "processes", "dask", "workers"

DOCUMENTS_A_PART = {PROCESSES: 50, DASK: 50, WORKERS: 200}
"""Where nothing else is said. A part costs a task among threads some milliseconds, on Dask a
quarter of a second and a reader's start, and on a worker the start of a Python with Prefect,
some five seconds; but a part is also what is lost, and read again, when a machine dies."""


class EngineError(ValueError):
    """An engine that does not exist, or is not installed. The message says so in one sentence."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What reads a run's documents. `address` is a Dask scheduler's, "" for one of our own."""

    kind: Literal["processes", "dask", "workers"]
    address: str = ""

    @property
    def documents_a_part(self) -> int:
        """Return how many documents make a part where nothing else is said."""
        return DOCUMENTS_A_PART[self.kind]


def parse_engine(text: str) -> Engine:
    """Return the engine that a word names. Raises `EngineError`, also where it is wanting."""
    kind, _, address = text.partition(":")
    if kind == PROCESSES and not address:
        return Engine("processes")
    if kind == WORKERS and not address:
        return Engine("workers")
    if kind == DASK:
        if find_spec("prefect_dask") is None:
            raise EngineError(
                "Dask is not installed here: install nianbao with it, pip install 'nianbao[dask]'."
            )
        return Engine("dask", address)
    raise EngineError(
        f"There is no engine {text!r}: say processes, dask, dask:ADDRESS (of a Dask scheduler,"
        " for instance tcp://10.0.0.1:8786) or workers."
    )
