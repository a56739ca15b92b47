"""Numbers and references: what the golden pages do not show."""

from __future__ import annotations

from collections.abc import Sequence

from press.chapters import Entry, Role
from press.checks import check
from press.crossref import Index, index_of, resolve, styled
from press.document import Page, outline
from press.language import words_of
from press.parse import parse
from press.progress import Progress
from press.shapes import NBSP
from press.sources import read_book
from press.survey import survey
from press.tree import attributes, text_of, walk
from tests.press.conftest import Lay


def page(path: str, source: str, role: Role = "chapter") -> Page:
    """The page of one chapter, before anything is executed."""
    return outline(Entry(path, role), parse(path, source, {}))


def numbered(*pages: Page) -> Index:
    """The numbers of a book with numbered sections, three levels deep."""
    return index_of([survey(page) for page in pages], number_sections=True, depth=3)


def names(index: Index, labels: Sequence[str]) -> list[str]:
    """How the targets `labels` are printed."""
    return [index.targets[label].name.replace(NBSP, " ") for label in labels]


def test_home_page_has_no_number_and_does_not_count() -> None:
    """The first chapter behind it is the first; figures of the home page have plain numbers."""
    figure = "::: {#fig-%s}\nx\n\nCaption.\n:::\n"
    home = page("index.qmd", "# Home\n\n" + figure % "home")
    first = page("x.qmd", "# X\n\n" + figure % "x")
    index = numbered(home, first)
    assert index.chapters == {"index.html": "", "x.html": "1"}
    assert names(index, ["fig-home", "fig-x"]) == ["Figure 1", "Figure 1.1"]


def test_unnumbered_chapter_does_not_count() -> None:
    """The one behind it goes on where the one before it stopped."""
    index = numbered(page("a.qmd", "# A"), page("b.qmd", "# B {-}"), page("c.qmd", "# C"))
    assert index.chapters == {"a.html": "1", "b.html": "", "c.html": "2"}


def test_labels_count_in_letters_and_in_roman_numerals() -> None:
    """From the letter that is named on, and doubled behind the last one."""
    assert [styled(number, "alpha") for number in (1, 26, 27)] == ["a", "z", "aa"]
    assert [styled(number, "alpha X") for number in (1, 3, 4)] == ["X", "Z", "AA"]
    assert [styled(number, "roman i") for number in (4, 9, 14, 40)] == ["iv", "ix", "xiv", "xl"]
    assert [styled(number, "roman") for number in (3, 90)] == ["III", "XC"]
    assert styled(12, "arabic") == "12"


def test_a_chapter_may_have_another_title_in_each_format(lay: Lay) -> None:
    """No reader sees both, so that neither has the other's number."""
    title = "::: {.content-visible when-format=%s}\n# %s\n:::\n\n"
    source = title % ("html", "The site") + title % ("typst", "The PDF")
    assert read_book(lay({"chapters/x.qmd": source}), Progress(quiet=True))


def test_appendices_have_letters_of_their_own() -> None:
    """They count apart from the chapters; their sections follow the letter."""
    index = numbered(
        page("a.qmd", "# A {#sec-a}"),
        page("p.qmd", "# P {#sec-p}\n\n## Q {#sec-q}", "appendix"),
        page("r.qmd", "# R {#sec-r}", "appendix"),
    )
    assert names(index, ["sec-a", "sec-p", "sec-q", "sec-r"]) == [
        "Chapter 1",
        "Appendix A",
        "Section A.1",
        "Appendix B",
    ]


def test_figures_tables_and_equations_count_apart_in_every_chapter() -> None:
    """Each kind begins at one."""
    body = (
        "::: {#fig-%s}\nx\n\nC.\n:::\n\n::: {#tbl-%s}\nx\n\nC.\n:::\n\n$$a$$ {#eq-%s}\n\n"
        "::: {#fig-%s2}\nx\n\nC.\n:::\n"
    )
    index = numbered(*(page(f"{n}.qmd", f"# {n}\n\n" + body % (n, n, n, n)) for n in "ab"))
    assert names(index, ["fig-a", "fig-a2", "tbl-a", "eq-a", "fig-b", "fig-b2"]) == [
        "Figure 1.1",
        "Figure 1.2",
        "Table 1.1",
        "Equation 1.1",
        "Figure 2.1",
        "Figure 2.2",
    ]


def test_deeper_counts_start_again_below_every_heading() -> None:
    """1.1.1, 1.1.2, 1.2, 1.2.1."""
    headings = "# A\n\n## B\n\n### C {#sec-c}\n\n### D {#sec-d}\n\n## E\n\n### F {#sec-f}\n"
    index = numbered(page("a.qmd", headings))
    assert names(index, ["sec-c", "sec-d", "sec-f"]) == [
        "Section 1.1.1",
        "Section 1.1.2",
        "Section 1.2.1",
    ]


def test_labelled_cell_counts_before_it_is_executed() -> None:
    """So a reference to it can be checked without running anything."""
    draft = page("a.qmd", "See @fig-a.\n\n```{python}\n#| label: fig-a\n1\n```\n")
    assert names(numbered(draft), ["fig-a"]) == ["Figure 1.1"]
    assert list(check([survey(draft)], set())) == []


def test_number_stands_before_the_caption_and_leaves_the_caption_as_it_was() -> None:
    """An empty caption has the number alone."""
    draft = page("a.qmd", "::: {#fig-a}\nx\n\nWords.\n:::\n\n::: {#fig-b}\nx\n:::\n")
    found = resolve(draft, numbered(draft), depth=3)
    figures = list(walk(found.blocks, "Figure"))
    captions = [text_of(node["c"][1]).replace(NBSP, " ") for node in figures]
    assert captions == ["Figure 1.1: Words.", "Figure 1.2"]


def test_reference_leads_to_the_page_of_its_target() -> None:
    """Whatever page it stands on; both writers make the path their own."""
    pages = [page("index.qmd", "See @sec-x."), page("chapters/x.qmd", "# X {#sec-x}")]
    found = resolve(pages[0], numbered(*pages), depth=3)
    (link,) = walk(found.blocks, "Link")
    assert link["c"][2][0] == "/chapters/x.html#sec-x"
    assert attributes(link)[1] == ["quarto-xref"]


def test_reference_at_the_head_of_a_sentence_begins_with_a_capital() -> None:
    """Where the project writes its words small."""
    words = words_of("en", {}, {"fig-prefix": "figure"})
    draft = page("a.qmd", "@Fig-a and @fig-a.\n\n::: {#fig-a}\nx\n\nWords.\n:::\n")
    index = index_of([survey(draft)], number_sections=True, depth=3, words=words)
    links = walk(resolve(draft, index, depth=3).blocks, "Link")
    assert [text_of(link).replace(NBSP, " ") for link in links] == ["Figure 1.1", "figure 1.1"]


def test_line_of_a_reference_is_that_of_its_own_key() -> None:
    """`@fig-a` is not found in `@fig-ab`, which stands above it and is sound."""
    source = "See @fig-ab.\n\n::: {#fig-ab}\nx\n\nC.\n:::\n\nSee @fig-a.\n"
    (problem,) = check([survey(page("a.qmd", source))], set())
    assert (problem.what, problem.line) == ("@fig-a refers to nothing", 9)


def test_reference_to_nothing_is_reported_once_a_chapter() -> None:
    """However often it stands there."""
    lost = page("a.qmd", "@tbl-x and @tbl-x and [@tbl-x].")
    assert len(list(check([survey(lost)], set()))) == 1
