"""Where numbers come from, as a reader is told."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from press.registers import origins, written


def test_number_printed_in_three_ways_is_told_of_once() -> None:
    """With the anchor of each, in reading order."""
    entries = [
        {"key": "share", "anchor": "n-share-1", "printed": "41%"},
        {"key": "count", "anchor": "n-count-1", "printed": "12"},
        {"key": "share", "anchor": "n-share-2", "printed": "30% to 50%"},
    ]
    first, second = origins(entries)
    assert first.places == (("n-share-1", "41%"), ("n-share-2", "30% to 50%"))
    assert (first.entry, second.entry) == (entries[0], entries[1])


def test_values_are_written_with_the_digits_of_the_register() -> None:
    """And with a true minus."""
    assert (written(1234.0, None), written(-0.256, 2)) == ("1,234", "\N{MINUS SIGN}0.26")


def test_page_says_for_every_number_what_the_register_says(whole: Path) -> None:
    """Each number is a link to it; the evidence of the page stands below its title."""
    page = html.parse(whole / "chapters/numbers.html").getroot()
    links = page.xpath("//span[@class='number']/a/@href")
    assert links == ["#from-share"] * 2
    told = page.get_element_by_id("from-share")
    assert [link.text for link in told.xpath("./p/a")] == ["41 %", "41 %"]
    assert {row[0].text: row[1].text_content().strip() for row in told.xpath(".//dl/div")} == {
        "What": "A share.",
        "Interval": "0 to 0",
        "n": "100",
        "Computed by": "share in shares.py:3",
        "From": "data/table.csv real",
    }
    assert page.xpath("//p[@class='rests-on']/span/text()") == ["real"]
