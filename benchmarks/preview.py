"""How long a saved sentence takes to be on the screen: the preview of a book, seen in a real browser.

A sentence in the middle of a chapter is edited again and again. Each time is taken from the end of writing the
file to the moment at which the page that is open holds the new words.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SENTENCE = re.compile(r"^([A-Z][\w ,]+)\.$", re.MULTILINE)
"""One that stands on a line of its own, without code, references and marks."""
SAVES = 7
BETWEEN = 1.0
"""Seconds between two saves, and a little more each time, as nobody saves in step with the watch."""
PATIENCE = 120_000
"""Milliseconds after which a page that does not show what it should is given up."""


def browser() -> str:
    """A Chromium of this machine, or nothing."""
    return next(filter(None, map(shutil.which, PROGRAMS)), "")


def seconds_to_the_screen(
    folder: Path, chapter: str, program: str, env: Mapping[str, str], saves: int = SAVES
) -> Iterator[tuple[str, float]]:
    """(what was waited for, seconds): `first page` from the start, `first save`, and `save` for each further one."""
    from playwright.sync_api import sync_playwright

    source = folder / f"{chapter}.qmd"
    text = source.read_text(encoding="utf-8")
    started = time.perf_counter()
    with _previewed(folder, env) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        page = chromium.new_page()
        page.goto(f"{address}{chapter}.html")
        page.wait_for_selector("main h1", timeout=PATIENCE)
        yield "first page", time.perf_counter() - started
        for count in range(saves + 1):
            time.sleep(BETWEEN + 0.07 * count)
            words = f"saved {count} times."
            source.write_text(SENTENCE.sub(rf"\1, {words}", text, count=1), encoding="utf-8")
            saved = time.perf_counter()
            shown = "words => document.querySelector('main').textContent.includes(words)"
            page.wait_for_function(shown, arg=words, polling="raf", timeout=PATIENCE)
            yield "save" if count else "first save", time.perf_counter() - saved
        chromium.close()


@contextmanager
def _previewed(folder: Path, env: Mapping[str, str]) -> Iterator[str]:
    """A preview of the book in `folder`; gives its address."""
    command = [sys.executable, "-m", "press", "preview", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **env}, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None, "it was asked for"
    address = process.stderr.readline().split()[5]
    listener = threading.Thread(target=_unheard, args=(process.stderr,))
    listener.start()
    try:
        yield address
    finally:
        process.terminate()
        process.wait()
        listener.join()
        process.stderr.close()


def _unheard(said: IO[str]) -> None:
    """Read what the preview says, so that it can go on."""
    for _ in said:
        continue
