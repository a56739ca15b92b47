"""What the documented interventions do, and what they are said to be for (claims C3 and C4).

In: the two independent codings (A and B). Out: how many interventions have each function, purpose,
direction of information and role of the citizen, in each coding, and the words that follow. An
intervention may have several functions and purposes. A purpose is one that a document states, and
no driver: how often it is stated is neither how much it weighed nor which came first. Counts of the
list are counts: no interval, no test. The codings stand side by side and are never averaged.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pandas as pd
from great_tables import GT
from hamilton.function_modifiers import parameterize, value
from plotnine import (
    labs,
)

from analysis.charts import dumbbell
from analysis.exhibits import Chart, base_line
from analysis.numbers import Number, count
from analysis.readings import ALL_SECTORS, CODERS, SECTORS, Parameters, by_coder
from analysis.theme import ACCENT, book_table
from analysis.wording import extent, in_codings, joined, ordinal

FIELDS = ("functions", "stated_purposes", "info_flow", "citizen_role")
CLAIM_C3 = ("evidence-based policy",)
CLAIM_C4 = ("efficiency", "transparency", "accessibility")
"""The purposes that the published study names as the first and as the second driver."""
PAIRS = tuple(product(CODERS, CLAIM_C4))
"""Every comparison of a purpose of C4 with that of C3: one coding, one purpose."""
OVERSIGHT = ("monitoring", "data dashboard")
"""Functions by which a department watches its own facilities and staff; the codings differ on which
of the two an intervention has, so that the prose counts them together as well."""
VOICE = ("complaint", "consultation")
"""Functions by which a department hears from citizens."""
CROSS_CUTTING = "cross-cutting"
CODED_ONCE = {"info_flow": "Flow of information", "citizen_role": "Role of the citizen"}
IN_ORDER = {
    "info_flow": ("internal", "government-to-citizen", "citizen-to-government", "two-way"),
    "citizen_role": (
        "none",
        "data subject",
        "service user",
        "complainant",
        "consultee",
        "co-decider",
    ),
}
"""The values of the codes that take one, from least to most said or done by citizens."""
COUNTED = "Documented interventions"
DOTS_READ_AS = "Dot: coding A. Ring: coding B. Dot in a ring: the same number in both."
ANY_OF = " or "
"""Between the codes that a number counts together, so that its definition reads as a sentence."""


def codes_given(interventions_coding: pd.DataFrame, interventions: pd.DataFrame) -> pd.DataFrame:
    """Every code that was given. One row per coding, intervention, field (of `FIELDS`) and code."""
    rows = interventions_coding.merge(interventions[["id", "sector"]], on="id", validate="m:1")
    keys = ["coder", "id", "sector"]
    parts = [
        rows[[*keys, field]].explode(field).rename(columns={field: "code"}).assign(field=field)
        for field in FIELDS
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset=["code"])


def code_counts(codes_given: pd.DataFrame) -> pd.DataFrame:
    """Interventions with each code. One row per field, code and sector (`ALL_SECTORS`): A, B."""
    rows = pd.concat([codes_given, codes_given.assign(sector=ALL_SECTORS)])
    counts = pd.crosstab([rows["field"], rows["code"], rows["sector"]], rows["coder"])
    return (
        counts.reindex(columns=list(CODERS), fill_value=0).rename_axis(columns=None).reset_index()
    )


def _of(code_counts: pd.DataFrame, field: str, sector: str = ALL_SECTORS) -> pd.DataFrame:
    """Counts by coding of one field's codes, by code."""
    at = (code_counts["field"] == field) & (code_counts["sector"] == sector)
    return code_counts[at].set_index("code")[list(CODERS)]


def _with_any(given: pd.DataFrame, coder: str, field: str, codes: Iterable[str]) -> set[str]:
    """The interventions to which a coding gave any of some codes."""
    at = (given["coder"] == coder) & (given["field"] == field) & given["code"].isin(list(codes))
    return set(given.loc[at, "id"])


