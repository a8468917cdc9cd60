"""Text PDF pages → `extractors.pages.model.Page`.

`open_pdf` gives a `PdfFile`: how many pages, which of them have text of their own and which
are pictures, the read pages, the pages' pictures. pypdfium2 opens the file, takes the quick
look and renders; pdfplumber is opened only when the first page with rules is read.
"""

from extractors.pdf.file import PageUnreadable, PdfFile, open_pdf

__all__ = ["PageUnreadable", "PdfFile", "open_pdf"]
