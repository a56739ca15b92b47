"""The build as a whole: the same bytes every time, and a folder that is complete or untouched."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.conftest import PLAIN
from tests.press.conftest import ROOT, SITE, WHOLE, Lay, Run, begun, contents


@pytest.mark.parametrize("cached", [False, True])
def test_two_builds_of_the_same_sources_give_the_same_bytes(
    whole: Path, lay: Lay, cached: bool
) -> None:
    """Whatever the folder, time zone, locale, hash seed, number of jobs, and whether a cache was used."""
    root = lay(WHOLE, "another näme")
    env = {
        **os.environ,
        "TZ": "Asia/Karachi",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": PLAIN,
        "COLUMNS": "40",
    }
    command = [sys.executable, "-m", "press", "build", "--project", str(root), "--quiet"]
    runs = [("7", "1"), ("11", "2")] if cached else [("7", "1")]
    for seed, jobs in runs:
        if (root / "_book").exists():
            shutil.rmtree(root / "_book")  # else a build would find that it has nothing to do
        subprocess.run(
            [*command, "--jobs", jobs], cwd=ROOT, env={**env, "PYTHONHASHSEED": seed}, check=True
        )
    last = json.loads((root / ".press" / "last-build.json").read_text(encoding="utf-8"))
    assert any(chapter["executed"] for chapter in last["chapters"].values()) is not cached
    first, second = contents(whole), contents(root / "_book")
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_book_holds_what_was_asked_for_and_nothing_else(whole: Path) -> None:
    """A page a chapter, their pictures, the site's own files, the PDF, the two registers."""
    assert list(contents(whole)) == [
        "404.html",
        "build.json",
        "chapters/exhibits.html",
        "chapters/exhibits.ipynb",
        "chapters/exhibits.qmd",
        "chapters/exhibits_files/fig-line.svg",
        "chapters/numbers.html",
        "chapters/numbers.ipynb",
        "chapters/numbers.qmd",
        "index.html",
        "index.ipynb",
        "index.qmd",
        "more.html",
        "more.ipynb",
        "more.qmd",
        "my dot.svg",
        "numbers.json",
        "references.html",
        "references.ipynb",
        "references.qmd",
        *SITE,
        "whole.html",
        "whole.pdf",
    ]


@pytest.mark.parametrize(("to", "made"), [("html", ".html"), ("pdf", ".pdf")])
def test_one_format_alone_may_be_asked_for(lay: Lay, press: Run, to: str, made: str) -> None:
    """The other is not made, nor is it linked to."""
    root = lay()
    assert press("build", "--project", root, "--to", to, "--quiet") == (0, "")
    endings = {path.suffix for path in (root / "_book").rglob("*")} & {".html", ".pdf"}
    assert endings == {made}
    if to == "html":
        assert "PDF" not in (root / "_book/index.html").read_text(encoding="utf-8")


def test_book_may_go_to_another_folder(lay: Lay, press: Run) -> None:
    """`--output`, with folders above it that are not there yet; the project's own stays away."""
    root = lay()
    output = root.parent / "far/away"
    assert press("build", "--project", root, "--to", "html", "--quiet", "--output", output) == (
        0,
        "",
    )
    assert (output / "index.html").is_file()
    assert not (root / "_book").exists()


