"""All hostile files, always the same."""

from __future__ import annotations

from tools.hostile.cuts import cut_files
from tools.hostile.markup_files import markup_files
from tools.hostile.model import Hostile
from tools.hostile.odd_files import odd_files
from tools.hostile.pdf_files import pdf_files
from tools.hostile.picture_files import picture_files
from tools.hostile.word_files import word_files


def hostile_files(*, light: bool = False) -> list[Hostile]:
    """Return every hostile file; with `light` those alone that are over in a moment."""
    found = [
        *word_files(),
        *markup_files(),
        *pdf_files(),
        *picture_files(),
        *odd_files(),
        *cut_files(),
    ]
    return [each for each in found if not (light and each.heavy)]
