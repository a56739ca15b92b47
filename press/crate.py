"""What machines read of a replication archive: `ro-crate-metadata.json`, `codecheck.yml`, `SHA256SUMS`.

Each is made from the registers of the built book and from the data package, so that nothing in it is typed. Formats:
RO-Crate 1.1; CODECHECK's configuration 1.0, without what a checker adds; the sums as `sha256sum --check` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import yaml

from press.config import Config
from press.metadata import ORGANISATION
from press.project import MEDIA_TYPES, digest
from press.registers import as_json
from press.shapes import plain_words

CRATE = "ro-crate-metadata.json"
CODECHECK = "codecheck.yml"
SUMS = "SHA256SUMS"
CONTEXT = ("https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"})
"""The terms of RO-Crate 1.1, and the one that is used here and is not among them."""
PROFILE = "https://w3id.org/ro/crate/1.1"
CODECHECK_VERSION = "https://codecheck.org.uk/spec/config/1.0/"


def crate(
    config: Config, files: Mapping[str, bytes], resources: Sequence[Mapping[str, Any]], book: str
) -> bytes:
    """The metadata of an archive that holds `files`; its data are `resources`, its book lies in `book`."""
    tables = {resource["path"]: resource for resource in resources}
    parts = [_file(name, files[name], tables.get(name)) for name in sorted(files)]
    authors = [author(n, name) for n, name in enumerate(config.authors, 1)]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": config.title,
        "description": " ".join(plain_words(config.abstract).split()) or config.title,
        "datePublished": config.date,
        "author": _one_or_all([{"@id": one["@id"]} for one in authors]),
        "license": {"@id": "LICENSE"} if "LICENSE" in files else "see README.md",
        "hasPart": [{"@id": part["@id"]} for part in parts],
    }
    about = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": PROFILE},
        "about": {"@id": "./"},
    }
    made = {
        "@id": "#build",
        "@type": "CreateAction",
        "name": "The build of the book",
        "instrument": {"@id": "_quarto.yml"},
        "object": [{"@id": quote(name)} for name in sorted(tables)],
        "result": [{"@id": quote(name)} for name in sorted(files) if name.startswith(f"{book}/")],
    }
    return as_json({"@context": CONTEXT, "@graph": [about, root, *authors, *parts, made]})


def author(number: int, name: str) -> dict[str, Any]:
    """One of the authors: a person, or an office or a group."""
    kind = "Organization" if ORGANISATION.search(name) else "Person"
    return {"@id": f"#author-{number}", "@type": kind, "name": name}


def _one_or_all(values: Sequence[Any]) -> Any:
    """What RO-Crate has of a property: a single value by itself, several in a list."""
    return values[0] if len(values) == 1 else values


def _file(name: str, content: bytes, resource: Mapping[str, Any] | None) -> dict[str, Any]:
    size = str(len(content))
    entity: dict[str, Any] = {"@id": quote(name), "@type": "File", "contentSize": size}
    entity["sha256"] = digest(content)
    if kind := MEDIA_TYPES.get(PurePosixPath(name).suffix):
        entity["encodingFormat"] = kind
    if resource:
        entity["name"] = f"{resource['title']} ({resource['evidence']})"
        entity["description"] = resource.get("description", "")
        entity["keywords"] = f"evidence: {resource['evidence']}"
        licenses = [one["path"] for one in resource["licenses"] if one.get("path")]
        entity["license"] = _one_or_all(licenses)
        entity["isBasedOn"] = _one_or_all(
            [one["path"] for one in resource["sources"] if one["path"]]
        )
    return entity


def codecheck(
    config: Config, exhibits: Sequence[Mapping[str, Any]], files: Mapping[str, bytes], book: str
) -> bytes:
    """What a codechecker is to reproduce: every exhibit, the registered numbers, the PDF."""
    manifest = [{"file": _shown(one, files, book), "comment": _caption(one)} for one in exhibits]
    comment = "Every number of the prose, with its function"
    numbers = {"file": f"{book}/numbers.json", "comment": comment}
    pdf = f"{book}/{config.output_file}.pdf"
    whole = [{"file": pdf, "comment": "The book"}] if pdf in files else []
    content = {
        "version": CODECHECK_VERSION,
        "paper": {"title": config.title, "authors": [{"name": name} for name in config.authors]},
        "manifest": [*manifest, numbers, *whole],
    }
    return ("---\n" + yaml.safe_dump(content, sort_keys=False, allow_unicode=True)).encode()


def _shown(exhibit: Mapping[str, Any], files: Mapping[str, bytes], book: str) -> str:
    """The file that holds an exhibit: its picture, else its page."""
    page = f"{book}/{exhibit['page']}"
    picture = f"{page.removesuffix('.html')}_files/{exhibit['label']}.svg"
    return picture if picture in files else page


def _caption(exhibit: Mapping[str, Any]) -> str:
    return f"{exhibit['number']} ({exhibit['label']}): {exhibit['caption']}".replace("\xa0", " ")


def sums(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 of every file."""
    return "".join(f"{digest(files[name])}  {name}\n" for name in sorted(files)).encode()
