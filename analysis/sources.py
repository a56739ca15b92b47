"""The only door to the data: reads the tables that `data/datapackage.json` describes.

One function (a node of the graph) per table; each returns a frame typed by the table's schema,
which is the codebook. Every read checks the file's hash, which proves that the bytes are those that
were validated. The whole codebook (types, allowed values, keys) is checked by `python -m
analysis.sources`, which the build runs first, and whenever a hash fails, so that both are reported.
Why not at every read: frictionless takes 0.3 s to import and 0.4 s to check all tables, in the
kernel of every chapter; reading all tables with their hashes takes 0.02 s.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, Problem, shorten
from analysis.numbers import Input

DATA = Path(__file__).resolve().parent.parent / "data"
DESCRIPTOR = "datapackage.json"
STALE = "not the file that was described"
UPDATE = "python -m analysis.sources --update-hashes"


class Package:
    """The tables in one data folder, as its `datapackage.json` describes them."""

    def __init__(self, root: Path = DATA) -> None:
        """The tables in the data folder `root`."""
        self.root = root

    @property
    def descriptor(self) -> dict[str, Any]:
        """The content of `datapackage.json`. Raises DataError if it is missing or not JSON."""
        self._tell("parts.read")
        return self._content

    @cached_property
    def _content(self) -> dict[str, Any]:
        self._tell("parts.open")
        try:
            content: dict[str, Any] = json.loads(self._bytes(DESCRIPTOR))
        except json.JSONDecodeError as error:
            problem = Problem(
                self._file(DESCRIPTOR),
                f"not JSON: {error.msg}",
                "correct this line",
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
        """What readers call table `name`."""
        return str(self.resource(name)["title"])

    def input(self, name: str) -> Input:
        """Table `name` as lineage records it."""
        resource = self.resource(name)
        sha256 = str(resource["hash"]).removeprefix("sha256:")
        return Input(name, self._file(resource["path"]), sha256, resource["evidence"])

    def read(self, name: str) -> pd.DataFrame:
        """Table `name`, typed by its schema: one row per record of the file.

        Integers and whole numbers with gaps are Int64, columns of several values are tuples, empty
        cells are missing. Raises DataError if the file is absent, unreadable or not as described.
        """
        resource = self.resource(name)
        content = self._bytes(resource["path"])
        if f"sha256:{_sha256(content)}" != resource["hash"]:
            raise DataError(self.problems([name]))
        try:
            return _typed(content, resource["schema"]["fields"])
        except ValueError:
            # the codebook was changed after the hash was taken: let the validator say where
            if problems := self.problems([name]):
                raise DataError(problems) from None
            raise

    def problems(self, names: Sequence[str] | None = None) -> list[Problem]:
        """Everything that is wrong with the tables `names` (default: all), in order."""
        from analysis.validation import schema_problems  # imports frictionless: only when needed

        found: list[Problem] = []
        readable = []
        for name in self.names if names is None else names:
            try:
                content = self._text(name)
            except DataError as error:
                found += error.problems
                continue
            readable.append(name)
            found += self._hash_problems(name, content)
        return found + schema_problems(self.root, self.descriptor, readable)

    def validate_all(self) -> None:
        """Check every table whole. Raises one DataError with every problem of every table."""
        problems = self.problems()
        if problems:
            raise DataError(problems)

    def update_hashes(self) -> list[str]:
        """Write the hash and size of every file into the descriptor; returns what changed.

        Raises DataError, and writes nothing, if a table does not hold its schema: a hash is a
        promise that the file was validated.
        """
        problems = [problem for problem in self.problems() if problem.what != STALE]
        if problems:
            raise DataError(problems)
        changed = []
        for resource in self.descriptor["resources"]:
            content = self._bytes(resource["path"])
            fresh = {"bytes": len(content), "hash": f"sha256:{_sha256(content)}"}
            if any(resource.get(key) != value for key, value in fresh.items()):
                resource.update(fresh)
                changed.append(resource["name"])
        text = json.dumps(self.descriptor, indent=2, ensure_ascii=False) + "\n"
        (self.root / DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
        return changed

    def _tell(self, event: str, *keys: str) -> None:
        """Say which part of the descriptor is used, to whoever traces what a chapter read.

        Else a new hash of one table would be a new descriptor to every chapter.
        """
        sys.audit(event, str(self.root / DESCRIPTOR), *keys)

    def _file(self, path: str) -> str:
        return f"{self.root.name}/{path}"

    def _bytes(self, path: str) -> bytes:
        try:
            content = (self.root / path).read_bytes()
        except OSError as error:
            absent = isinstance(error, FileNotFoundError)
            what = "missing" if absent else f"unreadable ({error.strerror})"
            remedy = f"put the file back, or change its path in {self._file(DESCRIPTOR)}"
            raise DataError([Problem(self._file(path), what, remedy)]) from None
        if not content.strip():
            raise DataError([Problem(self._file(path), "empty", "put the whole file back")])
        return content

    def _text(self, name: str) -> bytes:
        """The bytes of table `name`, once they are known to be UTF-8."""
        path = self.resource(name)["path"]
        content = self._bytes(path)
        try:
            content.decode("utf-8")
            if (nul := content.find(0)) >= 0:  # UTF-16 without a mark passes for UTF-8 full of NULs
                raise UnicodeDecodeError("utf-8", content, nul, nul + 1, "NUL")
        except UnicodeDecodeError as error:
            problem = Problem(
                self._file(path),
                "not in UTF-8",
                "save the file as UTF-8 (CSV UTF-8 in a spreadsheet)",
                row=content.count(b"\n", 0, error.start) + 1,
                found=content[error.start : error.start + 1].hex(" "),
                allowed="bytes of UTF-8",
            )
            raise DataError([problem]) from None
        return content

    def _hash_problems(self, name: str, content: bytes) -> list[Problem]:
        resource = self.resource(name)
        found = f"sha256:{_sha256(content)}"
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


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _typed(content: bytes, fields: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The CSV `content` as a frame with the types of `fields`; ValueError if it cannot be."""
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, na_values=[""])
    names = [field["name"] for field in fields]
    if list(frame.columns) != names:
        raise ValueError(f"columns {list(frame.columns)}, not {names}")
    return pd.DataFrame({field["name"]: _column(frame[field["name"]], field) for field in fields})


def _column(cells: pd.Series, field: Mapping[str, Any]) -> pd.Series:
    """`cells` of text as the type of `field`."""
    if field["type"] == "string":
        return cells
    if field["type"] == "list":
        return cells.map(
            lambda cell: tuple(cell.split(field["delimiter"])) if isinstance(cell, str) else ()
        )
    numbers = pd.to_numeric(cells).astype("Float64")
    if field["type"] == "number" and not field.get("wholeNumber"):
        return numbers.astype("float64")
    return numbers.astype("int64" if numbers.notna().all() else "Int64")


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
    print(f"{len(package.names)} tables hold: hashes, types, allowed values, keys")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
