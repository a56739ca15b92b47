"""What is wrong between the chapters of a book: labels, references, citations, links, alternative texts.

Comes in: the surveys of all pages. Goes out: a problem, with its line, for whatever a reader would look for
in vain. All of it is found before anything is executed, and once more in what the cells gave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from press import withheld
from press.chapters import SOURCES, path_of
from press.document import NO_ALTERNATIVE, is_file
from press.errors import Problem
from press.listtables import CLASS
from press.parse import Cell, Chapter
from press.scan import in_words
from press.shapes import KINDS, REFERENCE, THEOREM, WIDTHS, float_kind, label_of
from press.survey import Survey

EXAMPLE = rf"(?:^|\n[ \t>]*\n)[ \t>]*(?:[-*+][ \t]+)?(\(?@(?:{'|'.join(KINDS)})-[\w.:-]+\))\s"
"""A reference in brackets at the head of a paragraph, which Pandoc takes for one of its numbered examples."""
PLACES = {"html": "the site", "typst": "the PDF"}
OUTPUTS = {".", "numbers.json", "build.json"}
"""What a book has besides its pages: the front page, and its registers."""


def check(pages: Sequence[Survey], keys: set[str], *, executed: bool = True) -> Iterator[Problem]:
    """Labels used twice, references to nothing, citations of works not in the bibliography.

    Before they are `executed`, cells that write Markdown may bring labels of which nothing is known yet.
    """
    yield from _duplicate_labels(pages)
    yield from _unseen(pages)
    yield from _no_place_for_references(pages)
    yield from _theorems(pages)
    labels = {mark.label for page in pages for mark in page.marks}
    known = executed or not any(_writes(page.chapter) for page in pages)
    for page in pages:
        yield from _unread(page)
        for cited in page.citations:
            if 0 < sum(bool(REFERENCE.match(key)) for key in cited) < len(cited):
                what = f"[@{'; @'.join(cited)}] mixes a reference with a citation"
                yield page.chapter.problem(what, _key(cited[0]), "give each its own brackets")
        for key in dict.fromkeys(key for cited in page.citations for key in cited):
            if known and REFERENCE.match(key) and label_of(key) not in labels:
                remedy = f"label the target `{key}`, or mend the reference"
                yield page.chapter.problem(f"@{key} refers to nothing", _key(key), remedy)
            elif not REFERENCE.match(key) and key not in keys:
                remedy = "add the entry to the bibliography, or mend the key"
                yield page.chapter.problem(f"@{key} is not in the bibliography", _key(key), remedy)


def _unread(page: Survey) -> Iterator[Problem]:
    """What a page has that says something else than it seems to, or nothing."""
    for line, found in in_words(EXAMPLE, page.chapter.source):
        what = f"{found[1]} at the head of a paragraph is a numbered example to Pandoc"
        remedy = "write something before it, or the reference without its round brackets"
        above = found[0].rstrip().count("\n") + 1
        yield Problem(what, page.chapter.path, line + above, remedy)
    for key, value in page.layouts:
        if key == CLASS:
            remedy = "write an item for each row, and in it one for each cell: `* - a`, `  - b`"
            start = rf"\.{key}[^\n]*\n\W*" + r"\W+".join(re.findall(r"\w+", value)[:5])
            pattern = start if page.chapter.line_of(start) else rf"\.{key}"
            yield page.chapter.problem(f"the `{key}` cannot be read", pattern, remedy)
            continue
        remedy = 'write layout-ncol=2, or rows of widths such as layout="[[1, 1], [1]]"'
        if key == WIDTHS:
            remedy = f'write a width for each column, in percent: {key}="[60, 40]"'
        pattern = rf"{key}=[\"']?{re.escape(value)}"
        yield page.chapter.problem(f"`{key}` cannot be read: {value}", pattern, remedy)


def _writes(chapter: Chapter) -> bool:
    """Whether a cell of it writes Markdown, in which labels may stand."""
    options = (cell.options for cell in chapter.cells)
    return any(asked.output == "asis" and asked.eval and asked.include for asked in options)


def lost_links(root: Path, pages: Sequence[Survey], *, executed: bool = True) -> Iterator[Problem]:
    """Links to a source, a file, or a place on a page, that lead nowhere, or to a file that is withheld."""
    to_come = {page.chapter.path for page in pages if not executed and _writes(page.chapter)}
    anchors = {page.chapter.path: {*page.identifiers} for page in pages}
    known = {*OUTPUTS, *(page.path for page in pages)}
    held = withheld.withheld(root)
    for page in pages:
        for target in page.links:
            path, _, anchor = target.partition("#")
            led = path_of(page.chapter.path, path)
            if led in anchors:
                found = not anchor or anchor in anchors[led] or led in to_come
            else:
                is_source = PurePosixPath(led).suffix in SOURCES
                found = not is_source and (led in known or is_file(root, led))
            if not found:
                remedy = "name a chapter, a heading or label that it has, or a file of the project"
                what = f"the link to {target} leads nowhere"
                yield page.chapter.problem(what, re.escape(target), remedy)
        for target in (*page.links, *(source for source, *_ in page.pictures)) if held else ():
            led = path_of(page.chapter.path, target.partition("#")[0])
            if evidence := withheld.is_withheld(root, led, held):
                said = withheld.said(led, evidence)
                what = f"the site would have a file that is withheld: {said}"
                yield page.chapter.problem(what, re.escape(target), withheld.REMEDY)


def chapters_in_chapters(pages: Sequence[Survey]) -> Iterator[Problem]:
    """Headings of the first level behind the one that is a chapter's title: they would have its number."""
    for page in pages:
        tops = [mark for mark in page.marks if (mark.kind, mark.level) == ("sec", 1)]
        if not page.numbered or page.chapter.path == "index.qmd":
            continue
        seen = [[m for m in tops if m.label in page.identifiers_in(target)] for target in PLACES]
        for mark in dict.fromkeys(mark for one in seen for mark in one[1:] if mark.numbered):
            word = re.escape((mark.title.split() or [""])[0])
            lines = [
                n + 1 for n, _ in in_words(rf"(?m)^[ \t>]*#[ \t]+\W*{word}", page.chapter.source)
            ]
            what = f"`{mark.title}` is a second heading of the first level, and would have the chapter's number"
            remedy = "write it with `##`, or give it a chapter of its own"
            yield Problem(what, page.chapter.path, lines[-1] if lines else None, remedy)


