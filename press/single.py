"""The whole book as one HTML file that needs no other: styles, scripts and pictures stand within it.

Comes in: the chapters as they stand on their pages. Goes out: the same chapters below one another, with
links between pages turned into links within the page, and an id that two pages share made two.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from lxml import etree, html

from press.chapters import path_of
from press.markup import Element
from press.project import media_type

POINTERS = ("headers", "for", "aria-labelledby", "aria-controls", "aria-describedby")
"""Attributes that name other elements by their ids."""
MEDIA = "book-media:"
"""Stands before the path of a picture, quoted so that no writer of HTML changes it, until it is put in its place:
so a chapter can be kept without its pictures."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The id of every page and of every element in the one file."""

    pages: Mapping[str, str]
    shared: frozenset[str]
    """Ids that more than one page has."""

    def of(self, page: str, identifier: str) -> str:
        """The id in the one file of what is `identifier` on `page`; of the page where it is empty."""
        if not identifier:
            return self.pages[page]
        return f"{self.pages[page]}.{identifier}" if identifier in self.shared else identifier


def identifiers(tree: Element) -> list[str]:
    """Every id in a tree, in order of the alphabet."""
    return sorted(set(tree.xpath("//@id")))


def anchors_of(pages: Mapping[str, Collection[str]]) -> Anchors:
    """An id for each page, and those of the ids on `pages` that need the page's before them."""
    names = {page: "page-" + page.removesuffix(".html").replace("/", "-") for page in pages}
    counts = Counter(identifier for found in pages.values() for identifier in found)
    return Anchors(
        names, frozenset(identifier for identifier, count in counts.items() if count > 1)
    )


def gathered(page: str, tree: Element, anchors: Anchors, media: Collection[str]) -> Element:
    """The tree of a page, changed in place so that it can stand beside the others.

    Of the pictures at the paths `media` it says where they are to be put in (`with_media`).
    """
    for element in tree.iter(etree.Element):
        if identifier := element.get("id"):
            element.set("id", anchors.of(page, identifier))
        for name in POINTERS:
            if name in element.attrib:
                element.set(
                    name, " ".join(anchors.of(page, one) for one in element.get(name).split())
                )
        if element.tag == "a" and "href" in element.attrib:
            element.set("href", _within(element.get("href"), page, anchors))
        if element.tag == "img":
            path = path_of(page, element.get("src"))
            if path in media:
                element.set("src", MEDIA + quote(path))
    return tree


def inner_html(tree: Element) -> str:
    """What stands within the root of a tree."""
    return "".join(html.tostring(child, encoding="unicode") for child in tree)


def policy(scripts: Sequence[str]) -> str:
    """What a file with these `scripts` within it may load: nothing; no other script runs in it."""
    digests = (
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts
    )
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def _within(target: str, page: str, anchors: Anchors) -> str:
    """A link as it is in the one file; one that leads out of the book stays."""
    parts = urlsplit(target)
    there = path_of(page, parts.path)
    if parts.scheme or parts.netloc or there not in anchors.pages:
        return target
    return f"#{anchors.of(there, unquote(parts.fragment))}"


def with_media(markup: str, media: Mapping[str, bytes]) -> str:
    """What `gathered` left, with the pictures in their places."""
    for path, data in media.items():
        held = f"data:{media_type(path)};base64,{base64.b64encode(data).decode()}"
        markup = markup.replace(f'src="{MEDIA}{quote(path)}"', f'src="{held}"')
    return markup
