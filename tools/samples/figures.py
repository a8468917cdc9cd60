"""Figures of a report, drawn at random, for which the form's identities hold."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Literal

from schemas.forms import FormVersion, TableCode, load_form
from tools.samples.model import Address, Printed

Scale = Literal["none", "small", "large"]
"""How busy an agency is: no requests at all, a few, or hundreds."""

_GRANTED_SHARE = 0.55
_LARGEST = {"none": 0, "small": 14, "large": 900}


def draw_figures(
    forms: dict[TableCode, FormVersion], scale: Scale, rng: Random
) -> dict[Address, Printed]:
    """Return every figure of the tables, printed plainly (`12`, `0`, `40.35`)."""
    values = {
        **_proactive(forms["proactive_disclosure"], scale, rng),
        **_requests(forms["requests"], scale, rng),
        **_proceedings(scale, rng),
    }
    return {address: Printed(f"{value:f}", value) for address, value in values.items()}


def _mostly_zero(rng: Random, largest: int, chance: float = 0.5) -> int:
    """Return 0, or by `chance` a figure up to `largest`, small ones being likelier."""
    if largest < 1 or rng.random() > chance:
        return 0
    return 1 + int((largest - 1) * rng.random() ** 3)


def _money(rng: Random, largest: int) -> Decimal:
    return Decimal(rng.randrange(100, largest * 100)) / 100


def _proactive(version: FormVersion, scale: Scale, rng: Random) -> dict[Address, Decimal]:
    busy = {"none": 60, "small": 900, "large": 300_000}[scale]
    values: dict[Address, Decimal] = {}
    for block in load_form(version).table("proactive_disclosure").blocks:
        for row in block.figure_rows():
            drawn = _proactive_row(version, row.code, busy, rng)
            for column in block.columns:
                values[("proactive_disclosure", row.code, column.code)] = drawn[column.code]
    return values


def _proactive_row(version: FormVersion, row: str, busy: int, rng: Random) -> dict[str, Decimal]:
    if row in ("regulations", "normative_documents"):
        made = _mostly_zero(rng, 3 if row == "regulations" else 24, 0.6)
        other = _mostly_zero(rng, 3 if row == "regulations" else 12)
        stock = made + other + _mostly_zero(rng, 120)
        names = (
            ("newly_made", "newly_disclosed", "total_disclosed")
            if version == "2019"
            else ("issued", "repealed", "in_force")
        )
        return dict(zip(names, map(Decimal, (made, other, stock)), strict=True))
    if row == "administrative_fees" and version == "2021":
        paid = rng.random() < 0.6
        return {"fee_amount": _money(rng, 9000) if paid else Decimal(0)}
    if row == "central_procurement":
        items = _mostly_zero(rng, 60, 0.8)
        amount = _money(rng, 4000) if items else Decimal(0)
        return {"procurement_items": Decimal(items), "procurement_amount": amount}
    before = _mostly_zero(rng, 180, 0.6)
    change = rng.randint(-min(before, 9), 12) if before and rng.random() < 0.6 else 0
    return {
        "items_previous_year": Decimal(before),
        "items_change": Decimal(change),
        "decisions": Decimal(_mostly_zero(rng, busy, 0.75)),
    }


def _requests(version: FormVersion, scale: Scale, rng: Random) -> dict[Address, Decimal]:
    """Draw column by column: what came in goes to the results and to the next year."""
    table = load_form(version).table("requests")
    identities = {identity.code: identity for identity in table.identities}
    results = identities["requests_results_sum"].left
    organisations = identities["requests_row_sum"].left
    rows = [row.code for row in table.blocks[0].figure_rows()]
    grid = {(row, column): 0 for row in rows for column in (*organisations, "total")}
    for column in organisations:
        natural = column == "natural_person"
        largest = _LARGEST[scale] if natural else _LARGEST[scale] // 9
        received = _mostly_zero(rng, largest, 1.0 if natural else 0.35)
        carried = _mostly_zero(rng, largest // 12, 0.4)
        forward = min(_mostly_zero(rng, largest // 15, 0.4), received + carried)
        grid["new_received", column] = received
        grid["carried_over", column] = carried
        grid["carried_forward", column] = forward
        grid["results_total", column] = received + carried - forward
        for _ in range(received + carried - forward):
            row = "granted" if rng.random() < _GRANTED_SHARE else rng.choice(results)
            grid[row, column] += 1
    for row in rows:
        grid[row, "total"] = sum(grid[row, column] for column in organisations)
    return {("requests", row, column): Decimal(n) for (row, column), n in grid.items()}


def _proceedings(scale: Scale, rng: Random) -> dict[Address, Decimal]:
    largest = {"none": 0, "small": 3, "large": 40}[scale]
    block = load_form("2021").table("proceedings").blocks[0]
    values: dict[Address, Decimal] = {}
    for row in block.rows:
        parts = {
            column.code: _mostly_zero(rng, largest, 0.4)
            for column in block.columns
            if column.code != "total"
        }
        for code, count in (*parts.items(), ("total", sum(parts.values()))):
            values[("proceedings", row.code, code)] = Decimal(count)
    return values
