"""The verbs of this project: `python -m nox -s NAME`, and `python -m nox -l` to list them.

All verbs share one environment, `.nox/project`. It is made from requirements.lock by the first verb that
runs, and made anew only when the lock, the build settings, the Python or the folder has changed. What
stands after `--` goes to the program that the verb runs: `python -m nox -s tests -- -k context`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tomllib
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["lint", "tests", "book"]
nox.options.default_venv_backend = "none"

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / ".nox" / "project"
QUARTO_BOOK = "_book-quarto"
STAMP = ENVIRONMENT / "made-from.txt"
SPREAD = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile")
"""How tests are spread where all are run: a file stays together, as its tests share what takes long to make."""

LOCK_HEADER = """\
# Every package of this project, exact and with its hashes, for Python 3.11 to 3.14 on Linux, macOS and Windows.
# Made from the dependency groups of pyproject.toml by `python -m nox -s lock`; not edited by hand.
# No address of a package index stands here: pip asks the one that it is set up to ask.
"""


@nox.session
def book(session: nox.Session) -> None:
    """Build the site and the PDF into `_book/`."""
    run(session, "-m", "press", "build", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test, on the analysis, on press and on the built book, on up to four processors."""
    run(session, "-m", "pytest", *(session.posargs or SPREAD))


@nox.session
def lint(session: nox.Session) -> None:
    """Check format (ruff), habits (ruff) and types (mypy); `-- --fix` mends what ruff can mend."""
    mend = "--fix" in session.posargs
    run(session, "-m", "ruff", "format", *([] if mend else ["--check"]), ".")
    run(session, "-m", "ruff", "check", *(["--fix"] if mend else []), ".")
    run(session, "-m", "mypy")


@nox.session
def preview(session: nox.Session) -> None:
    """Show the book in a browser and follow its sources: every save is built and shown."""
    run(session, "-m", "press", "preview", *session.posargs)


@nox.session(name="stand-in")
def stand_in(session: nox.Session) -> None:
    """Make the synthetic tables of `data/stand-in/` again from their planted truths, and record their hashes."""
    run(session, "data/stand-in/generate.py", *session.posargs)
    if not session.posargs:
        run(session, "-m", "analysis.sources", "--update-hashes")


@nox.session
def recovery(session: nox.Session) -> None:
    """Draw 200 synthetic samples, 400 more for what is in doubt, and count how often what is planted is found: ten minutes."""
    run(session, "data/stand-in/recover.py", *session.posargs)


@nox.session
def instruments(session: nox.Session) -> None:
    """Make workbooks of the questionnaires, for KoboToolbox and ODK, in `_instruments/`."""
    run(session, "instruments/convert.py", *session.posargs)


@nox.session
def quarto(session: nox.Session) -> None:
    """Render the book with the real Quarto into `_book-quarto/`, and compare its numbers with those of press."""
    program = quarto_program(session)
    python = environment(session)
    env = {**path_of_project(python), "QUARTO_PYTHON": python}
    render = ["render", "--output-dir", QUARTO_BOOK, *session.posargs]
    session.run(program, *render, env=env, external=True)
    run(session, "-m", "pytest", "tests/book/test_quarto.py", "--quarto", QUARTO_BOOK)


@nox.session
def fork(session: nox.Session) -> None:
    """Make a project of one chapter, `-- trust ../my-trust`, or a copy in this book, `-- trust --inside NAME`."""
    run(session, "-m", "press", "fork", *session.posargs)


@nox.session
def forks(session: nox.Session) -> None:
    """Fork every chapter, build each fork, compare its numbers with the book's, and run its tests: minutes."""
    run(session, "-m", "pytest", "tests/book/test_fork.py", "--every-chapter", *session.posargs)


@nox.session
def exercises(session: nox.Session) -> None:
    """In a fork: check the exercises of its README; what is still to do fails and says so."""
    run(session, "-m", "pytest", "exercises", "--tb=short", *session.posargs)


@nox.session
def verify(session: nox.Session) -> None:
    """Compute a published book anew, `-- DIR [--twice]`, and compare every number and exhibit with it."""
    run(session, "-m", "press", "verify", *session.posargs)


@nox.session
def archive(session: nox.Session) -> None:
    """Put sources, data, the book and what others need to check it into one zip: `-- ../archive.zip`."""
    run(session, "-m", "press", "archive", *session.posargs)


