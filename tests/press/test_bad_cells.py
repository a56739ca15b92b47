"""Every way in which a cell or inline code can fail: what press says of it, and that its kernel ends."""

from __future__ import annotations

import sys

import pytest

from tests.press.conftest import Files, Lay, Run
from tests.press.faults import fails

DRAWN = "# X\n\n```{python}\nfrom IPython.display import HTML\n\nHTML('%s')\n```\n"
CELLS: dict[str, tuple[Files, str]] = {
    "a cell that raises": (
        {
            "chapters/x.qmd": "# X\n\n```{python}\n#| label: fig-a\n#| fig-alt: A line that rises.\n"
            "#| fig-cap: A.\n\nframe = {}\nframe['age_band']\nframe\n```\n"
        },
        "chapters/x.qmd:9: cell fig-a: KeyError: 'age_band'\n"
        "       8 | frame = {}\n"
        "  >    9 | frame['age_band']\n"
        "      10 | frame\n"
        "  What next: mend the cell, or what it calls",
    ),
    "a cell that Python cannot read": (
        {"chapters/x.qmd": "# X\n\n```{python}\na = 1\nb = = 2\n```\n"},
        "chapters/x.qmd:5: cell without a label: SyntaxError: invalid syntax "
        "({file}, line 2)\n"
        "       4 | a = 1\n"
        "  >    5 | b = = 2\n"
        "  What next: mend the cell, or what it calls",
    ),
    "a cell that calls a function of an earlier cell": (
        {
            "chapters/x.qmd": "```{python}\ndef f():\n    return 1 / 0\n```\n\n"
            "```{python}\n1 + 1\nf()\n```\n"
        },
        "chapters/x.qmd:8: cell without a label: ZeroDivisionError: division by zero\n"
        "       7 | 1 + 1\n"
        "  >    8 | f()\n"
        "  What next: mend the cell, or what it calls",
    ),
    "a cell that raises inside a module of the project": (
        {
            "chapters/helper.py": "def share(part, whole):\n    return part / whole\n",
            "chapters/x.qmd": "# X\n\n```{python}\nimport helper\nhelper.share(1, 0)\n```\n",
        },
        "chapters/x.qmd:5: cell without a label: ZeroDivisionError: division by zero\n"
        "       4 | import helper\n"
        "  >    5 | helper.share(1, 0)\n"
        "    called from ROOT/chapters/helper.py:2, in share\n"
        "  What next: mend the cell, or what it calls",
    ),
    "a cell that gives what no page can show": (
        {
            "chapters/x.qmd": "# X\n\n```{python}\nfrom IPython.display import display\n"
            "display({'application/x-chart': '{}'}, raw=True)\n```\n"
        },
        "chapters/x.qmd:3: cell without a label gives application/x-chart, which cannot be shown\n"
        "  What next: show it as HTML, Markdown, a picture or text, or write `output: false`",
    ),
    "a cell whose HTML has a picture without words": (
        {
            "chapters/x.qmd": "# X\n\n```{python}\nfrom IPython.display import HTML\n"
            "HTML('<img src=\"data:image/gif;base64,R0lG\">')\n```\n"
        },
        "chapters/x.qmd:3: cell without a label has no alternative text\n"
        "  What next: say in `fig-alt` what it shows, for a reader who does not see it",
    ),
    "a cell that kills its kernel": (
        {"chapters/x.qmd": "# X\n\n```{python}\nimport os\nos._exit(1)\n```\n"},
        "chapters/x.qmd:3: cell without a label ended the kernel's process\n"
        "       4 | import os\n"
        "       5 | os._exit(1)\n"
        "  What next: look for os._exit, a crash in native code, or more memory than the bound of 4096 MB a kernel (--memory MB)",
    ),
    "inline code that raises": (
        {"chapters/x.qmd": "# X\n\nText,\nand `{python} 1 / 0` more.\n"},
        "chapters/x.qmd:4: inline code `1 / 0`: ZeroDivisionError: division by zero\n"
        "  >    4 | 1 / 0\n"
        "  What next: mend the expression, or what it calls",
    ),
    "inline code of several sentences that fails for one cause": (
        {
            "chapters/x.qmd": "# X\n\n`{python} 1 / 0`\nand `{python} 2 / 0`\n\nor `{python} 3 / 0`.\n"
        },
        "chapters/x.qmd:3: inline code `1 / 0`: ZeroDivisionError: division by zero\n"
        "  >    3 | 1 / 0\n"
        "  so does `2 / 0` in line 4\n"
        "  so does `3 / 0` in line 6\n"
        "  What next: mend the expression, or what it calls",
    ),
    "inline code without a value": (
        {"chapters/x.qmd": "# X\n\nText, `{python} a = 1`.\n"},
        "chapters/x.qmd:3: inline code `a = 1` gives no value\n"
        "  What next: write an expression whose value is printed, not a statement",
    ),
    "inline code whose value is None": (
        {"chapters/x.qmd": "# X\n\nText, `{python} None`.\n"},
        "chapters/x.qmd:3: inline code `None` gives no value\n"
        "  What next: write an expression whose value is printed, not a statement",
    ),
    "a figure cell without a figure": (
        {
            "chapters/x.qmd": "# X\n\n```{python}\n#| label: fig-a\n#| fig-alt: A line that rises.\na = 1\n```\n"
        },
        "chapters/x.qmd:3: cell fig-a shows nothing\n"
        "  What next: end the cell with the figure or table itself, not with an assignment",
    ),
    "a drawing in HTML without words": (
        {"chapters/x.qmd": DRAWN % '<svg width="1"></svg>'},
        "chapters/x.qmd:3: cell without a label has no alternative text\n"
        "  What next: say in `fig-alt` what it shows, for a reader who does not see it",
    ),
    "a drawing in HTML that is no XML": (
        {"chapters/x.qmd": DRAWN % "<svg width=1></svg>"},
        "chapters/x.qmd:3: cell without a label draws an `svg` that the PDF cannot read\n"
        "  What next: put the values of its attributes in quotes, and close each element, as XML asks for",
    ),
    "a part without words that is one too many": (
        {
            "chapters/x.qmd": "# X\n\nSee @fig-a-3.\n\n```{python}\n#| label: fig-a\n#| fig-subcap: true\n"
            "#| fig-cap: A.\n#| fig-alt: A line that rises.\nfrom IPython.display import SVG, display\n"
            "for _ in 'ab':\n    display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))\n```\n"
        },
        "chapters/x.qmd:3: @fig-a-3 refers to nothing\n"
        "  What next: label the target `fig-a-3`, or mend the reference",
    ),
    "a list of captions that is too long": (
        {
            "chapters/x.qmd": "# X\n\n```{python}\n#| label: fig-a\n#| fig-cap: [A., B.]\n"
            "#| fig-alt: A line that rises.\nfrom IPython.display import SVG\n"
            "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')\n```\n"
        },
        "chapters/x.qmd:3: cell fig-a shows 1 and has 2 captions\n"
        "  What next: write one of the captions for each figure or table that the cell shows",
    ),
    "a reference to a figure that a cell does not show": (
        {
            "chapters/x.qmd": "See @fig-a.\n\n```{python}\n#| label: fig-a\n#| output: false\n1\n```\n"
        },
        "chapters/x.qmd:1: @fig-a refers to nothing\n"
        "  What next: label the target `fig-a`, or mend the reference",
    ),
    "a kernel that is not there": (
        {"chapters/x.qmd": "---\njupyter: pithon\n---\n\n```{python}\n1\n```\n"},
        "chapters/x.qmd:2: there is no Jupyter kernel named `pithon`\n"
        "  What next: list the kernels with `jupyter kernelspec list`; python3 comes with ipykernel",
    ),
}


