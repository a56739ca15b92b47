"""Rows that a chapter may not show by itself: however it gets at them, and wherever it would put them."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from lxml import html

from tests.press.conftest import Files, Run, contents, write_book

ROW = "S7700131"
DESCRIPTOR = {
    "evidenceReaders": {"collected": ["counts.py", "tables.py"]},
    "resources": [
        {"name": "answers", "path": "answers.csv", "evidence": "collected"},
        {"name": "patients", "path": "patients.sav", "evidence": "collected"},
        {"name": "facts", "path": "facts.csv", "evidence": "published"},
    ],
}
TABLES = '''\
"""Reads tables."""

from pathlib import Path

DATA = Path(__file__).parent / "data"


def answers():
    return (DATA / "answers.csv").read_text()


def patients():
    import pyreadstat

    return pyreadstat.read_sav(str(DATA / "patients.sav"))[0]
'''
COUNTS = '''\
"""Counts rows, and answers for what it lets out."""

import tables


def count():
    return tables.answers().count("S") + len(tables.patients())
'''
CHAPTER = "# X\n\nText.\n\n```{{python}}\n1 + 1\n{code}\n```\n"
COUNTED = "import counts\ncounts.count()"
BOOK: Files = {
    "_quarto.yml": "book:\n  title: T\n  author: A\n  chapters: [index.qmd, x.qmd]\n",
    "data/datapackage.json": json.dumps(DESCRIPTOR),
    "data/answers.csv": f"id,gender\n{ROW},female\n",
    "data/facts.csv": "year\n2024\n",
    "tables.py": TABLES,
    "counts.py": COUNTS,
    "chapters/x.qmd": None,
}


def book(root: Path, code: str = COUNTED, **files: str | None) -> Path:
    """A book with answers that are withheld, and a chapter with a cell of `code`."""
    write_book(root, {**BOOK, "x.qmd": CHAPTER.format(code=code), **files})
    frame = pd.DataFrame({"id": [ROW], "age": [20.0]})
    pyreadstat.write_sav(frame, str(root / "data" / "patients.sav"))
    return root


def built(root: Path, press: Run) -> tuple[int, str]:
    """The exit code of a build of the site alone, and what it says."""
    return press("build", "--project", root, "--to", "html", "--quiet")


def test_a_chapter_gets_what_the_modules_let_out(tmp_path: Path, press: Run) -> None:
    """Through both of them, and facts by itself; where it is cached, too."""
    root = book(tmp_path, f"{COUNTED}, open('data/facts.csv').read()")
    for _ in range(2):
        code, said = built(root, press)
        assert code == 0, said
        page = html.parse(root / "_book" / "x.html").getroot()
        assert "(2, 'year\\n2024\\n')" in page.text_content()


PAST = {
    "pandas": "import pandas as pd\nprint(pd.read_csv('data/answers.csv'))",
    "a path that is put together": "from pathlib import Path\nprint(*Path('data').joinpath('answers' + '.csv').open())",
    "one module alone": "import tables\nprint(tables.answers())",
    "a link": "import os\nos.symlink('data/answers.csv', 'other.csv')\nprint(open('other.csv').read())",
    "a program": "import subprocess\nprint(subprocess.run(['cat', 'data/answers.csv'], capture_output=True).stdout)",
    "a shell": "!cat data/answers.csv",
    "SPSS": "import pandas as pd\nprint(pd.read_spss('data/patients.sav'))",
    "SPSS, loaded before": f"{COUNTED}\nimport pyreadstat\nprint(pyreadstat.read_sav('data/patients.sav'))",
    "a thread": (
        "from threading import Thread\nfound = []\n"
        "thread = Thread(target=lambda: found.append(open('data/answers.csv').read()))\n"
        "thread.start()\nthread.join()\nprint(found[0])"
    ),
}  # fmt: skip
"""How a cell may get at the rows past the modules."""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no cat, and links need a privilege")
def test_cells_that_read_rows_past_the_modules_stop_the_build(tmp_path: Path, press: Run) -> None:
    """Whichever way they take: each is named with its line, none gets a row, and nothing is published."""
    chapters = {f"x{n}.qmd": CHAPTER.format(code=code) for n, code in enumerate(PAST.values())}
    project = f"book:\n  title: T\n  author: A\n  chapters: [index.qmd, {', '.join(chapters)}]\n"
    root = book(tmp_path, **{**chapters, "_quarto.yml": project})
    status, said = built(root, press)
    assert status == 1
    told = dict.fromkeys(re.findall(r"(?m)^(x\d)\.qmd:\d+: ", said))
    assert [name for n, name in enumerate(PAST) if f"x{n}" not in told] == []
    assert said.count("holds rows that are `collected`") >= len(PAST) - 2  # a thread's is its own
    assert ROW not in said
    assert not (root / "_book").exists()


def test_the_message_says_where_and_what_next(tmp_path: Path, press: Run) -> None:
    """The line of the cell, the file, the remedy."""
    _, said = built(book(tmp_path, PAST["pandas"]), press)
    assert "x.qmd:8: " in said
    assert "data/answers.csv holds rows that are `collected`, which no chapter gives away" in said
    assert "What next: print a result of the project's own modules" in said


def test_an_error_that_is_tolerated_shows_no_row(tmp_path: Path, press: Run) -> None:
    """The cell got none: not in the site, the notebook, what is kept for the next build."""
    code = f"#| error: true\n{PAST['pandas']}"
    root = book(tmp_path, **{"x.qmd": CHAPTER.format(code=code).replace("1 + 1\n", "")})
    status, said = built(root, press)
    assert status == 0, said
    made = {**contents(root / "_book"), **contents(root / ".press")}
    assert not [name for name, data in made.items() if ROW.encode() in data]


@pytest.mark.parametrize(
    "line",
    ["{{< include data/answers.csv >}}", "[The data](data/answers.csv).", "![Data](data/answers.csv){fig-alt='No.'}"],
)  # fmt: skip
def test_a_page_neither_includes_nor_links_to_rows(tmp_path: Path, press: Run, line: str) -> None:
    """The site would have the file; the line that asks for it is named."""
    root = book(tmp_path, **{"x.qmd": f"# X\n\n{line}\n"})
    status, said = built(root, press)
    assert status == 1
    assert said.startswith("x.qmd:3: ") or "\nx.qmd:3: " in said
    assert "data/answers.csv holds rows that are `collected`" in said
    assert ROW not in said


def test_data_that_become_withheld_are_no_longer_shown_from_what_is_kept(
    tmp_path: Path, press: Run
) -> None:
    """Three fields of the descriptor change, or the key is added; the chapter's source does not."""
    root = book(tmp_path, PAST["pandas"])
    descriptor = root / "data" / "datapackage.json"
    for open_to_all in (
        {**DESCRIPTOR, "evidenceReaders": {}},
        json.loads(json.dumps(DESCRIPTOR).replace('collected"}', 'stand-in"}')),
    ):
        descriptor.write_text(json.dumps(open_to_all), encoding="utf-8")
        assert built(root, press)[0] == 0
        descriptor.write_text(json.dumps(DESCRIPTOR), encoding="utf-8")
        assert built(root, press)[0] == 1
