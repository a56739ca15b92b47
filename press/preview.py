"""Shows the book while it is written: builds it, serves it on this machine only, and follows its sources.

Comes in: a project. After each save the site is built anew (no PDF) in a folder of its own, so that `_book/` stays
as it is, and every open page is told by server-sent events to show it. Where a build fails, the page and the
terminal say why, and the last good book stays. The site is served from memory: no path can lead to another file.
"""

from __future__ import annotations

import hashlib
import html
import json
import mimetypes
import secrets
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from press.build import Options, build
from press.entries import key_of
from press.errors import BookError, Problem
from press.kept import Kept
from press.progress import Progress
from press.project import digests, source_files

HOST = "127.0.0.1"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
INTERVAL = 0.25
"""Seconds between two looks at the sources."""
HEARTBEAT = 15.0
"""Seconds after which a silent page is written to, to see whether it is still open."""

OWN = "_press/"
"""What the preview serves beside the book lies below this path."""
SCRIPT = Path(__file__).parent / "assets" / "preview.js"
TYPES = {
    # Named here, as what a machine holds of its own may be wrong (`.js` on Windows).
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}

TEXT = {".html", ".json"}
GENERATED = {"sections.js", "targets.js"}
"""What a new sentence changes: the pages, the registers, and what the search and the cards read."""

Say = Callable[[str], None]
Stamp = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class State:
    """What a browser is shown: the last good book (path to bytes), and what is wrong with the sources."""

    version: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    error: str = ""
    shared: str = ""
    """The hash of what pages show beside their text: styles, scripts, pictures."""


class Shown:
    """The present state, and a way to wait for the next one."""

    def __init__(self) -> None:
        self.state = State()
        self.closed = False
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


def preview(options: Options, port: int, say: Say, ended: threading.Event | None = None) -> None:
    """Serve the book of `options.root` and follow its sources, until Ctrl-C or `ended`.

    Raises BookError where the port is taken. What is wrong with the book itself is only shown.
    """
    ended = ended or threading.Event()
    shown = Shown()
    progress = _Warnings(say)
    with tempfile.TemporaryDirectory(prefix="press-") as folder, serving(shown, port) as address:
        say(f"preview of the book at {address} (Ctrl-C ends it)")
        site = Path(folder) / "book"
        asked = replace(options, to=("html",), output=site, downloads=False)
        kept = Kept(options.root.resolve())  # in memory from one save to the next
        stamps: dict[Path, Stamp] = {}
        seen: dict[Path, str] | None = None
        while not ended.is_set():
            sources = _settled(options.root, stamps, seen, ended)
            if sources != seen:
                seen = sources
                shown.show(_built(asked, shown.state, kept, progress, say))
            ended.wait(INTERVAL)


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
    thread = threading.Thread(
        target=server.serve_forever, args=(INTERVAL / 5,), name="press-preview"
    )
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        shown.close()
        server.shutdown()
        server.server_close()
        thread.join()


def _built(options: Options, before: State, kept: Kept, progress: Progress, say: Say) -> State:
    """The state after a build: a new book, or the old one with what is wrong."""
    started = time.monotonic()
    try:
        folder = build(options, progress, kept)
    except BookError as error:
        say(f"{error}\n")
        return replace(before, error=str(error))
    except Exception as error:  # noqa: BLE001 - a fault of press itself must not end the preview
        say(
            f"{traceback.format_exc()}\nThis is a fault of press, not of the book; please report it.\n"
        )
        return replace(before, error=f"a fault of press, not of the book: {error!r}")
    say(f"built in {time.monotonic() - started:.1f} s")
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    return State(secrets.token_hex(8), files, shared=_shared(files))


def _shared(files: Mapping[str, bytes]) -> str:
    """The hash of whatever a page loads that is neither text nor made from the text."""
    own = {
        path: data
        for path, data in files.items()
        if Path(path).suffix not in TEXT and Path(path).name not in GENERATED
    }
    return key_of(digests(own))[:16]


def _settled(
    root: Path,
    stamps: dict[Path, Stamp],
    seen: Mapping[Path, str] | None,
    ended: threading.Event,
) -> dict[Path, str]:
    """The hash of every source, once nothing changes any more: a save may be many writes."""
    sources = _hashes(root, stamps)
    while seen is not None and sources != seen and not ended.wait(INTERVAL / 2):
        again = _hashes(root, stamps)
        if again == sources:
            break
        sources = again
    return sources


