"""Text becomes what the codebook says it is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.frames import ROWS, Rows, plain_csv, typed

FIELDS = [
    {"name": "id", "type": "string"},
    {"name": "year", "type": "integer"},
    {"name": "share", "type": "number"},
    {"name": "roles", "type": "list", "delimiter": ";"},
]
TEXT = "id,year,share,roles\na,2020,0.5,x;y\nNA,,,\nc,2021,1,x\n"
NAMES = ["id", "year", "share", "roles"]
ROWS_READ = Rows(3, {}, 3)


def test_frames_are_typed_by_the_codebook(tmp_path: Path) -> None:
    """Text, integers and numbers come as such, from three rows typed here."""
    (tmp_path / "x.csv").write_text(TEXT, encoding="utf-8")
    cells = plain_csv(tmp_path / "x.csv", NAMES)
    assert cells is not None
    expected = pd.DataFrame(
        {
            "id": ["a", "NA", "c"],
            "year": pd.array([2020, None, 2021], dtype="Int64"),
            "share": [0.5, None, 1.0],
            "roles": [("x", "y"), (), ("x",)],
        }
    )
    pd.testing.assert_frame_equal(typed(cells, FIELDS, ROWS_READ), expected)


def test_cells_of_any_reader_come_to_the_same_frame(tmp_path: Path) -> None:
    """Those of an export are plain objects, with None for an empty cell."""
    (tmp_path / "x.csv").write_text(TEXT, encoding="utf-8")
    rows = [["a", "2020", "0.5", "x;y"], ["NA", None, None, None], ["c", "2021", "1", "x"]]
    cells = pd.DataFrame(rows, index=[2, 3, 4], columns=NAMES, dtype=object)
    plain = plain_csv(tmp_path / "x.csv", NAMES)
    assert plain is not None
    pd.testing.assert_frame_equal(typed(cells, FIELDS, ROWS_READ), typed(plain, FIELDS, ROWS_READ))


def test_a_frame_knows_how_many_rows_its_file_has(tmp_path: Path) -> None:
    """For the table of the chapter on methods; a copy knows it, too."""
    frame = typed(pd.DataFrame(columns=NAMES, dtype=object), FIELDS, Rows(5, {"no consent": 5}, 0))
    assert frame.copy(deep=False).attrs[ROWS].excluded == {"no consent": 5}


@pytest.mark.parametrize("head", ["id;year;share;roles", "year,id,share,roles", "id,year,share"])
def test_a_file_with_other_columns_is_no_plain_one(tmp_path: Path, head: str) -> None:
    """It is read as an export is."""
    (tmp_path / "x.csv").write_text(f"{head}\n", encoding="utf-8")
    assert plain_csv(tmp_path / "x.csv", NAMES) is None
