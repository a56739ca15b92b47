"""The main contrasts and coefficients in tables: their families, what adjustment takes away, what could be found."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy import stats

from analysis import contrasts as topic
from analysis.exclusion import GAPS
from analysis.experiences import LEADS


def estimates(sizes: list[float], **keys: object) -> pd.DataFrame:
    """Estimates of these sizes with an error of 0.1 and ten degrees of freedom."""
    frame = pd.DataFrame({"estimate": sizes, **keys})
    margin = 0.1 * stats.t.ppf(0.975, 10)
    ends = {"low": frame["estimate"] - margin, "high": frame["estimate"] + margin}
    return frame.assign(se=0.1, df=10, n=99, undefined="", **ends)


def table(size: float) -> pd.DataFrame:
    """All contrasts: those in trust are of this size and then nil, all others are half a point."""
    qualities = ["efficiency", "transparency", "accessibility"]
    sides = estimates([0.5] * 3, group="education", contrast=qualities)
    use = estimates([0.5] * len(GAPS), group="students", contrast=list(GAPS.values()))
    trust = estimates([size, 0.0], contrast=["trust_use", "trust_exclusion"])
    models = estimates([0.5] * len(LEADS), group="officials", contrast=list(LEADS))
    culture = pd.DataFrame(
        {
            "stratum": "one",
            "institution": ["a", "a", "b", "b"],
            "weight": 1.0,
            "veiled_less_open": [1.0, 2.0, 1.0, 3.0],
        }
    )
    return topic.contrasts(sides, use, trust, trust.assign(estimate=0.0), models, culture)


def test_p_is_adjusted_within_a_family_and_not_across() -> None:
    """One of four contrasts in trust is near the mark: adjusted, its p is four times as large."""
    rows = table(0.25)
    one = rows[(rows["group"] == "students") & (rows["contrast"] == "trust_use")].iloc[0]
    alone = 2 * stats.t.sf(0.25 / 0.1, 10)
    assert one["p"] == pytest.approx(alone)
    assert one["p_adjusted"] == pytest.approx(4 * alone)
    assert one["tests_in_family"] == 4


def test_what_adjustment_takes_away_is_named() -> None:
    """A quarter of a point stands alone and not among four; half a point stands in both; nil in neither."""
    assert topic.names_lost(table(0.25)) == "Students: users less others"
    assert topic.names_lost(table(0.5)) == "none"
    assert topic.names_lost(table(-0.25)) == "Students: users less others"
    assert topic.names_lost(table(0.0)) == "none"


def test_the_table_says_what_could_have_been_found() -> None:
    """The two quantiles of t times the error; per hundred where the contrast is one of shares."""
    rows = table(0.0)
    least = 0.1 * (stats.t.ppf(0.975, 10) + stats.t.ppf(0.8, 10))
    trust = rows[rows["family"] == topic.IN_TRUST]
    assert trust["detectable"].tolist() == pytest.approx([least] * 4)
    html = topic.tbl_tests(rows).as_raw_html()
    assert html.count(f">{100 * least:.1f}<") == len(GAPS) + len(LEADS)
    assert html.count(f">{least:.2f}<") == 3 + 4
    assert topic.count_contrasts(rows).value == len(rows)


def test_coefficients_keep_the_p_of_their_chapters() -> None:
    """Six families, each adjusted by itself; a term is called as a reader knows it."""
    use = estimates([0.3, 0.1], term=["has_access", "skilled"], p=[0.01, 0.04])
    trust = estimates([0.3] * 3, term=["uses", "excluded", "rural"], p=0.03)
    paths = estimates([0.1], effect="indirect", group="students", p=0.2)
    models = estimates([0.5], model="Health", p=0.01)
    responses = estimates([0.2], group="scepticism", term="workload", p=0.03)
    rows = topic.coefficients(use, use, trust, trust, trust, trust, paths, models, responses)
    sizes = rows.groupby("family", sort=False)["tests_in_family"].first()
    assert sizes.tolist() == [4, 6, 6, 1, 1, 1]
    assert rows["p_adjusted"].tolist()[:2] == pytest.approx([0.01 * 4 / 2, 0.04])
    html = topic.tbl_tests(rows).as_raw_html()
    assert ">Scepticism: workload<" in html and ">Health<" in html


def test_degrees_of_freedom_are_whole_ones_that_there_are() -> None:
    """12.7 are no 13: the sentence on the models says "at least 12", and the table may not say more."""
    rows = table(0.3).assign(df=12.7)
    html = topic.tbl_tests(rows).as_raw_html()
    assert html.count(">12<") == len(rows)
    assert ">13<" not in html
