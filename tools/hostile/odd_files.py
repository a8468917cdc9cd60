"""Wrong kinds, wrong suffixes, odd names, and what is no file at all."""

from __future__ import annotations

import io
import os
import socket
import zipfile
from contextlib import suppress
from pathlib import Path

from tools.hostile.bases import whole
from tools.hostile.model import READ, SKIPPED, Files, Hostile, must


def _pipe(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def _link_out(path: Path, outside: Path) -> None:
    target = outside / "secret.docx"
    target.write_bytes(whole("docx"))
    path.symlink_to(target)


def _folder_link(path: Path, outside: Path) -> None:
    path.symlink_to(outside, target_is_directory=True)


def _link_ring(path: Path, outside: Path) -> None:
    path.symlink_to(path.name)


def _link_up(path: Path, outside: Path) -> None:
    path.symlink_to("..", target_is_directory=True)


def _socket(path: Path, outside: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(path.parent)  # a socket's path is short
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)


def _sparse(path: Path, outside: Path) -> None:
    with path.open("wb") as file:
        file.truncate(600 << 20)


def _deep(path: Path, outside: Path) -> None:
    """A report under more folders than a path may name."""
    here = os.open(path.parent, os.O_RDONLY)
    try:
        for _ in range(30):
            os.mkdir("深" * 60, dir_fd=here)
            inner = os.open("深" * 60, os.O_RDONLY | os.O_DIRECTORY, dir_fd=here)
            os.close(here)
            here = inner
        with suppress(OSError):
            file = os.open("报告.docx", os.O_WRONLY | os.O_CREAT, dir_fd=here)
            os.close(file)
    finally:
        os.close(here)


def _compound(stream: str) -> bytes:
    """An OLE file's head, with one entry of its directory."""
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    entry = (stream + "\0").encode("utf-16-le")
    return magic.ljust(512, b"\0") + entry.ljust(128, b"\0") + bytes(2048)


def _zip(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in content.items():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


_RAR = b"Rar!\x1a\x07\x01\x00" + bytes(100)


def odd_files() -> Files:
    """Yield what lies in a folder of reports and is none, or is called what it is not."""
    read = must(READ)
    for suffix, kind in (
        (".docx", "html"),
        (".html", "docx"),
        (".txt", "pdf"),
        (".pdf", "txt"),
        (".png", "docx"),
        (".exe", "txt"),
        ("", "docx"),
    ):
        yield Hostile(f"odd/{kind}称作{suffix[1:] or '无'}{suffix}", read, lambda k=kind: whole(k))  # type: ignore[misc]
    yield Hostile(
        "odd/程序.docx", must("binary_content"), lambda: b"MZ\x90\x00" + bytes(range(256)) * 50
    )
    yield Hostile(
        "odd/加密的.docx", must("encrypted_document"), lambda: _compound("EncryptedPackage")
    )
    yield Hostile("odd/压缩.rar", must("unsupported_kind"), lambda: _RAR)
    yield Hostile(
        "odd/空压缩包.docx",
        must("not_a_word_document", "damaged_archive", "empty_container"),
        lambda: _zip({}),
    )
    yield Hostile("odd/六亿字节.docx", must("too_large"), make=_sparse)
    yield Hostile("odd/管道.docx", must(SKIPPED), make=_pipe)
    yield Hostile("odd/套接字.docx", must(SKIPPED), make=_socket)
    yield Hostile("odd/链接出去.docx", must(SKIPPED), make=_link_out)
    yield Hostile("odd/文件夹链接", must(SKIPPED), make=_folder_link)
    yield Hostile("odd/循环链接.docx", must(SKIPPED), make=_link_ring)
    yield Hostile("odd/上级链接", must(SKIPPED), make=_link_up)
    yield Hostile("odd/~$正在编辑.docx", must(SKIPPED), lambda: whole("docx"))
    yield Hostile("odd/未下载完.docx.crdownload", must(SKIPPED), lambda: whole("docx")[:2000])
    names = (
        "两行\n名字.docx",
        "-rf.docx",
        "=cmd|calc.docx",
        "长" * 83 + ".docx",
        " 空格 .docx",
        "反\\斜.docx",
        "\u202e倒xcod.docx",
        os.fsdecode("国标".encode("gbk") + b".docx"),
        "'; drop table;--.docx",
        "%s%n{0}$(x).docx",
    )
    for number, name in enumerate(names):
        # Each of other bytes, so that none counts as a copy of another.
        yield Hostile(f"names/{name}", read, lambda n=number: whole("docx") + b"\0" * (n + 1))  # type: ignore[misc]
