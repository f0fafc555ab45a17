"""An instance read from its files, with eligibility and value written anew from the format's description.

Nothing here comes from the engine: what it says of a result is a second opinion.
"""

import csv
import os
import tomllib
from collections import defaultdict
from datetime import date

DEFAULTS = {
    "gap_first": 14, "gap_rest": 6, "hours": 40, "first_class": 6000, "first_class_per_week": 40,
    "preference": 20, "travel": 300, "mandatory_missed": 200000, "quota_short": 30000,
}


def rows(folder, name):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return []
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def day(text):
    return date.fromisoformat(text).toordinal()


class Instance:
    def __init__(self, folder):
        with open(os.path.join(folder, "weights.toml"), "rb") as file:
            self.weights = DEFAULTS | tomllib.load(file)
        assert not rows(folder, "fixed.csv"), "promised seats are not modelled here"
        self.parent = {row["unit"]: row["parent"] for row in rows(folder, "units.csv")}
        self.cap = {row["unit"]: int(row["release_cap"]) for row in rows(folder, "units.csv") if row["release_cap"]}
        self.people = {row["person"]: row for row in rows(folder, "people.csv")}
        self.classes = {row["class"]: row for row in rows(folder, "classes.csv")}
        for row in self.classes.values():
            row["days"] = range(day(row["start"]), day(row["end"]) + 1)
        self.gaps, self.coverage = defaultdict(dict), defaultdict(dict)
        for row in rows(folder, "gaps.csv"):
            self.gaps[row["person"]][row["topic"]] = int(row["severity"])
        for row in rows(folder, "coverage.csv"):
            self.coverage[row["class"]][row["topic"]] = int(row["percent"])
        self.history, self.busy = defaultdict(set), defaultdict(list)
        for row in rows(folder, "history.csv"):
            self.history[row["person"]].add(row["topic"])
        for row in rows(folder, "busy.csv"):
            self.busy[row["person"]].append((day(row["from"]), day(row["to"])))
        self.points = {(r["person"], r["class"]): int(r["points"]) for r in rows(folder, "preferences.csv")}
        groups = defaultdict(set)
        for row in rows(folder, "groups.csv"):
            groups[row["group"]].add(row["class"])
        self.duties = defaultdict(list)
        for row in rows(folder, "mandatory.csv"):
            self.duties[row["person"]].append(groups[row["group"]])
        self.quotas = [
            (r["class"], r["unit"], int(r["min"]), int(r["max"]) if r["max"] else None)
            for r in rows(folder, "quotas.csv")
        ]
        self.open = {p: [c for c in self.classes if self.eligible(p, c)] for p in self.people}

    def above(self, unit):
        while unit:
            yield unit
            unit = self.parent[unit]

    def eligible(self, person, key):
        p, c = self.people[person], self.classes[key]
        days = c["days"]
        admitted = (
            c["audience_unit"] in self.above(p["unit"])
            and int(c["rank_from"]) <= int(p["rank"]) <= int(c["rank_to"])
            and (not c["roles"] or p["role"] in c["roles"].split("|"))
            and (not c["sectors"] or p["sector"] in c["sectors"].split("|"))
            and c["topic"] not in self.history[person]
            and not any(begin < days.stop and days.start <= end for begin, end in self.busy[person])
        )
        return admitted and (
            any(topic in self.gaps[person] for topic in self.coverage[key])
            or (int(p["hours_due"]) > 0 and int(c["hours"]) > 0)
            or self.points.get((person, key), 0) > 0
            or any(key in group for group in self.duties[person])
        )

    def leads(self, person):
        return self.people[person]["role"] != "member"

    def clash(self, a, b):
        a, b = self.classes[a], self.classes[b]
        shared = a["days"].start < b["days"].stop and b["days"].start < a["days"].stop
        return shared or a["topic"] == b["topic"]

    def distance(self, person, key):
        here, there = self.people[person]["division"], self.classes[key]["division"]
        return next((far for far, digits in enumerate((6, 4, 2)) if here[:digits] == there[:digits]), 3)

    def apart(self, person, key):
        """Preference and travel: what a class is worth whatever else the person attends."""
        w = self.weights
        return w["preference"] * self.points.get((person, key), 0) - w["travel"] * self.distance(person, key)

    def first(self, person):
        weeks = int(self.people[person]["weeks_untrained"])
        return self.weights["first_class"] + self.weights["first_class_per_week"] * weeks

    def value(self, person, classes):
        """value(p, B) less the duties B leaves unmet."""
        w = self.weights
        total = self.first(person) if classes else 0
        for topic, severity in self.gaps[person].items():
            closed = min(100, sum(self.coverage[c].get(topic, 0) for c in classes))
            total += severity * (w["gap_first"] * min(closed, 50) + w["gap_rest"] * max(0, closed - 50))
        hours = sum(int(self.classes[c]["hours"]) for c in classes)
        total += w["hours"] * min(int(self.people[person]["hours_due"]), hours)
        total += sum(self.apart(person, c) for c in classes)
        return total - w["mandatory_missed"] * sum(not group & set(classes) for group in self.duties[person])

    def bundles(self, person):
        """Every set of classes the person may have by themselves, the empty one first."""
        most = int(self.people[person]["max_classes"])
        found = [()]
        for key in self.open[person]:
            found += [
                chosen + (key,)
                for chosen in found
                if len(chosen) < most and not any(self.clash(key, other) for other in chosen)
            ]
        return found
