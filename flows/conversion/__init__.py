"""Documents of other text programs, converted to Word files by LibreOffice before they are read.

A start of LibreOffice takes seconds, a document some tenths: so a batch of documents is read
first, those that need it are put off and converted together, and then read again. What a
reader gets is the conversion; identity, name and media type stay the original's.

    batch        documents to be converted together; one bad one costs only itself
    office       one start of LibreOffice: alone, without network, macros, memory without end
    profile      the settings that it starts with
    single       one document, without a folder
    cache        conversions kept in the warehouse, by their document's content
"""

from flows.conversion.batch import Batch, Converter

__all__ = ["Batch", "Converter"]
