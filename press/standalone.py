"""A chapter made to stand alone: what it says of the rest of its book becomes words.

Comes in: a book as its sources show it. Goes out: the chapter's source in which references and links
to other chapters are words, and the parts of the bibliography and the pictures that it needs.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from press.config import Config
from press.crossref import Target, index_of
from press.document import Page, outline
from press.parse import Chapter
from press.scan import fences, spans, starts
from press.shapes import KINDS, REFERENCE, keys_of, named
from press.survey import survey
from press.tree import identifiers, text_of, walk

LABEL = rf"(?:{'|'.join(KINDS)})-[\w.:-]*\w"
ONE = re.compile(rf"(?<![\w\[])-?@(?P<label>{LABEL})", re.IGNORECASE)
GROUP = re.compile(rf"\[(?P<items>[^\[\]]*@{LABEL}[^\[\]]*)\](?![(\[{{])", re.IGNORECASE)
IN_GROUP = re.compile(rf"@({LABEL})", re.IGNORECASE)
LINK = re.compile(r"(?<!!)\[(?P<words>[^\[\]]+)\]\((?P<target>[^)\s]+)\)(?:\{[^}]*\})?")
ENTRY = re.compile(r"^@\w+\s*\{\s*(?P<key>[^,\s]+)\s*,", re.MULTILINE)
NOT_ENTRIES = re.compile(r"^@(string|preamble|comment)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Book:
    """The chapters of a book as far as their sources show them."""

    config: Config
    pages: tuple[Page, ...]
    targets: Mapping[str, Target]

    def title(self, path: str) -> str:
        """The title of the page at `path` in the site."""
        page = next(page for page in self.pages if page.path == path)
        heading = next(walk(page.blocks, "Header"), None)
        return page.chapter.title or (text_of(heading["c"][2]) if heading else path)

    def page(self, chapter: Chapter) -> Page:
        """The page of a chapter."""
        return next(page for page in self.pages if page.chapter.path == chapter.path)


def outlined(config: Config, chapters: Sequence[Chapter]) -> Book:
    """The book of these chapters, nothing executed."""
    pages = tuple(map(outline, config.entries, chapters))
    seen = [survey(page) for page in pages]
    index = index_of(seen, number_sections=False, depth=1)
    return Book(config, pages, index.targets)


def alone(book: Book, chapter: Chapter) -> str:
    """The source of `chapter`, with what it says of other chapters as words."""
    own = {label.lower() for label, target in book.targets.items() if target.page == chapter.page}
    folder = posixpath.dirname(chapter.path)
    anchors = set(identifiers(book.page(chapter).blocks)) | own

    def words(label: str, at: re.Match[str]) -> str:
        said = _words(book, label)
        start = re.search(r"(^|[.!?]\s+)\W*$", at.string[: at.start()].rpartition("\n")[2])
        return said[0].upper() + said[1:] if start else said

    def one(match: re.Match[str]) -> str:
        label = match["label"]
        return match[0] if label.lower() in own else words(label, match)

    def group(match: re.Match[str]) -> str:
        labels = IN_GROUP.findall(match["items"])
        if all(label.lower() in own for label in labels):
            return match[0]
        said = [f"@{x}" if x.lower() in own else words(x, match) for x in labels]
        return ", ".join(said)

    def link(match: re.Match[str]) -> str:
        path, _, anchor = match["target"].partition("#")
        away = posixpath.normpath(posixpath.join(folder, path)) != chapter.path
        lost = (path.endswith((".qmd", ".html")) and away) or (not path and anchor not in anchors)
        return match["words"] if lost and "://" not in match["target"] else match[0]

    def mended(text: str) -> str:
        return LINK.sub(link, ONE.sub(one, GROUP.sub(group, text)))

    return "".join(mended(text) if prose else text for text, prose in pieces(chapter.source))


def pieces(source: str) -> Iterator[tuple[str, bool]]:
    """The text of a chapter in pieces, each with whether it is prose; options of cells are."""
    lines = source.split("\n")
    begins = starts(lines)
    hidden = [span.span() for span in spans(source)]
    for first, last, _ in fences(lines, 0):
        end = len(lines) - 1 if last is None else last
        code = (n for n in range(first, end + 1) if not lines[n].lstrip().startswith("#|"))
        hidden += [(begins[n], min(begins[n + 1], len(source))) for n in code]
    at = 0
    for start, end in sorted(hidden):
        if start > at:
            yield source[at:start], True
        if end > at:
            yield source[max(at, start) : end], False
            at = end
    yield source[at:], True


def cited(page: Page) -> set[str]:
    """The keys of the works that a page cites, or has listed."""
    keys = {*named(page.chapter.own.get("nocite", ""))} | {
        key for node in walk(page.blocks, "Cite") for key in keys_of(node)
    }
    return {key for key in keys if not REFERENCE.match(key)}


def bibliography(text: str, keys: set[str]) -> str:
    """The entries of a BibTeX file that have one of `keys`, as they stand."""
    starts = [match.start() for match in re.finditer(r"^@", text, re.MULTILINE)]
    pairs = zip(starts, [*starts[1:], len(text)], strict=True)
    kept = []
    for entry in (text[start:end].rstrip() for start, end in pairs):
        key = ENTRY.match(entry)
        if NOT_ENTRIES.match(entry) or (key and key["key"] in keys):
            kept.append(entry)
    return "\n\n".join(kept) + "\n"


def _words(book: Book, label: str) -> str:
    """What is said in the place of a reference to another chapter."""
    target = book.targets[label[0].lower() + label[1:]]
    chapter = book.title(target.page)
    if target.title == chapter:
        return f"the chapter “{chapter}” of the whole book"
    if target.title:
        return f"the section “{target.title}” of the whole book"
    article = "an" if target.word[0] in "AEIOU" else "a"
    return f"{article} {target.word.lower()} of the chapter “{chapter}” of the whole book"
