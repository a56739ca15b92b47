"""Makes a project of one chapter: it builds with the same commands and prints the same numbers.

Comes in: a book, and which chapter. Goes out: a folder with that chapter, what it cites and shows, its own
`_quarto.yml`, first page and README, and press. What the chapter computes with is not press's to
know: the command that `pyproject.toml` names under `[tool.press]` brings it. The folder is complete or
not there: it is made aside and put in its place at the end.
"""

from __future__ import annotations

import difflib
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from press.chapters import PROJECT_FILE
from press.config import read_text
from press.document import place_files
from press.errors import BookError, Problem
from press.faults import FILES, files_of
from press.forking import own_imports
from press.frames import rendered
from press.hooks import PYPROJECT, command_of, run
from press.parse import Cell, Chapter, Inline
from press.progress import Progress
from press.project import project_inputs, vacant, write_files
from press.sources import read_book
from press.standalone import Book, alone, bibliography, cited, outlined
from press.tree import identifiers

COMPANIONS = (PYPROJECT, "requirements.lock", "LICENSE", "CITATION.cff", ".gitignore")
"""What stands at the root of a project and is the same for each of its chapters."""
OF_THE_WHOLE = {
    *("abstract", "appendices", "cover-image", "description", "doi", "downloads"),
    *("output-file", "references", "repo-url"),
}
"""What `_quarto.yml` says of the whole book under `book:`, and is not true of a chapter."""
EXERCISES = "exercises"
UNSAID = (
    "copy the whole folder; or name a command for it in pyproject.toml (press/README.md, Forks)"
)
HOOK = re.compile(r"^\[tool\.press\]\n(?:[^\[\n].*\n|\n(?!\[))*\n?", re.MULTILINE)
PACKAGES = re.compile(r"^(packages = \[)(.*)\]$", re.MULTILINE)


