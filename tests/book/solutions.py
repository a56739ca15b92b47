"""One solution for each exercise of a fork, so that the checks are known to pass for who has solved them.

By chapter: the module that the solution is added to, and the code, with whatever it imports.
"""

from __future__ import annotations

TRUST = """
from analysis.survey import differences, means, shares


def mean_trust_province_female_patients(circumstances_patients: pd.DataFrame) -> Number:
    female = circumstances_patients["gender"].eq("female")
    return as_number(means(circumstances_patients, TRUST, where=female).iloc[0], "index", 2)


def share_full_trust_department_students(students: pd.DataFrame) -> Number:
    return as_number(shares(students, "trust_department", answers=[5]).iloc[0], "percent")


def difference_trust_residence_patients(patients: pd.DataFrame) -> Number:
    row = differences(patients, TRUST, by="residence", groups=("rural", "urban")).iloc[0]
    return as_number(row, "points", 2)
"""
SERVICE_DELIVERY = """
from analysis.survey import differences_between, means, shares


def share_satisfied_students(students: pd.DataFrame) -> Number:
    answers = students["satisfaction"]
    satisfied = answers.ge(4).astype(float).where(answers.notna())
    known = students.assign(satisfied=satisfied)
    return as_number(shares(known, "satisfied", answers=[1.0]).iloc[0], "percent")


def mean_transparency_1_officials(officials: pd.DataFrame) -> Number:
    return as_number(means(officials, "transparency_1").iloc[0], "index", 2)


def difference_satisfaction_health(officials: pd.DataFrame, patients: pd.DataFrame) -> Number:
    inside = officials["sector"].eq("health")
    first = means(officials, ["satisfaction"], where=inside)
    apart = differences_between(first, means(patients, ["satisfaction"]), "item")
    return as_number(apart.iloc[0], "points", 2)
"""
EXCLUSION = """
from analysis.answers import indicator
from analysis.survey import differences, shares


def share_no_device_students(students: pd.DataFrame) -> Number:
    without = students.assign(no_device=indicator(students["access_device"], "none"))
    return as_number(shares(without, "no_device", answers=[1.0]).iloc[0], "percent")


def share_paying_online_patients(patients: pd.DataFrame) -> Number:
    skill = patients["skill_payment"]
    able = patients.assign(able=skill.gt(3).astype(float).where(skill.notna()))
    return as_number(shares(able, "able", answers=[1.0]).iloc[0], "percent")


def difference_use_residence_students(circumstances_students: pd.DataFrame) -> Number:
    groups = ("rural", "urban")
    row = differences(circumstances_students, "uses", by="residence", groups=groups).iloc[0]
    return as_number(row, "percentage points")
"""
ORGANISATIONAL_CULTURE = """
from analysis.survey import means, shares


def share_reforms_for_show(officials: pd.DataFrame) -> Number:
    return _agreeing(officials, "scepticism_2")


def share_covid_push_health(officials: pd.DataFrame) -> Number:
    agrees = officials["covid_push"].ge(4).astype(float).where(officials["covid_push"].notna())
    known = officials.assign(agrees=agrees)
    inside = officials["sector"].eq("health")
    return as_number(shares(known, "agrees", answers=[1.0], where=inside).iloc[0], "percent")


def mean_workload_officials(culture: pd.DataFrame) -> Number:
    return as_number(means(culture, "workload").iloc[0], "index", 2)
"""
CONTEXT = """
def count_districts_minority(districts_census2023: pd.DataFrame) -> Number:
    literacy = districts_census2023["literacy_total"]
    return count((literacy < 50).sum(), n=len(literacy))


def name_district_out_of_school_most(districts_census2023: pd.DataFrame) -> str:
    return districts_census2023.set_index("district")["out_of_school_5_16"].idxmax()


def name_district_growth_most(districts_census2023: pd.DataFrame) -> str:
    districts = districts_census2023.set_index("district")
    return (districts["pop_2023"] / districts["pop_2017"]).idxmax()
"""
INTERVENTIONS = """
def count_interventions_low(interventions: pd.DataFrame) -> Number:
    return count((interventions["confidence"] == "low").sum(), n=len(interventions))


def count_launches_health_dated(interventions: pd.DataFrame) -> Number:
    health = interventions[interventions["sector"] == "health"]
    return count(health["launch_year"].notna().sum(), n=len(health))


def count_function_complaint_both(interventions_coding: pd.DataFrame) -> Number:
    complaint = interventions_coding["functions"].map(lambda functions: "complaint" in functions)
    both = complaint.groupby(interventions_coding["id"]).all()
    return count(both.sum(), n=len(both))
"""
MODELS_OF_GOVERNMENT = """
from analysis.numbers import percent


def count_participatory_strict_a(interventions_coding: pd.DataFrame) -> Number:
    rows = interventions_coding[interventions_coding["coder"] == "A"]
    return count((rows["citizen_role"] == "co-decider").sum(), n=len(rows))


def count_managerial_two_way_b(
    models_by_intervention: pd.DataFrame, interventions_coding: pd.DataFrame
) -> Number:
    flow = interventions_coding[["coder", "id", "info_flow"]]
    rows = models_by_intervention.merge(flow, on=["coder", "id"])
    rows = rows[(rows["coder"] == "B") & (rows["rule"] == "stated")]
    managerial = rows[rows["model"] == "managerial"]
    return count((managerial["info_flow"] == "two-way").sum(), n=len(managerial))


def share_managerial_health_a(models_by_intervention: pd.DataFrame) -> Number:
    rows = models_by_intervention
    rows = rows[(rows["coder"] == "A") & (rows["rule"] == "stated") & (rows["sector"] == "health")]
    return percent((rows["model"] == "managerial").sum(), len(rows))
"""
METHODS = """
def count_sources_named(interventions: pd.DataFrame) -> Number:
    return count(interventions["source_url"].nunique(), n=len(interventions))


def count_figures_with_year(programme_figures: pd.DataFrame) -> Number:
    return count(programme_figures["as_of"].notna().sum(), n=len(programme_figures))
"""

