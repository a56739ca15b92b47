"""Looking into a PDF: the words of a page, where they stand, and the tree of tags."""

from __future__ import annotations

from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject


def words_of(page: PageObject) -> str:
    """The words of a page on one line."""
    return " ".join(page.extract_text().replace("\N{NO-BREAK SPACE}", " ").split())


def where_text_stands(page: PageObject) -> list[tuple[float, float]]:
    """The place of each piece of text, from the lower left corner of the page."""
    places: list[tuple[float, float]] = []

    def seen(text: str, page_at: list[float], at: list[float], *rest: object) -> None:
        if text.strip():
            a, b, c, d, e, f = map(float, page_at)
            x, y = float(at[4]), float(at[5])
            places.append((a * x + c * y + e, b * x + d * y + f))

    page.extract_text(visitor_text=seen)
    return places


def tagged(pdf: PdfReader, kind: str) -> list[DictionaryObject]:
    """The elements of a kind in the tree of tags."""
    return _below(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"], kind)


def heads_of(cell: DictionaryObject) -> list[str]:
    """The ids of the heads that a cell of a table is told by."""
    return [name for item in _elements(cell.get("/A")) for name in item.get("/Headers", ())]


def rows_by_page(pdf: PdfReader, table: DictionaryObject) -> dict[int, int]:
    """How many rows with a cell that is no head a table has on each of its pages, of those that it is on."""
    places = {page.indirect_reference.idnum: n for n, page in enumerate(pdf.pages)}
    rows = dict.fromkeys(sorted({places[page] for page in _pages(table)}), 0)
    for row in _below(table, "/TR"):
        if _below(row, "/TD"):
            rows[min(places[page] for page in _pages(row))] += 1
    return rows


def _below(node: object, kind: str) -> list[DictionaryObject]:
    """The elements of a kind at and below a node of the tree of tags."""
    return [item for item in _elements(node) if item.get("/S") == kind]


def _pages(node: object) -> list[int]:
    """The pages that a node of the tree of tags stands on, by the numbers of their objects."""
    return [item.raw_get("/Pg").idnum for item in _elements(node) if "/Pg" in item]


def _elements(node: object) -> Iterator[DictionaryObject]:
    """The elements at and below a node of the tree of tags."""
    item = node.get_object() if isinstance(node, PdfObject) else node
    if isinstance(item, ArrayObject):
        for child in item:
            yield from _elements(child)
    elif isinstance(item, DictionaryObject):
        yield item
        yield from _elements(item.get("/K"))
