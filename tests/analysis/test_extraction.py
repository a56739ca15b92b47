"""What a chapter needs, taken out of this project: modules, tests, data; and nothing else."""

from __future__ import annotations

import ast
import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import DisclosureError
from analysis.extraction import __main__ as main
from analysis.extraction import data
from analysis.extraction.__main__ import extracted
from analysis.extraction.data import kept_data
from analysis.extraction.needed import Needed, names_in, needed_by
from analysis.extraction.tests import kept_tests
from analysis.extraction.units import Source, reached
from analysis.sources import DATA, Package
from tests.analysis.small_survey import NAMES, ROWS, csv, survey

MODULE = '''\
"""A module."""

from __future__ import annotations

import json
import os

from analysis.numbers import MINUS, STAND_IN, Number, count
from analysis import theme as look

LIMIT = 3
"""How many."""
OTHER = 4


# Two words
# on what comes.
def first(rows: list) -> Number:
    """The first."""
    return helper(rows, LIMIT)


def helper(rows: list, limit: int) -> Number:
    return count(len(rows[:limit]), look.FONT)


def second() -> str:
    return STAND_IN + json.dumps(MINUS) + str(OTHER)


os.environ["X"] = "1"


if __name__ == "__main__":
    second()
'''
KEPT = '''\
"""A module."""

from __future__ import annotations

import os

from analysis.numbers import Number, count
from analysis import theme as look

LIMIT = 3
"""How many."""


# Two words
# on what comes.
def first(rows: list) -> Number:
    """The first."""
    return helper(rows, LIMIT)


def helper(rows: list, limit: int) -> Number:
    return count(len(rows[:limit]), look.FONT)


os.environ["X"] = "1"
'''
CODE = "from analysis import results as r\nr.count_interventions\nr.tbl_methods_codebook\n"
TRUST = "from analysis import results as r\nr.verdict_c14_survey\n"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A module of its own."""
    (tmp_path / "m.py").write_text(MODULE, encoding="utf-8")
    return Source("analysis.m", tmp_path / "m.py")


@pytest.fixture(scope="module")
def needed() -> Needed:
    """What a chapter with one number and one table needs."""
    return needed_by(CODE)


def test_what_a_function_reaches_is_found_by_name(source: Source) -> None:
    """Helpers, constants, and names of other modules, through an alias of a module, too."""
    found = reached({"analysis.m": source}, [("analysis.m", "first")])
    asked = {ref for unit in source.units for ref in source.refs(unit)}

    assert found == {("analysis.m", name) for name in ("first", "helper", "LIMIT", "")}
    assert {("analysis.numbers", "count"), ("analysis.theme", "FONT")} <= asked


def test_a_module_keeps_the_text_of_what_is_kept(source: Source) -> None:
    """Comments and explanations stay with their lines, imports are cut, what runs on loading stays."""
    names = {name for _, name in reached({"analysis.m": source}, [("analysis.m", "first")])}
    kept = [unit for unit in source.units if unit.is_standing or unit.names & names]

    assert source.with_only(kept) == KEPT


def test_what_adds_to_a_name_and_imports_for_types_go_with_their_users(tmp_path: Path) -> None:
    """`X += …` stays where X stays; an import under `if TYPE_CHECKING` where a kept unit names it."""
    text = (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from analysis.sources import Package\n\n"
        "X = 1\nX += 2\n\n\ndef reads(package: Package) -> int:\n    return X\n\n\ndef other() -> int:\n    return 0\n"
    )
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    source = Source("analysis.m", tmp_path / "m.py")

    def left(name: str) -> str:
        names = {found for _, found in reached({"analysis.m": source}, [("analysis.m", name)])}
        return source.with_only([unit for unit in source.units if unit.names & names])

    assert left("reads") == text.partition("\n\n\ndef other")[0] + "\n"
    assert left("other") == "def other() -> int:\n    return 0\n"


def test_a_file_that_a_module_reads_comes_along() -> None:
    """The rules of the claims are a table beside the modules."""
    files = extracted("chapters/trust.qmd", TRUST)

    assert files["analysis/claims.toml"] == (DATA.parent / "analysis/claims.toml").read_bytes()
    assert "data/stand-in/officials.csv" not in files


def test_the_forms_that_a_module_reads_come_along() -> None:
    """They lie in a folder of their own, which no other chapter needs."""
    form = "instruments/students.csv"
    chapter = "chapters/instruments.qmd"

    assert form in extracted(
        chapter, "from analysis import results as r\nr.tbl_instruments_students\n"
    )
    assert form not in extracted(
        chapter, "from analysis import results as r\nr.count_interventions\n"
    )


def test_a_test_that_puts_a_name_together_counts_as_asking_for_all_that_begin_so(
    tmp_path: Path,
) -> None:
    """`getattr(results, f"tbl_{name}")` may ask for whatever begins with `tbl_`."""
    path = tmp_path / "test_module.py"
    path.write_text('def test_it() -> None:\n    assert getattr(results, f"tbl_{name}")\n')
    (unit,) = Source("test_module", path).units

    assert unit.beginnings == {"tbl_"}


def test_a_module_of_which_all_is_kept_is_the_module() -> None:
    """Byte for byte, for every module of the package that is well formed."""
    for path in sorted((DATA.parent / "analysis").glob("*.py")):
        whole = Source(path.stem, path)
        assert whole.with_only(whole.units) == path.read_text(encoding="utf-8"), path.name


def test_results_are_found_by_whatever_name_a_chapter_has_them() -> None:
    """Attributes of the module of results, and of nothing else."""
    code = "from analysis import results as x\nx.one\ny.two\nf(x.three).four"

    assert names_in(code) == {"one", "three"}


def test_the_functions_behind_a_result_come_along_and_no_others(needed: Needed) -> None:
    """The module of the codebook's table keeps that table, and loses its neighbours."""
    text = needed.text("analysis.methods")
    functions = {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}

    assert functions == {"tbl_methods_codebook", "_values"}
    assert "analysis.agreement" in needed.dropped_modules
    assert "analysis.context" not in needed.text("analysis.results")


