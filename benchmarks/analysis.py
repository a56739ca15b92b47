"""Time and memory of the analysis of the survey as its respondents grow: `python -m nox -s bench-analysis`.

Each size is a process of its own, which reads the tables and runs every kind of estimate on the table
that it is used with most, then every result of the book. The generator of the stand-ins makes the
tables first, in another process, so that its memory is not counted. `--write` puts what was measured
into `benchmarks/analysis.md`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from analysis import (
    association,
    decomposition,
    dominance,
    intercoder,
    mediation,
    missing_data,
    ordinal,
    regression,
    results,
    scales,
    survey,
)
from analysis.sources import DATA, Package

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "benchmarks" / "analysis.md"
SIZES = (1, 10, 100, 1000)
HEAD = """\
# How the analysis of the survey grows

Seconds for each step, and gigabytes for all (the peak of a process that reads the tables and runs every step), by size: 1 is
the survey as it is, 1,000 has 1,000 times as many institutions and respondents. *Growth* is the exponent fitted to the times of
the sizes beyond the first, which is mostly start-up: 1 is proportional; n log n is 1.1 over these sizes; 2 is quadratic. Most of the time
of a large sample goes into multiple imputation, of three items and again among the results of the book. Made by `python -m nox -s bench-analysis -- --write`.

"""

RESPONDENTS = ("students", "patients", "officials")

Tables = dict[str, pd.DataFrame]


def steps(tables: Tables) -> dict[str, Callable[[], object]]:
    """Every kind of estimate, by what a reader calls it."""
    students, officials = tables["students"], tables["officials"]
    users = pd.concat([students, tables["patients"]], ignore_index=True)
    users = users.assign(uses=users["used"].map(len).gt(0).astype(float))
    service = [
        f"{name}_{i}" for name in ("efficiency", "transparency", "accessibility") for i in (1, 2, 3)
    ]
    quality = {name: [f"{name}_{i}" for i in (1, 2, 3)] for name in ("efficiency", "accessibility")}
    users["quality"] = scales.scores(users, quality)["efficiency"]
    circumstances = {
        "residence": "urban",
        "gender": "male",
        "access_device": "own",
        "skill_form": None,
    }
    trust = {"quality": None, "satisfaction": None, "gender": "male", "residence": "urban"}
    gap = {"access_device": "own", "access_internet": "always", "skill_form": None}
    terms = sorted(set(tables["interview_codes"]["codes"].explode().dropna()))
    constraints = sorted(set(users["constraints"].explode().dropna()))
    between = [survey.means(table, service, by="sector") for table in (officials, users)]
    return {
        "shares of every answer to nine items, by district": partial(
            survey.shares, users, service, by="district"
        ),
        "means of nine items, by sector": partial(survey.means, users, service, by="sector"),
        "constraints named, by residence": partial(
            survey.mentions, users, "constraints", constraints, by="residence"
        ),
        "differences of two groups, nine items": partial(
            survey.differences, users, service, by="residence", groups=("rural", "urban")
        ),
        "differences of providers and users": partial(
            survey.differences_between, *between, on=["sector", "item"]
        ),
        "chi-square of Rao and Scott": partial(
            association.association, users, "access_internet", "access_device"
        ),
        "alpha and omega of two scales, by sector": partial(
            scales.reliability, users, quality, by="sector"
        ),
        "Cliff's delta, nine items": partial(
            dominance.cliffs_delta_between, officials, users, service
        ),
        "logistic regression of use": partial(regression.logistic, users, "uses", circumstances),
        "proportional odds of trust": partial(
            ordinal.proportional_odds, users, "trust_province", trust
        ),
        "test of proportional odds": partial(
            ordinal.proportional_odds_test, users, "trust_province", trust
        ),
        "mediation": partial(mediation.mediation, users, "trust_province", "quality", "uses"),
        "decomposition of a gap": partial(
            decomposition.decomposition,
            users,
            "uses",
            gap,
            by="residence",
            groups=("urban", "rural"),
        ),
        "patterns of non-response": partial(missing_data.patterns, users, service),
        "multiple imputation of three items": partial(
            missing_data.imputed_estimates,
            users,
            quality["efficiency"],
            [*service[3:], "satisfaction", "sector", "residence", "gender"],
            partial(survey.means, items=quality["efficiency"], by="sector"),
            ["sector", "item"],
        ),
        "agreement of coders, by code": partial(
            intercoder.agreement_by_code, tables["interview_codes"], terms
        ),
    }


def make(size: int, folder: Path) -> None:
    """Put a data folder with tables of `size` at `folder`."""
    sys.path.insert(0, str(DATA / "stand-in"))
    from standin.tables import TABLES, write
    from standin.truths import planted

    shutil.copytree(DATA, folder)
    for name, table in TABLES.items():
        write(table(planted()["seed"], size), folder / "stand-in" / f"{name}.csv")
    Package(folder).update_hashes()


def measure(folder: Path) -> dict[str, object]:
    """Seconds of every step on the tables in `folder`, respondents, and the peak of memory in GB."""
    package, seconds = Package(folder), {}
    start = time.perf_counter()
    tables = {name: package.read(name) for name in (*RESPONDENTS, "interview_codes")}
    seconds["reading and checking the tables"] = time.perf_counter() - start
    respondents = sum(len(tables[name]) for name in RESPONDENTS)
    seconds |= timed(steps(tables))
    tables.clear()  # the book reads its own
    book = results.Results(results.MODULES, package)
    seconds |= timed({f"all {len(dir(book))} results of the book": partial(compute_all, book)})
    unit = 2**30 if sys.platform == "darwin" else 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return {"respondents": respondents, "seconds": seconds, "gigabytes": peak}


def timed(several: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of each step, by its name."""
    seconds = {}
    for name, step in several.items():
        start = time.perf_counter()
        step()
        seconds[name] = time.perf_counter() - start
    return seconds


