"""What was not answered, and what would change if the design were ignored.

In: the tables of answers. Out: tables for the appendix: who did not answer, and estimates with and without
weights and clusters. What changes where gaps are filled is in `analysis.filled_gaps`, and where the thresholds
of the claims are moved in `analysis.claims`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize

from analysis.answers import indicator
from analysis.disclosure import WITHHELD, few_told, told_count
from analysis.exhibits import base_line
from analysis.linearisation import SURVEY, Design
from analysis.missing_data import nonresponse
from analysis.numbers import Number, decimal, percent
from analysis.printing import NOT_GIVEN, printed
from analysis.respondents import GROUPS, QUALITIES, USERS, by_group, items, stacked
from analysis.survey import means
from analysis.theme import book_table

TRUST = ("trust_department", "trust_province")
ITEMS = (*(item for scale in QUALITIES for item in items(scale)), "satisfaction", *TRUST)
"""Items asked of all three groups on a scale of 1 to 5, whose gaps are looked at, in the order they are asked."""
OF_USERS = tuple(item for item in ITEMS if item not in TRUST)
"""Those of them that only who has used a service is asked."""
WITHOUT_WEIGHTS = "Unweighted"
AS_IF_DRAWN_SINGLY = "Weighted, clusters ignored"
AS_DESIGNED = "As designed"


@parameterize(**by_group("gaps"))
def gaps(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """How many {group} did not answer each item that they were asked. One row per item."""
    used = answers["used"].map(len).gt(0)
    parts = [nonresponse(answers, list(TRUST)), nonresponse(answers, list(OF_USERS), where=used)]
    return pd.concat(parts, ignore_index=True)


@parameterize(**by_group("share_gaps", "gaps_{group}"))
def share_gaps(answers: pd.DataFrame, group: str) -> Number:
    """Share of the answers that {group} did not give, of those that they were asked for (%)."""
    return percent(int(answers["missing"].sum()), int(answers["n"].sum()))


def tbl_robustness_gaps(
    students: pd.DataFrame, patients: pd.DataFrame, officials: pd.DataFrame
) -> GT:
    """Item non-response by group: complete respondents, gaps, and whether they come at the end."""
    rows = []
    for name, answers in zip(GROUPS, (students, patients, officials), strict=True):
        gaps = answers.loc[answers["used"].map(len).gt(0), list(ITEMS)].isna()
        some = gaps[gaps.any(axis=1)]
        at_end = some.eq(some.cummax(axis=1)).all(axis=1)
        rows.append(
            {
                "Group": name.capitalize(),
                "Asked": told_count(len(gaps), len(gaps)),
                "Answered all, %": _per_hundred(len(gaps) - len(some), len(gaps)),
                "Gaps at the end, %": _per_hundred(int(at_end.sum()), len(some)),
                "Patterns of gaps": told_count(len(some.drop_duplicates()), len(some)),
            }
        )
    shown = pd.DataFrame(rows)
    table = book_table(shown, rowname_col="Group").tab_stubhead("Group")
    table = table.cols_align("right", list(shown.columns[1:]))
    return table.tab_source_note(base_line(shown.rename(columns={"Asked": "n"})))


def _per_hundred(part: int, whole: int) -> str:
    """A share of respondents as printed, withheld where it would tell of too few, on either side."""
    if few_told(np.array([part, whole - part, whole])).any():
        return WITHHELD
    return decimal(100 * part / whole, 1) if whole else NOT_GIVEN


@parameterize(**by_group("unweighted", "{group}", USERS))
def unweighted(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Mean trust, and use, of the {group} as designed and with parts of the design left out.

    One row per measure and way (`way`), as estimates.
    """
    plain = answers.assign(
        uses=answers["used"].map(len).gt(0).astype(float),
        online=1 - indicator(answers["access_internet"], "never"),
        one=1.0,
        everybody="all",
        person=range(len(answers)),
    )
    ways = {
        AS_DESIGNED: SURVEY,
        AS_IF_DRAWN_SINGLY: Design("everybody", "person", SURVEY.weight),
        WITHOUT_WEIGHTS: Design(SURVEY.stratum, SURVEY.cluster, "one"),
    }
    measures = ["trust_province", "uses", "online"]
    tables = [means(plain, measures, design=design).assign(way=way) for way, design in ways.items()]
    return pd.concat(tables, ignore_index=True)


def tbl_robustness_design(
    unweighted_students: pd.DataFrame, unweighted_patients: pd.DataFrame
) -> GT:
    """Three measures as designed, without clusters, and without weights."""
    rows = stacked({"students": unweighted_students, "patients": unweighted_patients})
    measures = {
        "trust_province": "trust in the province, 1 to 5",
        "uses": "share that used a service, 0 to 1",
        "online": "share ever online, 0 to 1",
    }
    rows = rows.sort_values(["group", "item"], ascending=[False, True], kind="stable")
    return _ways(rows, rows["group"].str.capitalize() + ": " + rows["item"].map(measures), 3)


def _ways(rows: pd.DataFrame, named: pd.Series, digits: int) -> GT:
    """Estimates of the same thing by several ways, under the name of the thing."""
    cells = printed(rows, "coefficient", digits, name="Estimate")
    shown = pd.concat([named.rename("measure"), rows["way"], cells], axis=1)
    table = book_table(shown, rowname_col="way", groupname_col="measure").tab_stubhead("Way")
    return table.cols_align("right", list(cells.columns))
