"""Files of statistics programs: SPSS (`.sav`, `.zsav`) and Stata (`.dta`), through pyreadstat.

Comes out: what `analysis.file_cells` says of any file, with the words that the file has for its codes, and
row numbers that count the cases as the program does. Values that the file declares missing are missing.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd

from analysis.file_cells import CELLS_AT_A_TIME, Cells, Place, each, text_of, unreadable


def cases(place: Place, reader: str, kind: str) -> Iterator[Cells]:
    """The cases of a file of SPSS or Stata, by their position; values that it declares missing are."""
    import pyreadstat

    path, name = place
    read_some = getattr(pyreadstat, reader)
    try:
        _, meta = read_some(str(path), metadataonly=True)
        labels = {
            column: {text_of(code) or "": str(label) for code, label in codes.items()}
            for column, codes in meta.variable_value_labels.items()
        }
        yield Cells(pd.DataFrame(columns=meta.column_names, dtype=object), [], labels)
        at_a_time = max(1, CELLS_AT_A_TIME // max(1, len(meta.column_names)))
        chunks = pyreadstat.read_file_in_chunks(read_some, str(path), chunksize=at_a_time)
        done = 0
        for frame, _ in chunks:
            cells = frame.apply(lambda column: each(column, text_of)).astype(object)
            cells.index = pd.RangeIndex(done + 1, done + len(frame) + 1)
            done += len(frame)
            yield Cells(cells, [], labels)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        remedy = f"save it again in {kind}, or ask for the file once more"
        raise unreadable(name, kind, error, remedy) from None


def check_opens(place: Place, reader: str, kind: str) -> None:
    """Raise DataError if a process that reads the file fails, or dies of it.

    pyreadstat is C, and some broken files make it crash (found by flipping bytes): better there than here.
    """
    path, name = place
    state = path.stat()
    if why := _trouble(path, reader, (state.st_mtime_ns, state.st_size)):
        raise unreadable(name, kind, why, f"save it again in {kind}, or ask for the file once more")


TRIAL = """
import sys, pyreadstat
reader, path, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
done, got = 0, rows
while got == rows:
    read = getattr(pyreadstat, reader)
    columns, _ = read(path, output_format="dict", row_offset=done, row_limit=rows)
    got = max(map(len, columns.values()), default=0)
    done += got
"""
"""Reads a file to its end, some rows at a time."""
ROWS_IN_A_TRIAL = 10_000


@cache
def _trouble(path: Path, reader: str, state: tuple[int, int]) -> str:
    """Why `reader` cannot read the file `path` in its present `state`; nothing if it can."""
    command = [sys.executable, "-c", TRIAL, reader, str(path), str(ROWS_IN_A_TRIAL)]
    trial = subprocess.run(command, capture_output=True, text=True, check=False)
    if trial.returncode == 0:
        return ""
    last = trial.stderr.strip().rpartition("\n")[2]
    return last.partition(": ")[2] or "reading it crashes"
