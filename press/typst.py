"""The one door to Typst: a folder with a `.typ` file in, the bytes of a PDF out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst


class TypstFailed(RuntimeError):
    """Typst refused the file, which press or a raw Typst block of the book wrote."""


def fonts() -> list[str]:
    """The families that Typst carries itself."""
    return list(typst.Fonts(include_system_fonts=False).families())


def compile_pdf(file: Path, *, date: datetime.datetime, standards: Sequence[str] = ()) -> bytes:
    """The PDF of `file`, dated `date`; only fonts that Typst carries itself are used.

    `standards` are those that the PDF must keep to, such as `ua-1`. Raises TypstFailed with Typst's own message and hints.
    """
    named: Any = list(standards)  # Typst says itself which it does not know
    try:
        pdf = typst.compile(
            file,
            root=file.parent,
            format="pdf",
            ignore_system_fonts=True,
            timestamp=date,
            pdf_standards=named,
        )
    except ValueError as error:  # a standard that Typst does not know
        raise TypstFailed(str(error)) from None
    except typst.TypstError as error:
        hints = "".join(f"\nhint: {hint}" for hint in error.hints)
        raise TypstFailed(f"{error.diagnostic or error.message}{hints}") from None
    assert isinstance(pdf, bytes), "one PDF was asked for"
    return pdf


def text(words: str) -> str:
    """`words` as a Typst string literal."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
