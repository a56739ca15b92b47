"""What a data file says beside its cells, where a name or a telephone number may stand unseen.

In: a file that `analysis.formats` reads as a table. Out: pairs of a place in it and a text: of SPSS and Stata the
label of the file, its notes, the labels of columns and of codes; of Excel who made it, the names of its
sheets, comments, headers and footers, lists of choices. A CSV file has nothing beside its cells.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator

from analysis.errors import DataError, Problem
from analysis.file_cells import Place
from analysis.formats import STATISTICS

UNSEARCHABLE = re.compile(r"xl/(?:media|embeddings)/")
"""Parts of a workbook that no pattern can search: pictures, and files within the file."""
WITHOUT_TEXT = re.compile(
    r"xl/(?:styles\.xml|theme/|sharedStrings\.xml|worksheets/_rels/)|.*\.rels$|\[Content"
)
"""Parts of a workbook that nobody writes in, and the texts of its cells, which are read as cells."""
SHEET, CELLS_END = re.compile(r"xl/worksheets/"), "</sheetData>"
SHEET_END = 2**20
"""How many bytes at the end of a sheet are searched for what follows its cells."""
TAG = re.compile(r"<[^>]*>")
WRITTEN = re.compile(
    r"\b(?:name|displayName|author|prompt|promptTitle|error|errorTitle)=\"([^\"]*)\""
)
"""Attributes that hold what somebody wrote."""


def beside_cells(place: Place) -> Iterator[tuple[str, str]]:
    """Each place of the file beside its cells, and its text; DataError if a part cannot be searched."""
    path, _ = place
    ending = path.suffix.lower()
    if ending == ".xlsx":
        yield from _of_workbook(place)
    elif ending in STATISTICS:
        yield from _of_statistics(place, STATISTICS[ending][0])


def _of_workbook(place: Place) -> Iterator[tuple[str, str]]:
    """What the parts of an Excel workbook say, but for its cells."""
    path, name = place
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if UNSEARCHABLE.match(part.filename):
                what = "a picture or a file within the workbook, which cannot be searched"
                remedy = "save the cells alone, as a new workbook or as CSV"
                raise DataError([Problem(name, what, remedy, found=part.filename)])
            if not WITHOUT_TEXT.match(part.filename):
                yield part.filename, _written(archive, part)


def _written(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """What somebody wrote in a part of a workbook, without its marks; of a sheet, what follows the cells."""
    sheet = SHEET.match(part.filename)
    with archive.open(part) as file:
        file.seek(max(0, part.file_size - SHEET_END) if sheet else 0)
        text = file.read().decode("utf-8", errors="replace")
    if sheet:
        text = text.rpartition(CELLS_END)[2]
    return html.unescape("\n".join([*WRITTEN.findall(text), *TAG.split(text)]))


def _of_statistics(place: Place, reader: str) -> Iterator[tuple[str, str]]:
    """What a file of SPSS or Stata says of itself, of its columns and of its codes."""
    import pyreadstat

    _, meta = getattr(pyreadstat, reader)(str(place[0]), metadataonly=True)
    yield "the label of the file", meta.file_label or ""
    yield "the notes of the file", "\n".join(meta.notes or ())
    for column, label in zip(meta.column_names, meta.column_labels, strict=True):
        yield f"the label of {column}", label or ""
    for column, codes in meta.variable_value_labels.items():
        yield f"the labels of codes of {column}", "\n".join(map(str, codes.values()))
