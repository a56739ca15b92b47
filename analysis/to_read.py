"""What no program can check of the data, said to whoever checks them: what a person has to read.

In: the descriptions of the tables. Out: lines for the end of `python -m analysis.sources`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.numbers import COLLECTED
from analysis.privacy import is_free, of_people

FREE_TEXT = (
    "{name}: free text in {columns}; names are looked for in it, and some will be missed: read it before any "
    "of it leaves this computer"
)
NOT_COMPUTED = (
    "collected answers: every label, sentence and verdict of the book follows them; what is not computed is "
    "README.md, CITATION.cff, the abstract in _quarto.yml and the first section of chapters/methods.qmd: say "
    "there whose fieldwork it is"
)


def to_read(resources: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each table with text that respondents wrote, and one where answers stand in for no others."""
    for resource in filter(of_people, resources):
        free = [field["name"] for field in resource["schema"]["fields"] if is_free(field)]
        if free:
            yield FREE_TEXT.format(name=resource["name"], columns=", ".join(free))
    if any(resource["evidence"] == COLLECTED for resource in resources):
        yield NOT_COMPUTED
