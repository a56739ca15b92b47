"""The cache: what is kept, what makes it stale, and that a stale or damaged entry is never used."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from press.cli import main
from press.entries import read_entry, write_entry
from press.executed import FIXED, MATPLOTLIBRC
from press.progress import Progress
from press.sources import cache_of, read_book
from tests.press.conftest import Lay, Run, contents

BOOK = {
    "_quarto.yml": (
        "book:\n  title: Cached\n  author: A\n"
        "  chapters: [index.qmd, chapters/a.qmd, chapters/b.qmd, chapters/still.qmd]\n"
    ),
    "index.qmd": "# Home\n",
    "chapters/a.qmd": (
        "# A\n\nA prose.\n\n```{python}\n"
        "import os, sys\nsys.path.insert(0, '..')\nimport near\n"
        "print(near.words(), os.environ.get('CACHED_BOOK_WORD', 'unset'))\n```\n"
    ),
    "chapters/b.qmd": (
        "# B\n\n`{python} open('../data/b.txt').read().strip()` and "
        "`{python} len(__import__('glob').glob('../data/*.txt'))`\n"
    ),
    "chapters/still.qmd": "# Still\n\nNothing to run.\n",
    "near.py": "import far\n\n\ndef words():\n    return far.WORD + open('../data/a.txt').read().strip()\n",
    "far.py": "WORD = 'far '\n",
    "data/a.txt": "first\n",
    "data/b.txt": "second\n",
}
A, B = "chapters/a.qmd", "chapters/b.qmd"


@pytest.fixture
def book(lay: Lay, press: Run) -> Path:
    """A book that has been built once."""
    root = lay(BOOK)
    assert press("build", "--to", "html", "--project", root)[0] == 0
    return root


def executed(root: Path, press: Run) -> set[str]:
    """Which chapters a further build executes."""
    code, message = press("build", "--to", "html", "--project", root)
    assert code == 0, message
    if message.startswith("nothing has changed"):
        return set()
    last = json.loads((root / ".press" / "last-build.json").read_text(encoding="utf-8"))
    return {path for path, chapter in last["chapters"].items() if chapter["executed"]}


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Replace `old` by `new` in one file of a book."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_unchanged_book_is_found_so_without_being_built(book: Path, press: Run) -> None:
    """A second build leaves every byte as it is and says so."""
    before = contents(book / "_book")
    code, message = press("build", "--to", "html", "--project", book)

    assert (code, message) == (0, f"nothing has changed: the book is in {book / '_book'}\n")
    assert contents(book / "_book") == before


def test_entries_of_another_press_are_not_looked_into(book: Path, press: Run) -> None:
    """Also by a build that uses no cache: they may have another form."""
    for path in (book / ".press" / "cache").glob("*.json"):
        entry = read_entry(path)
        write_entry(
            path, {"asked": {**entry["asked"], "engine": "another"}, "read": "another form"}
        )
    assert press("build", "--to", "html", "--no-cache", "--project", book)[0] == 0
    assert executed(book, press) == {A, B}


def test_edited_sentence_executes_nothing_and_is_printed(book: Path, press: Run) -> None:
    """Prose is no cause, even where the lines of the cells move."""
    edit(book, A, "A prose.", "Another\n\nsentence.")

    assert executed(book, press) == set()
    page = (book / "_book" / "chapters" / "a.html").read_text(encoding="utf-8")
    assert "Another" in page
    assert "far first unset" in page


@pytest.mark.parametrize(
    ("name", "old", "new", "stale", "printed"),
    [
        ("data/a.txt", "first", "changed", {A}, "far changed unset"),
        ("data/b.txt", "second", "changed", {B}, "changed and 2"),
        ("far.py", "far ", "near ", {A}, "near first unset"),
        (A, "near.words()", "near.words().upper()", {A}, "FAR FIRST unset"),
    ],
    ids=["one data file", "another data file", "a helper two imports away", "a cell"],
)
def test_change_executes_exactly_the_chapters_that_it_reaches(
    book: Path, press: Run, name: str, old: str, new: str, stale: set[str], printed: str
) -> None:
    """Found by tracing what the chapters did, not by what they declare."""
    edit(book, name, old, new)

    assert executed(book, press) == stale
    pages = (book / "_book" / "chapters").glob("*.html")
    assert printed in "".join(page.read_text(encoding="utf-8") for page in pages)


def test_included_code_is_a_cause_and_included_prose_is_none(lay: Lay, press: Run) -> None:
    """What a chapter includes is read as if it stood there."""
    cell = "```{python}\n#| echo: false\nprint('one')\n```\n"
    chapter = "# X\n\n{{< include _part.md >}}\n"
    root = lay({"chapters/x.qmd": chapter, "chapters/_part.md": f"Prose.\n\n{cell}"})
    assert press("build", "--to", "html", "--project", root)[0] == 0
    edit(root, "chapters/_part.md", "Prose.", "Other prose.")
    assert executed(root, press) == set()
    edit(root, "chapters/_part.md", "one", "two")
    assert executed(root, press) == {"chapters/x.qmd"}


def test_chapter_that_loads_a_native_reader_depends_on_the_whole_project(
    lay: Lay, press: Run
) -> None:
    """What `pyarrow` opens by itself is not seen: any file of the project may be the cause, and `why` says so."""
    cell = "import sys\nsys.path.insert(0, '..')\nimport pyarrow\nprint('read')\n"
    files = {"pyarrow.py": "", "notes.txt": "a\n", "chapters/x.qmd": f"```{{python}}\n{cell}```\n"}
    root = lay(files)
    assert press("build", "--to", "html", "--project", root)[0] == 0
    assert executed(root, press) == set()
    (root / "notes.txt").write_text("b\n", encoding="utf-8")
    config, chapters = read_book(root, Progress(quiet=True))
    (chapter,) = (one for one in chapters if one.executable)
    assert cache_of(config).find(chapter).why == (
        "a file of the project changed, and it loaded pyarrow, whose reading cannot be seen"
    )


def test_two_builds_at_once_do_not_harm_each_other(book: Path, press: Run) -> None:
    """Of one project, into two folders, while the cache is deleted: both books are right, and so is the cache."""
    edit(book, A, "near.words()", "near.words().upper()")
    command = [sys.executable, "-m", "press", "build", "--to", "html", "--project", str(book)]
    outputs = [book.parent / name for name in ("one", "two")]
    builds = [
        subprocess.Popen([*command, "--output", str(output)], stderr=subprocess.DEVNULL)
        for output in outputs
    ]
    while any(build.poll() is None for build in builds):
        shutil.rmtree(book / ".press" / "cache", ignore_errors=True)
        time.sleep(0.05)
    assert [build.returncode for build in builds] == [0, 0]
    one, two = map(contents, outputs)
    assert one == two
    assert b"FAR FIRST unset" in one["chapters/a.html"]

    assert press("build", "--to", "html", "--project", book)[0] == 0
    assert contents(book / "_book") == one


def test_new_file_in_a_listed_folder_is_a_change(book: Path, press: Run) -> None:
    """A chapter that counts the files of a folder depends on which there are."""
    (book / "data" / "c.txt").write_text("third\n", encoding="utf-8")

    assert executed(book, press) == {B}


def test_variable_that_a_cell_reads_is_a_change(
    book: Path, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other variables are not."""
    monkeypatch.setenv("CACHED_BOOK_OTHER", "x")
    assert executed(book, press) == set()
    monkeypatch.setenv("CACHED_BOOK_WORD", "set")
    assert executed(book, press) == {A}


