#!/usr/bin/env python3
"""The people grid as the page asks for it: random subtree, grades, text, order and place in the list.

Usage: bench/province/grid.py http://127.0.0.1:8080 [REQUESTS] [SEED], of a demonstration
Each filter's total is read first, so that a jump goes anywhere in what it finds. Prints percentiles in milliseconds of
the first window and of any other.
"""
import http.client
import json
import random
import sys
import time
from urllib.parse import urlencode, urlsplit


def main():
    base, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
    dice = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    server = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)

    server.request("POST", "/api/v1/switch", '{"identity": "province"}', {"content-type": "application/json"})
    entered = server.getresponse()
    entered.read()
    session = {"cookie": entered.getheader("set-cookie", "").split(";")[0]}

    def ask(path, **query):
        query = urlencode({key: value for key, value in query.items() if value is not None})
        begun = time.perf_counter()
        server.request("GET", f"/api/v1{path}?{query}", headers=session)
        answer = server.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{path}?{query}: {answer.status} {body[:300]!r}")
        return json.loads(body), (time.perf_counter() - begun) * 1000

    units = ask("/units")[0]["items"]
    regions = [unit["id"] for unit in units if unit["kind"] == "region" and unit["tier"] != "township"]
    texts = [None, None, None, "王", "李建", "zw", "局"]
    grades = [None, None, "7", "9", "11"]
    orders = [None, "name", "unit", "grade", "hours"]
    firsts, jumps = [], []
    for _ in range(count):
        query = {
            "unit": dice.choice([None, dice.choice(regions)]),
            "q": dice.choice(texts),
            "grade_from": dice.choice(grades),
            "sort": dice.choice(orders),
            "limit": 60,
        }
        first, took = ask("/people", **query)
        firsts.append(took)
        offset = dice.randrange(max(1, first["total"]))
        jumps.append(ask("/people", offset=offset, **query)[1])
    for name, times in [("first window", firsts), ("any window", jumps)]:
        times.sort()
        at = [times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.95, 0.99)]
        print(f"{name}: {len(times)} requests, p50 {at[0]:.0f} ms, p95 {at[1]:.0f} ms, p99 {at[2]:.0f} ms")


main()