def _hashes(root: Path, stamps: dict[Path, Stamp]) -> dict[Path, str]:
    """The hash of every source; only files whose time or size is not that in `stamps` are read.

    By hash, so that a step of the build which writes the same file again is no change.
    """
    found: dict[Path, Stamp] = {}
    for path in source_files(root, ()):
        try:
            stat = path.stat()
            times = (stat.st_mtime_ns, stat.st_size)
            if stamps.get(path, ())[:2] == times:
                found[path] = stamps[path]
            else:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                found[path] = (*times, digest)
        except OSError:
            continue  # removed, or locked by who writes it, since it was listed
    stamps.clear()
    stamps.update(found)
    return {path: digest for path, (_, _, digest) in found.items()}


class _Warnings(Progress):
    """Tells each warning once, however often the book is built, and no stages."""

    def __init__(self, say: Say) -> None:
        super().__init__(quiet=True)
        self._say = say
        self._told: set[Problem] = set()

    def warn(self, problem: Problem) -> None:
        """Something the author should know, which does not stop the build."""
        if problem not in self._told:
            self._told.add(problem)
            self._say(f"warning: {problem}")


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
        path = unquote(urlsplit(self.path).path).lstrip("/")
        path += "index.html" if path.endswith("/") or not path else ""
        state = self.server.shown.state
        if path == f"{OWN}events":
            self._events()
        elif path == f"{OWN}preview.js":
            self._answer(HTTPStatus.OK, ".js", SCRIPT.read_bytes())
        elif path in state.files:
            suffix = Path(path).suffix
            data = state.files[path]
            page = _with_script(data, state) if suffix == ".html" else data
            self._answer(HTTPStatus.OK, suffix, page)
        else:
            self._answer(*_no_page(state))

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def _is_from_here(self) -> bool:
        """Whether the browser believes it speaks to this machine: no other site can pose as it then."""
        try:
            return urlsplit(f"//{self.headers.get('Host', '')}").hostname in LOOPBACK
        except ValueError:  # no host at all, such as `[`
            return False

    def _answer(self, status: HTTPStatus, suffix: str, data: bytes) -> None:
        kind = TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0]
        self.send_response(status)
        self.send_header("Content-Type", kind or "application/octet-stream")
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

    def _events(self) -> None:
        """One event for the present state and for each that follows, as long as the page is open."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._send_guards()
        self.end_headers()
        seen: State | None = None
        try:
            while not self.server.shown.closed:
                state = self.server.shown.after(seen)
                if state is not None:
                    seen = state
                    content = json.dumps(
                        {"version": state.version, "shared": state.shared, "error": state.error}
                    )
                    self.wfile.write(f"retry: 500\ndata: {content}\n\n".encode())
                else:
                    self.wfile.write(b": still here\n\n")
        except ConnectionError:
            return  # the page was closed

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Requests are not told in the terminal."""


def _with_script(page: bytes, state: State) -> bytes:
    """The page with the script that listens for the next state; the book's own file has none."""
    tag = f'<script src="/{OWN}preview.js" data-version="{state.version}" data-shared="{state.shared}" defer></script>\n'
    head, mark, rest = page.partition(b"</head>")
    return head + tag.encode() + mark + rest if mark else tag.encode() + page


def _no_page(state: State) -> tuple[HTTPStatus, str, bytes]:
    """The answer where there is no such page, or no book yet; it gives way to the book by itself."""
    status = HTTPStatus.NOT_FOUND if state.version else HTTPStatus.SERVICE_UNAVAILABLE
    words = "There is no such page in this book." if state.version else "The book is being built."
    if state.error and not state.version:
        words = "The book could not be built."
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{words}</title>
<style>:root {{ color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif }} body {{ max-width: 44rem; margin: 18vh auto; padding: 0 1rem }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere }}</style></head>
<body><h1>{words}</h1><p><a href="/">Home page</a></p><pre>{html.escape(state.error)}</pre></body></html>
"""
    return status, ".html", _with_script(page.encode(), state)
