"""What a change of the book's data executes: the chapters that read the table, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.sources import Package
from press.build import Options, run
from press.executed import Executed
from press.outputs import LINEAGE_MIME
from press.progress import Progress
from press.sources import cache_of, read_book


@pytest.fixture(scope="module")
def copied(abroad: Path) -> Iterator[tuple[Path, list[Executed]]]:
    """A copy of the project, and its chapters as its cache has them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(abroad))  # where the kernels of the copy found `analysis`
        progress = Progress(quiet=True)
        config, chapters = read_book(abroad, progress)
        executed = run(config, chapters, Options(abroad), progress)
        assert [one.why for one in executed if not one.cached and one.chapter.executable] == []
        yield abroad, executed


def tables_of(executed: Executed) -> set[str]:
    """The tables that lie upstream of what a chapter printed, as the results themselves say."""
    outputs = (output for part in executed.outputs.values() for output in part)
    records = (output.get("data", {}).get(LINEAGE_MIME, {}) for output in outputs)
    return {source["resource"] for record in records for source in record.get("inputs", [])}


def stale(root: Path) -> set[str]:
    """The chapters that a build would execute now."""
    config, chapters = read_book(root, Progress(quiet=True))
    cache = cache_of(config)
    return {c.path for c in chapters if c.executable and cache.find(c).outputs is None}


@pytest.mark.parametrize("table", ["un_egovernment", "programme_figures", "districts_census2023"])
def test_new_hash_of_one_table_executes_only_the_chapters_that_read_it(
    copied: tuple[Path, list[Executed]], table: str
) -> None:
    """All hashes stand in one descriptor; a chapter depends on the entries of its own tables."""
    root, executed = copied
    readers = {one.chapter.path for one in executed if table in tables_of(one)}
    assert set() < readers < {one.chapter.path for one in executed if one.chapter.executable}

    package = Package(root / "data")
    file = root / "data" / package.resource(table)["path"]
    before, descriptor = file.read_bytes(), (root / "data" / "datapackage.json").read_bytes()
    file.write_bytes(before.replace(b"\n", b"\r\n"))  # other bytes, the same table
    assert package.update_hashes() == [table]
    assert stale(root) == readers

    file.write_bytes(before)
    (root / "data" / "datapackage.json").write_bytes(descriptor)
    assert stale(root) == set()
