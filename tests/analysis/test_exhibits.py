"""Figures and tables as chapters show them."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import matplotlib as mpl
import matplotlib.image
import pandas as pd
import pytest
from great_tables import GT
from plotnine import aes, element_blank, geom_point, ggplot, labs, theme
from plotnine.options import get_option, set_option

from analysis.exhibits import (
    MOST_ROWS,
    STAND_IN_LINE,
    Chart,
    Figure,
    Table,
    base_line,
    data_line,
    text_width,
    wrapped,
)
from analysis.numbers import LINEAGE_MIME, Input, Lineage
from analysis.theme import FIGURE_SIZE, book_theme

FRAME = pd.DataFrame({"x": [1, 2, 3], "y": [1, 4, 9]})
CENSUS = Input("census", "data/raw/census.csv", "ab12", "published")
LINEAGE = Lineage("What it shows.", "analysis.t.fig_t", "analysis/t.py", 7, (CENSUS,))
SYNTHETIC = replace(LINEAGE, inputs=(replace(CENSUS, evidence="stand-in"),))
LINE = "Data: Census (published)."


def figure(plot: ggplot | None = None, lineage: Lineage = LINEAGE, line: str = LINE) -> Figure:
    """A figure of three points."""
    plot = plot or ggplot(FRAME, aes("x", "y")) + geom_point() + book_theme()
    return Figure("fig_t_points", Chart(plot, FRAME), lineage, line)


@pytest.fixture
def svg() -> Iterator[None]:
    """As in an engine that asks for SVG."""
    before = get_option("figure_format")
    set_option("figure_format", "svg")
    yield
    set_option("figure_format", before)


def drawn(shown: Figure) -> str:
    """The SVG of a figure."""
    data, _ = shown._repr_mimebundle_()
    return str(data["image/svg+xml"])


def size(shown: Figure) -> tuple[float, float]:
    """Width and height of the SVG of a figure, in inches."""
    found = re.search(r'<svg [^>]*width="([\d.]+)pt" height="([\d.]+)pt"', drawn(shown))
    assert found is not None
    return float(found[1]) / 72, float(found[2]) / 72


def caption(shown: Figure) -> str:
    """The caption that a figure is drawn with."""
    return str(shown._captioned().labels.caption)


def test_the_data_line_names_tables_by_kind_of_evidence() -> None:
    """Kinds in alphabetical order, tables in the order given."""
    inputs = [("UN indices", "published"), ("Codings", "coded"), ("Census", "published")]
    assert data_line(inputs) == "Data: Codings (coded); UN indices; Census (published)."


def test_n_is_told_for_each_group_from_the_least_to_the_most() -> None:
    """As printed in a table or counted in a chart; one count where all are the same, nothing without n."""
    frame = pd.DataFrame({"Group": ["A", "A", "B"], "n": ["1,200", "300", "50"]})
    assert base_line(frame) == "n = 300 to 1,200 (A), 50 (B)."
    assert base_line(frame.drop(columns="Group")) == "n = 50 to 1,200."
    assert base_line(frame.assign(n=7)) == "n = 7."
    assert base_line(frame.assign(n=7), "districts") == "n = 7 districts."
    assert base_line(FRAME) == ""
    assert base_line(FRAME, "claims") == "3 claims."


def test_n_of_what_is_drawn_stands_before_the_data() -> None:
    """In a figure as in a table."""
    rows = FRAME.assign(n=[10, 20, 30])
    plot = ggplot(rows, aes("x", "y")) + geom_point() + book_theme()
    shown = Figure("fig_t", Chart(plot, rows), LINEAGE, LINE)
    assert caption(shown) == f"n = 10 to 30. {LINE}"
    table = Table("tbl_t", GT(rows), LINEAGE, LINE)
    assert f"n = 10 to 30. {LINE}" in table._repr_mimebundle_()["text/html"]


def test_a_figure_shows_itself_with_its_lineage() -> None:
    """A picture, as plotnine shows it, and one MIME type more."""
    data, metadata = figure()._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["width"] > 0
    assert data[LINEAGE_MIME] == {
        "kind": "figure",
        "definition": "What it shows.",
        "function": "analysis.t.fig_t",
        "file": "analysis/t.py",
        "line": 7,
        "inputs": [
            {
                "resource": "census",
                "path": "data/raw/census.csv",
                "sha256": "ab12",
                "evidence": "published",
            }
        ],
        "evidence": ["published"],
        "note": f"3 rows. {LINE}",
        "data": {
            "columns": ["x", "y"],
            "numeric": [True, True],
            "rows": [["1", "1"], ["2", "4"], ["3", "9"]],
        },
    }


def test_rows_behind_a_figure_are_printed_so_that_they_align() -> None:
    """As many decimals as one of the column needs, a true minus, words for what is true or missing."""
    values = {"Share, %": [12.5, -3.0, None], "Who": ["a", None, "c"], "Uses": [True, False, True]}
    frame = pd.DataFrame(values)
    shown = Figure("fig_t", Chart(figure().plot, frame), LINEAGE, LINE)
    data, _ = shown._repr_mimebundle_()
    assert shown.data is frame
    assert data[LINEAGE_MIME]["data"]["rows"] == [
        ["12.5", "a", "yes"],
        ["\N{MINUS SIGN}3.0", "\N{EN DASH}", "no"],
        ["\N{EN DASH}", "c", "yes"],
    ]


def test_a_chart_of_single_cases_is_refused() -> None:
    """What is drawn is shown as a table too, and single cases may say who someone is."""
    cases = pd.DataFrame({"x": range(MOST_ROWS + 1)})
    with pytest.raises(ValueError, match="a chart of 201 rows: aggregate to 200 at most"):
        Chart(figure().plot, cases)


def test_a_chart_takes_layers_as_a_plot_does() -> None:
    """And keeps its rows."""
    chart = figure().chart + labs(caption="Points are years.")
    assert chart.plot.labels.caption == "Points are years."
    assert chart.data is FRAME


@pytest.mark.usefixtures("svg")
def test_a_figure_is_the_same_bytes_every_time() -> None:
    """No date, no random ids; two figures in one page share no ids either."""
    assert drawn(figure()) == drawn(figure())
    assert "<dc:date>" not in drawn(figure())
    ids = [set(re.findall(r'<clipPath id="(\w+)"', drawn(figure())))]
    ids.append(set(re.findall(r'<clipPath id="(\w+)"', drawn(replace(figure(), name="other")))))
    assert ids[0] and not ids[0] & ids[1]


def test_the_evidence_line_ends_the_caption() -> None:
    """After what the function itself says."""
    assert caption(figure()) == f"3 rows. {LINE}"
    plot = figure().plot + labs(caption="Points are years.")
    assert caption(figure(plot)) == f"Points are years.\n3 rows. {LINE}"


def test_what_the_function_counts_is_not_counted_again() -> None:
    """It knows what the rows are; a figure and a table alike."""
    plot = figure().plot + labs(caption=base_line(FRAME, "surveys"))
    assert caption(figure(plot)) == f"3 surveys.\n{LINE}"
    counted = GT(FRAME).tab_source_note("n = 53 interventions.")
    html = Table("tbl_t", counted, LINEAGE, LINE)._repr_mimebundle_()["text/html"]
    assert "3 rows" not in html
    assert "3 rows" in table()._repr_mimebundle_()["text/html"]


def test_synthetic_data_head_the_evidence_line() -> None:
    """In the picture itself, which travels without its page."""
    assert caption(figure(lineage=SYNTHETIC)).startswith(f"{STAND_IN_LINE}\n")


def test_a_long_evidence_line_is_wrapped_to_the_figure() -> None:
    """No line is wider than the picture, and no word is lost."""
    line = f"Data: {'; '.join(['A title of a table that is long'] * 8)} (published)."
    shown = caption(figure(line=line))
    assert shown.replace("\n", " ") == f"3 rows. {line}"
    assert max(text_width(part) for part in shown.split("\n")) <= FIGURE_SIZE[0] * 72
    assert len(shown.split("\n")) > 1


def test_nothing_of_a_wrapped_line_is_cut_off() -> None:
    """The right edge of the picture stays white."""
    line = f"Data: {'; '.join(['A title of a table that is long'] * 8)} (published)."
    plot = figure().plot + theme(axis_text=element_blank(), axis_title=element_blank())
    data, _ = figure(plot, line=line)._repr_mimebundle_()
    pixels = matplotlib.image.imread(io.BytesIO(base64.b64decode(data["image/png"])))
    assert pixels[-40:, -3:, :3].min() == 1.0


def test_a_word_wider_than_the_figure_stands_alone() -> None:
    """Rather than being dropped."""
    assert wrapped("a wwwwwwwwwwwwwwwwwwwwwwwwwwwwww b", 60) == (
        "a\nwwwwwwwwwwwwwwwwwwwwwwwwwwwwww\nb"
    )


@pytest.mark.usefixtures("svg")
def test_a_figure_has_its_own_size_or_the_engines_or_the_houses() -> None:
    """Its function's, else what Quarto or press asks for, else the house's."""
    assert size(figure()) == pytest.approx(FIGURE_SIZE)
    assert size(figure(figure().plot + theme(figure_size=(5, 3)))) == (5, 3)
    before = get_option("figure_size")
    set_option("figure_size", (7, 2.5))
    try:
        assert size(figure()) == (7, 2.5)
    finally:
        set_option("figure_size", before)


@pytest.mark.usefixtures("svg")
def test_showing_a_figure_leaves_no_trace() -> None:
    """Neither in matplotlib's and plotnine's settings nor in the plot."""
    shown, before = figure(), dict(mpl.rcParams)
    drawn(shown)
    assert dict(mpl.rcParams) == before
    assert get_option("figure_format") == "svg"
    assert shown.plot.labels.caption is None


def table(lineage: Lineage = LINEAGE) -> Table:
    """A table of three rows."""
    return Table("tbl_t_points", GT(FRAME), lineage, LINE)


def test_a_table_shows_itself_with_evidence_line_and_lineage() -> None:
    """As great_tables shows it, with a fixed id."""
    data = table()._repr_mimebundle_()
    assert 'id="tbl-t-points-rows"' in data["text/html"]
    assert LINE in data["text/html"]
    assert STAND_IN_LINE not in data["text/html"]
    assert data[LINEAGE_MIME]["kind"] == "table"


def test_a_table_is_the_same_bytes_every_time() -> None:
    """great_tables itself would draw a random id."""
    assert table()._repr_mimebundle_() == table()._repr_mimebundle_()


def test_synthetic_data_head_a_tables_evidence_line() -> None:
    """In bold, before the data are named."""
    html = table(SYNTHETIC)._repr_mimebundle_()["text/html"]
    assert html.index(f"<strong>{STAND_IN_LINE}</strong>") < html.index(LINE)


@pytest.mark.parametrize("option", ["figure_formats=svg", "figure_format=svg"])
def test_a_notebook_set_to_svg_gets_svg(option: str) -> None:
    """A Jupyter kernel, told in either way that IPython knows."""
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    code = """
import pandas as pd
from plotnine import aes, geom_point, ggplot
from analysis.exhibits import Chart, Figure
from analysis.numbers import Lineage
rows = pd.DataFrame({"x": [1], "y": [1]})
Figure("fig_t", Chart(ggplot(rows, aes("x", "y")) + geom_point(), rows), Lineage("", "", "", 1, ()), "Data: none.")
"""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(
        book, timeout=120, kernel_name="python3", extra_arguments=[f"--InlineBackend.{option}"]
    ).execute()
    (output,) = book.cells[0].outputs
    assert "image/svg+xml" in output.data
    assert "image/png" not in output.data
    assert output.data[LINEAGE_MIME]["kind"] == "figure"
