"""HTML read into trees.

Pages are made in several threads. libxml2 has aborted the whole program when two of them parsed at
the same time with the parser that lxml shares between threads, so each text has a parser of its own, and one is
read at a time.
"""

from __future__ import annotations

import threading
from typing import TypeAlias

from lxml import etree, html

Element: TypeAlias = html.HtmlElement
_READING = threading.Lock()


def tree_of(markup: str) -> Element:
    """A fragment of HTML as a tree, in a `div` around it."""
    with _READING:
        tree: Element = html.fragment_fromstring(
            markup, create_parent="div", parser=html.HTMLParser()
        )
    return tree


def is_xml(markup: str) -> bool:
    """Whether a program that is stricter than a browser can read it, too."""
    with _READING:
        try:
            etree.fromstring(markup, etree.XMLParser(resolve_entities=False))
        except etree.XMLSyntaxError:
            return False
    return True
