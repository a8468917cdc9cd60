"""An independent plain reading: which figures a file shows, and where, whatever they mean.

A mutation may change what a document shows: a digit, or where it stands. A reader that then
reads the new figure is right. So that such are not held against it, the tokens of digits that
the bent file shows are counted in the plainest way there is for its kind, sharing nothing
with the readers: tags are cut away by a pattern, PDF is read by Poppler. Where nothing but the
order tells where a token stands, a token is its digits; in kinds whose figures have places of
their own (a page's, a sheet's) it is digits and place, so that a figure drawn elsewhere is a
new token.

It follows that a figure is wrong, and the reader's own fault, where the file shows no more of
its tokens than the whole file does, and fewer of none.
"""

from __future__ import annotations

import email
import html
import io
import re
import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections import Counter
from contextlib import suppress
from email.message import Message

from tools.mutations.bases import Base

Tokens = Counter[tuple[str, str]]
"""How often digits are shown at a place; the place is "" where a kind has none."""

_DIGITS = re.compile(r"[-+−]?[0-9０-９][0-9０-９,，.．]*")
_TAG = re.compile(r"<[A-Za-z/!?][^>]*>")
"""A tag as browsers take it: from < and a letter to the next >, whatever is between them."""
_HIDDEN = re.compile(r"<!--.*?-->|<(script|style|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_STRAY = re.compile(r"</t[dh]\s*>((?:(?!</?(?:t[drh]|table)\b).)*)", re.DOTALL | re.IGNORECASE)
"""What stands between two cells: browsers show it before the table."""
_CELL_END = re.compile(r"</?(?:td|th|p|tr|table|br|div|w:p|w:tc|w:tr)\b[^<>]*>", re.IGNORECASE)
_WORD_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)</|</(?:\w+:)?(p)>|<(?:\w+:)?(tab|br)\b")
_SHEET_CELL = re.compile(r"<c\b([^<>]*)>(.*?)</c>", re.DOTALL)
_SHARED = re.compile(r"<(?:\w+:)?si\b[^<>]*>(.*?)</(?:\w+:)?si>", re.DOTALL)
_TEXT_OBJECT = re.compile(r"<(?:\w+:)?TextObject\b([^<>]*)>(.*?)</(?:\w+:)?TextObject>", re.DOTALL)
_POPPLER_WORD = re.compile(
    r'<page|<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="[\d.-]+" yMax="[\d.-]+">([^<]*)</word>'
)
_PLACE = 3.0
"""Points: figures of a page that moved less are at the same place."""
_SECONDS = 20


def tokens(base: Base, data: bytes) -> Tokens:
    """Return the tokens that a file shows, `data` being `base`'s own bytes or bent ones."""
    if base.kind == "zip":
        return _sum(_of_package(part) for part in _parts(data).values())
    if base.kind == "eml":
        return _sum(_of_unknown(part) for part in _mail_parts(data))
    if base.kind == "mht":
        return _sum(_of_markup(_decoded(part, base.encoding)) for part in _mail_parts(data))
    if base.kind in ("docx", "xlsx", "ofd"):
        return _of_package(data)
    if base.kind == "html":
        return _of_markup(_decoded(data, base.encoding))
    if base.kind == "txt":
        return _of_text(_decoded(data, base.encoding))
    if base.kind == "pdf":
        return _of_pdf(data)
    return Counter()


def _sum(found: object) -> Tokens:
    total: Tokens = Counter()
    for each in found:  # type: ignore[attr-defined]
        total += each
    return total


