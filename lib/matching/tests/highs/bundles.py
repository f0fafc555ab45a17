"""One column for every set of classes a person may have: the linear relaxation the engine's prices aim at,
and, in whole numbers, the true optimum.

Usage: bundles.py FOLDER [PERSON:CLASS …]   prints JSON; for each pair the optimum with that seat forced.
"""

import json
import sys

from instance import Instance
from model import Limits, Model


def main(folder, pairs):
    instance, model = Instance(folder), Model()
    limits = Limits(model, instance)
    sets = {}
    for person in instance.people:
        one = model.row(1, 1)
        for bundle in instance.bundles(person):
            entries = [(one, 1)] + [entry for key in bundle for entry in limits.entries(person, key)]
            sets.setdefault(person, []).append((bundle, model.column(instance.value(person, bundle), entries)))
    linear, _, status = model.solve(whole=False)
    best, bound, whole_status = model.solve(whole=True, time_limit=60)
    answer = {"linear": linear, "linear_status": status, "best": best, "best_bound": bound, "status": whole_status}
    answer["columns"], answer["forced"] = len(model.columns), {}
    for pair in pairs:
        person, key = pair.split(":")
        without = [column for bundle, column in sets[person] if key not in bundle]
        kept = [model.columns[column] for column in without]
        for column in without:
            model.columns[column] = (0, 0, 0, True, model.columns[column][4])
        answer["forced"][pair] = model.solve(whole=True, time_limit=60)[0]
        for column, before in zip(without, kept):
            model.columns[column] = before
    print(json.dumps(answer))


main(sys.argv[1], sys.argv[2:])