DESCRIBED = """\
# X

```{python}
#| echo: false
import json, os, sys

sys.audit("parts.open", os.path.abspath("../data/all.json"))
with open("../data/all.json") as file:
    tables = json.load(file)["tables"]
sys.audit("parts.read", os.path.abspath("../data/all.json"), "tables", "near")
print(next(table["hash"] for table in tables if table["name"] == "near"))
```
"""
TABLES = '{"tables": [{"name": "near", "hash": "a1"}, {"name": "far", "hash": "b1"}]}'


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("b1", "b2", None),
        ('[{"name": "near"', '[{"name": "new"}, {"name": "near"', None),
        ("a1", "a2", "tables/near in data/all.json changed"),
        ('"near"', '"nearer"', "tables/near in data/all.json changed"),
        ("]}", "", "tables/near in data/all.json changed"),
    ],
    ids=["another part", "a part added", "the part itself", "its name", "no JSON any more"],
)
def test_part_of_a_file_that_a_reader_names_is_the_cause_alone(
    lay: Lay, press: Run, capsys: pytest.CaptureFixture[str], old: str, new: str, why: str | None
) -> None:
    """A descriptor of many tables changes with each; a chapter depends on the tables that it read."""
    root = lay({"chapters/x.qmd": DESCRIBED, "data/all.json": TABLES})
    assert press("build", "--to", "html", "--project", root)[0] == 0
    edit(root, "data/all.json", old, new)
    main(["why", "chapters/x.qmd", "--project", str(root)])

    said = f"would be executed: {why}" if why else "would not be executed: nothing that it read"
    assert f"chapters/x.qmd {said}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("data/b.txt", "second"),
        ("chapters/nearby.py", "near by"),
        ("data/all.json", "a1"),
        ("index.qmd", "Home"),
        ("chapters/x.qmd", "# X"),
    ],
)
def test_file_that_is_saved_while_a_build_runs_is_a_change(
    name: str, old: str, lay: Lay, press: Run
) -> None:
    """What was read before is not taken for what stands there now."""
    cell = (
        "\n```{python}\n#| echo: false\nfrom pathlib import Path\nimport nearby\n"
        "print(nearby.WORD, Path('../data/b.txt').read_text())\n"
        f"saved = Path('../{name}')\nsaved.write_text(saved.read_text().replace('{old}', '# SIX'))\n```\n"
    )
    beside = {"chapters/nearby.py": "WORD = 'near by'\n", "data/b.txt": "second\n"}
    described = {"chapters/x.qmd": DESCRIBED + cell, "data/all.json": TABLES}
    root = lay({**beside, **described, "index.qmd": "# Home\n"})
    for seen in (False, True, True):
        code, message = press("build", "--to", "html", "--project", root)
        assert code == 0, message
        pages = [root / "_book" / "index.html", root / "_book" / "chapters" / "x.html"]
        shown = [
            re.sub("<script.*?</script>", "", page.read_text("utf-8"), flags=re.DOTALL)
            for page in pages
        ]
        assert any("SIX" in page for page in shown) == seen
    assert message.startswith("nothing has changed")


