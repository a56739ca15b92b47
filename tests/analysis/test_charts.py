"""The charts that every topic draws: what they show, and that all of it can be read.

Each is drawn from a frame typed here; then, as a reader would, the tests look at the words and the
shapes in the finished picture.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis import results, theme
from analysis.bars import heat_map, likert_bars, model_bars
from analysis.charts import BESIDE_ROW, dumbbell, forest
from analysis.exhibits import Chart, Figure
from analysis.numbers import Lineage
from analysis.time_charts import UNDATED, small_multiples, timeline

HAIR = 6
"""Pixels by which the boxes of two texts may overlap: they are a little larger than the letters."""
ANSWERS = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")


def a_forest() -> Chart:
    """Two groups of estimates; the last has no interval."""
    frame = pd.DataFrame(
        {
            "Kind": ["Who", "Who", "What"],
            "Term": ["Trust", "A label that is far too long for one line", "Women"],
            "Odds ratio": [1.4, 0.9, 2.0],
            "Low": [1.1, 0.7, np.nan],
            "High": [1.8, 1.2, np.nan],
        }
    )
    return forest(
        frame,
        label="Term",
        value="Odds ratio",
        low="Low",
        high="High",
        group="Kind",
        reference=(1,),
        log=True,
    )


PAIRS = pd.DataFrame(
    {
        "Item": ["Easy to use", "Saves time", "Easy to use", "Saves time"],
        "Who": ["Providers", "Providers", "Users of the service", "Users of the service"],
        "Share, %": [60.0, 70.0, 58.0, 72.0],
        "Low": [52.0, 62.0, 50.0, 66.0],
        "High": [68.0, 78.0, 66.0, 79.0],
    }
)


def a_dumbbell() -> Chart:
    """Providers against users, with intervals."""
    return dumbbell(PAIRS, label="Item", group="Who", value="Share, %", low="Low", high="High")


def a_dumbbell_with_values() -> Chart:
    """The same without intervals, printed, in two panels."""
    panels = pd.concat([PAIRS.assign(Sector="Health"), PAIRS.assign(Sector="Education")])
    return dumbbell(panels, label="Item", group="Who", value="Share, %", panel="Sector", digits=0)


def likert() -> Chart:
    """Two items, one of them answered by half in the middle."""
    shares = {"I trust it": (10, 20, 30, 30, 10), "It saves time": (0, 10, 50, 30, 10)}
    rows = [(i, a, s) for i, few in shares.items() for a, s in zip(ANSWERS, few, strict=True)]
    frame = pd.DataFrame(rows, columns=["Item", "Answer", "Share, %"])
    frame["Mean"] = frame["Item"].map({"I trust it": 3.1, "It saves time": np.nan})
    frame = frame.assign(Low=frame["Mean"] - 0.25, High=frame["Mean"] + 0.25)
    return likert_bars(
        frame,
        item="Item",
        answer="Answer",
        share="Share, %",
        scale=ANSWERS,
        estimate=("Mean", "Low", "High"),
        digits=2,
    )


def models() -> Chart:
    """Three models in two sectors and two codings."""
    rows = [
        (coding, sector, model, number)
        for coding in ("Coding A", "Coding B")
        for sector in ("Education", "Health")
        for model, number in zip(theme.MODEL_COLOURS, (9, 2, 1), strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["Coding", "Sector", "Model", "Interventions"])
    return model_bars(
        frame,
        label="Sector",
        part="Model",
        count="Interventions",
        colours=theme.MODEL_COLOURS,
        column="Coding",
    )


def models_by_rule() -> Chart:
    """The same by two rules, whose names are longer than their panels are high."""
    once = models().data
    rules = [once.assign(Rule=rule) for rule in ("Stated rule", "Alternative rule")]
    return model_bars(
        pd.concat(rules),
        label="Sector",
        part="Model",
        count="Interventions",
        colours=theme.MODEL_COLOURS,
        row="Rule",
        column="Coding",
    )


def heat() -> Chart:
    """Codes that were given together: one pair never."""
    rows = [("trust", "delay", 8), ("trust", "access", 0), ("delay", "access", 3)]
    frame = pd.DataFrame(rows, columns=["Code", "With", "Passages"])
    return heat_map(frame, row="Code", column="With", count="Passages")


def indices() -> Chart:
    """Two series of three surveys, with a band."""
    rows = [
        (p, y, (y - 2000) / 50 + by)
        for p, by in (("Pakistan", 0), ("World average", 0.1))
        for y in (2003, 2010, 2020)
    ]
    frame = pd.DataFrame(rows, columns=["Place", "Survey", "Index (0 to 1)"])
    frame = frame.assign(Low=frame["Index (0 to 1)"] - 0.05, High=frame["Index (0 to 1)"] + 0.05)
    return small_multiples(
        frame,
        x="Survey",
        y="Index (0 to 1)",
        series="Place",
        low="Low",
        high="High",
        breaks=(2003, 2010, 2020),
        colours=theme.PAIR_COLOURS,
    )


def launches() -> Chart:
    """Four launches, one marked, one without a year."""
    frame = pd.DataFrame(
        {
            "Name": list("abcd"),
            "Year": [2012, 2014, 2014, None],
            "Sector": ["Health", "Health", "Health", "Education"],
            "For Covid-19": [False, False, True, False],
        }
    )
    colours = {"Education": theme.ACCENT, "Health": theme.WARNING}
    return timeline(frame, year="Year", panel="Sector", marked="For Covid-19", colours=colours)


CHARTS = (
    a_forest,
    a_dumbbell,
    a_dumbbell_with_values,
    likert,
    models,
    models_by_rule,
    heat,
    indices,
    launches,
)
FIGURES = tuple(name for name in dir(results) if name.startswith("fig_"))


def drawn(chart: Chart) -> Drawing:
    """The picture as it is shown, with a data line of usual length."""
    line = "Data: Codings of the documented interventions (coded); Population Census (published)."
    return pictured(Figure("fig_t", chart, Lineage("", "", "", 1, ()), line))


def pictured(figure: Figure) -> Drawing:
    """The finished picture of a figure."""
    drawing: Drawing = figure._captioned().draw()
    FigureCanvasAgg(drawing).draw()  # which lays it out
    return drawing


def texts(drawing: Drawing) -> list[Text]:
    """Every text that can be seen in a picture."""
    every: list[Text] = drawing.findobj(Text)
    return [text for text in every if text.get_visible() and text.get_text().strip()]


def words(chart: Chart) -> str:
    """All words of a picture, each text on a line."""
    return "\n".join(text.get_text().strip() for text in texts(drawn(chart)))


def assert_readable(drawing: Drawing) -> None:
    """No text is smaller than the small one, none is cut off or over another, and the width is that of all."""
    width, height = drawing.bbox.width, drawing.bbox.height
    for text in texts(drawing):
        box = text.get_window_extent()
        inside = box.x0 > -1 and box.y0 > -1 and box.x1 < width + 1 and box.y1 < height + 1
        assert inside, f"cut off: {text.get_text()!r}"
        assert text.get_fontsize() >= theme.SMALL, text.get_text()
    assert drawing.get_size_inches()[0] == theme.FIGURE_WIDTH
    level = [text for text in texts(drawing) if text.get_rotation() % 90 == 0]
    for one, other in combinations(level, 2):
        assert not overlap(one, other), f"{one.get_text()!r} over {other.get_text()!r}"


def overlap(one: Text, other: Text) -> bool:
    """Whether two texts share more than a hair's breadth of room."""
    shared = Bbox.intersection(one.get_window_extent(), other.get_window_extent())
    return shared is not None and min(shared.width, shared.height) > HAIR


