"""Coded interviews as programs for qualitative analysis exchange them: REFI-QDA projects (`.qdpx`).

A project is a zip with `project.qde`, XML of the namespace `urn:QDA-XML:project:1.0` (the standard:
www.qdasoftware.org). Read from it are the codes given to passages of the interviews: one row for each
interview, passage and coder. An interview is a source, called as it is in the program; a passage is a
range of its characters, numbered in their order; a coder is a user. Whoever coded anything in an
interview has a row, if an empty one, for each of its passages. Further columns (`respondent_group`,
`sector`) are variables of that name, of the source or of its case.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from analysis.file_cells import Cells, Place, check_unpacked, unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KIND = "REFI-QDA"
SPACE = "{urn:QDA-XML:project:1.0}"
DELIMITER = ";"

Passages = dict[tuple[int, int], dict[str, list[str]]]
"""For each range of characters: for each coder, the codes given to it."""


def read_project(place: Place) -> Iterator[Cells]:
    """The codes in the project at `place`: one row per interview, passage and coder."""
    project = _root(place)
    codes = {code.get("guid", ""): code.get("name", "") for code in project.iter(f"{SPACE}Code")}
    coders = {user.get("guid", ""): user.get("name", "") for user in project.iter(f"{SPACE}User")}
    variables = _variables(project)
    rows: list[dict[str, str]] = []
    for source in project.iterfind(f"{SPACE}Sources/*"):
        passages = _passages(source, codes, coders, place[1])
        known = {"interview_id": source.get("name", ""), **variables[source.get("guid", "")]}
        for coder in sorted({coder for given in passages.values() for coder in given}):
            for number, (_, given) in enumerate(sorted(passages.items()), start=1):
                said = DELIMITER.join(dict.fromkeys(given.get(coder, [])))
                rows.append({**known, "segment": str(number), "coder": coder, "codes": said})
    frame = pd.DataFrame(rows, index=range(1, len(rows) + 1), dtype=object)
    yield Cells(frame.where(frame.notna() & (frame != ""), None))


def _root(place: Place) -> Element:
    """The project's XML. Raises DataError if it is none, or if it defines entities (they can explode)."""
    import defusedxml.ElementTree

    path, name = place
    check_unpacked(place, KIND)
    try:
        with zipfile.ZipFile(path) as archive:
            files = [file for file in archive.namelist() if file.endswith(".qde")]
            if len(files) != 1:
                raise unreadable(name, KIND, f"{len(files)} files end in .qde, not one")
            root: Element = defusedxml.ElementTree.fromstring(archive.read(files[0]))
    except (zipfile.BadZipFile, SyntaxError, ValueError) as error:  # of XML, a SyntaxError
        raise unreadable(name, KIND, type(error).__name__) from None
    if root.tag != f"{SPACE}Project":
        raise unreadable(name, KIND, f"its XML is {root.tag}, not {SPACE}Project")
    return root


def _passages(
    source: Element, codes: dict[str, str], coders: dict[str, str], name: str
) -> Passages:
    """The passages of one interview that are coded. Raises DataError if other things than text are."""
    inside = [one for text in source.iter(f"{SPACE}PlainTextSelection") for one in text.iter()]
    if sum(1 for _ in source.iter(f"{SPACE}Coding")) > sum(
        one.tag == f"{SPACE}Coding" for one in inside
    ):
        why = f"in {source.get('name')}, codes are given to sound, pictures or areas of pages"
        raise unreadable(name, KIND, why, "code passages of text, and export it again")
    passages: Passages = defaultdict(lambda: defaultdict(list))
    for selection in source.iter(f"{SPACE}PlainTextSelection"):
        place = int(selection.get("startPosition", 0)), int(selection.get("endPosition", 0))
        for coding in selection.iter(f"{SPACE}Coding"):
            user = coding.get("creatingUser") or selection.get("creatingUser") or ""
            for code in coding.iter(f"{SPACE}CodeRef"):
                target = code.get("targetGUID", "")
                passages[place][coders.get(user, user)].append(codes.get(target, target))
    return passages


def _variables(project: Element) -> dict[str, dict[str, str]]:
    """For each source: its variables and those of its case, by their names."""
    names = {one.get("guid", ""): one.get("name", "") for one in project.iter(f"{SPACE}Variable")}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for case in project.iter(f"{SPACE}Case"):
        for source in case.findall(f"{SPACE}SourceRef"):
            found[source.get("targetGUID", "")] |= _values(case, names)
    for source in project.iterfind(f"{SPACE}Sources/*"):
        found[source.get("guid", "")] |= _values(source, names)
    return found


def _values(owner: Element, names: dict[str, str]) -> dict[str, str]:
    """The variables of one case or source."""
    values = {}
    for value in owner.findall(f"{SPACE}VariableValue"):
        _, *content = value  # first what variable it is, then its value
        reference = value.find(f"{SPACE}VariableRef")
        guid = "" if reference is None else reference.get("targetGUID", "")
        values[names.get(guid, guid)] = content[0].text or "" if content else ""
    return values
