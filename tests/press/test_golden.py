"""Each feature of press as a page of Markdown and what becomes of it: `golden/<feature>.qmd` and `.md`.

The pairs are the manual of what press understands. A page is executed, resolved, and written by Pandoc
as Markdown, as the PDF is given it; `<feature>.html.md` is the same page as the site is given it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from press import pandoc
from press.build import Options, lay, run, settle
from press.chapters import Entry
from press.config import Config
from press.formats import filtered
from press.kept import Kept
from press.language import words_of
from press.progress import Progress
from press.sheets import Layer, Sheet
from press.sources import read_sources
from tests.press.conftest import write_book

GOLDEN = Path(__file__).parent / "golden"
SOURCES = sorted(path.name for path in GOLDEN.glob("[!_]*.*") if path.suffix in {".qmd", ".ipynb"})
FEATURES = [Path(name).stem for name in SOURCES]
APPENDICES = {"appendix"}
LABELS = {
    "fig-labels": "alpha A",
    "tbl-labels": "roman i",
    "eq-labels": "roman",
    "subref-labels": "arabic",
}
SETTINGS: dict[str, dict[str, Any]] = {
    "label-styles": {"words": words_of("en", {}, LABELS)},
    "language": {"words": words_of("de", {}, {})},
    "profiles": {"profiles": ("draft",)},
}
"""What is set for the book of one feature alone."""
BEFORE = {"across-chapters": ["cross-references"], "links": ["sections"]}
"""The chapters that stand before a feature's own; every other page is a book by itself."""
FOR_HTML = sorted(path.name.removesuffix(".html.md") for path in GOLDEN.glob("*.html.md"))
PROJECT = "book: {title: Golden, chapters: [index.qmd]}\nbibliography: citations.bib\n"

Golden = tuple[Config, dict[str, Sheet]]


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Golden:
    """Every golden page, executed: one kernel a page, two at a time."""
    sources = {path.name: path.read_bytes() for path in GOLDEN.iterdir() if path.suffix != ".md"}
    chapters = ", ".join(["index.qmd", *SOURCES])
    project = PROJECT.replace("index.qmd", chapters)
    root = write_book(tmp_path_factory.mktemp("golden"), {**sources, "_quarto.yml": project})
    progress = Progress(quiet=True)
    config, parsed = read_sources(root, progress)
    executed = run(config, parsed, Options(root, jobs=2, cache=False), progress)
    return config, {
        Path(sheet.path).stem: sheet for sheet in lay(Layer(config, Kept(None)), executed)
    }


def resolved(golden: Golden, feature: str, target: str = "typst", **changes: Any) -> str:
    """The page of `feature`, resolved, as the writer of `target` is given it, in Markdown."""
    config, sheets = golden
    book = [sheets[name] for name in (*BEFORE.get(feature, []), feature)]
    if feature in APPENDICES:
        book = [as_appendix(sheet) for sheet in book]
    own = tuple(one for one in config.nocite if one[1] in {s.survey.chapter.path for s in book})
    config = replace(config, nocite=own, **{**SETTINGS.get(feature, {}), **changes})
    settled, _, _ = settle(config, book, Kept(None), Progress(quiet=True))
    blocks = filtered(config, settled[-1].page(), target)
    return pandoc.write(blocks, "markdown-citations-smart")


def as_appendix(sheet: Sheet) -> Sheet:
    """The same page among the appendices of its book."""
    entry = Entry(sheet.survey.entry.path, "appendix")
    page = replace(sheet.page(), entry=entry)
    return replace(sheet, survey=replace(sheet.survey, entry=entry), page=lambda: page)


def compare(text: str, name: str, request: pytest.FixtureRequest) -> None:
    """`text` is what stands in the golden file `name`; with --renew it is written there."""
    file = GOLDEN / name
    if request.config.getoption("--renew", default=False):
        file.write_text(text, encoding="utf-8", newline="\n")
    expected = file.read_text(encoding="utf-8") if file.is_file() else ""
    assert text == expected, (
        f"golden/{name} is no longer what press gives. If the change is meant, renew it with\n"
        "    python -m pytest tests/press/test_golden.py --renew\n"
        "and read the difference before it is committed."
    )


@pytest.mark.parametrize("feature", FEATURES)
def test_page_resolves_to_its_golden_markdown(
    golden: Golden, feature: str, request: pytest.FixtureRequest
) -> None:
    """The page as the PDF is given it."""
    compare(resolved(golden, feature), f"{feature}.md", request)


@pytest.mark.parametrize("feature", FOR_HTML)
def test_page_for_the_site_resolves_to_its_golden_markdown(
    golden: Golden, feature: str, request: pytest.FixtureRequest
) -> None:
    """The page as the site is given it, where that differs."""
    compare(resolved(golden, feature, "html"), f"{feature}.html.md", request)


def test_number_depth_says_down_to_which_level_headings_are_numbered(golden: Golden) -> None:
    """With a depth of one only the chapter is numbered; a reference to a section gives its title."""
    page = resolved(golden, "sections", number_depth=1)
    assert "# [1]{.header-section-number} Sections {#sec-sections}" in page
    assert "\n## First {#sec-first}" in page
    assert "See [Chapter\N{NO-BREAK SPACE}1](/sections.html#sec-sections){.quarto-xref}" in page
    assert "[First](/sections.html#sec-first){.quarto-xref}" in page


def test_without_numbered_sections_no_heading_has_a_number(golden: Golden) -> None:
    """`number-sections: false`: references give titles, and figures count without a chapter."""
    page = resolved(golden, "sections", number_sections=False)
    assert "header-section-number" not in page
    assert "See [Sections](/sections.html#sec-sections){.quarto-xref}" in page


def test_every_golden_page_of_the_folder_belongs_to_a_feature() -> None:
    """No expectation is left behind by a page that is gone."""
    pages = {path.name.partition(".")[0] for path in GOLDEN.glob("*.md")}
    assert pages == set(FEATURES)


README = (Path(pandoc.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_readme_names_every_golden_page_and_no_other() -> None:
    """The list of honoured features and the tests that show them cannot part."""
    honoured = README.partition("\n## Honoured\n")[2]
    rows = re.findall(r"^\| .+ \| `([\w-]+)` \|$", honoured, re.MULTILINE)
    assert set(rows) == set(FEATURES)


def test_reading_guide_names_every_module_once_and_no_other() -> None:
    """A newcomer finds each, in the core or in the rest."""
    guide = README.partition("## Reading guide")[2].partition("\nTo add an option")[0]
    rows = [line for line in guide.splitlines() if line.startswith("| ")]
    told = [name for row in rows for name in re.findall(r"`([a-z_]+)`", row)]
    modules = {path.stem for path in Path(pandoc.__file__).parent.glob("*.py")}
    assert sorted(told) == sorted(modules - {"__init__", "__main__"})