@pytest.mark.parametrize("case", CELLS)
def test_failing_cell_is_named_with_its_line_and_ends_its_kernel(
    lay: Lay, press: Run, case: str
) -> None:
    """That no kernel is left over is seen by the fixture `nothing_left_over`, after every test."""
    files, expected = CELLS[case]
    message = fails(lay, press, files)
    if "{file}" in expected:  # IPython's name for the source of a cell
        expected = expected.replace("{file}", message.split("(")[1].split(",")[0])
    assert message == f"{expected}\n\n1 problem.\n"


def test_error_that_cannot_be_told_whole_has_a_name(lay: Lay, press: Run) -> None:
    """A kernel cannot send half a character; it says so in the place of the error."""
    source = "# X\n\n```{python}\nraise ValueError(chr(0xDFFF))\n```\n"
    message = fails(lay, press, {"chapters/x.qmd": source})
    assert message.startswith("chapters/x.qmd:4: cell without a label: UnicodeEncodeError: 'utf-8'")


def test_cell_that_never_ends_is_stopped_after_its_time(lay: Lay, press: Run) -> None:
    """`--timeout` is in seconds, for each cell."""
    chapter = "# X\n\n```{python}\n#| label: forever\nimport time\ntime.sleep(600)\n```\n"
    message = fails(lay, press, {"chapters/x.qmd": chapter}, "--timeout", "2")
    assert message == (
        "chapters/x.qmd:3: cell forever did not end within 2 s\n"
        "       5 | import time\n"
        "       6 | time.sleep(600)\n"
        "  What next: make it end, or allow more with --timeout SECONDS\n"
        "\n1 problem.\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the cell starts a program of POSIX")
@pytest.mark.parametrize(
    "start", ["os.fork() or time.sleep(60)", "os.system('sleep 60 &')"], ids=["forked", "started"]
)
def test_kernel_that_ends_before_what_it_started_is_told_at_once(
    lay: Lay, press: Run, start: str
) -> None:
    """Whether a kernel lives is not asked of what outlives it."""
    code = f"import os, signal, time\n{start}\nos.kill(os.getpid(), signal.SIGKILL)"
    source = f"# X\n\n```{{python}}\n{code}\n```\n"
    message = fails(lay, press, {"chapters/x.qmd": source}, "--timeout", "30")
    assert message.startswith("chapters/x.qmd:3: cell without a label ended the kernel's process")


