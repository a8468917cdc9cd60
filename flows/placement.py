"""How a shared folder, the warehouse and a file lie to each other."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flows.asking import Asker
from flows.silence import NotAnsweringError

LOOK_SECONDS = 5.0
"""A look in passing at a folder takes no longer: one that does not answer now is the run's matter,
which has more patience."""


class PlacesError(ValueError):
    """Folder and warehouse lie in each other so that tables would mix with submissions."""


class NotInFolderError(ValueError):
    """A file does not lie in the shared folder that it is said to belong to."""


def look_at(path: Path) -> str | None:
    """Return what a path leads to (`flows.folder_process`), None where it does not answer now.

    Raises `OSError` where nothing is there.
    """
    with closing(Asker(LOOK_SECONDS)) as asker:
        try:
            return asker.kind(str(path))
        except NotAnsweringError:
            return None


def check_places(folder: Path | str, warehouse: Path) -> None:
    """Refuse a warehouse whose tables would lie among the submissions.

    A warehouse below the folder is left out of every scan; a folder that is the warehouse or
    lies in it would be written into. Of a folder that does not answer only the names are looked
    at; the scan looks again. Raises `PlacesError`.
    """
    if isinstance(folder, str):  # a URL, beyond this machine
        return
    with closing(Asker(LOOK_SECONDS)) as asker:
        try:
            inside, outside = asker.resolved(str(folder)), warehouse.resolve()
        except NotAnsweringError:
            inside, outside = folder.absolute(), warehouse.absolute()
    if inside.is_relative_to(outside):
        raise PlacesError(
            f"The shared folder {folder} lies in the warehouse {warehouse}, which would write"
            " its tables among the reports. Choose another folder for --warehouse."
        )


def path_within(path: Path, folder: Path, resolved: Callable[[str], Path]) -> Path:
    """Return an absolute path relative to a folder, by name or else by where links lead.

    `resolved` takes links away. Raises `NotInFolderError`.
    """
    root = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow links
    if path.is_relative_to(root):
        return path.relative_to(root)
    inside, outside = resolved(str(path.parent)) / path.name, resolved(str(root))
    if inside.is_relative_to(outside):
        return inside.relative_to(outside)
    raise NotInFolderError(f"{path} does not lie in the folder {root}.")
