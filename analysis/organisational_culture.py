"""What digitisation does to the bureaucracy, as its officials tell (claims C2, C3, C4, C12).

In: the questionnaire of officials. Out: the scales of monitoring, workload, autonomy, benefit,
resistance and scepticism with their reliability; who leans to resistance; what goes with it; and the
drivers that officials name. Officials were asked what people in their office do, not what they do
themselves, and tell of it what they care to tell. What was said in interviews is in
`analysis.interviews`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, value

from analysis.answers import indicator
from analysis.disclosure import masked
from analysis.estimate_charts import answer_bars, estimate_forest
from analysis.estimates import as_number
from analysis.exhibits import Chart
from analysis.multiplicity import BY_CONDITIONS, LEVEL, adjusted, simultaneous
from analysis.numbers import Number
from analysis.printing import printed
from analysis.regression import INTERCEPT, linear
from analysis.respondents import AGREE, MIDPOINT, items, stacked
from analysis.scales import reliability, scores
from analysis.survey import means, shares
from analysis.theme import book_table
from analysis.wording import joined, leaning

SCALES = {
    "monitoring": "Being monitored",
    "workload": "Workload",
    "autonomy": "Autonomy",
    "benefit": "Perceived benefit",
    "resistance_open": "Open resistance",
    "resistance_veiled": "Veiled resistance",
    "scepticism": "Scepticism",
}
"""Scales of three items each, and what a reader calls them."""
RESPONSES = ("resistance_open", "resistance_veiled", "scepticism")
CONDITIONS = ("monitoring", "workload", "autonomy", "benefit")
"""What is explained, and by what: the conditions under which officials work with the systems."""
ITEMS = {
    "resistance_open_1": "Open: say they will not use it",
    "resistance_open_2": "Open: complain to superiors or unions",
    "resistance_open_3": "Open: refuse tasks that it brings",
    "resistance_veiled_1": "Veiled: agree and carry on as before",
    "resistance_veiled_2": "Veiled: enter data late or carelessly",
    "resistance_veiled_3": "Veiled: find quiet ways around it",
    "scepticism_1": "Sceptical: it goes with the government",
    "scepticism_2": "Sceptical: reforms are for show",
    "scepticism_3": "Sceptical: nothing will change",
}
"""The items of `RESPONSES` in a few words; the questionnaire has them whole."""
AGREEMENT = {1: "Disagree", 2: "Neither", 3: "Agree"}
STEPS = {1: 1, 2: 1, 3: 2, 4: 3, 5: 3}
"""Five answers in three steps, as an answer that few officials gave could not be shown by itself."""
DRIVERS = ("evidence", "efficiency", "transparency", "accessibility", "control", "donors")
EVIDENCE = "evidence"


def culture(officials: pd.DataFrame) -> pd.DataFrame:
    """Officials with their scores on the seven scales, from 1 to 5, and what follows from them.

    One row per official: the columns of the table, one for each of `SCALES`, `NAME_above` (1 above
    the midpoint, else 0) for each of `RESPONSES`, and `veiled_less_open`, in points.
    """
    scored = scores(officials, {name: items(name) for name in SCALES})
    above = {
        f"{name}_above": scored[name].gt(MIDPOINT).astype(float).where(scored[name].notna())
        for name in RESPONSES
    }
    apart = scored["resistance_veiled"] - scored["resistance_open"]
    return officials.assign(**scored, **above, veiled_less_open=apart)


@parameterize(
    share_open_resistance={"name": value("resistance_open")},
    share_veiled_resistance={"name": value("resistance_veiled")},
    share_scepticism={"name": value("scepticism")},
)
def share_leaning(culture: pd.DataFrame, name: str) -> Number:
    """Share of officials whose score of {name} lies above the midpoint of the scale (%)."""
    return as_number(shares(culture, f"{name}_above", answers=[1.0]).iloc[0], "percent")


def difference_veiled_open(culture: pd.DataFrame) -> Number:
    """Veiled less open resistance of the same officials, in points of a scale of 1 to 5."""
    return as_number(means(culture, "veiled_less_open").iloc[0], "points", 2)


def words_veiled_open(difference_veiled_open: Number) -> str:
    """Whether resistance is more veiled than open, as the interval allows: words."""
    words = (
        "less veiled than open",
        "neither clearly less nor clearly more veiled than open",
        "more veiled than open",
    )
    return leaning(difference_veiled_open, words)


def share_covid_push(officials: pd.DataFrame) -> Number:
    """Share of officials who agree (4 or 5 of 5) that Covid-19 gave digitisation a push (%)."""
    return _agreeing(officials, "covid_push")


def share_covid_lasting(officials: pd.DataFrame) -> Number:
    """Share of officials who agree (4 or 5 of 5) that what Covid-19 brought has lasted (%)."""
    return _agreeing(officials, "covid_lasting")


@parameterize(**{f"share_driver_{name}": {"name": value(name)} for name in DRIVERS})
def share_driver(officials: pd.DataFrame, name: str) -> Number:
    """Share of officials to whom {name} was a driver of digitisation (4 or 5 of 5) (%)."""
    return _agreeing(officials, f"driver_{name}")


def _agreeing(officials: pd.DataFrame, item: str) -> Number:
    agreeing = officials.assign(agrees=indicator(officials[item], *AGREE))
    return as_number(shares(agreeing, "agrees", answers=[1.0]).iloc[0], "percent")


def drivers_named_first(officials: pd.DataFrame) -> pd.DataFrame:
    """Share of officials who name each driver first. One row per driver, the most named first."""
    rows = shares(officials, "driver_first", answers=list(DRIVERS))
    return rows.sort_values(["estimate", "answer"], ascending=[False, True], ignore_index=True)


def evidence_leads(officials: pd.DataFrame) -> pd.DataFrame:
    """Share of officials that names evidence first, less the share of each other driver: a row per driver."""
    first, others = officials["driver_first"], [name for name in DRIVERS if name != EVIDENCE]
    leads = {name: indicator(first, EVIDENCE) - indicator(first, name) for name in others}
    return means(officials.assign(**leads), others)


def driver_evidence_lead(evidence_leads: pd.DataFrame) -> Number:
    """Share that names evidence first, less the largest share of another driver, in points.

    Which other driver is named most is not known beforehand. If the intervals of the leads over all
    others hold at once, the least lead lies between their least lower and their least upper end.
    """
    rows = evidence_leads
    least = rows.sort_values("estimate").iloc[0]
    low, high, found = simultaneous(rows)
    if np.isnan(low).all():
        return as_number(least, "percentage points")
    bounded = rows.assign(low=np.nanmin(low), high=np.nanmin(high)).loc[least.name]
    lead = as_number(bounded, "percentage points")
    return replace(lead, detectable=100 * float(np.nanmax(found)))


def names_drivers(drivers_named_first: pd.DataFrame) -> str:
    """All drivers in the order in which they are named first: words."""
    return joined(list(drivers_named_first["answer"]))


@parameterize(**{f"resistance_model_{name}": {"name": value(name)} for name in RESPONSES})
def resistance_model(culture: pd.DataFrame, name: str) -> pd.DataFrame:
    """Linear model of {name} on the conditions of work: points for one point more of each.

    One row per condition (`term`).
    """
    table = linear(culture, name, dict.fromkeys(CONDITIONS))
    return table[table["term"] != INTERCEPT].reset_index(drop=True)


def resistance_models(
    resistance_model_resistance_open: pd.DataFrame,
    resistance_model_resistance_veiled: pd.DataFrame,
    resistance_model_scepticism: pd.DataFrame,
) -> pd.DataFrame:
    """The three models, their coefficients adjusted as one family. One row per response and condition."""
    models = (
        resistance_model_resistance_open,
        resistance_model_resistance_veiled,
        resistance_model_scepticism,
    )
    rows = stacked(dict(zip(RESPONSES, models, strict=True)))
    return adjusted(rows.assign(family=BY_CONDITIONS))


@parameterize(
    **{
        f"names_goes_with_{end}_{name}": {"name": value(name), "side": value(side)}
        for end, side in {"more": 1, "less": -1}.items()
        for name in RESPONSES
    }
)
def names_goes_with(resistance_models: pd.DataFrame, name: str, side: int) -> str:
    """Conditions that {name} goes with on the {side} side of zero, once p is adjusted, or "none of them"."""
    rows = resistance_models
    clear = rows["group"].eq(name) & rows["p_adjusted"].lt(LEVEL) & (side * rows["estimate"]).gt(0)
    names = [SCALES[term].lower() for term in rows.loc[clear, "term"]]
    return joined(names) if names else "none of them"


def fig_organisational_culture_drivers(drivers_named_first: pd.DataFrame) -> Chart:
    """Share of officials who name each driver first, with 95% intervals.

    The shares sum to one, so that one withheld costs a second.
    """
    shown = masked(drivers_named_first["estimate"], drivers_named_first["cases"])
    rows = drivers_named_first.assign(estimate=shown)
    driver = rows["answer"].str.capitalize().rename("Driver")
    group = pd.Series("Named first", index=rows.index, name="Question")
    return estimate_forest(rows, driver, group, value="Officials, %", percent=True)


def fig_organisational_culture_model(resistance_models: pd.DataFrame) -> Chart:
    """What goes with resistance and scepticism: coefficients of four conditions, with intervals."""
    rows = resistance_models
    condition = rows["term"].map(SCALES).rename("Condition")
    said = "Points for one point more"
    group = rows["group"].map(SCALES).rename("What is explained")
    return estimate_forest(rows, condition, group, value=said, reference=(0,), digits=2)


def fig_organisational_culture_answers(officials: pd.DataFrame) -> Chart:
    """Answers to the items of resistance and scepticism, in three steps from disagree to agree."""
    steps = officials[list(ITEMS)].apply(lambda answers: answers.map(STEPS))
    rows = shares(officials.assign(**steps), list(ITEMS), answers=list(AGREEMENT))
    agree = rows[rows["answer"] == max(AGREEMENT)]
    named = rows["item"].map(ITEMS).rename("In my office, people …")
    return answer_bars(rows, named, AGREEMENT, summary=agree, summed="Agree, %", percent=True)


def tbl_organisational_culture_scales(culture: pd.DataFrame) -> GT:
    """Mean score and reliability (alpha, omega) of each scale, with intervals and n."""
    scales = {name: items(name) for name in SCALES}
    found = means(culture, list(SCALES))
    cells = printed(found, "index", 2, name="Mean, 1 to 5")
    trusted = reliability(culture, scales)
    columns = {}
    for coefficient in ("alpha", "omega"):
        rows = trusted[trusted["coefficient"] == coefficient].reset_index(drop=True)
        columns[coefficient.capitalize()] = printed(rows, "coefficient", 2, name="it")["it"]
    named = found["item"].map(SCALES).rename("Scale")
    shown = pd.concat([named, cells, pd.DataFrame(columns)], axis=1)
    table = book_table(shown, rowname_col="Scale").tab_stubhead("Scale")
    return table.cols_align("right", list(shown.columns[1:]))
