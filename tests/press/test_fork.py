"""A chapter as a project of its own: what comes along, what becomes words, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from press.build import Options, build
from press.fork import fork
from press.inside import renamed
from press.parse import parse
from press.progress import Progress
from press.sources import read_book
from press.standalone import alone, bibliography, outlined, pieces
from tests.press.conftest import Files, Lay, Run, contents

QUIET = Progress(quiet=True)
BOOK = """\
project:
  type: book
book:
  title: A Book
  author: Ann Author
  abstract: Of the whole book.
  chapters:
    - index.qmd
    - chapters/a.qmd
    - chapters/b.qmd   # the other
    - references.qmd
bibliography: works.bib
"""
A = """\
# About A {#sec-a}

As @one2020 says, and @sec-b, and `@sec-b` in code.
@tbl-b lists them; see [-@tbl-b] and [@sec-a; @sec-b], [the other](b.qmd#sec-b), [here](#sec-a), [there](https://x.org/b.qmd).
![A dot.](dot.svg){fig-alt="A black dot."}
It is `{python} 40 + 2`.

```{python}
#| label: tbl-a
#| tbl-cap: "Beside @sec-b, and @sec-a."
import pandas as pd
pd.DataFrame({"a": [1]})  # @sec-b
```
"""
B = """\
# About B {#sec-b}

As @two2020 says.

```{python}
#| label: tbl-b
#| tbl-cap: "B."
import pandas as pd
pd.DataFrame({"b": [1]})
```
"""
WORKS = """\
@string{pub = "A publisher"}

@misc{one2020, author = {One, A.}, title = {Of one}, date = {2020}}

@misc{two2020, author = {Two, B.}, title = {Of two}, date = {2020}}
"""
BRING = """\
import pathlib, sys
chapter, dest = sys.argv[1:]
code = sys.stdin.read()
if "40 + 2" not in code:
    sys.exit("this chapter asks for nothing")
(pathlib.Path(dest) / "shares.py").write_text(code)
"""
SETTINGS = '[project]\nname = "x"\n\n[tool.press]\n# Of forks.\nfork = "python bring.py"\n\n[tool.ruff]\nline-length = 9\n\n[tool.mypy]\npackages = ["press", "other"]\n'
FILES: Files = {
    "_quarto.yml": BOOK,
    "chapters/x.qmd": None,
    "chapters/a.qmd": A,
    "chapters/b.qmd": B,
    "chapters/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "references.qmd": "# References {.unnumbered}\n\n::: {#refs}\n:::\n",
    "works.bib": WORKS,
    "pyproject.toml": SETTINGS,
    "bring.py": BRING,
    "exercises/a.md": "## A first change\n\nAsk for 43.\n",
    "exercises/test_a.py": '"""Checks."""\n',
}


def test_a_fork_has_what_the_chapter_needs_and_no_more(lay: Lay, tmp_path: Path) -> None:
    """The other chapter, its work and the command that made the fork stay behind."""
    made = contents(fork(lay(FILES), "a", tmp_path / "mine", QUIET))
    own = sorted(name for name in made if not name.startswith("press/"))

    assert own == [
        "README.md",
        "_quarto.yml",
        "chapters/a.qmd",
        "chapters/dot.svg",
        "exercises/test_a.py",
        "index.qmd",
        "pyproject.toml",
        "references.qmd",
        "shares.py",
        "works.bib",
    ]
    assert "press/fork.py" in made and "press/assets/book.css" in made
    assert b"tool.press" not in made["pyproject.toml"]
    assert b"line-length = 9" in made["pyproject.toml"]
    assert b'packages = ["press"]\n' in made["pyproject.toml"]


def test_the_command_of_the_project_is_given_the_code_of_the_chapter(
    lay: Lay, tmp_path: Path
) -> None:
    """Cells and inline code, in order, on standard input."""
    made = fork(lay(FILES), "a", tmp_path / "mine", QUIET)

    code = (made / "shares.py").read_text(encoding="utf-8")
    assert code.startswith("40 + 2\nimport pandas as pd\n")


def test_a_fork_builds_and_prints_the_same(lay: Lay, tmp_path: Path) -> None:
    """Its chapter is the first now; what it computes and cites is as it was."""
    made = fork(lay(FILES), "chapters/a.qmd", tmp_path / "mine", QUIET)
    built = build(Options(made, to=("html",), jobs=1), QUIET)

    page = (built / "chapters/a.html").read_text(encoding="utf-8")
    assert "It is 42." in page
    assert "of one" in (built / "references.html").read_text(encoding="utf-8").lower()
    assert not (built / "chapters/b.html").exists()


def test_what_is_said_of_other_chapters_becomes_words(lay: Lay) -> None:
    """References, with a capital where a sentence begins, and links; code and own labels stay."""
    config, chapters = read_book(lay(FILES), QUIET)
    lines = alone(outlined(config, chapters), chapters[1]).split("\n")

    chapter, table = (
        "the chapter “About B” of the whole book",
        "a table of the chapter “About B” of the whole book",
    )
    assert lines[2] == f"As @one2020 says, and {chapter}, and `@sec-b` in code."
    assert lines[3] == (
        f"A{table[1:]} lists them; see {table} and @sec-a, {chapter}, "
        "the other, [here](#sec-a), [there](https://x.org/b.qmd)."
    )
    assert f'#| tbl-cap: "Beside {chapter}, and @sec-a."' in lines
    assert 'pd.DataFrame({"a": [1]})  # @sec-b' in lines


def test_pieces_of_a_chapter_are_the_chapter() -> None:
    """Nothing is lost or doubled where prose and code are told apart."""
    assert "".join(text for text, _ in pieces(A)) == A
    assert next(text for text, prose in pieces(A) if not prose) == "`@sec-b`"


def test_a_bibliography_keeps_what_is_cited() -> None:
    """And what other entries may rest on."""
    kept = bibliography(WORKS, {"two2020"})

    assert kept.startswith("@string{pub")
    assert "Of two" in kept and "Of one" not in kept


def test_a_fork_has_the_works_that_its_chapter_lists(lay: Lay, tmp_path: Path) -> None:
    """`nocite` in its front matter names them, and nothing cites them."""
    source = f"---\nnocite: '@one2020'\n---\n{A}"
    made = fork(lay({**FILES, "chapters/a.qmd": source}), "a", tmp_path / "mine", QUIET)
    assert "Of one" in (made / "works.bib").read_text()


def test_the_settings_of_a_fork_say_nothing_of_the_whole(lay: Lay, tmp_path: Path) -> None:
    """Its title is the chapter's; the abstract was the book's."""
    made = fork(lay(FILES), "a", tmp_path / "mine", QUIET)
    settings = yaml.safe_load((made / "_quarto.yml").read_text(encoding="utf-8"))

    assert settings["book"] == {
        "title": "About A",
        "author": "Ann Author",
        "chapters": ["index.qmd", "chapters/a.qmd", "references.qmd"],
        "subtitle": "A chapter of “A Book”, forked",
    }
    assert settings["bibliography"] == "works.bib"


@pytest.mark.parametrize("exercises", [True, False])
def test_the_readme_walks_through_a_first_change(
    lay: Lay, tmp_path: Path, *, exercises: bool
) -> None:
    """The chapter's own where it has one, else one that holds for any chapter."""
    files = FILES if exercises else {**FILES, "exercises/a.md": None}
    readme = (fork(lay(files), "a", tmp_path / "mine", QUIET) / "README.md").read_text()

    assert readme.count("## A first change") == 1
    assert ("Ask for 43." in readme) == exercises
    assert ("nox -s exercises" in readme) == exercises
    assert "## Hand it in" in readme and "chapters/a.qmd" in readme


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["refrences", "{out}"], "did you mean references?"),
        (["chapters/nothing.qmd", "{out}"], "there are: index, a, b, references"),
        (["references", "{out}"], "references.qmd:1: the chapter has no cells and no inline code"),
        (["index", "{out}"], "the first page of a book is not a chapter"),
        (["a", "{root}/mine"], "lies inside the project"),
        (["a", "{root}"], "lies inside the project"),
        (["a", "{full}"], "is there already, and would be lost"),
        (["b", "{out}"], "this chapter asks for nothing"),
        (["a", "--inside", "Bad Name"], "cannot be the name of a chapter"),
        (["a", "--inside", "b"], "there is a chapter chapters/b.qmd already"),
        (["references", "--inside", "more"], "nothing to compute anew"),
    ],
)
def test_what_cannot_be_forked_is_refused_and_nothing_is_written(
    lay: Lay, press: Run, tmp_path: Path, asked: list[str], said: str
) -> None:
    """Exit 1, a sentence, and every folder as it was."""
    root = lay(FILES)
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.txt").write_text("mine", encoding="utf-8")
    before = contents(tmp_path)
    places = {"root": root, "full": full, "out": tmp_path / "out"}
    code, error = press("fork", *(a.format(**places) for a in asked), "--project", root)

    assert code == 1
    assert said in error
    assert contents(tmp_path) == before
    assert not (tmp_path / "out").exists()


