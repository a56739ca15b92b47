"""Colours that can be read, and tables that fit the page they stand on."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from plotnine import aes, geom_point, ggplot

from analysis import theme

FAMILIES = {
    "sectors": theme.SECTOR_COLOURS,
    "models": theme.MODEL_COLOURS,
    "series": theme.SERIES_COLOURS,
    "pair": dict(zip(("first", "second"), theme.PAIR_COLOURS, strict=True)),
}
AREAS = {f"likert {n}": dict(enumerate(few)) for n, few in theme.LIKERT_COLOURS.items()}
TEXT_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
APART = 20  # CIE 1976 distance; about 2 is just noticeable
# How dichromats see linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(colour: str) -> np.ndarray:
    """`colour` (#RRGGBB) as linear RGB, 0 to 1."""
    coded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Linear RGB as CIE L*a*b* (D65)."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast_on_white(colour: str) -> float:
    """WCAG contrast of `colour` and white."""
    return 1.05 / (float(linear(colour) @ [0.2126, 0.7152, 0.0722]) + 0.05)


@pytest.mark.parametrize(
    "colour",
    [theme.INK, theme.MUTED, theme.ACCENT, theme.WARNING]
    + [colour for family in FAMILIES.values() for colour in family.values()],
)
def test_every_colour_can_be_read_as_text_on_white(colour: str) -> None:
    """So that a direct label may take the colour of its line."""
    assert contrast_on_white(colour) >= TEXT_CONTRAST


@pytest.mark.parametrize("sight", VISION)
@pytest.mark.parametrize("family", [*FAMILIES, *AREAS])
def test_colours_of_a_family_stay_apart_for_every_sight(family: str, sight: str) -> None:
    """Also for readers who do not see red, green or blue."""
    colours = FAMILIES[family] if family in FAMILIES else AREAS[family]
    seen = [lab(VISION[sight] @ linear(colour)) for colour in colours.values()]
    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) > APART


@pytest.mark.parametrize(
    "colour", sorted({*theme.LIKERT_COLOURS[5], *theme.MODEL_COLOURS.values()})
)
def test_figures_in_a_bar_can_be_read(colour: str) -> None:
    """White or ink, whichever stands out."""
    contrast = contrast_on_white(colour) / contrast_on_white(theme.text_on(colour))
    assert max(contrast, 1 / contrast) >= TEXT_CONTRAST


def test_the_smallest_text_of_a_figure_can_be_read_on_a_phone() -> None:
    """9 pixels at least, where a page of 390 leaves 16 on either side."""
    scale = (390 - 2 * 16) / (72 * theme.FIGURE_WIDTH)
    assert theme.SMALL * scale >= 9


def test_the_codebooks_categories_have_colours() -> None:
    """Spelt as the codebook spells them."""
    assert set(theme.SECTOR_COLOURS) == {"education", "health", "cross-cutting"}
    assert set(theme.MODEL_COLOURS) == {"managerial", "consultative", "participatory"}
    assert set(theme.SERIES_COLOURS) == {"Pakistan", "Southern Asia average", "World average"}


@pytest.mark.parametrize("grid", theme.AXES_WITH_GRID)
def test_a_plot_takes_the_theme(grid: str) -> None:
    """Whatever grid it asks for; all text is in the font that matplotlib brings."""
    frame = pd.DataFrame({"x": [1, 2], "y": [1, 2]})
    plot = ggplot(frame, aes("x", "y")) + geom_point() + theme.book_theme(grid=grid)  # type: ignore[arg-type]
    drawn = plot.draw()
    texts = drawn.findobj(lambda artist: hasattr(artist, "get_fontfamily"))
    assert {family for text in texts if text.get_text() for family in text.get_fontfamily()} == {
        theme.FONT
    }


def test_a_table_takes_colour_and_font_of_its_page() -> None:
    """Light or dark: no colour of text or ground is fixed."""
    html = theme.book_table(pd.DataFrame({"a": [1]})).as_raw_html()
    style = html[html.index(".gt_table {") :].split("}")[0]
    assert "color: inherit" in style
    assert "background-color: inherit" in style
    assert "font-family: inherit" in html
    assert "#333333" not in html
    assert "#FFFFFF" not in html
