"""Chapters in their kernels: nothing shared, each in its own folder, the same however many at a time."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from press.config import Figures
from press.execute import execute
from press.executed import Executed, Limits
from press.jupyter import BEGIN, _joined
from press.parse import Chapter, parse
from tests.press.conftest import PROJECT, Lay, Run


def run(root: Path, sources: dict[str, str], jobs: int = 2) -> list[Executed]:
    """The chapters in `sources`, executed."""
    chapters: list[Chapter] = []
    for path, source in sources.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        chapters.append(parse(path, source, {}))
    return run_chapters(root, chapters, jobs, [])


def run_chapters(
    root: Path, chapters: list[Chapter], jobs: int, told: list[str], **how: Any
) -> list[Executed]:
    """The chapters, executed; the path of each is `told` with every step in it."""
    return execute(
        root,
        chapters,
        jobs=jobs,
        limits=Limits(60),
        figures=Figures(),
        progress=lambda step: told.append(step.partition(":")[0]),
        **how,
    )


def printed(executed: Executed) -> list[str]:
    """What a chapter's cells and expressions gave, as plain text."""
    found = []
    for outputs in executed.outputs.values():
        for output in outputs:
            found.append(output["text"] if "text" in output else output["data"]["text/plain"])
    return found


CHAPTERS = {
    "a.qmd": "```{python}\nx = 1\n```\n\n`{python} x`\n",
    "chapters/b.qmd": (
        "```{python}\n'x' in globals()\n```\n\n"
        "```{python}\nfrom pathlib import Path\nPath.cwd().name\n```\n\n"
        "```{python}\nimport os\nsorted({'a', 'b', 'c'}, key=hash), os.environ['TZ']\n```\n"
    ),
}


def test_chapters_share_no_state_and_run_in_their_own_folders(tmp_path: Path) -> None:
    """What one defines the other does not see; one kernel at a time gives what two give."""
    together = run(tmp_path, CHAPTERS, jobs=2)
    assert printed(together[0]) == ["1"]
    assert printed(together[1])[:2] == ["False", "'chapters'"]
    assert "'UTC'" in printed(together[1])[2]
    assert [printed(one) for one in run(tmp_path, CHAPTERS, jobs=1)] == [
        printed(one) for one in together
    ]


def test_cells_run_in_the_root_where_the_project_says_so(lay: Lay, press: Run) -> None:
    """`execute-dir: project`, as Quarto has it: a path in a cell begins there, and where it is kept is known."""
    cell = (
        "```{python}\nimport os\nfrom pathlib import Path\n"
        "told = [os.environ[f'QUARTO_{name}'] for name in ('PROJECT_ROOT', 'DOCUMENT_PATH', 'DOCUMENT_FILE')]\n"
        "print(Path('data.txt').read_text(), *told, sep='|')\n```\n"
    )
    project = PROJECT.replace("  type: book\n", "  type: book\n  execute-dir: project\n")
    book = {"data.txt": "37", "_quarto.yml": project, "chapters/x.qmd": f"# X\n\n{cell}"}
    root = lay(book)
    assert press("build", "--project", root, "--to", "html")[0] == 0
    page = (root / "_book/chapters/x.html").read_text("utf-8")
    assert f"37|{root}|{root / 'chapters'}|x.qmd" in page
    (root / "_quarto.yml").write_text(PROJECT)
    assert (
        "chapters/x.qmd:7: cell without a label: FileNotFoundError"
        in press("build", "--project", root)[1]
    )


def test_what_follows_on_a_chapter_waits_for_those_that_are_not_executed_yet(
    tmp_path: Path,
) -> None:
    """With one place, every chapter is executed before it is given away for what is made of the first."""
    chapters = [parse(name, "`{python} 1`\n", {}) for name in ("a.qmd", "b.qmd")]
    told: list[str] = []
    then = {"then": lambda executed: told.append(f"then {executed.chapter.path}")}
    run_chapters(tmp_path, chapters, 1, told, **then)
    assert told == ["a.qmd", "b.qmd", "then a.qmd", "then b.qmd"]


def test_chapter_of_many_cells_is_not_left_to_the_end(tmp_path: Path) -> None:
    """A long chapter that is the last to start keeps a book waiting, with one core at work."""
    cells = {"a.qmd": 1, "b.qmd": 1, "c.qmd": 3}
    chapters = [parse(path, "```{python}\n1\n```\n\n" * n, {}) for path, n in cells.items()]
    started: list[str] = []
    executed = run_chapters(tmp_path, chapters, 1, started)
    assert list(dict.fromkeys(started)) == ["c.qmd", "a.qmd", "b.qmd"]
    assert [one.chapter.path for one in executed] == list(cells)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds what a process asks for")
def test_machine_that_allows_less_memory_bounds_a_kernel_itself() -> None:
    """A kernel may not ask for more than its user may: that is an error, and what is read would not be noted."""
    resource, own = "resource.{}etrlimit(resource.RLIMIT_DATA{})", 2**30
    steps = [
        "import resource",
        resource.format("s", f", ({own}, {own})"),
        BEGIN.format(bytes=2**31, held=(), root="/nowhere"),
    ]
    code = "\n".join([*steps, f"print({resource.format('g', '')})"])
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == (f"({own}, {own})\n", "")


