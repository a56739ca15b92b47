"""Three fields changed in the description of the data, and the book is one on answers from fieldwork.

The answers are those of the stand-ins, so that the numbers must stay, but they come as programs export
them: KoboToolbox's CSV with groups, SPSS, Excel, CSV. Three chapters are executed; the prose of all others is
in the book, with nothing in the place of their results.
"""

from __future__ import annotations

import base64
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
import typst
from lxml import html

from analysis.sources import Package
from press.cli import main
from tests.book.published_bytes import holding
from tests.book.test_published import PUBLISHED
from tests.instruments.test_exports import exported

ROOT = Path(__file__).resolve().parents[2]
PROJECT = (
    *("_quarto.yml", "index.qmd", "references.bib", "pyproject.toml", "noxfile.py", "LICENSE"),
    *("CITATION.cff", "README.md", "requirements.lock"),
    *("chapters", "analysis", "press", "data", "instruments", "exercises", "tests"),
)
EXECUTED = ("index.qmd", "chapters/methods.qmd", "chapters/trust.qmd")
SYNTHETIC = re.compile(r"synthetic|stand-?in|planted|\bsyn\b", re.IGNORECASE)
WHAT_STAND_INS_ARE = {"sec-methods-companion", "sec-methods-evidence"}
"""The sections that say what synthetic data are, of whatever edition."""
CELL = re.compile(r"^```\{python\}\n((?:#\|[^\n]*\n)*)(.*?)^```\n", re.MULTILINE | re.DOTALL)
RESULT = re.compile(r"`\{python\} [^`]+`")


SECRETS = {
    "students": ["S77001131", "college-7700131", "school-7700131", "uuid-7700131", "7700131.25"],
    "patients": ["P77001132", "hospital-7700132"],
    "officials": ["O77001133", "office-7700133"],
    "interview_codes": ["I7700134"],
}
"""What is planted in each table, in every column that can hold a word of its own."""


