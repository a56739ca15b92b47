"""What of trust runs through perceived quality: answers made here so that the path is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import trust_mediation as topic
from analysis.numbers import Number


def users(effect: float) -> pd.DataFrame:
    """200 users in eight clusters: several services add 1 to quality, quality `effect` to trust."""
    generator = np.random.default_rng(2003)
    several = np.tile([0, 1], 100)
    quality = 2 + several + generator.normal(0, 0.5, 200)
    trust = 1 + effect * quality + generator.normal(0, 0.5, 200)
    return pd.DataFrame(
        {
            "stratum": np.repeat(["one", "two"], 100),
            "institution": np.repeat(list("abcdefgh"), 25),
            "weight": 1.0,
            "used": [("portal", "card") if many else ("portal",) for many in several],
            "quality": quality,
            "trust_province": trust,
        }
    )


def test_the_path_is_the_product_of_its_steps_and_turns_with_them() -> None:
    """One more service adds 1 to quality and so `effect` to trust, and nothing beside that."""
    for effect in (0.8, -0.8):
        rows = topic.trust_paths(topic.using_several(users(effect), "students"), "students")
        mediated, direct = (topic.trust_part(rows, part) for part in ("indirect", "direct"))
        assert mediated.value == pytest.approx(effect, abs=0.15)
        assert direct.low is not None and direct.high is not None
        assert direct.low < 0 < direct.high
        assert topic.words_mediation(mediated) == topic.SAID[1 + int(np.sign(effect))]


def test_who_uses_nothing_is_not_asked() -> None:
    """A hundred more who use nothing change neither the parts nor their n."""
    some = users(0.8)
    others = some.head(100).assign(used=[()] * 100)
    every = topic.using_several(pd.concat([some, others], ignore_index=True), "students")
    both = topic.trust_paths(every, "students")
    assert both["n"].unique().tolist() == [200]


def test_an_interval_that_holds_zero_is_no_path() -> None:
    """The middle sentence."""
    assert topic.words_mediation(Number(0.1, "points", 2, low=-0.1, high=0.3)) == topic.SAID[1]


def test_the_table_sets_statsmodels_beside_ours() -> None:
    """Three effects, ours with an adjusted p, and three by statsmodels without one."""
    frame = topic.using_several(users(0.8), "students")
    ours, plain = topic.trust_paths(frame, "students"), topic.trust_paths_plain(frame, "students")
    table = topic.trust_mediation(ours, ours)
    assert set(table["tests_in_family"]) == {6}
    html = topic.tbl_trust_mediation(table, plain, plain).as_raw_html()
    assert html.count(">Through perceived quality<") == 4
    assert f">Students, {topic.LABELLED}<" in html and f">Patients, {topic.LABELLED}<" in html
    assert "two parts and their sum in two groups (6 tests)" in html
