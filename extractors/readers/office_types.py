"""The media types of text documents that an office program converts (`readers.office`)."""

from __future__ import annotations

DOC = "application/msword"
WORKS = "application/vnd.ms-works"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
OTT = "application/vnd.oasis.opendocument.text-template"
FLAT_ODT = "application/vnd.oasis.opendocument.text-flat-xml"

SUFFIXES = {
    DOC: ".doc",
    WORKS: ".wps",
    RTF: ".rtf",
    ODT: ".odt",
    OTT: ".ott",
    FLAT_ODT: ".fodt",
}
"""The suffix by which an office program knows each media type."""
