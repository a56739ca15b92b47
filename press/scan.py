"""Where code and comments lie in Markdown, so that what stands in them is left alone.

Only fences, code spans and HTML comments are told apart; everything else is Pandoc's to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<mark>`{3,}|~{3,})(?P<info>.*)$")
SPAN = re.compile(
    r"(?P<comment><!--.*?-->)"
    r"|(?<![`\\])(?P<mark>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=mark)(?!`)",
    re.DOTALL,
)
"""An HTML comment or a code span, whichever opens first; a code span ends with its paragraph."""
DOUBLED = r"\{(\{+[A-Za-z][^{}\n]*\}+)\}"
"""The braces of a cell that is shown and not run: one pair more than it shows."""
SHOWN = re.compile(rf"^([ \t>]*(?:`{{3,}}|~{{3,}})[ \t]*){DOUBLED}[ \t]*$")
LEFT = re.compile(r"\s*\{[A-Za-z][\w-]*[\s}]|.*shortcodes=[\"']?false")
"""What follows the mark of a fence around code in which no shortcode is carried out: a cell, or code that asks for it."""
SHOWN_INLINE = re.compile(rf"^(`+(?: `+)?){DOUBLED}")


def fences(lines: list[str], first: int) -> Iterator[tuple[int, int | None, re.Match[str]]]:
    """Each fenced block that no comment hides: its first line, its last (None: never closed), its mark.

    Lines count from 0; those before `first` are left out.
    """
    index = first
    while index < len(lines):
        fence = FENCE.match(lines[index])
        if fence and not ("`" in fence["mark"] and "`" in fence["info"]):  # which is code in a line
            end = _closing(lines, index, fence)
            yield index, end, fence
            index = len(lines) if end is None else end + 1
        else:
            index = _last_of_comment(lines, index) + 1


def shown(block: list[str], fence: re.Match[str]) -> list[str]:
    """The lines of a fenced block, cells with doubled braces in it, or itself, as they are to be shown."""
    lines = [SHOWN.sub(r"\1\2", line) for line in block]
    if lines[0] == block[0]:
        return lines
    outer = fence["indent"] + fence["mark"] + fence["mark"][0]
    return [f"{outer} markdown", *lines, outer]


def _last_of_comment(lines: list[str], index: int) -> int:
    """The line on which the comment ends that opens on the line `index`; else that line itself."""
    if "<!--" not in lines[index]:
        return index
    text, last = "\n".join(lines[index:]), index
    for span in SPAN.finditer(text):
        if index + text.count("\n", 0, span.start()) > last:
            break
        if span["comment"]:
            last = index + text.count("\n", 0, span.end())
    return last


def _closing(lines: list[str], opening: int, fence: re.Match[str]) -> int | None:
    mark = re.escape(fence["mark"][0])
    closing = re.compile(rf"^[ \t>]*{mark}{{{len(fence['mark'])},}}\s*$")
    found = (n for n in range(opening + 1, len(lines)) if closing.match(lines[n]))
    return next(found, None)


def spans(text: str) -> Iterator[re.Match[str]]:
    """The comments and code spans of a Markdown text that lie outside its fenced blocks."""
    lines = text.split("\n")
    offsets, start = starts(lines), 0
    for first, last, _ in fences(lines, 0):
        yield from SPAN.finditer(text, start, offsets[first])
        start = len(text) if last is None else offsets[last + 1]
    yield from SPAN.finditer(text, start)


def in_words(
    pattern: str | re.Pattern[str], text: str, *, code: bool = False
) -> Iterator[tuple[int, re.Match[str]]]:
    """What `pattern` finds in a Markdown text outside of code and comments, each with its line (from 0).

    With `code` it is looked for wherever shortcodes are carried out, which is in code, too.
    """
    found = list(re.finditer(pattern, text))
    if not found:
        return
    lines = text.split("\n")
    offsets = starts(lines)
    hidden = [span.span() for span in spans(text) if span["comment"] or not code]
    for first, last, fence in fences(lines, 0):
        if not code or LEFT.match(fence["info"]):
            hidden.append((offsets[first], len(text) if last is None else offsets[last + 1]))
    for match in found:
        if not any(start < match.end() <= end for start, end in hidden):
            yield text.count("\n", 0, match.start()), match


def behind_front_matter(lines: Sequence[str]) -> int:
    """The first line (from 0) behind the front matter; 0 where there is none, or none that ends."""
    if lines[0].rstrip() != "---":
        return 0
    ends = (n for n, line in enumerate(lines[1:], start=1) if line.rstrip() in {"---", "..."})
    return next(ends, -1) + 1


def starts(lines: Sequence[str]) -> list[int]:
    """Where each line begins in the text of them all, and one behind its end."""
    found = [0]
    for line in lines:
        found.append(found[-1] + len(line) + 1)
    return found
