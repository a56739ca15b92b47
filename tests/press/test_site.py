"""The site: links that lead somewhere, navigation in the order of the book, and no word to the network."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html

from press.navigation import relative
from tests.press.conftest import HOSTILE, PROJECT, Lay, Run

PAGES = [
    "index.html",
    "chapters/numbers.html",
    "chapters/exhibits.html",
    "references.html",
    "more.html",
]

FOREIGN_WORDS = {"minisearch.js", "sections.js", "targets.js"}
"""Scripts that are not ours, or hold the words of the book, which may well say `https:`."""


def tree(folder: Path, page: str) -> html.HtmlElement:
    """One page, read."""
    return html.document_fromstring((folder / page).read_bytes())


def words(element: html.HtmlElement) -> str:
    """The text of an element on one line, plain spaces between the words."""
    return " ".join(element.text_content().replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_an_anchor_of_the_site(whole: Path, page: str) -> None:
    """Links, pictures, styles and scripts; spaces in names are encoded."""
    for element, name, target, _ in tree(whole, page).iterlinks():
        if target.startswith(("https://example.org/", "data:")):
            continue
        assert name in {"href", "src"}, element
        path, _, anchor = target.partition("#")
        found = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path)))
        there = found if path else page
        assert (whole / there).is_file(), f"{page}: {target}"
        if anchor:
            assert tree(whole, there).xpath("//*[@id=$anchor]", anchor=anchor), f"{page}: {target}"


@pytest.mark.parametrize("page", PAGES)
def test_no_request_leaves_the_page(whole: Path, page: str) -> None:
    """Scripts, styles, pictures and fonts are the book's own; only a reader's click goes elsewhere."""
    for element, _, target, _ in tree(whole, page).iterlinks():
        if element.tag != "a":
            assert not re.match(r"[a-z]+:|//", target.removeprefix("data:")), target
    for style in (whole / "site").glob("*.css"):
        assert not re.search(r"@import|url\(", style.read_text(encoding="utf-8"))
    own = [path for path in whole.rglob("*.js") if path.name not in FOREIGN_WORDS]
    scripts = "".join(path.read_text(encoding="utf-8") for path in own)
    assert not re.search(r"fetch\(|XMLHttpRequest|import\(|https?:", scripts)


POLICY = "//meta[@http-equiv='Content-Security-Policy']/@content"


@pytest.mark.parametrize("page", [*PAGES, "404.html", "whole.html"])
def test_page_forbids_the_browser_whatever_is_not_the_books(whole: Path, page: str) -> None:
    """Scripts written into the page least of all, but for those whose hash it names."""
    (policy,) = tree(whole, page).xpath(POLICY)
    assert policy.startswith("default-src 'none'; ")
    (scripts,) = re.findall("script-src ([^;]+);", policy)
    assert "unsafe" not in scripts
    assert not re.search(r"https?:|\*", policy)


def test_author_who_brings_scripts_may_run_them(lay: Lay, press: Run) -> None:
    """In the head of every page, or in one chapter; the other pages keep their policy."""
    head = "\nformat: {html: {include-in-header: head.html}}\n"
    for name, files in {
        "head": {"_quarto.yml": PROJECT + head, "head.html": "<script>let a = 1;</script>"},
        "body": {"index.qmd": "# Home\n\n```{=html}\n<script>let a = 1;</script>\n```\n"},
    }.items():
        root = lay(files, name)
        assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")
        found = {
            page: tree(root / "_book", page).xpath(POLICY)
            for page in ("index.html", "chapters/x.html")
        }
        assert found["index.html"] == []
        assert bool(found["chapters/x.html"]) == (name == "body")


@pytest.mark.parametrize("page", PAGES)
def test_every_id_of_a_page_is_its_own(whole: Path, page: str) -> None:
    """Two elements with one id would make a link ambiguous."""
    ids = tree(whole, page).xpath("//@id")
    assert sorted(set(ids)) == sorted(ids)


def test_navigation_lists_the_chapters_in_the_order_of_the_book(whole: Path) -> None:
    """A part stands over its chapters alone; what follows the part follows it here."""
    (menu,) = tree(whole, "chapters/numbers.html").xpath("//nav[@id='chapters']")
    lines = [words(line) for line in menu.xpath(".//p[@class='part'] | .//li")]
    assert lines == ["Preface", "Part One", "1 Numbers", "2 Exhibits", "References", "A More"]
    (current,) = menu.xpath(".//a[@aria-current='page']")
    assert words(current) == "1 Numbers"


@pytest.mark.parametrize("page", PAGES)
def test_navigation_of_every_page_leads_to_all_and_marks_the_page_itself(
    whole: Path, page: str
) -> None:
    """The pages of a folder share one list of the chapters; each marks itself in it, and no other."""
    (menu,) = tree(whole, page).xpath("//nav[@id='chapters']")
    folder = posixpath.dirname(page)
    led = {
        posixpath.normpath(posixpath.join(folder, link.get("href"))): link.get("aria-current")
        for link in menu.xpath(".//li/a")
    }
    assert led == {path: "page" if path == page else None for path in PAGES}


def test_previous_and_next_lead_through_the_whole_book(whole: Path) -> None:
    """From the home page to the last appendix and back."""
    for rel, pages in (("next", PAGES), ("prev", PAGES[::-1])):
        page, walked = pages[0], [pages[0]]
        while links := tree(whole, page).xpath(f"//a[@rel='{rel}']/@href"):
            page = posixpath.normpath(posixpath.join(posixpath.dirname(page), links[0]))
            walked.append(page)
        assert walked == pages


def test_contents_of_a_page_lists_its_sections_with_their_numbers(whole: Path) -> None:
    """Down to the third level, which is the default; a callout's title is no section."""
    (contents,) = tree(whole, "chapters/numbers.html").xpath("//aside//ol")
    entries = [(words(line), line.xpath("./a/@href")[0]) for line in contents.xpath("./li")]
    assert entries == [
        ("1.1 What is counted", "#what-is-counted"),
        ("1.1.1 Deeper", "#deeper"),
    ]