def missing_alternatives(page: Survey) -> Iterator[Problem]:
    """What a page's pictures lack: those in its text, and those that its labelled cells will make.

    Every picture needs an alternative text, and one of its own: a caption says what a picture is about, to
    readers who see it too.
    """
    chapter = page.chapter
    for source, alt, caption in page.pictures:
        name = unquote(source)
        if lacks := _lacks(f"the picture {name[:60]}", alt, [caption]):
            yield chapter.problem(lacks, f"{re.escape(source)}|{re.escape(name)}", NO_ALTERNATIVE)
    for cell in filter(_makes_figure, chapter.cells):
        given = cell.options.fig_cap
        for alt in cell.options.fig_alt:
            if lacks := _lacks(cell.name, alt, [given] if isinstance(given, str) else given):
                yield Problem(lacks, chapter.path, cell.line, NO_ALTERNATIVE)


def _makes_figure(cell: Cell) -> bool:
    options = cell.options
    shown = options.eval and options.include and options.output is not False
    return bool(shown and float_kind(options.label) == "fig")


def _lacks(name: str, alt: str, captions: Sequence[str]) -> str:
    """What is wrong with the alternative text of something; empty where nothing is."""
    if not alt.strip():
        return f"{name} has no alternative text"
    same = _bare(alt) in map(_bare, captions)
    return f"the alternative text of {name} is its caption" if same else ""


def _bare(text: str) -> str:
    """The letters and digits of a text, whatever stands around them."""
    return "".join(re.findall(r"\w+", text.lower()))


def _duplicate_labels(pages: Sequence[Survey]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Chapter] = {}
    for page in pages:
        twice: dict[str, Chapter] = {}
        for target in PLACES:
            for label in filter(REFERENCE.match, page.identifiers_in(target)):
                if (target, label) in first:
                    twice[label] = first[target, label]
                first.setdefault((target, label), page.chapter)
        for label, chapter in twice.items():
            lines, before = _label_lines(page.chapter, label), _label_lines(chapter, label)
            place = f"{chapter.path}:{before[0] if before else 1}"
            what = f"the label {label} is used twice (first in {place})"
            remedy = "give one of the two another label, and mend the references to it"
            yield Problem(what, page.chapter.path, lines[-1] if lines else None, remedy)


def _unseen(pages: Sequence[Survey]) -> Iterator[Problem]:
    """References, shown in a format, to what conditions keep from it: there they would lead nowhere."""
    anywhere = {label for page in pages for label in page.identifiers}
    for target, place in PLACES.items():
        seen = {label for page in pages for label in page.identifiers_in(target)}
        for page in pages:
            for key in filter(REFERENCE.match, dict.fromkeys(page.keys_in(target))):
                if label_of(key) in anywhere - seen:
                    what = f"@{key} refers to what {place} does not show"
                    remedy = "give the reference the conditions of what it refers to"
                    yield page.chapter.problem(what, _key(key), remedy)


def _label_lines(chapter: Chapter, label: str) -> list[int]:
    return chapter.lines_of(rf"(label:\s*[\"']?|#){re.escape(label)}(?![\w-])")  # `lst-label:`, too


def _no_place_for_references(pages: Sequence[Survey]) -> Iterator[Problem]:
    """A second Div `refs`; the first citation of a book that has none for the list of what it cites."""
    lists = [page.chapter for page in pages for name in page.identifiers if name == "refs"]
    for chapter in lists[1:]:
        line = chapter.lines_of(r"#refs\b")[-1:]
        what = f"the list of references stands twice (first in {lists[0].path})"
        remedy = "keep one: it has what the whole book cites"
        yield Problem(what, chapter.path, line[0] if line else None, remedy)
    if lists:
        return
    for page in pages:
        keys = (key for cited in page.citations for key in cited)
        key = next((key for key in keys if not REFERENCE.match(key)), None)
        if key:
            what = f"@{key} is cited, and the book has no list of references"
            remedy = "write `::: {#refs}` and `:::` on two lines where the list is to stand"
            yield page.chapter.problem(what, _key(key), remedy)
            return


def _theorems(pages: Sequence[Survey]) -> Iterator[Problem]:
    """Theorems and what Quarto numbers as it does them: without their words and numbers they say something else."""
    for page in pages:
        for label in filter(THEOREM.match, page.identifiers):
            if _label_lines(page.chapter, label):  # else Pandoc made it, of the words of a heading
                remedy = f"write a callout, such as `::: {{#nte-{label[4:]} .callout-note}}`"
                what = f"press does not number theorems, found `{label}`"
                yield page.chapter.problem(what, rf"#{re.escape(label)}(?![\w-])", remedy)


def _key(key: str) -> str:
    """The pattern of a key as it is cited."""
    return rf"@{re.escape(key)}(?![\w-])"