def compute_all(book: results.Results) -> None:
    """Compute every number, phrase, figure and table, and the frames they rest on."""
    for name in dir(book):
        getattr(book, name)


def apart(*arguments: str) -> str:
    """What this module prints when it is run with `arguments` in a process of its own.

    As a module, from the project's folder: by its file, its name would hide the package `analysis`.
    """
    command = [sys.executable, "-m", "benchmarks.analysis", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def measured(size: int) -> dict[str, object]:
    """The measures of one size."""
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "data")
        apart("--make", str(size), data)
        return dict(json.loads(apart("--measure", data)))


def growth(sizes: list[int], seconds: list[float]) -> float:
    """The slope of log seconds by log size, by least squares, without the smallest size."""
    points = [(math.log(n), math.log(max(t, 1e-6))) for n, t in zip(sizes, seconds, strict=True)][
        1:
    ]
    x, y = ([point[i] for point in points] for i in (0, 1))
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in points)
    return above / sum((a - mean_x) ** 2 for a in x)


def report(found: dict[int, dict]) -> str:
    """The table of all sizes as Markdown."""
    sizes = list(found)
    head = [f"{size:,} ×" for size in sizes]
    rows = [["Step", *head, "growth"], ["---", *["---:"] * (len(sizes) + 1)]]
    rows.append(["respondents", *(f"{found[size]['respondents']:,}" for size in sizes), ""])
    for step in found[sizes[0]]["seconds"]:
        seconds = [found[size]["seconds"][step] for size in sizes]
        slope = f"{growth(sizes, seconds):.2f}" if len(sizes) > 2 else ""
        rows.append([step, *(f"{second:.2f}" for second in seconds), slope])
    total = [sum(found[size]["seconds"].values()) for size in sizes]
    rows.append(["**all steps, seconds**", *(f"{second:.1f}" for second in total), ""])
    peaks = [found[size]["gigabytes"] for size in sizes]
    rows.append(["**peak of memory, GB**", *(f"{peak:.2f}" for peak in peaks), ""])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    place = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return "\n".join([*lines, "", f"{place}.", ""])


def main() -> None:
    """Measure every size, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(int(options.make[0]), Path(options.make[1]))
    elif options.measure:
        print(json.dumps(measure(Path(options.measure))))
    else:
        text = report({size: measured(size) for size in options.sizes})
        print(text)
        if options.write:
            REPORT.write_text(HEAD + text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
