#!/usr/bin/env python3
"""The people grid as the page asks for it: random subtree, grades, text, order and place in the list.

Usage: bench/province/grid.py URL [--requests 200] [--seed 1] [--login NAME --password WORD [--link LINK]] [--export]

Without a login it enters by the switch of a demonstration; with the one-time LINK that `jinxue account add` prints it sets the
password first. Each filter's total is read first, so that a jump goes anywhere in what it finds. Prints percentiles in
milliseconds of the first window, of any other, and of the counts beside the filters, then the processor time the machine was
busy with other things; with --export the seconds a workbook of everybody takes, from the request to the file.
"""
import argparse
import http.client
import json
import os
import random
import sys
import time
from urllib.parse import urlencode, urlsplit


class Server:
    def __init__(self, url):
        self.at = http.client.HTTPConnection(urlsplit(url).netloc, timeout=600)
        self.headers = {"content-type": "application/json"}

    def send(self, method, path, body=None):
        begun = time.perf_counter()
        self.at.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), self.headers)
        answer = self.at.getresponse()
        content = answer.read()
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {content[:300]!r}")
        cookie = answer.getheader("set-cookie")
        if cookie:
            self.headers["cookie"] = cookie.split(";")[0]
        is_json = (answer.getheader("content-type") or "").startswith("application/json")
        return json.loads(content) if is_json and content else content, (time.perf_counter() - begun) * 1000

    def ask(self, path, **query):
        query = urlencode({key: value for key, value in query.items() if value is not None})
        return self.send("GET", f"{path}?{query}")

    def enter(self, login, password, link):
        if not login:
            return self.send("POST", "/switch", {"identity": "province"})
        if link:
            self.send("POST", "/set-up/recovery", {"link": link.rsplit("#", 1)[-1], "password": password})
        return self.send("POST", "/sign-in", {"login": login, "password": password})


def measured(server, requests, seed):
    dice = random.Random(seed)
    units = server.ask("/units")[0]["items"]
    regions = [unit["id"] for unit in units if unit["kind"] == "region" and unit["tier"] != "township"]
    texts = [None, None, None, "王", "李建", "zw", "局"]
    grades = [None, None, "7", "9", "11"]
    orders = [None, "name", "unit", "grade", "hours"]
    times = {"first window": [], "any window": [], "counts of filters": [], "counts, everybody": []}
    for _ in range(requests):
        query = {
            "unit": dice.choice([None, dice.choice(regions)]),
            "q": dice.choice(texts),
            "grade_from": dice.choice(grades),
            "sort": dice.choice(orders),
        }
        first, took = server.ask("/people", limit=60, **query)
        times["first window"].append(took)
        offset = dice.randrange(max(1, first["total"]))
        times["any window"].append(server.ask("/people", offset=offset, limit=60, **query)[1])
        times["counts of filters"].append(server.ask("/people/choices", **query)[1])
    for _ in range(max(5, requests // 10)):
        times["counts, everybody"].append(server.ask("/people/choices")[1])
    for name, took in times.items():
        took.sort()
        at = [took[min(len(took) - 1, int(len(took) * part))] for part in (0.5, 0.95, 0.99)]
        print(f"{name}: {len(took)} requests, p50 {at[0]:.0f} ms, p95 {at[1]:.0f} ms, p99 {at[2]:.0f} ms")


def exported(server):
    begun = time.perf_counter()
    export = server.send("POST", "/people/exports", {})[0]
    while export["state"] == "making":
        time.sleep(0.2)
        export = server.ask(f"/exports/{export['id']}")[0]
    if export["state"] != "ready":
        sys.exit(f"the export is {export['state']}")
    print(f"export of {export['rows']} people: {time.perf_counter() - begun:.1f} s, {export['bytes'] / 1e6:.1f} MB")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("url")
    words.add_argument("--requests", type=int, default=200)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--login")
    words.add_argument("--password")
    words.add_argument("--link")
    words.add_argument("--export", action="store_true")
    asked = words.parse_args()
    server = Server(asked.url)
    server.enter(asked.login, asked.password, asked.link)
    measured(server, asked.requests, asked.seed)
    if asked.export:
        exported(server)
    print("load average: " + ", ".join(f"{load:.1f}" for load in os.getloadavg()))


main()
