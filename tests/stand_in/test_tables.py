"""The synthetic tables: the same bytes again, the design that is planted, and no trace of a person."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from standin.tables import TABLES, columns, respondents, write
from standin.truths import planted

from analysis.sources import DATA, Package

STAND_IN = DATA / "stand-in"
GROUPS = ("students", "patients", "officials")
SEED = 7


def made(group: str, *, scale: int = 1, gaps: bool = True) -> pd.DataFrame:
    """One sample that is not the published one."""
    return respondents(group, SEED, scale, gaps)


def test_the_program_makes_the_same_bytes_again(tmp_path: Path) -> None:
    """What stands in the folder is what `nox -s stand-in` would put there."""
    command = [sys.executable, str(STAND_IN / "generate.py"), "--output", str(tmp_path)]
    subprocess.run(command, check=True)
    for name in TABLES:
        assert (tmp_path / f"{name}.csv").read_bytes() == (STAND_IN / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("name", TABLES)
def test_every_synthetic_table_says_so(name: str) -> None:
    """Title, description and evidence: whoever opens the table is told."""
    resource = Package().resource(name)
    assert resource["evidence"] == "stand-in"
    assert Package().title(name).startswith("Synthetic stand-in: ")
    assert "nobody was asked" in resource["description"]
    assert "nothing in it is a finding" in resource["description"]


def test_another_seed_makes_other_answers() -> None:
    """The seed is not decoration."""
    assert not respondents("officials", 1).equals(respondents("officials", 2))


def test_a_new_question_changes_no_other_answer() -> None:
    """Answers without gaps are the same answers as with them, wherever there is one."""
    with_gaps, without = made("students"), made("students", gaps=False)
    answered = with_gaps["trust_province"].notna()
    assert (with_gaps["trust_province"] == without["trust_province"])[answered].all()
    assert 0 < (~answered).mean() < 0.2


@pytest.mark.parametrize("group", GROUPS)
def test_the_sample_is_the_one_designed(group: str) -> None:
    """Institutions in every stratum, people in every institution, and each stratum's weight."""
    design, sample = planted()[group]["design"], made(group)
    clusters = sample.groupby("stratum")["institution"].nunique()
    assert (clusters == design["clusters"]).all() and len(clusters) == len(design["strata"])
    assert set(sample.groupby("institution").size()) <= set(design["take"])
    populations = {stratum["stratum"]: stratum["population"] for stratum in design["strata"]}
    estimated = sample.groupby("stratum")["weight"].sum()
    assert np.allclose(estimated / pd.Series(populations), 1, atol=0.25)


def test_weights_bring_back_whom_the_sample_reaches_less() -> None:
    """Women are reached half as easily as men: few in the sample, and their share in the weights."""
    students = made("students", scale=20)
    women = students["gender"] == "female"
    planted_share = planted()["students"]["background"]["gender"]["female"]
    assert women.mean() < planted_share - 0.1
    assert np.average(women, weights=students["weight"]) == pytest.approx(planted_share, abs=0.01)


def test_access_is_calibrated_to_the_published_figures() -> None:
    """The rows of ict_access.csv that the planted shares name."""
    access = (
        Package().read("ict_access").set_index(["indicator", "geography", "area", "year_label"])
    )
    published = access["value"].groupby(level=[0, 1, 2, 3]).first()
    shares = planted()["access"]["shares"]
    cited = {
        ("Individuals 10+ who use a mobile phone", "Pakistan"): 1
        - shares["patients"]["access_device"]["none"],
        ("Individuals 10+ who own a mobile phone or smartphone", "Pakistan"): shares["patients"][
            "access_device"
        ]["own"],
        ("Individuals 10+ who used the internet", "Pakistan"): 1
        - shares["patients"]["access_internet"]["never"],
        ("Households with internet access", "Khyber Pakhtunkhwa"): 1
        - shares["students"]["access_internet"]["never"],
    }
    for row, share in cited.items():
        assert published[(*row, "total", "2024-25")] == pytest.approx(100 * share)


def test_only_who_uses_a_service_is_asked_about_it() -> None:
    """A main service, quality, experiences and satisfaction go together with use."""
    students = made("students", gaps=False)
    used = students["used"] != ""
    about = [name for name in columns("students") if asked_of_users("students", name)]
    assert {"main_service", "efficiency_1", "satisfaction"} <= set(about)
    assert students.loc[used, about].notna().all(axis=None)
    assert students.loc[~used, about].isna().all(axis=None)


def asked_of_users(group: str, column: str) -> bool:
    """Whether the codebook says that only users are asked."""
    fields = Package().resource(group)["schema"]["fields"]
    return any(field["name"] == column and field.get("askedOf") == "users" for field in fields)


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_used_is_known(group: str) -> None:
    """Nobody uses what they have not heard of, and the main service is one that is used."""
    for row in made(group)[["aware_of", "used", "main_service"]].fillna("").itertuples():
        used = row.used.split(";")
        assert set(used) - {""} <= set(row.aware_of.split(";"))
        assert row.main_service in used


def test_a_thousandfold_sample_has_a_thousandfold_of_institutions() -> None:
    """Tried at ten: the scale multiplies clusters, and keeps what each of them takes."""
    large = made("officials", scale=10)
    assert len(large) == 10 * len(made("officials"))
    assert large["institution"].nunique() == 10 * 24
    assert large["respondent_id"].is_unique


def test_a_table_is_written_the_same_way_everywhere(tmp_path: Path) -> None:
    """Whole numbers without a point, two digits for weights, line feeds, empty cells for gaps."""
    table = pd.DataFrame({"weight": [1.5], "a": np.array([4.0], "float32"), "b": [None]})
    write(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == b"weight,a,b\n1.50,4,\n"
