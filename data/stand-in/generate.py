"""Makes the stand-in tables from `truths.toml`: `python data/stand-in/generate.py`.

The tables are synthetic. `python -m nox -s stand-in` runs this and records the new hashes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from standin.tables import TABLES, write  # noqa: E402 - its folder is put on the path just above
from standin.truths import planted  # noqa: E402 - the same


def main(arguments: list[str] | None = None) -> None:
    """Write every table, or those that are named."""
    parser = argparse.ArgumentParser(description="Make the synthetic stand-in tables.")
    parser.add_argument("tables", nargs="*", choices=[*TABLES, []], help="default: all")
    parser.add_argument("--seed", type=int, default=planted()["seed"])
    parser.add_argument("--scale", type=int, default=1, help="times as many institutions")
    parser.add_argument("--output", type=Path, default=HERE)
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    for name in options.tables or TABLES:
        write(TABLES[name](options.seed, options.scale), options.output / f"{name}.csv")


if __name__ == "__main__":
    main()
