"""Figures for both themes: an SVG that turns dark with the page around it.

matplotlib writes every colour into the element that has it. The copy that the site shows carries one
more style sheet, which gives each colour a partner for a dark ground; an image takes the theme of the
element that shows it, so that the switch of the page reaches into the picture. Each partner has the
contrast with the dark ground that its colour has with white (WCAG 2.2), so that what is legible in one
theme is so in the other. The PDF shows the picture as it was drawn.
"""

from __future__ import annotations

import re
from math import fsum

Rgb = tuple[float, float, float]

WHITE, BLACK = "#ffffff", "#000000"
GROUND = "#171b1f"
"""The dark ground of a figure, as `--paper` in book.css."""
COLOUR = re.compile(rb"(fill|stroke): (#[0-9a-f]{6})\b")
MADE_BY_MATPLOTLIB = b"<dc:title>Matplotlib"
SIZE = re.compile(rb'<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"')
WEIGHTS = (0.2126, 0.7152, 0.0722)
"""How much red, green and blue each add to luminance."""
GLARE = 0.05
"""What WCAG adds to every luminance for the light that a screen reflects."""


def for_both_themes(svg: bytes) -> bytes:
    """`svg` with a dark partner for each of its colours; any picture that is none of ours as it is."""
    if not is_ours(svg):
        return svg
    pairs = sorted({(kind.decode(), colour.decode()) for kind, colour in COLOUR.findall(svg)})
    unsaid = f"svg{{fill:{dark(BLACK)}}}"  # matplotlib leaves out the fill of what is black
    rules = unsaid + "".join(
        f'[style*="{kind}: {colour}"]{{{kind}:{dark(colour)}!important}}' for kind, colour in pairs
    )
    sheet = f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>\n</svg>"
    head, _, tail = svg.rpartition(b"</svg>")
    return head + sheet.encode() + tail


def is_ours(picture: bytes) -> bool:
    """Whether matplotlib drew it, whose way of writing colours this module knows."""
    return MADE_BY_MATPLOTLIB in picture[:2000]


def shape(picture: bytes) -> str:
    """Its width to its height, as CSS has it, if matplotlib drew it; else nothing."""
    found = SIZE.search(picture) if is_ours(picture) else None
    return " / ".join(part.decode() for part in found.groups()) if found else ""


def dark(colour: str) -> str:
    """The partner of `colour`: as far from the dark ground as `colour` is from white."""
    if colour == WHITE:
        return GROUND
    rgb = _linear(colour)
    contrast = (1 + GLARE) / (luminance(rgb) + GLARE)
    wanted = min(1.0, contrast * (luminance(_linear(GROUND)) + GLARE) - GLARE)
    return _written(_lit(rgb, wanted))


def luminance(rgb: Rgb) -> float:
    """The relative luminance of a colour in linear light."""
    return fsum(weight * part for weight, part in zip(WEIGHTS, rgb, strict=True))


def _lit(rgb: Rgb, wanted: float) -> Rgb:
    """`rgb` brought to a luminance: brightened as far as it goes, then mixed with white."""
    now, strongest = luminance(rgb), max(rgb)
    if now == 0:
        return (wanted, wanted, wanted)
    factor = min(wanted / now, 1 / strongest)
    red, green, blue = (part * factor for part in rgb)
    reached = now * factor
    white = (wanted - reached) / (1 - reached) if reached < 1 else 0.0
    return (red + (1 - red) * white, green + (1 - green) * white, blue + (1 - blue) * white)


def _linear(colour: str) -> Rgb:
    """`#rrggbb` in linear light."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def _written(rgb: Rgb) -> str:
    parts = (12.92 * p if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055 for p in rgb)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)