@nox.session
def notebooks(session: nox.Session) -> None:
    """Run the notebook of every chapter in Jupyter, as a reader would who downloaded it."""
    site = ROOT / ".nox" / "notebooks"
    run(session, "-m", "press", "build", "--to", "html", "--output", str(site))
    found = sorted(str(path) for path in site.rglob("*.ipynb"))
    run(session, "-m", "jupyter", "execute", *found)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure how long books take, beside other engines, into `benchmarks/README.md`; `-- --sizes 5,20 --runs 3`."""
    program = python_of(ROOT / ".nox" / "jupyter-book").with_stem("jupyter-book")
    if not program.exists():
        install_apart(session, "jupyter-book")
    others = ["--jupyter-book", str(program)] if program.exists() else []
    run(session, "-m", "benchmarks", *others, *session.posargs)


@nox.session(name="bench-analysis")
def bench_analysis(session: nox.Session) -> None:
    """Measure the analysis at 1 to 1,000 times as many respondents; `-- --write` into `benchmarks/analysis.md`."""
    run(session, "-m", "benchmarks.analysis", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Remake requirements.lock from pyproject.toml; `-- --upgrade` takes newer versions, too."""
    python = virtualenv(session, ROOT / ".nox" / "lock")
    session.run(python, "-m", "pip", "install", "--quiet", "uv", external=True)
    resolve = ["pip", "compile", "--group", "locked", "--universal", "--python-version", "3.11"]
    form = ["--generate-hashes", "--no-header", "--no-annotate", "--only-binary", ":all:"]
    one_version = ["--fork-strategy", "fewest"]
    draft = ROOT / ".nox" / "requirements.lock"
    if LOCK.exists():
        shutil.copyfile(LOCK, draft)  # what is locked stays, unless it no longer fits
    output = ["--quiet", "--output-file", str(draft)]
    arguments = [*resolve, *form, *one_version, *output, *session.posargs]
    session.run(python, "-m", "uv", *arguments, external=True)
    LOCK.write_text(LOCK_HEADER + draft.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")


def run(session: nox.Session, *arguments: str) -> None:
    """Run Python in the project's environment, with its commands first on the PATH."""
    python = environment(session)
    env = path_of_project(python)
    # After Ctrl-C there is time to end kernels and to remove what was begun.
    session.run(python, *arguments, env=env, external=True, interrupt_timeout=10)


def path_of_project(python: str) -> dict[str, str]:
    """The environment variables that put the project's commands first.

    Compiled modules are kept in `.nox/`, even where the shell asks Python not to keep any: every kernel
    would compile pandas anew, and a build would take twice its time.
    """
    path = os.pathsep.join([str(Path(python).parent), os.environ.get("PATH", os.defpath)])
    compiled = {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(ROOT / ".nox" / "compiled"),
    }
    ours = {
        "VIRTUAL_ENV": str(ENVIRONMENT),
        "NOX_PYTHON": sys.executable,
    }  # the tests start nox by it
    return {"PATH": path, **ours, **compiled}


def quarto_program(session: nox.Session) -> str:
    """The `quarto` on the PATH, else one that is installed from the dependency group of that name."""
    found = shutil.which("quarto")
    if found:
        return found
    program = python_of(ROOT / ".nox" / "quarto").with_stem("quarto")
    if not program.exists():
        install_apart(session, "quarto")
    if not program.exists():
        session.error(
            "there is no `quarto` on the PATH, and its package, which downloads it, could not be installed"
        )
    return str(program)


def install_apart(session: nox.Session, group: str) -> None:
    """Try to install a group of pyproject.toml into an environment of its own, `.nox/GROUP`."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    python = virtualenv(session, ROOT / ".nox" / group)
    install = ["-m", "pip", "install", "--quiet", *settings["dependency-groups"][group]]
    session.run(python, *install, external=True, silent=True, success_codes=range(256))


def environment(session: nox.Session) -> str:
    """The Python of the project's environment, which is made first where it is missing or out of date."""
    if not LOCK.exists():
        session.error(
            "requirements.lock is missing. Put it back, or make it anew: python -m nox -s lock"
        )
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == fingerprint():
        return str(python_of(ENVIRONMENT))
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        session.error(
            f"Python 3.11 to 3.14 is needed; this is {sys.version.split()[0]}. "
            "Run nox with one of these, for example: python3.14 -m nox ..."
        )
    python = virtualenv(session, ENVIRONMENT)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    locked = ["--require-hashes", "--only-binary", ":all:", "--no-compile", "-r", str(LOCK)]
    session.run(*pip, *locked, external=True)
    session.run(*pip, "--no-build-isolation", "--editable", str(ROOT), external=True)
    STAMP.write_text(fingerprint(), encoding="utf-8")
    return python


def virtualenv(session: nox.Session, folder: Path) -> str:
    """The Python of a new, empty environment in `folder`."""
    session.log(f"making the environment {folder.relative_to(ROOT)}: about a minute, once")
    make = [sys.executable, "-m", "virtualenv", "--quiet", "--clear", str(folder)]
    session.run(*make, external=True)
    return str(python_of(folder))


def python_of(folder: Path) -> Path:
    """Where an environment keeps its Python."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint() -> str:
    """The hash of everything that the environment is made from."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    kept = [settings["build-system"], settings["project"], settings["tool"]["hatch"]]
    made_from = [kept, LOCK.read_text(encoding="utf-8"), sys.version, sys.base_prefix, str(ROOT)]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()
