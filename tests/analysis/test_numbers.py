"""What a number prints, and what it carries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.numbers import (
    LINEAGE_MIME,
    STAND_IN_NOTICE,
    Input,
    Lineage,
    Number,
    Phrase,
    count,
    percent,
)
from analysis.sources import Package

PUBLISHED = Input("census", "data/raw/census.csv", "ab12", "published")
STAND_IN = Input("patients", "data/stand-in/patients.csv", "cd34", "stand-in")


def lineage(*inputs: Input) -> Lineage:
    """The lineage of a number that rests on `inputs`."""
    return Lineage("Share that trusts.", "analysis.trust.share", "analysis/trust.py", 41, inputs)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (count(1234567), "1,234,567"),
        (percent(5, 8), "62.5%"),
        (percent(1, 3, digits=0), "33%"),
        (Number(-3.25, "percentage points", 1), "\N{MINUS SIGN}3.2 percentage points"),
        (Number(-0.04, "coefficient", 1), "0.0"),
        (Number(0.51, "index", 3), "0.510"),
        (Number(136.0, "rank"), "136"),
        (Number(2024, "year"), "2024"),
        (Number(40856097, "persons"), "40,856,097"),
    ],
)
def test_a_number_prints_in_its_unit(number: Number, printed: str) -> None:
    """Thousands are parted, minus is a minus sign, years and ranks are plain."""
    assert str(number) == number.printed == printed


def test_a_share_knows_its_parts() -> None:
    """5 of 8."""
    share = percent(5, 8)
    assert share.value == 100 * 5 / 8
    assert str(share.base) == "8"


def test_an_interval_prints_with_the_digits_of_its_number() -> None:
    """From low to high; the value itself stays."""
    alpha = Number(0.872, "coefficient", 2, low=0.7712, high=0.9588)
    assert str(alpha.interval) == "0.77 to 0.96"
    assert alpha.interval.value == 0.872
    assert str(Number(1.0, "percent", 0, low=-2.0, high=4.0).interval) == "\N{MINUS SIGN}2% to 4%"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Number(1, "furlong"), "unknown unit 'furlong'; known: count, "),
        (lambda: Number(1, "count", low=0), "needs both ends"),
        (lambda: Number(float("nan"), "count"), "no finite number"),
        (lambda: Number(float("inf"), "count"), "no finite number"),
        (lambda: percent(1, 0), "share of nothing"),
        (lambda: count(1).interval, "has no interval"),
        (lambda: count(1).base, "has no n"),
    ],
)
def test_what_cannot_be_published_is_refused(make: object, message: str) -> None:
    """Before it reaches a sentence."""
    with pytest.raises(ValueError, match=message):
        make()  # type: ignore[operator]


def test_a_number_shows_itself_as_a_marked_span() -> None:
    """Quarto and press both read it."""
    share = replace(percent(5, 8), key="share_trusting")
    assert share._repr_markdown_() == '[62.5%]{.number data-number="share_trusting"}'
    assert 'data-number="share_trusting" data-part="n"' in share.base._repr_markdown_()
    assert LINEAGE_MIME not in share._repr_mimebundle_()


def test_a_resolved_number_carries_its_record() -> None:
    """Value, unit, interval and lineage, in JSON's own types."""
    number = Number(0.5, "index", 1, 0.4, 0.6, 10, key="k", lineage=lineage(PUBLISHED))
    assert number._repr_mimebundle_()[LINEAGE_MIME] == {
        "kind": "number",
        "key": "k",
        "value": 0.5,
        "unit": "index",
        "digits": 1,
        "low": 0.4,
        "high": 0.6,
        "n": 10,
        "printed": "0.5",
        "definition": "Share that trusts.",
        "function": "analysis.trust.share",
        "file": "analysis/trust.py",
        "line": 41,
        "inputs": [
            {
                "resource": "census",
                "path": "data/raw/census.csv",
                "sha256": "ab12",
                "evidence": "published",
            }
        ],
        "evidence": ["published"],
    }


def test_synthetic_data_upstream_say_so_in_number_and_phrase() -> None:
    """One stand-in among the inputs is enough; no chapter can switch it off."""
    number = replace(percent(5, 8), key="k", lineage=lineage(PUBLISHED, STAND_IN))
    assert str(number) == "62.5%\N{NARROW NO-BREAK SPACE}syn"
    assert str(number.base) == "8\N{NARROW NO-BREAK SPACE}syn"
    shown = "[62.5%\N{NARROW NO-BREAK SPACE}^syn^]{.number .stand-in data-number"
    assert number._repr_markdown_().startswith(shown)
    assert str(Phrase("higher", lineage(STAND_IN))) == "higher\N{NARROW NO-BREAK SPACE}syn"
    assert Phrase("higher", lineage(STAND_IN))._repr_markdown_().endswith("^syn^]{.stand-in}")
    assert str(Phrase("higher", lineage(PUBLISHED))) == "higher"


def test_synthetic_data_upstream_ask_for_a_notice_at_the_head_of_the_chapter() -> None:
    """Of numbers and of words alike; nothing else asks for one."""
    number = replace(percent(5, 8), key="k", lineage=lineage(PUBLISHED, STAND_IN))
    phrase = Phrase("higher", lineage(STAND_IN))
    for shown in (number, phrase):
        notice = shown._repr_mimebundle_()[LINEAGE_MIME]["notice"]
        assert notice.startswith("Synthetic stand-in data are used here. ")
    sound = Phrase("higher", lineage(PUBLISHED))._repr_mimebundle_()
    assert "notice" not in sound[LINEAGE_MIME]


def test_the_data_ask_for_the_same_notice() -> None:
    """So that a chapter which reads them and prints no result has it, and one that does has it once."""
    assert Package().descriptor["evidenceNotices"] == {"stand-in": STAND_IN_NOTICE}


def test_a_phrase_prints_as_plain_text() -> None:
    """Whatever characters it holds, Markdown sees none of its own."""
    assert Phrase("a*b [c]")._repr_markdown_() == r"a\*b \[c\]"
