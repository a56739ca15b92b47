"""Turns what Jupyter returned for a cell into blocks of Pandoc's tree.

Pictures become files beside the page. HTML is kept as it is for the site; for the PDF its tables are read into
real ones, and what is drawn in it becomes a picture. Text that comes from data is never read as Markdown.
"""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from press import pandoc
from press.executed import ANSI, Output, said_of
from press.markup import is_xml, tree_of
from press.pandoc import Node
from press.tables import TABLE, markdown, outermost, table_blocks
from press.tree import (
    alternative,
    attr,
    attributes,
    code_block,
    div,
    image,
    para,
    plain,
    raw,
    string,
    transform,
)

LINEAGE_MIME = "application/vnd.lineage+json"
"""The extra output in which a result says where it comes from; press only passes it on."""
NOTICE_MIME = "application/vnd.notice+json"
"""The output, which shows nothing, that keeps the notices of data with what their chapter printed."""

JSON = "application/json"
NOT_SHOWN = {
    "application/vnd.jupyter.widget-view+json": "An interactive widget stands here in the notebook; a book cannot show it.",
    "application/javascript": "A script runs here in the notebook; a book does not run it.",
}
"""What is said in the place of outputs that come with a name of themselves as their only text."""

NOT_PRINTED = "What stands here on the site cannot be printed."
UNSEEN = {"div", "span", "p", "style", "script", "link", "meta"}
"""Elements of HTML in which, without words, nothing is seen."""