def test_a_project_that_names_no_command_gets_the_chapter_and_press(
    lay: Lay, tmp_path: Path
) -> None:
    """What the chapter computes with is then for whoever forks it."""
    made = fork(lay({**FILES, "pyproject.toml": None}), "b", tmp_path / "mine", QUIET)

    assert (made / "chapters/b.qmd").is_file() and not (made / "shares.py").exists()


def test_a_project_that_names_no_command_keeps_a_chapter_that_imports_what_is_its_own(
    lay: Lay, press: Run, tmp_path: Path
) -> None:
    """As a fork does: the fork of a fork would lack what computes its numbers."""
    own = B.replace("import pandas as pd", "import pandas as pd\nfrom shares import rate")
    root = lay({**FILES, "pyproject.toml": None, "chapters/b.qmd": own, "shares.py": "rate = 1\n"})
    before = contents(tmp_path)

    code, error = press("fork", "b", tmp_path / "mine", "--project", root, "--quiet")

    assert (code, contents(tmp_path)) == (1, before)
    assert "chapters/b.qmd: nothing says what to bring for `from shares import rate`" in error
    assert "copy the whole folder" in error


def test_a_copy_inside_stands_behind_the_original(lay: Lay, press: Run) -> None:
    """Under a name, a title and labels of its own; the book holds, and comments stay."""
    root = lay(FILES)
    code, error = press("fork", "b", "--inside", "b-again", "--project", root, "--quiet")
    copy = (root / "chapters/b-again.qmd").read_text(encoding="utf-8")
    listed = (root / "_quarto.yml").read_text(encoding="utf-8")

    assert (code, error) == (0, "")
    assert copy == B.replace("# About B {#sec-b}", "# About B (b again) {#sec-b-again}").replace(
        "tbl-b\n", "tbl-b-again\n"
    )
    assert "    - chapters/b.qmd   # the other\n    - chapters/b-again.qmd\n" in listed
    assert len(read_book(root, QUIET)[1]) == 5


def test_labels_of_a_copy_carry_its_name() -> None:
    """The chapter's name, or the first word of it, gives way; two never become one."""
    labels = ["sec-two-words", "sec-two-a", "fig-two-words-b", "tbl-other", "fig-b", "sec-two"]
    source = "".join(f"[x]{{#{label}}}\n" for label in labels)
    chapter = parse("chapters/two-words.qmd", source, {})

    assert renamed(chapter, "new", {"tbl-new-other"}) == {
        "sec-two-words": "sec-new",
        "sec-two-a": "sec-new-a",
        "fig-two-words-b": "fig-new-b",
        "tbl-other": "tbl-new-other",
        "fig-b": "fig-new-b",
        "sec-two": "sec-new-two",
    }
