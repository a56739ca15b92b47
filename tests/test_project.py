"""What the files around the book promise: the lock, the verbs, the two commands, the wall between the packages."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
TEXT = {
    ".py",
    ".qmd",
    ".md",
    ".toml",
    ".yml",
    ".cff",
    ".lock",
    ".html",
    ".typ",
    ".css",
    ".js",
    ".json",
}
MADE = {"_book", "_book-quarto", "_freeze"}


def read(path: str) -> str:
    """The text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def settings() -> dict[str, Any]:
    """The content of pyproject.toml."""
    return tomllib.loads(read("pyproject.toml"))


def pins() -> list[str]:
    """The entries of requirements.lock, each with its hashes, as one line without continuations."""
    return re.findall(r"^\w.*$", read("requirements.lock").replace("\\\n", ""), re.MULTILINE)


def name_of(requirement: str) -> str:
    """The normalised name at the start of a requirement or a pin."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


def modules_named_in(path: Path) -> set[str]:
    """The top-level packages that a module imports, inside its functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_every_pin_is_exact_and_has_hashes() -> None:
    """An install takes these bytes and no others."""
    loose = [
        pin for pin in pins() if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", pin)
    ]

    assert len(pins()) > len(settings()["dependency-groups"])
    assert loose == []


def test_the_lock_names_no_address() -> None:
    """Where packages come from is a setting of the machine, not of the project."""
    assert re.findall(r"://|^\s*--(?!hash)\S+", read("requirements.lock"), re.MULTILINE) == []


def test_the_lock_holds_every_declared_dependency() -> None:
    """Whatever a group of pyproject.toml names can be installed from the lock."""
    groups = settings()["dependency-groups"]
    locked = {entry["include-group"] for entry in groups["locked"]}
    declared = {name_of(line) for group in locked for line in groups[group]}

    assert groups.keys() - locked == {"locked", "quarto", "jupyter-book"}, (
        "all but the other engines: the real Quarto, which downloads, and Jupyter Book"
    )
    assert declared - {name_of(pin) for pin in pins()} == set()


def test_every_dependency_has_its_reason() -> None:
    """A line of a dependency group says what it is for."""
    block = read("pyproject.toml").partition("[dependency-groups]")[2].partition("\n[")[0]
    lines = re.findall(r'^    ".*$', block, re.MULTILINE)

    assert [line for line in lines if not re.search(r",\s+# \w", line)] == []


def test_every_verb_has_a_docstring() -> None:
    """`nox -l` explains each session."""
    functions = [n for n in ast.parse(read("noxfile.py")).body if isinstance(n, ast.FunctionDef)]
    sessions = [f for f in functions if f.decorator_list]

    assert {"book", "preview", "quarto", "tests", "lint", "lock"} <= {
        session.name for session in sessions
    }
    assert [session.name for session in sessions if not ast.get_docstring(session)] == []


@pytest.mark.parametrize("verb", ["book", "tests"])
def test_what_the_readme_promises_ci_runs(verb: str) -> None:
    """The two lines at the top of README.md are those of .ci/run and of the workflow."""
    command = f"python -m pip install nox && python -m nox -s {verb}"
    top = "\n".join(read("README.md").splitlines()[:6])

    assert command in top
    assert command in read(".ci/run")
    assert command in read(".github/workflows/book.yml")


@pytest.mark.parametrize(("package", "other"), [("analysis", "press"), ("press", "analysis")])
def test_the_two_packages_do_not_know_each_other(package: str, other: str) -> None:
    """`analysis` and `press` meet in the chapters and nowhere else."""
    modules = sorted((ROOT / package).rglob("*.py"))

    assert modules
    assert [path.name for path in modules if other in modules_named_in(path)] == []


def test_importing_one_package_does_not_load_the_other() -> None:
    """The wall holds for imports by name, too."""
    code = "import sys, analysis.results; sys.exit('press' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_citation_is_of_this_version() -> None:
    """CITATION.cff names the version of pyproject.toml, both licences, and no invented author."""
    citation = yaml.safe_load(read("CITATION.cff"))

    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == settings()["project"]["version"]
    assert citation["license"] == ["MIT", "CC-BY-4.0"]
    assert [author["name"] for author in citation["authors"]] == [
        author["name"] for author in settings()["project"]["authors"]
    ]


def test_the_changelog_knows_this_version() -> None:
    """The version has an entry, which speaks to readers first."""
    entry = read("CHANGELOG.md").partition(settings()["project"]["version"])[2]

    assert entry
    assert entry.index("### For readers") < entry.index("### For those who build it")


def test_every_local_link_of_the_documents_leads_to_a_file() -> None:
    """README and CONTRIBUTING point at files that exist."""
    links = [
        target
        for document in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
        for target in re.findall(r"\]\(([^)#]+)\)", read(document))
        if "://" not in target
    ]

    assert links
    assert [target for target in links if not (ROOT / target).exists()] == []


def test_the_tree_in_the_readme_is_the_tree() -> None:
    """Every file and folder of "What is where" exists."""
    tree = read("README.md").partition("## What is where\n```\n")[2].partition("```")[0]
    entries = re.findall(r"^( *)(\S+) ", tree, re.MULTILINE)
    paths = [f"data/{name}" if indent else name for indent, name in entries]

    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_nothing_is_left_for_later() -> None:
    """No file of the project holds a note to finish it some day."""
    notes = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
    files = [
        path
        for path in ROOT.rglob("*")
        if path.suffix in TEXT
        and not any(p.startswith(".") or p in MADE for p in path.relative_to(ROOT).parts)
    ]

    assert Path(__file__) in files
    assert [path.name for path in files if notes.search(path.read_text(encoding="utf-8"))] == []
