"""What the files around the book promise: the lock, the verbs, the two commands, the wall between the packages."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import yaml

from analysis import results

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


@pytest.mark.skipif(not (ROOT / ".ci").exists(), reason="an archive holds no CI")
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


def test_the_abstract_says_what_is_computed() -> None:
    """Its words are typed: they stand as long as all readings of the record say so."""
    abstract = " ".join(read("_quarto.yml").split())
    said = {
        "most documented digital interventions are managerial": results.extent_managerial_majority,
        "fewer are participatory than consultative": results.extent_participatory_less_visible,
    }
    assert {
        words: str(found) for words, found in said.items() if words in abstract
    } == dict.fromkeys(said, "all four")


DOCUMENTS = [
    path.relative_to(ROOT).as_posix()
    for pattern in (
        "*.md",
        "*/*.md",
        "data/*/*.md",
        "press/templates/*.md",
        "*.qmd",
        "chapters/*.qmd",
    )
    for path in sorted(ROOT.glob(pattern))
    if path.name != "CHANGELOG.md"
]
"""What tells a person which command to run."""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_tells_to_run_is_there(document: str) -> None:
    """Every session of nox, verb of press, and module."""
    text, functions = read(document), ast.parse(read("noxfile.py")).body
    sessions = {f.name.replace("_", "-") for f in functions if isinstance(f, ast.FunctionDef)}
    verbs = {*re.findall(r"_verb\(verbs, _(\w+)", read("press/cli.py"))}

    assert {*re.findall(r"nox -s ([a-z-]+)", text)} <= sessions
    assert {*re.findall(r"(?:-m |`)press ([a-z]+)", text)} <= verbs
    modules = {*re.findall(r"-m (analysis[\w.]*|benchmarks[\w.]*)", text)}
    assert [name for name in modules if not importlib.util.find_spec(name.rstrip("."))] == []


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


class Session:
    """A session of nox that notes what it is asked to run and can install nothing."""

    posargs: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def run(self, *arguments: str, **options: Any) -> None:
        """Note a command."""
        self.asked.append(arguments)

    def error(self, words: str) -> None:
        """How nox ends a session that failed: with these words and exit code 1."""
        raise SystemExit(words)


def as_it_is(verb: Any = None, **options: Any) -> Any:
    """What `nox.session` is as a decorator, with options or without: it leaves the function alone."""
    return verb or as_it_is


@pytest.fixture
def noxfile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """noxfile.py as a module, with an environment elsewhere that is taken for made; nox itself is not needed."""
    stand_in = ModuleType("nox")
    stand_in.__dict__.update(session=as_it_is, Session=Session, options=SimpleNamespace())
    monkeypatch.setitem(sys.modules, "nox", stand_in)
    module = ModuleType("noxfile")
    module.__dict__["__file__"] = str(ROOT / "noxfile.py")
    exec(compile(read("noxfile.py"), "noxfile.py", "exec"), module.__dict__)  # noqa: S102
    monkeypatch.setattr(module, "python_of", lambda folder: tmp_path / folder.name / "python")
    monkeypatch.setattr(module, "virtualenv", lambda session, folder: "python")
    monkeypatch.setattr(module, "STAMP", tmp_path / "made-from.txt")
    module.STAMP.write_text(module.fingerprint(), encoding="utf-8")
    return module


def test_missing_lock_is_said_in_one_sentence_and_can_be_made_anew(
    noxfile: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every verb needs it, but the one that makes it."""
    monkeypatch.setattr(noxfile, "ROOT", tmp_path)
    monkeypatch.setattr(noxfile, "LOCK", tmp_path / "requirements.lock")
    with pytest.raises(SystemExit, match=r"^requirements.lock is missing\. .* -m nox -s lock$"):
        noxfile.book(Session())

    (tmp_path / ".nox").mkdir()
    (tmp_path / ".nox" / "requirements.lock").write_text("what==1\n", encoding="utf-8")
    noxfile.lock(Session())
    assert noxfile.LOCK.read_text(encoding="utf-8") == noxfile.LOCK_HEADER + "what==1\n"


def test_quarto_that_cannot_be_had_is_said_in_one_sentence(
    noxfile: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither on the PATH nor installable: the session ends there, and nothing is rendered."""
    monkeypatch.setenv("PATH", "")
    session = Session()
    with pytest.raises(
        SystemExit, match=r"^there is no `quarto` on the PATH, and its package"
    ) as stop:
        noxfile.quarto(session)
    assert "\n" not in str(stop.value)
    assert [command[1:4] for command in session.asked] == [("-m", "pip", "install")]


def test_quarto_on_the_path_renders_the_book_and_is_compared(
    noxfile: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the project's Python, into a folder of its own."""
    program = tmp_path / "quarto"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    session = Session()
    noxfile.quarto(session)
    render, compare = session.asked
    assert render == (str(program), "render", "--output-dir", "_book-quarto")
    assert compare[1:] == ("-m", "pytest", "tests/book/test_quarto.py", "--quarto", "_book-quarto")


NOX_PYTHON = os.environ.get("NOX_PYTHON", "")
"""The Python that has nox, by which these tests were started; it is not that of the project."""
RECORD = '#!/bin/sh\necho "$(basename "$0") $*" >> "$ASKED"\n'
"""A program that notes how it was called."""
PROGRAMS = {
    "none": None,
    "works": RECORD + 'mkdir -p "$3" && echo "<p>A page</p>" > "$3/index.html"\n',
    "fails": RECORD + "echo 'ERROR: no such format' >&2\nexit 2\n",
}
"""What stands on the PATH as `quarto`."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The noxfile with an environment that is taken for made, whose Python notes what it is to run."""
    for name in ("noxfile.py", "pyproject.toml", "requirements.lock"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    python = tmp_path / ".nox" / "project" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(RECORD + "ls _book-quarto\n", encoding="utf-8")
    python.chmod(0o755)
    ask = [NOX_PYTHON, "-c", "import noxfile; print(noxfile.fingerprint())"]
    made = subprocess.run(ask, cwd=tmp_path, capture_output=True, text=True, check=True)
    (python.parent.parent / "made-from.txt").write_text(made.stdout.strip(), encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(not NOX_PYTHON, reason="the tests were not started by nox")
@pytest.mark.skipif(sys.platform == "win32", reason="the programs are scripts of a shell")
@pytest.mark.parametrize(
    ("program", "code", "asked"),
    [
        ("none", 1, []),
        ("works", 0, ["quarto render", "python -m pytest"]),
        ("fails", 1, ["quarto render"]),
    ],
)
def test_nox_renders_with_quarto_and_compares_or_says_why_not(
    project: Path, program: str, code: int, asked: list[str]
) -> None:
    """As a process: with a program that works, one that fails, and none that can be had."""
    path = [str(Path(NOX_PYTHON).parent), "/usr/bin", "/bin"]
    if script := PROGRAMS[program]:
        (project / "quarto").write_text(script, encoding="utf-8")
        (project / "quarto").chmod(0o755)
        path.insert(0, str(project))
    calls = project / "asked.txt"
    env = {"PATH": os.pathsep.join(path), "ASKED": str(calls), "PIP_NO_INDEX": "1"}
    env["HOME"] = str(project)
    done = subprocess.run(
        [NOX_PYTHON, "-m", "nox", "-s", "quarto"],
        cwd=project, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    noted = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
    assert [call.rpartition(" --output-dir")[0] or call[:16] for call in noted] == asked
    assert ("index.html" in done.stdout + done.stderr) is (program == "works")
    assert ("there is no `quarto` on the PATH" in done.stderr) is (program == "none")
    assert "Traceback" not in done.stderr
