"""The only door to the data: reads the tables that `data/datapackage.json` describes.

One function (a node of the graph) per table; each returns a frame typed by the table's schema,
which is the codebook, from whatever format the file has (`analysis.formats`, `analysis.exports`).
Every read checks the file's hash, which proves that the bytes are those that were validated. The
whole codebook (types, allowed values, keys), and that no file tells who a respondent is, is checked
by `python -m analysis.sources`, which the build runs first, and whenever a hash fails, so that both
are reported. Why not at every read: it takes a second, in the kernel of every chapter; reading all
tables with their hashes takes a tenth of that.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.columns import Field
from analysis.errors import DataError, Problem, shorten
from analysis.exports import Export
from analysis.formats import read
from analysis.frames import Rows, plain_csv, typed
from analysis.numbers import STAND_IN, Input

DATA = Path(__file__).resolve().parent.parent / "data"
DESCRIPTOR = "datapackage.json"
STALE = "not the file that was described"
UPDATE = "python -m analysis.sources --update-hashes"
SYNTHETIC = "Synthetic stand-in"
"""What the title of a table begins with as long as its rows stand in for others."""
HEAD = 4096
"""How many bytes must hold something that is no blank."""
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sav": "application/x-spss-sav",
    "zsav": "application/x-spss-sav",
    "dta": "application/x-stata-dta",
    "qdpx": "application/zip",
}
"""For each ending of a data file: how the descriptor names its format."""


class Package:
    """The tables in one data folder, as its `datapackage.json` describes them."""

    def __init__(self, root: Path = DATA) -> None:
        """The tables in the data folder `root`."""
        self.root = root
        self._checked: dict[str, Export] = {}

    @property
    def descriptor(self) -> dict[str, Any]:
        """The content of `datapackage.json`. Raises DataError if it is missing or not JSON."""
        self._tell("parts.read")
        return self._content

    @cached_property
    def _content(self) -> dict[str, Any]:
        self._tell("parts.open")
        self._hash(DESCRIPTOR)  # says so if there is none
        self._tell("parts.open")  # each time that it is opened
        try:
            content: dict[str, Any] = json.loads((self.root / DESCRIPTOR).read_bytes())
        except json.JSONDecodeError as error:
            problem = Problem(
                self._file(DESCRIPTOR),
                f"not JSON: {error.msg}",
                "correct this line, or the end of the line before",
                row=error.lineno,
            )
            raise DataError([problem]) from None
        return content

    @property
    def names(self) -> list[str]:
        """The names of the tables, in the order of the descriptor."""
        self._tell("parts.read", "resources", "*")
        return [resource["name"] for resource in self._content["resources"]]

    def resource(self, name: str) -> Mapping[str, Any]:
        """The description of table `name`. Raises DataError if there is none."""
        self._tell("parts.read", "resources", name)
        for resource in self._content["resources"]:
            if resource["name"] == name:
                found: Mapping[str, Any] = resource
                return found
        raise DataError(
            [
                Problem(
                    self._file(DESCRIPTOR),
                    "no resource of this name",
                    "add it, or read another",
                    found=name,
                    allowed=", ".join(self.names),
                )
            ]
        )

    def title(self, name: str) -> str:
        """What readers call table `name`; synthetic rows are called so."""
        resource = self.resource(name)
        called = str(resource["title"])
        return f"{SYNTHETIC}: {called.lower()}" if resource["evidence"] == STAND_IN else called

    def input(self, name: str) -> Input:
        """Table `name` as lineage records it."""
        resource = self.resource(name)
        sha256 = str(resource["hash"]).removeprefix("sha256:")
        return Input(name, self._file(resource["path"]), sha256, resource["evidence"])

    def read(self, name: str) -> pd.DataFrame:
        """Table `name`, typed by its schema: one row per record that is not excluded.

        Integers and whole numbers with gaps are Int64, columns of several values are tuples, empty
        cells are missing. `attrs[ROWS]` counts the rows of the file, and why some are not here. Raises
        DataError if the file is absent, unreadable or not as described.
        """
        resource = self.resource(name)
        if self._hash(resource["path"]) != resource["hash"]:
            raise DataError(self.problems([name]))
        fields = resource["schema"]["fields"]
        try:
            cells, rows = self._cells(resource["path"], fields)
            return typed(cells, fields, rows)
        except ValueError:
            # the codebook was changed after the hash was taken: let the validator say where
            if problems := self.problems([name]):
                raise DataError(problems) from None
            raise

    def problems(self, names: Sequence[str] | None = None) -> list[Problem]:
        """Everything that is wrong with the tables `names`, in order.

        Without `names`, of all tables, with whatever else the data folder holds that tells who a
        respondent is.
        """
        from analysis.descriptor import descriptor_problems  # what checks is loaded only to check
        from analysis.privacy import private_problems

        found = descriptor_problems(self.root, self.descriptor)
        if found:
            return found
        wanted = self.names if names is None else list(names)
        if names is None:
            found += private_problems(self.root, self.descriptor)
        for name in wanted:
            changed: list[Problem] = []
            try:
                changed = self._hash_problems(name)  # which says so where there is no file
                found += self._table_problems(name, wanted)
            except DataError as error:
                found += error.problems
            found += changed
        return found

    def validate_all(self) -> None:
        """Check every table whole. Raises one DataError with every problem of every table."""
        problems = self.problems()
        if problems:
            raise DataError(problems)

    def update_hashes(self) -> list[str]:
        """Write the hash, size and format of every file into the descriptor; returns what changed.

        Raises DataError, and writes nothing, if a table does not hold its schema: a hash is a
        promise that the file was validated.
        """
        problems = [problem for problem in self.problems() if problem.what != STALE]
        if problems:
            raise DataError(problems)
        changed = []
        for resource in self.descriptor["resources"]:
            path = self.root / resource["path"]
            ending = path.suffix.removeprefix(".").lower()
            fresh = {"format": ending, "mediatype": MEDIA_TYPES[ending]}
            fresh |= {"bytes": path.stat().st_size, "hash": self._hash(resource["path"])}
            if any(resource.get(key) != value for key, value in fresh.items()):
                resource.update(fresh)
                changed.append(resource["name"])
        text = json.dumps(self.descriptor, indent=2, ensure_ascii=False) + "\n"
        (self.root / DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
        return changed

    def notes(self) -> list[str]:
        """What the last check left out of the tables, and why: a line for each table with any."""
        return [
            f"{name}: {note}" for name, export in self._checked.items() if (note := export.note)
        ]

    def _cells(self, path: str, fields: Sequence[Field]) -> tuple[pd.DataFrame, Rows]:
        """The cells of the file `path` as text under the codebook's names, and how many rows it has."""
        plain = plain_csv(self.root / path, [field["name"] for field in fields])
        if plain is not None:
            return plain, Rows(len(plain), {}, len(plain))
        export = self._export(path, fields, verified=True)
        cells = pd.concat(list(export.frames()))
        if export.problems:
            raise ValueError(export.problems[0])
        return cells, Rows(export.rows, dict(export.excluded), len(cells))

    def _export(self, path: str, fields: Sequence[Field], *, verified: bool = False) -> Export:
        cells = read(self.root / path, self._file(path), verified=verified)
        return Export(self._file(path), fields, cells)

    def _table_problems(self, name: str, names: Sequence[str]) -> list[Problem]:
        """What the schema of table `name` forbids; keys into tables other than `names` are not followed."""
        from analysis.validation import table_problems

        def keys(target: str, columns: Sequence[str]) -> set[tuple[str, ...]] | None:
            resource = self.resource(target)
            if target not in names or not (self.root / resource["path"]).exists():
                return None
            frames = self._export(resource["path"], resource["schema"]["fields"]).frames()
            return {
                key for frame in frames for key in zip(*(frame[c] for c in columns), strict=True)
            }

        resource = self.resource(name)
        self._checked[name] = self._export(resource["path"], resource["schema"]["fields"])
        return table_problems(self._checked[name], resource["schema"], keys)

    def _tell(self, event: str, *keys: str) -> None:
        """Say which part of the descriptor is used, to whoever traces what a chapter read.

        Else a new hash of one table would be a new descriptor to every chapter.
        """
        sys.audit(event, str(self.root / DESCRIPTOR), *keys)

    def _file(self, path: str) -> str:
        return f"{self.root.name}/{path}"

    def _hash(self, path: str) -> str:
        """The hash of the file `path`. Raises DataError if there is none, or nothing in it."""
        try:
            with (self.root / path).open("rb") as file:
                if not file.read(HEAD).strip():
                    raise DataError([Problem(self._file(path), "empty", "put the whole file back")])
                file.seek(0)
                return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
        except OSError as error:
            absent = isinstance(error, FileNotFoundError)
            what = "missing" if absent else f"unreadable ({error.strerror})"
            remedy = f"put the file back, or change its path in {self._file(DESCRIPTOR)}"
            remedy += f"; there is {self._like(path)}" if self._like(path) else ""
            raise DataError([Problem(self._file(path), what, remedy)]) from None

    def _like(self, path: str) -> str:
        """The file below the data folder whose name comes nearest to that of a missing one, if any does."""
        there = [one.relative_to(self.root).as_posix() for one in self.root.rglob("*.*")]
        return ", ".join(self._file(one) for one in get_close_matches(path, there, n=1, cutoff=0.7))

    def _hash_problems(self, name: str) -> list[Problem]:
        resource = self.resource(name)
        found = self._hash(resource["path"])
        if found == resource["hash"]:
            return []
        return [
            Problem(
                self._file(resource["path"]),
                STALE,
                f"put the file back; if the change is meant, run `{UPDATE}`",
                found=shorten(found, 20),
                allowed=shorten(resource["hash"], 20),
            )
        ]


