"""Profiles: `_quarto-NAME.yml`, laid over `_quarto.yml` where the profile NAME is active.

Which are active says `QUARTO_PROFILE` (`--profile` sets it), as in Quarto; else `profile: default`. Of each
`profile: group` of which none is active the first is. The first of several goes before the others.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from press.errors import BookError, Problem
from press.located import KeyPath, Located, as_list

VARIABLE = "QUARTO_PROFILE"


def file_of(profile: str) -> str:
    """The file of a profile."""
    return f"_quarto-{profile}.yml"


def active(root: Path, project: Located) -> tuple[str, ...]:
    """The active profiles. Raises BookError for one that has no file and is named in no group."""
    default = project.listed("profile", "default")
    asked = re.split(r"[\s,]+", os.environ.get(VARIABLE, "").strip())
    found = [name for name in asked if name] or default
    groups = _groups(project.get("profile", "group"))
    found += [group[0] for group in groups if group and not set(group) & set(found)]
    known = {*default, *(name for group in groups for name in group)}
    for name in found:
        if name not in known and not (root / file_of(name)).is_file():
            what = f"there is no profile `{name}`: {file_of(name)} does not exist"
            raise BookError(Problem(what, remedy=f"create it, or mend --profile or {VARIABLE}"))
    return tuple(found)


def laid_over(base: Located, over: Located) -> Located:
    """`base` with what `over` says: mappings are merged, lists joined, everything else replaced."""
    places = dict(base.places)

    def take(there: KeyPath, here: KeyPath) -> None:
        for path, place in over.places.items():
            if path[: len(there)] == there:
                places[*here, *path[len(there) :]] = place

    def merged(old: Any, new: Any, there: KeyPath, here: KeyPath) -> Any:
        if isinstance(old, dict) and isinstance(new, dict):
            changed = {
                key: merged(old.get(key), value, (*there, key), (*here, key))
                for key, value in new.items()
            }
            return {**old, **changed}
        if isinstance(old, list) or (old is not None and isinstance(new, list)):
            joined = list(old if isinstance(old, list) else [old])
            for index, item in enumerate(new if isinstance(new, list) else [new]):
                if item not in joined:
                    take((*there, index) if isinstance(new, list) else there, (*here, len(joined)))
                    joined.append(item)
            return joined
        take(there, here)
        return new

    value = merged(base.value, over.value, (), ())
    return Located(value, places, base.path)


def _groups(value: Any) -> list[list[str]]:
    """The groups, of which one may be written without a list around it."""
    listed = value if isinstance(value, list) else []
    nested = all(isinstance(item, list) for item in listed)
    return [list(map(str, as_list(item))) for item in (listed if nested else [listed])]
