"""Writes a report as a web archive (MHTML, RFC 2557): the page and a picture of it."""

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass, field
from typing import Literal

from tools.samples.html import HtmlOptions, page
from tools.samples.model import SampleReport

_BOUNDARY = "----=_NextPart_000_0000_NIANBAO"
_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


@dataclass(frozen=True, slots=True)
class MhtOptions:
    """How to write the archive: the page itself, and the encoding of its transfer."""

    html: HtmlOptions = field(default_factory=HtmlOptions)
    transfer: Literal["quoted-printable", "base64"] = "quoted-printable"


def write_mht(report: SampleReport, options: MhtOptions = MhtOptions()) -> bytes:
    """Return the report as the bytes of an .mht file, line ends CRLF as browsers write it."""
    html = page(report, options.html).encode(options.html.encoding)
    encoded = base64.encodebytes if options.transfer == "base64" else quopri.encodestring
    body = encoded(html)
    head = (
        "From: <Saved by a browser>\n"
        "Subject: =?utf-8?B?"
        + base64.b64encode("".join(report.title).encode()).decode()
        + "?=\nDate: Mon, 6 Mar 2023 08:00:00 +0800\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/related; type="text/html"; boundary="{_BOUNDARY}"\n\n'
        f"--{_BOUNDARY}\n"
        f'Content-Type: text/html; charset="{options.html.declared or options.html.encoding}"\n'
        f"Content-Transfer-Encoding: {options.transfer}\n"
        "Content-Location: http://www.agency.example/zfxxgknb/index.html\n\n"
    ).encode()
    picture = (
        f"\n--{_BOUNDARY}\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
        "Content-Location: http://www.agency.example/logo.png\n\n"
    ).encode()
    end = f"\n--{_BOUNDARY}--\n".encode()
    text = head + body + picture + base64.encodebytes(_PICTURE) + end
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
