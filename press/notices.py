"""Notices: what has to be told at the head of every chapter that has anything from certain data.

A result may ask for it: its record of lineage holds a `notice`, a text of one or more sentences. And data
may ask for it: a `datapackage.json` may have `evidenceNotices`, a text for a kind of evidence, which heads
every chapter that read a file of a resource of that `evidence`, whatever the chapter made of it. press does not
know what a notice means; it shows it, once, in both formats, and no chapter can switch it off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from press.executed import Executed, Output
from press.outputs import LINEAGE_MIME, NOTICE_MIME, escape
from press.pandoc import Node
from press.shapes import TITLE, words
from press.tree import div, para, plain
from press.withheld import ASKED as WITHHELD
from press.withheld import described, file_of

NOTICE = "notice"
ASKED = "evidenceNotices"

Trace = Mapping[str, Any]
"""What a chapter read, as `trace.finish` tells it."""


def notices_of(executed: Executed) -> tuple[str, ...]:
    """The notices in the outputs of a chapter, each once; what is hidden on the page counts too."""
    outputs = (output for every in executed.outputs.values() for output in every)
    data = [output.get("data", {}) for output in outputs]
    records = (one.get(LINEAGE_MIME, {}) for one in data)
    of_results = [record[NOTICE] for record in records if NOTICE in record]
    of_data = [text for one in data for text in one.get(NOTICE_MIME, [])]
    return tuple(dict.fromkeys([*of_results, *of_data]))


def noticed(root: Path, read: Trace | None) -> tuple[list[Output], list[list[str]]]:
    """What the data that a chapter `read` ask to be told: as an output, and the parts of descriptors behind it.

    A chapter of which it is not known what it read may have read everything.
    """
    texts: dict[str, None] = {}
    parts: list[list[str]] = []
    known = {} if read is None or read["coarse"] else read
    for path, content in described(root):
        for resource in content.get("resources", []):
            if not known or file_of(path, resource) in known["files"]:
                parts += [[str(path), key] for key in (ASKED, WITHHELD)]
                parts += [[str(path), "resources", str(resource.get("name"))]]
                if text := content.get(ASKED, {}).get(str(resource.get("evidence"))):
                    texts[text] = None
    output = {"output_type": "display_data", "data": {NOTICE_MIME: [*texts]}, "metadata": {}}
    return [output] if texts else [], parts


def headed(blocks: list[Node], notices: Sequence[str]) -> list[Node]:
    """`blocks` with the notices below the first heading, if they begin with one."""
    place = 1 if blocks and blocks[0]["t"] == "Header" else 0
    return [*blocks[:place], *map(_callout, notices), *blocks[place:]]


def _callout(text: str) -> Node:
    """A notice as a callout, its first sentence as the title."""
    title, _, rest = text.partition(". ")
    head = div([plain(words(escape(f"{title.removesuffix('.')}.")))], "", TITLE)
    body = [para(words(escape(rest)))] if rest else []
    return div([head, *body], "", "callout", "callout-important", NOTICE)
