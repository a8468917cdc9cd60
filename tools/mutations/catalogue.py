"""Every bent file has an address: kind, seed and number; equal ones give equal bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tools.mutations import package, pdf_objects, raw, workbook
from tools.mutations.bases import Base, BaseKind, base

BASES = 12
"""So many good reports of each kind are bent, again and again."""
FEW_BASES = {"scan": 2, "pdf": 8, "ofd": 8}


@dataclass(frozen=True, slots=True)
class Mutation:
    """A bent file: the good report, its bytes now, and in words how it was bent."""

    base: Base
    seed: int
    number: int
    data: bytes = field(repr=False)
    how: str

    @property
    def address(self) -> str:
        """Return what makes this file again: kind, seed and number."""
        return f"{self.base.kind}:{self.seed}:{self.number}"


def mutation(kind: BaseKind, seed: int, number: int) -> Mutation:
    """Return a bent file; equal arguments give equal ones."""
    rng = Random(f"{kind}:{seed}:{number}")
    bases = FEW_BASES.get(kind, BASES)
    chosen = rng.randrange(bases)
    good = base(kind, chosen)
    data, how = good.data, "nothing"
    for _ in range(10):
        data, how = _bend(good, base(kind, (chosen + 1) % bases).data, rng)
        if data != good.data:
            break
    return Mutation(good, seed, number, data, how)


def _bend(good: Base, other: bytes, rng: Random) -> raw.Bent:
    kind, data = good.kind, good.data
    if kind in ("docx", "xlsx", "ofd", "zip"):
        return package.bend(data, rng, other)
    if kind == "pdf":
        return pdf_objects.bend(data, rng)
    if kind == "xls":
        return workbook.bend(data, rng)
    if kind == "html" and rng.random() < 0.75:
        return package.bend_text(data, rng, good.encoding)
    return raw.bend(data, rng)
