"""What the gap in use between town and country is made of: composition, and the rest (claims C8, C9).

In: students and patients with their circumstances. Out: the gap in the share that uses a service, urban
less rural, and the parts of it that go with access, skills and means (`analysis.decomposition` has the
method). That a part goes with access does not show that access would close it.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize

from analysis.decomposition import ALL, decomposition
from analysis.printing import printed
from analysis.respondents import USERS, by_group, stacked
from analysis.theme import book_table
from analysis.without_design import LABELLED, decomposition_without_design

EXPLAINS = {"has_access": "access", "skilled": "skills", "poor": "means"}
"""What may explain the gap, and what a reader calls it."""


@parameterize(**by_group("use_gap_parts", "circumstances_{group}", USERS))
def use_gap_parts(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The gap in use among {group}, urban less rural, and its parts.

    One row per part and block (twofold): gap, explained (all, and for each of `EXPLAINS`), unexplained.
    """
    predictors: dict[str, object] = dict.fromkeys(EXPLAINS)
    table = decomposition(answers, "uses", predictors, by="residence", groups=("urban", "rural"))
    return table[table["fold"] == "two-fold"].reset_index(drop=True)


@parameterize(**by_group("use_gap_plain", "circumstances_{group}", USERS))
def use_gap_plain(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The gap among {group} and its two parts by statsmodels, without weights and clusters: a row each."""
    sides, predictors = ("urban", "rural"), list(EXPLAINS)
    return decomposition_without_design(answers, "uses", predictors, by="residence", groups=sides)


def tbl_exclusion_decomposition(
    use_gap_parts_students: pd.DataFrame,
    use_gap_parts_patients: pd.DataFrame,
    use_gap_plain_students: pd.DataFrame,
    use_gap_plain_patients: pd.DataFrame,
) -> GT:
    """The gap in use between urban and rural respondents and its parts, ours and those of statsmodels."""
    ours = {"students": use_gap_parts_students, "patients": use_gap_parts_patients}
    plain = {"students": use_gap_plain_students, "patients": use_gap_plain_patients}
    theirs = stacked(plain).iloc[::-1].assign(way=f", {LABELLED}", block=ALL)
    rows = pd.concat([stacked(ours).assign(way=""), theirs], ignore_index=True)
    rows = rows.sort_values(["group", "way"], ascending=[False, True], kind="stable")
    cells = printed(rows, "percentage points", name="Points")
    named = pd.DataFrame(
        {
            "group": rows["group"].str.capitalize() + rows["way"],
            "part": [_part(*each) for each in rows[["part", "block"]].to_numpy()],
        }
    )
    shown = pd.concat([named, cells], axis=1)
    table = book_table(shown, rowname_col="part", groupname_col="group").tab_stubhead("Part")
    return table.cols_align("right", list(cells.columns))


def _part(part: str, block: str) -> str:
    """What a reader calls a part of the gap."""
    if block == ALL:
        return {"gap": "Gap, urban less rural", "explained": "Explained"}.get(part, "Not explained")
    return f"… by {EXPLAINS[block]}"
