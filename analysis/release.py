"""What of a table may leave the project: rows of respondents do not, unless their codebook lets them.

In: a table of the data package. Out: its rows, or its file, as an archive, a fork or a page may hold them.
Rows of respondents that are marked `collected` are published by nobody, unless their resource says
`"publish": true` and no combination of its quasi-identifiers is rare (`publishable_rows`). Whoever gives
a table away gives what `released` hands out; text of respondents is written through `as_csv` alone.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from analysis.errors import DisclosureError, Problem
from analysis.numbers import COLLECTED
from analysis.sources import Package

K_ANONYMITY = 5
"""The fewest rows that may share one combination of quasi-identifiers where rows are published."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the begin of a formula."""


def publishable_rows(package: Package, name: str) -> pd.DataFrame:
    """The rows of table `name`, if they may leave the project: in an archive, a fork, a page.

    Raises DisclosureError if they are `collected`, unless the resource says `publish: true`, names its
    quasi-identifiers, and has no combination of these in fewer than K_ANONYMITY rows.
    """
    resource = package.resource(name)
    frame = package.read(name)
    if resource["evidence"] != COLLECTED:
        return frame
    file = package.input(name).path
    if resource.get("publish") is not True:
        what, remedy = (
            "rows of respondents, which are not published",
            "publish results of them alone",
        )
        raise DisclosureError([Problem(file, what, remedy, allowed='"publish": true')])
    fields = resource["schema"]["fields"]
    quasi = [field["name"] for field in fields if field.get("quasiIdentifier")]
    if not quasi:
        what, remedy = "no column is said to be a quasi-identifier", "say so of those that are"
        raise DisclosureError([Problem(file, what, remedy, allowed='"quasiIdentifier": true')])
    sizes = frame.groupby(quasi, dropna=False, observed=True).size()
    if rare := int((sizes < K_ANONYMITY).sum()):
        problem = Problem(
            file,
            f"combinations of {', '.join(quasi)} that single respondents out",
            "merge values of these columns, or leave columns out, until none is rare",
            found=f"{rare} in fewer than {K_ANONYMITY} rows",
            allowed=f"each in {K_ANONYMITY} rows or more",
        )
        raise DisclosureError([problem])
    return frame


def released(package: Package, name: str) -> tuple[dict[str, Any], bytes]:
    """Table `name` as it may be given away: its description, and the bytes of its file.

    Of `collected` data these are the publishable rows alone, in the columns of the codebook and as CSV,
    whatever else the file holds; raises DisclosureError if there are none. Of other data, the file;
    raises DataError if it is not the one that is described.
    """
    resource = dict(package.resource(name))
    if resource["evidence"] != COLLECTED:
        package.read(name)
        return resource, (package.root / resource["path"]).read_bytes()
    content = as_csv(publishable_rows(package, name)).encode()
    path = PurePosixPath(resource["path"]).with_suffix(".csv").as_posix()
    fresh = {"path": path, "format": "csv", "mediatype": "text/csv", "bytes": len(content)}
    return {**resource, **fresh, "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}, content


def neutral(cell: object) -> object:
    """`cell` as it may stand in a file that a spreadsheet opens: text that begins a formula is quoted.

    With an apostrophe, as OWASP advises ("CSV Injection"). A number stays one.
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(frame: pd.DataFrame) -> str:
    """`frame` as CSV that no spreadsheet would run: every text neutral, several values parted by `;`."""
    cells = frame.map(lambda cell: ";".join(cell) if isinstance(cell, tuple) else cell)
    plain = cells.map(neutral).rename(columns=neutral)
    return str(plain.to_csv(index=False, lineterminator="\n"))
