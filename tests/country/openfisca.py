"""The health care allowance in OpenFisca, to compare speeds with: the same rule as plugins/zorgtoeslag, in vectorised NumPy.

Usage: openfisca.py PERSONS REPETITIONS
Prints one line of JSON: seconds of the fastest and of the middle repetition, and the total of all amounts in euro.
"""

import json
import sys
import time

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.model_api import YEAR, Variable
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

Person = build_entity(key="person", plural="persons", label="Person", is_person=True)
Household = build_entity(
    key="household",
    plural="households",
    label="Household",
    roles=[{"key": "member", "plural": "members", "label": "Member"}],
)

# The amounts of 2026, in euro (Wet op de zorgtoeslag, BWBR0018451).
PREMIUM, THRESHOLD, SHARE_SINGLE, SHARE_PARTNERS, TAPER = 2119, 29736, 0.01912, 0.04289, 0.1373
ASSETS_SINGLE, ASSETS_PARTNERS, LEAST = 146011, 184633, 24


def given(name, kind):
    """A variable that is an input."""
    return type(name, (Variable,), {"value_type": kind, "entity": Person, "definition_period": YEAR, "label": name})


class zorgtoeslag(Variable):
    value_type = float
    entity = Person
    definition_period = YEAR
    label = "Health care allowance a year, this person's part"

    def formula(person, period):
        age, position, insured = person("age", period), person("position", period), person("insured", period)
        partners = position == 3
        head = partners | (position == 2) | (position == 4)
        income = np.where(head, person("income_assessment", period), person("income_gross", period))
        assets = np.where(head, person("assets", period), 0)
        count = np.where(partners, 2, 1)
        share = np.where(partners, SHARE_PARTNERS, SHARE_SINGLE)
        norm = share * THRESHOLD + TAPER * np.maximum(income - THRESHOLD, 0)
        yearly = np.floor(count * PREMIUM - norm + 0.5)
        limit = np.where(partners, ASSETS_PARTNERS, ASSETS_SINGLE)
        entitled = (age >= 18) & insured & (assets <= limit) & (yearly >= LEAST)
        return np.where(entitled, yearly / count, 0)


class Netherlands(TaxBenefitSystem):
    def __init__(self):
        super().__init__([Person, Household])
        for name, kind in [
            ("age", int), ("position", int), ("insured", bool),
            ("income_gross", float), ("income_assessment", float), ("assets", float),
        ]:
            self.add_variable(given(name, kind))
        self.add_variable(zorgtoeslag)


def main():
    persons, repetitions = int(sys.argv[1]), int(sys.argv[2])
    random = np.random.default_rng(1)
    income = random.integers(0, 70_000, persons).astype(np.float32)
    inputs = {
        "age": random.integers(0, 100, persons),
        "position": random.integers(1, 7, persons),
        "insured": random.random(persons) < 0.99,
        "income_gross": income,
        "income_assessment": income * 1.5,
        "assets": random.integers(0, 300_000, persons).astype(np.float32),
    }
    system = Netherlands()
    seconds, total = [], 0.0
    for _ in range(repetitions):
        simulation = SimulationBuilder().build_default_simulation(system, count=persons)
        for name, values in inputs.items():
            simulation.set_input(name, "2026", values)
        start = time.perf_counter()
        total = float(simulation.calculate("zorgtoeslag", "2026").sum())
        seconds.append(time.perf_counter() - start)
    seconds.sort()
    print(json.dumps({"fastest": seconds[0], "middle": seconds[repetitions // 2], "total_euro": total}))


main()
