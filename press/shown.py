"""What a browser sees of a book that is being written: the server of the preview, for this machine alone.

Comes in: a `State` whenever there is a new one. Goes out: its files, and to each open page, which asks and waits for
it, what has changed for it. All of it is served from memory: no path can lead to another file.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from press.entries import key_of
from press.errors import BookError, Problem
from press.frames import template
from press.project import digest, digests, media_type

HOST = "127.0.0.1"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PATIENCE = 15.0
"""Seconds after which a page that waits is answered though nothing has changed, and asks again if it is still open."""
NOTICED = 0.05
"""Seconds within which the server notices that it is to end."""

OWN = "_press/"
"""What the preview serves beside the book lies below this path."""
SCRIPT = Path(__file__).parent / "assets" / "preview.js"
TEXT = {".html", ".json"}
GENERATED = {"sections.js", "targets.js"}
"""What the search and the cards read; a new sentence changes it as it changes its page and the registers."""


@dataclass(frozen=True)
class State:
    """What is shown: the last good book (path to bytes), and what is wrong with the sources."""

    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    error: str = ""

    def told(self, page: str) -> dict[str, str]:
        """What an open page has to know: versions of itself and of what it has loaded, and what is wrong."""
        version = digest(self.files.get(page, b""))[:16] if self.files else ""
        versions = {"version": version, "words": self.words, "shared": self.shared}
        return {**versions, "error": self.error}

    @cached_property
    def words(self) -> str:
        """The version of what the search and the cards read."""
        return self._version(path for path in self.files if Path(path).name in GENERATED)

    @cached_property
    def shared(self) -> str:
        """The version of whatever a page loads that is neither text nor made from the text."""
        others = (path for path in self.files if Path(path).suffix not in TEXT)
        return self._version(path for path in others if Path(path).name not in GENERATED)

    def _version(self, paths: Iterator[str]) -> str:
        return key_of(digests({path: self.files[path] for path in paths}))[:16]


class Shown:
    """The present state, a way to wait for another one, and the pages that are open."""

    def __init__(self) -> None:
        self.state = State()
        self._closed = False
        self._waiting: list[str] = []
        self._changed = threading.Condition()

    def show(self, state: State) -> None:
        """Replace the state, and wake whoever waits for a new one."""
        with self._changed:
            self.state = state
            self._changed.notify_all()

    def close(self) -> None:
        """Answer whoever waits: nothing will follow."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def news(self, page: str, seen: str) -> dict[str, str]:
        """What an open page has to know, as soon as its key is another than `seen`, or after a while as it is."""

        def told() -> dict[str, str]:
            state = self.state.told(page)
            return {**state, "seen": key_of(state)[:16]}

        with self._changed:
            self._waiting.append(page)
            self._changed.wait_for(lambda: self._closed or told()["seen"] != seen, PATIENCE)
            self._waiting.remove(page)
            return told()

    @property
    def pages(self) -> set[str]:
        """The pages that someone has open, by their paths."""
        with self._changed:
            return set(self._waiting)


@contextmanager
def serving(shown: Shown, port: int) -> Iterator[str]:
    """A server of what is `shown`, in threads of its own; gives its address. Port 0 is any free one."""
    try:
        server = _Server((HOST, port), _Handler)
    except OSError as error:
        what = f"the preview cannot use the port {port}: {error.strerror}"
        raise BookError(
            Problem(what, remedy="name another with --port; 0 is any free one")
        ) from None
    server.shown = shown
    thread = threading.Thread(target=server.serve_forever, args=(NOTICED,), name="press-preview")
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        shown.close()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """Serves what is `shown`."""

    shown: Shown

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that was closed while it was sent is no error; anything else is told."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request of a browser from what is shown."""

    server: _Server
    server_version = "press"
    sys_version = ""

    def do_GET(self) -> None:
        """A page, a file beside it, the preview's own script, or what an open page has to know."""
        if not self._is_from_here():
            self._answer(
                HTTPStatus.FORBIDDEN, ".html", b"The preview answers to this machine only."
            )
            return
        asked = urlsplit(self.path)
        path = _file_of(asked.path)
        state = self.server.shown.state
        if path == f"{OWN}state":
            page, seen = (parse_qs(asked.query).get(name, [""])[0] for name in ("page", "seen"))
            news = self.server.shown.news(_file_of(page), seen)
            self._answer(HTTPStatus.OK, ".json", json.dumps(news).encode())
        elif path == f"{OWN}preview.js":
            self._answer(HTTPStatus.OK, ".js", SCRIPT.read_bytes())
        elif path in state.files:
            suffix = Path(path).suffix
            data = state.files[path]
            shown = _with_script(data, state.told(path)) if suffix == ".html" else data
            self._answer(HTTPStatus.OK, suffix, shown)
        else:
            self._answer(*_no_page(state, path))

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def _is_from_here(self) -> bool:
        """Whether the browser believes it speaks to this machine: no other site can pose as it then."""
        try:
            return urlsplit(f"//{self.headers.get('Host', '')}").hostname in LOOPBACK
        except ValueError:  # no host at all, such as `[`
            return False

    def _answer(self, status: HTTPStatus, suffix: str, data: bytes) -> None:
        kind = media_type(f"x{suffix}")
        self.send_response(status)
        self.send_header(
            "Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        )
        self.send_header("Content-Length", str(len(data)))
        # Nothing is kept by the browser, and nothing is given to pages of other sites
        self.send_header("Cache-Control", "no-store")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Requests are not told in the terminal."""


def _file_of(path: str) -> str:
    """The file of the book that an address names; a folder is its `index.html`."""
    name = unquote(path).lstrip("/")
    return f"{name}index.html" if name.endswith("/") or not name else name


def _with_script(page: bytes, told: Mapping[str, str]) -> bytes:
    """The page with the script that listens for what has changed; the book's own file has none."""
    known = " ".join(f'data-{name}="{told[name]}"' for name in ("version", "words", "shared"))
    tag = f'<script src="/{OWN}preview.js" {known} defer></script>\n'
    head, mark, rest = page.partition(b"</head>")
    return head + tag.encode() + mark + rest if mark else tag.encode() + page


def _no_page(state: State, path: str) -> tuple[HTTPStatus, str, bytes]:
    """The answer where there is no such page, or no book yet; it gives way to the book by itself."""
    status = HTTPStatus.NOT_FOUND if state.files else HTTPStatus.SERVICE_UNAVAILABLE
    words = "There is no such page in this book." if state.files else "The book is being built."
    if state.error and not state.files:
        words = "The book could not be built."
    page = template("preview.html").render(words=words, error=state.error)
    return status, ".html", _with_script(page.encode(), state.told(path))
