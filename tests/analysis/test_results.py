"""Results by name: what they carry, where they come from, and that they follow the data."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from analysis import results
from analysis.exhibits import Figure, Table
from analysis.numbers import LINEAGE_MIME, STAND_IN_MARK, Number, Phrase
from analysis.results import PROJECT, Results, first_sentence
from analysis.sources import DATA, Package

TOPIC = '''
import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, value
from plotnine import aes, geom_bar, ggplot
from analysis.exhibits import Chart
from analysis.numbers import Number, count, percent

CALLS = []


def internal(interventions_coding: pd.DataFrame) -> pd.DataFrame:
    """Codes of internal interventions. One row per coding and intervention."""
    CALLS.append("internal")
    return interventions_coding[interventions_coding.info_flow == "internal"]


def share_internal(internal: pd.DataFrame, interventions_coding: pd.DataFrame) -> Number:
    """Share of codes that are internal, of all
    codes (Census 2023). A second sentence.

    A second paragraph.
    """
    return percent(len(internal), len(interventions_coding))


@parameterize(count_a={"coder": value("A")}, count_b={"coder": value("B")})
def count_internal(internal: pd.DataFrame, coder: str) -> Number:
    """Internal interventions in coding {coder}."""
    return count(int((internal.coder == coder).sum()))


def direction(share_internal: Number) -> str:
    """Whether most are internal."""
    return "most" if share_internal.value > 50 else "few"


def careless(internal: pd.DataFrame) -> Number:
    """Writes into its input."""
    internal["info_flow"] = "spoilt"
    del internal["citizen_role"]
    return count(len(internal))


def careful(internal: pd.DataFrame) -> Number:
    """Reads the same input."""
    return count(int((internal.info_flow == "internal").sum()))


def fig_topic_roles(internal: pd.DataFrame) -> Chart:
    """Roles of citizens."""
    return Chart(ggplot(internal, aes("citizen_role")) + geom_bar(), internal[["citizen_role"]])


def tbl_topic_roles(internal: pd.DataFrame, interventions: pd.DataFrame) -> GT:
    """Roles of citizens, as a table."""
    return GT(internal[["id"]].head(2))


def bare() -> float:
    """A float has no unit."""
    return 1.5
'''


@pytest.fixture
def topic(tmp_path: Path) -> ModuleType:
    """A small topic module of its own."""
    path = tmp_path / "topic.py"
    path.write_text(TOPIC, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("topic", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["topic"] = module  # Hamilton looks up type hints by module name
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def r(topic: ModuleType, package: Package) -> Results:
    """The results of the small topic, on a copy of the data."""
    return Results([topic], package)


def test_a_number_carries_its_name_and_lineage(r: Results, package: Package) -> None:
    """Its definition is the first sentence of its docstring; its inputs come from the graph."""
    share = r.share_internal
    assert isinstance(share, Number) and share.lineage is not None
    assert share.key == "share_internal"
    assert share.lineage.definition == (
        "Share of codes that are internal, of all codes (Census 2023)."
    )
    assert share.lineage.function == "topic.share_internal"
    assert share.lineage.inputs == (package.input("interventions_coding"),)
    assert share.lineage.evidence == ["coded"]


def test_lineage_points_at_the_line_of_def(r: Results) -> None:
    """Below the decorators of a function that makes several results."""
    number = r.count_b
    assert isinstance(number, Number) and number.lineage is not None
    line = TOPIC.splitlines()[number.lineage.line - 1]
    assert line.startswith("def count_internal(")
    assert number.key == "count_b"
    assert number.lineage.function == "topic.count_internal"
    assert number.lineage.definition == "Internal interventions in coding B."


def test_each_kind_of_result_is_wrapped(r: Results) -> None:
    """Words as a phrase, plots as a figure, tables as a table; frames as they are."""
    assert isinstance(r.direction, Phrase)
    assert isinstance(r.fig_topic_roles, Figure)
    assert isinstance(r.tbl_topic_roles, Table)
    assert isinstance(r.internal, pd.DataFrame)


def test_a_result_of_another_kind_is_refused_with_its_place(r: Results) -> None:
    """A bare float would be printed without unit and digits."""
    with pytest.raises(TypeError, match=r"topic\.py:\d+: bare returns float; a result is a Number"):
        _ = r.bare


def test_lineage_gathers_all_tables_upstream(r: Results) -> None:
    """Through other functions too; sorted by name."""
    table = r.tbl_topic_roles
    assert isinstance(table, Table)
    assert [item.path for item in table.lineage.inputs] == [
        "data/raw/interventions.csv",
        "data/raw/interventions_coding.csv",
    ]
    assert table.data_line == (
        "Data: Two independent codings of the interventions, 106 rows (coded);"
        " List of documented digital interventions, 53 rows (published)."
    )


def test_one_changed_code_changes_the_printed_share(
    topic: ModuleType, package: Package, edit: Callable[[str, str, str], None]
) -> None:
    """From the file to the sentence: one internal intervention fewer, of 106 codes."""
    before = Results([topic], package).share_internal
    edit("interventions_coding", "A,imu-schools,internal", "A,imu-schools,two-way")
    package.update_hashes()
    after = Results([topic], Package(package.root)).share_internal
    assert isinstance(before, Number) and isinstance(after, Number)
    assert after.value == pytest.approx(before.value - 100 / 106)
    assert str(after) != str(before)
    assert after.lineage != before.lineage  # the hash of the file is part of it


def test_one_changed_code_changes_the_share_in_the_paper(
    package: Package, edit: Callable[[str, str, str], None]
) -> None:
    """The same on the paper's own share: one managerial intervention of 53 fewer in coding A."""
    topics = [importlib.import_module("analysis.models_of_government")]
    before = Results(topics, package).share_managerial_a
    edit("interventions_coding", "A,imu-schools,internal,none", "A,imu-schools,internal,co-decider")
    package.update_hashes()
    after = Results(topics, Package(package.root)).share_managerial_a
    assert isinstance(before, Number) and isinstance(after, Number)
    assert after.value == pytest.approx(before.value - 100 / 53)
    assert str(after) != str(before)


