"""What was coded in the interviews, and where interviews and questionnaire agree (claims C7, C12).

In: the codes that two coders gave to each segment of each interview. Out: in how many interviews each
code occurs, which occur together, and the joint display of interviews and questionnaire. A code counts
as occurring in an interview if both coders gave it to the same segment at least once. Interviews were
not drawn by lot: an interval says how much a share hangs on which interviews were held, no more. How
far the coders agree is in `analysis.interview_agreement`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, value
from plotnine import labs
from statsmodels.stats.proportion import proportion_confint

from analysis.bars import heat_map
from analysis.disclosure import WITHHELD, few_behind, few_told
from analysis.estimates import NO_ANSWERS, critical, detectable
from analysis.exhibits import Chart, base_line
from analysis.numbers import Number, count
from analysis.printing import NOT_GIVEN
from analysis.theme import book_table
from analysis.wording import extent

SIDES = {"officials": ("official education", "official health"), "users": ("student", "patient")}
"""The two sides of the interviews and the groups of respondents that belong to them."""
CODERS = 2
CONVERGE, DIVERGE, OPEN = "converge", "diverge", "cannot tell"
HALF = 50.0
"""The share, in percent, at which the joint display asks on which side a theme lies."""


def code_occurrence(interview_codes: pd.DataFrame) -> pd.DataFrame:
    """Which codes occur in which interview.

    One row per interview, indexed by interview_id and side; one column per code, true where both
    coders gave it to the same segment at least once.
    """
    given = interview_codes.explode("codes").dropna(subset=["codes"])
    keys = ["interview_id", "segment", "codes"]
    agreed = given.groupby(keys)["coder"].nunique().eq(CODERS)
    occurring = agreed[agreed].reset_index()[["interview_id", "codes"]].drop_duplicates()
    side_of = {group: side for side, groups in SIDES.items() for group in groups}
    interviews = interview_codes.groupby("interview_id")["respondent_group"].first().map(side_of)
    codes = sorted(given["codes"].unique())
    table = pd.crosstab(occurring["interview_id"], occurring["codes"]).astype(bool)
    table = table.reindex(index=interviews.index, columns=codes, fill_value=False)
    return table.assign(side=interviews).set_index("side", append=True).rename_axis(columns=None)


@parameterize(
    **{
        name: {"code": value(code), "side": value("officials")}
        for name, code in {
            "share_uncritical_adoption": "uncritical adoption",
            "share_interviews_veiled": "veiled resistance",
        }.items()
    }
)
def share_of_interviews(code_occurrence: pd.DataFrame, code: str, side: str) -> Number:
    """Share of interviews with {side} in which both coders gave the code {code} (%)."""
    return _share(code_occurrence, code, side)


def _share(occurrence: pd.DataFrame, code: str, side: str) -> Number:
    """A share of interviews with its interval of Wilson (1927); nought if the code was never given."""
    rows = occurrence[occurrence.index.get_level_values("side") == side]
    cases, n = int(rows[code].sum()) if code in rows else 0, len(rows)
    if not n:
        return Number(math.nan, "percent", n=0, untold=f"not known: {NO_ANSWERS}")
    low, high = (100 * end for end in proportion_confint(cases, n, method="wilson"))
    share = Number(100 * cases / n, "percent", low=low, high=high, n=n, cases=cases)
    z = float(critical(np.inf))
    return replace(share, detectable=float(detectable((high - low) / (2 * z), np.inf)))


def count_interviews(code_occurrence: pd.DataFrame) -> Number:
    """Interviews that were coded."""
    return count(len(code_occurrence))


def count_segments(interview_codes: pd.DataFrame) -> Number:
    """Segments of interviews that were coded, each by both coders."""
    return count(len(interview_codes[["interview_id", "segment"]].drop_duplicates()))


def tbl_organisational_culture_codes(code_occurrence: pd.DataFrame) -> GT:
    """Interviews in which each code occurs, with officials and with users.

    No total of a code is told anywhere, so that a count withheld on one side costs none on the other.
    """
    counts = code_occurrence.groupby(level="side").sum().T[list(SIDES)]
    sizes = code_occurrence.groupby(level="side").size()[list(SIDES)]
    few = few_told(counts) | few_told(sizes - counts)
    shown = counts.astype(object).mask(few, WITHHELD)
    labels = {side: f"{side.capitalize()} ({sizes[side]})" for side in SIDES}
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    named = shown.loc[order].rename(index=str.capitalize).rename_axis("Code").reset_index()
    table = book_table(named, rowname_col="Code").tab_stubhead("Code").cols_label(labels)
    return table.cols_align("right", list(SIDES)).tab_source_note(_interviews(code_occurrence))


def fig_organisational_culture_pairs(code_occurrence: pd.DataFrame) -> Chart:
    """Interviews in which two codes both occur.

    A pair stays empty if few interviews hold both codes, or few one of them without the other, or few
    neither: with the counts of the codes beside it, a number would tell of those.
    """
    commonest_first = code_occurrence.sum().sort_values(ascending=False, kind="stable").index
    pairs = pd.DataFrame(combinations(commonest_first, 2), columns=["Code", "With"])
    given = code_occurrence[commonest_first].to_numpy(dtype=int)
    sides = given, 1 - given
    # with both codes, the first alone, the second alone, neither: a row each, and a column per pair
    counts = np.array([one.T @ other for one, other in product(sides, sides)])
    cells = counts[:, *np.triu_indices(len(commonest_first), k=1)]
    pairs["Interviews"], few = cells[0], few_told(cells).any(axis=0)
    shown = pairs[pairs["Interviews"].gt(0) & ~few]
    chart = heat_map(shown, row="Code", column="With", count="Interviews")
    return chart + labs(caption=_interviews(code_occurrence))


def _interviews(code_occurrence: pd.DataFrame) -> str:
    """How many interviews a figure or table counts."""
    return base_line(code_occurrence.assign(n=len(code_occurrence)), "interviews")


def joint_display(
    code_occurrence: pd.DataFrame,
    share_veiled_resistance: Number,
    share_open_resistance: Number,
    share_scepticism: Number,
    share_providers_efficiency: Number,
    share_providers_transparency: Number,
    share_providers_accessibility: Number,
    share_driver_control: Number,
    share_covid_push: Number,
) -> pd.DataFrame:
    """Themes on which officials were both interviewed and given a questionnaire.

    One row per theme: theme, code, questionnaire and interviews (Numbers, in percent), reading.
    """
    themes = {
        "Veiled resistance": ("veiled resistance", share_veiled_resistance),
        "Open resistance": ("open resistance", share_open_resistance),
        "Scepticism": ("scepticism", share_scepticism),
        "Efficiency": ("efficiency gained", share_providers_efficiency),
        "Transparency": ("transparency gained", share_providers_transparency),
        "Accessibility": ("accessibility gained", share_providers_accessibility),
        "Control as a driver": ("control", share_driver_control),
        "Covid-19 as a push": ("covid push", share_covid_push),
    }
    rows = []
    for theme, (code, asked) in themes.items():
        heard = _share(code_occurrence, code, "officials")
        rows.append((theme, code, asked, heard, _reading(asked, heard)))
    return pd.DataFrame(rows, columns=["theme", "code", "questionnaire", "interviews", "reading"])


def _reading(asked: Number, heard: Number) -> str:
    """Whether two shares lie on the same side of a half, as far as their intervals tell."""
    sides = {_side(asked), _side(heard)}
    if 0 in sides:
        return OPEN
    return CONVERGE if len(sides) == 1 else DIVERGE


def _side(number: Number) -> int:
    """1 above a half, -1 below it, 0 where the interval holds it, or would tell of too few."""
    if number.low is None or number.high is None or few_behind(number.n, number.cases):
        return 0
    return int(number.low > HALF) - int(number.high < HALF)


@parameterize(
    extent_converge={"word": value(CONVERGE)},
    extent_diverge={"word": value(DIVERGE)},
)
def extent_of_reading(joint_display: pd.DataFrame, word: str) -> str:
    """On how many of the themes interviews and questionnaire {word}: words."""
    return extent(list(joint_display["reading"] == word))


def tbl_organisational_culture_joint(joint_display: pd.DataFrame) -> GT:
    """Joint display: what officials answered, what they said in interviews, and whether the two agree."""
    rows = joint_display
    shown = pd.DataFrame(
        {
            "Theme": rows["theme"],
            "Questionnaire, %": [_cell(number) for number in rows["questionnaire"]],
            "Interviews, %": [_cell(number) for number in rows["interviews"]],
            "Reading": rows["reading"].str.capitalize(),
        }
    )
    table = book_table(shown, rowname_col="Theme").tab_stubhead("Theme")
    grounds = rows.melt(value_vars=["questionnaire", "interviews"], var_name="Group")
    bases = base_line(grounds.assign(n=[number.n for number in grounds["value"]]))
    return table.cols_align("right", list(shown.columns[1:3])).tab_source_note(bases)


def _cell(number: Number) -> str:
    """A share with its interval, or withheld where it tells of too few respondents."""
    if few_behind(number.n, number.cases):
        return WITHHELD
    if number.low is None:
        return NOT_GIVEN
    ends = [f"{end:.0f}" for end in (number.low, number.high) if end is not None]
    return f"{number.value:.0f} ({' to '.join(ends)})"
