"""Good documents cut short at twenty points each, as by copies that broke off."""

from __future__ import annotations

from functools import partial

from tools.hostile.bases import Base, whole
from tools.hostile.model import READ, Files, Hostile, must

CUTS = 20
_DAMAGE: dict[Base, tuple[str, ...]] = {
    "docx": ("damaged_archive",),
    "html": ("not_a_report",),
    "mht": ("damaged_document", "not_a_report"),
    "txt": ("not_a_report",),
    "pdf": ("damaged_pdf", "not_a_report"),
    "png": ("damaged_picture",),
    "tiff": ("damaged_picture", "not_a_report"),
}
_MAY_BE_READ: frozenset[Base] = frozenset({"html", "mht", "txt", "pdf"})


def _cut(kind: Base, number: int) -> bytes:
    data = whole(kind)
    return data[: len(data) * number // (CUTS + 1)]


def cut_files() -> Files:
    """Yield good documents cut short, and half-copied ones: the rest is zeros."""
    for kind, codes in _DAMAGE.items():
        outcomes = must(*codes, *([READ] if kind in _MAY_BE_READ else []))
        for number in range(1, CUTS + 1):
            name = f"cut/{kind}_{number:02}.{kind}"
            yield Hostile(name, outcomes, partial(_cut, kind, number), whole=partial(whole, kind))
        half = must(
            *codes, "binary_content", "undecodable_text", *([READ] if kind in _MAY_BE_READ else [])
        )
        yield Hostile(
            f"half/{kind}_一半是零.{kind}",
            half,
            lambda k=kind: _cut(k, CUTS // 2).ljust(len(whole(k)), b"\0"),  # type: ignore[misc]
            whole=partial(whole, kind),
        )
