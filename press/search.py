"""What the pages hold, for the search and for the previews: two scripts made from the finished bodies.

A script, and not JSON, because a page that is opened from a disk may load scripts and may not fetch
files. The browser loads each when it is first asked for; MiniSearch makes the index from the first.
"""

from __future__ import annotations

import copy
import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from lxml import etree, html

from press.markup import Element

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
UNSAID = {"style", "script", "pre", "annotation", "button", "summary"}
"""What is in a page and is not its words."""
APART = {"p", "li", "td", "th", "dt", "dd", "div", "figcaption", "summary", "br"}
"""What stands apart from what follows it, though no space is written between them."""
APPARATUS = {"behind", "rests-on", "anchor"}
"""Classes of what press adds to a chapter."""
LARGEST_PREVIEW = 6000
"""In characters; of anything larger a preview shows the caption alone."""
UNSHOWN = ".//style | .//details | .//button | .//*[@class='anchor'] | .//*[@role='doc-backlink']"
OWN = ("id", "headers", "tabindex", "aria-label", "role", "for", "data-number")
"""Attributes of an element's place in its page, which a copy must not have."""
PREVIEWED = {"callout", "equation", "csl-entry", "float-fig", "float-tbl", "float-lst"}


def sections_script(sections: Iterable[Mapping[str, str]]) -> bytes:
    """`window.bookSections`: the words of every section, each with the way to it."""
    return _script("bookSections", [{"id": place, **one} for place, one in enumerate(sections)])


def previews_script(previews: Iterable[tuple[str, str]]) -> bytes:
    """`window.bookPreviews`: what a link leads to, as HTML by `page#anchor`."""
    return _script("bookPreviews", dict(previews))


def sections_of(page: str, chapter: str, tree: Element) -> Iterator[dict[str, str]]:
    """The sections of a page in reading order, with the words that stand below each heading."""
    heading, words = None, [""]
    for piece in [*_flow(tree), None]:
        if isinstance(piece, str):
            words.append(piece)
            continue
        text = " ".join("".join(words).split())
        if heading is not None or text:
            anchor = heading.get("id") if heading is not None else ""
            title = _words(heading) if heading is not None else chapter
            yield {"page": page, "anchor": anchor, "chapter": chapter, "title": title, "text": text}
        heading, words = piece, []


def previews_of(page: str, tree: Element) -> Iterator[tuple[str, str]]:
    """(`page#anchor`, HTML) of every section, exhibit, equation, callout and reference of a page."""
    for element in tree.iter(etree.Element):
        anchor = f"{page}#{element.get('id')}"
        if not element.get("id"):
            continue
        if element.tag in HEADINGS:
            following = [e for e in element.itersiblings("*") if not _is_apparatus(e)][:1]
            first = [paragraph for paragraph in following if paragraph.tag == "p"]
            title = f"<p><strong>{escape(_words(element))}</strong></p>"
            yield anchor, title + "".join(_shown(paragraph, page) for paragraph in first)
        elif element.tag == "figure" or PREVIEWED & set(element.get("class", "").split()):
            shown = _shown(element, page)
            caption = element.find("figcaption")
            small = caption is None or len(shown) <= LARGEST_PREVIEW
            yield anchor, shown if small else _shown(caption, page)


def _flow(element: Element) -> Iterator[Element | str]:
    """Headings as they are, and the words between them, in reading order."""
    if element.tag in HEADINGS and element.get("id"):
        yield element
    elif isinstance(element.tag, str) and element.tag not in UNSAID and not _is_apparatus(element):
        yield element.text or ""
        for child in element:
            yield from _flow(child)
            yield child.tail or ""
        yield " " if element.tag in APART else ""


def _is_apparatus(element: Element) -> bool:
    return bool(APPARATUS & set(element.get("class", "").split()))


def _words(heading: Element) -> str:
    """The words of a heading, without the link to itself and without its footnotes."""
    own = copy.deepcopy(heading)
    for part in own.xpath(".//*[@class='anchor' or @role='doc-noteref']"):
        part.drop_tree()
    return " ".join(own.text_content().split())


def _shown(element: Element, page: str) -> str:
    """A copy of `element` that can stand in any page: no ids, no links, paths from the root."""
    shown = copy.deepcopy(element)
    shown.tail = None
    for part in shown.xpath(UNSHOWN):
        part.drop_tree()
    for part in shown.iter(etree.Element):
        for name in OWN:
            part.attrib.pop(name, None)
        if part.tag == "a":
            part.tag = "span"
            part.attrib.pop("href", None)
        if part.tag == "img" and not part.get("src", "").startswith("data:"):
            part.set(
                "src", posixpath.normpath(posixpath.join(posixpath.dirname(page), part.get("src")))
            )
    written: str = html.tostring(shown, encoding="unicode")
    return written


def _script(name: str, content: Any) -> bytes:
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"window.{name} = {data};\n".encode()
