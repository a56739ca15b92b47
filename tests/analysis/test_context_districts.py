"""Districts in order of their literacy, counted, and named at the ends."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from analysis import context_districts as topic
from analysis.numbers import Number

SEX_NAMES = ("Men and boys", "Women and girls")


def districts(**columns: list[float]) -> pd.DataFrame:
    """Three districts with literacy of both sexes, men and women."""
    plain: dict[str, list[Any]] = {
        "district": ["Bee", "Ay", "Cee"],
        "literacy_total": [50.0, 20.0, 70.0],
        "literacy_male": [70.0, 25.0, 80.0],
        "literacy_female": [30.0, 15.0, 60.0],
    }
    return topic.district_literacy(pd.DataFrame(plain | columns))


def test_districts_stand_in_order_of_their_literacy() -> None:
    """Lowest first; the gap is men less women."""
    rates = districts()
    assert rates["district"].tolist() == ["Ay", "Bee", "Cee"]
    assert rates["gap"].tolist() == [25 - 15, 70 - 30, 80 - 60]


def test_districts_are_counted_below_a_half() -> None:
    """Under 50% in Ay and Bee; under half of the men's rate in Bee alone (30 < 70 / 2)."""
    assert topic.count_districts_women_minority(districts()).value == 2
    assert topic.count_districts_women_half(districts()).value == 1
    assert topic.count_districts(districts()).value == 3


def test_extremes_name_their_district_and_its_value() -> None:
    """The widest gap is Bee's; of equal lowest rates the first by name is named."""
    assert topic.name_district_extreme(districts(), "gap", "highest") == "Bee"
    assert topic.district_literacy_extreme(districts(), "gap", "highest").value == 70 - 30
    tied = districts(literacy_total=[20.0, 20.0, 70.0])
    assert topic.name_district_extreme(tied, "total", "lowest") == "Ay"


def test_the_figure_says_how_many_districts_it_draws() -> None:
    """Three, in a caption that has the rest too."""
    province = Number(55.0, "percent", 1)
    chart = topic.fig_context_literacy_districts(districts(), province, province)
    assert str(chart.plot.labels.caption).startswith("n = 3 districts. Dashed lines")


def test_lines_of_the_province_end_below_the_names_of_men_and_women() -> None:
    """Else one of them runs through a word."""
    province = Number(55.0, "percent", 1)
    drawing = topic.fig_context_literacy_districts(districts(), province, province).plot.draw()
    drawing.canvas.draw()
    names = [text for text in drawing.findobj(Text) if text.get_text() in SEX_NAMES]
    dashed = [lines for lines in drawing.findobj(LineCollection) if lines.get_linestyle()[0][1]]
    tops = [lines.get_window_extent().y1 for lines in dashed]
    assert len(names) == len(tops) == 2
    assert max(tops) <= min(name.get_window_extent().y0 for name in names)
