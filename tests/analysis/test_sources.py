"""The door to the data: what it lets in, and what it says of everything else."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import sources
from analysis.errors import SHOWN_PROBLEMS, DataError, Problem
from analysis.sources import DATA, Package

Edit = Callable[[str, str, str], None]
HASH_REMEDY = "if the change is meant, run `python -m analysis.sources --update-hashes`"


def problems(package: Package) -> list[Problem]:
    """All problems of `package`, without those of hashes."""
    return [problem for problem in package.problems() if problem.what != sources.STALE]


def only(package: Package) -> str:
    """The one problem of `package` beside its hash, as its reader sees it."""
    (problem,) = problems(package)
    return str(problem)


def test_the_data_hold_their_codebook() -> None:
    """Every file is the one described, and every cell is of its type and allowed."""
    Package().validate_all()


@pytest.mark.parametrize("name", Package().names)
def test_every_table_has_a_source_function_of_its_name(name: str) -> None:
    """A chapter's data are read through a node of the graph, one for each table."""
    frame = getattr(sources, name)()
    fields = Package().resource(name)["schema"]["fields"]
    assert list(frame.columns) == [field["name"] for field in fields]


@pytest.mark.parametrize("name", Package().names)
def test_every_table_says_what_it_is(name: str) -> None:
    """The codebook names the grain, licence, source and evidence, and describes every column."""
    resource = Package().resource(name)
    assert resource["description"].startswith("One row per ")
    assert resource["licenses"] and resource["sources"] and resource["rights"]
    assert resource["evidence"] in Package().descriptor["evidenceKinds"]
    for field in resource["schema"]["fields"]:
        assert field["title"] and field["description"].endswith(".")
        assert "unit" in field or field["type"] not in {"integer", "number"}


def test_whole_numbers_with_gaps_are_integers() -> None:
    """Ranks are written 137.0 and are blank for means; they come as 137 and as missing."""
    ranks = sources.un_egovernment().egdi_rank
    assert ranks.dtype == "Int64"
    assert ranks.iloc[0] == 137
    assert ranks.isna().sum() == 3 * 12  # three means, twelve surveys


def test_several_values_in_a_cell_come_as_a_tuple() -> None:
    """`a;b` is two values."""
    assert sources.interventions().users.iloc[0] == ("monitors", "officials")


def test_an_empty_cell_is_missing_and_the_word_none_is_not() -> None:
    """A citizen's role can be "none"; pandas must not take the word for a gap."""
    assert (sources.interventions_coding().citizen_role == "none").any()
    assert sources.interventions().launch_year.isna().sum() == 14


def test_nothing_else_reads_files() -> None:
    """No module of the analysis opens a file but those behind `sources`."""
    readers = {"open", "read_csv", "read_text", "read_bytes", "read_excel", "read_json", "ZipFile"}
    doors = {"sources.py", "formats.py", "frames.py", "interview_projects.py", "privacy.py"}
    doors |= {"beside_cells.py", "file_cells.py", "release.py"}
    doors |= {"claim_rules.py", "forms.py"}  # rules and questionnaires, which are no data
    for path in Path(sources.__file__).parent.glob("*.py"):
        names = {
            node.attr if isinstance(node, ast.Attribute) else node.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute | ast.Name)
        }
        assert path.name in doors or not names & readers, path.name


def test_a_missing_file_is_named(package: Package) -> None:
    """Not there at all."""
    (package.root / "raw/ict_access.csv").unlink()
    assert only(package).startswith("data/raw/ict_access.csv: missing\n    next: put the file back")
    with pytest.raises(DataError, match=r"ict_access\.csv: missing"):
        package.read("ict_access")


def test_a_missing_target_of_keys_is_reported_once(package: Package) -> None:
    """Keys into a file that is gone are not 159 problems more."""
    (package.root / "raw/interventions.csv").unlink()
    assert "interventions.csv: missing" in only(package)


def test_an_empty_file_is_named(package: Package) -> None:
    """There, but with nothing in it."""
    (package.root / "raw/ict_access.csv").write_bytes(b"")
    assert only(package).startswith("data/raw/ict_access.csv: empty\n")


def test_a_file_truncated_in_mid_row_is_shown_where_it_ends(package: Package) -> None:
    """The last row left has too few cells; the hash does not hold either."""
    path = package.root / "raw/interventions_coding.csv"
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"citizen-to-government")])
    messages = [str(problem) for problem in package.problems(["interventions_coding"])]
    assert "not the file that was described" in messages[-1]
    assert any(
        message.startswith(
            "data/raw/interventions_coding.csv:3, column citizen_role: the row ends too early"
        )
        for message in messages
    )


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le"])
def test_another_encoding_is_recognised(package: Package, edit: Edit, encoding: str) -> None:
    """Saved by a program that does not write UTF-8."""
    edit("ict_access", "PTA administrative data", "PTA données")
    path = package.root / "raw/ict_access.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    message = only(package)
    assert message.startswith("data/raw/ict_access.csv:")
    assert "not in UTF-8" in message
    assert "save the file as UTF-8" in message


