"""What a browser sees of a book that is being written: the server of the preview, for this machine alone.

Comes in: a `State` whenever there is a new one. Goes out: its files, and to each open page, by server-sent
events, what has changed for it. All of it is served from memory: no path can lead to another file.
"""

from __future__ import annotations

import html
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
from press.project import digest, digests, media_type

HOST = "127.0.0.1"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
HEARTBEAT = 15.0
"""Seconds after which a silent page is written to, to see whether it is still open."""
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
    """The present state, a way to wait for the next one, and the pages that are open."""

    def __init__(self) -> None:
        self.state = State()
        self.closed = False
        self._open: list[str] = []
        self._changed = threading.Condition()

    def show(self, state: State) -> None:
        """Replace the state, and wake whoever waits for a new one."""
        with self._changed:
            self.state = state
            self._changed.notify_all()

    def close(self) -> None:
        """Tell whoever waits that nothing will follow."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def after(self, seen: State | None) -> State | None:
        """The state, as soon as it is another than `seen`; None where nothing happens for a while."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self.state is not seen, HEARTBEAT)
            return None if self.closed or self.state is seen else self.state

    @property
    def pages(self) -> set[str]:
        """The pages that someone has open, by their paths."""
        with self._changed:
            return set(self._open)

    @contextmanager
    def opened(self, page: str) -> Iterator[None]:
        """While this lasts, `page` is open."""
        with self._changed:
            self._open.append(page)
        try:
            yield
        finally:
            with self._changed:
                self._open.remove(page)


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
        """A page, a file beside it, the preview's own script, or the stream of events."""
        if not self._is_from_here():
            self._answer(
                HTTPStatus.FORBIDDEN, ".html", b"The preview answers to this machine only."
            )
            return
        asked = urlsplit(self.path)
        path = _file_of(asked.path)
        state = self.server.shown.state
        if path == f"{OWN}events":
            self._events(_file_of(parse_qs(asked.query).get("page", [""])[0]))
        elif path == f"{OWN}preview.js":
            self._answer(HTTPStatus.OK, ".js", SCRIPT.read_bytes())
        elif path in state.files:
            suffix = Path(path).suffix
            data = state.files[path]
            page = _with_script(data, state.told(path)) if suffix == ".html" else data
            self._answer(HTTPStatus.OK, suffix, page)
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
        self._send_guards()
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _send_guards(self) -> None:
        """Nothing is kept by the browser, and nothing is given to pages of other sites."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")

    def _events(self, page: str) -> None:
        """What `page` has to know: at once, and whenever that changes, as long as it is open."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._send_guards()
        self.end_headers()
        shown = self.server.shown
        seen: State | None = None
        known: dict[str, str] = {}
        try:
            with shown.opened(page):
                while not shown.closed:
                    state = shown.after(seen)
                    told = state.told(page) if state else known
                    if told != known:
                        self.wfile.write(f"retry: 500\ndata: {json.dumps(told)}\n\n".encode())
                    elif not state:
                        self.wfile.write(b": still here\n\n")
                    seen, known = state or seen, told
        except ConnectionError:
            return  # the page was closed

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
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{words}</title>
<style>:root {{ color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif }} body {{ max-width: 44rem; margin: 18vh auto; padding: 0 1rem }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere }}</style></head>
<body><h1>{words}</h1><p><a href="/">Home page</a></p><pre>{html.escape(state.error)}</pre></body></html>
"""
    return status, ".html", _with_script(page.encode(), state.told(path))
