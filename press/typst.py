"""The one door to Typst: a folder with a `.typ` file in, the bytes of a PDF out."""

from __future__ import annotations

import datetime
from pathlib import Path

import typst


class TypstFailed(RuntimeError):
    """Typst refused the file, which press or a raw Typst block of the book wrote."""


def compile_pdf(file: Path, *, date: datetime.datetime) -> bytes:
    """The PDF of `file`, dated `date`; only fonts that Typst carries itself are used.

    Raises TypstFailed with Typst's own message and hints.
    """
    try:
        pdf = typst.compile(
            file,
            root=file.parent,
            format="pdf",
            ignore_system_fonts=True,
            timestamp=date,
        )
    except typst.TypstError as error:
        hints = "".join(f"\nhint: {hint}" for hint in error.hints)
        raise TypstFailed(f"{error.diagnostic or error.message}{hints}") from None
    assert isinstance(pdf, bytes), "one PDF was asked for"
    return pdf


def text(words: str) -> str:
    """`words` as a Typst string literal."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