def test_a_renamed_column_is_shown_with_its_right_name(package: Package, edit: Edit) -> None:
    """The header is row 1."""
    edit("interventions", ",sector,", ",sektor,")
    assert only(package).startswith(
        "data/raw/interventions.csv:1, column sector: the column has another name;"
        " found 'sektor'; allowed: sector\n"
    )


def test_a_value_outside_the_codebook_is_shown_with_what_is_allowed(
    package: Package, edit: Edit
) -> None:
    """One cell of a column with a list of values."""
    edit("interventions_coding", "A,imu-schools,internal", "A,imu-schools,sideways")
    assert only(package) == (
        "data/raw/interventions_coding.csv:2, column info_flow: not an allowed value; found"
        " 'sideways'; allowed: government-to-citizen, citizen-to-government, two-way, internal\n"
        "    next: correct the cell, or change the codebook in data/datapackage.json"
    )


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        (
            "interventions_coding",
            "monitoring;data dashboard",
            "monitoring;dashboards",
            "column functions: not an allowed value; found 'dashboards'; allowed: monitoring, ",
        ),
        (
            "interventions_coding",
            "monitoring;data dashboard",
            "monitoring;monitoring",
            "found 'monitoring;monitoring'; allowed: each item once",
        ),
        ("un_egovernment", "0.24749", "1.24749", "column egdi: not an allowed value; found '1.2"),
        ("un_egovernment", ",137.0,", ",137.5,", "found '137.5'; allowed: a whole number"),
        ("un_egovernment", ",PAK,", ",Pak,", "found 'Pak'; allowed: text of the form [A-Z]{3}"),
        ("interventions", ",2016,", ",soon,", "found 'soon'; allowed: type integer"),
        ("ict_access", ",percent,", ",,", "allowed: any value, but not an empty cell"),
        ("ict_access", "96.0,percent", "96.0,,percent", "the row has more cells than the header"),
        (
            "interventions_coding",
            "A,imu-schools",
            "A,imu-skools",
            "found 'imu-skools'; allowed: a value of interventions.csv",
        ),
    ],
)
def test_every_rule_of_the_codebook_is_kept(
    package: Package, edit: Edit, table: str, old: str, new: str, said: str
) -> None:
    """Items, limits, whole numbers, patterns, types, required cells, keys into other tables."""
    edit(table, old, new)
    assert any(said in str(problem) for problem in problems(package))


def test_a_duplicate_key_is_shown_with_both_rows(package: Package, edit: Edit) -> None:
    """Coding A codes one intervention twice, and another not at all."""
    edit("interventions_coding", "A,ese-hotline,", "A,imu-schools,")
    assert only(package).startswith(
        "data/raw/interventions_coding.csv:4: duplicate key; found 'coder=A, id=imu-schools';"
        " allowed: each key once (the same as in row 2)"
    )


def test_an_edited_byte_is_noticed_though_the_codebook_holds(package: Package, edit: Edit) -> None:
    """The hash is the only witness of a changed figure."""
    edit("un_egovernment", "0.24749", "0.24748")
    (problem,) = package.problems()
    assert str(problem).startswith("data/raw/un_egovernment.csv: not the file that was described")
    assert HASH_REMEDY in str(problem)
    with pytest.raises(DataError, match="not the file that was described"):
        package.read("un_egovernment")


def test_hash_and_codebook_are_both_reported(package: Package, edit: Edit) -> None:
    """Who edits a file sees at once what else the edit broke."""
    edit("un_egovernment", "0.24749", "2")
    with pytest.raises(DataError) as raised:
        package.read("un_egovernment")
    assert [problem.column for problem in raised.value.problems] == ["egdi", None]


def test_problems_of_all_tables_are_gathered(package: Package, edit: Edit) -> None:
    """One run shows every fault: twenty of them, some of each kind, and counts the rest by kind."""
    edit("un_egovernment", "0.24749", "2")
    path = package.root / "raw/interventions_coding.csv"
    text = path.read_text(encoding="utf-8").replace(",no,", ",nein,")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        package.validate_all()
    lines = str(raised.value).splitlines()
    total = 2 + 1 + text.count(",nein,")  # two hashes, one index, every "no"
    assert lines[0] == f"the data do not hold: {total} problems"
    shown = [line for line in lines if line.startswith("data/")]
    assert len(shown) == SHOWN_PROBLEMS
    kinds = ["column egdi: not an allowed value", "column covid_related: not an allowed value"]
    kinds += ["un_egovernment.csv: not the file", "interventions_coding.csv: not the file"]
    assert [sum(kind in line for line in shown) for kind in kinds] == [1, SHOWN_PROBLEMS - 3, 1, 1]
    place = "data/raw/interventions_coding.csv, column covid_related: not an allowed value"
    rest = total - SHOWN_PROBLEMS
    assert lines[-2:] == [f"… and {rest} more:", f"    {rest} in {place}"]


