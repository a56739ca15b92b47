"""The privacy gate: no file below `data/` may tell who a respondent is.

Before every build each file is searched, whether a table of the data package or a file that only lies
there: the names of its columns, its cells, free text too, and what it says beside them
(`analysis.beside_cells`), for what `analysis.personal_data` describes, and free text of respondents for what
`analysis.person_names` takes for a name. What is found stops the build, with the place and the remedy, and
is not shown. A file that cannot be searched whole is refused, and so is free text of collected answers, unless
its column says that somebody has read it: `"privacy": "read by a person"`. A column of public facts (the names of
programmes, dates of publications) says `"privacy": "public source"` in the codebook, and is then not
searched for names and dates. Words that are no person's are allowed by the resource:
`"allow": [{"text": "Imran Khan Ward", "reason": "a ward of hospital-03"}]`.

What of a table may be given away is in `analysis.release`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.beside_cells import beside_cells
from analysis.columns import Columns
from analysis.errors import DataError, Problem
from analysis.file_cells import check_unpacked
from analysis.formats import READERS, read
from analysis.numbers import COLLECTED, RESPONDENTS
from analysis.person_names import names_somebody
from analysis.personal_data import kind_of_column, kinds_in, redacted

PUBLIC = "public source"
READ = "read by a person"
"""What a column of free text has to say of itself (`privacy`), as no list has every name."""
IN_PUBLIC_SOURCES = frozenset({"a name", "a date of birth"})
"""What a column of public facts may hold: names of programmes, dates of publications."""
DOCUMENTS = frozenset({".json", ".md", ".py", ".toml"})
"""Files about data, which name authors and dates."""
TEXTS = frozenset({".txt", ".tsv", ".yml", ".yaml"}) | DOCUMENTS
COMPILED = ".pyc"
"""Files that Python makes of programs, which are searched themselves."""
REMEDY = "take it out of the file (and out of the history of the repository, if it was committed)"
NAME_REMEDY = f"{REMEDY}; if it is nobody's, say so in `allow` of the table's resource, with the text and the reason"


def private_problems(root: Path, descriptor: Mapping[str, Any]) -> Iterator[Problem]:
    """Every place in the files below `root` that shows personal data, by file and row."""
    resources = {one["path"]: one for one in descriptor["resources"]}
    for path, resource in resources.items():
        yield from _unread(f"{root.name}/{path}", resource)
    for path in sorted(file for file in root.rglob("*") if file.is_file()):
        if path.suffix != COMPILED:
            inside = path.relative_to(root).as_posix()
            yield from _in_file(path, f"{root.name}/{inside}", resources.get(inside, {}))


def _unread(name: str, resource: Mapping[str, Any]) -> Iterator[Problem]:
    """The columns of free text of collected answers that nobody says to have read."""
    if resource.get("evidence") == COLLECTED:
        for field in resource.get("schema", {}).get("fields", ()):
            by_respondents = is_free(field) and "role" not in field  # else by who drew the sample
            if by_respondents and field.get("privacy") != READ:
                what = "free text of respondents, which may hold names that no list has"
                remedy = (
                    f'read it, take names out, and say `"privacy": "{READ}"` of the column in the codebook; '
                    "or delete the column"
                )
                yield Problem(name, what, remedy, column=field.get("name"))


def _in_file(path: Path, name: str, resource: Mapping[str, Any]) -> Iterator[Problem]:
    """What the file `path`, called `name`, shows; `resource` describes it, if it is a table of ours."""
    ending = path.suffix.lower()
    if ending == ".qdpx":
        yield from _in_project(path, name)
    elif ending in READERS:
        try:
            yield from _in_table(path, name, resource)
            yield from _beside(path, name)
        except DataError as error:  # of a table of ours, whoever validates it says why
            yield from _in_text(path, name) if resource else error.problems
    elif ending in TEXTS:
        yield from _in_text(path, name)
        yield from _of_other_bytes(path, name)
    elif not resource:  # else whoever validates it says that no such file is read
        what = "a file that cannot be searched for personal data"
        allowed = ", ".join(sorted(TEXTS | set(READERS)))
        yield Problem(name, what, "keep it elsewhere", found=ending or path.name, allowed=allowed)


def _in_table(path: Path, name: str, resource: Mapping[str, Any]) -> Iterator[Problem]:
    """What the columns of a table show, by their names and in their cells."""
    fields = resource.get("schema", {}).get("fields", [])
    people = of_people(resource)
    columns: Columns | None = None
    named: set[int] = set()
    for cells in read(path, name):
        if not resource:  # rows left out; of a table of ours, whoever validates it names them
            yield from cells.problems
        if columns is None:
            columns = Columns(list(cells.frame.columns), fields)
            yield from _in_header(columns.labels, name)
        described = {i: f for f in fields if (i := columns.of_field.get(f["name"])) is not None}
        for i, label in enumerate(columns.labels):
            field = described.get(i, {})
            column = cells.frame.iloc[:, i].dropna()
            kind = kind_of_column(label)
            if kind and i not in named and len(column) and not _may_hold(field, kind):
                named.add(i)
                what = f"a column made for {kind}"
                yield Problem(name, what, f"delete the column: {REMEDY}", column=label)
            yield from _in_column(column, name, redacted(label), field)
            if people and is_free(field):
                yield from _naming(column, name, redacted(label), resource)


def _in_header(labels: Sequence[str], name: str) -> Iterator[Problem]:
    """What the names of columns show, as of a file whose header is missing."""
    for kind in kinds_in("\0".join(labels)):
        yield Problem(name, f"shows {kind} in the names of its columns", REMEDY, row=1)


def _beside(path: Path, name: str) -> Iterator[Problem]:
    """What the file says beside its cells: labels, notes, comments, who made it."""
    for where, text in beside_cells((path, name)):
        for kind in kinds_in(text):
            yield Problem(name, f"shows {kind} beside its cells", REMEDY, found=where)


def _may_hold(field: Mapping[str, Any], kind: str) -> bool:
    """Whether a column of `field` may hold what looks like `kind`: public facts, or a closed list."""
    if "enum" in field.get("constraints", {}) or "itemEnum" in field:
        return True
    return field.get("privacy") == PUBLIC and kind in IN_PUBLIC_SOURCES


def _in_column(
    column: pd.Series, name: str, label: str, field: Mapping[str, Any]
) -> Iterator[Problem]:
    """What the cells of one column show; the distinct ones are searched together, as most show nothing."""
    distinct = column.unique()
    if not kinds_in("\0".join(distinct)):
        return
    public = IN_PUBLIC_SOURCES if field.get("privacy") == PUBLIC else frozenset()
    for cell in distinct:
        for kind in kinds_in(cell):
            if kind not in public:
                for row in column.index[column == cell]:
                    yield Problem(name, f"shows {kind}", REMEDY, row=row, column=label)


def of_people(resource: Mapping[str, Any]) -> bool:
    """Whether the rows of `resource` are respondents; of a table that nobody described they may be."""
    return resource.get("evidence", COLLECTED) in RESPONDENTS


def is_free(field: Mapping[str, Any]) -> bool:
    """Whether people may write what they like in a column of `field`; {}: one of which nothing is known."""
    constraints = field.get("constraints", {})
    closed = "enum" in constraints or "pattern" in constraints or "itemEnum" in field
    public = field.get("privacy") == PUBLIC
    return field.get("type", "string") in {"string", "list"} and not (closed or public)


def _naming(
    column: pd.Series, name: str, label: str, resource: Mapping[str, Any]
) -> Iterator[Problem]:
    """Where the cells of a column of free text seem to name somebody."""
    allowed = [one["text"] for one in resource.get("allow", ())]
    naming = [cell for cell in column.unique() if names_somebody(cell, allowed)]
    for row in column.index[column.isin(naming)]:
        yield Problem(name, "shows what looks like a name", NAME_REMEDY, row=row, column=label)


def _in_text(path: Path, name: str) -> Iterator[Problem]:
    """What the lines of a text show."""
    public = IN_PUBLIC_SOURCES if path.suffix.lower() in DOCUMENTS else frozenset()
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            for kind in kinds_in(line):
                if kind not in public:
                    yield Problem(name, f"shows {kind}", REMEDY, row=number)


def _of_other_bytes(path: Path, name: str) -> Iterator[Problem]:
    """The first line of a text that is not in UTF-8, where patterns find nothing."""
    with path.open(encoding="utf-8", errors="replace") as file:
        numbers = (n for n, line in enumerate(file, start=1) if "\0" in line or "\ufffd" in line)
        for number in islice(numbers, 1):
            what = "not in UTF-8, so that it cannot be searched for personal data"
            yield Problem(name, what, "save the file as UTF-8", row=number)


def _in_project(path: Path, name: str) -> Iterator[Problem]:
    """What a REFI-QDA project holds beside codes: interviews, and personal data in names and notes."""
    try:
        check_unpacked((path, name), "REFI-QDA")
    except DataError:  # whoever validates it says why
        return
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.endswith(".qde"):
                text = archive.read(member).decode("utf-8", errors="replace")
                for kind in kinds_in(text):
                    yield Problem(name, f"shows {kind}", REMEDY, found=member.filename)
            elif member.file_size:
                what = "holds interviews themselves, which no pattern can search"
                remedy = (
                    "take the folder of sources out of the file: it is a zip, and codes suffice"
                )
                yield Problem(name, what, remedy, found=Path(member.filename).suffix)