def test_size_of_a_figure_is_the_books_or_the_cells_own(tmp_path: Path) -> None:
    """A cell's size holds for that cell alone, in matplotlib and in plotnine; nothing is left behind."""
    size = "plt.rcParams['figure.figsize'], options.figure_size"
    source = (
        "```{python}\nimport matplotlib.pyplot as plt\nfrom plotnine import options\n"
        f"before = set(dir())\n{size}\n```\n\n"
        f"```{{python}}\n#| fig-width: 3\n{size}\n```\n\n"
        f"```{{python}}\n{size}\n```\n\n"
        "`{python} {n for n in set(dir()) - before if n[0] != '_'}`\n"
    )
    (executed,) = run(tmp_path, {"a.qmd": source})
    whole, own, after, left = printed(executed)
    assert whole.replace(".0", "") == "([7, 5], (7, 5))"
    assert own.replace(".0", "") == "([3, 5], (3, 5))"
    assert after.replace(".0", "") == whole.replace(".0", "")
    assert left == "{'before'}"


def test_chapter_without_code_starts_no_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where there is no Jupyter at all."""

    def missing(*arguments: object) -> None:
        raise AssertionError("a kernel was started")

    monkeypatch.setattr("press.execute.Kernel", missing)
    (executed,) = run(tmp_path, {"a.qmd": "# A\n\n```{python}\n#| eval: false\n1\n```\n"})
    assert executed.outputs == {}


def test_streams_are_joined_as_they_were_written_not_as_they_arrived() -> None:
    """The kernel cuts its streams by the clock; between two displays each is one piece."""
    outputs = [
        {"output_type": "stream", "name": "stderr", "text": "e"},
        {"output_type": "stream", "name": "stdout", "text": "a"},
        {"output_type": "stream", "name": "stdout", "text": "b"},
        {"output_type": "display_data", "data": {}},
        {"output_type": "stream", "name": "stdout", "text": "c"},
    ]
    assert [output.get("text") for output in _joined(outputs)] == ["ab", "e", None, "c"]


def test_cell_may_await_and_goes_back_to_its_own_folder(tmp_path: Path) -> None:
    """As in a kernel that is made for one chapter alone."""
    cell = "```{python}\nimport asyncio\nawait asyncio.sleep(0)\n_dh[0].name\n```\n"
    executed = run(tmp_path, {"a.qmd": cell, "chapters/b.qmd": cell}, jobs=1)
    assert list(map(printed, executed)) == [[f"'{tmp_path.name}'"], ["'chapters'"]]


def test_warning_does_not_tell_which_process_gave_it(tmp_path: Path) -> None:
    """A page that shows it would be another in every build."""
    code = "```{python}\nimport warnings\nwarnings.warn('old')\n```\n"
    (executed,) = run(tmp_path, {"a.qmd": code})
    (text,) = printed(executed)
    assert text.startswith("cell:2: UserWarning: old\n")


def test_word_without_end_is_looked_through_in_no_time() -> None:
    """As data that are printed for a machine: by each letter anew it took minutes, and nothing could stop it."""
    start = time.perf_counter()
    _joined([{"output_type": "stream", "name": "stdout", "text": "x" * 30_000}])
    assert time.perf_counter() - start < 1


def test_plain_text_does_not_tell_where_an_object_lay(tmp_path: Path) -> None:
    """An address in memory would make each build another book; in a text of the author's it stays."""
    source = "```{python}\n[object()]\n```\n\n`{python} object()` and `{python} 'left at 0xabc'`\n"
    (executed,) = run(tmp_path, {"a.qmd": source})
    assert printed(executed) == ["[<object at 0x0>]", "<object at 0x0>", "'left at 0xabc'"]


def test_tables_with_styles_of_pandas_have_the_same_names_in_every_run(tmp_path: Path) -> None:
    """Each its own: their styles find them by it."""
    cell = "```{python}\nimport pandas\npandas.DataFrame({'a': [1]}).style\n```\n"
    (executed,) = run(tmp_path, {"a.qmd": f"{cell}\n{cell}"})
    pages = [output["data"]["text/html"] for (output,) in executed.outputs.values()]
    assert [re.findall(r"T_\w+?(?=_|\")", page) for page in pages] == [["T_1"] * 4, ["T_2"] * 4]


PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n"


def test_cell_draws_in_its_own_format_and_with_its_own_resolution(tmp_path: Path) -> None:
    """`fig-format` and `fig-dpi` of a cell hold for that cell alone."""
    options = [
        "",
        "#| fig-format: png\n#| fig-dpi: 50\n",
        "#| fig-format: jpeg\n",
        "#| fig-format: retina\n",
    ]
    source = "\n".join(f"```{{python}}\n{asked}{PLOT}```\n" for asked in [*options, ""])
    (executed,) = run(tmp_path, {"a.qmd": source})
    shown = [outputs[-1] for outputs in executed.outputs.values()]
    kinds = [next(kind for kind in output["data"] if kind != "text/plain") for output in shown]
    assert kinds == ["image/svg+xml", "image/png", "image/jpeg", "image/png", "image/svg+xml"]
    widths = [
        int.from_bytes(base64.b64decode(shown[place]["data"]["image/png"])[16:20])
        for place in (1, 3)
    ]
    fine = shown[3]["metadata"]["image/png"]["width"]
    assert widths[0] < 7 * 50  # the margins of the picture are cut
    assert widths[1] == pytest.approx(2 * fine, abs=1)
