"""Published figures on access beside answers: which are shown, what is counted, and what keeps them apart."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import exclusion_published as topic
from analysis import sources
from analysis.context_ict import COMPUTER, INTERNET_USE
from analysis.disclosure import WITHHELD
from tests.analysis.test_exclusion import SIX

STATISTICS = pd.DataFrame(
    [
        (COMPUTER, "Pakistan", "rural", "total", "2019-20", 7.0, "PBS PSLM 2019-20, a newspaper"),
        (COMPUTER, "Pakistan", "total", "total", "2019-20", 12.0, "PBS PSLM 2019-20, a newspaper"),
        (INTERNET_USE, "Pakistan", "urban", "female", "2024-25", 71.0, "PBS HIES 2024-25, a release"),
        (INTERNET_USE, "Pakistan", "total", "total", "2018-19", 17.0, "PBS HIES 2024-25, a newspaper"),
        ("Total teledensity", "Pakistan", "total", "total", "2024-25", 81.0, "PTA, a newspaper"),
    ],
    columns=["indicator", "geography", "area", "sex", "year_label", "value", "source_title"],
)  # fmt: skip


def asked(people: pd.DataFrame) -> pd.DataFrame:
    """What `people`, six or many times six, have; all are urban, and of each six the first three are women."""
    women = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0] * (len(people) // len(SIX))
    in_town = people.assign(rural=0.0, female=women)
    return topic.access_asked(in_town, "students")


def test_the_latest_published_figures_say_of_whom_and_from_which_survey() -> None:
    """Older ones, and what comes near to no question, are left out."""
    rows = topic.published_access(STATISTICS)
    assert rows[[topic.WHOM, topic.SOURCE, topic.SHARE]].to_numpy().tolist() == [
        ["Pakistan", "PSLM 2019-20", "12"],
        ["Pakistan, rural", "PSLM 2019-20", "7"],
        ["Pakistan, urban women", "HIES 2024-25", "71"],
    ]
    assert rows["group"].str.startswith("Published: ").all()


def test_every_question_with_published_figures_near_it_has_some_in_the_data() -> None:
    """An indicator that is renamed, or a survey that is replaced, would leave a hole."""
    keys = {*topic.published_access(sources.ict_access())["key"]}
    assert keys == {*topic.PUBLISHED}
    assert keys | {*topic.ASKED} == {*topic.ORDER}


def test_shares_count_those_who_answered() -> None:
    """Five of six told of a device: four have one, if shared; five of the connection: four have one."""
    shares = asked(pd.concat([SIX] * 5, ignore_index=True)).set_index("key")
    assert shares.loc["device", "estimate"] == pytest.approx(4 / 5)
    assert shares.loc["own", "estimate"] == pytest.approx(3 / 5)
    whole, women, others = shares.loc["internet", "estimate"]
    assert (whole, women, others) == pytest.approx((4 / 5, 2 / 3, 1))


@pytest.mark.parametrize(("sharing", "withheld"), [(4, True), (5, False), (0, False)])
def test_few_who_share_a_device_cannot_be_found_by_subtraction(
    sharing: int, *, withheld: bool
) -> None:
    """Who has one, less who has one of their own, shares one."""
    people = pd.concat([SIX] * 4, ignore_index=True)
    devices = ["shared"] * sharing + ["own"] * 10
    people["access_device"] = [*devices, *["none"] * (len(people) - len(devices))]
    own = asked(people).set_index("key").loc["own"]
    assert (own["undefined"] == WITHHELD) is withheld
    assert pd.isna(own["estimate"]) is withheld


def rows_of_table(*, patients: str = "stand-in") -> pd.DataFrame:
    """The table's rows where the students' answers are synthetic and the `patients`' are of that evidence."""
    shares = asked(pd.concat([SIX] * 10, ignore_index=True))
    made, others = pd.DataFrame(), pd.DataFrame()
    made.attrs["evidence"], others.attrs["evidence"] = "stand-in", patients
    published = topic.published_access(STATISTICS)
    return topic.tbl_exclusion_published(published, shares, shares, made, others)._tbl_data


def test_no_row_of_the_table_is_of_both_kinds_of_evidence() -> None:
    """A group is published or asked, and says which first; a published figure has no interval of ours."""
    rows = rows_of_table()
    published = rows["group"].str.startswith("Published: ")
    assert (published ^ rows["group"].str.startswith("Asked: ")).all()
    assert (rows.loc[published, ["95% interval", "n"]] == topic.NOT_GIVEN).all(axis=None)
    assert rows.loc[~published, topic.SOURCE].eq("Synthetic answers").all()
    assert rows["group"].drop_duplicates().str.partition(":")[0].tolist() == [
        "Published", "Asked", "Asked", "Published", "Asked",
    ]  # fmt: skip


def test_source_of_an_answer_follows_its_evidence() -> None:
    """Where the patients were asked in truth and the students were not, each row says so."""
    rows = rows_of_table(patients="collected")
    sources_of = rows.groupby(rows[topic.WHOM].str.split(",").str[0])[topic.SOURCE].unique()
    assert sources_of["Students"].tolist() == ["Synthetic answers"]
    assert sources_of["Patients"].tolist() == ["Questionnaire"]
