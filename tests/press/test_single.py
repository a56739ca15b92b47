"""The book in one file: links within it, ids of its own, nothing beside it."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from urllib.parse import quote

import pytest

from press.markup import tree_of
from press.single import gathered, inner_html, policy, with_media, with_pages

HOME = '<h1 id="sec-home">Home</h1><p id="fn1"><a href="chapters/x.html#fn1">x</a></p>'
OTHER = (
    '<h1 id="sec-x">X</h1><p id="fn1"><a href="#fn1">1</a> <a href="../index.html">home</a> '
    '<a href="../index.html#sec-home">sec</a> <a href="https://example.org/#fn1">out</a> <a href="x.qmd">file</a></p>'
    '<img src="x_files/a.svg" alt="A"><table><tr><td headers="fn1 own" id="own">1</td></tr></table>'
)


def test_links_between_pages_become_links_within_the_file() -> None:
    """Every id gets its page before it, as two pages may have the same; what leads out of the book stays."""
    pages = {"index.html": tree_of(HOME), "chapters/x.html": tree_of(OTHER)}
    media = {"chapters/x_files/a.svg": b"<svg/>"}
    home, other = (
        with_media(inner_html(gathered(page, tree, pages, media)), media)
        for page, tree in pages.items()
    )
    assert home == (
        '<h1 id="page-index.sec-home">Home</h1>'
        '<p id="page-index.fn1"><a href="#page-chapters-x.fn1">x</a></p>'
    )
    assert 'id="page-chapters-x.fn1"><a href="#page-chapters-x.fn1">1</a>' in other
    assert '<a href="#page-index">home</a> <a href="#page-index.sec-home">sec</a>' in other
    assert '<a href="https://example.org/#fn1">out</a> <a href="x.qmd">file</a>' in other
    assert 'headers="page-chapters-x.fn1 page-chapters-x.own" id="page-chapters-x.own"' in other
    assert f'src="data:image/svg+xml;base64,{base64.b64encode(b"<svg/>").decode()}"' in other


def test_styles_of_a_page_still_find_its_elements() -> None:
    """Tables that come with their styles, and drawings that name parts of themselves, look as on their page."""
    given = (
        '<div id="T_1"><style>#T_1 td, #T_1:hover { color: #fff }</style></div>'
        '<svg><path id="p"></path><use href="#p" fill="url(#p)" style="color: #abc"></use></svg>'
    )
    shown = inner_html(gathered("x.html", tree_of(given), {"x.html"}, ()))
    assert r"#page-x\.T_1 td, #page-x\.T_1:hover { color: #fff }" in shown
    assert r'href="#page-x.p" fill="url(#page-x\.p)" style="color: #abc"' in shown


def test_styles_of_the_author_find_an_id_with_its_page_before_it() -> None:
    """In selectors, in rules within others too; a colour is none."""
    assert with_pages("@media print { #a td, p { color: #abc; & #b { top: 0 } } }") == (
        '@media print { :is(#a, [id$=".a"]) td, p { color: #abc; & :is(#b, [id$=".b"]) { top: 0 } } }'
    )


@pytest.mark.parametrize("name", ["a b.svg", "it's.svg", "ü.svg", "a&b.svg", '"a".svg'])
def test_picture_of_any_name_is_held_within_the_file(name: str) -> None:
    """However HTML writes the name: with entities, or with letters in per cent."""
    media = {f"chapters/x_files/{name}": b"<svg/>"}
    for source in (quote(f"x_files/{name}"), escape(f"x_files/{name}")):
        tree = tree_of(f'<img src="{source}" alt="A">')
        shown = with_media(inner_html(gathered("chapters/x.html", tree, (), media)), media)
        assert shown.startswith('<img src="data:image/svg+xml;base64,')


@pytest.mark.parametrize("script", ["let a = 1;", "ü"])
def test_policy_allows_the_scripts_of_the_file_and_no_other(script: str) -> None:
    """By the hash of each."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'; style-src" in policy([script])
    assert policy([script]).startswith("default-src 'none'")
