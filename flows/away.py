"""A shared folder that is away: how it is told, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.silence import NotAnsweringError
from flows.warehouse.ledger import display_path

UNAVAILABLE, WENT_AWAY_CODE, NOT_ANSWERING = (
    "folder_unavailable",
    "folder_went_away",
    "folder_not_answering",
)
"""What a run is noted to have failed with: `fault_code` of `nianbao status --json`."""

WENT_AWAY = (
    "The shared folder went away while its files were being read. What was read is in the tables,"
    " nothing is taken for removed; check its share, and the next run goes on."
)

_REMEDY = (
    "Check its mount and the server behind it (a share mounted with the option soft says by itself"
    " that it is away). Nothing is taken for removed, and the next run goes on."
)


class FolderUnavailable(Exception):  # noqa: N818  (a state of the world)
    """The shared folder itself cannot be listed. The message says why and what to do."""

    code = UNAVAILABLE


class FolderNotAnswering(FolderUnavailable):
    """The shared folder gives neither an answer nor an error."""

    code = NOT_ANSWERING


def not_answering(folder: Path | str, silence: NotAnsweringError) -> FolderNotAnswering:
    """Return the error for a folder."""
    return FolderNotAnswering(
        f"The folder {display_path(str(folder))} does not answer ({silence}) [{NOT_ANSWERING}]."
        f" {_REMEDY}"
    )


@contextmanager
def answering(folder: Path | str) -> Iterator[None]:
    """Turn a file system's silence into `FolderNotAnswering`."""
    try:
        yield
    except NotAnsweringError as error:
        raise not_answering(folder, error) from None
