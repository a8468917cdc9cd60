"""Archives and mails: what is in them, under which names, and what becomes of it in a warehouse."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pandas as pd
import pytest

from extractors.readers import read_document
from extractors.readers.containers import members_of, plain_path, without_equals
from extractors.readers.sniff import sniff
from flows.intake import Intake, open_intake
from flows.summary import Summary
from schemas.errors import ContainerError, DocumentError
from tools.samples.containers import (
    MAIL_NAMES,
    ZIP_NAMES,
    MailNames,
    ZipNames,
    write_mail,
    write_zip,
)

ROOT = Path(__file__).parent.parent
NAMES = ("2021/某某县（市、区）政府信息公开工作年度报告（最终修改稿）.docx", "年报.doc")
FILES = [(name, name.encode() * 3) for name in NAMES]


def report(start: str) -> bytes:
    found = next((ROOT / "sample_inputs/reports").rglob(f"{start}_*.docx"))
    return found.read_bytes()


def code(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_document(data, "a.zip")
    return caught.value.code


# What is in them


@pytest.mark.parametrize("names", ZIP_NAMES)
def test_names_of_files_in_archives(names: ZipNames) -> None:
    data = write_zip(FILES, names)
    found = [each for each in members_of(data) if not each.name.startswith("__MACOSX/")]
    assert [(each.name, each.data()) for each in found] == FILES


@pytest.mark.parametrize("names", MAIL_NAMES)
def test_names_of_files_in_mails(names: MailNames) -> None:
    data = write_mail(FILES, names)
    assert sniff(data) == "mail"
    assert [(each.name, each.data()) for each in members_of(data)] == FILES


def test_a_container_is_no_document() -> None:
    with pytest.raises(ContainerError) as caught:
        read_document(write_zip(FILES), "a.docx")
    assert caught.value.members == NAMES
    assert caught.value.kind.status == "ignored"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/root/报告.docx", "root/报告.docx"),
        ("C:\\年报\\..\\报告.docx", "C:/年报/报告.docx"),
        ("./a//b/ /c.txt", "a/b/c.txt"),
        ("..", ""),
    ],
)
def test_names_lead_nowhere_else(name: str, plain: str) -> None:
    assert plain_path(name) == plain


def test_equal_names_are_told_apart() -> None:
    names = ["a.docx", "a.docx", "a (2).docx", "b/c", "b/c", "a.docx"]
    assert without_equals(names) == [
        "a.docx", "a (3).docx", "a (2).docx", "b/c", "b/c (2)", "a (4).docx",
    ]  # fmt: skip


def encrypted(data: bytes) -> bytes:
    whole = bytearray(data)
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = whole.find(mark)
        whole[at + offset] |= 1
    return bytes(whole)


def test_an_encrypted_file_is_told_from_others_all_the_same() -> None:
    one, other = members_of(encrypted(write_zip(FILES)))
    with pytest.raises(DocumentError, match="password"):
        one.data()
    assert one.stored() and one.stored() != other.stored()
    assert other.data() == FILES[1][1]


def test_links_and_folders_are_no_files() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.mkdir("空")
        link = zipfile.ZipInfo("链接.docx")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert code(file.getvalue()) == "empty_container"


def test_archives_that_would_fill_a_machine() -> None:
    assert code(write_zip([(f"{n}.txt", b"") for n in range(2001)])) == "unpacks_too_large"
    (member,) = members_of(write_zip([("零.docx", b"\0" * (8 * 2**20))]))
    with pytest.raises(DocumentError) as caught:
        member.data()
    assert caught.value.code == "unpacks_too_large"


def test_damaged_archives() -> None:
    data = write_zip(FILES)
    assert code(data[:-30]) == "damaged_archive"
    whole = bytearray(data)
    at = data.find(b"PK\1\2") - 5
    whole[at] ^= 0xFF
    members = members_of(bytes(whole))
    with pytest.raises(DocumentError) as caught:
        members[-1].data()
    assert caught.value.code == "damaged_archive"


def mail(body: str = "您好，见附件。", subtype: str = "plain") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "报送"
    message.set_content(body, subtype=subtype)
    return message


def test_what_is_written_in_a_mail() -> None:
    long = "一、总体情况。本年度主动公开信息若干条。" * 40
    short = mail()
    short.add_attachment(b"x", maintype="application", subtype="msword", filename="a.doc")
    assert [each.name for each in members_of(short.as_bytes())] == ["a.doc"]
    letter = mail(long)
    letter.add_attachment(b"x", maintype="application", subtype="msword", filename="a.doc")
    assert [each.name for each in members_of(letter.as_bytes())] == ["a.doc", "正文.txt"]
    alone = mail(long)
    (body,) = members_of(alone.as_bytes())
    assert body.data().decode() == long + "\n"


def test_a_mail_in_a_mail_and_its_senders_mark() -> None:
    inner = mail()
    inner.add_attachment(b"x", maintype="application", subtype="pdf", filename="年报.pdf")
    outer = mail()
    outer.add_attachment(
        b"\x89PNG", "image", "png", cid="<1>", filename="标.png", disposition="inline"
    )
    outer.add_attachment(inner)
    (member,) = members_of(outer.as_bytes())
    assert member.name == "报送.eml"
    assert [each.name for each in members_of(member.data())] == ["年报.pdf"]


def test_a_page_saved_as_a_mail_is_a_page() -> None:
    page = mail("<p>一</p>" * 9, "html").as_bytes()
    assert sniff(page) == "mht"
    saved = next((ROOT / "sample_inputs/reports").rglob("*.mht")).read_bytes()
    assert sniff(saved) == "mht"
    assert sniff(b"Subject: x\n\nno mail\n") == "text"


def test_encrypted_mails() -> None:
    sealed = (
        b"From: a@b.example\nMIME-Version: 1.0\n"
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nAAAA\n"
    )
    assert code(sealed) == "encrypted_document"


# What becomes of them


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


def run(folder: Path, warehouse: Path, file: str | None = None) -> Summary:
    with open_intake(warehouse, run_id="", what="test", workers=1, force=bool(file)) as intake:
        if file is None:
            intake.discover(folder, 0.0)
        else:
            intake.take(folder / file, folder)
        return _finish(intake)


def _finish(intake: Intake) -> Summary:
    for batch in intake.batches:
        intake.read_batch(batch)
    intake.publish()
    return intake.summary()


def documents(warehouse: Path) -> dict[str, tuple[str, str | None]]:
    table = pd.read_parquet(warehouse / "documents")
    return {
        path: (status, None if pd.isna(code) else code)
        for path, status, code in zip(
            table.source_path, table.status, table.error_code, strict=True
        )
    }


@pytest.fixture
def sent(folder: Path) -> Iterator[Path]:
    """A folder with what offices send, nested and mixed."""
    deep = write_zip([("更深.zip", write_zip([("报告.docx", report("01"))]))])
    inner = write_zip([("报告.docx", report("08")), ("深.zip", deep)])
    archive = write_zip(
        [
            ("2021/报告.docx", report("01")),
            ("../../上/通知.txt", "关于开会的通知".encode()),
            ("__MACOSX/2021/._报告.docx", b"\0"),
            ("~$报告.docx", b"x"),
            ("区县.zip", inner),
        ],
        "gbk",
    )
    (folder / "打包.zip").write_bytes(archive)
    (folder / "来信.eml").write_bytes(write_mail([("年报.docx", report("02"))], "rfc2047"))
    (folder / "锁.zip").write_bytes(encrypted(write_zip([("密.docx", report("10"))])))
    yield folder


def test_members_are_submissions(sent: Path, warehouse: Path) -> None:
    summary = run(sent, warehouse)
    assert documents(warehouse) == {
        "打包.zip": ("ignored", "container"),
        "打包.zip/2021/报告.docx": ("extracted", None),
        "打包.zip/上/通知.txt": ("ignored", "not_a_report"),
        "打包.zip/区县.zip": ("ignored", "container"),
        "打包.zip/区县.zip/报告.docx": ("extracted", None),
        "打包.zip/区县.zip/深.zip": ("failed", "nested_too_deep"),
        "来信.eml": ("ignored", "container"),
        "来信.eml/年报.docx": ("extracted", None),
        "锁.zip": ("ignored", "container"),
        "锁.zip/密.docx": ("failed", "encrypted_document"),
    }
    table = pd.read_parquet(warehouse / "documents").set_index("source_path")
    row = table.loc["打包.zip/2021/报告.docx"]
    assert row.document_id == hashlib.sha256(report("01")).hexdigest()
    assert row["size"] == len(report("01"))
    assert "3 files" in table.loc["打包.zip"].message
    assert {each.code for each in summary.troubles} == {
        "not_a_report", "nested_too_deep", "encrypted_document",
    }  # fmt: skip
    again = run(sent, warehouse)
    assert (again.unchanged, again.read, again.known, again.vanished) == (3, 0, 0, ())


def test_members_come_and_go_with_their_container(folder: Path, warehouse: Path) -> None:
    one, two = ("一.docx", report("01")), ("二.docx", report("02"))
    (folder / "a.zip").write_bytes(write_zip([one, two]))
    assert run(folder, warehouse).read == 2
    # Another copy of a container has members of its own, which are duplicates.
    (folder / "b.zip").write_bytes(write_zip([one, two]))
    assert run(folder, warehouse).known == 2
    assert documents(warehouse)["b.zip/一.docx"] == ("duplicate", "duplicate_content")
    (folder / "b.zip").write_bytes(write_zip([one, ("三.docx", report("08"))]))
    changed = run(folder, warehouse)
    assert (changed.read, changed.known, changed.vanished) == (1, 1, ("b.zip/二.docx",))
    (folder / "b.zip").unlink()
    assert run(folder, warehouse).vanished == ("b.zip", "b.zip/一.docx", "b.zip/三.docx")
    # A container that turns out to be damaged has no members any more.
    (folder / "a.zip").write_bytes(write_zip([one, two])[:-40])
    broken = run(folder, warehouse)
    assert broken.vanished == ("a.zip/一.docx", "a.zip/二.docx")
    assert documents(warehouse)["a.zip"][1] in ("damaged_archive", "container")


def test_a_member_whose_extraction_is_lost_is_read_again(folder: Path, warehouse: Path) -> None:
    (folder / "a.zip").write_bytes(write_zip([("一.docx", report("01"))]))
    run(folder, warehouse)
    identity = hashlib.sha256(report("01")).hexdigest()
    (stored,) = [each for each in (warehouse / "_store").rglob(f"{identity}*") if each.is_file()]
    stored.unlink()
    assert run(folder, warehouse).read == 1
    assert run(folder, warehouse).unchanged == 1


def test_a_run_that_ends_among_the_members_opens_the_container_again(
    folder: Path, warehouse: Path
) -> None:
    (folder / "a.zip").write_bytes(
        write_zip([("一.docx", report("01")), ("二.docx", report("02"))])
    )
    with open_intake(warehouse, run_id="", what="test", workers=1) as intake:
        intake.discover(folder, 0.0)
        readings = intake.read_all(intake.batches[0])
        intake.take_over([next(readings)])
        readings.close()
    assert run(folder, warehouse).unchanged == 0
    assert documents(warehouse)["a.zip/二.docx"] == ("extracted", None)


def test_one_file_alone(sent: Path, warehouse: Path) -> None:
    run(sent, warehouse, "来信.eml")
    assert documents(warehouse) == {
        "来信.eml": ("ignored", "container"),
        "来信.eml/年报.docx": ("extracted", None),
    }


def test_nothing_is_written_under_a_members_name(folder: Path, warehouse: Path) -> None:
    outside = folder.parent / "outside.docx"
    names = ["../outside.docx", str(outside), "../../outside.docx"]
    (folder / "a.zip").write_bytes(write_zip([(name, report("01")) for name in names]))
    before = {*folder.parent.iterdir(), warehouse}
    run(folder, warehouse)
    assert set(folder.parent.iterdir()) == before
    assert list(folder.iterdir()) == [folder / "a.zip"]
