"""How satisfied providers and users are with the same systems (claims C5, C13): one ordered answer.

In: the scored questionnaires of all three groups. Out: proportional-odds models of satisfaction, providers
beside users: over both sectors, in each, and for each system that both sides spoke of; and the test of
their assumption.
"""

from __future__ import annotations

import pandas as pd
from great_tables import GT

from analysis.estimates import as_number, row_of
from analysis.multiplicity import SATISFACTION, adjusted
from analysis.numbers import Number
from analysis.odds import as_ratio, words_proportional
from analysis.ordinal import proportional_odds, proportional_odds_test
from analysis.printing import adjusted_p, family_note, printed
from analysis.respondents import GROUPS
from analysis.service_variation import FEWEST
from analysis.theme import book_table
from analysis.wording import leaning

OUTCOME, PROVIDER = "satisfaction", "provider"
PREDICTORS: dict[str, object] = {PROVIDER: None, "sector": "education"}
BOTH = "Both sectors"
SIDES = (0.0, 1.0)
"""Users, and providers."""


def provider_and_user(
    quality_officials: pd.DataFrame, quality_students: pd.DataFrame, quality_patients: pd.DataFrame
) -> pd.DataFrame:
    """All three samples one below the other, their strata kept apart even where they share a name.

    One row per respondent: the columns that all have, and `provider`, 1 for officials and else 0.
    """
    samples = (quality_students, quality_patients, quality_officials)
    tables = [
        table.assign(stratum=f"{group}: " + table["stratum"], provider=float(group == "officials"))
        for group, table in zip(GROUPS, samples, strict=True)
    ]
    return pd.concat(tables, join="inner", ignore_index=True)


def satisfaction_models(
    provider_and_user: pd.DataFrame, interventions: pd.DataFrame
) -> pd.DataFrame:
    """Proportional-odds models of satisfaction on being a provider: in all, by sector, by system.

    One row per model (`model`): the log odds ratio of providers to users, p adjusted as one family. Over
    both sectors the sector is held equal; a system has a model if enough on both sides spoke of it.
    """
    answers = provider_and_user
    rows = {BOTH: _provider_row(answers, PREDICTORS)}
    for sector in ("education", "health"):
        inside = answers["sector"].eq(sector)
        rows[sector.capitalize()] = _provider_row(answers, {PROVIDER: None}, inside)
    names = interventions.set_index("id")["name"]
    for system in _spoken_of(answers):
        inside = answers["main_service"].eq(system)
        rows[names[system]] = _provider_row(answers, {PROVIDER: None}, inside)
    table = pd.DataFrame(list(rows.values())).assign(model=list(rows), family=SATISFACTION)
    return adjusted(table.reset_index(drop=True))


def _provider_row(
    answers: pd.DataFrame, predictors: dict[str, object], where: pd.Series | None = None
) -> pd.Series:
    """The term of the providers in a model of satisfaction."""
    return row_of(proportional_odds(answers, OUTCOME, predictors, where=where), term=PROVIDER)


def _spoken_of(answers: pd.DataFrame) -> list[str]:
    """The systems of which enough providers and enough users spoke, in order of their ids."""
    rated = answers[answers[OUTCOME].notna()]
    sides = rated.groupby(["main_service", PROVIDER]).size().unstack(fill_value=0)
    return sorted(sides.index[sides.ge(FEWEST).all(axis=1) & (sides.shape[1] == len(SIDES))])


def satisfaction_assumption(provider_and_user: pd.DataFrame) -> pd.DataFrame:
    """Brant's test that the odds of the model over both sectors are proportional: a row per term, one for all."""
    return proportional_odds_test(provider_and_user, OUTCOME, PREDICTORS)


def odds_ratio_provider(satisfaction_models: pd.DataFrame) -> Number:
    """Odds of a higher satisfaction among officials, as a multiple of those among users of the sector."""
    return as_number(as_ratio(row_of(satisfaction_models, model=BOTH)), "coefficient", 2)


def tbl_service_delivery_satisfaction(satisfaction_models: pd.DataFrame) -> GT:
    """Odds ratios of a higher satisfaction, providers to users: in all, by sector, and by system."""
    ratios = pd.DataFrame([as_ratio(row) for _, row in satisfaction_models.iterrows()])
    cells = printed(ratios, "coefficient", 2, name="Odds ratio")
    p = adjusted_p(satisfaction_models)
    shown = pd.concat([satisfaction_models["model"].rename("Answers on"), cells, p], axis=1)
    table = book_table(shown, rowname_col="Answers on").tab_stubhead("Answers on")
    table = table.cols_align("right", list(shown.columns[1:]))
    return table.tab_source_note(family_note(satisfaction_models))


def words_odds_provider(odds_ratio_provider: Number) -> str:
    """Whether officials are more or less satisfied than users, as the interval allows: words."""
    words = (
        "less satisfied than",
        "neither clearly less nor clearly more satisfied than",
        "more satisfied than",
    )
    return leaning(odds_ratio_provider, words, reference=1)


def words_odds_proportional(satisfaction_assumption: pd.DataFrame) -> str:
    """What Brant's test says of the assumption of proportional odds: words."""
    return words_proportional(satisfaction_assumption, PROVIDER, "the side asked")
