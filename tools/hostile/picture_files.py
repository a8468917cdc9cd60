"""Pictures: claims of pixels, frames without end, broken bytes."""

from __future__ import annotations

import io
import struct
from functools import partial

from PIL import Image

from tools.hostile.bases import picture_claiming, whole
from tools.hostile.model import Files, Hostile, must


def _tiff_ring() -> bytes:
    """A TIFF whose second directory is its first."""
    data = bytearray(whole("tiff"))
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    struct.pack_into("<I", data, at + 2 + 12 * count, at)
    return bytes(data)


def _frames(count: int) -> bytes:
    page = Image.new("1", (64, 64), 1)
    out = io.BytesIO()
    page.save(out, "TIFF", save_all=True, append_images=[page] * (count - 1))
    return out.getvalue()


def _gif() -> bytes:
    """A GIF of 65,535 × 65,535 pixels."""
    header = b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0) + bytes(6)
    return header + b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\x00;"


def _bmp() -> bytes:
    sizes = struct.pack("<IiiHHIIiiII", 40, 60000, 60000, 1, 24, 0, 0, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 200, 0, 0, 54) + sizes + bytes(146)


def _text_bomb() -> bytes:
    """A PNG with a comment that unpacks to 400 MB."""
    import zlib

    comment = b"Comment\0\0" + zlib.compress(b"x" * (400 << 20), 9)
    chunk = struct.pack(">I", len(comment)) + b"zTXt" + comment
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + comment))
    data = whole("png")
    return data[:33] + chunk + data[33:]


def picture_files() -> Files:
    """Yield hostile pictures."""
    large, damaged = must("too_large"), must("damaged_picture")
    either = large | damaged

    def file(name: str, content: object, outcomes: frozenset[str], heavy: bool = False) -> Hostile:
        return Hostile(f"picture/{name}", outcomes, content, heavy=heavy)  # type: ignore[arg-type]

    yield file("三十六亿像素.png", partial(picture_claiming, 60_000), large)
    yield file(
        "一亿像素_没有内容.png",
        partial(picture_claiming, 10_000, 10),
        damaged | must("not_a_report"),
    )
    yield file("六万见方.bmp", _bmp, either)
    yield file("六万见方.gif", _gif, either)
    yield file("注释炸弹.png", _text_bomb, either | must("not_a_report"), heavy=True)
    yield file("目录循环.tif", _tiff_ring, must("too_large", "damaged_picture", "not_a_report"))
    yield file(
        "三千帧.tif", partial(_frames, 3000), large | must("not_a_report", "damaged_picture")
    )
    yield file("只有开头.png", lambda: b"\x89PNG\r\n\x1a\n", damaged)
    yield file("只有开头.jpg", lambda: b"\xff\xd8\xff\xe0", damaged)
    yield file("一个像素.png", partial(picture_claiming, 1, 1), damaged)
    yield file("乱字节.webp", lambda: b"RIFF\xff\xff\xff\x7fWEBPVP8 " + bytes(range(256)), damaged)
