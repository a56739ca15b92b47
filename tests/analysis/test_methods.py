"""What the chapter on methods says of the evidence agrees with the evidence."""

from __future__ import annotations

from html import escape

import pandas as pd

from analysis import methods, sources
from analysis.frames import ROWS, Rows

FRAMES = {name: getattr(sources, name)() for name in sources.Package().names}


def test_the_outcomes_of_the_check_add_up_to_the_rows_checked() -> None:
    """Confirmed, corrected and unclear; and every dated row was checked."""
    listed = FRAMES["interventions"]
    outcomes = [
        methods.count_start_confirmed(listed),
        methods.count_start_corrected(listed),
        methods.count_start_unclear(listed),
    ]
    checked = methods.count_start_checked(listed)
    assert checked.value == sum(number.value for number in outcomes)
    assert checked.value == checked.n


def test_the_rows_that_stayed_unclear_are_in_the_list() -> None:
    """Each is named by its id."""
    assert set(methods.START_UNCLEAR) <= set(FRAMES["interventions"]["id"])
    assert methods.names_start_unclear(FRAMES["interventions"]).count(";") == 3 - 1


def test_every_programme_figure_was_found_again() -> None:
    """As many as the table has rows."""
    number = methods.count_figures_found_again(FRAMES["programme_figures"])
    assert number.value == number.n


def test_the_table_of_tables_has_all_tables_of_the_data_package() -> None:
    """A table added to the data and not to the chapter fails here."""
    html = methods.tbl_methods_resources(**FRAMES).as_raw_html()
    assert all(escape(sources.Package().title(name)) in html for name in FRAMES)
    assert str(len(FRAMES["un_egovernment"])) in html


def test_what_a_row_is_comes_from_the_description() -> None:
    """The first sentence, without its first words."""
    assert methods._grain("One row per school. Seen in part.") == "school"


def test_the_codebook_lists_every_value_that_is_coded() -> None:
    """Single and several values alike."""
    codes = FRAMES["interventions_coding"]
    html = methods.tbl_methods_codebook(codes).as_raw_html()
    used = pd.concat([codes["citizen_role"], codes["functions"].explode()]).unique()
    assert all(value in html for value in used)


def test_rows_are_accounted_for_by_reason() -> None:
    """In the file, excluded and why, used; a table of which nothing is excluded says so."""
    tables = ("students", "patients", "officials", "interview_codes")
    frames = {name: FRAMES[name].head(3) for name in tables}
    frames["students"].attrs[ROWS] = Rows(9, {"no consent": 4, "submitted twice": 2}, 3)
    html = methods.tbl_methods_respondents(**frames).as_raw_html()
    assert "no consent (4), submitted twice (2)" in html
    assert html.count("none excluded") == len(tables) - 1
    for number in (9, 4 + 2, 3):
        assert f">{number}</td>" in html
