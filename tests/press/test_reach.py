"""A project reaches nothing but its own files, and runs nothing but what it names."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from press import pandoc
from press.build import Options, build
from press.progress import Progress
from tests.press.conftest import PROJECT, Files, Lay, Run, contents


def refused(lay: Lay, press: Run, files: Files) -> str:
    """What `press build` says of a book that it refuses; nothing around the project has changed."""
    root = lay(files)
    before = contents(root.parent)
    code, message = press("build", "--project", root, "--to", "html", "--quiet")
    assert code == 1
    assert contents(root.parent) == before
    return message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("bibliography: ../works.bib", "the bibliography ../works.bib lies outside the project"),
        ("bibliography: [/etc/hosts]", "the bibliography /etc/hosts lies outside the project"),
        ("csl: chapters/../../style.csl", "the csl chapters/../../style.csl lies outside the project"),
        ("filters: ../works.bib", "`filters` should be files that end in .lua, found '../works.bib'"),
        ("filters: [../x.lua]", "the filter ../x.lua lies outside the project"),
        ("format: {html: {css: ../x.css}}", "the css ../x.css lies outside the project"),
        (
            "format: {html: {include-in-header: ../x.html}}",
            "the include-in-header ../x.html lies outside the project",
        ),
        ("csl: https://example.org/style.csl", "the csl https://example.org/style.csl does not exist"),
    ],
)  # fmt: skip
def test_file_outside_of_the_project_is_refused(
    lay: Lay, press: Run, line: str, message: str
) -> None:
    """Nor is anything fetched."""
    for name in ("works.bib", "style.csl", "x.lua", "x.css", "x.html"):
        lay({f"../{name}": ""})
    assert refused(lay, press, {"_quarto.yml": f"{PROJECT}{line}\n"}).startswith(
        f"_quarto.yml:9: {message}"
    )


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"index.qmd": "# H\n\n{{< include ../x.md >}}\n", "../x.md": "a"},
            "index.qmd:3: the included file ../x.md lies outside the project\n",
        ),
        (
            {"_quarto.yml": PROJECT.replace("chapters/x.qmd", "../x.qmd"), "../x.qmd": "# X\n"},
            "_quarto.yml:8: the chapter ../x.qmd lies outside the project\n",
        ),
    ],
)
def test_text_outside_of_the_project_is_refused(
    lay: Lay, press: Run, files: Files, message: str
) -> None:
    """By its name, whether or not there is such a file: a chapter, or what one includes."""
    assert refused(lay, press, files).startswith(message)


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("../elsewhere", "_quarto.yml:3: the output-dir ../elsewhere lies outside the project\n"),
        ("/usr", "_quarto.yml:3: the output-dir /usr lies outside the project\n"),
        ("..", "the book would replace the project: "),
        (".", "the book would replace the project: "),
        ("chapters/..", "the book would replace the project: "),
        ("chapters", "the book would replace a source of its own: chapters/x.qmd\n"),
        ("references", "the book would replace a source of its own: references/works.bib\n"),
        ("notes", "what stands in "),
    ],
)
def test_book_is_not_written_over_anything_else(
    lay: Lay, press: Run, folder: str, message: str
) -> None:
    """Not even where a file in that folder makes it look like a book."""
    project = PROJECT.replace("book\n", f"book\n  output-dir: {folder}\n", 1)
    files = {"chapters/build.json": "{}", "references/build.json": "{}", "notes/mine.txt": "mine"}
    named = {
        "references/works.bib": "",
        "_quarto.yml": f"{project}bibliography: references/works.bib\n",
    }
    assert refused(lay, press, {**files, **named}).startswith(message)


@pytest.mark.parametrize("name", ["../x", "a/b", "/x", "..\\x", "C:x"])
def test_pdf_is_not_written_outside_of_the_book(lay: Lay, press: Run, name: str) -> None:
    """`output-file` is a name and no path."""
    project = PROJECT.replace("title:", f"output-file: '{name}'\n  title:")
    message = refused(lay, press, {"_quarto.yml": project})
    assert (
        f"`book.output-file` should be a name without a folder and an ending, found {name!r}"
        in message
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only few users make symbolic links")
@pytest.mark.parametrize(
    "link",
    ["chapters/x.qmd", "works.bib", "_book", "chapters/dot.svg", "_part.md", "more.csv", "own.css"],
)
def test_link_out_of_the_project_is_not_followed(lay: Lay, press: Run, link: str) -> None:
    """A symbolic link is another way to name a file outside."""
    root = lay(
        {
            "index.qmd": '# Home\n\n![A dot.](chapters/dot.svg){fig-alt="Dot."}\n\n[more](more.csv)\n\n'
            "{{< include _part.md >}}\n",
            "_part.md": "Part.\n",
            "more.csv": "1\n",
            "own.css": "",
            "works.bib": "",
            "chapters/dot.svg": "<svg/>",
        }
    )
    (root / "_quarto.yml").write_text(
        f"{PROJECT}bibliography: works.bib\nformat: {{html: {{theme: own.css}}}}\n", "utf-8"
    )
    outside = root.parent / "outside"
    outside.mkdir()
    (root / link).unlink(missing_ok=True)
    if link != "_book":
        outside = outside / "secret"
        outside.write_text("", encoding="utf-8")
    (root / link).symlink_to(outside)
    code, message = press("build", "--project", root, "--to", "html", "--quiet")
    assert code == 1
    refusals = ("lies outside the project", "does not exist in the project", "leads nowhere")
    assert any(words in message for words in refusals)
    assert [path.name for path in root.parent.rglob("secret") if path.stat().st_size] == []


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        ("latex", r"before \input{FILE} after"),
        ("html", 'before <iframe src="FILE"></iframe> after'),
        ("rst", "before\n\n.. include:: FILE\n\nafter"),
        ("org", 'before\n#+INCLUDE: "FILE"\nafter'),
    ],
)
def test_output_of_a_cell_opens_no_file(tmp_path: Path, reader: str, text: str) -> None:
    """Pandoc's readers would put in what LaTeX and HTML name, from the disk or from the network.

    Two others, which press does not use, show that it is kept from what is read and not from a format.
    """
    file = tmp_path / "secret.tex"
    file.write_text("secret", encoding="utf-8")
    blocks = pandoc.read(text.replace("FILE", str(file)), reader=reader)
    assert pandoc.write(blocks, "plain").split() == ["before", "after"]


def test_what_a_user_keeps_for_pandoc_does_not_change_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Abbreviations, styles and templates in the home of who builds."""
    (tmp_path / "pandoc").mkdir()
    (tmp_path / "pandoc/abbreviations").write_text("Wow.\n", encoding="utf-8")
    (tmp_path / "pandoc/init.lua").write_text("error('mine')", encoding="utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert pandoc.read("Wow. it")[0]["c"][1] == {"t": "Space"}


@pytest.mark.parametrize("named", ["", "pre-render", "filters"])
def test_nothing_runs_that_the_project_does_not_name(lay: Lay, tmp_path: Path, named: str) -> None:
    """Neither scripts nor filters that lie about, nor an extension; what is named does run."""
    mark = tmp_path / "ran.txt"
    script = f"import pathlib; pathlib.Path({str(mark)!r}).write_text('ran')\n"
    lua = f"io.open({json.dumps(str(mark))}, 'w'):write('ran'):close()\nreturn {{}}\n"
    projects = {
        "": PROJECT,
        "pre-render": PROJECT.replace("book\n", "book\n  pre-render: scripts/pre-render.py\n", 1),
        "filters": f"{PROJECT}filters: [filters/filter.lua]\n",
    }
    root = lay(
        {
            "_quarto.yml": projects[named],
            "pre-render.py": script,
            "scripts/pre-render.py": script,
            "chapters/sitecustomize.py": script,
            "chapters/x.qmd": "# X {#sec-x}\n\n`{python} 1 + 1`\n",
            "filters/filter.lua": lua,
            "chapters/x.lua": lua,
            "_extensions/x/_extension.yml": "contributes: {filters: [filter.lua]}\n",
            "_extensions/x/filter.lua": lua,
        }
    )
    build(Options(root, to=("html",), jobs=1), Progress(quiet=True))
    assert mark.exists() == bool(named)
