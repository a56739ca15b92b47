"""Notices: what results ask to be told at the head of every chapter that has anything from them.

A record of lineage may hold a `notice`, a text of one or more sentences. press does not know what it
means; it shows it, once, in both formats, and no chapter can switch it off.
"""

from __future__ import annotations

from collections.abc import Sequence

from press.executed import Executed
from press.outputs import LINEAGE_MIME, escape
from press.pandoc import Node
from press.shapes import TITLE, words
from press.tree import div, para, plain

NOTICE = "notice"


def notices_of(executed: Executed) -> tuple[str, ...]:
    """The notices in the outputs of a chapter, each once; what is hidden on the page counts too."""
    outputs = (output for every in executed.outputs.values() for output in every)
    records = (output.get("data", {}).get(LINEAGE_MIME, {}) for output in outputs)
    return tuple(dict.fromkeys(record[NOTICE] for record in records if NOTICE in record))


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
