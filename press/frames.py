"""The templates of the site, and the two ways in which a page gets its styles and scripts.

A page of the site names the files that it shares with the others. A page that has to stand alone (the
book in one file, the page for lost readers) holds them within itself. Either way its policy forbids the
browser whatever else a page could load or run.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.util import cache_from_source
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from press import pandoc, single
from press.chapters import page_of
from press.config import Config
from press.entries import key_of
from press.kept import engine_key
from press.metadata import HOME
from press.registers import written

if TYPE_CHECKING:
    from jinja2 import Environment, Template

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
STYLE = "book.css"
THEME = "theme.js"
"""Runs before the page is drawn, so that no other theme flashes up."""
SCRIPTS = ("book.js", "previews.js", "search.js")
WRITER_OPTIONS = {"html_math_method": "mathml", "highlight_method": "none"}
"""How Pandoc writes the HTML of the site."""
SOURCE = re.compile(r'href="/?([^":#]+\.(?:qmd|md|ipynb))"')
"""A link to a chapter, in what stands on every page."""
VENDORED = "vendor/minisearch/minisearch.js"
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; "
    "img-src 'self' file: data:; font-src 'self' file:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
"""Nothing but the book's own files, and no script within the page. `file:` is for a book that is opened
from a disk, where some browsers do not count its files as its own."""
FAVICON = "data:image/svg+xml," + quote(
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>"
    "<rect width='32' height='32' rx='7' fill='#0a5d50'/><path fill='none' stroke='#fff' stroke-width='2' "
    "d='M16 9c-3-2-6-2-9-1v15c3-1 6-1 9 1 3-2 6-2 9-1V8c-3-1-6-1-9 1zm0 0v15'/></svg>"
)


def shared_files(config: Config) -> dict[str, bytes]:
    """The styles and scripts that the pages of the site name."""
    names = (STYLE, THEME, *SCRIPTS, VENDORED)
    files = {f"site/{PurePosixPath(name).name}": (ASSETS / name).read_bytes() for name in names}
    return files | {f"site/{name}": (config.root / name).read_bytes() for name in config.html.css}


def linking(name: str, config: Config, *, chapter: str, **content: Any) -> bytes:
    """A page of the site. Nothing is forbidden it where the author brings scripts of their own."""
    free = config.html.include_in_header or "<script" in chapter
    policy = "" if free else POLICY
    return _framed(name, config, policy=policy, scripts=SCRIPTS, chapter=chapter, **content)


def standing_alone(name: str, config: Config, *more: str, **content: Any) -> bytes:
    """A page that holds its styles and scripts; `more` are the texts of scripts beyond those of any page."""
    texts = [_text(THEME), _text("book.js"), *more]
    own = [(config.root / path).read_text(encoding="utf-8") for path in config.html.css]
    policy = "" if config.html.include_in_header else single.policy(texts)
    style = "\n".join([_text(STYLE), *map(single.with_pages, own)])
    return _framed(name, config, policy=policy, scripts=texts, style=style, **content)


def search_scripts(sections: bytes) -> Sequence[str]:
    """What a page that stands alone needs for its cards and its search."""
    return [_text("previews.js"), _text(VENDORED), sections.decode(), _text("search.js")]


def template(name: str) -> Template:
    """The template `name`."""
    return _environment().get_template(name)


def rendered(name: str, words: Mapping[str, Any]) -> bytes:
    """The Markdown that the template `name` is with these `words` in it."""
    return f"{template(name).render(words)}\n".encode()


def _framed(name: str, config: Config, *, to: Callable[[str], str], **content: Any) -> bytes:
    """A page from the template `name`; `to` turns a path from the book's root into a link."""

    def led(link: re.Match[str]) -> str:
        return f'href="{to(page_of(link[1]))}"'

    footer = [(side, SOURCE.sub(led, _inline_html(words))) for side, words in config.footer]
    root = to(HOME).removesuffix(HOME).partition("#")[0]
    page = template(name).render(
        config=config, favicon=FAVICON, footer=footer, root=root, to=to, **content
    )
    return page.encode()


@functools.cache
def _inline_html(markdown: str) -> str:
    """A line of Markdown from `_quarto.yml`."""
    written = pandoc.write(pandoc.read(markdown), "html", **WRITER_OPTIONS).strip()
    return written.removeprefix("<p>").removesuffix("</p>")


def _text(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


@functools.cache
def _environment() -> Environment:
    # Jinja takes a tenth of a second to load, which most builds can spare.
    import jinja2

    # Templates are compiled for as long as press is this one, as its modules are and where they are.
    folder = Path(cache_from_source(__file__)).parent
    compiled = jinja2.FileSystemBytecodeCache(str(folder))
    compiled.get_source_checksum = lambda source: key_of(engine_key(), source)  # type: ignore[method-assign]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled if os.access(folder, os.W_OK) else None,
    )
    environment.filters["written"] = written
    return environment