PICTURES = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
PREFERENCE = ("text/html", "text/markdown", *PICTURES, "text/latex", "text/plain")
MARKUP = re.compile(r"[!-/:-@\[-`{-~]")
"""Whatever Pandoc's Markdown could take for markup. Nothing beyond ASCII: a backslash before what Pandoc
holds to be a letter begins a command of TeX, and which characters are letters changes with Unicode."""
DRAWING = re.compile(r"<(/?)svg\b(?:[^>]*[^/>])?>", re.IGNORECASE)
SCRIPT = re.compile(r"<!--.*?-->|<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
"""What is no part of what HTML shows, but may hold the words of what it draws."""
EMBEDDED = re.compile(r"data:([\w/+]+)(?:;[\w=-]+?)*?(;base64)?,")
LANGUAGES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
"""What a drawing has to name in a file of its own, and need not in HTML."""
NAMED = re.compile(r"\sxmlns(:xlink)?\s*=\s*[\"'][^\"']*[\"']")
DIV = re.compile(r"^:{3,}", re.MULTILINE)
HOLE = "press-output"
ARTIST = re.compile(r"\[?<(matplotlib|seaborn|ggplot)\b")
DRAWN = re.compile(r"<(matplotlib\.|Axes\b)| artists>|^\[?Text\(-?[\d.]|^[<(\[].*[>)\]]$")
"""The words of what a call that draws returns: such as they are, and others where there is the picture, too. As in
Quarto, that is whatever stands in brackets on one line, as the limits of an axis do."""
NUMPY_TRUTHS = {"np.True_": "True", "np.False_": "False"}
NUMPY_SCALAR = re.compile(r"^np\.\w+\((.*)\)$", re.DOTALL)


@dataclass(slots=True)
class Rendered:
    """The outputs of one cell: `units` to show, `media` to write (path to bytes), its `lineage`.

    Each unit is the blocks of one output. `unread` is a drawing in HTML that only a browser can read, `unknown`
    what was given in no form that can be shown.
    """

    units: list[list[Node]] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    lineage: dict[str, Any] | None = None
    unread: bool = False
    unknown: list[str] = field(default_factory=list)

    @property
    def blocks(self) -> list[Node]:
        """Everything to show, in order."""
        return [block for unit in self.units for block in unit]


def render(
    outputs: Sequence[Output], stem: str, *, alts: Sequence[str], warning: bool, asis: bool
) -> Rendered:
    """The blocks for the outputs of one cell; pictures are named after `stem`.

    Pictures have the texts `alts`, the last of them also those behind it. With `asis` the outputs are one
    text of Markdown, in which a Div may begin in one and end in another.
    """
    rendered = Rendered()
    shown: list[str | list[Node]] = []
    for output in _said(outputs):
        kind = output["output_type"]
        if asis and (text := _markdown(output)):
            shown.append(text)
        elif kind == "stream":
            shown.append(_stream(output, warning=warning))
        elif kind == "error":
            text = ANSI.sub("", said_of(output))
            shown.append([_verbatim(text, "cell-output-error")])
        else:
            shown.append(_display(output, stem, alts, rendered))
        if "data" in output:
            rendered.lineage = rendered.lineage or output["data"].get(LINEAGE_MIME)
    rendered.units = [unit for unit in _read(shown) if unit]
    return rendered


def _said(outputs: Sequence[Output]) -> list[Output]:
    """`outputs` without the words of what a call that draws returned."""
    drawn = any(PICTURES.keys() & output.get("data", {}).keys() for output in outputs)

    def is_artist(output: Output) -> bool:
        data = output.get("data", {})
        words = str(data.get("text/plain", "")) if data.keys() == {"text/plain"} else ""
        return bool(ARTIST.match(words) or (drawn and DRAWN.search(words)))

    return [o for o in outputs if o["output_type"] != "execute_result" or not is_artist(o)]


def _markdown(output: Output) -> str:
    """The Markdown that an output is where it is taken as it stands; none in a picture or a warning."""
    if output["output_type"] == "stream":
        return ANSI.sub("", output["text"]) if output["name"] == "stdout" else ""
    data = output.get("data", {})
    return "" if "text/html" in data else str(data.get("text/markdown", ""))


def _read(shown: Sequence[str | list[Node]]) -> list[list[Node]]:
    """Outputs with their Markdown read; where some of it opens or closes a Div, all of them as one text."""
    if not any(isinstance(given, str) and DIV.search(given) for given in shown):
        return [markdown(given) if isinstance(given, str) else given for given in shown]
    pieces = [
        given if isinstance(given, str) else f'::: {{.{HOLE} place="{place}"}}\n:::'
        for place, given in enumerate(shown)
    ]

    def filled(node: Node) -> Node | list[Node]:
        _, classes, pairs = attributes(node)
        given = shown[int(pairs["place"])] if HOLE in classes else ""
        return given if isinstance(given, list) else node

    return [transform(markdown("\n\n".join(pieces)), {"Div": filled})]


def inline_markdown(outputs: Sequence[Output]) -> tuple[str, dict[str, Any] | None]:
    """(Markdown, lineage) of an inline expression's value."""
    data = next(o["data"] for o in outputs if o["output_type"] == "execute_result")
    if "text/markdown" in data:
        return data["text/markdown"].strip(), data.get(LINEAGE_MIME)
    return escape(_bare(data["text/plain"])), data.get(LINEAGE_MIME)


def escape(text: str) -> str:
    """`text` as Markdown that prints the same characters, on one line."""
    one_line = re.sub(r"[ \t\n\r\f\v]+", " ", text).strip(" ")
    return MARKUP.sub(r"\\\g<0>", one_line)


def _bare(text: str) -> str:
    """The words of a plain representation: no quotes around a string, no `np.float64(…)`."""
    scalar = NUMPY_SCALAR.match(text)
    inner = scalar[1] if scalar else NUMPY_TRUTHS.get(text, text)
    try:
        value = ast.literal_eval(inner)
        str(value).encode()  # half a character can be told, and not printed
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return inner
    return value if isinstance(value, str) else inner


def _stream(output: Output, *, warning: bool) -> list[Node]:
    text = ANSI.sub("", output["text"]).rstrip("\n")
    if output["name"] == "stderr":
        return [_verbatim(text, "cell-output-stderr")] if warning else []
    return [_verbatim(text, "cell-output-stdout")] if text else []


def _verbatim(text: str, name: str) -> Node:
    return div([code_block(text)], "", "cell-output", name)


def _display(output: Output, stem: str, alts: Sequence[str], rendered: Rendered) -> list[Node]:
    data = output["data"]
    mime = next((mime for mime in PREFERENCE if mime in data), None)
    if mime in {None, "text/plain"}:
        if words := next((words for kind, words in NOT_SHOWN.items() if kind in data), ""):
            return _notice(words)
        if JSON in data:
            text = json.dumps(data[JSON], indent=2, ensure_ascii=False)
            return [_verbatim(text, "cell-output-display")]
    if mime is None:
        rendered.unknown += sorted(data.keys() - {LINEAGE_MIME, NOTICE_MIME})
        return []
    content = "".join(data[mime])
    if mime in PICTURES:
        return _picture(output, mime, stem, alts, rendered)
    if mime == "text/html":
        still = next((mime for mime in PICTURES if mime in data), "")
        if still and not TABLE.search(content):
            return _both(content, _picture(output, still, stem, alts, rendered))
        read = _drawn(content, stem, alts, rendered)
        return _both(content, read or _unprinted(content))
    if mime == "text/markdown":
        return markdown(content)
    if mime == "text/latex":
        return pandoc.read(content, reader="latex")
    return [_verbatim(_bare(content), "cell-output-display")]


def _saved(picture: bytes, mime: str, stem: str, rendered: Rendered) -> str:
    """The path, from the book's root, of a picture that is put beside the page."""
    count = len(rendered.media) + 1
    path = f"{stem}.{PICTURES[mime]}" if count == 1 else f"{stem}.{count}.{PICTURES[mime]}"
    rendered.media[path] = picture
    return f"/{path}"


def _picture(
    output: Output, mime: str, stem: str, alts: Sequence[str], rendered: Rendered
) -> list[Node]:
    content = "".join(output["data"][mime])
    data = content.encode() if mime == "image/svg+xml" else base64.b64decode(content)
    path = _saved(data, mime, stem, rendered)
    alt = alts[min(len(rendered.media), len(alts)) - 1]
    width = output.get("metadata", {}).get(mime, {}).get("width")  # of a retina picture
    return [plain([image(path, alt, f"{width}px" if width else "")])]


def embedded(address: str) -> tuple[str, bytes] | None:
    """(type, bytes) of a picture that its address itself holds, as HTML and notebooks have them."""
    kind = EMBEDDED.match(address)
    with suppress(ValueError):
        if kind and kind[1] in PICTURES:
            read = base64.b64decode if kind[2] else unquote_to_bytes
            return kind[1], read(address[kind.end() :])
    return None


def _drawn(content: str, stem: str, alts: Sequence[str], rendered: Rendered) -> list[Node]:
    """HTML read into Pandoc's tree, what is drawn in it as pictures."""

    def saved(node: Node) -> list[Node]:
        (name, classes, _), words, (source, title) = node["c"]
        held = embedded(source)
        if not held:
            return [node]
        path = _saved(held[1], held[0], stem, rendered)
        alt = alternative(node) or alts[min(len(rendered.media), len(alts)) - 1]
        pairs = {**attributes(node)[2], "alt": alt}
        return [{"t": "Image", "c": [attr(name, classes, pairs), words, [path, title]]}]

    def drawn(markup: str) -> str:
        svg = f"<svg {LANGUAGES}{NAMED.sub('', markup[len('<svg') :])}"
        if 'aria-hidden="true"' in svg.partition(">")[0]:
            return ""  # a decoration, by its own words
        rendered.unread |= not is_xml(svg)
        return f'<img src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}">'

    shown = SCRIPT.sub("", content)
    for start, end in reversed(list(outermost(DRAWING, shown))):
        shown = f"{shown[:start]}{drawn(shown[start:end])}{shown[end:]}"
    return transform(table_blocks(shown), {"Image": saved})


def _unprinted(content: str) -> list[Node]:
    """A notice for what is seen in a browser alone, such as a chart that a script draws."""
    tags = {str(element.tag) for element in tree_of(content).iter()}
    drawn = "<div" in content and "script" in tags
    return _notice(NOT_PRINTED) if drawn or tags - UNSEEN else []


def _notice(words: str) -> list[Node]:
    return [div([para([string(words)])], "", "cell-output", "widget-notice")]


def _both(content: str, others: list[Node]) -> list[Node]:
    """HTML for the site as it is, and what stands for it in every other format."""
    site = div([raw(content, "html")], "", "content-visible", **{"when-format": "html"})
    return [site, div(others, "", "content-hidden", **{"when-format": "html"})]
