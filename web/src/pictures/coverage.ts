/**
 * The schematic map: a Voronoi cell for every county seat, evened out a little so
 * that crowded city districts stay readable, inside one soft outline around all
 * seats. It claims kinship with the province, not its borders.
 */
import { Delaunay } from "d3-delaunay";

export type Seat = { code: string; name: string; parent: string; lon: number; lat: number };
export type Point = [number, number];
export type CellOf = { seat: Seat; at: Point; path: string };
export type Map = { width: number; height: number; cells: CellOf[]; borders: string; outline: string; cities: { code: string; at: Point }[] };

export const classes = [0.6, 0.7, 0.8, 0.88, 0.94] as const;

/** Which of the six classes a share of people falls in; 0 is below the threshold. */
export const classOf = (share: number) => classes.filter((edge) => share >= edge).length;

/** Longitude and latitude to a plane where both have the same length, fitted to a width. */
export function project(seats: Seat[], width: number, margin: number): { points: Point[]; height: number } {
  const middle = (seats.reduce((sum, seat) => sum + seat.lat, 0) / seats.length) * (Math.PI / 180);
  const xs = seats.map((seat) => seat.lon * Math.cos(middle));
  const ys = seats.map((seat) => -seat.lat);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = (width - 2 * margin) / (right - left || 1);
  return { points: xs.map((x, i) => [margin + (x - left) * scale, margin + (ys[i]! - top) * scale]), height: (bottom - top) * scale + 2 * margin };
}

/** Moves every point part of the way to the middle of its cell, so that crowded cells gain room. */
export function evened(points: Point[], steps: number, reach: number): Point[] {
  let now = points;
  for (let step = 0; step < steps; step += 1) {
    const voronoi = Delaunay.from(now).voronoi(boxAround(now, reach));
    now = now.map((point, i) => {
      const cell = clippedToReach(voronoi.cellPolygon(i), point, reach);
      const middle = cell.length ? centroid(cell) : point;
      return [point[0] + (middle[0] - point[0]) * 0.5, point[1] + (middle[1] - point[1]) * 0.5];
    });
  }
  return now;
}

function boxAround(points: Point[], by: number): [number, number, number, number] {
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  return [Math.min(...xs) - by, Math.min(...ys) - by, Math.max(...xs) + by, Math.max(...ys) + by];
}

/** The cell's corners, none farther from its seat than the reach: a cell at the rim would else run to the frame. */
function clippedToReach(cell: ArrayLike<ArrayLike<number>> | null, [x, y]: Point, reach: number): Point[] {
  if (!cell) return [];
  return Array.from(cell).slice(1).map((corner) => {
    const [dx, dy] = [corner[0]! - x, corner[1]! - y];
    const far = Math.hypot(dx, dy);
    return far <= reach ? [corner[0]!, corner[1]!] : [x + (dx / far) * reach, y + (dy / far) * reach];
  });
}

export function centroid(polygon: Point[]): Point {
  let [area, x, y] = [0, 0, 0];
  polygon.forEach(([x1, y1], i) => {
    const [x2, y2] = polygon[(i + 1) % polygon.length]!;
    const cross = x1 * y2 - x2 * y1;
    area += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  });
  return Math.abs(area) < 1e-9 ? polygon[0]! : [x / (3 * area), y / (3 * area)];
}

/** The longest line along which a sum of soft bumps around the points has the given level: marching squares. */
export function outlineOf(points: Point[], bump: number, level: number, step: number): Point[] {
  const [left, top, right, bottom] = boxAround(points, bump * 3);
  const columns = Math.ceil((right - left) / step) + 1;
  const rows = Math.ceil((bottom - top) / step) + 1;
  const field = new Float64Array(columns * rows);
  for (let r = 0; r < rows; r += 1) for (let c = 0; c < columns; c += 1) field[r * columns + c] = height(points, left + c * step, top + r * step, bump);
  return longest(ringsOf(segmentsOf(field, columns, rows, level))).map(([c, r]) => [left + c * step, top + r * step]);
}

function height(points: Point[], x: number, y: number, bump: number): number {
  let sum = 0;
  for (const [px, py] of points) {
    const d2 = ((px - x) ** 2 + (py - y) ** 2) / (2 * bump * bump);
    if (d2 < 12) sum += Math.exp(-d2);
  }
  return sum;
}

