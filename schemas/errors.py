"""Every error code that `documents.error_code` can hold, and what a person should do.

A failure stops the reading of one document; a note goes with a document that was read.
Messages are for the office that collects the reports: one sentence of what is wrong, one
of what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DocumentStatus = Literal["extracted", "failed", "duplicate", "unsupported", "ignored"]


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """An error code, the `documents.status` that it leads to, its meaning and the remedy."""

    code: str
    status: DocumentStatus
    meaning: str
    remedy: str

    @property
    def message(self) -> str:
        """Return meaning and remedy as one text."""
        return f"{self.meaning} {self.remedy}"


_KINDS = (
    ErrorKind("empty_file", "failed", "The file has no bytes.", "Ask the agency to send it again."),
    ErrorKind(
        "not_a_word_document",
        "failed",
        "The file is a ZIP archive, but not a Word document.",
        "Open it and save the report itself as .docx.",
    ),
    ErrorKind(
        "damaged_archive",
        "failed",
        "The Word file is cut short or damaged.",
        "Copy it again, or ask the agency to send it again.",
    ),
    ErrorKind(
        "damaged_document",
        "failed",
        "The document inside the file cannot be parsed.",
        "Open it in Word or WPS, save it anew, and put the new file in the folder.",
    ),
    ErrorKind(
        "encrypted_document",
        "failed",
        "The document is protected by a password.",
        "Ask the agency for a copy without a password.",
    ),
    ErrorKind(
        "binary_content",
        "failed",
        "The file holds binary data of no known kind, whatever its name says.",
        "Find out which program made it and save the report as .docx.",
    ),
    ErrorKind(
        "undecodable_text",
        "failed",
        "The text is in no encoding that we know (UTF-8, UTF-16, GB18030).",
        "Save it anew as UTF-8.",
    ),
    ErrorKind(
        "unsupported_kind",
        "unsupported",
        "This kind of file is not read yet.",
        "Save the report as .docx and put it in the folder.",
    ),
    ErrorKind(
        "not_a_report",
        "ignored",
        "The document has neither the title nor the sections nor the tables of a disclosure"
        " annual report.",
        "If it is one, tell the maintainers; otherwise move it out of the folder.",
    ),
    ErrorKind(
        "too_large",
        "failed",
        "The document is larger than the limit for its kind.",
        "Remove its pictures or raise the limit.",
    ),
    ErrorKind(
        "damaged_pdf",
        "failed",
        "The PDF is cut short or damaged.",
        "Copy it again, or ask the agency to send it again.",
    ),
    ErrorKind(
        "damaged_picture",
        "failed",
        "The picture is cut short or damaged.",
        "Copy it again, or scan the report again.",
    ),
    ErrorKind(
        "recognition_unavailable",
        "failed",
        "The document is a scan or a picture, and the programs that read those are not installed.",
        "Install tesseract with simplified Chinese (Debian: apt-get install tesseract-ocr"
        " tesseract-ocr-chi-sim) and run again.",
    ),
    ErrorKind(
        "needs_conversion",
        "unsupported",
        "This kind of file is read from a conversion to .docx, which was not made.",
        "Read it with nianbao, which has LibreOffice convert it, or save the report as .docx.",
    ),
    ErrorKind(
        "converter_unavailable",
        "failed",
        "The document is a .doc, .wps, .rtf or .odt, and LibreOffice, which converts those, is"
        " not installed.",
        "Install it (Debian: apt-get install --no-install-recommends libreoffice-writer-nogui) and"
        " run again.",
    ),
    ErrorKind(
        "conversion_failed",
        "failed",
        "LibreOffice could not convert the document.",
        "Open it in Word or WPS, save it as .docx, and put the new file in the folder.",
    ),
    ErrorKind(
        "unreadable_file",
        "failed",
        "The file could not be opened or read.",
        "Check its permissions and the share it lies on.",
    ),
    ErrorKind(
        "file_not_answering",
        "failed",
        "The share gave no byte of the file and no error, while the folder could be listed.",
        "The next run tries again; if it stays, check the file on the share's server.",
    ),
    ErrorKind(
        "no_room",
        "failed",
        "There was no room on the disk for what reading the document takes.",
        "Make room in the folder for temporary files; the next run tries again.",
    ),
    ErrorKind(
        "reader_failed",
        "failed",
        "The reader met something it does not understand.",
        "Send the document to the maintainers; saving it anew as .docx may help meanwhile.",
    ),
    ErrorKind(
        "reader_died",
        "failed",
        "The process that read the document died.",
        "Send the document to the maintainers.",
    ),
    ErrorKind(
        "deadline_exceeded",
        "failed",
        "Reading the document took longer than the deadline.",
        "Raise the deadline, or send the document to the maintainers.",
    ),
    ErrorKind(
        "silent_too_long",
        "failed",
        "The process that read the document stood still.",
        "It is tried again by the next runs; if it stays, send the document to the maintainers.",
    ),
    ErrorKind(
        "memory_exceeded",
        "failed",
        "Reading the document took more memory than a document may.",
        "Remove its pictures or save it anew as .docx; or raise the limit.",
    ),
    ErrorKind(
        "unpacks_too_large",
        "failed",
        "The file would unpack to far more than any report holds.",
        "It may be made to do harm: do not open it, and ask the agency for a new copy.",
    ),
    ErrorKind(
        "container",
        "ignored",
        "The file holds other files, each of which is read as a document of its own.",
        "Nothing need be done.",
    ),
    ErrorKind(
        "empty_container",
        "ignored",
        "The archive or mail holds no file.",
        "If a report was to be in it, ask the agency to send it again.",
    ),
    ErrorKind(
        "nested_too_deep",
        "failed",
        "The archive or mail lies in an archive or mail that itself lies in one.",
        "Unpack it, and put the report itself in the folder.",
    ),
    # Notes: the document was read all the same. Of several, the first here is shown.
    ErrorKind(
        "picture_not_read",
        "extracted",
        "A picture in the document may hold a table and could not be read.",
        "Look at the document; install tesseract with simplified Chinese if it is missing.",
    ),
    ErrorKind(
        "read_from_picture",
        "extracted",
        "Pages or tables of the document were read from pictures by character recognition.",
        "Look at the cells that need review.",
    ),
    ErrorKind(
        "missing_table",
        "extracted",
        "The report lacks one or more of the three statutory tables.",
        "Ask the agency for the complete report, unless the tables are pictures.",
    ),
    ErrorKind(
        "hidden_cells",
        "extracted",
        "The workbook has hidden sheets, rows or columns, which were left out.",
        "Show them in the workbook if they belong to the report.",
    ),
    ErrorKind(
        "name_mismatch",
        "extracted",
        "The file's name says another kind than its content; it was read by its content.",
        "Nothing need be done.",
    ),
    ErrorKind(
        "converted",
        "extracted",
        "The document was read from LibreOffice's conversion to .docx.",
        "Nothing need be done.",
    ),
    ErrorKind(
        "duplicate_content",
        "duplicate",
        "The same bytes were seen before under another name, as with a renamed or copied file.",
        "Nothing need be done.",
    ),
)

ERRORS: dict[str, ErrorKind] = {kind.code: kind for kind in _KINDS}


class DocumentError(Exception):
    """A document that cannot be read into records.

    `code` is one of `ERRORS`; `detail` says what was met in this document, for the log.
    """

    def __init__(self, code: str, detail: str = "", media_type: str | None = None) -> None:
        self.kind = ERRORS[code]
        self.detail = detail
        self.media_type = media_type
        super().__init__(code, detail, media_type)

    @property
    def code(self) -> str:
        """Return the error code."""
        return self.kind.code

    def __str__(self) -> str:
        found = f" ({self.detail})" if self.detail else ""
        return f"{self.kind.meaning}{found} {self.kind.remedy}"


class ContainerError(DocumentError):
    """A file that holds files: no document itself, but each of them is one.

    `members` are their names, in the container's order, each a path separated by /.
    """

    def __init__(self, members: tuple[str, ...], detail: str, media_type: str) -> None:
        super().__init__("container", detail, media_type)
        self.members = members
