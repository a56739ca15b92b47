"""The two registers of a built book: what it printed, and what it was made from.

`numbers.json` lists every number in the prose and every exhibit, each with the lineage that came with
it; `build.json` lists versions and the hash of every input and output, and nothing that differs
between two runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from press import pandoc
from press.crossref import Index
from press.document import INLINE, PLACE, Exhibit, Page
from press.pandoc import Node
from press.parse import Chapter
from press.project import digests
from press.tree import Visitor, attributes, span, text_of, transform

Entry = Mapping[str, Any]

LINEAGE_FIELDS = ("definition", "function", "file", "line", "inputs", "evidence")
EXHIBIT_KINDS = {"fig": "figure", "tbl": "table"}
NUMBER_FIELDS = ("key", "value", "unit", "digits", "low", "high", "n")


def anchor_numbers(page: Page) -> tuple[Page, list[dict[str, Any]]]:
    """The page with an anchor on every number, and one register entry for each, in reading order."""
    entries: list[dict[str, Any]] = []
    counts: dict[str, int] = {}

    def anchored(node: Node) -> Node:
        if INLINE not in attributes(node)[1]:
            return node
        line, record = page.numbers[attributes(node)[2][PLACE]]
        key = record["key"]
        counts[key] = counts.get(key, 0) + 1
        anchor = f"n-{key}-{counts[key]}"
        printed = text_of(node["c"][1])
        entries.append(_number_entry(page, record, printed, anchor, line))
        inner = node["c"][1]
        if len(inner) == 1 and inner[0]["t"] == "Span":
            triple, inlines = inner[0]["c"]
            return {"t": "Span", "c": [[anchor, *triple[1:]], inlines]}
        return span(inner, anchor, "number")

    visits: dict[str, Visitor] = {"Span": anchored, "Image": _unmarked}
    return replace(page, blocks=transform(page.blocks, visits)), entries


def _unmarked(picture: Node) -> list[Node]:
    """A picture whose words, which are its alternative text, hold no numbers to be counted."""
    triple, inlines, target = picture["c"]
    words = transform(inlines, {"Span": lambda node: node["c"][1]})
    return [{"t": "Image", "c": [triple, words, target]}]


def numbers_json(
    numbers: Sequence[dict[str, Any]], exhibits: Iterable[tuple[Chapter, Exhibit]], index: Index
) -> dict[str, Any]:
    """The content of `numbers.json`."""
    entries = [_exhibit_entry(chapter, exhibit, index) for chapter, exhibit in exhibits]
    return {"numbers": list(numbers), "exhibits": entries}


def installed() -> dict[str, Any]:
    """The versions of what the book was made with: Python, Pandoc, Typst, and every package."""
    import importlib.metadata  # with a parser of mail: kept from the last build in most
    import platform

    about = (package.metadata for package in importlib.metadata.distributions())
    packages = {one["Name"]: one["Version"] for one in about}
    python, typst = platform.python_version(), packages["typst"]
    return {
        "versions": {"python": python, "pandoc": pandoc.version(), "typst": typst},
        "packages": dict(sorted(packages.items(), key=lambda item: item[0].lower())),
    }


def build_json(
    made_with: Mapping[str, Any], inputs: Mapping[str, str], outputs: Mapping[str, bytes]
) -> dict[str, Any]:
    """The content of `build.json`: engine, versions, and the hash of every input and output."""
    hashes = {"inputs": inputs, "outputs": digests(outputs)}
    return {"engine": "press", **made_with, **hashes}


def as_json(content: Mapping[str, Any]) -> bytes:
    """JSON with a fixed layout."""
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _number_entry(
    page: Page, record: Mapping[str, Any], printed: str, anchor: str, line: int
) -> dict[str, Any]:
    head = {"key": record["key"], "printed": printed}
    own = {name: record.get(name) for name in NUMBER_FIELDS}
    return {**head, **own, **_place(page.chapter, anchor, line), **_lineage(record)}


def _exhibit_entry(chapter: Chapter, exhibit: Exhibit, index: Index) -> dict[str, Any]:
    target = index.targets[exhibit.label]
    return {
        "label": exhibit.label,
        "kind": EXHIBIT_KINDS[exhibit.label.partition("-")[0]],
        "number": f"{target.word} {target.number}",
        "caption": exhibit.caption,
        **_place(chapter, exhibit.label, exhibit.line),
        **_lineage(exhibit.lineage or {}),
    }


def _place(chapter: Chapter, anchor: str, line: int) -> dict[str, Any]:
    source, source_line = chapter.place(line)
    return {"page": chapter.page, "anchor": anchor, "source": source, "source_line": source_line}


def _lineage(record: Mapping[str, Any]) -> dict[str, Any]:
    empty: dict[str, Iterable[Any]] = {"inputs": [], "evidence": []}
    return {name: record.get(name, empty.get(name)) for name in LINEAGE_FIELDS}


@dataclass(frozen=True, slots=True)
class Origin:
    """A number as its page prints it, in every form (itself, its interval, its n), and its entry."""

    entry: Entry
    places: tuple[tuple[str, str], ...]
    """Anchor and printed words, for each time that the page prints it."""


def origins(numbers: Iterable[Entry]) -> list[Origin]:
    """The numbers of a page, each once."""
    by_key: dict[str, list[Entry]] = {}
    for entry in numbers:
        by_key.setdefault(entry["key"], []).append(entry)
    return [
        Origin(entries[0], tuple((entry["anchor"], entry["printed"]) for entry in entries))
        for entries in by_key.values()
    ]


def evidence_of(page: Page) -> list[str]:
    """The kinds of evidence behind what `page` prints and shows, each once."""
    return sorted({kind for lineage in page.lineages for kind in lineage.get("evidence") or ()})


def written(value: float, digits: int | None) -> str:
    """A value as the register's digits ask for, with a true minus."""
    return f"{value:,.{digits or 0}f}".replace("-", "\N{MINUS SIGN}")
