"""Small OFD files for tests: what stands on their pages is written out in XML."""

from __future__ import annotations

import io
import zipfile

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
OFD = f"""<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>
</ofd:DocBody></ofd:OFD>"""


def document(pages: int = 1, common: str = "") -> str:
    listed = "".join(
        f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(pages)
    )
    return f"""<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>
      <ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData>
      <ofd:Pages>{listed}</ofd:Pages></ofd:Document>"""


def page(objects: str, head: str = "", kind: str = "Body") -> str:
    return f"""<ofd:Page {SPACE}>{head}<ofd:Content><ofd:Layer ID="9" Type="{kind}">{objects}
      </ofd:Layer></ofd:Content></ofd:Page>"""


def package(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def ofd(*pages: str, common: str = "", **more: str | bytes) -> bytes:
    """Return a file with such objects on its pages; `more` are parts under Doc_0."""
    parts: dict[str, str | bytes] = {
        "OFD.xml": OFD,
        "Doc_0/Document.xml": document(len(pages), common),
    }
    for number, objects in enumerate(pages):
        whole = objects if "<ofd:Page " in objects else page(objects)
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = whole
    parts |= {f"Doc_0/{name.replace('__', '/')}.xml": text for name, text in more.items()}
    return package(parts)


def text(said: str, x: float = 20, y: float = 30, size: float = 5, **attributes: str) -> str:
    """Return a line whose characters are as far apart as they are wide."""
    steps = " ".join(str(size / 2 if letter.isascii() else size) for letter in said[:-1])
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    distances = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject Boundary="{x} {y - size} 180 10" Size="{size}"{more}>'
        f'<ofd:TextCode X="0" Y="{size}"{distances}>{said}</ofd:TextCode></ofd:TextObject>'
    )
