"""Who has submitted for a year, who twice, who not: the register's lists, kept for the pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractors.register import RegisterError
from flows.register import (
    YearStanding,
    load_register,
    register_path,
    submissions_of,
    year_standing,
)
from flows.review.shelf import Shelf
from flows.warehouse.policy import SettingsError


@dataclass(frozen=True, slots=True)
class Submitted:
    """How a year stands; None, with the reason, where no register tells."""

    standing: YearStanding | None
    reason: str = ""


def submitted(shelf: Shelf, year: int) -> Submitted:
    """Return how a year stands by the warehouse's register. Raises nothing for a bad register."""
    try:
        path = register_path(shelf.warehouse)
        if path is None:
            return Submitted(None, "尚未设定机关名录（nianbao settings --register），无从判断。")
        about = path.stat()
        stamp = (
            str(path), about.st_size, about.st_mtime_ns,
            shelf.stamp("reports"), shelf.stamp("documents"),
        )  # fmt: skip
        standing = shelf.keep(
            f"standing-{year}", stamp, lambda: _standing(shelf.warehouse, path, year)
        )
    except (RegisterError, SettingsError, OSError) as error:
        return Submitted(None, f"机关名录无法使用：{error}")
    return Submitted(standing)


def _standing(warehouse: Path, path: Path, year: int) -> YearStanding:
    return year_standing(load_register(path), year, submissions_of(warehouse, year))
