"""Writes what a reader takes along from a page: the chapter as an executed notebook, and its source.

Comes in: settled pages and what their cells gave. Goes out: for each chapter a `.ipynb` in
which the values, references and citations of the sentences stand as text, and the cells as code with
their outputs. It runs in Jupyter from the project's root. Nothing in it differs between two builds.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from press import pandoc
from press.config import Config
from press.document import Page, cell_place
from press.executed import Executed, Output
from press.formats import shown
from press.outputs import NOTICE_MIME
from press.pandoc import Node
from press.parse import Cell
from press.project import media_type
from press.shapes import TITLE, callout_kind, keys_of
from press.sheets import Sheet, side_by_side
from press.tree import attributes, code_block, identifiers, para, raw, span, transform, walk

MARKDOWN = "commonmark+tex_math_dollars+pipe_tables+footnotes+strikeout-raw_html"
"""What Jupyter reads, and nothing that it would show as it stands."""
MARK = "<!-- press-cell {} -->"
MARKED = re.compile(r"^<!-- press-cell (\d+) -->$", re.MULTILINE)
PICTURE = re.compile(r"\(attachment:([^)\s]+)")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WORKS = "Works cited"


def notebook_files(
    config: Config, pages: Sequence[Sheet], executed: Sequence[Executed]
) -> dict[str, bytes]:
    """The notebook and the source of every chapter, by their paths in the site."""
    works = _works(page.cited for page in pages)

    def written(page: Sheet, result: Executed) -> str:
        keys = {key for keys in page.survey.citations for key in keys}
        own = {key: entry for key, entry in works.items() if key in keys}
        return page.made(
            "notebook", lambda tree: notebook(config, tree, result, own), list(own.items())
        )

    made = side_by_side(written, pages, executed)
    names = [f"{page.path.removesuffix('.html')}.ipynb" for page in pages]
    files = {name: text.encode() for name, text in zip(names, made, strict=True)}
    sources = (entry.path for entry in config.entries if entry.path.endswith(".qmd"))
    return files | {source: (config.root / source).read_bytes() for source in sources}


def notebook(
    config: Config, page: Page, executed: Executed, works: Mapping[str, list[Node]]
) -> str:
    """A page as an executed notebook, with the `works` that it cites at its end."""
    blocks = list(_flat(page, page.blocks))
    whole = [*blocks, *_cited(blocks, works)]
    visits = dict.fromkeys(("Div", "Link", "Image"), partial(_plainer, page))
    readable = transform(shown(config, page, whole, "html"), visits)
    pieces = MARKED.split(pandoc.write(readable, MARKDOWN, reference_location="end-of-block"))
    cells: list[dict[str, Any]] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            count = sum(cell["cell_type"] == "code" for cell in cells) + 1
            cells.append(_code_cell(page, executed, int(piece), count))
        elif piece.strip():
            cells.append(_text_cell(page, piece.strip(), number))
    made = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _flat(page: Page, blocks: Sequence[Node]) -> Iterator[Node]:
    """`blocks` with a mark for each cell on the outermost level, as a notebook has only that."""
    for block in blocks:
        if cell_place(block) is not None:
            yield from _cell(page, block)
            continue
        inner = [node for node in walk([block], "Div") if cell_place(node) is not None]
        if inner and block["t"] == "Div":
            yield from _flat(page, _titled(block))
        else:
            yield from transform(
                [block], {"Div": lambda div: div if cell_place(div) is None else []}
            )
            for cell in inner:
                yield from _cell(page, cell)


def _titled(node: Node) -> list[Node]:
    """The blocks of a Div; in a callout, with the title in bold."""
    blocks: list[Node] = node["c"][1]
    if not callout_kind(node) or not blocks or TITLE not in attributes(blocks[0])[1]:
        return blocks
    title, *body = blocks
    return [para([{"t": "Strong", "c": title["c"][1][0]["c"]}]), *body]


def _cell(page: Page, cell: Node) -> Iterator[Node]:
    """The mark of a cell, and its captions; its code alone where it is not run."""
    part = page.chapter.parts[cell_place(cell) or 0]
    assert isinstance(part, Cell), "only cells are marked"
    if part.code and part.options.eval:
        yield raw(MARK.format(cell_place(cell)), "markdown")
    elif part.code:
        yield code_block(part.code, "python")
    for node in walk([cell], "Figure"):
        if node["c"][1][1]:
            yield para(node["c"][1][1][0]["c"])


def _plainer(page: Page, node: Node) -> Node | list[Node]:
    """An element without what only a book can show."""
    if callout_kind(node):
        return {"t": "BlockQuote", "c": _titled(node)}
    path = node["c"][2][0] if node["t"] in {"Link", "Image"} else ""
    if node["t"] == "Link" and path.startswith(("/", "#")):
        return span(node["c"][1])
    if node["t"] == "Image" and path.lstrip("/") in page.media:
        name = _attached(path.lstrip("/"))
        alt = [{"t": "Str", "c": attributes(node)[2].get("alt", "")}]
        return [{"t": "Image", "c": [["", [], []], alt, [f"attachment:{name}", ""]]}]
    return node


def _text_cell(page: Page, text: str, number: int) -> dict[str, Any]:
    """A Markdown cell that carries the pictures it shows."""
    cell = {"cell_type": "markdown", "id": f"text-{number // 2}", "metadata": {}, "source": text}
    pictures = {_attached(path): path for path in page.media}
    attachments = {}
    for name in PICTURE.findall(text):
        data = base64.b64encode(page.media[pictures[name]]).decode()
        attachments[name] = {media_type(name): data}
    return {**cell, "attachments": attachments} if attachments else cell


def _attached(path: str) -> str:
    """The name of a picture within its cell."""
    return path.replace("/", "--").replace(" ", "-")


def _code_cell(page: Page, executed: Executed, place: int, count: int) -> dict[str, Any]:
    """A cell with its code and what it gave."""
    part = page.chapter.parts[place]
    assert isinstance(part, Cell), "only cells are marked"
    options = part.options
    metadata: dict[str, Any] = {}
    if not (options.echo and options.include):
        metadata["jupyter"] = {"source_hidden": True}
    if options.error:
        metadata["tags"] = ["raises-exception"]  # so that a run of the whole goes on behind it
    shown = (o for o in executed.outputs.get(place, []) if _is_shown(o, warning=options.warning))
    counted = {"execution_count": count}
    given = [{**o, **counted} if o["output_type"] == "execute_result" else o for o in shown]
    return {
        "cell_type": "code",
        "id": f"cell-{count}",
        "metadata": metadata,
        "execution_count": count,
        "source": part.code,
        "outputs": given,
    }


def _is_shown(output: Output, *, warning: bool) -> bool:
    """Whether an output belongs to its cell; a notice of data stands at the head of the notebook."""
    warns = (output["output_type"], output.get("name")) == ("stream", "stderr")
    return (warning or not warns) and NOTICE_MIME not in output.get("data", {})


def _works(cited: Iterable[Sequence[Node]]) -> dict[str, list[Node]]:
    """The entry of each work in the book's list of references, by its key, in the order of the list."""
    entries = {}
    lists = [block for blocks in cited for block in blocks if attributes(block)[0] == "refs"]
    for node in walk(lists, "Div"):
        identifier, classes, _ = attributes(node)
        if "csl-entry" in classes:
            entries[identifier.removeprefix("ref-")] = node["c"][1]
    return entries


def _cited(blocks: Sequence[Node], works: Mapping[str, list[Node]]) -> list[Node]:
    """What a page cites, as a section; nothing where it cites nothing or holds the list itself."""
    cites = {key for node in walk(blocks, "Cite") for key in keys_of(node)}
    found = [entry for key, entry in works.items() if key in cites]
    if not found or "refs" in identifiers(blocks):
        return []
    heading = {"t": "Header", "c": [2, ["", [], []], [{"t": "Str", "c": WORKS}]]}
    return [heading, *(block for entry in found for block in entry)]