def _counted(field: str, ends: dict[str, tuple[str, ...]]) -> dict[str, Parameters]:
    """Node names `count_END_a`, `count_END_b` for each set of codes of a field."""
    return {
        name: {**coder, "field": value(field), "codes": value(ANY_OF.join(codes))}
        for end, codes in ends.items()
        for name, coder in by_coder(f"count_{end}").items()
    }


def _each(prefix: str, codes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Ends of node names for single codes: {"purpose_cost": ("cost",), ...}."""
    names = (code.translate(str.maketrans("- /", "___")) for code in codes)
    return {f"{prefix}_{name}": (code,) for name, code in zip(names, codes, strict=True)}


FUNCTIONS_NAMED = (*OVERSIGHT, "complaint", "consultation", "deliberation", "tele-service")
PURPOSES_NAMED = (*CLAIM_C3, *CLAIM_C4, "accountability", "participation")
"""The functions and purposes that have numbers of their own."""


@parameterize(
    **_counted("functions", _each("function", FUNCTIONS_NAMED)),
    **_counted("functions", {"function_oversight": OVERSIGHT}),
    **_counted("stated_purposes", _each("purpose", PURPOSES_NAMED)),
    **_counted("info_flow", _each("flow", IN_ORDER["info_flow"])),
    **_counted("citizen_role", _each("role", IN_ORDER["citizen_role"])),
)
def count_with_code(codes_given: pd.DataFrame, field: str, codes: str, coder: str) -> Number:
    """Interventions to which coding {coder} gave {codes} ({field})."""
    whole = codes_given.loc[codes_given["coder"] == coder, "id"].nunique()
    return count(len(_with_any(codes_given, coder, field, codes.split(ANY_OF))), n=whole)


@parameterize(
    **{
        name: {**coder, "codes": value(ANY_OF.join(codes))}
        for end, codes in (("oversight", OVERSIGHT), ("voice", VOICE))
        for name, coder in by_coder(f"count_cross_cutting_{end}").items()
    }
)
def count_cross_cutting(codes_given: pd.DataFrame, codes: str, coder: str) -> Number:
    """Cross-cutting ones among the interventions with function {codes} in coding {coder}."""
    having = _with_any(codes_given, coder, "functions", codes.split(ANY_OF))
    across = set(codes_given.loc[codes_given["sector"] == CROSS_CUTTING, "id"])
    return count(len(having & across), n=len(having))


@parameterize(**by_coder("count_evidence_policy_oversight"))
def count_evidence_policy(codes_given: pd.DataFrame, coder: str) -> Number:
    """Interventions for evidence-based policy that monitor or feed a dashboard, coding {coder}."""
    stated = _with_any(codes_given, coder, "stated_purposes", CLAIM_C3)
    watching = _with_any(codes_given, coder, "functions", OVERSIGHT)
    return count(len(stated & watching), n=len(stated))


@parameterize(
    names_function_most={"field": value("functions")},
    names_purpose_most={"field": value("stated_purposes")},
)
def names_most(code_counts: pd.DataFrame, field: str) -> str:
    """The most frequent of the {field}, or those that share the first place, in each coding."""
    counts = _of(code_counts, field)
    most = [counts.index[counts[coder] == counts[coder].max()] for coder in CODERS]
    return in_codings(*(joined(sorted(names)) for names in most))


def place_purpose_evidence(code_counts: pd.DataFrame) -> str:
    """Place of evidence-based policy among the purposes, by frequency in each coding: words."""
    counts = _of(code_counts, "stated_purposes")
    (evidence,) = CLAIM_C3
    before = (counts > counts.loc[evidence]).sum()
    return in_codings(*(ordinal(1 + int(before[coder])) for coder in CODERS))


def count_purposes(code_counts: pd.DataFrame) -> Number:
    """Purposes that either coding found stated, "other" among them."""
    return count(len(_of(code_counts, "stated_purposes")))


def extent_c4_before_c3(code_counts: pd.DataFrame) -> str:
    """In how many comparisons (purpose of C4, coding) it is stated more often than that of C3."""
    counts = _of(code_counts, "stated_purposes")
    (evidence,) = CLAIM_C3
    return extent([counts.at[name, coder] > counts.at[evidence, coder] for coder, name in PAIRS])


def order_claims(code_counts: pd.DataFrame) -> str:
    """How the order of C3 and C4 stands to that of the record, over both codings: words."""
    counts = _of(code_counts, "stated_purposes")
    (evidence,) = CLAIM_C3
    pairs = [(counts.at[evidence, coder], counts.at[name, coder]) for coder, name in PAIRS]
    if all(first > second for first, second in pairs):
        return "also"
    return "not" if all(first < second for first, second in pairs) else "only in part"


def count_purposes_agreed(codes_given: pd.DataFrame) -> Number:
    """Interventions for which both codings found the very same purposes."""
    purposes = codes_given[codes_given["field"] == "stated_purposes"]
    sets = purposes.groupby(["id", "coder"])["code"].agg(frozenset).unstack("coder")
    return count((sets["A"] == sets["B"]).sum(), n=len(sets))


def fig_interventions_functions(code_counts: pd.DataFrame) -> Chart:
    """Interventions with each function, by sector and coding."""
    parts = [
        _long(_of(code_counts, "functions", sector), _ordered(code_counts, "functions")).assign(
            Sector=sector.capitalize()
        )
        for sector in SECTORS
    ]
    return _pairs(pd.concat(parts, ignore_index=True), panel="Sector") + labs(
        caption=f"{_bases(code_counts)} {DOTS_READ_AS} An intervention may have several functions."
    )


def fig_interventions_purposes(code_counts: pd.DataFrame) -> Chart:
    """Interventions for which documents state each purpose, by coding; C3 and C4 are marked."""
    claims = {**dict.fromkeys(CLAIM_C3, " (C3)"), **dict.fromkeys(CLAIM_C4, " (C4)")}
    counts, order = _of(code_counts, "stated_purposes"), _ordered(code_counts, "stated_purposes")
    rows = _long(counts, order)
    rows["Code"] += rows["Code"].map(claims).fillna("")
    return _pairs(rows, digits=0) + labs(
        caption=f"{_bases(code_counts)} {DOTS_READ_AS} An intervention may have several purposes."
    )


def _bases(code_counts: pd.DataFrame) -> str:
    """How many interventions were coded, as the codes say of which each has one."""
    coded = [_of(code_counts, field).sum() for field in CODED_ONCE]
    return base_line(pd.concat(coded).to_frame("n"), "interventions")


def _ordered(code_counts: pd.DataFrame, field: str) -> list[str]:
    """The codes of a field by how often both codings give them, most often first; ties by name."""
    totals = _of(code_counts, field).sum(axis=1).rename("total").reset_index()
    return totals.sort_values(["total", "code"], ascending=[False, True])["code"].tolist()


def _long(counts: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """Counts by code and coding, one row each: Code, Coding, Documented interventions."""
    rows = counts.reindex(order, fill_value=0).rename(columns=lambda coder: f"Coding {coder}")
    return rows.rename_axis("Code").reset_index().melt("Code", None, "Coding", COUNTED)


def _pairs(rows: pd.DataFrame, *, panel: str | None = None, digits: int | None = None) -> Chart:
    """For each code a dot (coding A) and a ring (coding B), joined by a line; from nothing up."""
    colours = (ACCENT, ACCENT)
    return dumbbell(
        rows,
        label="Code",
        group="Coding",
        value=COUNTED,
        panel=panel,
        colours=colours,
        digits=digits,
    )


def tbl_interventions_roles(code_counts: pd.DataFrame) -> GT:
    """Interventions by flow of information and by role of the citizen, in both codings."""
    parts = [
        _of(code_counts, field).reindex(IN_ORDER[field], fill_value=0).assign(group=title)
        for field, title in CODED_ONCE.items()
    ]
    shown = pd.concat(parts).reset_index(names="code")
    return (
        book_table(shown, rowname_col="code", groupname_col="group")
        .tab_stubhead("Code")
        .cols_label({coder: f"Coding {coder}" for coder in CODERS})
        .cols_align("right", list(CODERS))
        .tab_source_note(_bases(code_counts))
    )