def test_files_of_the_old_book_vanish(lay: Lay, press: Run) -> None:
    """A chapter that was renamed leaves no page behind; nothing lies beside the book."""
    root = lay({"_book/build.json": "{}", "_book/gone.html": "old", "_book/a/b.html": "old"})
    assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")
    assert list(contents(root / "_book")) == [
        "404.html",
        "A-Small-Book.html",
        "build.json",
        "chapters/x.html",
        "chapters/x.ipynb",
        "chapters/x.qmd",
        "index.html",
        "index.ipynb",
        "index.qmd",
        "numbers.json",
        *SITE,
    ]
    assert sorted(path.name for path in root.iterdir()) == [
        ".press",
        "_book",
        "_quarto.yml",
        "chapters",
        "index.qmd",
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows seldom lets links be made")
@pytest.mark.parametrize("linking", [True, False])
def test_files_that_are_the_same_are_taken_from_the_old_book(
    lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch, linking: bool
) -> None:
    """Where files can have two names; one that was edited by hand, or is a link, is written anew."""

    def link(*names: Path) -> None:
        raise OSError(95, "Operation not supported")

    root = lay()
    book, apart = root / "_book", root.parent / "apart"
    assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")
    kept = (book / "site" / "theme.js").stat().st_ino
    (book / "index.html").write_text("edited by hand", encoding="utf-8")
    script = (book / "site" / "book.js").rename(root.parent / "book.js")
    (book / "site" / "book.js").symlink_to(script)
    (root / "chapters" / "x.qmd").write_text("# Another X {#sec-x}\n", encoding="utf-8")
    if not linking:
        monkeypatch.setattr(os, "link", link)
    assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")

    monkeypatch.undo()
    rest = ("--to", "html", "--quiet", "--output", apart)
    assert press("build", "--project", root, *rest) == (0, "")
    assert contents(book) == contents(apart)
    assert ((book / "site" / "theme.js").stat().st_ino == kept) == linking
    assert not (book / "site" / "book.js").is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_book_can_be_read_by_others(lay: Lay, press: Run) -> None:
    """A web server is another user: no folder keeps the rights of a temporary one."""
    root = lay()
    assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")
    assert stat.S_IMODE((root / "_book").stat().st_mode) == stat.S_IMODE(root.stat().st_mode)


def test_interrupted_swap_puts_the_old_book_back(
    lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C between the two moves: code 130, the old book in its place, nothing beside it."""
    root = lay({"_book/build.json": "{}", "_book/index.html": "old"})
    before = contents(root)
    rename = Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    code, message = press("build", "--project", root, "--to", "html", "--quiet")
    assert (code, message) == (130, "stopped; what was there is untouched\n")
    assert contents(root) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_the_build_and_all_that_it_began(
    lay: Lay, tmp_path: Path, number: signal.Signals
) -> None:
    """While two chapters run: code 130 at once, the old book in its place, no kernel, no folder left."""
    sleep = "```{python}\nimport time\nopen('begun-' + KEY, 'w')\ntime.sleep(600)\n```\n"
    chapters = {name: sleep.replace("KEY", repr(name[0])) for name in ("index.qmd", "x.qmd")}
    project = "book: {title: T, chapters: [index.qmd, x.qmd]}\n"
    root = lay({"_quarto.yml": project, **chapters, "_book/build.json": "{}"})
    temporary = tmp_path / "t"
    how = {"temporary": temporary, "number": number, "handler": signal.SIG_DFL}
    with begun("build", "--project", root, "--jobs", "2", **how) as press:
        try:
            while not all((root / f"begun-{name[0]}").exists() for name in chapters):
                assert press.poll() is None
                time.sleep(0.05)
            children = psutil.Process(press.pid).children(recursive=True)
            assert list(temporary.iterdir()) != []  # the sockets of the kernels
            press.send_signal(number)
            _, message = press.communicate(timeout=60)
        finally:
            press.kill()
    assert press.returncode == 130
    assert message.splitlines()[-1] == "stopped; what was there is untouched"
    assert len(children) > len(chapters)  # the kernels, and what forks them
    assert not any(process.is_running() for process in children)
    assert list(temporary.iterdir()) == []
    assert list(contents(root / "_book")) == ["build.json"]
    assert [path.name for path in root.iterdir() if path.name.startswith("._book")] == []


def test_pre_render_runs_in_the_root_before_the_chapters(lay: Lay, press: Run) -> None:
    """With the Python that runs press, whatever `python` means on this machine."""
    project = (
        "project:\n  pre-render:\n    - python prepare.py made\n    - prepare.py twice\n"
        "book: {title: T, chapters: [index.qmd]}\n"
    )
    script = (
        "import sys\nfrom pathlib import Path\n"
        "Path('said.txt').open('a').write(f'{sys.argv[1]} {sys.executable}\\n')\n"
    )
    root = lay({"_quarto.yml": project, "prepare.py": script})
    assert press("build", "--project", root, "--to", "html", "--quiet") == (0, "")
    said = (root / "said.txt").read_text(encoding="utf-8")
    assert said == f"made {sys.executable}\ntwice {sys.executable}\n"


def test_stages_of_the_build_are_told_in_their_order(lay: Lay, press: Run) -> None:
    """The plot of `build`, as its reader sees it."""
    code, message = press("build", "--project", lay())
    assert code == 0
    stages = [line.split("] ")[1].split(" in ")[0] for line in message.splitlines()]
    assert stages == [
        "read",
        "execute 2 chapters",
        "resolve references and citations",
        "write HTML and PDF",
        f"done: {11 + len(SITE)} files",
    ]


def test_book_is_built_where_nothing_can_be_kept(lay: Lay, press: Run, tmp_path: Path) -> None:
    """As in a checkout that may only be read: each build executes everything, and says nothing of it."""
    root = lay({".press": "no folder", "chapters/x.qmd": "# X\n\n`{python} 40 + 2`\n"})
    for _ in range(2):
        asked = ("--project", root, "--output", tmp_path / "out", "--to", "html", "--quiet")
        assert press("build", *asked) == (0, "")
    assert "42" in (tmp_path / "out/chapters/x.html").read_text(encoding="utf-8")
