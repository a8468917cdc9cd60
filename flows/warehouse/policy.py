"""What an operator has decided about a warehouse: `_store/settings.json`.

Kept in the warehouse and not with a schedule, so that every run, every `publish` and every
machine goes by the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from flows.silence import SILENCE_SECONDS
from flows.warehouse.atomic import STORE, sync_folder, write_atomically

Disappeared = Literal["keep", "retire"]

_LONGEST_SILENCE = 24 * 3600
"""A night that waits for longer is none."""


class SettingsError(ValueError):
    """The settings on disk, or a new one, make no sense. The message says which."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one warehouse.

    `disappeared`: what it means that a document is not in the folder any more. `keep`: nothing,
    it was submitted, and counts until another takes its place. `retire`: it was withdrawn, and
    counts no longer; its rows stay, none of them `is_current`. `failed_share`: a run of which
    more than this share of the documents fails is itself at fault. `store_bytes`: what `prune`
    brings the store down to, null for all that is worth keeping. `register`: path of the CSV of
    the agencies that have to submit, null where there is none. `share_silence`: how many seconds
    the shared folder may give no answer before the run goes on without it.
    """

    disappeared: Disappeared = "keep"
    failed_share: float = 0.5
    store_bytes: int | None = None
    register: str | None = None
    share_silence: float = SILENCE_SECONDS

    def checked(self) -> Settings:
        """Return them. Raises `SettingsError` where one makes no sense."""
        if self.disappeared not in ("keep", "retire"):
            raise SettingsError(f"disappeared may be keep or retire, not {self.disappeared!r}.")
        if not isinstance(self.failed_share, int | float) or not 0 <= self.failed_share <= 1:
            raise SettingsError(f"failed_share lies between 0 and 1, not {self.failed_share!r}.")
        if self.store_bytes is not None and (
            not isinstance(self.store_bytes, int) or self.store_bytes < 0
        ):
            raise SettingsError(f"store_bytes is a number of bytes, not {self.store_bytes!r}.")
        if self.register is not None and not isinstance(self.register, str):
            raise SettingsError(f"register is a path, not {self.register!r}.")
        if not isinstance(self.share_silence, int | float) or not (
            1 <= self.share_silence <= _LONGEST_SILENCE
        ):
            raise SettingsError(
                f"share_silence lies between 1 and {_LONGEST_SILENCE} seconds,"
                f" not {self.share_silence!r}."
            )
        return self


_NAMES = tuple(each.name for each in fields(Settings))


def settings_path(warehouse: Path) -> Path:
    """Return where a warehouse's settings lie."""
    return warehouse / STORE / "settings.json"


def load_settings(warehouse: Path) -> Settings:
    """Return a warehouse's settings; those that nobody has set are the defaults.

    Raises `SettingsError`: no report is to be retired, or not, by a guess.
    """
    path = settings_path(warehouse)
    try:
        raw = json.loads(path.read_bytes())
        return Settings(**{name: raw[name] for name in _NAMES if name in raw}).checked()
    except FileNotFoundError:
        return Settings()
    except (ValueError, TypeError) as error:
        raise SettingsError(f"The settings in {path} cannot be used: {error}") from error


def change_settings(warehouse: Path, **changes: Any) -> Settings:
    """Change some of a warehouse's settings; return them all. Raises `SettingsError`."""
    settings = replace(load_settings(warehouse), **changes).checked()
    path = settings_path(warehouse)
    data = json.dumps(asdict(settings), indent=2).encode() + b"\n"
    write_atomically(warehouse, path, data, "settings")
    sync_folder(path.parent)
    return settings
