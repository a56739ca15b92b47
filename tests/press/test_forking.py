"""Forked kernels: as isolated as fresh ones, and gone when the build is."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from lxml import html

from press import execute as execution
from press.config import Figures
from press.executed import Limits, environment
from press.forking import PROVISIONER, ForkProvisioner, ForkServer, can_fork, imports_of
from press.jupyter import RETRY, Kernel
from tests.press.conftest import Lay, Run

CHAPTERS = (
    "book:\n  title: Two\n  author: A\n  chapters: [index.qmd, chapters/a.qmd, chapters/b.qmd]\n"
)
ASK = """\
import gc, os, random, sys, warnings
sys.path.insert(0, "..")
import counted, numpy
counted.calls += 1
warnings.warn("told")
print("calls", counted.calls, "left", os.environ.pop("LEFT", "nothing"), "random", random.random(),
      "numpy", numpy.random.rand(), "frozen", gc.get_freeze_count() > 0, "folder", os.path.basename(os.getcwd()), "main", __name__)
os.environ["LEFT"] = "something"
numpy.set_printoptions(precision=1)
"""
CELL = f"```{{python}}\n#| warning: true\n{ASK}```\n"
PLOT = "```{python}\n#| fig-alt: A line that rises.\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);\n```\n"


def build(lay: Lay, press: Run, folder: str) -> list[str]:
    """The two pages of a book whose chapters ask their kernels the same."""
    files = {
        "_quarto.yml": CHAPTERS,
        "counted.py": "calls = 0\n",
        "chapters/a.qmd": f"# A\n\n{CELL}\n{PLOT}",
        "chapters/b.qmd": f"# B\n\n{CELL}\n{PLOT}",
    }
    root = lay(files, folder)
    code, message = press("build", "--to", "html", "--project", root)
    assert code == 0, message
    pages = [root / "_book" / "chapters" / name for name in ("a.html", "b.html")]
    return [page.read_text(encoding="utf-8") for page in pages]


def told(page: str) -> list[str]:
    """What a chapter printed, word by word."""
    return page[page.index("<code>calls ") + 6 :].split("</code>", maxsplit=1)[0].split()


@pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
def test_forked_kernels_share_nothing(lay: Lay, press: Run) -> None:
    """Modules, variables, seeds and warnings are each chapter's own, pictures show in both."""
    pages = build(lay, press, "forked")
    first, second = map(told, pages)

    for words in (first, second):
        assert words[:4] == ["calls", "1", "left", "nothing"]
        assert words[-4:] == ["folder", "chapters", "main", "__main__"]
        assert words[8:10] == ["frozen", "True"]  # what was loaded before is not gone through again
    assert first[5] != second[5]
    assert first[7] != second[7]
    assert all("UserWarning: told" in page for page in pages)
    assert all("<img" in page for page in pages)


REPORT = """\
#| echo: false
import os, sys, warnings, random, string, json
import numpy, matplotlib.pyplot as plt

drawn = [random.random(), float(numpy.random.rand()), float(numpy.random.default_rng().random())]
open_files = [os.path.realpath(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")]
print("SAID", json.dumps({
    "print": numpy.get_printoptions()["precision"],
    "size": plt.rcParams["lines.linewidth"],
    "left": os.environ.get("LEFT"),
    "filters": any("from one" in str(f) for f in warnings.filters),
    "modules": [name for name in ("one", "two") if name in sys.modules],
    "open": [os.path.basename(file) for file in open_files if file.endswith(".py")],
    "hash": hash("a"),
    "cells": len(In) - 1,
    "names": "LEAK" in globals(),
    "path": "/leaked" in sys.path,
    "drawn": drawn,
}))
"""
LEAVE = """\
#| include: false
import one
import os, sys, warnings, builtins, numpy, matplotlib.pyplot as plt

LEAK = 1
os.environ["LEFT"] = "x"
sys.path.append("/leaked")
warnings.filterwarnings("ignore", message="from one")
plt.rcParams["lines.linewidth"] = 9
"""


@pytest.mark.skipif(sys.platform != "linux", reason="open files are looked up in /proc")
@pytest.mark.parametrize("forked", [True, False])
def test_nothing_of_one_chapter_is_seen_in_another(
    lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch, forked: bool
) -> None:
    """Not what its cells left, nor what a module did to a library when it alone imported it."""
    if not forked:
        monkeypatch.setattr(execution, "can_fork", lambda: False)
    cells = "".join(f"```{{python}}\n{code}```\n\n" for code in (LEAVE, REPORT))
    files = {
        "_quarto.yml": CHAPTERS.replace("chapters/", ""),
        "one.py": "import numpy\nnumpy.set_printoptions(precision=2)\nheld = open(__file__)\n",
        "a.qmd": f"# A\n\n{cells}",
        "b.qmd": f"# B\n\n```{{python}}\n{REPORT}```\n",
    }
    root = lay(files)
    code, message = press("build", "--to", "html", "--jobs", "1", "--project", root)
    assert code == 0, message
    first, second = (
        said((root / "_book" / name).read_text("utf-8")) for name in ("a.html", "b.html")
    )

    assert {**first, "drawn": 0, "hash": 0} == {
        "print": 2, "size": 9.0, "left": "x", "filters": True, "modules": ["one"],
        "open": ["one.py"], "names": True, "path": True, "drawn": 0, "hash": 0, "cells": 2,
    }  # fmt: skip
    assert {**second, "drawn": 0, "hash": 0} == {
        "print": 8, "size": 1.5, "left": None, "filters": False, "modules": [],
        "open": [], "names": False, "path": False, "drawn": 0, "hash": 0, "cells": 1,
    }  # fmt: skip
    assert first["hash"] == second["hash"]  # fixed, as it decides the order of sets
    assert not set(first["drawn"]) & set(second["drawn"])


