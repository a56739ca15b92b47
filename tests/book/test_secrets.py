"""Secrets planted into answers of respondents, and every published byte searched for them."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from press.cli import main
from tests.analysis.small_survey import NAMES, ROWS, csv, survey

SECRETS = {
    "CNIC": "17301-7654321-9",
    "telephone": "0333-7654321",
    "e-mail": "palwasha@example.org",
    "name": "my name is Palwasha",
    "coordinates": "34.01512, 71.52492",
    "remark": "nobody has ever said quite this",
}
"""One for each respondent; the last has no form by which it could be known."""

PROJECT = """\
project:
  type: book
book:
  title: Answers
  author: Ann Author
  chapters:
    - index.qmd
format:
  html: default
  typst: default
"""
TOPIC = '''\
"""What the chapter asks for."""

import pandas as pd
from great_tables import GT
from plotnine import aes, geom_col, ggplot

from analysis.disclosure import masked
from analysis.exhibits import Chart
from analysis.numbers import Number, count


def women(students: pd.DataFrame) -> pd.DataFrame:
    """Women. One row per woman."""
    return students[students["gender"] == "female"]


def count_women(women: pd.DataFrame, students: pd.DataFrame) -> Number:
    """Women among those asked."""
    return count(len(women), n=len(students))


def tbl_gender(students: pd.DataFrame) -> GT:
    """Those asked, by gender."""
    counts = students["gender"].value_counts()
    return GT(masked(counts, counts).reset_index())


def fig_gender(students: pd.DataFrame) -> Chart:
    """Those asked, by gender."""
    people = students["gender"].value_counts()
    counts = masked(people, people).reset_index()
    return Chart(ggplot(counts, aes("gender", "count")) + geom_col(), counts)


def tbl_names(students: pd.DataFrame) -> GT:
    """Answers of respondents, which are no table to publish."""
    return GT(students)
'''
CHAPTER = """\
# Answers

```{python}
from pathlib import Path

import topic
from analysis.results import Results
from analysis.sources import Package

r = Results([topic], Package(Path("data")))
r.students
```

```{python}
print(r.students, [r.women])
r.women
```

There are `{python} r.count_women` women.

```{python}
#| label: tbl-gender
#| tbl-cap: "By gender."
r.tbl_gender
```

```{python}
#| label: fig-gender
#| fig-cap: "By gender."
#| fig-alt: "Bars, one for each gender, with the number asked."
r.fig_gender
```
"""


def book(folder: Path, *, gate: bool) -> Path:
    """A book on collected answers that hold the secrets; with or without the gate before the build."""
    rows = [
        [f"S{n:04}", "Swat", f"school-{n % 2}", *ROWS[0][3:8], f'"{secret}"']
        for n, secret in enumerate([*SECRETS.values()] * 2, start=1)
    ]
    root = survey(folder, text=csv(rows)).root
    content = (root / "students.csv").read_bytes()
    descriptor = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"][0]["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    command = f'"{sys.executable}" -m analysis.sources --data data'
    step = f"  pre-render: {json.dumps(command)}\n"
    project = PROJECT.replace("  type: book\n", "  type: book\n" + (step if gate else ""))
    (folder / "_quarto.yml").write_text(project, encoding="utf-8")
    (folder / "index.qmd").write_text(CHAPTER, encoding="utf-8")
    (folder / "topic.py").write_text(TOPIC, encoding="utf-8")
    return folder


def test_the_gate_stops_the_book_and_does_not_say_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is published; the message has the places, and none of the secrets."""
    root = book(tmp_path, gate=True)
    assert main(["build", "--project", str(root), "--quiet"]) == 1
    message = capsys.readouterr().err
    assert "data/students.csv:2, column remark: shows a CNIC number" in message
    assert not any(secret in message for secret in SECRETS.values())
    assert not (root / "_book").exists()


def test_a_table_of_respondents_stops_the_book(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A chapter can ask for it, and gets none."""
    root = book(tmp_path, gate=False)
    (root / "index.qmd").write_text(CHAPTER.replace("r.tbl_gender", "r.tbl_names"), "utf-8")
    assert main(["build", "--project", str(root), "--quiet"]) == 1
    message = capsys.readouterr().err
    assert "shows respondent_id: rows of respondents" in message
    assert not any(secret in message for secret in SECRETS.values())


def test_what_gets_past_the_gate_is_in_no_published_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A chapter that shows its answers in every way shows their shape; site, notebook, registers, PDF."""
    root = book(tmp_path, gate=False)
    assert main(["build", "--project", str(root), "--quiet"]) == 0, capsys.readouterr().err

    published = {
        path.relative_to(root).as_posix(): path.read_bytes().decode("utf-8", errors="replace")
        for path in sorted((root / "_book").rglob("*"))
        if path.is_file()
    }
    pdf = next((root / "_book").glob("*.pdf"))
    published["text of the PDF"] = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)

    kinds = {Path(name).suffix for name in published}
    assert {".html", ".pdf", ".json", ".ipynb"} <= kinds
    assert f"answers of respondents, not shown: 12 x {len(NAMES)}" in published["_book/index.ipynb"]
    assert "There are 12 women" in " ".join(published["text of the PDF"].split())
    found = [
        f"{kind} in {name}"
        for name, text in published.items()
        for kind, secret in SECRETS.items()
        if secret in text or secret.removeprefix("my name is ") in text
    ]
    assert found == []
