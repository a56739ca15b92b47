"""How far the two coders of the interviews agree, code by code.

In: the codes of every segment by both coders. Out: Krippendorff's alpha of each code with an interval
that leaves out one interview at a time (`analysis.intercoder`), and words on how many codes stand on firm ground. What
rests on a code that its own coders dispute has to be read with that in mind.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, value

from analysis.agreement import ALPHA_CUSTOMARY, ALPHA_TENTATIVE
from analysis.estimate_charts import estimate_forest
from analysis.estimates import detectable
from analysis.exhibits import Chart
from analysis.intercoder import agreement_by_code
from analysis.numbers import Number, decimal, tally
from analysis.printing import NOT_GIVEN, printed
from analysis.theme import book_table
from analysis.wording import joined

STANDING = {"customary": ALPHA_CUSTOMARY, "tentative": ALPHA_TENTATIVE}
"""The two conventional marks, as in `analysis.agreement`."""


def interview_agreement(interview_codes: pd.DataFrame) -> pd.DataFrame:
    """Alpha of each code over all segments, the highest first. One row per code.

    As `agreement_by_code` gives it; intervals by leaving out one interview at a time.
    """
    terms = sorted(interview_codes["codes"].explode().dropna().unique())
    found = agreement_by_code(interview_codes, terms)
    return found.sort_values(["estimate", "code"], ascending=[False, True], ignore_index=True)


@parameterize(
    **{f"count_interview_codes_{name}": {"mark": value(at)} for name, at in STANDING.items()}
)
def count_codes_at(interview_agreement: pd.DataFrame, mark: float) -> Number:
    """Codes of the interviews with an alpha of at least {mark}."""
    return tally(int((interview_agreement["estimate"] >= mark).sum()))


def count_interview_codes(interview_agreement: pd.DataFrame) -> Number:
    """Codes that the coders of the interviews could give."""
    return tally(len(interview_agreement))


def names_codes_disputed(interview_agreement: pd.DataFrame) -> str:
    """Codes with an alpha below the least for tentative conclusions: words, or "none of them"."""
    low = ~(interview_agreement["estimate"] >= ALPHA_TENTATIVE)
    return joined(list(interview_agreement.loc[low, "code"])) if low.any() else "none of them"


def fig_organisational_culture_agreement(interview_agreement: pd.DataFrame) -> Chart:
    """Krippendorff's alpha of each code of the interviews, with its interval and the two marks."""
    rows = interview_agreement
    code = rows["code"].str.capitalize().rename("Code")
    group = pd.Series("Krippendorff's alpha", index=rows.index, name="Measure")
    marks = (ALPHA_TENTATIVE, ALPHA_CUSTOMARY)
    return estimate_forest(rows, code, group, value="Alpha", reference=marks, digits=2)


def tbl_organisational_culture_agreement(interview_agreement: pd.DataFrame) -> GT:
    """Agreement of the coders by code: segments coded alike, alpha, its interval, smallest detectable.

    The last is the distance from a mark at which an alpha would mostly be told from it.
    """
    rows = interview_agreement
    cells = printed(rows, "coefficient", 2, name="Alpha")
    alike = 100 * rows["agreeing"] / rows["n"]
    shown = pd.DataFrame({"Code": rows["code"].str.capitalize(), "Coded alike, %": alike.round(0)})
    shown = pd.concat([shown.astype({"Coded alike, %": int}), cells], axis=1)
    least = detectable(rows["se"], rows["df"])
    shown["Detectable"] = [decimal(one, 2) if np.isfinite(one) else NOT_GIVEN for one in least]
    labels = {"n": "Segments"}
    table = book_table(shown, rowname_col="Code").tab_stubhead("Code").cols_label(labels)
    return table.cols_align("right", list(shown.columns[1:]))
