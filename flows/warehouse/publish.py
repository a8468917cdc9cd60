"""From the stored extractions and the ledger to the tables, in one deterministic step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publishing did.

    `rows`: rows by table. `written`, `removed`: files ("reports/2020.parquet").
    `unchanged`: how many files were left as they were. `release`: the warehouse's release
    number, raised only if a file changed. `unreadable`: documents whose stored extraction is
    missing or damaged; they are in no table but `documents`, and the next scan has them read.
    """

    release: int
    rows: dict[str, int]
    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    unreadable: tuple[str, ...]


def publish(warehouse: Path, *, wait_seconds: float = 60.0, rebuild: bool = False) -> Publication:
    """Publish a warehouse's tables. Nothing is written where nothing changed.

    Waits up to `wait_seconds` for another publisher, then raises `WarehouseBusy`. `rebuild`
    reads every extraction again, whatever is known of the files.
    """
    raise NotImplementedError
