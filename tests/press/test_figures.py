"""Figures in both themes: what is legible on white is as legible on the dark ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis import theme
from press import figures
from press.figures import GROUND, dark, for_both_themes, shape

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg"><metadata><dc:title>Matplotlib v3</dc:title></metadata>
<path style="fill: #ffffff"/><path style="fill: none; stroke: #12436d; stroke-width: 2"/></svg>"""
COLOURS = sorted(
    {value for value in vars(theme).values() if re.fullmatch(r"#[0-9A-F]{6}", str(value))}
)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""
    lights = sorted(figures.luminance(figures._linear(colour)) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("colour", [c.lower() for c in COLOURS])
def test_partner_has_the_contrast_of_its_colour(colour: str) -> None:
    """To a twentieth, as a colour is written in whole steps; none is lighter than white."""
    most = contrast("#ffffff", GROUND)
    assert contrast(dark(colour), GROUND) == pytest.approx(
        min(most, contrast(colour, "#ffffff")), rel=0.05
    )


def test_white_becomes_the_ground_and_black_becomes_white() -> None:
    """The ground is that of the page's style sheet."""
    assert dark("#ffffff") == GROUND
    assert dark("#000000") == "#ffffff"
    style = (Path(figures.__file__).parent / "assets" / "book.css").read_text(encoding="utf-8")
    assert f"--paper: light-dark(#fefdfb, {GROUND})" in style


def test_every_colour_of_a_figure_gets_its_partner() -> None:
    """In a style sheet at its end; the picture itself is as it was drawn."""
    both = for_both_themes(SVG)
    rules = re.findall(rb'\[style\*="(.+?)"\]\{(.+?)!important\}', both)
    assert rules == [(b"fill: #ffffff", b"fill:#171b1f"), (b"stroke: #12436d", b"stroke:#a4c9ff")]
    assert b"svg{fill:#ffffff}" in both, "what has no colour of its own is black"
    assert both.startswith(SVG.removesuffix(b"</svg>"))
    assert both.endswith(b"</style>\n</svg>")


def test_picture_that_is_not_of_matplotlib_stays_as_it_is() -> None:
    """How it writes its colours is not known; the page gives it a white ground."""
    other = SVG.replace(b"Matplotlib", b"Another")
    assert for_both_themes(other) == other


def test_shape_is_that_of_a_figure_of_matplotlib_and_not_of_another_picture() -> None:
    """Its width to its height, in whatever unit."""
    drawn = SVG.replace(b"<svg ", b'<svg width="374.4pt" viewBox="0 0 374.4 215.28" ')
    assert shape(drawn) == "374.4 / 215.28"
    assert shape(SVG) == shape(drawn.replace(b"Matplotlib", b"Inkscape")) == ""
