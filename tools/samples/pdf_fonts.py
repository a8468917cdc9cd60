"""Fonts of the sample PDFs: Debian's free ones, embedded, with widths for the typesetter."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, makeToUnicodeCMap

Face = Literal["ming", "kai", "hei", "serif", "sans"]
Mapping = Literal["true", "none", "private"]
"""What a font says of its characters: the truth; nothing, as some printers leave it; or
characters of the private use area, which mean nothing to anyone."""

_FOLDER = Path("/usr/share/fonts/truetype")
_FILES: dict[Face, str] = {
    "ming": "arphic/uming.ttc",
    "kai": "arphic/ukai.ttc",
    "hei": "wqy/wqy-zenhei.ttc",
    "serif": "liberation/LiberationSerif-Regular.ttf",
    "sans": "liberation/LiberationSans-Regular.ttf",
}
_PRIVATE = 0xE000


def missing_fonts() -> list[str]:
    """Return the font files that are wanting here (Debian: see scripts/setup)."""
    return [str(_FOLDER / name) for name in _FILES.values() if not (_FOLDER / name).exists()]


class _MeaninglessFont(TTFont):  # type: ignore[misc]
    """A font whose subsets do not say which characters their codes stand for."""

    def __init__(self, name: str, path: str, mapping: Mapping) -> None:
        # Codes in the order of use, so that not even digits keep their own.
        super().__init__(name, path, asciiReadable=False)
        # Reportlab takes a font with another's face for that other one.
        self.face.name += f"-{mapping}".encode()
        self._mapping = mapping

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:  # noqa: N802 (reportlab's name)
        """Write the font, then take the meaning of its codes away."""
        subsets = len(self.state[doc].subsets)
        names = [self.getSubsetInternalName(n, doc)[1:] for n in range(subsets)]
        lengths = [len(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for name, length in zip(names, lengths, strict=True):
            if self._mapping == "none":
                fonts[name].ToUnicode = None
                continue
            stream = pdfdoc.PDFStream()
            stream.content = makeToUnicodeCMap(name, [_PRIVATE + n for n in range(length)])
            fonts[name].ToUnicode = doc.Reference(stream, f"private:{name}")


@cache
def font_name(face: Face, mapping: Mapping = "true") -> str:
    """Return the name under which a face is known to reportlab, registering it."""
    name = f"{face}-{mapping}"
    path = str(_FOLDER / _FILES[face])
    font = TTFont(name, path) if mapping == "true" else _MeaninglessFont(name, path, mapping)
    pdfmetrics.registerFont(font)
    return name


@cache
def _glyphs(face: Face) -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(font_name(face)).face.charToGlyph)


@cache
def face_of(character: str, chinese: Face, western: Face) -> Face:
    """Return which of two faces sets a character: letters, digits and signs the western."""
    if ord(character) < 0x2000 and character != "·":
        return western
    for face in (chinese, western):
        if ord(character) in _glyphs(face):
            return face
    raise ValueError(f"no font has {character!r}")


@cache
def advance(character: str, chinese: Face, western: Face) -> float:
    """Return a character's width at size 1."""
    name = font_name(face_of(character, chinese, western))
    return float(pdfmetrics.stringWidth(character, name, 1))


def text_width(text: str, size: float, chinese: Face, western: Face) -> float:
    """Return the width of a text in points."""
    return size * sum(advance(character, chinese, western) for character in text)


def runs(text: str, chinese: Face, western: Face) -> list[tuple[Face, str]]:
    """Return a text in stretches of one face each."""
    found: list[tuple[Face, str]] = []
    for character in text:
        face = face_of(character, chinese, western)
        if found and found[-1][0] == face:
            found[-1] = (face, found[-1][1] + character)
        else:
            found.append((face, character))
    return found
