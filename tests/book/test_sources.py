"""What every chapter of this book keeps to, seen in the sources alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from press.config import Config
from press.parse import Chapter, Text, parse

ROOT = Path(__file__).resolve().parents[2]
LONGEST_CELL = 10

NOT_PROSE = re.compile(
    r"""
      ^(```|~~~).*?^\1\s*$          # code that is shown
    | <!--.*?-->
    | ^\#+\s.*$                     # section names
    | \$\$.*?\$\$ | \$[^$\n]+\$     # formulas
    | `[^`\n]*`
    | \{[^}\n]*\}                   # attributes
    | \[[^\]]*@[^\]]*\] | @[\w:.-]+ # citations and cross-references
    | \]\([^)]*\) | <https?:[^>]*>  # addresses
    | \[\^[\w-]+\]:?                # footnote marks
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
EXEMPT = re.compile(
    rf"""
      \b\d{{1,2}}\s(?={MONTHS})            # dates
    | \b(19|20)\d\d([-–/]\d\d)?\b          # years, and years such as 2024-25
    | \b(Covid|COVID)-19\b                 # a name
    | \bC\d{{1,2}}\b                       # the names of the study's claims
    | \b(MIT|CC\sBY)\s\d\.\d\b | \bCC\sBY\s4\.0\b | \bv?\d+\.\d+\+?\b(?=\sor\slater)
    """,
    re.VERBOSE,
)


def _prose(chapter: Chapter) -> Iterator[tuple[int, str]]:
    """(line, text) of the chapter's prose, with everything that is not prose blanked out."""
    text = "".join(
        part.text if isinstance(part, Text) else "\n" * getattr(part, "code", "").count("\n")
        for part in chapter.parts
    )
    blank = NOT_PROSE.sub(lambda match: "\n" * match[0].count("\n"), text)
    for number, line in enumerate(blank.split("\n"), start=1):
        yield number, EXEMPT.sub("", line)


def test_every_chapter_file_is_in_the_book(sources: tuple[Config, list[Chapter]]) -> None:
    """A chapter on disk that `_quarto.yml` does not name would silently be left out."""
    listed = {entry.path for entry in sources[0].entries}
    on_disk = {path.relative_to(ROOT).as_posix() for path in (ROOT / "chapters").glob("*.qmd")}

    assert on_disk | {"index.qmd"} == listed


def test_no_cell_is_longer_than_ten_lines(sources: tuple[Config, list[Chapter]]) -> None:
    """A longer cell is a function that has not been written."""
    long = [
        f"{chapter.path}:{cell.line}"
        for chapter in sources[1]
        for cell in chapter.cells
        if cell.code.count("\n") >= LONGEST_CELL
    ]

    assert long == []


def test_every_exhibit_has_a_caption_and_every_figure_its_own_alternative_text(
    sources: tuple[Config, list[Chapter]],
) -> None:
    """Who cannot see a figure is told what it shows, in other words than the caption's."""
    wanting = []
    for chapter in sources[1]:
        for cell in chapter.cells:
            options = cell.options
            figure = options.label.startswith("fig-")
            caption = options.fig_cap if figure else options.tbl_cap
            if options.label.startswith(("fig-", "tbl-")) and not caption.endswith("."):
                wanting.append(f"{chapter.path}:{cell.line}: no caption that is a sentence")
            alts = options.fig_alt if figure else ()
            if any(len(alt) < 40 or alt == options.fig_cap for alt in alts):
                wanting.append(f"{chapter.path}:{cell.line}: no alternative text of its own")

    assert wanting == []


def test_every_exhibit_is_spoken_of_in_its_chapter(
    sources: tuple[Config, list[Chapter]],
) -> None:
    """An exhibit that no sentence mentions has no reason to be there."""
    unmentioned = [
        f"{chapter.path}: {cell.options.label}"
        for chapter in sources[1]
        for cell in chapter.cells
        if cell.options.label.startswith(("fig-", "tbl-"))
        and f"@{cell.options.label}" not in chapter.source
    ]

    assert unmentioned == []


def test_no_number_is_typed_in_the_prose(sources: tuple[Config, list[Chapter]]) -> None:
    """Every figure in a sentence is computed; years, dates and names are not figures."""
    typed = [
        f"{chapter.path}: {line.strip()}"
        for chapter in sources[1]
        for _, line in _prose(chapter)
        if re.search(r"\d", line)
    ]

    assert typed == []


def test_no_line_ends_between_n_and_its_number(sources: tuple[Config, list[Chapter]]) -> None:
    """The spaces on both sides of the sign are such as no line ends at."""
    torn = [chapter.path for chapter in sources[1] if "n = `" in (ROOT / chapter.path).read_text()]

    assert torn == []


def test_a_typed_number_would_be_found() -> None:
    """The check above can fail: a percentage in a sentence is seen, a year is not."""
    text = "In 2023 it was 62% [@a, p. 3].\n"
    chapter = parse("x.qmd", text, {})

    assert [line for _, line in _prose(chapter) if re.search(r"\d", line)] == ["In  it was 62% ."]


def test_no_chapter_depends_on_press(sources: tuple[Config, list[Chapter]]) -> None:
    """The real Quarto renders the same sources."""
    using = [
        chapter.path
        for chapter in sources[1]
        for cell in chapter.cells
        if re.search(r"\bpress\b", cell.code)
    ]

    assert using == []