def planted(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """`frame` with the secrets as the last key, and as the last institution of each kind."""
    key = frame.columns[frame.columns.str.endswith(("respondent_id", "interview_id"))][0]
    frame[key] = frame[key].replace(frame[key].max(), SECRETS[name][0])
    for column in frame.columns[frame.columns.str.endswith("institution")]:
        for secret in SECRETS[name][1:3]:
            kind = secret.partition("-")[0]
            last = frame.loc[frame[column].str.startswith(kind), column].max()
            frame[column] = frame[column].replace(last, secret)
    return frame


def kobo(table: Path, package: Package) -> None:
    """The students as KoboToolbox exports them, with one more who refused."""
    export = planted(exported("students"), "students")
    consent = next(column for column in export.columns if column.endswith("consent"))
    weight = next(column for column in export.columns if column.endswith("weight"))
    *_, uuid, number = SECRETS["students"]
    refused = export.iloc[[0]].assign(**{consent: "no", "_uuid": uuid, weight: number})
    pd.concat([export, refused]).to_csv(table.with_suffix(".csv"), index=False, sep=";")


def spss(table: Path, package: Package) -> None:
    """The patients as SPSS has them: a code for each word, and the word as its label."""
    frame = planted(package.read("patients"), "patients").map(
        lambda cell: ";".join(cell) if type(cell) is tuple else cell
    )
    labels = {}
    for field in package.resource("patients")["schema"]["fields"]:
        if field["type"] == "string" and "enum" in field.get("constraints", {}):
            words = dict(enumerate(field["constraints"]["enum"], start=1))
            labels[field["name"]] = {float(code): word for code, word in words.items()}
            codes = {word: float(code) for code, word in words.items()}
            frame[field["name"]] = frame[field["name"]].map(codes).astype(float)
        elif field["type"] != "string" and field["type"] != "list":
            frame[field["name"]] = frame[field["name"]].astype(float)
        else:
            frame[field["name"]] = frame[field["name"]].astype(object).fillna("")
    pyreadstat.write_sav(frame, str(table.with_suffix(".sav")), variable_value_labels=labels)


def excel(table: Path, package: Package) -> None:
    """The officials as a workbook."""
    cells = pd.read_csv(package.root / "stand-in" / "officials.csv", keep_default_na=False)
    planted(cells, "officials").to_excel(table.with_suffix(".xlsx"), index=False)


def plain(table: Path, package: Package) -> None:
    """The codes of interviews as they are."""
    cells = pd.read_csv(package.root / "stand-in" / f"{table.name}.csv", dtype=str)
    planted(cells, table.name).to_csv(table.with_suffix(".csv"), index=False)


EXPORTS: dict[str, tuple[Callable[[Path, Package], None], str]] = {
    "students": (kobo, ".csv"),
    "patients": (spss, ".sav"),
    "officials": (excel, ".xlsx"),
    "interview_codes": (plain, ".csv"),
}


def stub(cell: re.Match[str]) -> str:
    """An exhibit without anything in it, in the place of one that is not executed."""
    options, _ = cell.groups()
    if "include: false" in options:
        return ""
    (label,) = re.findall(r"label: (\S+)", options)
    (caption,) = re.findall(r'(?:fig|tbl)-cap: "(.*)"', options)
    if label.startswith("fig-"):
        return f'![{caption}](stub.svg){{#{label} fig-alt="Nothing."}}\n'
    return f"| A |\n| --- |\n| B |\n\n: {caption} {{#{label}}}\n"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book in which every table of answers was replaced by an export, built to HTML."""
    root = tmp_path_factory.mktemp("real")
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, root / name)
    (root / "tests" / "book" / Path(__file__).name).unlink()  # in which the secrets stand
    package = Package(root / "data")
    (root / "data" / "fieldwork").mkdir()
    described: dict[str, Any] = package.descriptor
    for name, (export, ending) in EXPORTS.items():
        export(root / "data" / "fieldwork" / name, package)
        resource = next(one for one in described["resources"] if one["name"] == name)
        resource.update(path=f"fieldwork/{name}{ending}", evidence="collected")
    (root / "data" / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(root)}
    accept = [sys.executable, "-m", "analysis.sources", "--update-hashes"]
    subprocess.run(accept, cwd=root, env=environment, check=True, capture_output=True)
    for chapter in (root / "chapters").glob("*.qmd"):
        if f"chapters/{chapter.name}" not in EXECUTED:
            text = CELL.sub(stub, chapter.read_text(encoding="utf-8"))
            chapter.write_text(RESULT.sub("so many", text), encoding="utf-8")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    (root / "chapters" / "stub.svg").write_text(drawing, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root))  # goes before the installed `analysis`, which is ours
        assert main(["build", "--project", str(root), "--quiet"]) == 0
    return root / "_book"


def sentences(page: Path) -> str:
    """What a reader reads on `page`, without the sections that say what stand-ins are."""
    tree = html.fromstring(page.read_bytes())
    for element in tree.xpath("//script | //style"):
        element.drop_tree()
    for name in WHAT_STAND_INS_ARE:
        # in the book in one file an id has its page before it
        for heading in tree.xpath("//h2[@id=$name or substring-after(@id, '.')=$name]", name=name):
            for element in [*heading.itersiblings()]:
                if element.tag == "h2":
                    break
                element.drop_tree()
    return " ".join(tree.text_content().split())


def test_no_sentence_of_the_whole_book_still_says_that_answers_are_synthetic(real: Path) -> None:
    """Not a page, a label, a caption, a mark, a record; what stand-ins are is said in the methods alone."""
    pages = sorted(path for path in real.rglob("*.html"))
    found = [
        f"{page.relative_to(real)}: …{text[max(0, hit.start() - 60) : hit.end() + 60]}…"
        for page in pages
        for text in [sentences(page)]
        for hit in SYNTHETIC.finditer(text)
    ]
    assert len(pages) > 15
    assert found == []
    assert not SYNTHETIC.search((real / "numbers.json").read_text(encoding="utf-8"))


def test_the_book_says_instead_that_they_come_from_fieldwork(real: Path) -> None:
    """On the first page, at the head of a chapter, and in the line below an exhibit."""
    first = sentences(real / "index.html")
    assert "interviewees come from fieldwork" in first
    assert "nothing here" not in first and "not those that the study published" in first
    assert "come with the book only if the description of the data says" in first
    trust = sentences(real / "chapters" / "trust.html")
    assert "The answers of students and patients come from fieldwork" in trust
    assert "Answers of patients, 520 rows; Answers of students, 640 rows (collected)" in trust


def test_the_numbers_are_those_that_the_same_answers_gave_before(real: Path) -> None:
    """In whichever format they come; they only lose the mark."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["chapter"] in EXECUTED]
    expected = {
        (row["key"], row["printed"].removesuffix("\N{NARROW NO-BREAK SPACE}syn")) for row in rows
    }
    register = json.loads((real / "numbers.json").read_text(encoding="utf-8"))
    assert {(one["key"], one["printed"]) for one in register["numbers"]} == expected


def test_who_refused_is_counted_among_the_excluded(real: Path) -> None:
    """The export has a row more than are used."""
    assert "Answers of students 641 1 no consent (1) 640" in sentences(
        real / "chapters" / "methods.html"
    )


def test_no_row_of_the_answers_is_in_any_byte_that_is_given_away(
    real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Site, PDF, notebooks, registers, the one file, the archive, a fork; what press keeps stays at home."""
    root = real.parent
    monkeypatch.setenv("PYTHONPATH", str(root))
    archived, forked = tmp_path / "archive.zip", tmp_path / "trust"
    for verb in (["archive", str(archived)], ["fork", "trust", str(forked)]):
        assert main([verb[0], *verb[1:], "--project", str(root), "--quiet"]) == 0, (
            capsys.readouterr()
        )

    secrets = [secret for those in SECRETS.values() for secret in those]
    assert {one.partition(" in ")[0] for one in holding(root / "data", secrets)} == {*secrets}
    kinds = {path.suffix for path in real.rglob("*")}
    assert {".html", ".pdf", ".ipynb", ".json", ".svg"} <= kinds
    assert holding(real, secrets) == []
    assert holding(archived, secrets) == []
    assert holding(forked, secrets) == []
    with zipfile.ZipFile(archived) as files:
        assert not [name for name in files.namelist() if "/.press/" in name or "fieldwork" in name]


PAST = """\
# Rows

```{python}
from analysis import results, sources

print(results.students)
```

```{python}
import pandas as pd

CODE
```
"""


def test_a_chapter_that_reads_the_answers_past_the_results_stops_the_book(
    real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the file's name, by the function that reads it, in SPSS's own format: each is named, and gets no row."""
    for name in ("analysis", "data"):
        shutil.copytree(real.parent / name, tmp_path / name)
    cells = {
        "index": "print(pd.read_csv('data/fieldwork/students.csv', sep=';'))",
        "reader": "print(sources.students())",
        "spss": "print(pd.read_spss('data/fieldwork/patients.sav'))",
    }
    for name, code in cells.items():
        (tmp_path / f"{name}.qmd").write_text(PAST.replace("CODE", code), encoding="utf-8")
    book = "book:\n  title: T\n  author: A\n  chapters: [index.qmd, reader.qmd, spss.qmd]\n"
    (tmp_path / "_quarto.yml").write_text(f"project:\n  type: book\n{book}", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert main(["build", "--project", str(tmp_path), "--to", "html", "--quiet"]) == 1
    said = capsys.readouterr().err
    assert [f"{name}.qmd:12: cell without a label: " in said for name in cells] == [True] * 3
    assert "data/fieldwork/students.csv holds rows that are `collected`" in said
    assert not any(secret in said for secrets in SECRETS.values() for secret in secrets)


def test_the_search_finds_what_is_packed(tmp_path: Path) -> None:
    """In a zip, in base64, in JSON with escapes, in a stream of a PDF; else it would prove nothing."""
    secret = SECRETS["students"][2]
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("rows.csv", secret)
    (tmp_path / "b.html").write_bytes(
        b"data:text/csv;base64," + base64.b64encode(b"id\n" + secret.encode() * 2)
    )
    (tmp_path / "c.json").write_text(
        json.dumps({"a": [secret.replace("s", "\\u0073")]}).replace("\\\\", "\\")
    )
    (tmp_path / "d.pdf").write_bytes(typst.compile(f"= {secret}".encode()))
    (tmp_path / "e.txt").write_text("nothing")
    found = {
        one.partition(" in ")[2].partition(",")[0].partition("!")[0]
        for one in holding(tmp_path, [secret])
    }
    assert {Path(name).name for name in found} == {"a.zip", "b.html", "c.json", "d.pdf"}