def test_the_tables_behind_a_result_come_along_as_they_are(needed: Needed) -> None:
    """Same bytes, same hash, same codebook; keys to tables that stay behind go."""
    assert needed.tables == {"interventions", "interventions_coding"}

    files = kept_data({"interventions_coding"})
    (resource,) = json.loads(files["datapackage.json"])["resources"]
    described = Package().resource("interventions_coding")
    assert files[resource["path"]] == (DATA / resource["path"]).read_bytes()
    assert resource["hash"] == described["hash"] and resource["evidence"] == "coded"
    assert "foreignKeys" in described["schema"] and "foreignKeys" not in resource["schema"]


def test_rows_that_are_not_released_are_not_given_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fieldwork stays at home unless its description says that it may be public."""
    package = survey(tmp_path, text=csv(ROWS))
    package.update_hashes()
    monkeypatch.setattr(data, "Package", lambda: package)
    with pytest.raises(DisclosureError, match=r"students.csv: rows of respondents"):
        kept_data({"students"})


def test_rows_that_are_released_leave_without_what_the_codebook_does_not_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An export with its times, devices and refusals gives a plain table of the answers that count."""
    rows = [["2026-05-01", *ROWS[0], "yes"]] * 5 + [["2026-05-01", *ROWS[0], "no"]]
    rows = [[row[0], f"S{n:04}", *row[2:]] for n, row in enumerate(rows)]
    rows = [[*row[:3], f"school-{n % 2}", *row[4:]] for n, row in enumerate(rows)]
    text = csv(rows, head=["start", *NAMES, "consent"])
    package = survey(tmp_path, text=text, publish=True)
    package.update_hashes()
    monkeypatch.setattr(data, "Package", lambda: package)
    files = kept_data({"students"})
    lines = files["students.csv"].decode().splitlines()
    assert lines[0] == ",".join(NAMES)
    assert len(lines) == 1 + 5
    for name, content in files.items():
        (package.root / name).write_bytes(content)
    assert len(Package(package.root).read("students")) == 5


