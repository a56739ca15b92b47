"""The words that press itself prints, and how it writes a date, in the language of the book.

Words have Quarto's names (`crossref-fig-title`, `callout-note-title`, …) and stand in `assets/words.yml`;
dates are written by Babel, which has the forms that browsers, and so Quarto, write them in.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from press.located import own_yaml

WORDS = Path(__file__).parent / "assets" / "words.yml"
CALLOUTS = {"nte": "note", "tip": "tip", "wrn": "warning", "imp": "important", "cau": "caution"}
"""The kinds of callouts by what begins their labels."""

STYLES = {"short", "medium", "long", "full"}
PATTERNS = {
    "YYYY": "yyyy",
    "YY": "yy",
    "Q": "Q",
    "MMMM": "MMMM",
    "MMM": "MMM",
    "MM": "MM",
    "M": "M",
    "DD": "dd",
    "D": "d",
    "dddd": "EEEE",
    "ddd": "EEE",
    "dd": "EEEEEE",
}
"""What a pattern of Day.js, as Quarto takes it, is to Babel."""
TOKEN = re.compile(r"\[(?P<words>[^\]]*)\]|YYYY|YY|Q|M{1,4}|Do|D{1,2}|d{2,4}|(?P<other>[A-Za-z]+)")
ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def words_of(lang: str, given: Mapping[str, Any], crossref: Mapping[str, Any]) -> dict[str, str]:
    """The words of a language, under what `language:` gives and what `crossref:` says of titles."""
    known = known_words()
    words = known["en"] | known.get(_primary(lang), {})
    words |= {key: str(value) for key, value in given.items() if not isinstance(value, dict)}
    for name in (_primary(lang), lang):  # `language:` may hold the words of several languages
        own = given.get(name)
        words |= {key: str(value) for key, value in own.items()} if isinstance(own, dict) else {}
    words |= {f"crossref-{key}": value for key, value in crossref.items() if isinstance(value, str)}
    words["crossref-apx-prefix"] = words.get(
        "crossref-appendix-title", words["crossref-apx-prefix"]
    )
    for short, kind in CALLOUTS.items():
        words.setdefault(f"crossref-{short}-title", words[f"callout-{kind}-title"])
    for short in ("fig", "tbl", "lst", *CALLOUTS):
        words.setdefault(f"crossref-{short}-prefix", words[f"crossref-{short}-title"])
    return words


def is_known(lang: str) -> bool:
    """Whether there are words for a language."""
    return _primary(lang) in known_words()


@cache
def known_words() -> dict[str, dict[str, str]]:
    """The words of every language that press knows, by its code."""
    words: dict[str, dict[str, str]] = own_yaml(WORDS)
    return words


def iso_date(date: str) -> str:
    """A date as 2026-03-07, where it is written as Quarto begins a book with it: 3/7/2026."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", date)
    if not found or int(found[1]) > 12:
        return date
    return f"{found[3]}-{found[1]:0>2}-{found[2]:0>2}"


def written_date(date: str, style: str, lang: str) -> str:
    """`date` (2026-03-07) as `date-format` asks for it. Raises ValueError, which says what is wrong."""
    if not style:
        return date
    try:
        day = datetime.date.fromisoformat(iso_date(date))
    except ValueError:
        raise ValueError(f"`date-format` needs a date such as 2026-03-07, found {date!r}") from None
    if style == "iso":
        return day.isoformat()
    from babel import Locale, UnknownLocaleError  # a tenth of a second to load
    from babel.dates import format_date

    try:
        locale = Locale.parse(lang, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    if style in STYLES:
        return str(format_date(day, style, locale=locale))

    def written(token: re.Match[str]) -> str:
        if token["words"] is not None:
            return token["words"]
        if token[0] == "Do" and locale.language == "en":
            teen = day.day % 100 in {11, 12, 13}
            return f"{day.day}{'th' if teen else ORDINALS.get(day.day % 10, 'th')}"
        if token[0] not in PATTERNS:
            raise ValueError(f"`date-format` holds `{token[0]}`, which is nothing of a date")
        return str(format_date(day, PATTERNS[token[0]], locale=locale))

    return TOKEN.sub(written, style)


def _primary(lang: str) -> str:
    """`en` of `en-GB`."""
    return lang.partition("-")[0].lower()


ENGLISH = words_of("en", {}, {})
