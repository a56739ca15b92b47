"""The quantities, by the claim of the study on which they bear."""

from __future__ import annotations

from recovery.quantities import (
    Quantity,
    agreement,
    between,
    coefficients,
    difference,
    dominance_between,
    explained,
    indirect,
    mean,
    reliability,
    share,
)
from recovery.samples import CULTURE, SERVICE, SKILL

QUANTITIES: list[Quantity] = [
    share("C2", "officials", "covid_push", 4, 5),
    mean("C2", "officials", "covid_lasting"),
    share("C3", "officials", "driver_first", "evidence"),
    share("C3", "officials", "driver_first", "control"),
    mean("C3", "officials", "driver_evidence"),
    share("C4", "officials", "driver_first", "efficiency", "transparency", "accessibility"),
    *[
        between("C5", scale, sector, users)
        for scale in SERVICE
        for sector, users in (("education", "students"), ("health", "patients"))
    ],
    dominance_between("C5", "efficiency_1", "education", "students"),
    dominance_between("C5", "accessibility_2", "health", "patients"),
    agreement("C6", "constraint"),
    share("C6", "students", "constrained", 1.0),
    share("C6", "patients", "constrained", 1.0),
    share("C6", "patients", "cost", 1.0),
    mean("C7", "officials", "benefit"),
    agreement("C7", "uncritical adoption"),
    share("C8", "students", "access_internet", "never"),
    share("C8", "patients", "access_device", "own"),
    share("C8", "students", "excluded", 1.0),
    difference("C8", "students", "user", "reach", "connected", "shut out"),
    difference("C8", "patients", "user", "reach", "connected", "shut out"),
    *coefficients("C8, C9", "logistic", "students", "user", "shut_out", "skill"),
    *coefficients("C8, C9", "logistic", "patients", "user", "shut_out", "skill"),
    explained("C8", "students", "user", "residence", ("urban", "rural"), "shut_out", "skill"),
    explained("C8", "patients", "user", "gender", ("male", "female"), "shut_out", "skill"),
    share("C9", "patients", "aware", 1.0),
    mean("C9", "students", "skill"),
    share("C10", "students", "managerial_service", "yes"),
    share("C10", "patients", "managerial_form", "yes"),
    share("C10", "students", "consultative_asked", "yes"),
    mean("C11", "students", "asked_less_discussed"),
    mean("C11", "patients", "asked_less_discussed"),
    mean("C12", "officials", "resistance_veiled"),
    share("C12", "officials", "scepticism_above", 1.0),
    *coefficients(
        "C12", "linear", "officials", "resistance_veiled", "monitoring", "workload", "autonomy"
    ),
    agreement("C12", "veiled resistance"),
    agreement("C12", "scepticism"),
    difference(
        "C13",
        "patients",
        "efficiency",
        "main_service",
        "sehat-card-plus",
        "nims-covid-vaccination",
    ),
    difference("C13", "officials", "efficiency", "sector", "education", "health"),
    mean("C14", "students", "trust_province"),
    difference("C14", "students", "trust_province", "use", "user", "no user"),
    difference("C14", "patients", "trust_province", "use", "user", "no user"),
    *coefficients("C14", "ordered", "students", "trust_department", "satisfaction"),
    *coefficients("C14", "ordered", "patients", "trust_department", "satisfaction"),
    *coefficients("C14", "linear", "students", "trust_department", "user", "excluded"),
    indirect("C14", "students", "trust_department", "satisfaction", "lessons"),
    indirect("C14", "patients", "trust_department", "satisfaction", "insurance"),
    reliability("students", "efficiency", SERVICE["efficiency"]),
    reliability("patients", "accessibility", SERVICE["accessibility"]),
    reliability("students", "skill", SKILL["skill"]),
    reliability("officials", "resistance_veiled", CULTURE["resistance_veiled"]),
    reliability("officials", "scepticism", CULTURE["scepticism"]),
]
"""Each is tried in every sample."""