@pytest.mark.parametrize("forked", [True, False])
def test_settings_of_ipython_are_the_same_to_all_chapters(
    lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch, forked: bool
) -> None:
    """A relative path to them is one from where press runs, not from the folder of the first chapter."""
    if not forked:
        monkeypatch.setattr(execution, "can_fork", lambda: False)
    settings = "own/profile_default/ipython_kernel_config.py"
    planted = "c.InteractiveShellApp.exec_lines = ['PLANTED = \"{}\"']\n".format
    files = {
        "_quarto.yml": CHAPTERS.replace("chapters/b", "b"),
        "chapters/a.qmd": "# A\n\n```{python}\nPLANTED\n```\n",
        "b.qmd": "# B\n\n```{python}\nPLANTED\n```\n",
        settings: planted("by the shell"),
        f"chapters/{settings}": planted("by a chapter"),
    }
    root = lay(files)
    monkeypatch.chdir(root)
    monkeypatch.setenv("IPYTHONDIR", "own")
    assert press("build", "--to", "html", "--jobs", "1")[0] == 0
    for page in ("chapters/a.html", "b.html"):
        assert "by the shell" in (root / "_book" / page).read_text(encoding="utf-8")


def said(page: str) -> dict[str, Any]:
    """What `REPORT` printed on a page."""
    found: dict[str, Any] = json.loads(
        html.fromstring(page).xpath("//pre[contains(., 'SAID')]")[-1].text_content()[5:]
    )
    return found


@pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
def test_kernelspec_may_name_the_provisioner(tmp_path: Path) -> None:
    """As Quarto would find it: `jupyter_client` starts such a kernel, the plain way without press."""
    folder = tmp_path / "kernels" / "forked"
    folder.mkdir(parents=True)
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Forked", "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": PROVISIONER}},
    }  # fmt: skip
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    specs = KernelSpecManager(kernel_dirs=[str(tmp_path / "kernels")])
    manager = KernelManager(kernel_name="forked", kernel_spec_manager=specs)
    manager.start_kernel()
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=60)
        reply = client.execute_interactive("1", user_expressions={"x": "6 * 7"}, timeout=60)
        assert isinstance(manager.provisioner, ForkProvisioner)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert reply["content"]["user_expressions"]["x"]["data"]["text/plain"] == "42"


def test_kernels_start_the_plain_way_where_they_cannot_be_forked(
    lay: Lay, press: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages say the same, but for what is random."""
    monkeypatch.setattr(execution, "can_fork", lambda: False)
    pages = build(lay, press, "plain")

    assert [told(page)[:4] for page in pages] == [["calls", "1", "left", "nothing"]] * 2
    assert all("UserWarning: told" in page for page in pages)
    assert all("<img" in page for page in pages)


@pytest.mark.parametrize(
    ("codes", "imports"),
    [
        (["import a\nx = 1\nfrom b import c as d"], ["import a", "from b import c as d"]),
        (["import a, b as c"], ["import a", "import b as c"]),
        (["import a", "import a"], ["import a"]),
        (["%magic\nimport a", "if x:\n    import b"], []),
    ],
    ids=["statements in order", "a module each", "each once", "not what may not be run"],
)
def test_imports_of_cells_are_their_statements_at_the_top(
    codes: Sequence[str], imports: list[str]
) -> None:
    """Only what a cell runs whatever happens is run ahead of it."""
    assert imports_of(codes) == imports


MADE_BEFORE = """\
import gc, threading
frozen = all(thing is not get_ipython() for thing in gc.get_objects())
print(frozen, *sorted(thread.name for thread in threading.enumerate()))
"""
"""Whether the shell was there before the fork, and which threads wait for those who never call."""


@pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
def test_kernel_is_heard_ready_and_gone_as_soon_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried soon and asked again until its outputs come, was made before but for what it needs, and ends when told to."""
    heard = Kernel._is_idle_after
    deaf = [False]

    async def hard_of_hearing(self: Kernel, request: str) -> bool:
        answered = await heard(self, request)
        return deaf.pop() if deaf else answered

    monkeypatch.setattr(Kernel, "_is_idle_after", hard_of_hearing)

    async def ask() -> None:
        imports = ["import matplotlib.pyplot"]
        with ForkServer(tmp_path, imports, environment(Figures())) as server:
            how = (Limits(60, 60, 4096), Figures(), server)
            async with Kernel("python3", tmp_path, *how, {}, root=tmp_path, held=()) as kernel:
                channel = kernel._client.kc.shell_channel.socket
                assert channel.getsockopt(zmq.RECONNECT_IVL) == RETRY
                (said,) = await kernel.run("import sys; print(*sys.modules)")
                assert "matplotlib.backends.backend_svg" in said["text"].split()
                (said,) = await kernel.run(MADE_BEFORE)
                threads = ["Control", "IOPub", "MainThread", "Shell", "channel"]
                assert said["text"].split() == ["True", *threads]
                process = kernel._manager.provisioner.process
                await kernel._manager.provisioner.kill()
                assert process.poll() == 0

    asyncio.run(ask())
    assert deaf == []
