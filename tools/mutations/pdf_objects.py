"""Bending PDFs: objects, streams and what draws a page, packed again with right lengths."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode
from contextlib import suppress
from random import Random

from tools.mutations import raw

_OBJECT = re.compile(rb"^(\d+) 0 obj\b(.*?)endobj", re.DOTALL | re.MULTILINE)
_STREAM = re.compile(rb"(<<.*?>>)\s*stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_ASCII85 = b"/ASCII85Decode"
_DRAWS = re.compile(rb"\b(?:Tj|TJ|Tf|re|cm)\b")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_WORD = re.compile(rb"/[A-Za-z0-9]+")


def bend(data: bytes, rng: Random) -> raw.Bent:
    """Bend a PDF in one way."""
    chance = rng.random()
    if chance < 0.35:
        bent, how = raw.flip(data, rng) if chance < 0.2 else raw.bend(data, rng)
        return bent, f"file {how}"
    objects = list(_OBJECT.finditer(data))
    if not objects:
        return raw.bend(data, rng)
    if chance < 0.55:
        found = rng.choice(objects)
        inner, how = _bend_object(found[2], objects, rng)
        bent = data[: found.start(2)] + inner + data[found.end(2) :]
        return rebuilt(bent) if rng.random() < 0.7 else bent, f"object {how}"
    drawn = [(found, content) for found in objects if (content := drawing(found[2]))]
    if not drawn:
        return raw.bend(data, rng)
    found, content = rng.choice(drawn)
    lines, how = _bend_lines(content.split(b"\n"), rng)
    packed = zlib.compress(b"\n".join(lines))
    head = b"<< /Filter /FlateDecode /Length %d >>" % len(packed)
    inner = b"\n" + head + b"\nstream\n" + packed + b"\nendstream\n"
    bent = data[: found.start(2)] + inner + data[found.end(2) :]
    return rebuilt(bent) if rng.random() < 0.8 else bent, f"content {how}"


def drawing(inner: bytes) -> bytes:
    """Return what an object draws, unpacked; nothing where it is no page's content."""
    found = _STREAM.search(inner)
    if found is None or b"/Length1" in found[1] or b"/Subtype" in found[1]:
        return b""
    packed = found[2]
    with suppress(zlib.error, ValueError):
        if _ASCII85 in found[1]:
            packed = a85decode(packed.strip().removesuffix(b"~>"))
        if b"/FlateDecode" in found[1]:
            packed = zlib.decompress(packed)
        return packed if _DRAWS.search(packed) else b""
    return b""


def rebuilt(data: bytes) -> bytes:
    """Return a PDF with its cross-reference table made anew."""
    start = data.rfind(b"\nxref")
    trailer = data.find(b"trailer", start)
    if start < 0 or trailer < 0:
        return data
    body = data[: start + 1]
    places = {int(found[1]): found.start(1) for found in _OBJECT.finditer(body)}
    lines = [b"%010d 65535 f \n" % 0]
    for number in range(1, max(places, default=0) + 1):
        place = places.get(number)
        lines.append(b"%010d 00000 n \n" % place if place else b"%010d 00000 f \n" % 0)
    end = data[trailer : data.rfind(b"startxref")]
    table = b"xref\n0 %d\n" % len(lines) + b"".join(lines)
    return body + table + end + b"startxref\n%d\n%%%%EOF\n" % len(body)


def _bend_object(inner: bytes, objects: list[re.Match[bytes]], rng: Random) -> raw.Bent:
    """Change a dictionary's number or name, take another object's inside, or leave it out."""
    way = rng.choice(("number", "number", "name", "foreign", "drop", "bytes"))
    head = inner.split(b"stream", 1)[0]
    if way == "drop":
        return b"\n<< >>\n", way
    if way == "foreign":
        return rng.choice(objects)[2], way
    pattern = {"number": _NUMBER, "name": _WORD}.get(way)
    places = list(pattern.finditer(head)) if pattern else []
    if not places:
        bent, how = raw.flip(inner, rng)
        return bent, f"bytes {how}"
    place = rng.choice(places)
    values = (b"0", b"-1", b"1", b"90", b"7", b"1e9", b"99999999999", place[0][:-1] or b"0")
    new = rng.choice(values) if way == "number" else rng.choice((b"/X", b"/Page", b"/Font", b""))
    return inner[: place.start()] + new + inner[place.end() :], way


def _bend_lines(lines: list[bytes], rng: Random) -> tuple[list[bytes], str]:
    """Leave out, double or move lines of a content; change an operand; put in an operator."""
    at = rng.randrange(len(lines))
    way = rng.choice(("drop", "drop", "double", "move", "operand", "operand", "odd", "cut"))
    if way == "drop":
        del lines[at : at + rng.choice((1, 1, 1, 2, 10))]
    elif way == "double":
        lines.insert(at, lines[at])
    elif way == "move":
        line = lines.pop(at)
        lines.insert(rng.randrange(len(lines) + 1), line)
    elif way == "operand":
        numbers = list(_NUMBER.finditer(lines[at]))
        if numbers:
            place = rng.choice(numbers)
            new = rng.choice((b"0", b"1", b"-5", b"1000", b"0.001", b"3"))
            lines[at] = lines[at][: place.start()] + new + lines[at][place.end() :]
    elif way == "odd":
        odd = (b"q", b"Q", b"ET", b"BT", b"BI ID EI", b"<<", b"/X Do", b"0 0 0 0 0 0 cm", b"3 Tr",
               b"1 1 1 rg", b"n", b"W n", b"(x", b"50 Tz", b"-90 Ts")  # fmt: skip
        lines.insert(at, rng.choice(odd))
    else:
        lines = lines[:at]
    return lines, way
