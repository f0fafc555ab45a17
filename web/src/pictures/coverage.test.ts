import { describe, expect, it } from "vitest";
import { centroid, classOf, evened, mapOf, outlineOf, project, type Point, type Seat } from "./coverage";

const seats: Seat[] = Array.from({ length: 30 }, (_, i) => ({
  code: String(140_101 + i),
  name: `county ${i}`,
  parent: i % 2 ? "140100" : "140200",
  lon: 110 + (i % 5) * 0.5 + (i % 3) * 0.07,
  lat: 35 + Math.floor(i / 5) * 0.5 + (i % 4) * 0.05,
}));

function inside([x, y]: Point, ring: Point[]): boolean {
  let hit = false;
  ring.forEach(([x1, y1], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length]!;
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) hit = !hit;
  });
  return hit;
}

describe("the six classes", () => {
  it.each([
    [0, 0],
    [0.599, 0],
    [0.6, 1],
    [0.88, 4],
    [0.94, 5],
    [1, 5],
  ])("%d is class %d", (share, index) => expect(classOf(share)).toBe(index));
});

describe("the plane", () => {
  it("puts north above south and keeps inside the margins", () => {
    const { points, height } = project(seats, 400, 40);
    expect(points[29]![1]).toBeLessThan(points[0]![1]);
    for (const [x, y] of points) expect(x >= 39.9 && x <= 360.1 && y >= 39.9 && y <= height - 39.9).toBe(true);
  });
});

describe("evening out", () => {
  it("gives crowded points more room", () => {
    const nearest = (points: Point[]) => Math.min(...points.flatMap((a, i) => points.filter((_, j) => j !== i).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1]))));
    const crowded: Point[] = [...project(seats, 400, 40).points, [200, 200], [203, 201], [201, 204]];
    expect(nearest(evened(crowded, 6, 40))).toBeGreaterThan(2 * nearest(crowded));
  });
});

describe("the outline", () => {
  it("is one ring that holds every seat", () => {
    const { points } = project(seats, 400, 40);
    const ring = outlineOf(points, 30, 0.4, 4);
    for (const point of points) expect(inside(point, ring)).toBe(true);
  });
});

it("finds the middle of a square", () => expect(centroid([[0, 0], [2, 0], [2, 2], [0, 2]])).toEqual([1, 1]));

it("draws a cell for every seat and a label for every city", () => {
  const map = mapOf(seats, 400);
  expect(map.cells.every((cell) => cell.path.startsWith("M"))).toBe(true);
  expect(map.cities.map((city) => city.code).sort()).toEqual(["140100", "140200"]);
  expect(map.borders).not.toBe("");
});
