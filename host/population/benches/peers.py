"""Dutch persons by Python's Faker and by mimesis, each by itself: peers of the benchmark `population`.

Usage: peers.py PERSONS REPETITIONS
Prints one line of JSON: for each library its version and the seconds of the fastest and of the middle repetition.
"""

import json
import sys
import time
from importlib.metadata import version

from faker import Faker
from mimesis import Address, Locale, Person


def faker_persons(count):
    fake = Faker("nl_NL")
    fake.seed_instance(1)
    return [(fake.name(), fake.ssn(), fake.date_of_birth(), fake.address()) for _ in range(count)]


def mimesis_persons(count):
    person, home = Person(Locale.NL, seed=1), Address(Locale.NL, seed=1)
    return [
        (person.full_name(), person.birthdate(), person.phone_number(), home.address(), home.postal_code(), home.city())
        for _ in range(count)
    ]


def measure(make, persons, repetitions):
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        made = make(persons)
        seconds.append(time.perf_counter() - start)
        assert len(made) == persons
    seconds.sort()
    return {"fastest": seconds[0], "middle": seconds[repetitions // 2]}


def main():
    persons, repetitions = int(sys.argv[1]), int(sys.argv[2])
    faker = {"version": version("faker"), **measure(faker_persons, persons, repetitions)}
    mimesis = {"version": version("mimesis"), **measure(mimesis_persons, persons, repetitions)}
    print(json.dumps({"faker": faker, "mimesis": mimesis}))


main()
