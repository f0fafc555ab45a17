#!/usr/bin/env python3
"""The engine and HiGHS on one made-up province in one run: who is how good after how much CPU time.

Usage: target/highs/bin/python bench/matching/highs.py [--people 2500] [--seed 7] [--highs-seconds 900]
Builds nothing: it takes target/release/jinxue (or --jinxue PATH). Prints a Markdown table.

HiGHS gets the whole model at once, in its compact form: a 0/1 column for each eligible person and class, gaps and
hours as bounded sums, clashes as cliques. Gaps close with falling returns, so that form is exact.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "lib", "matching", "tests", "highs"))

from instance import Instance  # noqa: E402
from model import INF, Limits, Model  # noqa: E402


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


def engine(jinxue, folder, gap, seconds):
    out = os.path.join(folder, "out")
    subprocess.run([jinxue, "match", folder, "--out", out, "--gap", gap, "--time", seconds, "--threads", "1"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run([jinxue, "match", "check", folder, out], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(out, "report.json"), encoding="utf-8") as file:
        return json.load(file)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--people", type=int, default=2500)
    args.add_argument("--seed", type=int, default=7)
    args.add_argument("--highs-seconds", type=float, default=900)
    args.add_argument("--gap", default="0.01%")
    args.add_argument("--jinxue", default=os.path.join(ROOT, "target", "release", "jinxue"))
    args = args.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([args.jinxue, "match", "generate", folder, "--people", str(args.people),
                        "--seed", str(args.seed)], check=True, stdout=subprocess.DEVNULL)
        ours = engine(args.jinxue, folder, args.gap, "120s")
        model, base = compact(Instance(folder))
    print(f"{len(model.rows)} rows, {len(model.columns)} columns", file=sys.stderr, flush=True)
    before = time.process_time()
    linear, _, status = model.solve(whole=False)
    linear_seconds = time.process_time() - before
    print(f"linear {linear + base:.0f} in {linear_seconds:.1f} CPU s", file=sys.stderr, flush=True)
    before = time.process_time()
    best, bound, status = model.solve(whole=True, time_limit=args.highs_seconds, gap=1e-4)
    highs_seconds = time.process_time() - before
    best, bound = best + base, bound + base
    print(f"People {args.people}, seed {args.seed}: {len(model.rows)} rows, {len(model.columns)} columns.\n")
    print("| | objective | bound | CPU s |\n|---|---|---|---|")
    print(f"| jinxue match, 1 thread | {ours['objective']} | {ours['bound']:.0f} | {ours['cpu_seconds']:.1f} |")
    print(f"| HiGHS, linear relaxation, compact | | {linear + base:.0f} | {linear_seconds:.1f} |")
    print(f"| HiGHS, MIP ({status}) | {best:.0f} | {bound:.0f} | {highs_seconds:.1f} |")
    behind = (best - ours["objective"]) / abs(best) * 100
    print(f"\nThe engine's seats are {behind:.3f} % below HiGHS's (negative: above), "
          f"{highs_seconds / max(ours['cpu_seconds'], 0.01):.0f} × sooner.")


main()
