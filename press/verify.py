"""Computes a published book anew and says where the two differ: each number and each exhibit.

Comes in: a project, and the folder of a book that was built from it, somewhere and some time. Everything is
executed, nothing is taken from the cache. A number agrees if it lies within half a unit of its last printed digit;
an exhibit if its words and its drawing are the same.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree, html

from press.build import NUMBERS, Options, build
from press.errors import BookError, Problem
from press.history import BUILD
from press.progress import Progress
from press.project import digest

Entry = Mapping[str, Any]
UNSTABLE = "two builds of the same sources here give other bytes"
SEEK = "look for a clock, a random number without a seed, or an order that varies"
SHOWN = 5
"""How many files or packages that differ are named."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it: `differences` in what was printed, and `notes` on what may explain them."""

    numbers: int
    exhibits: int
    differences: tuple[Problem, ...]
    notes: tuple[str, ...]

    def __str__(self) -> str:
        compared = f"{self.numbers} numbers and {self.exhibits} exhibits were computed anew"
        found = len(self.differences)
        differ = f"{found} differ{'s' if found == 1 else ''} from those published"
        lines = [*(f"{problem}\n" for problem in self.differences), *self.notes]
        result = differ if found else "all agree with those published"
        return "\n".join([*lines, f"{compared}: {result}"])


@dataclass(frozen=True, slots=True)
class Built:
    """A built book: its folder and its two registers."""

    folder: Path
    register: Mapping[str, list[dict[str, Any]]]
    made_from: Mapping[str, Any]


def verify(options: Options, published: Path, progress: Progress, *, twice: bool) -> Report:
    """The comparison of the book in `published` with what its sources give now; `twice`: built two times.

    Raises BookError where `published` is no book that press built, or where the sources are at fault.
    """
    theirs = opened(published)
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        ours = _built(options, Path(folder) / "one", progress)
        notes = [*_notes(theirs, ours)]
        differences = [
            *_compared(theirs, ours, "numbers", _moved),
            *_compared(theirs, ours, "exhibits", partial(_redrawn, theirs, ours)),
        ]
        if twice:
            again = _built(options, Path(folder) / "two", progress)
            unstable = _changed(ours.made_from["outputs"], again.made_from["outputs"])
            differences += [Problem(UNSTABLE, name, remedy=SEEK) for name in unstable]
            notes += [] if unstable else ["Two builds here gave the same bytes."]
    numbers, exhibits = (len(ours.register[kind]) for kind in ("numbers", "exhibits"))
    return Report(numbers, exhibits, tuple(differences), tuple(notes))


def opened(folder: Path) -> Built:
    """The book in `folder`. Raises BookError where there is none, or where its registers cannot be read."""
    try:
        register, made_from = (json.loads((folder / n).read_bytes()) for n in (NUMBERS, BUILD))
        assert None not in (register["numbers"], register["exhibits"], made_from["outputs"])
    except (OSError, ValueError, KeyError, TypeError, AssertionError):
        what = f"{folder} holds no book that press built: {NUMBERS} and {BUILD} cannot be read"
        remedy = "name the folder that holds index.html, unpacked and whole"
        raise BookError(Problem(what, remedy=remedy)) from None
    return Built(folder, register, made_from)


def _built(options: Options, folder: Path, progress: Progress) -> Built:
    asked = replace(options, output=folder, cache=False, remembered=False)
    return opened(build(asked, progress))


def _compared(
    theirs: Built, ours: Built, kind: str, said: Callable[[Entry, Entry], str]
) -> Iterator[Problem]:
    """Everything of a `kind` that was published and is not made, the other way round, or is `said` to differ."""
    before, now = (
        {
            entry.get("label") or (entry["page"], entry["anchor"]): entry
            for entry in book.register[kind]
        }
        for book in (theirs, ours)
    )
    for place in dict.fromkeys([*now, *before]):
        old, new = before.get(place), now.get(place)
        if old and new:
            what = said(old, new)
        else:
            what = "printed here, not published" if new else "published, not printed here"
        known: Entry = new or old or {}
        name = known.get("key") or f"{known['number']}, {known['label']}"
        if what:
            yield _difference(known, f"{name} ({known['source']}:{known['source_line']}): {what}")


