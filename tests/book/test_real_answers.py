"""Three fields changed in the description of the data, and the book is one on answers from fieldwork.

The answers are those of the stand-ins, so that the numbers must stay, but they come as programs export
them: KoboToolbox's CSV with groups, SPSS, Excel, CSV. Three chapters are executed; the prose of all others is
in the book, with nothing in the place of their results.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from lxml import html

from analysis.sources import Package
from press.cli import main
from tests.book.test_published import PUBLISHED
from tests.instruments.test_exports import exported

ROOT = Path(__file__).resolve().parents[2]
PROJECT = (
    *("_quarto.yml", "index.qmd", "references.bib"),
    *("chapters", "analysis", "data", "instruments"),
)
EXECUTED = ("index.qmd", "chapters/methods.qmd", "chapters/trust.qmd")
SYNTHETIC = re.compile(r"synthetic|stand-?in|planted|\bsyn\b", re.IGNORECASE)
WHAT_STAND_INS_ARE = {"sec-methods-companion", "sec-methods-evidence"}
"""The sections that say what synthetic data are, of whatever edition."""
CELL = re.compile(r"^```\{python\}\n((?:#\|[^\n]*\n)*)(.*?)^```\n", re.MULTILINE | re.DOTALL)
RESULT = re.compile(r"`\{python\} [^`]+`")


def kobo(table: Path, package: Package) -> None:
    """The students as KoboToolbox exports them, with one more who refused."""
    export = exported("students")
    consent = next(column for column in export.columns if column.endswith("consent"))
    refused = export.iloc[[0]].assign(**{consent: "no", "_uuid": "uuid-refused"})
    pd.concat([export, refused]).to_csv(table.with_suffix(".csv"), index=False, sep=";")


def spss(table: Path, package: Package) -> None:
    """The patients as SPSS has them: a code for each word, and the word as its label."""
    frame = package.read("patients").map(
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
    cells.to_excel(table.with_suffix(".xlsx"), index=False)


def plain(table: Path, package: Package) -> None:
    """The codes of interviews as they are."""
    shutil.copyfile(package.root / "stand-in" / f"{table.name}.csv", table.with_suffix(".csv"))


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
        assert main(["build", "--project", str(root), "--quiet", "--to", "html"]) == 0
    return root / "_book"


def sentences(page: Path) -> str:
    """What a reader reads on `page`, without the sections that say what stand-ins are."""
    tree = html.fromstring(page.read_bytes())
    for element in tree.xpath("//script | //style"):
        element.drop_tree()
    for name in WHAT_STAND_INS_ARE:
        for heading in tree.xpath("//h2[@id=$name]", name=name):
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
    assert "interviewees come from fieldwork" in sentences(real / "index.html")
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
