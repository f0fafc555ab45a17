"""One 0/1 column for each eligible person and class, gaps and hours as bounded sums, clashes as cliques: small, and
exact where gaps close with falling returns.

Usage: compact.py FOLDER   prints the optimum as JSON.
"""

import json
import sys

from instance import Instance
from model import INF, Limits, Model


def compact(instance):
    """The model, and what the objective starts from: every duty unmet."""
    model, w = Model(), instance.weights
    assert w["gap_first"] >= w["gap_rest"]
    limits = Limits(model, instance)
    for person, row in instance.people.items():
        classes = instance.open[person]
        if classes:
            columns_of(model, limits, instance, person, row, classes)
    return model, -w["mandatory_missed"] * sum(len(groups) for groups in instance.duties.values())


def columns_of(model, limits, instance, person, row, classes):
    w = instance.weights
    entries = {key: limits.entries(person, key) for key in classes}

    def counted(worth, most, amounts):
        """A column worth so much, at most `most` and at most the sum of the amounts of the classes taken."""
        amounts = {key: amount for key, amount in amounts.items() if amount > 0}
        if amounts and most > 0 and worth > 0:
            at = model.row(-INF, 0)
            for key, amount in amounts.items():
                entries[key].append((at, -amount))
            return at, model.column(worth, [(at, 1)], high=most, whole=False)
        return None, None

    for topic, severity in instance.gaps[person].items():
        covers = {key: instance.coverage[key].get(topic, 0) for key in classes}
        at, _ = counted(severity * w["gap_first"], 50, covers)
        if at is not None:
            model.column(severity * w["gap_rest"], [(at, 1)], high=50, whole=False)
    counted(w["hours"], int(row["hours_due"]), {key: int(instance.classes[key]["hours"]) for key in classes})
    counted(instance.first(person), 1, dict.fromkeys(classes, 1))
    for group in instance.duties[person]:
        counted(w["mandatory_missed"], 1, {key: 1 for key in classes if key in group})
    for clique in cliques(instance, classes):
        at = model.row(-INF, 1)
        for key in clique:
            entries[key].append((at, 1))
    most = model.row(-INF, int(row["max_classes"]))
    for key in classes:
        model.column(instance.apart(person, key), entries[key] + [(most, 1)])


def cliques(instance, classes):
    found = {frozenset(k for k in classes if d in instance.classes[k]["days"])
             for d in {instance.classes[k]["days"].start for k in classes}}
    found |= {frozenset(k for k in classes if instance.classes[k]["topic"] == t)
              for t in {instance.classes[k]["topic"] for k in classes}}
    return [sorted(c) for c in found if len(c) > 1 and not any(c < other for other in found)]


if __name__ == "__main__":
    whole, base = compact(Instance(sys.argv[1]))
    best, bound, status = whole.solve(whole=True, time_limit=60, gap=1e-4)
    print(json.dumps({"best": best + base, "bound": bound + base, "status": status}))
