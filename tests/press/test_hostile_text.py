"""Text from data prints as text.

What the author writes is the author's: raw HTML in a chapter is passed on. What a cell prints, shows or raises is data,
whatever it looks like.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import great_tables as gt
import pandas as pd
import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from pypdf import PdfReader

from analysis.numbers import Phrase
from press import pandoc
from press.config import read_config
from press.executed import ANSI
from press.formats import relink, visible
from press.frames import WRITER_OPTIONS
from press.outputs import inline_markdown, render
from press.pandoc import Node
from press.pdf import typst_of
from press.shapes import words
from press.tree import div, para, plain, raw
from tests.press.conftest import Files, write_book

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> </p></div></table> a|b `c` ``d $e$ $$f$$ @fig-g [@h] "
    "[i](javascript:alert(3)) ![j](k.png){onclick=l} <javascript:m> #n \\ \\input{o} *p* _q_ **r** ~s~ ^t^ u^[v] -- ... "
    "'w' \"x\" &lt; &#60; <!-- y --> {{< include z.qmd >}} `{python} 1/0` `<b>`{=html} `#panic()`{=typst} // /* #panic() "
    "right\N{RIGHT-TO-LEFT OVERRIDE}to\N{POP DIRECTIONAL FORMATTING}left\N{RIGHT-TO-LEFT MARK} ends"
)
LINES = f"{HOSTILE}\n\n# A\n\n1. B\n\n- C\n\n: D\n\n::: E\n\n``` {{=html}}\n<script>F</script>\n```\n\n    G\n\n% H"
"""The same, and what means something only at the beginning of a line."""
CAPTION = (
    "<script>alert(1)</script> <b onclick=x>bold</b> [link](javascript:alert(3)) # | \\\\ ends"
)
CHAPTER = f"""\
```{{python}}
#| include: false
import sys

import great_tables as gt
import pandas as pd
from analysis.numbers import Phrase

pd.set_option("display.max_colwidth", None)
text = {HOSTILE!r}
lines = {LINES!r}


class Picture:
    def _repr_svg_(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
```

# `{{python}} text` {{#sec-x}}

## Second `{{python}} lines`

