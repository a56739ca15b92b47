"""The Pandoc that stays: it answers as a process of its own would, and neither it nor its faults outlive a request."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from press import pandoc


def plain(text: str) -> str:
    """What Pandoc answers, which `pandoc.read` could remember."""
    return pandoc._ask(text, pandoc.READER, "plain")


def workers() -> list[psutil.Process]:
    """Every Pandoc that this process has started."""
    return psutil.Process(os.getpid()).children()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("`a\tb`\n\n\tcode\tx\n\n- x\n\n\ty\tz\n", id="tabs"),
        pytest.param("a\r\nb\r\n\r\n\r`c\r\td`\r\n", id="lines of Windows"),
        pytest.param("\ufeffa\u2028b\x00c\x1ad\x85e \U0001f44d\t\u65e5\tx", id="characters"),
        pytest.param("Mr. X, e.g. Bros. and Jan. 5, 'q' -- \"x\" ...", id="abbreviations"),
        pytest.param("", id="nothing"),
    ],
)
def test_answer_is_that_of_the_command_line(text: str) -> None:
    """Whose reading of tabs, line ends and abbreviations is not the default of the programming interface."""
    command = [pandoc.binary(), "-f", "markdown", "-t", "json", "--data-dir", pandoc.HOME]
    told = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout
    assert pandoc._read(text, "markdown") == told.decode()


def test_fault_is_told_in_the_words_of_pandoc_and_ends_nothing() -> None:
    """The same process answers the next request."""
    plain("before")
    before = workers()
    with pytest.raises(pandoc.PandocError, match=r"^Unknown input format nope$"):
        pandoc.read("x", reader="nope")
    assert plain("after") == "after\n"
    assert workers() == before


def test_pandoc_that_was_ended_is_started_anew() -> None:
    """Between two requests nobody notices; within one the request has failed, and does not hang."""
    plain("before")
    (idle,) = workers()
    idle.kill()
    idle.wait()
    assert plain("between") == "between\n"
    (busy,) = workers()
    busy.suspend()
    ended = threading.Timer(0.2, busy.kill)
    ended.start()
    with pytest.raises(pandoc.PandocError, match="Pandoc ended"):
        plain("within")
    ended.join()
    assert plain("after") == "after\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
def test_interrupted_request_leaves_its_answer_to_no_other() -> None:
    """Ctrl-C may come while Pandoc is at work."""
    plain("before")
    (busy,) = workers()
    busy.suspend()
    ctrl_c = threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGINT])
    ctrl_c.start()
    with pytest.raises(KeyboardInterrupt):
        plain("within")
    ctrl_c.join()
    assert plain("after") == "after\n"
    assert busy not in workers()


def test_threads_have_each_its_own_answer_from_no_more_processes_than_cores() -> None:
    """More threads ask than there are cores."""
    texts = [f"word{number} " * (number % 7 * 100 + 1) for number in range(200)]
    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(lambda text: pandoc.write(pandoc.read(text), "html"), texts))
    assert told == [f"<p>{text.strip()}</p>\n" for text in texts]
    assert 1 <= len(workers()) <= (os.cpu_count() or 1)


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), 9)"])
def test_nothing_stays_where_press_has_ended(end: str) -> None:
    """Even where it was killed: what reads its requests then meets their end."""
    code = (
        "import os, psutil\nfrom press import pandoc\npandoc.read('x')\n"
        f"print(psutil.Process().children()[0].pid, flush=True)\n{end}"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=False)
    left = int(done.stdout)
    if psutil.pid_exists(left):
        psutil.Process(left).wait(timeout=60)


@pytest.mark.parametrize(
    ("lua", "message"),
    [
        ("os.exit(0)", "Pandoc ended, or wrote something else, before it answered"),
        ("io.stdout:write('x')", "Pandoc ended, or wrote something else, before it answered"),
        ("function Str() error('no') end", r"own\.lua:1: no"),
        ("pandoc.read, string.gsub, FORMAT = nil", ""),
    ],
)
def test_filter_of_a_project_can_harm_no_other_request(
    tmp_path: Path, lua: str, message: str
) -> None:
    """It runs in a process of its own."""
    own = tmp_path / "own.lua"
    own.write_text(lua, encoding="utf-8")
    before = pandoc.read("*word*")
    if message:
        with pytest.raises(pandoc.PandocError, match=f"{message}$"):
            pandoc.filtered(before, [own], "html")
    else:
        assert pandoc.filtered(before, [own], "html") == before
    assert pandoc.read("*word* again")[0]["c"][0] == before[0]["c"][0]


def test_what_a_filter_prints_is_told_with_its_place(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """On the terminal, and in no other way: it is not taken for the answer."""
    own = tmp_path / "own.lua"
    own.write_text("local x = 1\nprint('seen', x)\nio.write('more')\n", encoding="utf-8")
    blocks = pandoc.read("*word*")
    assert pandoc.filtered(blocks, [own], "html") == blocks
    assert capfd.readouterr() == ("", f"{own}:2: seen\t1\nmore")