CONCLUSION = """
def count_tests_survey_open(claim_tests_survey: pd.DataFrame) -> Number:
    return tally((claim_tests_survey["outcome"] == rules.OPEN).sum())


def names_claims_one_test(claim_tests_survey: pd.DataFrame) -> str:
    tests = claim_tests_survey.groupby("key", sort=False).size()
    return ", ".join(tests.index[tests == 1]) or NONE


def names_claims_apart(
    claim_verdicts_record: pd.DataFrame, claim_verdicts_survey: pd.DataFrame
) -> str:
    both = claim_verdicts_record.merge(claim_verdicts_survey, on="key", suffixes=("", "_survey"))
    return ", ".join(both.loc[both["verdict"] != both["verdict_survey"], "key"]) or NONE
"""
ROBUSTNESS = """
def share_gaps_satisfaction_patients(gaps_patients: pd.DataFrame) -> Number:
    row = gaps_patients.set_index("item").loc["satisfaction"]
    return percent(int(row["missing"]), int(row["n"]))


def name_item_gaps_most_officials(gaps_officials: pd.DataFrame) -> str:
    items = gaps_officials.set_index("item")
    return (items["missing"] / items["n"]).idxmax()


def difference_unweighted_trust_province_students(unweighted_students: pd.DataFrame) -> Number:
    trust = unweighted_students.query("item == 'trust_province'").set_index("way")["estimate"]
    return Number(trust[WITHOUT_WEIGHTS] - trust[AS_DESIGNED], "points", 3)
"""
CODEBOOK = """
def names_scales_officials() -> str:
    fields = Package().resource("officials")["schema"]["fields"]
    return ", ".join(dict.fromkeys(field["scale"] for field in fields if "scale" in field))


def names_lists_patients() -> str:
    fields = Package().resource("patients")["schema"]["fields"]
    return ", ".join(field["name"] for field in fields if field["type"] == "list")


def name_column_empty_most_students(students: pd.DataFrame) -> str:
    single = students.loc[:, students.map(type).ne(tuple).all()]
    return single.isna().sum().idxmax()
"""
INSTRUMENTS = """
def names_parts_interview() -> str:
    return "; ".join(dict.fromkeys(forms.read("interview")["group"]))


def name_part_longest_officials() -> str:
    return forms.read("officials").groupby("group", sort=False).size().idxmax()


def names_parts_shared() -> str:
    officials = set(forms.read("officials")["group"])
    return "; ".join(part for part in dict.fromkeys(forms.read("students")["group"]) if part in officials)
"""

SOLUTIONS = {
    "trust": ("trust", TRUST),
    "service-delivery": ("service_delivery", SERVICE_DELIVERY),
    "exclusion": ("exclusion", EXCLUSION),
    "organisational-culture": ("organisational_culture", ORGANISATIONAL_CULTURE),
    "context": ("context_districts", CONTEXT),
    "interventions": ("interventions", INTERVENTIONS),
    "models-of-government": ("models_of_government", MODELS_OF_GOVERNMENT),
    "methods": ("methods", METHODS),
    "conclusion": ("claims", CONCLUSION),
    "robustness": ("robustness", ROBUSTNESS),
    "codebook": ("codebook", CODEBOOK),
    "instruments": ("questionnaires", INSTRUMENTS),
}
