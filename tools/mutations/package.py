"""Bending packages: parts of a ZIP archive with their XML, and the archive itself."""

from __future__ import annotations

import io
import warnings
import zipfile
from random import Random

from tools.mutations import markup, raw

_CONTENT = ("document.xml", "sheet", "Content.xml", "sharedStrings", ".html", ".docx")
"""Parts that hold a report's figures, by their names: most bends are of these."""

Parts = list[tuple[str, bytes]]


def unpacked(data: bytes) -> Parts:
    """Return the parts of a good package, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(entry.filename, archive.read(entry)) for entry in archive.infolist()]


def packed(parts: Parts, rng: Random) -> bytes:
    """Return parts as a package."""
    file = io.BytesIO()
    method = rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, (2023, 3, 6, 8, 0, 0))
            entry.compress_type = method
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # equal names are wanted
                archive.writestr(entry, data)
    return file.getvalue()


def bend(data: bytes, rng: Random, other: bytes) -> raw.Bent:
    """Bend a package in one way. `other` is another good one of the kind."""
    chance = rng.random()
    if chance < 0.15:
        # Figures are safe: what is packed carries its own check sum.
        bent, how = raw.flip(data, rng, spare_digits=False)
        return bent, f"archive {how}"
    if chance < 0.22:
        bent, how = raw.bend(data, rng)
        return bent, f"archive {how}"
    parts = unpacked(data)
    if chance < 0.32:
        bent_parts, how = _bend_list(parts, rng, other)
        return packed(bent_parts, rng), f"parts {how}"
    at = _choose(parts, rng)
    name, part = parts[at]
    if chance < 0.45:
        bent, how = raw.bend(part, rng)
        how = f"part {how}"
    else:
        bent, how = bend_text(part, rng)
    parts[at] = (name, bent)
    return packed(parts, rng), how


def bend_text(part: bytes, rng: Random, encoding: str = "utf-8") -> raw.Bent:
    """Bend a text with tags; one that is none in its encoding is bent as bytes."""
    try:
        text = part.decode(encoding)
    except UnicodeDecodeError:
        return raw.bend(part, rng)
    how = ""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        bent, way = markup.bend(text, rng)
        # What is doubled comes alone: it would hide from a count of figures that one is gone.
        if way != markup.double_element.__name__ or not how:
            text, how = bent, f"{how} {way}"
        if way == markup.double_element.__name__:
            break
    return text.encode(encoding, "replace"), how.strip()


def _choose(parts: Parts, rng: Random) -> int:
    content = [at for at, (name, _) in enumerate(parts) if any(word in name for word in _CONTENT)]
    if content and rng.random() < 0.75:
        return rng.choice(content)
    return rng.randrange(len(parts))


def _bend_list(parts: Parts, rng: Random, other: bytes) -> tuple[Parts, str]:
    """Leave out a part, double it, rename it, or take another file's in its place."""
    at = rng.randrange(len(parts))
    name, data = parts[at]
    way = rng.choice(("drop", "double", "rename", "foreign", "empty", "shuffle"))
    if way == "drop":
        del parts[at]
    elif way == "double":
        parts.append((name, data))
    elif way == "rename":
        parts[at] = (rng.choice((name.upper(), f"/{name}", f"../{name}", "x", name + " ")), data)
    elif way == "empty":
        parts[at] = (name, b"")
    elif way == "shuffle":
        rng.shuffle(parts)
    elif not any(word in name for word in _CONTENT):
        # The other's figures in this one's package would be a good report, and another one.
        foreign = dict(unpacked(other))
        parts[at] = (name, foreign.get(name, b""))
    return parts, way
