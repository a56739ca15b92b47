"""What tells who a person is, as patterns: of what stands in a cell, and of the names of columns.

The policy of `analysis.privacy`, in one place and to be read by whoever answers for the data: what is
searched for, and under which name it is reported. A pattern is for data of Pakistan: its identity
cards, its telephone numbers, its coordinates. Digits of Urdu are read as digits, invisible marks are
not read. What no pattern can find, a bare name in a sentence, is looked up in `analysis.person_names`.
"""

from __future__ import annotations

import re
import unicodedata

from analysis.person_names import names_somebody

DASH = r"[\s.\u2010-\u2015-]"
GAP = rf"{DASH}?"
BEGIN, END = r"(?<![\w.])", r"(?!\w)"
YEAR_OF_BIRTH = r"(?:19[2-9]\d|200\d|201[0-5])"
SHORT_YEAR_OF_BIRTH = r"(?:[3-9]\d|0\d|1[0-5])"
MONTH_NAME = r"[A-Z][a-z]{2,8}"
MONTH = rf"(?:0?[1-9]|1[0-2]|{MONTH_NAME})"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
NORTH, EAST = r"(?:2[3-9]|3[0-7])\.\d{3,}", r"(?:6\d|7[0-7])\.\d{3,}"
"""Degrees of latitude and longitude of Pakistan, to a hundred metres or better."""

IN_CELLS = {
    "a CNIC number": (
        rf"(?<!\d)[1-7]\d{{4}}{DASH}\d{{7}}{DASH}\d(?!\d)|(?:{BEGIN}|(?i:nic))[1-7]\d{{12}}{END}"
    ),
    "a telephone number": (
        rf"(?<![\d.])0[\s(-]*3[0-4]\d[\s).-]*\d{{3}}{GAP}\d{{4}}(?!\d)"
        rf"|{BEGIN}(?:92)?[\s(-]*3[0-4]\d[\s).-]*\d{{3}}{GAP}\d{{4}}{END}"
        rf"|(?<!\w)(?:\+|00)92(?:[\s().-]*\d){{9,10}}{END}"
        rf"|{BEGIN}\(?0[2-9]\d{{1,2}}\)?[\s-]\d{{6,7}}{END}|{BEGIN}0[2-9]\d{{8}}{END}"
    ),
    "an e-mail address": (
        r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|[\w.+%-]+\s*[\[(]\s*(?:at|AT|@)\s*[\])]\s*[\w-]+"
    ),
    "coordinates": (
        rf"(?:{BEGIN}|\bN){NORTH}[°NE]*[\s,;]+E?{EAST}|(?:{BEGIN}|\bE){EAST}[°NE]*[\s,;]+N?{NORTH}"
        r"|\d{1,3}\s*°\s*\d{1,2}(?:\.\d+)?\s*['′]"
    ),
    "a date of birth": (
        rf"{BEGIN}(?:{YEAR_OF_BIRTH}[-/.]{MONTH}[-/.]{DAY}"
        rf"|{DAY}[-/. ]{MONTH}[-/. ,]+{YEAR_OF_BIRTH}|{MONTH_NAME} {DAY},? {YEAR_OF_BIRTH}"
        rf"|{DAY}(?:-{MONTH}-|/{MONTH}/){SHORT_YEAR_OF_BIRTH}){END}"
    ),
    "a name": (
        r"\b(?:[Mm]y name is|[Ss]on of|[Dd]aughter of|[Ww]ife of|[SsDdWw]/[Oo]|Mr|Mrs|Ms|Miss|Dr|Prof"
        r"|Engr|Haji|Maulana)\.?\s+[A-Z][a-z]+"
        r"|\b(?:میرا نام|ولد|بنت|زوجہ)\s+\w+"
    ),
}
"""For each kind of personal data: what it looks like in a cell."""

IN_COLUMN_NAMES = {
    "a CNIC number": r"(^|_)(cnic|nicop|nic|id_?card|national_?id|shanakhti|شناختی)(_|$)",
    "a telephone number": (
        r"(^|_)(phone|telephone|tel|mobile|cell|whatsapp|contact|فون|موبائل)_?(no|nr|num|number)?_?\d*$"
    ),
    "an e-mail address": r"(^|_)e_?mail",
    "coordinates": (
        r"(^|_)(lat|latitude|lon|lng|longitude|gps|geo_?point|geo_?location|coordinates?)(_|$)"
    ),
    "a date of birth": r"(^|_)(dob|birth_?date|date_?(of_?)?birth|birthday|تاریخ_پیدائش)(_|$)",
    "a name": r"(^|_)((first|last|full|father|mother|sur)?name|naam|نام)(_of_.*)?_?\d*$",
}
"""For each kind of personal data: the names of columns made for it, in lower case with `_` between words."""

_SEARCH = re.compile("|".join(f"(?:{pattern})" for pattern in IN_CELLS.values()))
_KINDS = {kind: re.compile(pattern) for kind, pattern in IN_CELLS.items()}
_NAMES = {kind: re.compile(pattern) for kind, pattern in IN_COLUMN_NAMES.items()}


def kinds_in(text: str) -> list[str]:
    """The kinds of personal data that `text` shows, each once."""
    plain = _plain(text)
    if not _SEARCH.search(plain):
        return []
    return [kind for kind, pattern in _KINDS.items() if pattern.search(plain)]


def kind_of_column(name: str) -> str | None:
    """The kind of personal data that a column called `name` is made for; None for any other column."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    plain = re.sub(r"[^\w]+", "_", words).lower().strip("_")
    return next((kind for kind, pattern in _NAMES.items() if pattern.search(plain)), None)


def redacted(text: str) -> str:
    """`text` as a message may show it: itself, unless it shows personal data."""
    kinds = kinds_in(text) or (["a name"] if names_somebody(text) else [])
    return f"[not shown: looks like {' and '.join(kinds)}]" if kinds else text


def _plain(text: str) -> str:
    """`text` with ASCII digits and without invisible marks."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(one)) if one.isdigit() and not one.isascii() else one
        for one in text
        if unicodedata.category(one) != "Cf"
    )