def test_a_remedy_is_told_once_below_those_whom_it_mends(package: Package, edit: Edit) -> None:
    """Not below each row of a file in which one thing is wrong in all."""
    path = package.root / "raw/interventions_coding.csv"
    text = path.read_text(encoding="utf-8").replace(",no,", ",nein,", 3)
    path.write_text(text, encoding="utf-8")
    lines = str(DataError(package.problems())).splitlines()[1:]
    assert [line.startswith("    next: ") for line in lines] == [False] * 3 + [True, False, True]


def test_a_missing_file_with_a_name_like_it_is_told_of(package: Package) -> None:
    """A capital letter, another ending: the file may be there."""
    (package.root / "raw/ict_access.csv").rename(package.root / "raw/ICT-access.csv")
    assert "there is data/raw/ICT-access.csv" in only(package)


def test_a_long_value_is_shortened(package: Package, edit: Edit) -> None:
    """A cell of prose does not fill the screen."""
    edit("ict_access", ",percent,", f",{'x' * 500},")
    assert f"found '{'x' * 59}…'" in only(package)


def test_an_unknown_kind_of_evidence_is_refused(package: Package) -> None:
    """Evidence is what the paper labels its numbers with."""
    package.resource("ict_access")["evidence"] = "hearsay"
    assert "found 'hearsay'; allowed: published, coded, collected, stand-in" in only(package)


def test_a_changed_codebook_is_noticed_when_a_table_is_read(package: Package) -> None:
    """The file holds its hash but not its schema."""
    package.resource("ict_access")["schema"]["fields"][-1]["name"] = "remark"
    with pytest.raises(DataError, match="the column has another name"):
        package.read("ict_access")


def test_a_broken_descriptor_is_shown_with_its_line(package: Package) -> None:
    """Line 3 of the descriptor is no JSON."""
    (package.root / "datapackage.json").write_text('{\n  "name": "x",\n  oops\n}')
    with pytest.raises(DataError, match=r"data/datapackage\.json:3: not JSON"):
        package.validate_all()


def test_an_unknown_table_is_refused_with_those_there_are() -> None:
    """Asked for by a name that the descriptor does not have."""
    with pytest.raises(DataError, match=r"found 'teachers'; allowed: un_egovernment, "):
        Package().read("teachers")


def test_hashes_are_updated_only_for_data_that_hold(package: Package, edit: Edit) -> None:
    """A hash is a promise that the file was validated."""
    before = (package.root / "datapackage.json").read_bytes()
    edit("un_egovernment", "0.24749", "2")
    with pytest.raises(DataError):
        package.update_hashes()
    assert (package.root / "datapackage.json").read_bytes() == before
    edit("un_egovernment", ",2,", ",0.24748,")
    assert package.update_hashes() == ["un_egovernment"]
    assert Package(package.root).read("un_egovernment").egdi.iloc[0] == 0.24748


def test_updating_unchanged_data_changes_no_byte(package: Package) -> None:
    """The descriptor is written as it is kept."""
    before = (package.root / "datapackage.json").read_bytes()
    assert package.update_hashes() == []
    assert (package.root / "datapackage.json").read_bytes() == before


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m analysis.sources` as a build runs it."""
    command = [sys.executable, "-m", "analysis.sources", *arguments]
    return subprocess.run(
        command, cwd=DATA.parent, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_command_passes_good_data() -> None:
    """Exit 0 and one line."""
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    tables = f"{len(Package().names)} tables"
    assert done.stdout == f"{tables} hold: hashes, types, allowed values, keys\n"


def test_the_command_stops_bad_data_without_a_traceback(package: Package, edit: Edit) -> None:
    """Exit 1, and the problem on the error stream."""
    edit("un_egovernment", "0.24749", "2")
    done = run("--data", str(package.root))
    assert (done.returncode, done.stdout) == (1, "")
    assert "data/raw/un_egovernment.csv:2, column egdi" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_says_which_python_has_what_it_needs() -> None:
    """Another has no packages: `-S` is a Python without any."""
    command = [sys.executable, "-S", "-m", "analysis.sources"]
    done = subprocess.run(command, cwd=DATA.parent, capture_output=True, text=True, check=False)
    told = (
        "this Python has no pandas\n  What next: use that of the project, `.nox/project/bin/python`"
    )
    assert (done.returncode, done.stdout, done.stderr[: len(told)]) == (1, "", told)
    assert "Traceback" not in done.stderr


def test_the_command_updates_hashes(package: Package, edit: Edit) -> None:
    """The remedy that the message names works."""
    edit("un_egovernment", "0.24749", "0.24748")
    done = run("--data", str(package.root), "--update-hashes")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("updated: un_egovernment\n")


def test_the_descriptor_is_a_data_package_of_version_two() -> None:
    """Other programs know what it is by its schema."""
    descriptor = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert all(resource["hash"].startswith("sha256:") for resource in descriptor["resources"])
