"""Numbers for chapters, sections, figures, tables and equations, and the references to them.

`index_of` numbers what can be referred to, in the order of the book; `resolve` writes the numbers into the
pages, and leads links to sources to their pages. Both writers print what stands here, so HTML and PDF
cannot differ.
"""

from __future__ import annotations

import string as letters
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from press.chapters import page_of, source_of
from press.document import REMOTE, Page
from press.language import ENGLISH
from press.pandoc import Node
from press.shapes import (
    KINDS,
    MINIMAL,
    NBSP,
    callout_kind,
    counted_kind,
    label_of,
    refers,
)
from press.survey import Mark, Survey
from press.tree import Visitor, attributes, div, link, plain, span, string, text_of, transform

ROMAN = {"C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10, "IX": 9, "V": 5, "IV": 4, "I": 1}


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be referred to: its number as printed, and the page that it stands on."""

    label: str
    word: str
    number: str
    page: str
    title: str = ""
    mark: str = ""
    """`(a)` for a part of a figure, which is numbered after the whole."""
    prefix: str = ""
    """The word of references, where it is not that of the caption."""

    @property
    def name(self) -> str:
        """`Figure 4.1`; the title where the target has no number."""
        return f"{self.word}{NBSP}{self.number}" if self.number else self.title

    @property
    def reference(self) -> str:
        """The words of a reference to it."""
        return replace(self, word=self.prefix or self.word).name


@dataclass(frozen=True, slots=True)
class Index:
    """The numbers of the book: of each chapter (by page path) and of each label; its words for them."""

    chapters: dict[str, str]
    targets: dict[str, Target]
    words: Mapping[str, str]

    @property
    def delim(self) -> str:
        """What stands between a number and the caption or title behind it."""
        return self.words.get("crossref-title-delim", ":")


def index_of(
    pages: Sequence[Survey],
    *,
    number_sections: bool,
    depth: int,
    words: Mapping[str, str] = ENGLISH,
    by_chapter: bool = True,
) -> Index:
    """The numbers of all in `pages`, counted in the order of the book or by chapter; `words` are the book's."""
    chapters = _chapter_numbers(pages, number_sections=number_sections)
    targets: dict[str, Target] = {}
    counts = dict.fromkeys(KINDS, 0)
    for page in pages:
        if by_chapter:
            counts = dict.fromkeys(KINDS, 0)
        levels = page.chapter.numbered_to(depth) if number_sections else 0
        for target in _targets(page, chapters[page.path], levels, counts, words, by_chapter):
            targets.setdefault(target.label, target)
    return Index(chapters, targets, words)


def resolve(page: Page, index: Index, *, depth: int) -> Page:
    """The page with its numbers written in: headings, captions, equations and references."""
    number_of = _headings_below(index.chapters[page.path])
    word = index.words["crossref-apx-prefix"] if page.entry.role == "appendix" else ""
    visits: dict[str, Visitor] = {
        "Header": lambda node: _numbered_heading(node, number_of, word, depth),
        "Figure": partial(_numbered_float, index),
        "Table": partial(_numbered_float, index),
        "Div": partial(_titled_callout, index),
        "Cite": partial(_references, index),
        "Link": partial(_linked, index, page),
        "Span": partial(_numbered_equation, index),
    }
    return replace(page, blocks=transform(page.blocks, visits))


def styled(number: int, style: str) -> str:
    """`number` in a style of `…-labels`: `alpha a`, from that letter on and doubled behind z, `roman i`, or as it is."""
    kind, _, first = style.partition(" ")
    if kind == "alpha":
        case = letters.ascii_uppercase if first.isupper() else letters.ascii_lowercase
        again, place = divmod(case.index(first or "a") + number - 1, len(case))
        return case[place] * (again + 1)
    if kind == "roman":
        found = ""
        for sign, value in ROMAN.items():
            found, number = found + sign * (number // value), number % value
        return found.lower() if first == "i" else found
    return str(number)


def _headings_below(chapter: str) -> Callable[[int], str]:
    """What gives the number of the next heading of a level; an empty one in a chapter without a number."""
    counts = [0] * 6

    def number(level: int) -> str:
        if level > 1:
            counts[level - 1] += 1
            counts[level:] = [0] * (6 - level)
        return ".".join([chapter, *map(str, counts[1:level])]) if chapter else ""

    return number


def _chapter_numbers(pages: Sequence[Survey], *, number_sections: bool) -> dict[str, str]:
    numbers: dict[str, str] = {}
    count = {"chapter": 0, "appendix": 0}
    for page in pages:
        if not number_sections or not page.numbered or page.entry.path == "index.qmd":
            numbers[page.path] = ""
            continue
        role = page.entry.role
        count[role] += 1
        letter = letters.ascii_uppercase[count[role] - 1] if role == "appendix" else ""
        numbers[page.path] = letter or str(count[role])
    return numbers


def _targets(
    page: Survey,
    chapter: str,
    depth: int,
    counts: dict[str, int],
    words: Mapping[str, str],
    by_chapter: bool,
) -> Iterator[Target]:
    """What can be referred to on a page; `counts`, of what stands before it, are counted on."""
    number_of = _headings_below(chapter)
    numbers: dict[str, str] = {}

    def counted(mark: Mark) -> str:
        if mark.whole:
            return f"{numbers[mark.whole]}{NBSP}{part_of(mark)}"
        counts[mark.kind] += 1
        above = chapter if by_chapter else ""
        own = styled(counts[mark.kind], words.get(f"crossref-{mark.kind}-labels", ""))
        return ".".join(filter(None, [above, own]))

    def part_of(mark: Mark) -> str:
        style = words.get("crossref-subref-labels", "alpha a")
        return f"({styled(mark.part, style)})" if mark.part else ""

    for mark in page.marks:
        if mark.kind == "sec":
            number = number_of(mark.level) if mark.numbered else ""
            number = number if mark.level <= depth else ""
            top = "apx" if page.entry.role == "appendix" else "ch"
            word = words[f"crossref-{top if mark.level == 1 else 'sec'}-prefix"]
            yield Target(mark.label, word, number, page.path, mark.title)
            continue
        # One that stands once for each format has one number.
        numbers[mark.label] = numbers.get(mark.label) or counted(mark)
        prefix = words[f"crossref-{mark.kind}-prefix"]
        word = words.get(f"crossref-{mark.kind}-title", prefix)
        number = numbers[mark.label]
        yield Target(mark.label, word, number, page.path, mark=part_of(mark), prefix=prefix)


def _numbered_heading(node: Node, number_of: Callable[[int], str], word: str, depth: int) -> Node:
    level, triple, inlines = node["c"]
    number = "" if "unnumbered" in triple[1] else number_of(level)
    if not number or level > depth:
        return node
    shown = f"{word} {number}" if level == 1 and word else number
    mark = span([string(shown)], "", "header-section-number")
    return {"t": "Header", "c": [level, triple, [mark, {"t": "Space"}, *inlines]]}


def _numbered_float(index: Index, node: Node) -> Node:
    """A figure, table or listing whose caption begins with its number; any other as it is."""
    triple, (short, caption), *rest = node["c"]
    target = index.targets.get(triple[0])
    if target is None:
        return node
    number = span([string(target.mark or target.name)], "", "float-number")
    first = caption[0] if caption else plain([])
    delim = [] if target.mark else [string(index.delim)]
    words = [*delim, {"t": "Space"}, *first["c"]] if text_of(first) else []
    if target.mark:
        triple = [triple[0], [*triple[1], "subfloat"], triple[2]]
    return {"t": node["t"], "c": [triple, [short, [plain([number, *words]), *caption[1:]]], *rest]}


def _titled_callout(index: Index, node: Node) -> Node:
    """A callout whose title begins with its number; without title and number it is called by its kind.

    A minimal one then has no title, unless the reader opens it by that.
    """
    if not callout_kind(node):
        return node
    triple, (title, *body) = node["c"]
    words = title["c"][1][0]["c"]
    if counted_kind(node):
        number = span([string(index.targets[triple[0]].name)], "", "float-number")
        words = [number, *([string(index.delim), {"t": "Space"}, *words] if words else [])]
    elif not words and MINIMAL in triple[1] and not triple[2]:
        return {"t": "Div", "c": [triple, body]}
    elif not words:
        words = [string(index.words[f"callout-{callout_kind(node)}-title"])]
    titled = div([plain(words)], "", *attributes(title)[1])
    return {"t": "Div", "c": [triple, [titled, *body]]}


def _references(index: Index, node: Node) -> Node | list[Node]:
    """The links for `[@fig-a; @fig-b]`, `[-@fig-a]`, `[Fig. @fig-a]` and `@fig-a`; a citation as it is."""
    if not refers(node):
        return node
    inlines: list[Node] = []
    visits = {"Cite": partial(_references, index)}
    for citation in node["c"][0]:
        label = label_of(citation["citationId"])
        target = index.targets[label]
        prefix = citation["citationPrefix"]
        if citation["citationMode"]["t"] == "SuppressAuthor":
            words = [string(target.number or target.name)]
        elif prefix:
            words = [*prefix, string(NBSP), string(target.number or target.name)]
        else:
            words = [string(_as_written(citation["citationId"], target.reference))]
        inlines += [string(","), {"t": "Space"}] if inlines else []
        inlines += [link(words, f"/{target.page}#{label}", "quarto-xref")]
        suffix = transform(citation["citationSuffix"], visits)  # `[Figures @fig-a and @fig-b]`
        if suffix and citation["citationMode"]["t"] == "AuthorInText":  # `@fig-a [on the left]`
            suffix = [{"t": "Space"}, string("["), *suffix, string("]")]
        inlines += suffix
    return inlines


def _as_written(key: str, reference: str) -> str:
    """`Figure 1.1`, also where the book's word is `figure`, for `@Fig-x` at the head of a sentence."""
    return f"{reference[:1].upper()}{reference[1:]}" if key[:1].isupper() else reference


def _linked(index: Index, page: Page, node: Node) -> Node:
    """A link to a chapter of the book (`other.qmd#section`), led to its page; any other as it is."""
    triple, inlines, (target, title) = node["c"]
    led = None if REMOTE.match(target) else source_of(page.chapter.path, target)
    if led is None or page_of(led) not in index.chapters:
        return node
    anchor = target.partition("#")[2]
    place = f"/{page_of(led)}#{anchor}".removesuffix("#")
    return {"t": "Link", "c": [triple, inlines, [place, title]]}


def _numbered_equation(index: Index, node: Node) -> Node:
    """A labelled equation with its number behind it; any other Span as it is."""
    if counted_kind(node) != "eq":
        return node
    triple, formula = node["c"]
    number = span([string(f"({index.targets[triple[0]].number})")], "", "equation-number")
    return {"t": "Span", "c": [triple, [*formula, number]]}