def un_egovernment() -> pd.DataFrame:
    """UN E-Government Survey indices. One row per country (or mean of a group) and survey year."""
    return _PACKAGE.read("un_egovernment")


def ict_access() -> pd.DataFrame:
    """Access to telephones, computers and the internet. One row per published statistic."""
    return _PACKAGE.read("ict_access")


def education_health() -> pd.DataFrame:
    """People, schools and health services of KP. One row per published statistic."""
    return _PACKAGE.read("education_health")


def districts_census2023() -> pd.DataFrame:
    """Population and literacy, Census 2023. One row per district of KP."""
    return _PACKAGE.read("districts_census2023")


def programme_figures() -> pd.DataFrame:
    """Claims of programmes, government and press. One row per reported figure."""
    return _PACKAGE.read("programme_figures")


def interventions() -> pd.DataFrame:
    """Documented digital interventions in KP. One row per intervention; `users` is a tuple."""
    return _PACKAGE.read("interventions")


def interventions_coding() -> pd.DataFrame:
    """The codes of codings A and B. One row per coding and intervention.

    `functions` and `stated_purposes` are tuples.
    """
    return _PACKAGE.read("interventions_coding")


def interventions_model_judgement() -> pd.DataFrame:
    """Coding B's overall judgement of the model. One row per intervention."""
    return _PACKAGE.read("interventions_model_judgement")


