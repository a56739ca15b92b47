"""Whether Quarto prints every registered number as press does, seen in what both have made.

Comes in: the register of a book that press built, and the pages and the PDF that Quarto made of the same sources. Goes
out: a sentence for each difference. Quarto itself is not asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import html

Printed = Counter[tuple[str, str, str]]
"""How often a page prints a key in these words: (page, key, words)."""

FURNITURE = r"\s*(?:\s[\s\S]{1,200}?\s)??"
"""What may stand between two words: nothing, or the foot of one page and the head of the next."""
HYPHEN = "[-\N{SOFT HYPHEN}\N{HYPHEN}]?"


def differences(
    register: Iterable[Mapping[str, Any]], pages: Mapping[str, html.HtmlElement], pdf: str
) -> list[str]:
    """A sentence for each number of the `register` that Quarto's `pages` or its `pdf` print otherwise."""
    entries = list(register)
    return [*_in_html(_registered(entries), _spans(pages)), *_in_pdf(entries, pdf)]


def _in_html(press: Printed, quarto: Printed) -> Iterator[str]:
    for page, key, words in sorted(press | quarto):
        counts = press[page, key, words], quarto[page, key, words]
        if counts[0] != counts[1]:
            yield f"{page}: {key} as {words!r}: {counts[0]} times by press, {counts[1]} by Quarto"


def _in_pdf(entries: Iterable[Mapping[str, Any]], pdf: str) -> Iterator[str]:
    text = unicodedata.normalize("NFKC", pdf)
    for words in sorted({_plain(entry["printed"]) for entry in entries}):
        if not _pattern(words).search(text):
            yield f"the PDF by Quarto does not print {words!r}"


def _registered(entries: Iterable[Mapping[str, Any]]) -> Printed:
    return Counter((entry["page"], entry["key"], _plain(entry["printed"])) for entry in entries)


def _spans(pages: Mapping[str, html.HtmlElement]) -> Printed:
    """What the text of each page prints; contents and navigation repeat headings and are left out."""
    return Counter(
        (page, span.get("data-number"), _plain(span.text_content()))
        for page, tree in pages.items()
        for span in tree.xpath("//main//span[@data-number][not(ancestor::nav)]")
    )


def _plain(words: str) -> str:
    """`words` with plain spaces and whole letters, whatever the engine sets for them."""
    return " ".join(unicodedata.normalize("NFKC", words).split())


def _pattern(words: str) -> re.Pattern[str]:
    """Finds `words` in the text of a PDF, over breaks of lines and pages; never within a longer number."""
    broken = (rf"{HYPHEN}\s*".join(map(re.escape, word)) for word in words.split())
    after = r"(?![.,]?\d)" if words[-1].isdigit() else ""  # after a word, a digit is a footnote's
    before = r"(?<!\d)(?<!\d[.,])(?<!\N{MINUS SIGN})"
    return re.compile(before + FURNITURE.join(broken) + after)
