"""What is on paper beside the print: seals, blots, broken lines. On pictures of pages."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from tools.samples.pdf_sheet import Area, Rule, Sheet
from tools.samples.scan_pages import Pixels

_SEAL_FONT = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
_SEAL_INK = (205, 25, 30)
SEAL_RADIUS = 57.0
"""An office's seal is 4 cm wide; in points."""


def shown(sheet: Sheet, area: Area) -> Area:
    """Return where an area of an upright sheet is on its page as a viewer shows it."""
    if sheet.turned != "drawn":
        return area
    # Drawn lying: (x, y) of the upright sheet, w wide, shows at (y, w - x).
    return Area(area.y0, sheet.width - area.x1, area.y1, sheet.width - area.x0)


def stamp(
    picture: Pixels, centre: tuple[float, float], scale: float, name: str, rng: np.random.Generator
) -> Pixels:
    """Return the picture with a round red seal: a ring, a star, and the office's name.

    The ink is thinner here and there, and lets the print beneath it through.
    """
    mask = _seal_mask(round(SEAL_RADIUS * scale), name, float(rng.uniform(-20, 20)))
    ink = np.asarray(mask, dtype=np.float32) / 255
    ink *= _patchy(ink.shape, rng)
    return _inked(picture, ink, centre, scale, _SEAL_INK)


def _seal_mask(radius: int, name: str, turn: float) -> Image.Image:
    size = 2 * radius + 2
    mask = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(mask)
    line = max(2, round(radius * 0.05))
    draw.ellipse((1, 1, size - 2, size - 2), outline=255, width=line)
    middle = size / 2
    star = []
    for point in range(10):
        reach = radius * (0.34 if point % 2 == 0 else 0.13)
        angle = math.radians(36 * point - 90)
        star.append((middle + reach * math.cos(angle), middle + reach * math.sin(angle)))
    draw.polygon(star, fill=255)
    letters = name[:20]
    height = max(6, round(radius * min(0.26, 3.6 / len(letters))))
    font = ImageFont.truetype(_SEAL_FONT, height)
    for number, letter in enumerate(letters):
        spread = min(250.0, 24.0 * len(letters))
        angle = -spread / 2 + spread * number / max(1, len(letters) - 1)
        glyph = Image.new("L", (2 * height, 2 * height), 0)
        ImageDraw.Draw(glyph).text((height, height), letter, fill=255, font=font, anchor="mm")
        glyph = glyph.rotate(-angle, Image.Resampling.BICUBIC)
        reach = radius * 0.76
        x = middle + reach * math.sin(math.radians(angle)) - height
        y = middle - reach * math.cos(math.radians(angle)) - height
        mask.paste(255, (round(x), round(y)), glyph)
    return mask.rotate(turn, Image.Resampling.BICUBIC)


def _patchy(shape: tuple[int, ...], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return how much ink a rubber stamp left: most of it, unevenly."""
    coarse = rng.uniform(0.45, 1.0, (12, 12)).astype(np.float32)
    grown = Image.fromarray(coarse).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    return np.clip(np.asarray(grown), 0, 1).astype(np.float32)


def blot(picture: Pixels, area: Area, scale: float, rng: np.random.Generator) -> Pixels:
    """Return the picture with a dark, ragged blot over an area of it (points)."""
    width, height = (area.x1 - area.x0) * scale, (area.y1 - area.y0) * scale
    size = (max(3, round(2.2 * width)), max(3, round(1.6 * height)))
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    for _ in range(24):
        x, y = rng.uniform(0.25, 0.75) * size[0], rng.uniform(0.25, 0.75) * size[1]
        reach_x, reach_y = rng.uniform(0.15, 0.3, 2) * size
        draw.ellipse((x - reach_x, y - reach_y, x + reach_x, y + reach_y), fill=255)
    ink = np.asarray(mask, dtype=np.float32) / 255
    centre = ((area.x0 + area.x1) / 2, (area.y0 + area.y1) / 2)
    return _inked(picture, ink, centre, scale, (10, 10, 14))


def _inked(
    picture: Pixels,
    ink: npt.NDArray[np.float32],
    centre: tuple[float, float],
    scale: float,
    colour: tuple[int, int, int],
) -> Pixels:
    """Multiply ink (0 none, 1 full) into a picture, as it soaks into paper."""
    marked = picture.copy()
    left = round(centre[0] * scale - ink.shape[1] / 2)
    top = round(centre[1] * scale - ink.shape[0] / 2)
    x0, y0 = max(0, left), max(0, top)
    x1 = min(picture.shape[1], left + ink.shape[1])
    y1 = min(picture.shape[0], top + ink.shape[0])
    if x0 >= x1 or y0 >= y1:
        return marked
    part = ink[y0 - top : y1 - top, x0 - left : x1 - left, None]
    tint = np.array(colour, dtype=np.float32) / 255
    marked[y0:y1, x0:x1] = (marked[y0:y1, x0:x1] * (1 - part * (1 - tint))).astype(np.uint8)
    return marked


def break_rules(
    picture: Pixels, rules: Iterable[Rule], scale: float, rng: np.random.Generator
) -> Pixels:
    """Return the picture with gaps of up to 4 points in its lines, and some lines faint."""
    broken = picture.copy()
    for rule in rules:
        length = max(rule.x1 - rule.x0, rule.y1 - rule.y0)
        if rng.random() < 0.15:
            _wipe(broken, rule, 0.0, length, scale, 0.45)
        for _ in range(int(rng.poisson(length / 220))):
            at = float(rng.uniform(0, max(0.1, length - 4)))
            _wipe(broken, rule, at, at + float(rng.uniform(1.5, 4)), scale, 1.0)
    return broken


def _wipe(
    picture: Pixels, rule: Rule, start: float, end: float, scale: float, strength: float
) -> None:
    """Take ink away along a stretch of a line."""
    half = 0.6
    if rule.y0 == rule.y1:
        area = (rule.x0 + start, rule.y0 - half, rule.x0 + end, rule.y0 + half)
    else:
        area = (rule.x0 - half, rule.y0 + start, rule.x0 + half, rule.y0 + end)
    x0, y0, x1, y1 = (round(value * scale) for value in area)
    part = picture[y0 : y1 + 1, x0 : x1 + 1].astype(np.float32)
    picture[y0 : y1 + 1, x0 : x1 + 1] = (part + (255 - part) * strength).astype(np.uint8)
