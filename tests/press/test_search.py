"""What the search and the cards are given to know of a page."""

from __future__ import annotations

import json

from press.markup import tree_of
from press.search import previews_of, previews_script, sections_of, sections_script

PAGE = """
<h1 id="top-of-it">4 The setting<a class="anchor" href="#top-of-it">#</a></h1>
<!-- a comment of the author's -->
<p class="rests-on">Kinds of evidence: published</p>
<p>Some <em>first</em> words.</p>
<pre><code>no_words_of_code</code></pre>
<h2 id="below">4.1 Below</h2>
<table><tr><td>one</td><td>two</td></tr></table>
<figure id="fig-x" class="float-fig"><img src="x_files/fig-x.svg" alt="A line."><figcaption>Figure 4.1: X. <a href="#y">See</a></figcaption></figure>
<details class="behind"><summary>Data</summary>not its words</details>
<div id="ref-doe" class="csl-entry">Doe. Works.</div>
"""


def test_each_section_has_its_own_words_and_no_code() -> None:
    """Cells of a table stand apart; what press adds to a chapter is not its words."""
    sections = list(sections_of("chapters/x.html", "4 The setting", tree_of(PAGE)))
    assert [(s["anchor"], s["title"], s["text"]) for s in sections] == [
        ("top-of-it", "4 The setting", "Some first words."),
        ("below", "4.1 Below", "one two Figure 4.1: X. See Doe. Works."),
    ]
    assert {s["page"] for s in sections} == {"chapters/x.html"}


def test_page_without_a_heading_is_found_by_its_name() -> None:
    """As a whole."""
    (section,) = sections_of("x.html", "X", tree_of("<p>Words.</p>"))
    assert (section["anchor"], section["title"], section["text"]) == ("", "X", "Words.")


def test_card_shows_what_the_link_leads_to() -> None:
    """A section by its first paragraph, a figure whole, a work; nothing in it is a link or has an id."""
    shown = dict(previews_of("chapters/x.html", tree_of(PAGE)))
    assert shown["chapters/x.html#top-of-it"] == (
        "<p><strong>4 The setting</strong></p><p>Some <em>first</em> words.</p>"
    )
    assert shown["chapters/x.html#below"] == "<p><strong>4.1 Below</strong></p>"
    assert 'src="chapters/x_files/fig-x.svg"' in shown["chapters/x.html#fig-x"]
    assert shown["chapters/x.html#ref-doe"] == '<div class="csl-entry">Doe. Works.</div>'
    assert not any(mark in "".join(shown.values()) for mark in ("<a", "id=", "href="))


def test_card_of_a_large_table_is_its_caption() -> None:
    """A card is for a glance."""
    rows = "<tr><td>word</td></tr>" * 400
    page = f'<figure id="tbl-x" class="float-tbl"><table>{rows}</table><figcaption>Table 1: X.</figcaption></figure>'
    assert dict(previews_of("x.html", tree_of(page))) == {
        "x.html#tbl-x": "<figcaption>Table 1: X.</figcaption>"
    }


def test_words_of_the_book_cannot_end_the_script_that_holds_them() -> None:
    """And what the script holds is what was given to it."""
    section = {"page": "x.html", "text": "</script><script>alert(1)</script>"}
    script = sections_script([section]).decode()
    assert "</script" not in script
    assert json.loads(script.removeprefix("window.bookSections = ").rstrip(";\n")) == [
        {"id": 0, **section}
    ]
    assert previews_script([("x.html#a", "<p>A</p>")]) == (
        b'window.bookPreviews = {"x.html#a":"<p>A<\\/p>"};\n'
    )