type Segment = [Point, Point];

function segmentsOf(field: Float64Array, columns: number, rows: number, level: number): Segment[] {
  const segments: Segment[] = [];
  const at = (c: number, r: number) => field[r * columns + c]!;
  const cut = (a: number, b: number) => (level - a) / (b - a);
  for (let r = 0; r < rows - 1; r += 1) {
    for (let c = 0; c < columns - 1; c += 1) {
      const [nw, ne, se, sw] = [at(c, r), at(c + 1, r), at(c + 1, r + 1), at(c, r + 1)];
      const crossings: Point[] = [];
      if (nw > level !== ne > level) crossings.push([c + cut(nw, ne), r]);
      if (ne > level !== se > level) crossings.push([c + 1, r + cut(ne, se)]);
      if (sw > level !== se > level) crossings.push([c + cut(sw, se), r + 1]);
      if (nw > level !== sw > level) crossings.push([c, r + cut(nw, sw)]);
      for (let i = 0; i + 1 < crossings.length; i += 2) segments.push([crossings[i]!, crossings[i + 1]!]);
    }
  }
  return segments;
}

function ringsOf(segments: Segment[]): Point[][] {
  const name = ([x, y]: Point) => `${x.toFixed(5)},${y.toFixed(5)}`;
  const ends = new Map<string, Segment[]>();
  for (const segment of segments) for (const end of segment) ends.set(name(end), [...(ends.get(name(end)) ?? []), segment]);
  const used = new Set<Segment>();
  const rings: Point[][] = [];
  for (const start of segments) {
    if (used.has(start)) continue;
    const ring: Point[] = [start[0]];
    let segment: Segment | undefined = start;
    let end = start[1];
    while (segment) {
      used.add(segment);
      ring.push(end);
      const next: Segment | undefined = ends.get(name(end))?.find((one) => !used.has(one));
      if (next) end = name(next[0]) === name(end) ? next[1] : next[0];
      segment = next;
    }
    rings.push(ring);
  }
  return rings;
}

const longest = (rings: Point[][]) => rings.reduce<Point[]>((best, ring) => (ring.length > best.length ? ring : best), []);

const pathOf = (points: Point[]) => (points.length ? `M${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}Z` : "");

/** Everything to draw, at a width in pixels. */
export function mapOf(seats: Seat[], width: number): Map {
  const margin = width * 0.1;
  const { points: raw, height } = project(seats, width, margin);
  const reach = width * 0.08;
  const points = evened(raw, 6, reach);
  const delaunay = Delaunay.from(points);
  const voronoi = delaunay.voronoi([-width, -height, 2 * width, 2 * height]);
  const cells = seats.map((seat, i) => ({ seat, at: points[i]!, path: voronoi.renderCell(i) }));
  return { width, height, cells, borders: bordersOf(seats, delaunay, voronoi.circumcenters), outline: pathOf(outlineOf(points, width * 0.05, 0.42, width / 140)), cities: citiesOf(seats, points) };
}

/** The edges between counties of different cities. */
function bordersOf(seats: Seat[], delaunay: Delaunay<Delaunay.Point>, centres: ArrayLike<number>): string {
  const { halfedges, triangles } = delaunay;
  let path = "";
  for (let i = 0; i < halfedges.length; i += 1) {
    const j = halfedges[i]!;
    if (j < i) continue;
    if (seats[triangles[i]!]!.parent === seats[triangles[j]!]!.parent) continue;
    const [a, b] = [Math.floor(i / 3), Math.floor(j / 3)];
    path += `M${centres[2 * a]!.toFixed(1)},${centres[2 * a + 1]!.toFixed(1)}L${centres[2 * b]!.toFixed(1)},${centres[2 * b + 1]!.toFixed(1)}`;
  }
  return path;
}

function citiesOf(seats: Seat[], points: Point[]) {
  const groups = new Map<string, Point[]>();
  seats.forEach((seat, i) => groups.set(seat.parent, [...(groups.get(seat.parent) ?? []), points[i]!]));
  return [...groups].map(([code, own]) => ({ code, at: [own.reduce((s, p) => s + p[0], 0) / own.length, own.reduce((s, p) => s + p[1], 0) / own.length] as Point }));
}
