"""Looking into a PDF: the words of a page, where they stand, and the tree of tags."""

from __future__ import annotations

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
    found: list[DictionaryObject] = []

    def visit(node: object) -> None:
        item = node.get_object() if isinstance(node, PdfObject) else node
        if isinstance(item, ArrayObject):
            for child in item:
                visit(child)
        elif isinstance(item, DictionaryObject):
            if item.get("/S") == kind:
                found.append(item)
            visit(item.get("/K"))

    visit(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found
