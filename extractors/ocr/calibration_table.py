"""Shares of right readings by evidence; made by `extractors.ocr.calibration.refit`."""

from __future__ import annotations

RIGHT_SHARES: dict[str, float] = {
    "both": 0.999,
    "second_look": 0.99,
    "differ": 0.85,
    "rapid_only": 0.9,
    "tesseract_only": 0.3,
    "none": 0.1,
}
