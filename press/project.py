"""The files of a project: everything below its root that a build could depend on."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from press.errors import BookError, Problem

MADE_BY_ARCHIVE = frozenset({"ARCHIVE.md", "codecheck.yml", "ro-crate-metadata.json", "SHA256SUMS"})
"""What `press archive` puts beside the sources: about them, and nothing that a book depends on."""
MEDIA_TYPES = {
    # Named here, as what a machine holds of its own may be another, or wrong (`.js` on Windows).
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".ipynb": "application/x-ipynb+json",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".py": "text/x-python",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
NOT_SOURCES = ("pyvenv.cfg", "CACHEDIR.TAG")
"""Files that an environment has, and a folder that a program can make again at any time (bford.info/cachedir)."""
IGNORED = re.compile(r"\.|_book|__pycache__$|.*\.egg-info$")


def project_inputs(root: Path, outputs: Collection[Path]) -> dict[str, bytes]:
    """Every file of the project that a build could depend on, by its path below `root`.

    Books are left out: what lies in the folders `outputs`.
    """
    paths = source_files(root, outputs)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def hashed_inputs(root: Path, outputs: Collection[Path]) -> dict[str, str]:
    """The digest of each file of `project_inputs` as it is now."""
    return digests(project_inputs(root, outputs))


def books_of(root: Path, output_dir: str, output: Path | None) -> set[Path]:
    """The folders of books, which no book is made from: that of the project, and that of a build to `output`."""
    return {root / output_dir, (output or root / output_dir).resolve()}


def source_files(root: Path, outputs: Collection[Path]) -> Iterator[Path]:
    """The files of `project_inputs`, unread."""
    for folder, inner, names in os.walk(root):
        here = Path(folder)
        inner[:] = [name for name in inner if _is_source(here / name, outputs)]
        left_out = MADE_BY_ARCHIVE if here == root else frozenset()
        paths = (here / n for n in names if not IGNORED.match(n) and n not in left_out)
        yield from (path for path in paths if path.is_file())  # a link may lead nowhere


def _is_source(folder: Path, outputs: Collection[Path]) -> bool:
    """Whether a folder holds sources: not hidden, not built, not an environment, not made by a program."""
    built = folder in outputs or bool(IGNORED.match(folder.name))
    return not built and not any((folder / name).exists() for name in NOT_SOURCES)


def write_files(folder: Path, files: Mapping[str, bytes], before: Path | None = None) -> None:
    """Write files below `folder`, each by its path; what the folder `before` holds the same is shared with it."""
    for inner in {posixpath.dirname(name) for name in files}:
        (folder / inner).mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        if before is None or not _shared(f"{before}/{name}", f"{folder}/{name}", data):
            (folder / name).write_bytes(data)


def _shared(before: str, new: str, data: bytes) -> bool:
    """Whether `new` could be made another name of the file `before`, as it is no link and holds `data`.

    Looked at when it has its new name, as another build may exchange what has the old one. Paths are texts, as
    a book has many files.
    """
    with suppress(OSError):
        if not os.path.islink(before):  # noqa: PTH114
            os.link(before, new)
            with open(new, "rb", buffering=0) as file:  # noqa: PTH123
                if file.read() == data:
                    return True
    Path(new).unlink(missing_ok=True)
    return False


def vacant(dest: Path, root: Path) -> Path:
    """`dest` as a whole path. Raises BookError where it lies in the project `root`, or is taken or closed."""
    place = dest.resolve()
    if place.is_relative_to(root):
        what = f"{dest} lies inside the project, and would become part of it"
        raise BookError(Problem(what, remedy=f"name a place beside it, such as ../{place.name}"))
    if place.exists() and not (place.is_dir() and not any(place.iterdir())):
        what = f"{dest} is there already, and would be lost"
        raise BookError(Problem(what, remedy="remove it, or name a place that is new or empty"))
    return writable(place)


def writable(place: Path) -> Path:
    """`place`. Raises BookError where nothing can be made beside it, which is known before hours of work."""
    folder = next(parent for parent in place.parents if parent.exists())
    try:
        tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=folder).cleanup()
    except OSError as error:
        what = f"nothing can be written to {folder}: {error.strerror}"
        remedy = "see that press may write there and has room, or name another place"
        raise BookError(Problem(what, remedy=remedy)) from None
    return place


def media_type(name: str) -> str:
    """What a file holds, by the ending of its name."""
    return MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The digest of each file, in the order of the names."""
    return {name: digest(files[name]) for name in sorted(files)}
