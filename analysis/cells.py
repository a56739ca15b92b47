"""What may stand in one cell: the rules of the codebook for a value, and what to say of one that breaks them.

In: the text of a cell and the codebook's field. Out: its faults, mostly none. The rules are those of
Table Schema (a test holds them against frictionless) and four that it does not have: the allowed
items of a column with several values (`itemEnum`), each once; whole numbers written with a decimal
point (`wholeNumber`); weights above nil; and text without marks that nobody sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from analysis.columns import Field
from analysis.file_cells import Foreign

NOT_ALLOWED = "not an allowed value"
NOT_OF_TYPE = "not of the column's type"
CODEBOOK_REMEDY = "correct the cell, or change the codebook in {descriptor}"
WEIGHT_REMEDY = "give the weight, one over the chance to be asked; without it no interval is right"
DATE_REMEDY = "a spreadsheet made a date of it: format the column as text, and type the value again"

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
DATE_BY_EXCEL = re.compile(r"\d{1,2}[-/ ][A-Z][a-z]{2}|[A-Z][a-z]{2}[-/ ]\d{1,2}|\d+/\d+/\d+")
"""What a spreadsheet makes of an answer such as 5-14, if it is let."""
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks that nobody sees: of direction, of joined and parted letters, of byte order."""
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters of Urdu, Pashto and others that run from the right, among which such marks have a use."""

RULES = {
    "required": "any value, but not an empty cell",
    "minimum": "{} or more",
    "maximum": "{} or less",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "pattern": "text of the form {}",
    "wholeNumber": "a whole number",
    "uniqueItems": "each item once",
    "weight": "more than 0",
}
"""For each rule of the codebook that is no list of values: what it allows."""
CONSTRAINTS = frozenset(RULES) - {"wholeNumber", "uniqueItems", "weight"} | {"enum", "unique"}
"""The constraints of a field that are honoured here."""
TYPES = frozenset({"string", "integer", "number", "list"})
"""The types of a field that are honoured here."""


class Fault(NamedTuple):
    """What is wrong with a cell, the part of it that is shown, what is allowed, and what to do."""

    what: str
    found: str
    allowed: str
    remedy: str = CODEBOOK_REMEDY


def required(field: Field) -> bool:
    """Whether a cell of `field` may not be empty; a weight never may."""
    return bool(field.get("constraints", {}).get("required")) or field.get("role") == "weight"


def faults(cell: str, field: Field) -> list[Fault]:
    """What is wrong with `cell`, which is not empty, in a column of `field`."""
    if isinstance(cell, Foreign):
        return [
            Fault(
                NOT_OF_TYPE,
                cell,
                "text and numbers",
                DATE_REMEDY if "date" in cell else CODEBOOK_REMEDY,
            )
        ]
    if UNSEEN.search(cell) and not FROM_THE_RIGHT.search(cell):
        remedy = "type the value again: what was pasted brought the mark with it"
        return [Fault("a mark that nobody sees", cell, "the value without it", remedy)]
    match field["type"]:
        case "list":
            return list(_list_faults(cell, field))
        case "string":
            return list(_text_faults(cell, field))
    return list(_number_faults(cell, field))


def _list_faults(cell: str, field: Field) -> Iterator[Fault]:
    items = cell.split(field["delimiter"])
    allowed = field.get("itemEnum")
    for item in items:
        if allowed and item not in allowed:
            yield _not_listed(item, allowed)
    if len(set(items)) < len(items):
        yield Fault(NOT_ALLOWED, cell, RULES["uniqueItems"])


def _text_faults(cell: str, field: Field) -> Iterator[Fault]:
    constraints = field.get("constraints", {})
    allowed, pattern = constraints.get("enum"), constraints.get("pattern")
    if field.get("format") == "uri" and not _is_address(cell):
        yield Fault(NOT_OF_TYPE, cell, "an address")
    if allowed and cell not in allowed:
        yield _not_listed(cell, allowed)
    if pattern and not re.fullmatch(pattern, cell):
        yield Fault(NOT_ALLOWED, cell, RULES["pattern"].format(pattern))


def _not_listed(cell: str, allowed: list[str]) -> Fault:
    """The fault of a value that is not in a list, with the likeliest remedy."""
    remedy = CODEBOOK_REMEDY
    if cell.strip() in allowed:
        remedy = "delete the blank at its begin or end"
    elif DATE_BY_EXCEL.fullmatch(cell):
        remedy = DATE_REMEDY
    return Fault(NOT_ALLOWED, cell, ", ".join(allowed), remedy)


def _number_faults(cell: str, field: Field) -> Iterator[Fault]:
    whole = field["type"] == "integer"
    if not (INTEGER if whole else NUMBER).fullmatch(cell):
        remedy = "write a decimal point" if DECIMAL_COMMA.fullmatch(cell) else CODEBOOK_REMEDY
        yield Fault(NOT_OF_TYPE, cell, f"type {field['type']}", remedy)
        return
    value = int(cell) if whole else float(cell)
    constraints = field.get("constraints", {})
    if (allowed := constraints.get("enum")) and value not in allowed:
        yield Fault(NOT_ALLOWED, cell, ", ".join(str(one) for one in allowed))
    if field.get("role") == "weight" and not value > 0:
        yield Fault(NOT_ALLOWED, cell, RULES["weight"], WEIGHT_REMEDY)
        return
    for rule, broken in _limits(value, constraints).items():
        if broken:
            yield Fault(NOT_ALLOWED, cell, _allowed(rule, constraints))
    if field.get("wholeNumber") and value != int(value):
        yield Fault(NOT_ALLOWED, cell, RULES["wholeNumber"])


def _allowed(rule: str, constraints: Mapping[str, Any]) -> str:
    """What a limit allows, with the other end where there is one."""
    if {"minimum", "maximum"} <= constraints.keys() and rule in {"minimum", "maximum"}:
        return f"{constraints['minimum']} to {constraints['maximum']}"
    return RULES[rule].format(constraints[rule])


def _limits(value: float, constraints: Mapping[str, Any]) -> dict[str, bool]:
    """For each limit that is set, whether `value` lies beyond it."""
    beyond = {
        "minimum": lambda limit: value < limit,
        "maximum": lambda limit: value > limit,
        "exclusiveMinimum": lambda limit: value <= limit,
        "exclusiveMaximum": lambda limit: value >= limit,
    }
    return {
        rule: breaks(constraints[rule]) for rule, breaks in beyond.items() if rule in constraints
    }


def _is_address(cell: str) -> bool:
    """Whether `cell` is an address with a scheme and a host."""
    try:
        parts = urlsplit(cell)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc) and not re.search(r"\s", cell)
