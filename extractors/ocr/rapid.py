"""First recogniser: PP-OCR's model for lines of text, from RapidOCR's wheel, on onnxruntime.

The model file and its dictionary (in the file's metadata) are used directly, so that nothing
is ever fetched, one thread is used, and every step's probabilities are seen: a line's
confidence is that of its weakest character, not the mean, which hides a doubtful digit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.model import Gray
from schemas.errors import DocumentError

MODEL_PATTERN = "*rec*.onnx"
HEIGHT = 48
"""Pixels that the model wants its lines to be high."""
NARROWEST = 96
"""Pixels. With less, single digits are misread more often."""
WIDTH_STEP = 16
"""Widths are rounded up to a multiple, so that many lines share a batch."""
WIDEST = 3200
BATCH, BATCH_PIXELS = 16, 1600
"""Lines read at once, and how wide they may be together: more takes memory (5,000 pixels 200 MB
more than 1,600) and no less time."""
MARGIN_ACROSS, MARGIN_ALONG = 0.25, 0.3
"""Paper around the letters, as a share of their height, at which it reads best."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """A line as the model reads it.

    `confidence` is the least over the characters, `scores` each one's, `runners_up` the
    next likely character at its step with its probability; `at` where each character was
    seen, as a share of the line's width (0 to 1).
    """

    text: str
    confidence: float
    scores: tuple[float, ...] = ()
    runners_up: tuple[tuple[str, float], ...] = ()
    at: tuple[float, ...] = ()

    def without_spaces(self) -> Recognition:
        """Return the recognition of the signs alone: how sure a space is then says nothing."""
        if len(self.scores) != len(self.text):
            return self
        kept = [at for at, sign in enumerate(self.text) if not sign.isspace()]
        return Recognition(
            "".join(self.text[at] for at in kept),
            min((self.scores[at] for at in kept), default=0.0),
            tuple(self.scores[at] for at in kept),
            tuple(self.runners_up[at] for at in kept if at < len(self.runners_up)),
            tuple(self.at[at] for at in kept if at < len(self.at)),
        )


NOTHING = Recognition("", 0.0)


def is_available() -> bool:
    """Return whether the model and what runs it are installed."""
    return find_spec("onnxruntime") is not None and _model_path() is not None


def read_lines(lines: Sequence[Gray]) -> list[Recognition]:
    """Read pictures of single lines of text (dark on light).

    Raises `DocumentError` (recognition_unavailable) where the model is missing.
    """
    found = [NOTHING] * len(lines)
    by_width: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.size:
            by_width[_padded_width(line)].append(at)
    for width, members in by_width.items():
        size = max(1, min(BATCH, BATCH_PIXELS // width))
        for start in range(0, len(members), size):
            batch = members[start : start + size]
            steps = _probabilities([lines[at] for at in batch], width)
            for at, each in zip(batch, steps, strict=True):
                found[at] = _decode(each, width / _scaled_width(lines[at]))
    return found


def _scaled_width(line: Gray) -> int:
    height, width = line.shape
    return int(min(WIDEST, max(1, -(-width * HEIGHT // height))))


def _padded_width(line: Gray) -> int:
    return max(NARROWEST, -(-_scaled_width(line) // WIDTH_STEP) * WIDTH_STEP)


def _probabilities(lines: Sequence[Gray], width: int) -> npt.NDArray[np.float32]:
    batch = np.zeros((len(lines), 3, HEIGHT, width), np.float32)  # 0 is mid-grey, as it learned
    for at, line in enumerate(lines):
        scaled = cv2.resize(line, (_scaled_width(line), HEIGHT), interpolation=cv2.INTER_LINEAR)
        batch[at, :, :, : scaled.shape[1]] = scaled.astype(np.float32) / 127.5 - 1.0
    session, name, _ = _model()
    return np.asarray(session.run(None, {name: batch})[0])


def _decode(steps: npt.NDArray[np.float32], stretch: float) -> Recognition:
    """Read the model's steps: drop blanks (class 0) and repeats of the step before.

    Of a character that spans several steps the surest counts.
    """
    _, _, characters = _model()
    best = steps.argmax(axis=1)
    text: list[str] = []
    scores: list[float] = []
    runners: list[tuple[str, float]] = []
    places: list[float] = []
    previous = 0
    for at, chosen in enumerate(best):
        chosen = int(chosen)
        if chosen == 0:
            previous = 0
            continue
        score = float(steps[at, chosen])
        if chosen == previous:
            if score <= scores[-1]:
                continue
            columns: tuple[list[Any], ...] = (text, scores, runners, places)
            for column in columns:
                column.pop()
        previous = chosen
        row = steps[at].copy()
        row[chosen] = 0.0
        row[0] = 0.0
        second = int(row.argmax())
        text.append(characters[chosen])
        scores.append(score)
        runners.append((characters[second], float(row[second])))
        places.append(min(1.0, (at + 0.5) / len(best) * stretch))
    if not text:
        return NOTHING
    return Recognition("".join(text), min(scores), tuple(scores), tuple(runners), tuple(places))


def _model_path() -> Path | None:
    """Return the recognition model in RapidOCR's package, without importing that."""
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "models"
    return next(iter(sorted(folder.glob(MODEL_PATTERN))), None)


@cache
def _model() -> tuple[Any, str, tuple[str, ...]]:
    """Return the session, its input's name and its characters; made once a process."""
    path = _model_path()
    if path is None:
        raise DocumentError("recognition_unavailable", "rapidocr has no recognition model")
    try:
        import onnxruntime
    except ImportError as error:
        raise DocumentError("recognition_unavailable", "onnxruntime is missing") from error
    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Kept memory for every width of line adds up to 150 MB, and saves no time.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, session.get_inputs()[0].name, ("", *names, " ")