@pytest.mark.parametrize("make", CHARTS, ids=lambda make: make.__name__)
def test_every_word_of_a_chart_can_be_read(make: Callable[[], Chart]) -> None:
    """Also where labels are long and values lie at the edge."""
    assert_readable(drawn(make()))


@pytest.mark.parametrize("name", FIGURES)
def test_every_word_of_the_papers_figures_can_be_read(name: str) -> None:
    """On the paper's own data; and what is drawn can be read as rows."""
    figure = getattr(results, name)
    assert isinstance(figure, Figure)
    assert_readable(pictured(figure))
    assert 0 < len(figure.data) <= 200


def test_forest_prints_estimates_with_their_intervals() -> None:
    """Where there is an interval; a group has a head; a long label takes two lines."""
    shown = words(a_forest())
    assert "1.40 (1.10 to 1.80)" in shown
    assert "\n2.00\n" in shown
    assert "Who\n" in shown
    assert "A label that is far too\nlong for one line" in shown


def test_dumbbell_names_its_groups_where_they_stand() -> None:
    """Not in a legend; names that would meet stand above one another."""
    drawing = drawn(a_dumbbell())
    names = {
        text.get_text(): text for text in texts(drawing) if text.get_text() in set(PAIRS["Who"])
    }
    first, second = (names[name].get_window_extent() for name in PAIRS["Who"].unique())
    assert not first.overlaps(second)


