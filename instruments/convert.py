"""Makes workbooks of the questionnaires, which KoboToolbox and ODK take, from their text form.

`python -m nox -s instruments` writes them to `_instruments/`. A form whose translation is begun and
not finished is refused: it would be offered in that language, with a dash for each missing text.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from pyxform.xls2json_backends import csv_to_dict
from pyxform.xls2xform import convert

HERE = Path(__file__).resolve().parent
FORMS = ("students", "patients", "officials", "interview")
SHEETS = ("survey", "choices", "settings")
SOURCE_LANGUAGE = "English (en)"
MADE = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by `nox -s instruments`; no book is made from it.\n"
"""What marks a folder as one that is made again, and no source (bford.info/cachedir)."""


class FormError(Exception):
    """A form cannot be used as it is; the message says which, where and what next."""


def sheets(form: Path) -> dict[str, list[list[str]]]:
    """The sheets of `form`, each as rows of text, the headings first."""
    content: dict[str, Any] = csv_to_dict(str(form))
    found = {}
    for sheet in SHEETS:
        headings = list(content[f"{sheet}_header"][0])
        rows = [[row.get(name, "") for name in headings] for row in content[sheet]]
        found[sheet] = [headings, *rows]
    return found


def untranslated(form: Path) -> Iterator[str]:
    """What is missing in each language in which some text of `form` is given: sheet, row, column."""
    missing: dict[str, list[str]] = {}
    begun = set()
    for sheet, (headings, *rows) in sheets(form).items():
        for column, name in enumerate(headings):
            kind, mark, language = name.partition("::")
            if not mark or language == SOURCE_LANGUAGE:
                continue
            source = headings.index(f"{kind}::{SOURCE_LANGUAGE}")
            for number, row in enumerate(rows, start=1):
                if row[column]:
                    begun.add(language)
                elif row[source]:
                    place = (
                        f"{form.name}: {sheet}, {row[headings.index('name')]} ({number}), {name}"
                    )
                    missing.setdefault(language, []).append(place)
    for language in sorted(begun):
        yield from missing.get(language, [])


def workbook(form: Path) -> Workbook:
    """`form` as a workbook. Raises FormError if a translation is unfinished or pyxform warns."""
    if gaps := list(untranslated(form)):
        raise FormError("\n".join([*gaps, "next: finish the translation, or leave it out whole"]))
    if warnings := convert(str(form)).warnings:
        raise FormError("\n".join([f"{form.name}: {warning}" for warning in warnings]))
    book = Workbook()
    book.remove(book.active)
    for sheet, rows in sheets(form).items():
        page = book.create_sheet(sheet)
        for row in rows:
            page.append([cell or None for cell in row])
    return book


def main(arguments: list[str] | None = None) -> int:
    """Write one workbook a form; 0 if all could be made."""
    parser = argparse.ArgumentParser(description="Make XLSX of the questionnaires.")
    parser.add_argument("--output", type=Path, default=HERE.parent / "_instruments")
    output: Path = parser.parse_args(arguments).output
    output.mkdir(parents=True, exist_ok=True)
    (output / "CACHEDIR.TAG").write_text(MADE, encoding="ascii")
    try:
        for name in FORMS:
            workbook(HERE / f"{name}.csv").save(output / f"{name}.xlsx")
    except FormError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(FORMS)} forms in {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
