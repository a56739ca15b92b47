"""Which column of a file is which of the codebook, by its name alone; and which is none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from analysis.errors import Problem
from analysis.personal_data import redacted

Field = Mapping[str, Any]
"""The codebook's description of a column."""

OF_FORMS = re.compile(
    "_.*|start|end|today|deviceid|username|phonenumber|subscriberid|simserial|simid|imei|audit|uuid"
    "|instanceID|instanceName|rootUuid|KEY|SubmissionDate|SubmitterID|SubmitterName|DeviceID|Edits"
    "|AttachmentsPresent|AttachmentsExpected|Status|ReviewState|FormVersion|consent"
)
"""Columns that KoboToolbox and ODK add, and the consent that opens a questionnaire."""
PARTS = re.compile(r"[/:.-]")
"""What may stand between the names of a group and of its item, or of an item and of its choice."""
OF_A_REPEAT = frozenset({"_parent_index", "_parent_table_name", "PARENT_KEY"})
"""Columns by which KoboToolbox and ODK tie the rows of a repeat group to their interview."""
AS_NAMES = 'export it again with names: in KoboToolbox "XML values and headers"'
OF_THE_FORM = "of the form, not an answer"
NOTHING_IN_IT = "nothing in it: a note or a heading"
TWICE = "the choices of a question that has a column with all of them"


def plain(text: str) -> str:
    """`text` as the name of a choice, which has no blank: lower case, `_` for blank and hyphen."""
    return re.sub(r"[ _-]+", "_", text.strip()).lower()


class Columns:
    """The columns of one file, each taken for one of the codebook, one of the form, or unknown."""

    def __init__(self, labels: Sequence[str], fields: Sequence[Field]) -> None:
        """The columns called `labels` in a file of the table with `fields`."""
        self.labels = list(labels)
        self.names = [field["name"] for field in fields]
        self._lists = {
            field["name"]: {plain(item): item for item in field.get("itemEnum", ())}
            for field in fields
            if field["type"] == "list"
        }
        self.form = any(
            label not in self.names and (_is_of_form(label) or self._field(label) in self.names)
            for label in self.labels
        )
        self.of_field: dict[str, int] = {}
        self.choices: dict[str, dict[str, int]] = {}
        self.of_form: list[int] = []
        self.unknown: list[int] = []
        self.repeated: list[int] = []
        for position, label in enumerate(self.labels):
            self._take(position, label)

    def _take(self, position: int, label: str) -> None:
        name = self._field(label)
        if name in self.of_field:
            self.repeated.append(position)
        elif name is not None:
            self.of_field[name] = position
        elif choice := self._choice(label):
            self.choices.setdefault(choice[0], {})[choice[1]] = position
        elif self.form and _is_of_form(label):
            self.of_form.append(position)
        else:
            self.unknown.append(position)

    def _field(self, label: str) -> str | None:
        """The column of the codebook that `label` names, by itself or as the end of a path."""
        return next((end for end in ends(label) if end in self.names), None)

    def _choice(self, label: str) -> tuple[str, str] | None:
        """(column, item) of the codebook, if `label` names one choice of a question with several."""
        for part in PARTS.finditer(label):
            items = self._lists.get(self._field(label[: part.start()]) or "", {})
            if item := items.get(plain(label[part.end() :])):
                return str(self._field(label[: part.start()])), item
        return None

    def position_of(self, column: str) -> int | None:
        """Where the file has a column of the form called `column`, if anywhere."""
        of_form = [i for i in self.of_form if column in ends(self.labels[i])]
        return of_form[0] if of_form else None

    def left_out(self, filled: Set[int]) -> dict[str, str]:
        """For each column that is not read, why not; `filled` are unknown ones that hold something."""
        empty = [i for i in self.unknown if self.form and i not in filled]
        twice = [i for name in self.of_field for i in self.choices.get(name, {}).values()]
        reasons = {OF_THE_FORM: self.of_form, NOTHING_IN_IT: empty, TWICE: twice}
        return {self.labels[i]: reason for reason, found in reasons.items() for i in found}

    def problems(self, file: str, filled: Set[int]) -> list[Problem]:
        """What is wrong with the columns: other names, unknown, twice there, missing."""
        if whole := self._not_the_file(file):
            return [whole]
        missing = [n for n in self.names if n not in self.of_field and n not in self.choices]
        found = []
        for i in self.unknown:
            if self.form and i not in filled:
                continue
            expected = self.names[i] if i < len(self.names) and self.names[i] in missing else None
            if expected is not None:
                missing.remove(expected)
            found.append(self._unknown(file, i, expected))
        for i in self.repeated:
            what, remedy = "two columns have this name", "name them as the codebook does"
            found.append(Problem(file, what, remedy, row=1, found=self.labels[i]))
        for name in missing:
            what, remedy = "the column is missing", "put the column back"
            found.append(Problem(file, what, remedy, row=1, column=name))
        return found

    def _not_the_file(self, file: str) -> Problem | None:
        """What to say of a file that is another one than was meant, as its columns show."""
        if any(end in OF_A_REPEAT for label in self.labels for end in ends(label)):
            what = "rows of a repeat group, of which one interview may have several"
            remedy = "give the file, or the first sheet, that has a row for each interview"
            return Problem(file, what, remedy, row=1)
        found = len(self.of_field) + len(self.choices)
        asked = [label for label in (self.labels[i] for i in self.unknown) if " " in label.strip()]
        if 2 * found < len(self.names) and 2 * len(asked) > len(self.unknown):
            what = "the header has the words of the questions, not their names"
            return Problem(file, what, AS_NAMES, row=1, found=asked[0], allowed=self.names[0])
        return None

    def _unknown(self, file: str, position: int, expected: str | None) -> Problem:
        """What to say of a column that the codebook does not know; `expected` is what belongs there."""
        label = self.labels[position]
        if expected is not None:
            what, remedy = "the column has another name", "name it as the codebook does"
        elif not label:
            what, remedy = "the column has no name", "name it as the codebook does"
        else:
            what, remedy = "the column is not in the codebook", "delete it, or describe it there"
        found = redacted(label) if label != expected else None
        return Problem(file, what, remedy, row=1, column=expected, found=found, allowed=expected)


def ends(label: str) -> Iterator[str]:
    """`label`, and what follows each of the marks that part a path."""
    yield label
    for part in PARTS.finditer(label):
        yield label[part.end() :]


def _is_of_form(label: str) -> bool:
    return any(OF_FORMS.fullmatch(end) for end in ends(label))
