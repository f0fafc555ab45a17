"""Draws docs/matching/progress.svg from a run's lines of progress.

cargo run --release -p matching --example province -- 25000 1 1 0.0003 2 | python3 bench/matching/progress.py PEOPLE > docs/matching/progress.svg
"""

import re
import sys

LINE = re.compile(r"([\d.]+) s +sweep +\d+ +bound (\d+) +objective (?:Some\((\d+)\)|None)")
LEFT, RIGHT, TOP, BOTTOM = 50, 620, 20, 280
WORST = 0.02  # the part of the last bound that the picture is high


def main():
    found = [match.groups() for match in map(LINE.search, sys.stdin) if match]
    points = [(float(s), int(bound), value and int(value)) for s, bound, value in found]
    seconds, last = points[-1][0], points[-1][1]
    middle = (TOP + BOTTOM) / 2

    def place(at, value):
        part = max(-1.0, min(1.0, (value - last) / (last * WORST)))
        return f"{LEFT + (RIGHT - LEFT) * at / seconds:.1f},{middle - part * (BOTTOM - TOP) / 2:.1f}"

    bound = " ".join(place(at, value) for at, value, _ in points)
    best = " ".join(place(at, value) for at, _, value in points if value)
    print(f'''<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320" font-family="sans-serif" font-size="12">
<rect width="640" height="320" fill="white"/>
<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#888"/>
<polyline points="{bound}" fill="none" stroke="#b23" stroke-width="2"/>
<polyline points="{best}" fill="none" stroke="#27a" stroke-width="2"/>
<text x="460" y="120" fill="#b23">上界 bound</text>
<text x="460" y="190" fill="#27a">目标值 value</text>
<text x="8" y="{TOP + 8}">+2 %</text><text x="8" y="{BOTTOM}">−2 %</text>
<text x="{LEFT}" y="298">0 s</text><text x="580" y="298">{seconds:.0f} s</text>
<text x="170" y="312">{int(sys.argv[1]):,} people, time by the clock on a busy machine</text>
</svg>''')


main()
