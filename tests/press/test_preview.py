"""The preview: what it serves and to whom, and how a page follows the sources."""

from __future__ import annotations

import http.client
import json
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from press import preview
from press.build import Options, build
from press.progress import Progress
from press.shown import Shown, State, serving
from press.site import Site, site_files
from tests.press.conftest import CHAPTER, DOT, PROJECT, Lay, Run, begun, contents, write_book

PATIENCE = 30
"""Seconds after which a test gives up; nothing is expected to take them."""


class Browser:
    """What a browser sees of the preview at `address`; `said` are the lines in the terminal."""

    def __init__(self, address: str, said: queue.Queue[str]) -> None:
        self.address = address
        self.said = said

    def get(self, path: str, host: str | None = None, method: str = "GET") -> tuple[int, str]:
        """(status, text) of an answer; `host` is what the header of that name says."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        with closing(connection):  # also where the preview ends before it answers
            connection.putrequest(method, path, skip_host=host is not None)
            if host:
                connection.putheader("Host", host)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    @contextmanager
    def opened(self, page: str = "/") -> Iterator[Callable[[], dict[str, str]]]:
        """A page that is open: each call waits for what it is told next, as a browser does all the time."""
        asked, told = threading.Event(), queue.Queue[dict[str, str]]()

        def follow(seen: str = "") -> None:
            with suppress(OSError, http.client.IncompleteRead):  # the preview has ended
                while not asked.is_set():
                    news = json.loads(self.get(f"/_press/state?page={page}&seen={seen}")[1])
                    if news["seen"] != seen:
                        seen = news.pop("seen")
                        told.put(news)

        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        try:
            yield lambda: told.get(timeout=PATIENCE)
        finally:
            asked.set()


@contextmanager
def previewed(root: Path) -> Iterator[Browser]:
    """A preview of the book in `root`, in a thread that has ended afterwards."""
    others = threading.enumerate()
    said: queue.Queue[str] = queue.Queue()
    ended = threading.Event()
    arguments = (Options(root, jobs=1), 0, said.put, ended)
    thread = threading.Thread(target=preview.preview, args=arguments)
    thread.start()
    try:
        yield Browser(said.get(timeout=PATIENCE).split()[5], said)
    finally:
        ended.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()
    assert [t for t in threading.enumerate() if t.name == "press-preview" and t not in others] == []


def built(browser: Browser, state: Callable[[], dict[str, str]]) -> str:
    """The version of the first book, for which the page waits."""
    while not (told := state())["version"]:
        assert not told["error"]
    assert browser.said.get(timeout=PATIENCE).startswith("built in ")
    return told["version"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A site of two pages, served once for all tests that only look at it; nothing is built."""
    root = write_book(tmp_path_factory.mktemp("preview"), {"secret.txt": "a secret"})
    folder = build(Options(root, to=("html",)), Progress(quiet=True))
    shown = Shown()
    shown.show(State(contents(folder)))
    with serving(shown, 0) as address:
        yield Browser(address, queue.Queue())


def test_pages_are_served_with_the_script_that_the_book_itself_has_not(browser: Browser) -> None:
    """A folder is its index.html; what a page asks for lies beside it."""
    status, page = browser.get("/")
    assert (status, browser.get("/index.html?again")[1]) == (200, page)
    assert "The first page." in page
    assert 'src="/_press/preview.js"' in page
    assert "The second page." in browser.get("/chapters/x.html")[1]
    assert browser.get("/site/book.css")[0] == 200
    assert "/_press/state" in browser.get("/_press/preview.js")[1]
    assert browser.get("/", method="HEAD") == (200, "")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:4848", "[::1]:4848", "LOCALHOST:1"])
def test_loopback_host_is_answered(browser: Browser, host: str) -> None:
    """By any port: it may be forwarded."""
    assert browser.get("/", host)[0] == 200


@pytest.mark.parametrize("path", ["/", "/_press/state", "/_press/preview.js", "/lost.html"])
@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "10.0.0.1", "", "["])
def test_any_other_host_is_refused(browser: Browser, host: str, path: str) -> None:
    """Else a site whose name is made to lead here could read the book."""
    status, text = browser.get(path, host)
    assert status == 403
    assert "The first page." not in text


@pytest.mark.parametrize(
    "path",
    [
        "/lost.html",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/chapters/..%2f..%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/..\\secret.txt",
        "//etc/passwd",
        "/etc/passwd",
        "http://example.org/secret.txt",
        "/index.html%00",
        "/secret.txt",
        "/_quarto.yml",
    ],
)
def test_path_outside_of_the_book_leads_to_nothing(browser: Browser, path: str) -> None:
    """Neither the project's own files nor those around it are served."""
    status, text = browser.get(path, "localhost")
    assert status == 404
    assert "There is no such page in this book." in text
    assert 'src="/_press/preview.js"' in text