def test_line_of_a_reference_leaves_out_the_heads_of_groups() -> None:
    """A dotted line ran through their words."""
    rows = pd.DataFrame(
        {"Row": list("abc"), "Group": ["One", "One", "Two"], "Value": [1.0, 2.0, 3.0]}
    )
    rows = rows.assign(Low=rows["Value"] - 1, High=rows["Value"] + 1)
    names = {"label": "Row", "value": "Value", "low": "Low", "high": "High"}
    lines, *_, heads = forest(rows, **names, group="Group", reference=(1.0, 2.0)).plot.layers
    spans = lines.geom.data
    assert len(spans) == 4
    for head in heads.geom.data["y"]:
        below, above = (
            spans["most"] + BESIDE_ROW < head - 0.4,
            spans["least"] - BESIDE_ROW > head + 0.4,
        )
        assert (below | above).all()


def test_dumbbell_draws_an_interval_for_each_group() -> None:
    """Two groups on two rows have four; without intervals one bar joins each pair."""
    (segments, *_) = a_dumbbell().plot.layers
    assert len(segments.geom.data) == 4
    assert "60" in words(a_dumbbell_with_values())


def test_likert_bars_stand_to_both_sides_of_the_middle() -> None:
    """Half of the middle answer on either side: 10 + 20 + 15 to the left of the first item."""
    bars = likert().plot.data
    first = bars[bars["label"] == "I trust it"]
    assert first["start"].min() == -(10 + 20 + 30 / 2)
    assert first["stop"].max() == 30 / 2 + 30 + 10


def test_likert_bars_without_a_middle_answer_meet_in_the_middle() -> None:
    """Of four answers two are on either side."""
    frame = pd.DataFrame({"Item": "x", "Answer": list("abcd"), "Share": [10, 20, 30, 40]})
    frame = frame.assign(Mean=2.5, Low=2.0, High=3.0)
    chart = likert_bars(
        frame,
        item="Item",
        answer="Answer",
        share="Share",
        scale="abcd",
        estimate=("Mean", "Low", "High"),
        digits=1,
    )
    assert chart.plot.data["start"].min() == -(10 + 20)


def test_likert_bar_has_its_estimate_with_the_interval_beside_it() -> None:
    """Shares alone do not say how sure they are; nothing is printed where there is no estimate."""
    shown = words(likert())
    assert "3.10 (2.85 to 3.35)" in shown
    assert "nan" not in shown


def test_parts_of_a_bar_print_their_figures() -> None:
    """Colour is never all that tells them."""
    shown = words(models()).splitlines()
    assert shown.count("9") >= 4
    assert {"managerial", "consultative", "participatory"} <= set(shown)


def test_heat_map_prints_what_it_shades() -> None:
    """A pair that never was is a nought, one that was not looked at is empty."""
    shown = words(heat()).splitlines()
    assert sorted(text for text in shown if text.isdigit()) == ["0", "3", "8"]


def test_series_are_named_at_their_ends_and_surveys_are_no_amounts() -> None:
    """In the rows behind the chart a year has no thousands separator."""
    chart = indices()
    assert "World average" in words(chart)
    assert list(chart.data["Survey"].unique()) == ["2003", "2010", "2020"]


def test_timeline_sets_the_undated_apart() -> None:
    """Behind the last year, under a name of their own."""
    dots = launches().plot.data
    assert dots.loc[dots["year"].isna(), "at"].tolist() == [2014 + 3]
    assert UNDATED in words(launches())