def test_file_that_is_also_opened_otherwise_counts_whole(lay: Lay, press: Run) -> None:
    """That a reader names parts says nothing of another reader of the same file."""
    other = "\n```{python}\nlen(open('../data/all.json').read())\n```\n"
    root = lay({"chapters/x.qmd": DESCRIBED + other, "data/all.json": TABLES})
    assert press("build", "--to", "html", "--project", root)[0] == 0
    edit(root, "data/all.json", "b1", "b2")

    assert executed(root, press) == {"chapters/x.qmd"}


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _swap_outputs(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("first", "forged"), encoding="utf-8")


def _overwrite(path: Path) -> None:
    path.write_bytes(b"\xff\xfe no entry")


@pytest.mark.parametrize("damage", [_truncate, _swap_outputs, _overwrite, Path.unlink])
def test_damaged_entry_is_recognised_and_made_anew(
    book: Path, press: Run, damage: Callable[[Path], None]
) -> None:
    """A truncated, edited or foreign entry, or none: the chapter is executed and printed right."""
    damage(book / ".press" / "cache" / "chapters--a.qmd.json")
    edit(book, "index.qmd", "Home", "House")

    assert executed(book, press) == {A}
    page = (book / "_book" / "chapters" / "a.html").read_text(encoding="utf-8")
    assert "far first unset" in page


def test_cached_book_is_the_same_to_the_byte_as_one_built_anew(book: Path, press: Run) -> None:
    """Whether the cache was used does not show."""
    edit(book, "index.qmd", "Home", "House")
    assert executed(book, press) == set()
    cached = contents(book / "_book")
    press("build", "--to", "html", "--no-cache", "--project", book)

    assert contents(book / "_book") == cached


def test_altered_book_is_built_again(book: Path, press: Run) -> None:
    """That nothing has changed is true of the book as well, not of its sources alone."""
    page = book / "_book" / "index.html"
    right = page.read_bytes()
    page.write_bytes(right + b"<!-- by hand -->")
    executed(book, press)

    assert page.read_bytes() == right


def test_entry_of_a_chapter_that_left_the_book_is_dropped(book: Path, press: Run) -> None:
    """So the cache never holds more than one entry a chapter."""
    edit(book, "_quarto.yml", ", chapters/b.qmd", "")
    executed(book, press)

    kept = [path.name for path in (book / ".press" / "cache").glob("*.json")]
    assert kept == ["chapters--a.qmd.json"]


def test_why_names_the_cause_in_a_sentence(
    book: Path, press: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file two imports away is named."""
    edit(book, "far.py", "far ", "near ")
    capsys.readouterr()
    assert main(["why", A, "--project", str(book)]) == 0
    assert main(["why", B, "--project", str(book)]) == 0
    assert main(["why", "chapters/still.qmd", "--project", str(book)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{A} would be executed: far.py changed",
        f"{B} would not be executed: nothing that it read has changed",
        "chapters/still.qmd has nothing to execute",
    ]


def test_why_of_a_chapter_that_is_not_there_names_those_that_are(book: Path, press: Run) -> None:
    """The remedy is the list."""
    code, message = press("why", "chapters/c.qmd", "--project", book)

    assert code == 1
    assert message.startswith(
        "_quarto.yml: the book has no chapter chapters/c.qmd\n  What next: there are: index"
    )


def test_chapter_that_starts_a_program_depends_on_the_whole_project(lay: Lay, press: Run) -> None:
    """What another program reads cannot be seen, so any file may be the cause."""
    cell = "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', '1']).returncode)"
    root = lay({"chapters/x.qmd": f"# X\n\n```{{python}}\n{cell}\n```\n", "notes.txt": "a\n"})
    press("build", "--to", "html", "--project", root)
    assert executed(root, press) == set()
    (root / "notes.txt").write_text("b\n", encoding="utf-8")

    assert executed(root, press) == {"chapters/x.qmd"}


@pytest.mark.parametrize("with_press", [False, True])
def test_folder_of_the_book_may_move(
    book: Path, press: Run, monkeypatch: pytest.MonkeyPatch, *, with_press: bool
) -> None:
    """What was read is noted from the root, so a moved project executes nothing, nor one with press in it."""
    if with_press:
        rc = shutil.copyfile(MATPLOTLIBRC, book.parent / "matplotlibrc")
        monkeypatch.setitem(FIXED, "MATPLOTLIBRC", str(rc))
    moved = book.parent / "moved"
    os.rename(book, moved)  # noqa: PTH104 - the whole folder, as a user would

    assert executed(moved, press) == set()
