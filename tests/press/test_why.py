"""`press why CHAPTER` from end to end: for each kind of cause one sentence that names it, and for no cause none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from press.cli import main
from tests.press.conftest import Files, Run

CHAPTER = """\
# X

Some prose, and `{python} 1 + 1`.

```{python}
#| fig-cap: A caption.
import json, os, sys
sys.path.insert(0, "..")
import near
sys.audit("parts.open", os.path.abspath("../data/all.json"))
with open("../data/all.json") as file:
    tables = json.load(file)["tables"]
sys.audit("parts.read", os.path.abspath("../data/all.json"), "tables", "near")
print(near.words(), os.environ.get("WHY_WORD"), len(os.listdir("../data/notes")))
```
"""
BOOK: Files = {
    "_quarto.yml": "book: {title: T, chapters: [index.qmd, chapters/x.qmd]}\nlang: en\n",
    "chapters/x.qmd": CHAPTER,
    "near.py": "import far\n\n\ndef words():\n    return far.WORD + open('../data/a.csv').read()\n",
    "far.py": "WORD = 'far '\n",
    "aside.py": "WORD = 'nobody imports it'\n",
    "data/a.csv": "1\n",
    "data/b.csv": "2\n",
    "data/notes/one.txt": "1\n",
    "data/all.json": '{"tables": [{"name": "near", "hash": "a1"}, {"name": "far", "hash": "b1"}]}',
    "requirements.lock": "pandas==3.0\n",
}
ENTRY = ".press/cache/chapters--x.qmd.json"

Cause = tuple[str, str, str, str]
"""A file, what is replaced in it, by what, and the sentence."""

CAUSES: dict[str, Cause] = {
    "a cell": ("chapters/x.qmd", "print(near", "print(near.far, near", "its cells or inline code changed"),
    "inline code": ("chapters/x.qmd", "1 + 1", "1 + 2", "its cells or inline code changed"),
    "a helper": ("near.py", "far.WORD", "far.WORD * 2", "near.py changed"),
    "a helper two imports away": ("far.py", "far ", "near ", "far.py changed"),
    "a data file": ("data/a.csv", "1", "3", "data/a.csv changed"),
    "one table of a data package": ("data/all.json", "a1", "a2", "tables/near in data/all.json changed"),
    "the size of figures": ("_quarto.yml", "lang", "fig-width: 3\nlang",
        "the kernel, the figure size or the fixed variables changed"),
    "the kernel": ("_quarto.yml", "lang", "jupyter: other\nlang",
        "the kernel, the figure size or the fixed variables changed"),
    "an entry cut short": (ENTRY, '"outputs"', "", "its cache entry is damaged"),
}  # fmt: skip
NONE: dict[str, Cause] = {
    "prose": ("chapters/x.qmd", "Some prose", "Other prose", ""),
    "a caption": ("chapters/x.qmd", "A caption", "Another one", ""),
    "another table of the data package": ("data/all.json", "b1", "b2", ""),
    "a data file that it does not read": ("data/b.csv", "2", "3", ""),
    "a module that it does not import": ("aside.py", "nobody", "still nobody", ""),
    "a lock file that nothing was installed from yet": ("requirements.lock", "3.0", "3.1", ""),
}


@pytest.fixture
def root(built: Callable[[str, Files], Path], tmp_path: Path) -> Path:
    """A copy of the book, which was built once: what was read is noted from the root, so that it may move."""
    return Path(shutil.copytree(built("why", BOOK).parent, tmp_path / "book"))


@pytest.fixture
def why(root: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What `press why` says of the chapter."""

    def why() -> str:
        assert main(["why", "chapters/x.qmd", "--project", str(root)]) == 0
        return capsys.readouterr().out

    return why


@pytest.mark.parametrize("case", [*CAUSES, *NONE])
def test_cause_in_a_file_is_named_and_what_is_no_cause_is_not(
    root: Path, why: Callable[[], str], case: str
) -> None:
    """The file is named from the project's root; prose, captions and what others read are no cause."""
    name, old, new, sentence = {**CAUSES, **NONE}[case]
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new), encoding="utf-8")
    said = f"would be executed: {sentence}" if sentence else (
        "would not be executed: nothing that it read has changed"
    )  # fmt: skip
    assert why() == f"chapters/x.qmd {said}\n"


def test_file_that_is_gone_or_came_is_named(root: Path, why: Callable[[], str]) -> None:
    """A data file that is no longer there; one more in a folder that the chapter listed."""
    (root / "data/notes/two.txt").write_text("2\n", encoding="utf-8")
    assert why() == "chapters/x.qmd would be executed: files came to or left data/notes\n"
    (root / "data/notes/two.txt").unlink()
    (root / "data/a.csv").unlink()
    assert why() == "chapters/x.qmd would be executed: data/a.csv is gone\n"


def test_environment_variable_is_named(
    why: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that a cell asked for; others are no cause."""
    monkeypatch.setenv("WHY_OTHER_WORD", "set")
    assert "would not be executed" in why()
    monkeypatch.setenv("WHY_WORD", "set")
    assert why() == "chapters/x.qmd would be executed: the environment variable WHY_WORD changed\n"


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        ("engine", "press itself changed"),
        ("packages", "the installed packages or Python changed"),
    ],
)
def test_engine_and_packages_are_named(
    why: Callable[[], str], monkeypatch: pytest.MonkeyPatch, function: str, sentence: str
) -> None:
    """Another press; what another lock file had installed."""
    monkeypatch.setattr(f"press.cache.{function}", lambda: "another")
    assert why() == f"chapters/x.qmd would be executed: {sentence}\n"


def test_chapter_that_was_never_executed_is_said_to_be_so(
    root: Path, why: Callable[[], str]
) -> None:
    """No build yet, or a cache that was deleted."""
    shutil.rmtree(root / ".press")
    assert why() == "chapters/x.qmd would be executed: it has not been executed yet\n"


def test_chapter_with_nothing_to_execute_and_a_name_that_is_none(
    root: Path, press: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last part of a path is enough; a slip gets the nearest name."""
    assert main(["why", "index", "--project", str(root)]) == 0
    assert capsys.readouterr().out == "index.qmd has nothing to execute\n"
    code, message = press("why", "indx.qmd", "--project", root)
    assert (code, message.splitlines()[:2]) == (
        1,
        ["_quarto.yml: the book has no chapter indx.qmd", "  What next: did you mean index?"],
    )