def students() -> pd.DataFrame:
    """Answers of students of schools and colleges. One row per student; lists are tuples."""
    return _PACKAGE.read("students")


def patients() -> pd.DataFrame:
    """Answers of patients of hospitals. One row per patient; lists are tuples."""
    return _PACKAGE.read("patients")


def officials() -> pd.DataFrame:
    """Answers of officials of education and health. One row per official; lists are tuples."""
    return _PACKAGE.read("officials")


def interview_codes() -> pd.DataFrame:
    """Codes of interviews. One row per interview, segment and coder; `codes` is a tuple."""
    return _PACKAGE.read("interview_codes")


_PACKAGE = Package()


def _main(arguments: Sequence[str] | None = None) -> int:
    """Check the data from the command line; 0 if they hold, 1 if not."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis.sources", description="Check the data against their codebook."
    )
    parser.add_argument(
        "--update-hashes",
        action="store_true",
        help="accept changed files, if they hold the codebook: write their hashes",
    )
    parser.add_argument("--data", type=Path, default=DATA, help="the data folder")
    options = parser.parse_args(arguments)
    package = Package(options.data)
    try:
        if options.update_hashes:
            print("updated:", ", ".join(package.update_hashes()) or "nothing")
        package.validate_all()
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    from analysis.to_read import to_read

    for note in (*package.notes(), *to_read(package.descriptor["resources"])):
        print(note)
    print(f"{len(package.names)} tables hold: hashes, types, allowed values, keys")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
