"""From the form to the frame: what KoboToolbox exports is read as the same answers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.sources import DATA, Package
from tests.instruments.test_forms import NOT_ASKED, NOTHING, QUESTIONNAIRES, fields, rows


def paths(form: str) -> dict[str, str]:
    """Each question of `form` with the groups around it, as headers of an export have it."""
    groups: list[str] = []
    found = {}
    for row in rows(form, "survey"):
        if row["type"] == "begin_group":
            groups.append(row["name"])
        elif row["type"] == "end_group":
            groups.pop()
        else:
            found[row["name"]] = "/".join([*groups, row["name"]])
    return found


def exported(form: str) -> pd.DataFrame:
    """The stand-in answers as "XML values and headers" with groups would hold them."""
    table = pd.read_csv(DATA / "stand-in" / f"{form}.csv", dtype=str, keep_default_na=False)
    for name, field in fields(form).items():
        if field["type"] == "list":
            items = table[name].str.replace(" ", "_").str.replace(field["delimiter"], " ")
            table[name] = items.mask(items == "", NOTHING)
        elif name not in NOT_ASKED and "enum" in field.get("constraints", {}):
            table[name] = table[name].str.replace(" ", "_")
    table.insert(0, "start", "2026-01-05T09:00:00.000+05:00")
    headers = paths(form)
    export = table.rename(columns=headers)
    export[headers["privacy"]] = ""
    export[headers["consent"]] = "yes"
    return export.assign(_uuid=[f"uuid-{row}" for row in range(len(export))])


@pytest.mark.parametrize("form", QUESTIONNAIRES)
def test_an_export_of_the_form_is_read_as_the_answers_that_went_in(
    form: str, tmp_path: Path
) -> None:
    """Groups, choices without blanks, several answers in a cell, and the columns of the form."""
    package = Package(shutil.copytree(DATA, tmp_path / "data"))
    expected = package.read(form)
    export = exported(form)
    # Who refuses is no respondent: the row is excluded, and counted.
    refused = export.iloc[[0]].assign(**{paths(form)["consent"]: "no", "_uuid": "uuid-refused"})
    whole = pd.concat([export, refused])
    whole.to_csv(package.root / "raw" / f"{form}.csv", index=False, sep=";")
    changed = package.descriptor
    resource = next(one for one in changed["resources"] if one["name"] == form)
    resource["path"] = f"raw/{form}.csv"
    package.update_hashes()
    pd.testing.assert_frame_equal(Package(package.root).read(form), expected)