def test_chapter_that_takes_too_long_is_stopped_where_it_is(lay: Lay, press: Run) -> None:
    """`--chapter-timeout` bounds all cells of a chapter together; the one that ran is named."""
    cells = "".join(
        f"```{{python}}\n#| label: step-{n}\nimport time\ntime.sleep({n})\n```\n\n"
        for n in (0, 600)
    )
    message = fails(lay, press, {"chapters/x.qmd": f"# X\n\n{cells}"}, "--chapter-timeout", "12")
    assert message == (
        "chapters/x.qmd:9: the chapter did not end within 12 s; cell step-600 was running\n"
        "  What next: make it do less, or allow more with --chapter-timeout SECONDS\n"
        "\n1 problem.\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds what a process asks for")
def test_cell_that_asks_for_too_much_memory_is_told_the_bound(lay: Lay, press: Run) -> None:
    """`--memory` is in MB; the machine is never asked for what lies beyond it."""
    chapter = "# X\n\n```{python}\n#| label: greedy\nx = 1\nmuch = bytearray(3 * 2**30)\n```\n"
    message = fails(lay, press, {"chapters/x.qmd": chapter}, "--memory", "2048")
    assert message == (
        "chapters/x.qmd:6: cell greedy: MemoryError\n"
        "       5 | x = 1\n"
        "  >    6 | much = bytearray(3 * 2**30)\n"
        "  What next: let it use less at a time, or raise the bound of 2048 MB a kernel (--memory MB)\n"
        "\n1 problem.\n"
    )


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("__import__('time').sleep(600)", "did not end within 2 s"),
        ("__import__('os')._exit(3)", "ended the kernel's process"),
    ],
    ids=["never ends", "ends the kernel"],
)
def test_inline_code_that_never_answers_is_told_at_its_own_line(
    lay: Lay, press: Run, code: str, what: str
) -> None:
    """Inline code between two cells is asked for at once, and still each stands for itself."""
    chapter = (
        f"# X\n\nOne is `{{python}} 1`.\n\nTwo is `{{python}} {code}`, three `{{python}} 3`.\n"
    )
    message = fails(lay, press, {"chapters/x.qmd": chapter}, "--timeout", "2")
    assert message.startswith(f"chapters/x.qmd:5: inline code `{code}` {what}\n")


def test_all_inline_code_that_fails_is_told(lay: Lay, press: Run) -> None:
    """Each expression at its line: they do not depend on each other."""
    chapter = "# X\n\n`{python} 1 / 0`\n\n`{python} 1` and `{python} None`\n\n`{python} lost`\n"
    message = fails(lay, press, {"chapters/x.qmd": chapter})
    assert "chapters/x.qmd:3: inline code `1 / 0`: ZeroDivisionError: division by zero" in message
    assert "chapters/x.qmd:5: inline code `None` gives no value" in message
    assert "chapters/x.qmd:7: inline code `lost`: NameError: name 'lost' is not defined" in message
    assert message.endswith("\n\n3 problems.\n")


@pytest.mark.parametrize(
    "given", ["Markdown(f'![A]({name}.png)')", "HTML(f'<img alt=A src={name}.png>')"]
)
def test_missing_picture_whose_address_is_computed_is_told_at_its_cell(
    lay: Lay, press: Run, given: str
) -> None:
    """Its address stands nowhere in the chapter."""
    code = f"from IPython.display import HTML, Markdown\nname = 'm1'\n{given}"
    message = fails(lay, press, {"chapters/x.qmd": f"# X\n\n```{{python}}\n{code}\n```\n"})
    what = "the picture m1.png does not exist in the project\n  What next: "
    assert message.startswith(f"chapters/x.qmd:3: {what}")


def test_failure_of_a_long_cell_fits_on_one_screen(lay: Lay, press: Run) -> None:
    """Twelve lines around the one that failed, and four of the calls that led there."""
    steps = "".join(f"def f{n}():\n    return f{n + 1}()\n" for n in range(20))
    helper = f"{steps}def f20():\n    raise ValueError('far down')\n"
    code = "".join(f"a{n} = {n}\n" for n in range(60))
    chapter = f"# X\n\n```{{python}}\nimport helper\n{code}helper.f0()\n{code}```\n"
    message = fails(lay, press, {"chapters/helper.py": helper, "chapters/x.qmd": chapter})
    assert message.startswith(f"chapters/x.qmd:{3 + 1 + 60 + 1}: ")
    assert f"  >   {3 + 1 + 60 + 1} | helper.f0()" in message
    assert "helper.py:42, in f20\n" in message
    assert len(message.splitlines()) < 30


def test_two_chapters_that_fail_are_both_reported(lay: Lay, press: Run) -> None:
    """One build shows all that has to be mended."""
    cell = "```{python}\n1 / 0\n```\n"
    message = fails(lay, press, {"index.qmd": cell, "chapters/x.qmd": f"\n{cell}"})
    assert "chapters/x.qmd:3: cell without a label: ZeroDivisionError" in message
    assert "index.qmd:2: cell without a label: ZeroDivisionError" in message
    assert message.endswith("\n\n2 problems.\n")
