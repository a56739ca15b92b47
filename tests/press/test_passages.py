"""What citeproc is given of a page: no more than what it may change, and with the same result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from press import pandoc
from press.passages import passages, with_passages
from press.tree import text_of

WORKS = """\
@misc{doe, author = {Doe, Jane}, title = {Works}, date = {2020}}
@misc{roe, author = {Roe, Richard}, title = {Words}, date = {2021}}
@misc{roe2, author = {Roe, Richard}, title = {Deeds}, date = {2021}}
"""
NOTES = """\
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0">
<info><title>Notes</title><id>notes</id><updated>2026-01-01T00:00:00+00:00</updated></info>
<citation><layout suffix="." delimiter="; "><choose>
<if position="ibid"><text value="ibid."/></if>
<else><names variable="author"/><text variable="title" prefix=", "/></else>
</choose></layout></citation>
<bibliography><layout><names variable="author"/><text variable="title" prefix=", "/></layout></bibliography>
</style>
"""
PAGE = """\
# Words of @doe

Many words stand before a sentence that cites [see @doe, pp. 3-4; @roe]. Many more stand behind it,
and @roe2 [p. 5] say *what they "say" [@doe]*. Not all, says @fig-x. "Quoted words" [@roe2], too [-@roe] ... and *so*.

- A word [@doe]; another one[^1], as @doe and (@roe) and @fig-x say.

A page without any, and with @fig-x.

[^1]: Much is said in notes of @doe. *In them*, too: [@roe, ch. 2 and words] (see it), and so on and on.

    A second paragraph of the note.

::: {#refs}
:::
"""


@pytest.mark.parametrize("style", ["in the text", "in notes"])
def test_citations_are_those_that_citeproc_makes_of_the_whole_page(
    tmp_path: Path, style: str
) -> None:
    """The words that it does not see are where they were, and moved punctuation is moved all the same."""
    works, notes = tmp_path / "works.bib", tmp_path / "notes.csl"
    works.write_text(WORKS, encoding="utf-8")
    notes.write_text(NOTES, encoding="utf-8")
    csl = notes if style == "in notes" else None
    blocks = pandoc.read(PAGE.replace("@fig-x", "Figure 1"))
    whole = pandoc.cite(blocks, [works], csl)
    cited = pandoc.cite(passages(blocks), [works], csl)
    assert with_passages(blocks, cited) == whole
    assert "ibid" in str(whole) or csl is None


def test_words_further_off_and_references_are_held_back() -> None:
    """So an edit of them leaves alone what citeproc is given."""
    before = passages(pandoc.read(PAGE))
    edited = PAGE.replace("Many words stand", "Few words stood").replace("Much is", "Little is")
    assert edited.count("Little") == 1
    assert passages(pandoc.read(edited)) == before
    assert passages(pandoc.read(PAGE.replace("cites [see", "quotes [see"))) != before
    assert "Many" not in text_of(before)
    assert "fig-x" not in str(before)


def test_what_was_held_back_is_put_back() -> None:
    """Where citeproc changes nothing, the page is as it was, references in it, too."""
    blocks: list[Any] = pandoc.read(PAGE)
    assert with_passages(blocks, passages(blocks)) == blocks
