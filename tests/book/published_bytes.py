"""Every byte that is given away, in each form in which it may hold words: what a search for secrets reads."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import StreamObject

IN_BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")


def holding(place: Path, secrets: list[str]) -> list[str]:
    """The files below `place`, or in the zip that it is, that hold any of the `secrets`; each with which."""
    files = (
        [place] if place.is_file() else sorted(file for file in place.rglob("*") if file.is_file())
    )
    return [
        f"{secret} in {name}"
        for file in files
        for name, content in _unpacked(file.relative_to(place.parent).as_posix(), file.read_bytes())
        for secret in secrets
        if secret.encode() in content
    ]


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file as it is, and whatever lies within it in another form."""
    yield name, content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from _unpacked(f"{name}!{member}", archive.read(member))
    elif content.startswith(b"%PDF"):
        yield from _of_pdf(name, content)
    elif content.startswith(b"\x1f\x8b"):
        yield from _unpacked(f"{name}!", zlib.decompress(content, zlib.MAX_WBITS | 16))
    elif name.endswith((".json", ".ipynb")):
        yield f"{name}, read", "\n".join(_texts(json.loads(content))).encode()
    for found in IN_BASE64.finditer(content):
        try:
            decoded = base64.b64decode(found[0] + b"=" * (-len(found[0]) % 4), validate=True)
        except binascii.Error:
            continue
        yield f"{name}, base64", decoded


def _of_pdf(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The text of each page, every stream without its compression, and what is attached."""
    pdf = PdfReader(io.BytesIO(content))
    yield f"{name}, text", "\n".join(page.extract_text() for page in pdf.pages).encode()
    for number in range(1, len(pdf.xref[0]) + len(pdf.xref_objStm) + 1):
        found = pdf.get_object(number)
        data = found.get_data() if isinstance(found, StreamObject) else repr(found).encode()
        yield f"{name}, object {number}", data
    for attached, versions in pdf.attachments.items():
        for version in versions:
            yield from _unpacked(f"{name}!{attached}", version)


def _texts(value: object) -> Iterator[str]:
    """Every text in what JSON holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for one in pair for text in _texts(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in _texts(one))
