"""Bytes to records, purely: no folder, no Prefect, no Parquet.

>>> from extractors import extract_report
>>> extraction = extract_report("report.docx")
"""

from extractors.report import extract_report
from extractors.version import EXTRACTOR_VERSION

__all__ = ["EXTRACTOR_VERSION", "extract_report"]
