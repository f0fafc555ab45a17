#!/usr/bin/env python3
"""Asks every operation of the interface for nonsense, as each identity of the demonstration (schemathesis).

    xtask/interface.py [--binary PATH] [--examples N] [--seed N]

Fails when an answer is 5xx, has a status or a shape that the document does not tell of, or names a person of another
subtree. The address of a running demonstration is not taken: what is asked changes what is there.
"""

import argparse
import http.cookiejar
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent.parent
TOOL = HERE / "target" / "schemathesis" / "bin" / "schemathesis"
# The narrowest first: what one changes must not be missing for the next.
IDENTITIES = ["trainee", "lecturer", "liaison", "school", "city", "province"]
# Leaving, becoming another, and streams that never end.
LEFT_OUT = r"sign-out|/switch|/events|/me/sessions|/openapi|/revoke"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


class Session:
    """Requests as one identity."""

    def __init__(self, url, identity):
        self.url, self.jar = url, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.ask("/switch", {"identity": identity})

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"} if data else {}
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers)
        with self.opener.open(request, timeout=30) as answer:
            return json.load(answer)

    def cookie(self):
        return "; ".join(f"{one.name}={one.value}" for one in self.jar)


def people(session):
    """The ids of everybody a session may see."""
    found, offset = set(), 0
    while True:
        page = session.ask(f"/people?limit=200&offset={offset}")
        found |= {one["id"] for one in page["items"]}
        offset += len(page["items"])
        if not page["items"] or offset >= page["total"]:
            return found


def real(session):
    """Things that the session may see, so that not every question ends at a 404."""
    known = {}
    lists = {"people": "/people?limit=1", "plans": "/plans", "runs": "/runs", "units": "/units", "imports": "/imports"}
    for name, path in lists.items():
        try:
            known.update({name: one["id"] for one in session.ask(path)["items"][:1]})
        except urllib.error.HTTPError as refused:
            assert refused.code == 403, refused
    if "plans" in known:
        classes = session.ask(f"/plans/{known['plans']}/classes?limit=1")["items"]
        known.update({"classes": one["id"] for one in classes})
    return known


def config(folder, known):
    lines = []
    for name, one in known.items():
        lines += ["[[operations]]", f"include-path-regex = '^/api/v1/{name}/\\{{id\\}}'", f'parameters = {{ "path.id" = "{one}" }}', ""]
    place = folder / "schemathesis.toml"
    place.write_text("\n".join(lines))
    return place


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--binary", default=str(HERE / "target" / "release" / "jinxue"))
    words.add_argument("--examples", type=int, default=10, help="per operation and identity")
    words.add_argument("--seed", type=int, default=7)
    given = words.parse_args()
    if not TOOL.exists():
        sys.exit(f"{TOOL} is missing: ./jinxue test fetches it")
    faults = 0
    with tempfile.TemporaryDirectory(prefix="jinxue-interface-") as folder:
        folder = pathlib.Path(folder)
        serve = [given.binary, "demo", "--people", "2000", "--no-open", "--port", "0", "--data", str(folder / "data")]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            url = server.stdout.readline().strip().rstrip("/")
            assert re.fullmatch(r"http://[\d.]+:\d+", url), f"the server did not start: {url!r}"
            everybody = people(Session(url, "province"))
            for identity in IDENTITIES:
                faults += asked(url, identity, everybody, folder, given)
            if server.poll() is not None:
                print("the server has ended", file=sys.stderr)
                faults += 1
        finally:
            server.terminate()
            server.wait(30)
    sys.exit(1 if faults else 0)


def asked(url, identity, everybody, folder, given):
    """Asks everything as one identity; how much was wrong."""
    session = Session(url, identity)
    try:
        own = people(session)
    except urllib.error.HTTPError:
        own = set()
    place = config(folder, real(session))
    began, kept = time.monotonic(), folder / f"{identity}.ndjson"
    run = subprocess.run(
        [TOOL, "--config-file", place, "run", f"{url}/api/v1/openapi.json", "--url", url, "-H", f"Cookie: {session.cookie()}",
         "--checks", CHECKS, "--phases", "coverage,fuzzing", "--max-examples", str(given.examples), "--seed", str(given.seed),
         "--continue-on-failure", "--exclude-path-regex", LEFT_OUT, "--request-timeout", "20", "--warnings", "off",
         "--report", "har", "--report-har-path", kept],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    told = kept.read_text() if kept.exists() else ""
    answers = [one["response"].get("content", {}).get("text", "") for one in json.loads(told)["log"]["entries"]] if told else []
    foreign = everybody - own
    seen = {one for text in answers for one in re.findall(r'"(?:id|person_id)":"([0-9a-f-]{36})"', text)} & foreign
    # The names of a class's own roster are its organiser's business, whoever sits there.
    leaked = set() if identity in ("school", "city") else seen
    print(f"{identity}: {len(answers)} questions, {'no fault' if run.returncode == 0 else 'FAULTS'}, {len(leaked)} people of others, {time.monotonic() - began:.0f} s")
    if run.returncode:
        print(run.stdout)
    if not answers:
        print("nothing was asked", file=sys.stderr)
    return int(run.returncode != 0) + len(leaked) + int(not answers)


if __name__ == "__main__":
    main()
