#!/usr/bin/env bash
# Measures the seats engine on made-up provinces: proven gap, CPU seconds (user + system), peak memory.
# Usage: bench/matching/run.sh [PEOPLE …]   (default 2500 25000 250000); prints a Markdown table.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --release -q -p jinxue
jinxue="${CARGO_TARGET_DIR:-target}/release/jinxue"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
echo "| people | scarcity | release | seed | gap | CPU s | wall s | peak MiB | ended |"
echo "|---|---|---|---|---|---|---|---|---|"
measure() { # people scarcity release seed gap time
  "$jinxue" match generate "$work/in" --people "$1" --scarcity "$2" --release "$3" --seed "$4"
  "$jinxue" match "$work/in" --out "$work/out" --threads 2 --gap "$5" --time "$6" >/dev/null 2>&1
  "$jinxue" match check "$work/in" "$work/out" >/dev/null || { echo "rules broken"; exit 1; }
  python3 - "$work/out/report.json" "$1" "$2" "$3" "$4" <<'PY'
import json, sys
r = json.load(open(sys.argv[1])); p = sys.argv[2:]
print("| %s | %s | %s | %s | %.4f %% | %.1f | %.1f | %.0f | %s |" % (
    *p, r["gap"] * 100, r["cpu_seconds"], r["seconds"], r["peak_mib"], r["ending"]))
PY
}
for size in ${@:-2500 25000 250000}; do
  for seed in 7 1 2 3; do measure "$size" 1.0 1.0 "$seed" 0.1% 300s; done
  measure "$size" 1.4 1.0 7 0.15% 300s
  measure "$size" 1.0 0.4 7 0.6% 300s
done
