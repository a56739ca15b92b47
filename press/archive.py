"""Makes a replication archive: sources, data, the built book, and what others need to check it, in one zip.

Comes in: a project. Goes out: the same bytes whenever and wherever it is made from the same sources. What is said in
`ARCHIVE.md` (which function and line made which exhibit and number, which data, under which terms) comes from the
registers of the book and from the data package. The rows of the data are what the project's own command gives away.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from press.build import NUMBERS, Options, build
from press.config import Config, read_config
from press.crate import CODECHECK, CRATE, SUMS, codecheck, crate, sums
from press.frames import rendered
from press.history import BUILD
from press.hooks import PYPROJECT, command_of, run
from press.progress import Progress
from press.project import digest, project_inputs, vacant

Register = Mapping[str, Sequence[Mapping[str, Any]]]

ABOUT = "ARCHIVE.md"
BOOK = "_book"
DATA = "data"
DESCRIPTOR = f"{DATA}/datapackage.json"
IGNORE = ".gitignore"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive; a zip knows none before it."""
PLAIN_FILE = 0o100644 << 16


def archive(options: Options, dest: Path, progress: Progress) -> Path:
    """The archive `dest`, a `.zip` (a folder: one named after the book in it).

    Raises BookError where something is there already, or where the book cannot be built.
    """
    config = read_config(options.root)
    named = dest if dest.suffix == ".zip" else dest / f"{config.output_file}.zip"
    place = vacant(named, config.root)
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        files = _sources(config, Path(folder) / "given")
        book = build(replace(options, output=Path(folder) / BOOK, remembered=False), progress)
        built = {f"{BOOK}/{name}": data for name, data in project_inputs(book, ()).items()}
    files = {**files, **built}
    register = json.loads(files[f"{BOOK}/{NUMBERS}"])
    resources = _resources(files)
    files[CODECHECK] = codecheck(config, register["exhibits"], files, BOOK)
    made_from = json.loads(files[f"{BOOK}/{BUILD}"])
    files[ABOUT] = _about(config, register, made_from, resources, at_home(register, files))
    files[CRATE] = crate(config, files, resources, BOOK)
    files[SUMS] = sums(files)
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.write_bytes(zipped(files, place.stem))
    except BaseException:  # half an archive is none
        place.unlink(missing_ok=True)
        raise
    progress.stage(f"done: {len(files)} files in {place}")
    return place


def zipped(files: Mapping[str, bytes], top: str) -> bytes:
    """A zip of `files` below the folder `top`: sorted, without times, the same bytes each time."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name in sorted(files):
            member = zipfile.ZipInfo(f"{top}/{name}", EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # as on Unix, wherever it is made
            member.external_attr = PLAIN_FILE
            made.writestr(member, files[name])
    return whole.getvalue()


def _sources(config: Config, given: Path) -> dict[str, bytes]:
    """The sources, with the data that the project gives away in the place of those that it has."""
    files = project_inputs(config.root, {config.root / config.output_dir})
    # Hidden, and yet what keeps environments out of what is committed from the archive
    with suppress(FileNotFoundError):
        files[IGNORE] = (config.root / IGNORE).read_bytes()
    command = command_of(config.root, "data")
    if not command:
        return files
    given.mkdir()
    lacking = "say which data may be given away"
    run(config.root, command, str(given), lacking=lacking, path=PYPROJECT)
    code = {name: data for name, data in files.items() if not name.startswith(f"{DATA}/")}
    return {**code, **project_inputs(given, ())}


def _resources(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """The tables of the data package, each with its path in the archive; none where there is none."""
    described = json.loads(files.get(DESCRIPTOR, b"{}")).get("resources", [])
    return [
        {
            "title": one["name"],
            "evidence": "not said",
            **one,
            "path": f"{DATA}/{one['path']}",
            "licenses": [{"name": "", **terms} for terms in one.get("licenses", [])],
            "sources": [{"title": "", "path": "", **source} for source in one.get("sources", [])],
        }
        for one in described
    ]


def at_home(register: Register, files: Mapping[str, bytes]) -> tuple[int, list[str]]:
    """How many numbers and exhibits rest on files that are not among those given away; and which these are."""
    rest = [
        {one["path"] for one in entry["inputs"] or [] if not _has(files, one)}
        for entry in (*register["numbers"], *register["exhibits"])
    ]
    return sum(map(bool, rest)), sorted(set().union(*rest))


def _has(files: Mapping[str, bytes], one: Mapping[str, str]) -> bool:
    return one["path"] in files and digest(files[one["path"]]) == one["sha256"]


def _about(
    config: Config,
    register: Register,
    made_from: Mapping[str, Any],
    resources: Sequence[Mapping[str, Any]],
    lacking: tuple[int, Sequence[str]],
) -> bytes:
    """ARCHIVE.md: how to reproduce the book, which data it rests on, and where each result is made."""
    once = {(n["key"], n["page"], n["printed"]): n for n in register["numbers"]}
    words = {
        "config": config,
        "versions": made_from["versions"],
        "packages": len(made_from["packages"]),
        "needs": command_of(config.root, "needs"),
        "resources": resources,
        "lacking": lacking,
        "exhibits": register["exhibits"],
        "numbers": list(once.values()),
        "cell": _cell,
        "place": _place,
        "data": lambda one: "; ".join(item["path"] for item in one["inputs"] or []) or "none",
    }
    return rendered("archive.md", words)


def _cell(text: object) -> str:
    """A text as it can stand in a table of Markdown."""
    return " ".join(str(text).split()).replace("|", "\\|")


def _place(one: Mapping[str, Any]) -> str:
    """Where a result is made: the line of its function, else of its cell."""
    if one["file"]:
        return f"`{one['file']}:{one['line']}`"
    return f"`{one['source']}:{one['source_line']}`"
