"""The claims on the survey with the gaps filled: whether a verdict hangs on what was not answered.

In: the questionnaires, and the numbers that decide the claims from the answers given. Out: the same
numbers from tables whose gaps are filled by multiple imputation (`analysis.missing_data`), each table
filled once for all that is estimated from it, and the verdicts that follow. Numbers that rest on no
question which may be left out (lists of services and constraints, codes of interviews) stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import group as gathered
from hamilton.function_modifiers import parameterize, source

from analysis import claim_rules as rules
from analysis.answers import indicator
from analysis.claim_rules import CLAIMS, DECIDING, SURVEY
from analysis.claim_tables import UNITS, bare, bare_interval, by_claim
from analysis.claims import NONE
from analysis.disclosure import told_number
from analysis.estimates import as_number, logit_interval
from analysis.exclusion import GAPS, SKILLS, circumstances
from analysis.exhibits import base_line
from analysis.experiences import EXPERIENCES, LEADS, experiences
from analysis.missing_data import imputed, pooled
from analysis.numbers import Number, tally
from analysis.organisational_culture import (
    DRIVERS,
    EVIDENCE,
    RESPONSES,
    culture,
    driver_evidence_lead,
    evidence_leads,
)
from analysis.printing import with_interval
from analysis.respondents import AGREE, QUALITIES, USERS, YES, by_group, items
from analysis.service_delivery import CALLED, quality
from analysis.service_variation import ASKED, PARTED
from analysis.survey import differences, means
from analysis.trust import OBJECTS, TRUST
from analysis.variance_share import omega_squared
from analysis.wording import listed

IMPUTATIONS = 5
"""Filled tables: at least as many as there are gaps in a hundred (White, Royston and Wood 2011)."""
OF_USERS = (
    *(item for scale in QUALITIES for item in items(scale)),
    "satisfaction",
    *(question for questions in EXPERIENCES.values() for question in questions),
)
"""Items that only who has used a service is asked."""
OF_CITIZENS = (*SKILLS, *OBJECTS, "access_device", "access_internet")
OF_OFFICIALS = (
    *(item for scale in RESPONSES for item in items(scale)),
    *(f"driver_{name}" for name in DRIVERS),
    "driver_first",
    "covid_push",
)
AUXILIARY = ("gender", "residence", "uses")
"""Columns without gaps that may explain an answer, or why there is none, beside the weight and the institution."""
CODES: dict[str, dict[str, float]] = {
    "access_device": {"none": 0, "shared": 1, "own": 2},
    "access_internet": {"never": 0, "sometimes": 1, "always": 2},
    "driver_first": {
        name: 1.0 if name == EVIDENCE else place / 1e6 for place, name in enumerate(DRIVERS)
    },
    **{question: {"no": 0, YES: 1} for names in EXPERIENCES.values() for question in names},
}
"""Words as the numbers that are imputed. Of the drivers, evidence is compared with all others: these lie
together, and yet apart, so that a donor's answer can be told."""
LEAD = "driver_evidence_lead"
OF_CULTURE = {
    "share_veiled_resistance": "resistance_veiled_above",
    "share_scepticism": "scepticism_above",
    "difference_veiled_open": "veiled_less_open",
}
"""The measures of claim C12 and the columns that they are means of."""
POOLED = ["estimate", "se", "n", "df", "undefined"]
TESTS = [(claim.key, test) for claim in CLAIMS for test in claim.tests[SURVEY]]


