"""Pictures of a PDF's pages, and files made of pictures: PDF, TIFF, PNG, JPEG."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from PIL import Image

Pixels = npt.NDArray[np.uint8]
"""Height × width × 3, red, green, blue."""

Container = Literal["pdf", "tif", "png", "jpg"]


def render_pages(pdf: bytes, dpi: int) -> list[Pixels]:
    """Return pictures of all pages as a viewer shows them."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [
            np.asarray(page.render(scale=dpi / 72, rev_byteorder=True).to_pil().convert("RGB"))
            for page in document
        ]
    finally:
        document.close()


def picture_of_page(pdf: bytes, number: int, dpi: int = 200) -> bytes:
    """Return a JPEG of one page (from 1)."""
    document = pdfium.PdfDocument(pdf)
    try:
        picture = document[number - 1].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()
    return _encoded(picture, "JPEG", quality=75)


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page's picture with its resolution (pixels an inch, across and down)."""

    picture: Image.Image
    dpi: tuple[float, float]
    quality: int

    @property
    def points(self) -> tuple[float, float]:
        """Return the page's size in points."""
        width, height = self.picture.size
        return width * 72 / self.dpi[0], height * 72 / self.dpi[1]

    def jpeg(self) -> bytes:
        """Return the picture as JPEG."""
        return _encoded(self.picture, "JPEG", quality=self.quality, dpi=_whole(self.dpi))


def file_of_pages(pages: Sequence[ScannedPage], container: Container) -> bytes:
    """Return a file with the pictures; PNG and JPEG hold one page, or ValueError is raised."""
    if container == "pdf":
        return _pdf(pages)
    if container == "tif":
        return _tiff(pages)
    if len(pages) != 1:
        raise ValueError(f"a {container} holds one page, not {len(pages)}")
    if container == "jpg":
        return pages[0].jpeg()
    return _encoded(pages[0].picture, "PNG", dpi=_whole(pages[0].dpi))


def _whole(dpi: tuple[float, float]) -> tuple[int, int]:
    return round(dpi[0]), round(dpi[1])


def _encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def _tiff(pages: Sequence[ScannedPage]) -> bytes:
    """Fax pages by CCITT group 4, others by JPEG, as document scanners write them."""
    first, *more = pages
    faxed = first.picture.mode == "1"
    options: dict[str, object] = {"compression": "group4"} if faxed else {
        "compression": "jpeg",
        "quality": first.quality,
    }  # fmt: skip
    return _encoded(
        first.picture,
        "TIFF",
        save_all=True,
        append_images=[page.picture for page in more],
        dpi=_whole(first.dpi),
        **options,
    )


def _group_4(picture: Image.Image) -> bytes:
    """Return the bare CCITT group 4 data of a black and white picture."""
    width, height = picture.size
    data = _encoded(picture, "TIFF", compression="group4", strip_size=width * height)
    tags = Image.open(io.BytesIO(data)).tag_v2  # type: ignore[attr-defined]
    (start,), (length,) = tags[273], tags[279]  # StripOffsets, StripByteCounts
    return data[start : start + length]


def _pdf(pages: Sequence[ScannedPage]) -> bytes:
    """Write a PDF with a picture a page and nothing else (PDF 32000-1, 8.9.5)."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page in pages:
        width, height = page.points
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        content = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im0 Do Q".encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2f} {height:.2f}]"
            f" /Contents {number + 1} 0 R"
            f" /Resources << /XObject << /Im0 {number + 2} 0 R >> >> >>".encode()
        )
        objects.append(_stream("", content))
        objects.append(_image(page))
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    file = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(file))
        file += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(file)
    file += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    file += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    file += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n".encode()
    return bytes(file + f"startxref\n{start}\n%%EOF\n".encode())


def _stream(entries: str, data: bytes) -> bytes:
    head = f"<< {entries} /Length {len(data)} >>\nstream\n".encode()
    return head + data + b"\nendstream"


def _image(page: ScannedPage) -> bytes:
    width, height = page.picture.size
    size = f"/Type /XObject /Subtype /Image /Width {width} /Height {height}"
    if page.picture.mode == "1":
        entries = (
            f"{size} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode"
            f" /DecodeParms << /K -1 /Columns {width} /Rows {height} /BlackIs1 true >>"
        )
        return _stream(entries, _group_4(page.picture))
    colours = "/DeviceGray" if page.picture.mode == "L" else "/DeviceRGB"
    entries = f"{size} /ColorSpace {colours} /BitsPerComponent 8 /Filter /DCTDecode"
    return _stream(entries, page.jpeg())
