"""The body of a page in HTML: what Pandoc writes of it, in the shapes of `assets/site.lua`."""

from __future__ import annotations

from collections.abc import Mapping

from press import pandoc
from press.config import Config
from press.document import Page
from press.formats import filtered, relink
from press.icons import PATHS
from press.navigation import relative

WRITER_OPTIONS = (
    "--mathml",
    "--email-obfuscation=none",
    "--section-divs=false",
    "--no-highlight",
)


def body_html(page: Page, config: Config, behind: Mapping[str, str]) -> str:
    """The body of one page; `behind` is what stands below an exhibit, as HTML by its label."""
    blocks = filtered(config, page, "html")
    blocks = relink(blocks, lambda target: relative(target, page.path))
    settings = {
        "behind": behind,
        "fold": str(config.html.code_fold).lower(),
        "summary": config.html.code_summary,
        "icons": config.callout_icon,
        "paths": PATHS,
    }
    return pandoc.shaped(blocks, "html", "site.lua", settings, *WRITER_OPTIONS)


def inline_html(markdown: str) -> str:
    """A line of Markdown from `_quarto.yml`."""
    written = pandoc.write(pandoc.read(markdown), "html", *WRITER_OPTIONS).strip()
    return written.removeprefix("<p>").removesuffix("</p>")
