"""Files that hold files: ZIP archives and mails. Their members are documents of their own.

Nothing is ever written under a member's name: names are only told, and come without steps
upwards, roots and drives. What is unpacked is bounded, as everywhere (`readers.unpacking`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.readers.sniff import sniff
from schemas.errors import ContainerError, DocumentError

MAX_MEMBERS = 2000
"""Files in one container; a province's districts come to some hundred."""
MAX_MEMBER_BYTES = 512 * 2**20
"""Size of one file, unpacked: as large as a file outside may be."""
MAX_TOTAL_BYTES = 4 * 2**30
"""Size of all files of a container, by its own account; they are unpacked one by one."""

ZIP_TYPE = "application/zip"
MAIL_TYPE = "message/rfc822"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a container. `name` is its path there, separated by /; no two have one name.

    `data` gives its bytes, or raises `DocumentError`; `stored` the bytes by which the container
    keeps it (packed, encrypted), which tell one content from another where `data` cannot.
    """

    name: str
    data: Callable[[], bytes]
    stored: Callable[[], bytes]


def members_of(data: bytes) -> list[Member]:
    """Return the files in a container, in its order.

    Raises `DocumentError`: what `sniff` raises, `damaged_archive`, `damaged_document`,
    `encrypted_document`, `unpacks_too_large`, and `empty_container`; `ValueError` where it is
    none.
    """
    kind = sniff(data)
    if kind == "zip":
        from extractors.readers.containers_zip import zip_members

        found = zip_members(data)
    elif kind == "mail":
        from extractors.readers.containers_mail import mail_members

        found = mail_members(data)
    else:
        raise ValueError(f"a {kind} file holds no files")
    if not found:
        media_type = ZIP_TYPE if kind == "zip" else MAIL_TYPE
        raise DocumentError("empty_container", media_type=media_type)
    return found


def member_at(data: bytes, address: Sequence[int]) -> Member:
    """Return a file in a container, or in one in it: by its number in each, from 0.

    Raises `DocumentError`, as `members_of` and a member's `data` do; `IndexError` where the
    container has not so many.
    """
    member = members_of(data)[address[0]]
    for number in address[1:]:
        member = members_of(member.data())[number]
    return member


def refuse_container(data: bytes, media_type: str) -> None:
    """Raise `ContainerError`, which names the files in a container, or what `members_of` raises."""
    names = tuple(member.name for member in members_of(data))
    detail = f"{len(names)} file{'s' if len(names) != 1 else ''}"
    raise ContainerError(names, detail, media_type)


def plain_path(name: str) -> str:
    r"""Return a member's name as a path that leads nowhere else: `..\C:\a.docx` is `C:/a.docx`."""
    steps = unicodedata.normalize("NFC", name.replace("\\", "/")).split("/")
    return "/".join(step for step in steps if step.strip() not in ("", ".", ".."))


def without_equals(names: Sequence[str]) -> list[str]:
    """Return the names, those that stand there already with a number: `a (2).docx`."""
    given = set(names)
    taken: set[str] = set()
    different = []
    for name in names:
        one, number = name, 1
        while one in taken or (number > 1 and one in given):
            number += 1
            folder, slash, last = name.rpartition("/")
            stem, dot, suffix = last.rpartition(".")
            numbered = f"{stem} ({number}).{suffix}" if dot and stem else f"{last} ({number})"
            one = f"{folder}{slash}{numbered}"
        taken.add(one)
        different.append(one)
    return different
