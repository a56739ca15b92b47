"""A file of any size is checked in bounded memory: some rows at a time, and the keys of all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.sources import DATA, Package

MEGABYTE = 2**20
SIZE = 20 * MEGABYTE
"""Ten times that was tried by hand (data/README.md, "Size")."""
MOST_MEMORY = 150 * MEGABYTE
"""Some rows at a time take about 60 MB; all rows of this file at once would take over 250."""

CHECK = """
import resource, sys
from pathlib import Path
from analysis.sources import Package

def memory():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

package = Package(Path(sys.argv[1]))
before = memory()
problems = [problem for problem in package.problems() if "file that was described" not in problem.what]
print(len(problems), memory() - before)
"""


def enlarged(root: Path) -> Path:
    """The data of the project with a table of students of SIZE; each row once more, with a new number."""
    (root / "stand-in").mkdir(parents=True)
    package = Package()
    head, *rows = (DATA / "stand-in" / "students.csv").read_text(encoding="utf-8").splitlines()
    answers = [row.partition(",")[2] for row in rows]
    with (root / "stand-in" / "students.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{head}\n")
        for number in range(SIZE // (sum(map(len, rows)) // len(rows))):
            file.write(f"S{number:07},{answers[number % len(answers)]}\n")
    for name in ("datapackage.json", package.resource("districts_census2023")["path"]):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes((DATA / name).read_bytes())
    return root


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the most memory used")
def test_a_large_file_is_checked_some_rows_at_a_time(tmp_path: Path) -> None:
    """Every cell, key and pattern of 20 MB, and no other problem than the tables that are not there."""
    root = enlarged(tmp_path / "data")
    assert (root / "stand-in" / "students.csv").stat().st_size > SIZE * 0.95
    command = [sys.executable, "-c", CHECK, str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=DATA.parent)
    problems, memory = map(int, done.stdout.split())
    assert problems == len(Package().names) - 2  # only two tables are there
    assert memory < MOST_MEMORY
