"""How a tree is walked and changed: from the outside in, once, and never in place."""

from __future__ import annotations

import copy
from typing import Any

from press.pandoc import Node, read
from press.tree import identifiers, link, para, span, string, text_of, transform, walk

TEXT = """\
# One [two](a) {#one}

A *word [three](b)* and `code`, [see @doe [four](c)].

| a          | b |
|------------|---|
| [five](d)  | 6 |

![Six [seven](e)](f.png){#fig-f}
"""


def words_of(nodes: list[Node]) -> list[str]:
    """The words of each element."""
    return [text_of(node) for node in nodes]


def test_elements_are_found_in_reading_order_wherever_they_stand() -> None:
    """In headings, citations, cells of tables and captions, and in one another."""
    blocks = read(TEXT)
    links = [text_of(node) for node in walk(blocks[:3], "Link")]
    assert links == ["two", "three", "four", "five"]
    assert [node["t"] for node in walk(blocks[1:2], "Emph", "Link", "Cite")] == [
        *("Emph", "Link", "Cite", "Link")
    ]
    assert identifiers(blocks) == ["one", "fig-f"]


def test_functions_are_called_for_the_elements_that_they_are_named_for() -> None:
    """Each once, in the order of reading, the outer before the inner."""
    called: list[str] = []

    def seen(node: Node) -> Node:
        called.append(node["t"])
        return node

    blocks = read("*a [b](c)* **d**")
    transform(blocks, {"Link": seen, "Emph": seen, "Para": seen})
    assert called == ["Para", "Emph", "Link"]


def test_words_have_their_quotation_marks_and_no_footnotes() -> None:
    """As a title is repeated in the navigation, in references and in citations."""
    assert text_of(read("The \"'best' one\" `x`^[A note.] of $a$")) == "The “‘best’ one” x of a"


def test_list_replaces_an_element_and_nothing_in_it_is_visited() -> None:
    """It may hold the element itself, several elements, or none."""
    inner = link([string("b")], "x")
    tree = [para([span([inner]), string("a"), span([])])]
    lists: list[list[Node]] = [[span([inner]), string("c")], []]
    changed = transform(tree, {"Span": lambda _: lists.pop(0), "Link": lambda _: [string("no")]})
    assert changed == [para([span([inner]), string("c"), string("a")])]


def test_element_that_replaces_another_is_gone_into_and_not_visited_itself() -> None:
    """So a function need not change what is within."""
    tree = [para([span([span([string("a")], "inner")], "outer")])]

    def renamed(node: Node) -> Node:
        (identifier, *_), inlines = node["c"]
        return span(inlines, f"{identifier}-1")

    assert transform(tree, {"Span": renamed}) == [
        para([span([span([string("a")], "inner-1")], "outer-1")])
    ]


def test_tree_is_never_changed_in_place_and_shares_what_stays() -> None:
    """Where nothing changes it is the very same; what stands beside a change is."""
    blocks: list[Any] = read(TEXT)
    before = copy.deepcopy(blocks)
    assert transform(blocks, {"Link": lambda node: node, "Figure": lambda node: node}) is blocks
    changed = transform(blocks, {"Link": lambda node: node["c"][1]})
    assert blocks == before
    assert not list(walk(changed, "Link"))
    assert words_of(changed) == words_of(blocks)
    assert transform(blocks, {"Emph": lambda _: []})[0] is blocks[0]