def test_edit_is_told_to_the_open_page_and_the_book_of_the_project_stays(lay: Lay) -> None:
    """A new text of the page is a new version of it; `_book/` is not the preview's."""
    root = lay({"_book/index.html": "old", "_book/build.json": "{}"})
    with previewed(root) as browser, browser.opened("/chapters/x.html") as state:
        first = built(browser, state)
        edit(root, "Another word.")
        second = state()
        assert second["error"] == ""
        assert second["version"] != first
        page = browser.get("/chapters/x.html")[1]
        assert "Another word." in page
        assert second["version"] in page
    assert contents(root / "_book") == {"index.html": b"old", "build.json": b"{}"}


def test_open_page_is_shown_before_the_rest_of_the_book_is_made(
    lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words for the search follow, and are told to the page without another version of it."""
    may_go_on = threading.Event()

    def slow(site: Site) -> dict[str, bytes]:
        assert may_go_on.wait(PATIENCE)
        return site_files(site)

    with previewed(root := lay()) as browser, browser.opened("/chapters/x.html") as state:
        built(browser, state)
        monkeypatch.setattr(preview, "site_files", slow)
        edit(root, "Another word.")
        first = state()
        assert "Another word." in browser.get("/chapters/x.html")[1]
        assert "Another word." not in browser.get("/site/sections.js")[1]
        may_go_on.set()
        second = state()
        assert second["words"] != first["words"]
        assert {**second, "words": ""} == {**first, "words": ""}
        assert "Another word." in browser.get("/site/sections.js")[1]


def test_number_that_another_chapter_moves_is_right_on_the_open_page(lay: Lay) -> None:
    """At once; and when all is made, what is served is what a build from nothing makes."""
    figure = '![One.](dot.svg){#fig-one fig-alt="A dot."}\n\n'
    root = lay(
        {
            "index.qmd": "# Home\n\nSee @fig-two.\n",
            "chapters/dot.svg": DOT,
            "chapters/x.qmd": f"{CHAPTER}\n{figure.replace('one', 'two')}",
        }
    )
    with previewed(root) as browser, browser.opened("/index.html") as state:
        built(browser, state)
        assert "Figure\N{NO-BREAK SPACE}1.1</a>" in browser.get("/")[1]
        edit(root, figure + figure.replace("one", "two"))
        state()
        assert "Figure\N{NO-BREAK SPACE}1.2</a>" in browser.get("/")[1]
        assert browser.said.get(timeout=PATIENCE).startswith("built in ")
        shown = {name: browser.get(f"/{name}")[1] for name in ("site/targets.js", "numbers.json")}
        build(Options(root, to=("html",), downloads=False, cache=False), Progress(quiet=True))
        made = contents(root / "_book")
        assert shown == {name: made[name].decode() for name in shown}
        assert browser.get("/build.json")[1] == made["build.json"].decode()


def test_edit_of_another_chapter_leaves_the_open_page_alone(lay: Lay) -> None:
    """It is told of the new words for the search, and of nothing else."""
    with previewed(root := lay()) as browser, browser.opened("/index.html") as state:
        first = built(browser, state)
        edit(root, "Another word.")
        second = state()
        assert second["version"] == first
        assert "Another word." in browser.get("/site/sections.js")[1]


def edit(root: Path, text: str) -> None:
    """Save the chapter `x` with another text below its heading."""
    (root / "chapters/x.qmd").write_text(f"# X {{#sec-x}}\n\n{text}\n", encoding="utf-8")


def test_save_that_changes_nothing_is_no_edit(lay: Lay) -> None:
    """Nor is a file that the build itself writes again: the book would be built without end."""
    root = lay()
    before = preview._hashes(root)
    os.utime(root / "index.qmd", (1, 1))
    assert preview._hashes(root) == before
    (root / "index.qmd").unlink()
    assert preview._hashes(root).keys() == before.keys() - {root / "index.qmd"}


def test_error_is_shown_with_the_last_good_book_and_goes_away_when_mended(lay: Lay) -> None:
    """In the page, and in the terminal."""
    root = lay()
    with previewed(root) as browser, browser.opened() as state:
        first = built(browser, state)
        (root / "index.qmd").write_text("See @fig-lost <b>.\n", encoding="utf-8")
        broken = state()
        assert broken["version"] == first
        assert broken["error"].startswith("index.qmd:1: @fig-lost refers to nothing")
        assert browser.said.get(timeout=PATIENCE).startswith("index.qmd:1: @fig-lost")
        assert "The first page." in browser.get("/")[1]
        (root / "index.qmd").write_text("# Home\n\nMended.\n", encoding="utf-8")
        mended = state()
        assert mended["error"] == ""
        assert mended["version"] != first
        assert "Mended." in browser.get("/")[1]


def test_first_build_that_fails_is_a_page_too_and_gives_way_to_the_book(lay: Lay) -> None:
    """What is wrong is shown as text."""
    root = lay({"_quarto.yml": PROJECT + "<script>: 1\n"})
    with previewed(root) as browser, browser.opened() as state:
        while not (broken := state())["error"]:
            continue
        assert broken["version"] == ""
        assert "unknown key `<script>`" in broken["error"]
        status, page = browser.get("/")
        assert status == 503
        assert "The book could not be built." in page
        assert "unknown key `&lt;script&gt;`" in page
        assert "unknown key" in browser.said.get(timeout=PATIENCE)
        (root / "_quarto.yml").write_text(PROJECT, encoding="utf-8")
        assert state()["version"]
        assert "The first page." in browser.get("/")[1]


def test_fault_of_press_itself_does_not_end_the_preview(
    lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its traceback is told in the terminal."""

    def broken(*arguments: object) -> Path:
        raise RuntimeError("a fault")

    monkeypatch.setattr(preview, "compute", broken)
    with previewed(lay()) as browser, browser.opened() as state:
        while not (told := state())["error"]:
            continue
        assert told["error"] == "a fault of press, not of the book: RuntimeError('a fault')"
        assert "Traceback" in browser.said.get(timeout=PATIENCE)


def test_warning_is_told_once_in_the_terminal(lay: Lay) -> None:
    """Not again with every save."""
    root = lay({"_quarto.yml": PROJECT + "lightbox: true\n"})
    with previewed(root) as browser, browser.opened() as state:
        assert browser.said.get(timeout=PATIENCE).startswith("warning: _quarto.yml:")
        built(browser, state)
        (root / "index.qmd").write_text("# Home\n\nAnother word.\n", encoding="utf-8")
        assert state()["version"]
        assert browser.said.get(timeout=PATIENCE).startswith("built in ")


def test_no_process_stays_between_two_saves(lay: Lay) -> None:
    """A preview lives for hours."""
    with previewed(lay()) as browser, browser.opened() as state:
        built(browser, state)
        _, left = psutil.wait_procs(psutil.Process().children(), timeout=PATIENCE)
        assert left == []


def test_port_that_is_taken_is_named(lay: Lay, press: Run, browser: Browser) -> None:
    """Another one may be asked for; nothing is built."""
    port = str(urlsplit(browser.address).port)
    code, message = press("preview", "--project", lay(), "--port", port)
    assert code == 1
    assert message.startswith(f"the preview cannot use the port {port}: ")
    assert "What next: name another with --port; 0 is any free one" in message
    assert press("preview", "--port", "70000")[0] == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
@pytest.mark.parametrize(
    ("ctrl_c", "sent"),
    [(signal.SIG_DFL, signal.SIGINT), (signal.SIG_IGN, signal.SIGTERM)],
    ids=["Ctrl-C", "the end, in the background, where Ctrl-C is ignored"],
)
def test_signal_ends_the_preview_and_leaves_nothing_behind(
    lay: Lay, tmp_path: Path, ctrl_c: signal.Handlers, sent: signal.Signals
) -> None:
    """Exit code 0, no traceback, no temporary folder, though a page is still open."""
    temporary = tmp_path / "temporary"
    how = {"temporary": temporary, "number": signal.SIGINT, "handler": ctrl_c}
    with begun("preview", "--port", "0", "--project", lay(), **how) as process:
        assert process.stderr is not None
        address = process.stderr.readline().split()[5]
        try:
            with Browser(address, queue.Queue()).opened() as state:
                while not state()["version"]:
                    continue
                process.send_signal(sent)
                _, rest = process.communicate(timeout=PATIENCE)
                assert process.returncode == 0
        finally:
            process.kill()
    assert "Traceback" not in rest
    assert list(temporary.iterdir()) == []


def test_new_sentence_changes_nothing_that_pages_share() -> None:
    """Else every save would load every page anew; a style or a picture does."""
    files = {
        "index.html": b"one",
        "site/sections.js": b"one",
        "site/book.css": b"",
        "x.svg": b"<svg/>",
    }
    shared = State(files).shared
    assert State({**files, "index.html": b"two", "site/sections.js": b"two"}).shared == shared
    assert State({**files, "site/book.css": b"h1 {}"}).shared != shared
    assert State({**files, "x.svg": b"<svg></svg>"}).shared != shared