@parameterize(**by_group("filled"))
def filled(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """What the filled tables of {group} say of the measures that decide claims, pooled by Rubin's rules.

    One row per measure (`result`), as estimates, with `missing_information`.
    """
    tables = (_estimates(table, group) for table in _tables(answers, group))
    return pooled(tables, "result").assign(imputations=IMPUTATIONS)


def _tables(answers: pd.DataFrame, group: str) -> Iterator[pd.DataFrame]:
    """The answers of the group with the gaps filled, in words where these were."""
    of_all = OF_CITIZENS if group in USERS else OF_OFFICIALS
    uses = answers["used"].map(len).gt(0)
    coded = {item: answers[item].map(codes) for item, codes in CODES.items() if item in answers}
    numbers = answers.assign(**coded, uses=uses.astype(float))
    answered = [item for item in (*OF_USERS, *of_all) if numbers[item].notna().any()]
    asked = {item: uses for item in answered if item in OF_USERS}
    for table in imputed(numbers, answered, AUXILIARY, asked=asked, imputations=IMPUTATIONS):
        words = {
            item: table[item].map({code: word for word, code in CODES[item].items()})
            for item in coded
        }
        yield table.assign(**words)


def _estimates(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The measures of the group that decide claims: one row per measure (`result`), as estimates."""
    known = _measured(answers, group)
    levels = means(known, [name for name in known if name in DECIDING])
    tables = [levels.assign(result=levels["item"]), *_comparisons(known, group)]
    if group not in USERS:
        leads = evidence_leads(answers)
        tables.append(leads.assign(result=f"{LEAD}: " + leads["item"]))
    rows = pd.concat(tables, ignore_index=True)[["result", *POOLED]]
    return rows.astype(dict.fromkeys(POOLED[:-1], float))


def _measured(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """The answers of the group with a column for each mean or share that decides a claim, under its name."""
    scored, met = quality(answers, group), experiences(answers, group)
    seen = {f"share_{CALLED[group]}_{name}": scored[f"{name}_seen"] for name in QUALITIES}
    leads = {f"{lead}_{group}": met[lead] for lead in LEADS}
    known = circumstances(scored, group) if group in USERS else culture(scored)
    if group in USERS:
        more = {f"share_without_access_{group}": known["without_access"]}
    else:
        agreed = ("covid_push", *(f"driver_{name}" for name in DRIVERS))
        more = {f"share_{item}": indicator(answers[item], *AGREE) for item in agreed}
        more |= {name: known[column] for name, column in OF_CULTURE.items()}
    return known.assign(**seen, **leads, **more)


def _comparisons(known: pd.DataFrame, group: str) -> Iterator[pd.DataFrame]:
    """How quality varies, and the differences in use and trust that decide claims: one row each."""
    for part, who in ASKED:
        if who == group:
            row = omega_squared(known, "quality", PARTED[part][0])
            yield row.to_frame().T.assign(result=f"variation_between_{part}_{group}")
    if group in USERS:
        compared = {f"gap_use_by_{end}_{group}": ("uses", trait) for end, trait in GAPS.items()}
        compared[f"difference_trust_use_{group}"] = (TRUST, "uses")
        for name in sorted(DECIDING & set(compared)):
            item, trait = compared[name]
            yield differences(known, item, by=trait, groups=(1.0, 0.0)).assign(result=name)


@parameterize(claims_filled={"deciding": gathered(*(source(test.result) for _, test in TESTS))})
def claims_filled(
    deciding: list[Number],
    filled_students: pd.DataFrame,
    filled_patients: pd.DataFrame,
    filled_officials: pd.DataFrame,
) -> pd.DataFrame:
    """The tests of claims on the survey from the answers given and with the gaps filled.

    One row per claim and test: key, measure, unit, n; estimate, interval (as printed) and outcome by both
    (`_filled`); whether the second estimate is another (`imputed`) and lies outside the first interval.
    """
    pools = pd.concat([filled_students, filled_patients, filled_officials], ignore_index=True)
    rows = []
    for given, (key, test) in zip(map(told_number, deciding), TESTS, strict=True):
        number = _with_gaps_filled(given, test.result, pools)
        unit = UNITS.get(given.unit, "")
        row = {"key": key, "measure": test.measure, "unit": unit, "n": number.n}
        for end, one in {"": given, "_filled": number}.items():
            row[f"estimate{end}"] = bare(one.value, one.digits)
            row[f"interval{end}"] = bare_interval(one)
            row[f"outcome{end}"] = rules.outcome(one, test, ground=SURVEY)
        rows.append({**row, "imputed": number is not given, "outside": _outside(number, given)})
    return pd.DataFrame(rows)


def _with_gaps_filled(given: Number, name: str, pools: pd.DataFrame) -> Number:
    """The number called `name` from the pooled estimates; as it is if it rests on none, or is withheld."""
    rows = pools[pools["result"].str.split(": ").str[0] == name]
    if rows.empty or not isfinite(given.value):
        return given
    if name == LEAD:
        return driver_evidence_lead(rows.reset_index(drop=True))
    row = rows.iloc[0]
    if given.unit == "percent":
        low, high = logit_interval(row["estimate"], row["se"], row["df"])
        row = pd.Series({**row, "low": float(low), "high": float(high)})
    return as_number(row, given.unit, given.digits)


def _outside(number: Number, given: Number) -> bool:
    """Whether an estimate lies outside the interval of the answers given, if there is one."""
    if given.low is None or given.high is None:
        return False
    return not given.low <= number.value <= given.high


def count_imputations(filled_students: pd.DataFrame) -> Number:
    """Tables with filled gaps behind each estimate with filled gaps."""
    return tally(filled_students["imputations"].max())


def count_filled(claims_filled: pd.DataFrame) -> Number:
    """Tests of claims on the survey whose number is estimated anew with the gaps filled."""
    return tally(int(claims_filled["imputed"].sum()))


def names_filled_outside(claims_filled: pd.DataFrame) -> str:
    """Measures whose estimate with the gaps filled lies outside the interval of the answers given, or "none"."""
    return listed(claims_filled.loc[claims_filled["outside"], "measure"])


def names_claims_filled(claims_filled: pd.DataFrame) -> str:
    """Claims with another verdict where the gaps are filled, and both verdicts; else "none"."""
    outcomes = claims_filled.groupby("key", sort=False)[["outcome", "outcome_filled"]]
    verdicts = outcomes.agg(lambda found: rules.verdict(list(found)))
    changed = verdicts[verdicts["outcome"] != verdicts["outcome_filled"]]
    said = [f"{key} ({one} before, {other} after)" for key, one, other in changed.itertuples()]
    return ", ".join(said) or NONE


def missing_information_most(
    filled_students: pd.DataFrame, filled_patients: pd.DataFrame, filled_officials: pd.DataFrame
) -> Number:
    """Largest share of the variance of a measure that comes from the gaps (%)."""
    pools = pd.concat([filled_students, filled_patients, filled_officials])
    return Number(float(100 * pools["missing_information"].max()), "percent", 0)


def tbl_robustness_filled(claims_filled: pd.DataFrame) -> GT:
    """What decides the claims on the survey, from the answers given and with the gaps filled."""
    rows = claims_filled[claims_filled["imputed"]].reset_index(drop=True)
    cells = {
        "As answered (95% interval)": with_interval(rows["estimate"], rows["interval"]),
        "Gaps filled (95% interval)": with_interval(
            rows["estimate_filled"], rows["interval_filled"]
        ),
    }
    table = by_claim(rows, cells).cols_align("right", list(cells))
    return table.tab_source_note(base_line(rows))