def _moved(old: Entry, new: Entry) -> str:
    """In which way a number is another one; empty where it is the same as far as it is printed."""
    digits = new.get("digits")
    tolerance = 0.0 if digits is None else 0.5 * 10.0**-digits
    for part in ("value", "low", "high"):
        if not _close(old.get(part), new.get(part), tolerance):
            return f"published {old['printed']} ({part} {old.get(part)}), computed {new['printed']} ({part} {new.get(part)})"
    for part in ("n", "unit", "evidence"):
        if old.get(part) != new.get(part):
            return f"published with {part} {old.get(part)}, computed with {new.get(part)}"
    if old["printed"] != new["printed"] and old.get("value") == new.get("value"):
        return f"published as {old['printed']}, printed here as {new['printed']}"
    return ""


def _close(old: Any, new: Any, tolerance: float) -> bool:
    if isinstance(old, int | float) and isinstance(new, int | float):
        return math.isclose(old, new, rel_tol=1e-12, abs_tol=tolerance)
    return bool(old == new)


def _redrawn(theirs: Built, ours: Built, old: Entry, new: Entry) -> str:
    """In which way an exhibit is another one; empty where it is the same."""
    before, now = _element(theirs, old), _element(ours, new)
    if before is None or now is None:
        return "" if before is now else "it is on one of the two pages only"
    for was, text in zip_longest(_texts(before), _texts(now), fillvalue="nothing"):
        if was != text:
            return f"published “{was}”, computed “{text}”"
    same = etree.tostring(before, method="c14n") == etree.tostring(now, method="c14n")
    return "" if same else "it differs in its drawing or its form, not in its words"


def _element(book: Built, entry: Entry) -> html.HtmlElement | None:
    """The exhibit on its page, its pictures named by what they hold; None where it is not there."""
    page = book.folder / entry["page"]
    if not page.is_file():
        return None
    found = html.fromstring(page.read_bytes()).xpath("//*[@id=$label]", label=entry["label"])
    if not found:
        return None
    for picture in found[0].iter("img"):
        source = unquote(picture.get("src", ""))
        file = page.parent / source
        picture.set("src", digest(file.read_bytes()) if file.is_file() else source)
    element: html.HtmlElement = found[0]
    return element


def _texts(element: html.HtmlElement) -> list[str]:
    return [text for text in (" ".join(piece.split()) for piece in element.itertext()) if text]


def _difference(entry: Entry, what: str) -> Problem:
    """A difference at the function that makes the number or exhibit."""
    data = ", ".join(item["path"] for item in entry.get("inputs") or [])
    sources = [entry.get("function") or "the cell", *([data] if data else [])]
    remedy = f"it comes from {', and '.join(sources)}"
    path, line = entry.get("file") or entry["source"], entry.get("line") or entry["source_line"]
    return Problem(what, path, line, remedy)


def _notes(theirs: Built, ours: Built) -> Iterator[str]:
    """What is not the same in what the two books were made from, and what was changed since."""
    registered = theirs.made_from["outputs"]
    files = {name: theirs.folder / name for name in registered}
    there = {name: digest(file.read_bytes()) for name, file in files.items() if file.is_file()}
    touched = _changed(registered, there)
    if touched:
        yield f"Changed since the book was built: {_some(touched)}."
    kinds = {"inputs": "sources or data", "packages": "packages", "versions": "programs"}
    for key, words in kinds.items():
        changed = _changed(theirs.made_from.get(key, {}), ours.made_from.get(key, {}))
        if changed:
            yield f"Other {words} than those of the published book: {_some(changed)}."
    if not touched and registered == ours.made_from["outputs"]:
        yield "Every file is the published one, byte for byte."


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
