"""Files that check themselves, whose folder may be deleted at any time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from press.entries import drop_entries, read_entry, write_entry


def test_an_entry_is_read_as_it_was_written_and_others_are_dropped(tmp_path: Path) -> None:
    """Whatever stood in its place; nothing half written stays beside it."""
    for name, content in {"a.json": 1, "b.json": 2}.items():
        write_entry(tmp_path / "new" / name, "before")
        write_entry(tmp_path / "new" / name, content)
    drop_entries(tmp_path / "new", [tmp_path / "new" / "b.json"])
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["b.json"]
    assert read_entry(tmp_path / "new" / "b.json") == 2


@pytest.mark.parametrize(("where", "step"), [(os, "open"), (os, "replace"), (Path, "iterdir")])
def test_a_folder_that_is_deleted_meanwhile_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, step: str
) -> None:
    """Before the entry is begun, before it is put in its place, or while others are looked for."""
    folder, call = tmp_path / "cache", getattr(where, step)
    write_entry(folder / "old.json", "before")

    def behind(*arguments: Any, **options: Any) -> Any:
        monkeypatch.undo()
        shutil.rmtree(folder)
        return call(*arguments, **options)

    monkeypatch.setattr(where, step, behind)
    if step == "iterdir":
        drop_entries(folder, [])
    else:
        write_entry(folder / "new.json", "after")
    assert not folder.exists()
