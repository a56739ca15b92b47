"""Tries the analysis on many samples of known truth: `python data/stand-in/recover.py`.

`python -m nox -s recovery` runs this; the report goes to `data/stand-in/recovery.md`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from recovery.coverage import (  # noqa: E402 - its folder is put on the path just above
    AGAIN,
    FIRST_SEED,
    SECOND_SEED,
    coverage,
    doubtful,
    estimates,
    outside,
    report,
)


def main(arguments: list[str] | None = None) -> None:
    """Draw the samples, estimate, try again what is in doubt, and write the report."""
    parser = argparse.ArgumentParser(description="Count how often intervals hold what is planted.")
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument(
        "--first", type=int, default=FIRST_SEED, help="the seed of the first sample"
    )
    parser.add_argument("--output", type=Path, default=HERE / "recovery.md")
    options = parser.parse_args(arguments)
    table = coverage(estimates(range(options.first, options.first + options.samples)))
    again = coverage(estimates(range(SECOND_SEED, SECOND_SEED + AGAIN), doubtful(table).index))
    text = report(table, options.samples, options.first, again)
    options.output.write_text(text, encoding="utf-8", newline="\n")
    counts = f"{len(outside(table))} of {len(table)} outside, {len(outside(again))} of them again"
    print(f"{options.output}: {counts}")


if __name__ == "__main__":
    main()
