"""Access as published of everybody, beside access as asked of students and of patients (claim C8).

In: published statistics on access to ICT, and the questionnaires of students and patients. Out: one table, in
which each kind of evidence keeps to groups of rows of its own. Nothing is computed across them: no published
figure is of students or patients, most are of Pakistan, some are of households, and each has a question of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize

from analysis.answers import indicator
from analysis.context_ict import (
    COMPUTER,
    ICT_SHOWN,
    INTERNET_HOME,
    INTERNET_USE,
    OWN_PHONE,
    statistics_in_order,
)
from analysis.disclosure import few_told, withhold
from analysis.numbers import STAND_IN, decimal
from analysis.printing import INTERVAL, NOT_GIVEN, printed
from analysis.published_statistics import LATEST_ICT
from analysis.respondents import USERS, by_group, stacked
from analysis.survey import shares
from analysis.theme import book_table

USE_PHONE = "Individuals 10+ who use a mobile phone"
PUBLISHED = {
    COMPUTER: "2019-20",
    USE_PHONE: LATEST_ICT,
    OWN_PHONE: LATEST_ICT,
    INTERNET_HOME: LATEST_ICT,
    INTERNET_USE: LATEST_ICT,
}
"""The indicators that come nearest to a question, and the latest survey that has each."""
WORDS = {**ICT_SHOWN, USE_PHONE: "People aged 10 and over who use a mobile telephone"}
SURVEYS = {"PBS PSLM": "PSLM", "PBS HIES": "HIES"}
"""How the source of a statistic begins, and what the survey is called."""
ASKED = {
    "device": ("access_device", ("shared", "own"), "a device to go online with, if only a shared one"),
    "own": ("access_device", ("own",), "a device of their own"),
    "internet": ("access_internet", ("sometimes", "always"), "a connection at least sometimes when it is needed"),
}  # fmt: skip
"""What was asked: the column, the answers that count as having it, and the words of the table."""
BY_PEOPLE = "internet"
"""What is published of women and of men in towns, and is therefore shown of them here."""
PEOPLE = {1.0: "urban women and girls", 0.0: "urban men, boys and others"}
ORDER = (COMPUTER, USE_PHONE, OWN_PHONE, "device", "own", INTERNET_HOME, INTERNET_USE, "internet")
"""In which order the table has them: what is published before the question that it comes near to."""
SHARE, WHOM, SOURCE = "%", "Of whom", "Source"
FIELDWORK, SYNTHETIC = "Questionnaire", "Synthetic answers"
"""What the source of an answer is called: so no row of one that a program made reads like a published one."""


def published_access(ict_access: pd.DataFrame) -> pd.DataFrame:
    """The published statistics on access that come nearest to what was asked. One row per statistic."""
    latest = ict_access["indicator"].map(PUBLISHED).eq(ict_access["year_label"])
    rows = statistics_in_order(ict_access[latest], WORDS)
    return pd.DataFrame(
        {
            "key": rows["indicator"],
            "group": "Published: " + rows["group"].str[0].str.lower() + rows["group"].str[1:],
            WHOM: rows["whom"],
            SOURCE: rows["source_title"].map(_survey) + " " + rows["year_label"],
            SHARE: rows["value"].map(lambda value: decimal(value, 0)),
            INTERVAL: NOT_GIVEN,
            "n": NOT_GIVEN,
        }
    )


def _survey(title: str) -> str:
    """What the survey is called from whose findings a source is."""
    return next(name for begin, name in SURVEYS.items() if title.startswith(begin))


@parameterize(**by_group("access_asked", "circumstances_{group}", USERS))
def access_asked(answers: pd.DataFrame, group: str) -> pd.DataFrame:
    """Share of the {group} who have what `ASKED` names. One row per thing (`key`), and for one per people in towns."""
    whole = [_having(answers, key) for key in ASKED]
    parts = _having(answers, BY_PEOPLE, by=["rural", "female"])
    towns = parts[parts["rural"].eq(0)].sort_values("female", ascending=False)
    return _without_rest(pd.concat([*whole, towns], ignore_index=True))


def _without_rest(estimates: pd.DataFrame) -> pd.DataFrame:
    """`estimates` without those who have a device of their own, where they give away that few share one."""
    (whole,), (part,) = (
        estimates.loc[estimates["key"].eq(key), "cases"] for key in ("device", "own")
    )
    return withhold(estimates, estimates["key"].eq("own") & few_told(whole - part))


def _having(answers: pd.DataFrame, key: str, by: Sequence[str] = ()) -> pd.DataFrame:
    column, having, _ = ASKED[key]
    has = answers.assign(has=indicator(answers[column], *having))
    return shares(has, "has", by=by, answers=[1.0]).assign(key=key)


def tbl_exclusion_published(
    published_access: pd.DataFrame,
    access_asked_students: pd.DataFrame,
    access_asked_patients: pd.DataFrame,
    students: pd.DataFrame,
    patients: pd.DataFrame,
) -> GT:
    """Access as published of everybody, and as asked of students and patients: each in rows of its own."""
    asked = stacked({"students": access_asked_students, "patients": access_asked_patients})
    answers = {"students": students, "patients": patients}
    sources = {
        group: SYNTHETIC if table.attrs["evidence"] == STAND_IN else FIELDWORK
        for group, table in answers.items()
    }
    who, part = asked["group"].str.capitalize(), asked["female"].map(PEOPLE)
    ours = printed(asked, "percent", 0, name=SHARE).assign(
        key=asked["key"],
        group="Asked: " + asked["key"].map({key: words for key, (*_, words) in ASKED.items()}),
        **{WHOM: who.where(part.isna(), who + ", " + part), SOURCE: asked["group"].map(sources)},
    )
    rows = pd.concat([published_access, ours]).sort_values("key", key=_place, kind="stable")
    shown = rows[["group", WHOM, SHARE, INTERVAL, "n", SOURCE]]
    table = book_table(shown, rowname_col=WHOM, groupname_col="group").tab_stubhead(WHOM)
    return table.cols_align("right", [SHARE, INTERVAL, "n"])


def _place(keys: pd.Series) -> pd.Series:
    """Where each key stands in `ORDER`."""
    return keys.map({key: place for place, key in enumerate(ORDER)})