def _decoded(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace")


def plain(text: str) -> str:
    """Return a figure's digits as they are compared: no separators, half-width."""
    wide = str.maketrans("０１２３４５６７８９．−", "0123456789.-")
    return text.translate(wide).replace(",", "").replace("，", "").strip(".+")


def _of_text(text: str, place: str = "") -> Tokens:
    return Counter((plain(found), place) for found in _DIGITS.findall(text))


def _of_markup(text: str) -> Tokens:
    text = _HIDDEN.sub("", text)
    strays = "\n".join(_STRAY.findall(text))
    found = _of_text(_told(_STRAY.sub("\n", text)))
    return found + _of_text(_told(strays), "outside of cells")


def _told(markup: str) -> str:
    return html.unescape(_TAG.sub("", _CELL_END.sub("\n", markup)))


_UNPACKING = (
    zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError,
    NotImplementedError,
)  # fmt: skip
"""What unpacking a bent archive may raise."""


def _parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of an archive that can be unpacked, by name and number."""
    found: dict[str, bytes] = {}
    with suppress(*_UNPACKING), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for number, entry in enumerate(archive.infolist()):
            with suppress(*_UNPACKING):
                found[f"{entry.filename}\0{number}"] = archive.read(entry)
    return found


def _of_package(data: bytes) -> Tokens:
    found: Tokens = Counter()
    parts = _parts(data)
    if not parts:
        return _of_markup(_decoded(data, "utf-8"))
    texts = {
        name: _decoded(part, "utf-16" if part[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
        for name, part in parts.items()
    }
    shared = [
        html.unescape(_TAG.sub("", each))
        for name, text in texts.items()
        if "sharedStrings" in name
        for each in _SHARED.findall(text)
    ]
    for name, text in texts.items():
        if "sheet" in name and name.split("\0")[0].endswith(".xml"):
            found += _of_sheet(text, shared)
        elif "TextObject" in text:
            found += _of_page(text)
        elif "word/" in name:
            found += _of_word(text)
        elif name.split("\0")[0].endswith(("html", "htm")):
            found += _of_unknown(parts[name])
    return found


def _of_word(text: str) -> Tokens:
    pieces = []
    for said, paragraph, gap in _WORD_TEXT.findall(text):
        pieces.append(said + ("\n" if paragraph else " " if gap else ""))
    return _of_text(html.unescape("".join(pieces)))


def _of_sheet(text: str, shared: list[str]) -> Tokens:
    found: Tokens = Counter()
    for attributes, inner in _SHEET_CELL.findall(text):
        said = html.unescape(_TAG.sub(" ", inner))
        if 't="s"' in attributes and said.strip().isdigit():
            at = int(said)
            said = shared[at] if at < len(shared) else ""
        found += _of_text(said, " ".join(sorted(attributes.split())))
    return found


def _of_page(text: str) -> Tokens:
    found: Tokens = Counter()
    for attributes, inner in _TEXT_OBJECT.findall(text):
        said = html.unescape(_TAG.sub("", inner))
        place = attributes + "".join(_TAG.findall(inner))
        for token in _DIGITS.findall(said):
            found[plain(token), place] += 1
        for character in said:  # figures may be set an object a character
            if character.isdigit():
                found[character, place] += 1
    return found


def _mail_parts(data: bytes) -> list[bytes]:
    try:
        mail: Message = email.message_from_bytes(data)
        leaves = [part for part in mail.walk() if not part.is_multipart()]
        return [bytes(part.get_payload(decode=True) or b"") for part in leaves]
    except (ValueError, LookupError, TypeError, AttributeError):
        return [data]


def _of_unknown(data: bytes) -> Tokens:
    if data[:2] == b"PK":
        return _of_package(data)
    return _of_markup(_decoded(data, "gb18030"))


def _of_pdf(data: bytes) -> Tokens:
    """Count the words of a PDF by place, as Poppler finds them; nothing without Poppler."""
    program = shutil.which("pdftotext")
    if program is None:
        return Counter()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        try:
            done = subprocess.run(
                [program, "-bbox", file.name, "-"], capture_output=True, timeout=_SECONDS
            )
        except subprocess.TimeoutExpired:
            return Counter()
    found: Tokens = Counter()
    page = 0
    for x, y, word in _POPPLER_WORD.findall(done.stdout.decode("utf-8", "replace")):
        if not word:
            page += 1
            continue
        place = f"{page}:{round(float(x) / _PLACE)}:{round(float(y) / _PLACE)}"
        for token in _DIGITS.findall(html.unescape(word)):
            found[plain(token), place] += 1
    return found
