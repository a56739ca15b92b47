"""What the book has to know of a page in order to number it, to check it and to cite for it.

Comes in: a page as it stands before anything is numbered. Goes out: a `Survey`, which is small, can be
kept as JSON, and spares whoever asks the page's whole tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from press import layout, listtables
from press.chapters import Entry
from press.config import Config
from press.document import REMOTE, Page
from press.formats import FORMATS, shown
from press.pandoc import Node
from press.parse import Chapter
from press.passages import passages
from press.shapes import CONDITIONAL, WIDTHS, counted_kind, keys_of
from press.tree import alternative, attributes, identifiers, text_of, transform, walk

Picture = tuple[str, str, str]
"""Source, alternative text and caption of a picture in the text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a page that a number may be given to: a heading (`sec`), a figure, a table, …"""

    kind: str
    label: str
    level: int = 0
    numbered: bool = True
    title: str = ""
    whole: str = ""
    """The label of the figure that this one is a part of, and its place among the parts, from 1."""
    part: int = 0


@dataclass(frozen=True, slots=True)
class Survey:
    """A page as the rest of the book sees it."""

    entry: Entry
    chapter: Chapter = field(repr=False)
    numbered: bool
    """Whether its first heading of the first level may have a number."""
    anchor: str
    """Where its first heading is."""
    marks: Sequence[Mark]
    identifiers: Sequence[str]
    citations: Sequence[Sequence[str]]
    """The keys of each citation and reference, in reading order."""
    links: Sequence[str]
    layouts: Sequence[tuple[str, str]]
    """Layouts, and tables written as lists, that could not be read, and so were left as they stand."""
    passages: Sequence[Node] = field(repr=False)
    """What citeproc has to read of it (`passages.py`)."""
    pictures: Sequence[Picture] = ()
    apart: Mapping[str, tuple[Sequence[str], Sequence[str]]] = field(default_factory=dict)
    """Where formats differ in them: the identifiers and the keys that each shows."""

    def identifiers_in(self, target: str) -> Sequence[str]:
        """The identifiers that a format shows."""
        return self.apart[target][0] if self.apart else self.identifiers

    def keys_in(self, target: str) -> Sequence[str]:
        """The keys of all citations and references that a format shows."""
        return self.apart[target][1] if self.apart else list(chain.from_iterable(self.citations))

    @property
    def path(self) -> str:
        """The page's place in the site, from its root."""
        return self.chapter.page


def survey(page: Page) -> Survey:
    """The survey of a page."""
    return surveyed(page.entry, page.chapter, told(page))


def surveyed(entry: Entry, chapter: Chapter, content: dict[str, Any]) -> Survey:
    """The survey that `told` told as JSON."""
    return Survey(entry, chapter, **{**content, "marks": [Mark(*one) for one in content["marks"]]})


def told(page: Page, config: Config | None = None) -> dict[str, Any]:
    """What a survey says of a page, as JSON; with the book's configuration also in which formats things are shown."""
    nodes = list(walk(page.blocks, "Header", "Figure", "Table", "Div", "Span", "Cite", "Link"))
    top = next((n for n in page.blocks if n["t"] == "Header" and n["c"][0] == 1), None)
    first = next((node for node in page.blocks if node["t"] == "Header"), None)
    links = (node["c"][2][0] for node in nodes if node["t"] == "Link")
    return {
        "numbered": top is None or "unnumbered" not in attributes(top)[1],
        "anchor": attributes(first)[0] if first else "",
        "marks": list(_marks(nodes)),
        "identifiers": identifiers(page.blocks),
        "citations": [keys_of(node) for node in nodes if node["t"] == "Cite"],
        "links": [target for target in links if not REMOTE.match(target)],
        "layouts": list(_unread_layouts(nodes)),
        "passages": passages(page.blocks),
        "pictures": _pictures(page.blocks),
        "apart": _apart(page, config, nodes) if config else {},
    }


def _apart(page: Page, config: Config, nodes: list[Node]) -> dict[str, list[list[str]]]:
    """For each format what it shows, if anything that can be referred to, or a reference, has conditions."""
    conditional = [node for node in nodes if CONDITIONAL & set(attributes(node)[1])]
    if not any(True for _ in walk(conditional, "Cite")) and not identifiers(conditional):
        return {}
    found = {}
    for target in FORMATS:
        blocks = shown(config, page, page.blocks, target)
        cites = walk(blocks, "Cite")
        found[target] = [identifiers(blocks), list(chain.from_iterable(map(keys_of, cites)))]
    return found


def _pictures(blocks: list[Node], caption: str = "") -> list[Picture]:
    """The pictures in a chapter's text, in reading order; none that stands in a caption."""
    found: list[Picture] = []

    def picture(node: Node) -> list[Node]:
        found.append((node["c"][2][0], alternative(node, caption), caption))
        return []

    def figure(node: Node) -> list[Node]:
        found.extend(_pictures(node["c"][2], text_of(node["c"][1])))
        return []

    transform(blocks, {"Image": picture, "Figure": figure})
    return found


def _marks(nodes: list[Node]) -> Iterator[tuple[Any, ...]]:
    """The fields of each `Mark`."""
    parts = _subfloats(nodes)
    for node in nodes:
        label, classes, _ = attributes(node)
        if node["t"] == "Header":
            title = text_of(node["c"][2])
            yield "sec", label, node["c"][0], "unnumbered" not in classes, title
        elif counted_kind(node):
            yield counted_kind(node), label, 0, True, "", *parts.get(label, ("", 0))


def _subfloats(nodes: list[Node]) -> dict[str, tuple[str, int]]:
    """For the label of each figure within a figure of its kind: the outer label, and its place among the parts."""
    found: dict[str, tuple[str, int]] = {}
    for node in nodes:
        whole = attributes(node)[0]
        if node["t"] != "Figure" or not counted_kind(node) or whole in found:
            continue
        inside = walk(node["c"][2], "Figure")
        parts = (attributes(part)[0] for part in inside if counted_kind(part) == counted_kind(node))
        found |= {part: (whole, place) for place, part in enumerate(parts, start=1)}
    return found


def _unread_layouts(nodes: list[Node]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        pairs = attributes(node)[2] if node["t"] in {"Div", "Table"} else {}
        yield from ((key, pairs[key]) for key in (*layout.KEYS, WIDTHS) if key in pairs)
        if listtables.CLASS in attributes(node)[1] and node["t"] == "Div":
            yield listtables.CLASS, " ".join(word["c"] for word in walk([node], "Str"))