def fork(root: Path, name: str, dest: Path, progress: Progress) -> Path:
    """The folder `dest`, with the chapter called `name` as a project of its own.

    Raises BookError, and leaves nothing behind, where there is no such chapter, where it computes nothing,
    where `dest` will not do, or where the project cannot give what the chapter needs.
    """
    config, chapters = read_book(root, progress)
    chapter = computing(name, chapters)
    place = vacant(dest, config.root)
    book = outlined(config, chapters)
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        progress.stage(f"take out {chapter.path}")
        write_files(aside, _files(book, chapter))
        write_files(aside / "press", project_inputs(Path(__file__).parent, ()))
        _bring(config.root, chapter, aside, progress)
        _settle_packages(aside)
        read_book(aside, Progress(quiet=True))
        aside.chmod(0o755)
        if place.exists():
            place.rmdir()
        aside.rename(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    progress.stage(f"done: {place}; begin with its README.md")
    return place


def chapter_called(name: str, chapters: Sequence[Chapter]) -> Chapter:
    """The chapter called `name`: its path, or its file's name with or without the ending.

    Raises BookError, with the closest names, where there is none.
    """
    for chapter in chapters:
        path = PurePosixPath(chapter.path)
        if name in {str(path), path.name, path.stem} or PurePosixPath(name) == path:
            return chapter
    stems = [PurePosixPath(chapter.path).stem for chapter in chapters]
    wanted = PurePosixPath(name).stem.replace("_", "-")
    close = difflib.get_close_matches(wanted, stems, n=3, cutoff=0.5)
    meant = f"did you mean {' or '.join(close)}?" if close else f"there are: {', '.join(stems)}"
    raise BookError(Problem(f"the book has no chapter {name}", PROJECT_FILE, None, meant))


def computing(name: str, chapters: Sequence[Chapter]) -> Chapter:
    """The chapter called `name`. Raises BookError also where it has nothing of its own to be changed."""
    chapter = chapter_called(name, chapters)
    if chapter.path == "index.qmd":
        what = "the first page of a book is not a chapter of its own"
        remedy = "name the chapter that its numbers come from; a fork gets a first page of its own"
    elif not chapter.executable:
        what = "the chapter has no cells and no inline code, so there is nothing to compute anew"
        remedy = "name a chapter that computes something, or copy the file"
    else:
        return chapter
    raise BookError(Problem(what, chapter.path, 1, remedy))


def _files(book: Book, chapter: Chapter) -> dict[str, bytes]:
    """What press itself knows of the fork: sources, settings, references, pictures, words to begin with."""
    root, page = book.config.root, book.page(chapter)
    source = str(PurePosixPath(chapter.path).with_suffix(".qmd"))
    files = {source: alone(book, chapter).encode(), **place_files(root, page)[0].media}
    listed = ["index.qmd", source]
    for other in book.pages:
        if other is not page and "refs" in identifiers(other.blocks):
            files[other.chapter.path] = alone(book, other.chapter).encode()
            listed.append(other.chapter.path)
    keys = cited(page)
    for name in book.config.bibliography:
        text = read_text(root, name)
        whole = not name.endswith((".bib", ".bibtex"))
        files[name] = (text if whole else bibliography(text, keys)).encode()
    named = [name for key in FILES for name in files_of(book.config.located, *key)]
    companions = [*chapter.files("filters"), *named, *COMPANIONS, *_exercises(root, chapter)]
    for name in companions:
        if name not in files and (root / name).is_file():
            files[name] = (root / name).read_bytes()
    if PYPROJECT in files:
        files[PYPROJECT] = HOOK.sub("", read_text(root, PYPROJECT)).encode()
    files[PROJECT_FILE] = _settings(book, chapter, listed).encode()
    words = _words(book, chapter, source)
    files["index.qmd"] = rendered("fork-index.md", words)
    files["README.md"] = rendered("fork-readme.md", words)
    return files


def _exercises(root: Path, chapter: Chapter) -> list[str]:
    """The checks of the chapter's exercises, and what these share with those of other chapters."""
    checks = f"{EXERCISES}/test_{PurePosixPath(chapter.path).stem.replace('-', '_')}.py"
    return [checks, f"{EXERCISES}/conftest.py"] if (root / checks).is_file() else []


def _words(book: Book, chapter: Chapter, source: str) -> dict[str, Any]:
    """What the README and the first page speak of."""
    text = book.config.root / EXERCISES / f"{PurePosixPath(chapter.path).stem}.md"
    return {
        "book": book.config.title,
        "title": book.title(chapter.page),
        "source": source,
        "stem": PurePosixPath(source).stem,
        "exercises": text.read_text(encoding="utf-8").strip() if text.is_file() else "",
    }


def _settings(book: Book, chapter: Chapter, listed: Sequence[str]) -> str:
    """`_quarto.yml` of the fork: that of the book, but for what is said of the whole."""
    settings: dict[str, Any] = dict(book.config.located.value)
    kept = {key: value for key, value in settings["book"].items() if key not in OF_THE_WHOLE}
    title = book.title(chapter.page)
    own = {"title": title, "subtitle": f"A chapter of “{book.config.title}”, forked"}
    settings["book"] = {**kept, **own, "chapters": list(listed)}
    origin = f"{PROJECT_FILE} of “{book.config.title}”"
    head = f"# Made by `press fork` from {origin}. It is yours now.\n"
    return head + yaml.safe_dump(settings, sort_keys=False, allow_unicode=True, width=100)


def _bring(root: Path, chapter: Chapter, aside: Path, progress: Progress) -> None:
    """Let the project's own command bring what the chapter computes with.

    Raises BookError if it fails, or if there is none and the chapter imports what is the project's own.
    """
    command = command_of(root, "fork")
    codes = [part.code for part in chapter.parts if isinstance(part, Cell | Inline)]
    if not command:
        for statement in own_imports(root, root / chapter.folder, codes):
            what = f"nothing says what to bring for `{statement}`"
            raise BookError(Problem(what, chapter.path, None, UNSAID))
        return
    progress.stage(f"bring what it computes with: {command}")
    code = "\n".join(codes)
    lacking = "bring what the chapter computes with"
    place = (chapter.path, str(aside))
    run(root, command, *place, lacking=lacking, path=chapter.path, text=f"{code}\n")


def _settle_packages(aside: Path) -> None:
    """Leave only packages that came along in the lists of them in `pyproject.toml`."""
    if not (aside / PYPROJECT).is_file():
        return

    def there(match: re.Match[str]) -> str:
        names = [name for name in re.findall(r'"([^"]+)"', match[2]) if (aside / name).is_dir()]
        return match[1] + ", ".join(f'"{name}"' for name in names) + "]"

    settled = PACKAGES.sub(there, read_text(aside, PYPROJECT))
    write_files(aside, {PYPROJECT: settled.encode()})
