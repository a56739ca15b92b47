"""The whole book as one HTML file that needs no other: styles, scripts and pictures stand within it.

Comes in: the chapters as they stand on their pages. Goes out: the same chapters below one another, with
links between pages turned into links within the page, and the name of its page before every id.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import quote, unquote, urlsplit

from lxml import etree, html

from press.chapters import path_of
from press.markup import Element
from press.project import media_type

POINTERS = ("headers", "for", "aria-labelledby", "aria-controls", "aria-describedby")
"""Attributes that name other elements by their ids."""
NAMED = re.compile(r"#([\w-]+)")
"""How styles name an element by its id: a cell may bring a table with its styles."""
SELECTOR = re.compile(r"[^{};]+(?=\{)")
MEDIA = "book-media:"
"""Stands before the path of a picture, quoted so that no writer of HTML changes it, until it is put in its place:
so a chapter can be kept without its pictures."""


def anchor(page: str, identifier: str = "") -> str:
    """The id in the one file of what is `identifier` on `page`; of the page where it is empty."""
    own = "page-" + page.removesuffix(".html").replace("/", "-")
    return f"{own}.{identifier}" if identifier else own


def gathered(page: str, tree: Element, pages: Collection[str], media: Collection[str]) -> Element:
    """The tree of a page, changed in place so that it can stand beside the other `pages`.

    Of the pictures at the paths `media` it says where they are to be put in (`with_media`).
    """
    here = set(tree.xpath("//@id"))

    def named(found: re.Match[str]) -> str:
        one = anchor(page, found[1])
        return "#" + re.sub(r"[^\w-]", r"\\\g<0>", one) if found[1] in here else found[0]

    for element in tree.iter(etree.Element):
        if element.tag == "style" and element.text:
            element.text = NAMED.sub(named, element.text)
        for name, given in element.items():
            if name in {"id", *POINTERS}:
                element.set(name, " ".join(anchor(page, one) for one in given.split()))
            elif name in {"href", "xlink:href"}:
                element.set(name, _within(given, page, pages))
            elif "url(#" in given:
                element.set(name, NAMED.sub(named, given))
        if element.tag == "img":
            path = path_of(page, element.get("src"))
            if path in media:
                element.set("src", MEDIA + quote(path))
    return tree


def with_pages(styles: str) -> str:
    """Styles of the author's that find an element by its id whether its page stands before that or not."""
    return SELECTOR.sub(lambda found: NAMED.sub(r':is(#\1, [id$=".\1"])', found[0]), styles)


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


def _within(target: str, page: str, pages: Collection[str]) -> str:
    """A link as it is in the one file; one that leads out of the book stays."""
    parts = urlsplit(target)
    there = path_of(page, parts.path)
    if parts.scheme or parts.netloc or there not in pages:
        return target
    return f"#{anchor(there, unquote(parts.fragment))}"


def with_media(markup: str, media: Mapping[str, bytes]) -> str:
    """What `gathered` left, with the pictures in their places."""
    for path, data in media.items():
        held = f"data:{media_type(path)};base64,{base64.b64encode(data).decode()}"
        markup = markup.replace(f'src="{MEDIA}{quote(path)}"', f'src="{held}"')
    return markup