@pytest.fixture
def collected(package: Package) -> Package:
    """A copy of the data in which the patients' answers are fieldwork that is not released."""
    descriptor = json.loads((package.root / "datapackage.json").read_text(encoding="utf-8"))
    (patients,) = [one for one in descriptor["resources"] if one["name"] == "patients"]
    (package.root / "raw/patients.csv").write_bytes((package.root / patients["path"]).read_bytes())
    patients.update(path="raw/patients.csv", evidence="collected", title="Patients")
    (package.root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return package


def test_rows_that_are_not_released_are_replaced_by_their_stand_in(collected: Package) -> None:
    """The copy says of them that they are synthetic; a stand-in that is there already stays one."""
    files = kept_data({"patients", "students"}, collected)
    described = {r["name"]: r for r in json.loads(files["datapackage.json"])["resources"]}

    assert set(files) == {"datapackage.json", "stand-in/patients.csv", "stand-in/students.csv"}
    patients = described["patients"]
    assert patients["evidence"] == "stand-in"
    content = files["stand-in/patients.csv"]
    assert patients["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert described["students"]["evidence"] == "stand-in"


def test_numbers_of_answers_that_stay_at_home_are_not_held(
    collected: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stand-in gives others: what the book printed would fail the copy's tests, and tell of the answers."""
    monkeypatch.setattr(main, "Package", lambda: collected)
    files = {
        names: {f"data/{name}": content for name, content in kept_data(names, collected).items()}
        for names in (("patients", "students"), ("students",))
    }
    assert [main.has_stand_in(kept) for kept in files.values()] == [True, False]
    assert len(main.published_by("chapters/trust.qmd").splitlines()) > 1
    assert main.published_by("") == b"chapter,key,printed\n"


def test_a_copy_of_the_answers_beside_the_data_is_found(collected: Package) -> None:
    """An archive would take it along; so would it an export in Excel, with groups. Stand-ins are nobody's."""
    project = collected.root.parent
    assert [*data.strays(collected)] == []
    (project / "old").mkdir()
    answers = pd.DataFrame({"start": ["now"], "about/respondent_id": ["P0001"]})
    answers.to_csv(project / "old" / "patients.csv", index=False, sep=";")
    answers.to_excel(project / "old" / "patients.xlsx", index=False)
    (project / "notes.csv").write_text("note\nnothing\n", encoding="utf-8")
    found = [str(problem) for problem in data.strays(collected)]
    assert [one.partition(":")[0] for one in found] == ["old/patients.csv", "old/patients.xlsx"]
    assert "keep it outside of the project" in found[0]


def test_rows_without_a_stand_in_stay_at_home(collected: Package) -> None:
    """Then there is no copy at all, and the message names the file."""
    (collected.root / "stand-in/patients.csv").unlink()

    with pytest.raises(DisclosureError, match=r"data/raw/patients\.csv"):
        kept_data({"patients"}, collected)


def test_tests_that_speak_of_what_is_left_out_stay_behind(needed: Needed) -> None:
    """Those that only speak of what is kept come along, with their helpers and fixtures."""
    tests = {path.name: content.decode() for path, content in kept_tests(needed).items()}

    assert "test_the_codebook_lists_every_value_that_is_coded" in tests["test_methods.py"]
    assert "test_every_programme_figure_was_found_again" not in tests["test_methods.py"]
    assert "test_agreement.py" not in tests
    assert "test_no_question_and_no_district" not in tests["test_person_names.py"]  # no forms
    assert "def package(" in tests["conftest.py"]


def test_kept_modules_and_tests_define_all_that_they_use(needed: Needed) -> None:
    """No name of the package is imported that is not there any more."""
    texts = [needed.text(module) for module in needed.modules if needed.kept(module)]
    texts += [c.decode() for p, c in kept_tests(needed).items() if p.suffix == ".py"]
    imported = {
        (node.module, alias.name)
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis.")
        for alias in node.names
    }

    assert imported
    assert imported - needed.available == set()


def test_the_verbs_of_a_fork_are_those_that_make_sense_for_it() -> None:
    """It builds, tests and checks exercises; it forks nothing."""
    verbs = extracted("chapters/methods.qmd", CODE)["noxfile.py"].decode()
    sessions = [
        node.name
        for node in ast.parse(verbs).body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    ]

    assert {"book", "tests", "lint", "preview", "exercises", "lock"} <= set(sessions)
    assert "fork" not in sessions and "quarto_program" not in verbs


def test_a_result_that_does_not_exist_is_named() -> None:
    """With the closest."""
    with pytest.raises(ValueError, match=r"count_intervention'; did you mean count_interventions"):
        extracted("chapters/x.qmd", "from analysis import results as r\nr.count_intervention")
