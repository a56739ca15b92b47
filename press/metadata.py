"""What a page says of itself to machines and to who cites it: address, description, citation, sitemap.

The meta tags themselves are in `templates/meta.html`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from press.config import Config
from press.document import Page
from press.navigation import NavEntry, page_title
from press.pandoc import Node
from press.shapes import plain_words
from press.tree import text_of

HOME = "index.html"
LONGEST_DESCRIPTION = 300
ORGANISATION = re.compile(r"\b(of|the|for|to|and)\b|&")
"""Words that a person's name does not hold; BibTeX keeps a name in braces whole."""


@dataclass(frozen=True, slots=True)
class Citation:
    """How to cite a page, in words and as BibTeX."""

    text: str
    bibtex: str


def address(config: Config, path: str) -> str:
    """The whole address of a page; from the root of its server where the site names none."""
    return f"{config.site_url}/{quote('' if path == HOME else path)}"


def description(config: Config, page: Page) -> str:
    """The abstract for the home page, for another its first paragraph, else its title and the book's; cut at a word."""
    first: list[Node] = next((node["c"] for node in page.blocks if node["t"] == "Para"), [])
    text = plain_words(config.abstract) if page.path == HOME else ""
    words = " ".join((text or text_of(first) or f"{page_title(page)} – {_book(config)}").split())
    if len(words) <= LONGEST_DESCRIPTION:
        return words
    return words[:LONGEST_DESCRIPTION].rpartition(" ")[0] + "…"


def citation(config: Config, page: NavEntry) -> Citation:
    """How to cite `page`: the book itself for its home page."""
    home = page.path == HOME
    year = "".join(re.findall(r"\b\d{4}\b", config.date)[:1])
    dated = year or "n.d."
    where = address(config, page.path) if config.site_url else ""
    where = f"https://doi.org/{config.doi}" if config.doi else where
    book = _book(config)
    chapter = "" if home else f"“{page.title}”. {_place(page)} "
    text = f"{', '.join(config.authors)} ({dated}). {chapter}{book}. {where}".strip()
    fields = {
        "author": " and ".join(f"{{{a}}}" if ORGANISATION.search(a) else a for a in config.authors),
        "title": f"{{{book if home else page.title}}}",
        "booktitle": "" if home else f"{{{book}}}",
        "chapter": "" if home else page.number,
        "year": year,
        "doi": config.doi,
        "url": where,
        "langid": page.lang,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value.strip("{}")]
    kind = "book" if home else "incollection"
    return Citation(text, "\n".join([f"@{kind}{{{_key(config, page, dated)},", *lines, "}"]))


def _book(config: Config) -> str:
    """The title of the book, with its subtitle."""
    return f"{config.title}: {config.subtitle}" if config.subtitle else config.title


def _place(page: NavEntry) -> str:
    """Where in the book a chapter stands, before the book's title."""
    word = "Appendix" if page.role == "appendix" else "Chapter"
    return f"{word} {page.number} in" if page.number else "In"


def _key(config: Config, page: NavEntry, year: str) -> str:
    """A BibTeX key that no other page has."""
    first = re.findall(r"[a-z]+", config.title.lower())[:2]
    own = [] if page.path == HOME else [page.path.removesuffix(".html").rpartition("/")[2]]
    return "-".join([*first, *own, year.strip(".")])


def sitemap(config: Config, paths: Sequence[str]) -> dict[str, bytes]:
    """`sitemap.xml`, which may hold whole addresses only: none where the site has none."""
    if not config.site_url:
        return {}
    lines = [f"<url><loc>{html.escape(address(config, path))}</loc></url>" for path in paths]
    opening = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return {"sitemap.xml": "\n".join([opening, *lines, "</urlset>", ""]).encode()}
