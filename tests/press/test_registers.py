"""`numbers.json` and `build.json`: what a built book printed, and what it was made from."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from lxml import html

from press.outputs import LINEAGE_MIME
from press.registers import origins, written
from tests.press.conftest import WHOLE, Lay, Run, contents


def register(folder: Path, name: str) -> Any:
    """One of the two, read."""
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_every_number_in_the_prose_has_an_entry_with_its_lineage(whole: Path) -> None:
    """The same number printed twice is two entries, each with its own place."""
    first, second = register(whole, "numbers.json")["numbers"]
    line = WHOLE["chapters/numbers.qmd"].split("\n").index("The share is `{python} Number()`.") + 1  # type: ignore[union-attr, arg-type]
    inputs = [
        {"resource": "table", "path": "data/table.csv", "sha256": "0" * 64, "evidence": "real"}
    ]
    assert first == {
        "key": "share",
        "printed": "41 %",
        "value": 0.41,
        "unit": "%",
        "digits": 0,
        "low": 0.3,
        "high": 0.5,
        "n": 100,
        "page": "chapters/numbers.html",
        "anchor": "n-share-1",
        "source": "chapters/numbers.qmd",
        "source_line": line,
        "definition": "A share.",
        "function": "shares.share",
        "file": "shares.py",
        "line": 3,
        "inputs": inputs,
        "evidence": ["real"],
    }
    assert second == {**first, "anchor": "n-share-2", "source_line": line + 1}


def test_anchor_of_a_number_is_in_its_page_and_holds_what_was_printed(whole: Path) -> None:
    """So a reader can be led from the register to the sentence."""
    for entry in register(whole, "numbers.json")["numbers"]:
        page = html.document_fromstring((whole / entry["page"]).read_bytes())
        (element,) = page.xpath("//*[@id=$anchor]", anchor=entry["anchor"])
        assert element.text_content() == entry["printed"]
        assert "number" in element.get("class").split()


def test_every_exhibit_of_a_cell_has_an_entry(whole: Path) -> None:
    """Label, number as printed, caption and place; without lineage its fields are empty."""
    figure, table = register(whole, "numbers.json")["exhibits"]
    source = WHOLE["chapters/exhibits.qmd"].split("\n")  # type: ignore[union-attr, arg-type]
    assert figure == {
        "label": "fig-line",
        "kind": "figure",
        "number": "Figure 2.1",
        "caption": "A line.",
        "page": "chapters/exhibits.html",
        "anchor": "fig-line",
        "source": "chapters/exhibits.qmd",
        "source_line": source.index("#| label: fig-line"),
        "definition": None,
        "function": None,
        "file": None,
        "line": None,
        "inputs": [],
        "evidence": [],
    }
    assert (table["label"], table["kind"], table["number"]) == ("tbl-one", "table", "Table 2.1")


def test_figure_that_is_not_shown_has_no_entry(lay: Lay, press: Run) -> None:
    """Run, but hidden: it has no number and no place in the book."""
    cell = "```{python}\n#| label: fig-%s\n#| %s: false\nprint(1)\n```\n\n"
    chapter = "".join(
        cell % pair for pair in zip("abc", ("include", "output", "eval"), strict=True)
    )
    root = lay({"chapters/x.qmd": chapter})
    assert press("build", "--project", root, "--quiet", "--to", "html") == (0, "")
    assert register(root / "_book", "numbers.json")["exhibits"] == []


def test_hashes_of_inputs_and_outputs_are_those_of_the_files(whole: Path) -> None:
    """Every file of the book but the register itself; every source that was laid out."""
    record = register(whole, "build.json")
    made = {name: data for name, data in contents(whole).items() if name != "build.json"}
    assert record["outputs"] == {n: hashlib.sha256(data).hexdigest() for n, data in made.items()}
    laid_out = contents(whole.parent).items()
    sources = {n: data for n, data in laid_out if not n.startswith(("_book", ".press"))}
    assert record["inputs"] == {n: hashlib.sha256(d).hexdigest() for n, d in sources.items()}


def test_versions_of_everything_that_took_part_are_said(whole: Path) -> None:
    """Enough to make the same book again; nothing of the machine or the day."""
    record = register(whole, "build.json")
    assert list(record) == ["engine", "versions", "packages", "inputs", "outputs"]
    assert set(record["versions"]) == {"python", "pandoc", "typst"}
    assert {"nbclient", "typst", "great-tables"} <= set(record["packages"])
    assert str(whole.parent) not in (whole / "build.json").read_text(encoding="utf-8")


def test_old_books_environments_what_is_made_again_and_hidden_files_are_no_inputs(
    lay: Lay, press: Run
) -> None:
    """A book built elsewhere says the same as one built at home."""
    project = "project: {output-dir: public}\nbook: {title: T, chapters: [index.qmd]}\n"
    root = lay(
        {
            "_quarto.yml": project,
            "chapters/x.qmd": None,
            ".git/HEAD": "x",
            "env/pyvenv.cfg": "",
            "env/lib.py": "",
            "made/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55",
            "made/forms.xlsx": "other bytes each time",
            "__pycache__/a.pyc": b"x",
            "public/build.json": "{}",
        }
    )
    (root / "lost.csv").symlink_to("nowhere")
    elsewhere = root.parent / "elsewhere"
    assert press("build", "--project", root, "--quiet", "--to", "html") == (0, "")
    assert press("build", "--project", root, "--quiet", "--to", "html", "--output", elsewhere) == (
        0,
        "",
    )
    assert list(register(elsewhere, "build.json")["inputs"]) == ["_quarto.yml", "index.qmd"]
    assert contents(elsewhere) == contents(root / "public")


def test_number_printed_in_three_ways_is_told_of_once() -> None:
    """With the anchor of each, in reading order."""
    entries = [
        {"key": "share", "anchor": "n-share-1", "printed": "41%"},
        {"key": "count", "anchor": "n-count-1", "printed": "12"},
        {"key": "share", "anchor": "n-share-2", "printed": "30% to 50%"},
    ]
    first, second = origins(entries)
    assert first.places == (("n-share-1", "41%"), ("n-share-2", "30% to 50%"))
    assert (first.entry, second.entry) == (entries[0], entries[1])


def test_values_are_written_with_the_digits_of_the_register() -> None:
    """And with a true minus."""
    assert (written(1234.0, None), written(-0.256, 2)) == ("1,234", "\N{MINUS SIGN}0.26")


def test_page_says_for_every_number_what_the_register_says(whole: Path) -> None:
    """Each number is a link to it; the evidence of the page stands below its title."""
    page = html.parse(whole / "chapters/numbers.html").getroot()
    links = page.xpath("//span[@class='number']/a/@href")
    assert links == ["#from-share"] * 2
    told = page.get_element_by_id("from-share")
    assert [link.text for link in told.xpath("./p/a")] == ["41 %", "41 %"]
    assert {row[0].text: row[1].text_content().strip() for row in told.xpath(".//dl/div")} == {
        "What": "A share.",
        "Interval": "0 to 0",
        "n": "100",
        "Computed by": "share in shares.py:3",
        "From": "data/table.csv real",
    }
    assert page.xpath("//p[@class='rests-on']/span/text()") == ["real"]


def test_page_names_the_evidence_behind_its_words_too(lay: Lay, press: Run) -> None:
    """A sentence that depends on data has no entry in the register, and rests on them like a number."""
    lineage = {"kind": "words", "evidence": ["made-up"], "inputs": []}
    bundle = {"text/plain": "more", "text/markdown": "more", LINEAGE_MIME: lineage}
    cell = (
        "class Words:\n"
        "    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        f"        return {bundle}\n"
    )
    chapter = f"# A\n\n```{{python}}\n{cell}```\n\nThey trust it `{{python}} Words()`.\n"
    root = lay({"chapters/x.qmd": chapter})
    assert press("build", "--project", root, "--quiet", "--to", "html") == (0, "")
    page = html.parse(root / "_book/chapters/x.html").getroot()
    assert page.xpath("//p[@class='rests-on']/span/text()") == ["made-up"]
    assert register(root / "_book", "numbers.json")["numbers"] == []
