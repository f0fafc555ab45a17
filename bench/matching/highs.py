#!/usr/bin/env python3
"""The engine and HiGHS on one made-up province in one run: who is how good after how much CPU time.

Usage: target/highs/bin/python bench/matching/highs.py [--people 2500] [--seed 7] [--highs-seconds 900]
Builds nothing: it takes target/release/jinxue (or --jinxue PATH). Prints a Markdown table.

HiGHS gets the whole model at once, in its compact form.
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

from compact import compact  # noqa: E402
from instance import Instance  # noqa: E402


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
