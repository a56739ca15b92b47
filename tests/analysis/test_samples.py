"""What the table of samples says of two strata, three institutions and four respondents."""

from __future__ import annotations

import pandas as pd

from analysis import samples as topic

FOUR = pd.DataFrame(
    {
        "stratum": ["one", "one", "one", "two"],
        "institution": ["a", "a", "b", "c"],
        "weight": [1.0, 2.0, 4.0, 2.0],
    }
)


def test_a_sample_is_described_by_its_size_and_design() -> None:
    """Three institutions in two strata leave one degree of freedom; weights run from 1 to 4."""
    rows = topic.sample_sizes(FOUR, FOUR.head(3), FOUR).set_index("sample")
    assert rows.loc["Students"].to_dict() == {
        "respondents": 4,
        "institutions": 3,
        "strata": 2,
        "df": 3 - 2,
        "weights": 4 / 1,
    }
    assert rows.loc["Patients", "respondents"] == 3


def test_institutions_of_one_name_in_two_strata_are_two() -> None:
    """As the variances count them."""
    again = FOUR.assign(institution=["a", "a", "b", "a"])
    assert topic.sample_sizes(again, again, again)["institutions"].tolist() == [3, 3, 3]


def test_the_table_has_a_row_for_each_sample() -> None:
    """Students, patients and officials."""
    html = topic.tbl_methods_samples(topic.sample_sizes(FOUR, FOUR, FOUR)).as_raw_html()
    assert [html.count(f">{name}<") for name in ("Students", "Patients", "Officials")] == [1, 1, 1]


def test_strata_of_one_institution_are_named() -> None:
    """One in each sample; none where the second stratum has another."""
    said = topic.words_lone_strata(FOUR, FOUR, FOUR)
    assert said.startswith("Strata in which one institution alone was met: 3.")
    whole = pd.concat([FOUR, FOUR.tail(1).assign(institution="d")])
    assert topic.words_lone_strata(whole, whole, whole).startswith("In every stratum at least two")