def test_a_stand_in_upstream_marks_everything_below(topic: ModuleType, package: Package) -> None:
    """One word in the descriptor, and number, phrase and exhibits say so."""
    package.resource("interventions_coding")["evidence"] = "stand-in"  # type: ignore[index]
    r = Results([topic], package)
    assert str(r.share_internal).endswith(f"%{STAND_IN_MARK}")
    assert str(r.direction).endswith(STAND_IN_MARK)
    html = r.tbl_topic_roles._repr_mimebundle_()["text/html"]  # type: ignore[union-attr, call-overload, index]
    assert "SYNTHETIC STAND-IN, not findings." in html


def test_each_file_is_read_and_each_function_run_once(
    topic: ModuleType, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten numbers of a chapter do not read it ten times."""
    reads: list[str] = []
    read = package.read
    monkeypatch.setattr(package, "read", lambda name: reads.append(name) or read(name))
    r = Results([topic], package)
    _ = r.share_internal, r.count_a, r.count_b, r.direction, r.tbl_topic_roles
    assert topic.CALLS == ["internal"]
    assert sorted(reads) == ["interventions", "interventions_coding"]


def test_a_careless_function_spoils_nothing(r: Results) -> None:
    """Who writes into a frame writes into a copy of its own."""
    before = str(r.careful)
    _ = r.careless
    frame = r.internal
    assert isinstance(frame, pd.DataFrame)
    frame["info_flow"] = "spoilt"
    assert str(r.careful) == before
    table = r.interventions_coding
    assert isinstance(table, pd.DataFrame)
    table["id"] = "spoilt"
    assert "spoilt" not in set(r.interventions_coding.id)  # type: ignore[union-attr]
    assert "citizen_role" in r.internal  # type: ignore[operator]
    assert set(r.internal.info_flow) == {"internal"}  # type: ignore[union-attr]


def test_names_are_listed_without_the_tables_themselves(r: Results) -> None:
    """What Tab completes: every result, no source."""
    assert dir(r) == [
        *("bare", "careful", "careless", "count_a", "count_b", "direction"),
        *("fig_topic_roles", "internal", "share_internal", "tbl_topic_roles"),
    ]


def test_an_unknown_name_is_answered_with_the_closest(r: Results) -> None:
    """A slip of the finger."""
    with pytest.raises(AttributeError, match="did you mean share_internal") as raised:
        _ = r.share_intrenal
    assert str(raised.value).endswith("dir(results) lists all")


@pytest.mark.parametrize(
    ("docstring", "sentence"),
    [
        ("One sentence.", "One sentence."),
        ("One, over\n    two lines. Two.", "One, over two lines."),
        ("About 0.5 of e.g. all.\n\nMore.", "About 0.5 of e.g. all."),
        ("No full stop\n\nMore.", "No full stop"),
        ("", ""),
    ],
)
def test_a_definition_is_the_first_sentence(docstring: str, sentence: str) -> None:
    """Numbers and small abbreviations do not end it."""
    assert first_sentence(docstring) == sentence


def test_the_paper_has_its_results_by_name() -> None:
    """`from analysis import results as r` and a name; files are named from the project's folder."""
    share = results.share_managerial_a
    assert isinstance(share, Number) and share.lineage is not None
    assert share.lineage.file == "analysis/models_of_government.py"
    line = (PROJECT / share.lineage.file).read_text(encoding="utf-8").splitlines()
    assert line[share.lineage.line - 1].startswith("def ")
    assert "share_managerial_a" in dir(results)


def test_every_result_of_the_paper_is_published_whole() -> None:
    """Each has a definition and data upstream; only questionnaires are shown as the field has them."""
    for name in dir(results):
        result = getattr(results, name)
        if isinstance(result, pd.DataFrame):
            continue
        assert result.lineage.definition, name
        shows_a_form = result.lineage.file == "analysis/questionnaires.py"
        assert bool(result.lineage.inputs) != shows_a_form, name
        for item in result.lineage.inputs:
            assert (DATA.parent / item.path).is_file()


def test_every_number_of_the_paper_has_its_record() -> None:
    """Under its own name."""
    for name in dir(results):
        result = getattr(results, name)
        if isinstance(result, Number):
            assert result._repr_mimebundle_()[LINEAGE_MIME]["key"] == name


def test_hamilton_is_imported_quietly() -> None:
    """Without its telemetry, without its plugins, whichever module of the analysis comes first."""
    code = (
        "import analysis.results, sys\n"
        "from hamilton import registry, telemetry\n"
        "assert not telemetry.is_telemetry_enabled()\n"
        "assert 'hamilton.plugins.pandas_extensions' not in sys.modules\n"
        "assert 'frictionless' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_results_come_with_every_topic_and_what_it_needs() -> None:
    """At once: kernels are forked from a process that has imported results, and asked it for none."""
    code = (
        "import analysis.results as r, sys\n"
        "before = set(sys.modules)\n"
        "dir(r)\n"
        "print(*sorted(set(sys.modules) - before))\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_what_needs_something_that_no_module_makes_is_no_result(
    tmp_path: Path, package: Package
) -> None:
    """As in a fork, where one function may make results of which only some have their inputs."""
    text = (
        "from analysis.numbers import Number, count\n\n\n"
        'def here() -> Number:\n    """One."""\n    return count(1)\n\n\n'
        'def gone(stayed: Number) -> Number:\n    """What stayed."""\n    return stayed\n\n\n'
        'def further(gone: Number, here: Number) -> Number:\n    """Both."""\n    return gone\n'
    )
    path = tmp_path / "forked_topic.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("forked_topic", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["forked_topic"] = module
    spec.loader.exec_module(module)

    assert dir(Results([module], package)) == ["here"]
