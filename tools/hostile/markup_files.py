"""Web pages, saved pages and texts: depth, width, length, lies about encodings."""

from __future__ import annotations

import base64
from functools import partial

from tools.hostile.bases import picture_claiming, whole
from tools.hostile.model import READ, Files, Hostile, must
from tools.hostile.word_files import LAUGHS

_MAIL = b"From: x\r\nMIME-Version: 1.0\r\n"


def _page(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


def _with_table(table: str) -> bytes:
    """Return a good report with a hostile table before its end."""
    head, end, tail = whole("html").rpartition(b"</body>")
    return head + table.encode() + end + tail


def _nested_parts(levels: int) -> bytes:
    data = b""
    for level in range(levels):
        mark = b"b%d" % level
        data += (
            b'Content-Type: multipart/related; boundary="' + mark + b'"\r\n\r\n--' + mark + b"\r\n"
        )
    return _MAIL + data


def _many_parts(count: int) -> bytes:
    part = b"--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n"
    return _MAIL + b'Content-Type: multipart/related; boundary="b"\r\n\r\n' + part * count


def _half_base64() -> bytes:
    data = base64.encodebytes(whole("html"))
    head = b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return _MAIL + head + data[: len(data) // 2] + b"====!!!"


def _data_picture() -> bytes:
    picture = base64.b64encode(picture_claiming(60_000)).decode()
    image = f'<img width="900" height="900" src="data:image/png;base64,{picture}">'
    return _with_table(image * 50)


def markup_files() -> Files:
    """Yield hostile pages and texts."""
    nothing, heavy = must("not_a_report"), must("not_a_report", "too_large", "memory_exceeded")

    def html(name: str, content: object, outcomes: frozenset[str], heavy: bool = False) -> Hostile:
        return Hostile(f"web/{name}.html", outcomes, content, heavy=heavy)  # type: ignore[arg-type]

    read = must(READ)
    yield html("一百万个标签", lambda: _page("<b>" * 1_000_000), heavy, heavy=True)
    yield html("十万层嵌套", lambda: _page("<div>" * 100_000), nothing)
    yield html("表格嵌套五千层", lambda: _page("<table><tr><td>" * 5000), nothing)
    yield html(
        "巨大属性", lambda: _page(f'<p class="{"x" * 30_000_000}">年报</p>'), heavy, heavy=True
    )
    yield html(
        "一百万个属性",
        lambda: _page(f"<p {' '.join(f'a{n}=1' for n in range(300_000))}>"),
        heavy,
        heavy=True,
    )
    yield html(
        "跨列一亿",
        lambda: _with_table(
            '<table><tr><td colspan="99999999" rowspan="99999999">1</td></tr></table>'
        ),
        read,
    )
    yield html(
        "跨列很多",
        lambda: _page("<table>" + "<tr>" + '<td colspan="1000">' * 2000 + "</tr></table>"),
        nothing,
    )
    yield html(
        "跨行很多",
        lambda: _page("<table>" + '<tr><td rowspan="65534">' * 20_000 + "</table>"),
        heavy,
        heavy=True,
    )
    yield html(
        "实体_十亿笑",
        lambda: f"<!DOCTYPE html [{LAUGHS}]><html><body><p>&l9;</p></body></html>".encode(),
        nothing,
    )
    yield html(
        "外部资源",
        lambda: _with_table(
            '<img width="900" height="900" src="http://127.0.0.1:39017/x.png"><iframe src="file:///etc/passwd"></iframe>'
        ),
        read,
    )
    yield html("内嵌巨图", _data_picture, read)
    yield html(
        "七千万字节", lambda: _page("<p>年报</p>" * 6_000_000), must("too_large"), heavy=True
    )
    yield html(
        "坏编码",
        lambda: b"<html><meta charset=utf-8><body><p>" + bytes(range(128, 256)) * 200,
        must("undecodable_text", "not_a_report", "binary_content"),
    )
    yield Hostile(
        "web/部件嵌套三千层.mht",
        must("damaged_document", "too_large"),
        partial(_nested_parts, 3000),
        heavy=True,
    )
    yield Hostile("web/二十万个部件.mht", must("too_large"), partial(_many_parts, 200_000))
    yield Hostile(
        "web/没有网页.mht",
        must("damaged_document"),
        lambda: _many_parts(3).replace(b"text/html", b"text/plain"),
    )
    yield Hostile(
        "web/坏的base64.mht",
        must(READ, "damaged_document", "not_a_report"),
        _half_base64,
        whole=lambda: whole("html"),
    )

    def text(name: str, content: object, outcomes: frozenset[str], heavy: bool = False) -> Hostile:
        return Hostile(f"text/{name}.txt", outcomes, content, heavy=heavy)  # type: ignore[arg-type]

    yield text(
        "五亿字节", lambda: ("年报" * 50 + "\n").encode() * 1_660_000, must("too_large"), heavy=True
    )
    yield text("一千万个空行", lambda: b"\n" * 10_000_000, heavy)
    yield text("一行一千五百万字", lambda: b"1" * 15_000_000, heavy, heavy=True)
    yield text("一百万个制表符", lambda: b"1\t" * 1_000_000, heavy)
    yield text("竖线", lambda: b"|" * 3_000_000, heavy)
    yield text("引号", lambda: b'"\t\n' * 500_000, heavy)
    yield text("括号嵌套", lambda: whole("txt") + "（".encode() * 300_000, must(READ), heavy=True)
    yield text(
        "数字海",
        lambda: whole("txt") + " ".join(f"主动公开{n}条，" for n in range(200_000)).encode(),
        must(READ, "too_large", "memory_exceeded", "deadline_exceeded"),
        heavy=True,
    )
    yield text(
        "零字节", lambda: bytes(3_000_000), must("binary_content", "empty_file", "undecodable_text")
    )
    yield text("空文件", lambda: b"", must("empty_file"))
