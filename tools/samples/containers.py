"""Writes files as offices send them together: ZIP archives and mails."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Sequence
from typing import Literal

ZipNames = Literal["utf-8", "gbk", "mac"]
"""How an archive writes its files' names: in UTF-8, and says so; in GBK, as Chinese Windows
does, which says nothing; in UTF-8 without saying so, as macOS does, with its litter."""
MailNames = Literal["rfc2231", "rfc2047", "gbk", "content-type"]
"""How a mail writes its attachments' names: by RFC 2231; in encoded words, of GB 2312; as bare
GBK bytes; in the content type alone."""

ZIP_NAMES: tuple[ZipNames, ...] = ("utf-8", "gbk", "mac")
MAIL_NAMES: tuple[MailNames, ...] = ("rfc2231", "rfc2047", "gbk", "content-type")

_BOUNDARY = "----=_Part_0001_NIANBAO"
_AT = (2023, 3, 6, 8, 0, 0)


def write_zip(files: Sequence[tuple[str, bytes]], names: ZipNames = "utf-8") -> bytes:
    """Return files, with their paths, as the bytes of a .zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            if names == "mac":
                litter = f"__MACOSX/._{name.rpartition('/')[2]}"
                archive.writestr(_entry(litter, names), b"\0\5")
            entry = _entry(name, names)
            archive.writestr(entry, data)
    return file.getvalue()


class _Cp437(zipfile.ZipInfo):
    """An entry whose name's bytes are written as they are, without a word of their meaning."""

    __slots__ = ()

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (zipfile's name)
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


def _entry(name: str, names: ZipNames) -> zipfile.ZipInfo:
    if names == "utf-8":
        entry = zipfile.ZipInfo(name, _AT)
    else:
        octets = name.encode("gbk" if names == "gbk" else "utf-8")
        entry = _Cp437(octets.decode("cp437"), _AT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def write_mail(
    files: Sequence[tuple[str, bytes]],
    names: MailNames = "rfc2231",
    body: str = "您好：\n\n现报送我单位年度报告，请查收。\n",
) -> bytes:
    """Return files as the bytes of an .eml file that has them attached."""
    parts = [
        b"Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + _wrapped(body.encode("gb18030"))
    ]
    for name, data in files:
        parts.append(_attachment_head(name, names) + b"\r\n" + _wrapped(data))
    subject = base64.b64encode("报送年度报告".encode("gb18030")).decode()
    head = (
        "Received: from mail.agency.example; Mon, 6 Mar 2023 08:00:00 +0800\r\n"
        "From: office@agency.example\r\nTo: office@city.example\r\n"
        f"Subject: =?gb2312?B?{subject}?=\r\nDate: Mon, 6 Mar 2023 08:00:00 +0800\r\n"
        "MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/mixed;\r\n boundary="{_BOUNDARY}"\r\n\r\n'
    )
    marks = [f"--{_BOUNDARY}\r\n".encode() + part for part in parts]
    return head.encode() + b"".join(marks) + f"--{_BOUNDARY}--\r\n".encode()


def _attachment_head(name: str, names: MailNames) -> bytes:
    kind = b"application/octet-stream"
    if names == "rfc2231":
        octets = "".join(f"%{byte:02X}" for byte in name.encode())
        said = f"attachment;\r\n filename*=UTF-8''{octets}".encode()
    elif names == "rfc2047":
        # Encoded words hold 75 characters: long names are cut, in the midst of characters too.
        code = name.encode("gbk")
        words = [base64.b64encode(code[at : at + 33]).decode() for at in range(0, len(code), 33)]
        joined = "\r\n ".join(f"=?gb2312?B?{word}?=" for word in words)
        said = f'attachment;\r\n filename="{joined}"'.encode()
    elif names == "gbk":
        said = b'attachment; filename="' + name.encode("gbk") + b'"'
    else:
        kind += b'; name="' + name.encode() + b'"'
        said = b"inline"
    return (
        b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: " + said + b"\r\n"
    )


def _wrapped(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
