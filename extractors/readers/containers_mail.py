"""Mails (.eml) with reports attached: RFC 5322 and MIME; names by RFC 2231, 2047, or none.

What is attached is a member; what is written in the mail itself is one where it is long
enough to be a report, or where nothing is attached.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser

from extractors.readers.containers import (
    MAIL_TYPE,
    MAX_MEMBERS,
    Member,
    plain_path,
    without_equals,
)
from schemas.errors import DocumentError

REPORT_LENGTH = 600
"""A mail's own text with so many characters may be a report: a covering letter has some 200."""
SMALL_PICTURE = 50_000
"""Bytes up to which a picture shown within the text is the sender's mark, not a scan."""
MAX_PARTS = 10_000

_ENCRYPTED = frozenset({"multipart/encrypted"})
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SPACE = re.compile(r"\s+")
_SUFFIXES = {"text/html": ".html", "text/plain": ".txt"}


def mail_members(data: bytes) -> list[Member]:
    """Return what is attached to a mail; see `containers.members_of`."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        mail = BytesParser(policy=policy.compat32).parsebytes(start)
        parts = list(_leaves(mail))
    except RecursionError as error:  # parts within parts, a thousand deep
        raise DocumentError("damaged_document", "nested too deep", MAIL_TYPE) from error
    if mail.get_content_type() in _ENCRYPTED or _is_enveloped(mail):
        raise DocumentError("encrypted_document", mail.get_content_type(), MAIL_TYPE)
    attached = [part for part in parts if _is_attached(part)]
    bodies = [part for part in parts if not _is_attached(part) and _is_text(part)]
    names = [plain_path(_name(part)) or "附件" for part in attached]
    body = max(bodies, key=_length, default=None)
    if body is not None and (_length(body) >= REPORT_LENGTH or (not attached and _length(body))):
        attached.append(body)
        names.append(f"正文{_SUFFIXES[body.get_content_type()]}")
    if len(attached) > MAX_MEMBERS:
        raise DocumentError("unpacks_too_large", f"{len(attached)} files", MAIL_TYPE)
    return [
        Member(name, lambda part=part: _bytes_of(part), lambda part=part: _bytes_of(part))  # type: ignore[misc]
        for name, part in zip(without_equals(names), attached, strict=True)
    ]


def _leaves(mail: Message) -> Iterator[Message]:
    """Yield the parts that hold something, mails within the mail as one part each."""
    waiting, seen = [mail], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > MAX_PARTS:
            raise DocumentError("unpacks_too_large", f"more than {MAX_PARTS} parts", MAIL_TYPE)
        inner = part.get_payload()
        if isinstance(inner, list) and (part is mail or part.get_content_type() != MAIL_TYPE):
            waiting.extend(reversed([each for each in inner if isinstance(each, Message)]))
        else:
            yield part


def _is_attached(part: Message) -> bool:
    kind = part.get_content_type()
    if kind == MAIL_TYPE:
        return True
    if part.get_content_disposition() == "attachment":
        return True
    if _is_text(part) and not _filename(part):
        return False
    if part.get_content_maintype() == "image" and part.get("Content-ID"):
        return len(_bytes_of(part)) > SMALL_PICTURE
    return bool(_filename(part)) or part.get_content_maintype() in ("application", "image")


def _is_text(part: Message) -> bool:
    return part.get_content_type() in _SUFFIXES


def _is_enveloped(mail: Message) -> bool:
    """Tell whether the whole mail is encrypted by S/MIME (RFC 8551)."""
    kind = mail.get_content_type()
    return kind.endswith("pkcs7-mime") and "signed" not in str(mail.get_param("smime-type") or "")


def _bytes_of(part: Message) -> bytes:
    """Return a part's bytes, its transfer encoding undone."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return inner[0].as_bytes() if inner and isinstance(inner[0], Message) else b""
    try:
        payload = part.get_payload(decode=True)
    except (binascii.Error, ValueError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _length(part: Message) -> int:
    """Return about how many characters are written in a part."""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = _bytes_of(part).decode(_WIDER.get(charset, charset), "replace")
    except LookupError:
        text = _bytes_of(part).decode("utf-8", "replace")
    return len(_SPACE.sub("", _TAG.sub("", text)))


# Names

_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030"}
"""Senders say gb2312 and write characters of its successors."""


def _name(part: Message) -> str:
    name = _filename(part)
    if name:
        return name
    if part.get_content_type() == MAIL_TYPE:
        inner = next((each for each in part.walk() if each is not part), part)
        subject = inner.get("Subject")
        said = _decoded(_as_text(str(subject or ""))).strip().replace("/", "／")
        return f"{said[:80] or '邮件'}.eml"
    return "附件" + _SUFFIXES.get(part.get_content_type(), "")


def _filename(part: Message) -> str:
    """Return the name of an attached file, however it is written; empty where it has none."""
    for header, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        raw = next((v for k, v in part.raw_items() if k.lower() == header.lower()), None)
        if raw is None:
            continue
        bare = Message()
        bare[header] = _as_text(str(raw))
        found = bare.get_param(parameter, header=header)
        if isinstance(found, tuple):  # RFC 2231: charset, language, text
            charset, _, text = found
            octets = text.encode("latin-1", "replace")
            found = _in_charset(octets, charset or "utf-8")
        if found:
            return _decoded(str(found)).strip()
    return ""


def _as_text(raw: str) -> str:
    """Return a header's text; bytes that are not ASCII are UTF-8 or else GB 18030."""
    octets = raw.encode("utf-8", "surrogateescape")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("gb18030", "replace")


def _decoded(text: str) -> str:
    """Return a text with its encoded words (=?gb2312?B?…?=, RFC 2047) put in plain."""
    if "=?" not in text:
        return text
    # Words that follow one another on several lines are one text.
    try:
        pieces = decode_header(re.sub(r"\?=\s+=\?", "?==?", text))
    except (HeaderParseError, ValueError, binascii.Error):
        return text
    said = ""
    octets, before = b"", ""
    for piece, charset in pieces:
        if isinstance(piece, str):
            said, octets = said + _in_charset(octets, before) + piece, b""
            continue
        if (charset or "ascii") != before:
            said, octets = said + _in_charset(octets, before), b""
        # A character may be cut between two words of one charset.
        octets, before = octets + piece, charset or "ascii"
    return said + _in_charset(octets, before)


def _in_charset(octets: bytes, charset: str) -> str:
    charset = charset.lower()
    try:
        return octets.decode(_WIDER.get(charset, charset or "ascii"), "replace")
    except LookupError:
        return octets.decode("gb18030", "replace")