def test_code_is_folded_under_the_words_of_the_project(whole: Path) -> None:
    """Closed until it is asked for; the output stands outside."""
    page = tree(whole, "chapters/exhibits.html")
    folds = page.xpath("//details[contains(@class, 'code-fold')]")
    assert [words(fold.find("summary")) for fold in folds] == ["Look inside"] * 2
    assert all("open" not in fold.attrib for fold in folds)
    assert "plt.plot" in words(folds[0])
    assert not folds[0].xpath(".//img")


@pytest.mark.parametrize(("fold", "folds"), [("show", 1), ("false", 0)])
def test_code_may_be_shown_open_or_not_folded(lay: Lay, press: Run, fold: str, folds: int) -> None:
    """`code-fold: show` opens it, `false` leaves the plain block."""
    book = "book: {title: T, chapters: [index.qmd]}\n"
    project = f"{book}format: {{html: {{code-fold: {fold}}}}}\n"
    cell = "```{python}\n#| eval: false\n1\n```\n"
    root = lay({"_quarto.yml": project, "index.qmd": cell})
    assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")
    page = tree(root / "_book", "index.html")
    assert len(page.xpath("//details[@open]")) == folds
    assert words(page.xpath("//pre")[0]) == "1"


def test_figure_has_its_alt_text_and_its_number(whole: Path) -> None:
    """The alt text is not the caption said twice."""
    page = tree(whole, "chapters/exhibits.html")
    (figure,) = page.xpath("//figure[@id='fig-line']")
    assert figure.xpath(".//img/@alt") == ["A line that rises."]
    assert words(figure.find("figcaption")) == "Figure 2.1: A line."


def test_math_is_mathml_which_needs_no_script(whole: Path) -> None:
    """The browser sets it by itself."""
    page = tree(whole, "chapters/numbers.html")
    assert page.xpath("//*[local-name()='math']")
    assert words(page.xpath("//*[@id='eq-one']//*[@class='equation-number']")[0]) == "(1.1)"


def test_text_from_data_prints_as_it_is_and_does_nothing(whole: Path) -> None:
    """In a sentence and in a table: no element, no link and no script comes of it."""
    page = tree(whole, "chapters/numbers.html")
    assert f"From data: {HOSTILE}." in words(page)
    for name in PAGES:
        found = tree(whole, name)
        assert all(script.get("src") for script in found.iter("script"))
        assert not found.xpath("//a[starts-with(@href, 'javascript')]")
    assert "<script>alert(2)</script>" in words(tree(whole, "chapters/exhibits.html"))


def test_title_and_authors_are_escaped_in_the_head(whole: Path) -> None:
    """A title may hold an ampersand or an angle."""
    page = tree(whole, "chapters/numbers.html")
    assert words(page.find(".//title")) == "1 Numbers – A Whole Book & <more>"
    assert page.xpath("//meta[@name='author']/@content") == ["Ann Author", "Ben Writer"]
    assert page.get("lang") == "en-GB"


@pytest.mark.parametrize(
    ("target", "page", "expected"),
    [
        ("/index.html", "chapters/x.html", "../index.html"),
        ("/chapters/y.html#a", "chapters/x.html", "y.html#a"),
        ("/chapters/x.html#a", "chapters/x.html", "#a"),
        ("/chapters/x.html", "index.html", "chapters/x.html"),
        ("/", "chapters/x.html", "../index.html"),
        ("/my dot.svg", "index.html", "my%20dot.svg"),
        ("#a", "index.html", "#a"),
    ],
)
def test_paths_from_the_root_become_relative_to_their_page(
    target: str, page: str, expected: str
) -> None:
    """So the site works in any folder, and from a disk."""
    assert relative(target, page) == expected


def test_chapter_may_leave_out_its_contents_and_name_where_to_mend_it(lay: Lay, press: Run) -> None:
    """`toc: false` of one chapter alone; `repo-actions` with the branch and the folder of the repository."""
    project = (
        "book:\n  title: T\n  author: A\n  chapters: [index.qmd, chapters/x.qmd]\n"
        "  repo-url: https://example.org/r/\n  repo-branch: dev\n  repo-subdir: book\n"
        "  repo-actions: [edit, issue, source]\n"
    )
    chapter = "---\nformat:\n  html:\n    toc: false\n---\n\n# X\n\n## Below\n"
    files = {"_quarto.yml": project, "index.qmd": "# Home\n\n## Below\n", "chapters/x.qmd": chapter}
    root = lay(files)
    assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")
    home, page = (tree(root / "_book", name) for name in ("index.html", "chapters/x.html"))
    assert [len(one.xpath("//aside[@id='contents']//li")) for one in (home, page)] == [1, 0]
    assert page.xpath("//section[@class='page-end']//a[contains(@href, 'example.org')]/@href") == [
        "https://example.org/r/edit/dev/book/chapters/x.qmd",
        "https://example.org/r/issues/new",
        "https://example.org/r/blob/dev/book/chapters/x.qmd",
    ]