::: {{#inline}}
It says `{{python}} lines`.
:::

::: {{#phrase}}
It says `{{python}} Phrase(lines)`.
:::

| cell                | other |
|---------------------|-------|
| `{{python}} lines` | 1     |

: In a table {{#tbl-cell}}

::: {{#phrase-shown}}
```{{python}}
Phrase(lines)
```
:::

::: {{#stdout}}
```{{python}}
#| warning: true
print(lines)
print(lines, file=sys.stderr)
```
:::

::: {{#value}}
```{{python}}
text
```
:::

::: {{#error}}
```{{python}}
#| error: true
raise ValueError(lines)
```
:::

::: {{#pandas}}
```{{python}}
pd.DataFrame({{"a": [text], text: [1]}})
```
:::

::: {{#great-tables}}
```{{python}}
frame = pd.DataFrame({{"a": [text], text: [1], "group": [text]}})
gt.GT(frame, id="one", groupname_col="group").tab_header(text).tab_source_note(text)
```
:::

```{{python}}
#| label: fig-x
#| fig-cap: {json.dumps(CAPTION)}
#| fig-alt: {json.dumps(HOSTILE)}
Picture()
```

See @fig-x and @tbl-cell.
"""
TIMES = {
    # How often the text stands in each place; in lines where it is printed on many.
    "inline": 1,
    "phrase": 1,
    "tbl-cell": 1,
    "phrase-shown": 1,
    "stdout": 2,
    "value": 1,
    "error": 1,
    "pandas": 2,
    "great-tables": 5,
}


@pytest.fixture(scope="module")
def hostile(built: Callable[[str, Files], Path]) -> Path:
    """The folder of a book in which data try everything."""
    return built("hostile", {"chapters/x.qmd": CHAPTER})


SCRIPTS = {"A-Small-Book.html": 6, "404.html": 2}
"""How many scripts stand within the pages that need no other file; every other page names its four."""


def squeezed(text: str) -> str:
    """`text` without spaces; a NUL is what Unicode has in its place."""
    return re.sub(r"\s+", "", text).replace("\0", "\N{REPLACEMENT CHARACTER}")


def dangers(tree: html.HtmlElement) -> list[str]:
    """Whatever in a page would run something, or ask for something that is not the book's."""
    found = [element.tag for element in tree.iter("script", "iframe", "object", "embed", "form")]
    for element in tree.iter():
        for name, value in element.attrib.items():
            target = re.sub(r"[\0-\x20]", "", value).lower()
            runs = name in {"href", "src", "action"} and target.startswith(("javascript:", "data:"))
            picture = element.tag == "img" and target.startswith("data:image/")
            if (runs and not picture) or name.startswith("on"):
                found.append(f"{name}={value}")
    return found


def test_text_from_data_prints_as_text_on_the_site(hostile: Path) -> None:
    """Wherever it comes from, every character of it is there, and nothing but characters."""
    page = html.fromstring((hostile / "chapters/x.html").read_text(encoding="utf-8"))
    times = {
        name: squeezed(page.get_element_by_id(name).text_content()).count(squeezed(HOSTILE))
        for name in TIMES
    }
    assert times == TIMES
    for name in ("inline", "phrase", "tbl-cell", "phrase-shown", "stdout", "error"):
        assert squeezed(LINES) in squeezed(page.get_element_by_id(name).text_content())
    assert [len(page.get_element_by_id(name)[0]) for name in ("inline", "phrase")] == [0, 0]
    assert page.xpath("//figure//img/@alt") == [HOSTILE]


def test_nothing_from_data_runs_on_any_page_of_the_site(hostile: Path) -> None:
    """Headings go round: into the contents, the navigation of other pages, titles, and the search."""
    for file in sorted(hostile.rglob("*.html")):
        tree = html.fromstring(file.read_text(encoding="utf-8"))
        scripts = list(tree.iter("script"))
        assert len(scripts) == SCRIPTS.get(file.name, 4)
        for script in scripts:
            assert script.get("src") or file.name in SCRIPTS
            script.drop_tree()
        tree.xpath("//link[@rel='icon']")[0].drop_tree()
        assert dangers(tree) == []
        assert squeezed(HOSTILE) in squeezed(tree.body.text_content())
    for name in ("sections.js", "targets.js"):
        assert "</script" not in (hostile / "site" / name).read_text(encoding="utf-8")


def test_caption_is_markdown_without_html(hostile: Path) -> None:
    """What an author marks up in it is kept, but for HTML and for links that run."""
    page = html.fromstring((hostile / "chapters/x.html").read_text(encoding="utf-8"))
    caption = page.xpath("//figcaption")[-1].text_content()
    assert "<script>alert(1)</script> <b onclick=x>bold</b> link # | \\ ends" in caption


def test_text_from_data_prints_as_text_in_the_pdf(hostile: Path) -> None:
    """Its letters are there as often as they are printed; marks of direction set no glyph."""
    text = "".join(page.extract_text() for page in PdfReader(hostile / "A-Small-Book.pdf").pages)
    letters = re.sub(r"[\W_]+", "", HOSTILE.partition("right")[0])
    assert re.sub(r"[\W_]+", "", text).count(letters) >= sum(TIMES.values())


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JavaScript:x", " java\tscript:x", "vbscript:x", "data:text/html,x", "\1javascript:x"],
)  # fmt: skip
def test_link_that_would_run_becomes_its_words(target: str) -> None:
    """Even where Markdown was asked for; any other link stays."""
    link = {"t": "Link", "c": [["", [], []], [{"t": "Str", "c": "words"}], [target, ""]]}
    other = {"t": "Link", "c": [["", [], []], [{"t": "Str", "c": "words"}], ["mailto:a@b.c", ""]]}
    led = relink([para([link])], lambda path: path)
    assert html.fromstring(pandoc.write(led, "html")).xpath("//a") == []
    assert pandoc.write(led, "plain") == "words\n"
    assert relink([para([other])], lambda path: path) == [para([other])]


@pytest.mark.parametrize("caption", ["# a", "- a", "1. a", "    a", "> a", "a\n\nb", "***", ": a"])
def test_caption_that_is_no_paragraph_is_text(caption: str) -> None:
    """Not a list, a heading or code in the place of a caption, nor an end of the build."""
    shown = pandoc.write([plain(words(caption))], "plain")
    assert squeezed(shown) == squeezed(caption)


# Any text at all, through every way that data take into a page.

SIGNS = "<>&|`$@#[](){}\\*_~^\"'!-:/.;=+%,?\n\t\r \0\x1b\x7f\N{RIGHT-TO-LEFT OVERRIDE}\N{NO-BREAK SPACE}\u2028\u064e…“—0aA1"
CONTROLS = "".join(map(chr, range(0x80, 0xA0)))
"""Left out: readers of HTML take them for letters of Windows, as `\x80` for the euro sign."""
ANY = st.characters(codec="utf-8", exclude_characters=CONTROLS)
TEXTS = st.lists(
    st.text(st.one_of(st.sampled_from(SIGNS), ANY), max_size=16),
    min_size=1,
    max_size=25,
)


def inline(text: str) -> str:
    """The Markdown of inline code whose value is `text`."""
    return inline_markdown([{"output_type": "execute_result", "data": {"text/plain": repr(text)}}])[
        0
    ]


def shown(*outputs: dict[str, Any]) -> list[Node]:
    """The blocks of a cell with these outputs."""
    return render(outputs, "x", alts=[""], warning=True, asis=False).blocks


def marked_up(content: str) -> list[Node]:
    """The blocks of a cell that shows HTML."""
    return shown({"output_type": "display_data", "data": {"text/html": content}})


def printed(text: str) -> list[Node]:
    """The blocks of a cell that prints `text`, raises it and returns it."""
    error = {"output_type": "error", "ename": "E", "evalue": text}
    value = {"output_type": "execute_result", "data": {"text/plain": repr(text)}}
    return shown({"output_type": "stream", "name": "stdout", "text": text}, error, value)


def cases(texts: Sequence[str]) -> Iterator[tuple[str, list[Node]]]:
    """(what should be read, the blocks that print it), for each text and way."""
    ways = [
        way(text) for text in texts for way in (inline, lambda text: Phrase(text)._repr_markdown_())
    ]
    sentences = pandoc.read("\n\n".join(f"::: t\n{way}\n\nIt says {way}.\n:::" for way in ways))
    for place, sentence in enumerate(sentences):
        text = texts[place // 2]
        yield f"{text}It says {text}.", sentence["c"][1]
    for text in texts:
        bare = ANSI.sub("", text)
        yield f"{bare}E{': ' if text else ''}{bare}{text}", printed(text)
    flat = [re.sub(r"[\t\n\r]", " ", text) for text in texts]  # pandas prints these as \t, \n, \r
    frame = pd.DataFrame({"a": flat})
    yield "a" + "".join(f"{n}{text}" for n, text in enumerate(flat)), marked_up(frame.to_html())
    yield "a" + "".join(flat), marked_up(gt.GT(frame, id="one").as_raw_html())


def read_by_typst(content: Any) -> str:
    """The characters of a piece of Typst's own content."""
    if isinstance(content, list):
        return "".join(map(read_by_typst, content))
    if not isinstance(content, dict):
        return ""
    if "text" in content and isinstance(content["text"], str):
        return content["text"]
    return read_by_typst(list(content.values()))


@settings(max_examples=25, derandomize=True, deadline=None, database=None)
@given(TEXTS)
@example(
    [
        HOSTILE[:40],
        HOSTILE[40:80],
        HOSTILE[80:120],
        "1. a",
        "# a",
        ": a",
        "% a",
        "{{< meta x >}}",
        "\\\U00031c63",
    ]
)
def test_any_text_prints_as_itself_in_html(texts: list[str]) -> None:
    """Every character is there, in its order, and no element is made of them."""
    expected, blocks = zip(*cases(texts), strict=True)
    divs = [div(visible(content, "html"), "", "t") for content in blocks]
    tree = html.fromstring(f"<body>{pandoc.write(divs, 'html', **WRITER_OPTIONS)}</body>")
    for style in list(tree.iter("style")):
        style.drop_tree()
    pages = tree.xpath("/html/body/div[@class='t']") or tree.xpath("//div[@class='t']")
    assert [squeezed(page.text_content()) for page in pages] == list(map(squeezed, expected))
    assert dangers(tree) == []
    made = {element.tag for element in tree.iter()}
    assert made <= {
        *("html", "body", "div", "p", "pre", "code", "table"),
        *("thead", "tbody", "tr", "th", "td"),
    }


@settings(max_examples=25, derandomize=True, deadline=None, database=None)
@given(texts=TEXTS)
@example(
    texts=[
        HOSTILE[:40],
        HOSTILE[40:80],
        HOSTILE[80:120],
        "= a",
        "/ a: b",
        "+ a",
        "#panic()",
        "https://a.b",
    ]
)
def test_any_text_prints_as_itself_in_typst(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Typst takes the file, and reads the same characters in it."""
    expected, blocks = zip(*cases(texts), strict=True)
    config = read_config(write_book(tmp_path_factory.mktemp("typst"), {}))
    shown = [visible(content, "typst") for content in blocks]
    marked = [[raw("#metadata[", "typst"), *b, raw("] <t>", "typst")] for b in shown]
    source = config.root / "x.typ"
    document = typst_of([node for nodes in marked for node in nodes])
    rule = "#let whole(body) = body\n"  # of tables, as the template has it
    source.write_text(rule + document, encoding="utf-8", newline="\n")
    found = json.loads(typst.query(source, "<t>", field="value"))
    assert [squeezed(read_by_typst(content)) for content in found] == list(map(squeezed, expected))
