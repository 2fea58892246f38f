/** A place in a picture, pixels. */
export type Point = readonly [x: number, y: number];

/** Corners of a box around text: top left, top right, bottom right, bottom left, as its letters stand. */
export type Quad = readonly [Point, Point, Point, Point];

/** A rectangle that may be turned: its middle, its sides, and the direction of `width`. */
export interface TurnedRectangle {
  readonly middle: Point;
  readonly width: number;
  readonly height: number;
  /** Unit vector. */
  readonly along: Point;
}

/** The rectangle of least area around points: one of its sides lies on a side of their convex hull (Freeman and Shapira 1975). */
export function leastRectangle(points: readonly Point[]): TurnedRectangle {
  const hull = convexHull(points);
  let least: TurnedRectangle | undefined;
  for (const [i, from] of hull.entries()) {
    const to = hull[(i + 1) % hull.length] ?? from;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const found = around(
      hull,
      length === 0 ? [1, 0] : [(to[0] - from[0]) / length, (to[1] - from[1]) / length],
    );
    if (!least || found.width * found.height < least.width * least.height) least = found;
  }
  return least ?? { middle: [0, 0], width: 0, height: 0, along: [1, 0] };
}

function around(hull: readonly Point[], along: Point): TurnedRectangle {
  const [x, y] = along;
  const forth = hull.map((point) => point[0] * x + point[1] * y);
  const side = hull.map((point) => point[1] * x - point[0] * y);
  const [a, b, c, d] = [Math.min(...forth), Math.max(...forth), Math.min(...side), Math.max(...side)];
  const [u, v] = [(a + b) / 2, (c + d) / 2];
  return { middle: [u * x - v * y, u * y + v * x], width: b - a, height: d - c, along };
}

/** Andrew's monotone chain; points on a side are left out. */
function convexHull(points: readonly Point[]): readonly Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (list: readonly Point[]) => {
    const hull: Point[] = [];
    for (const point of list) {
      while (hull.length > 1 && turn(hull.at(-2) ?? point, hull.at(-1) ?? point, point) <= 0) hull.pop();
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  return points.length < 2 ? sorted : [...chain(sorted), ...chain([...sorted].reverse())];
}

function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** Corners of a rectangle, ordered as text is read: the two left ones by height, then the two right ones. */
export function cornersOf({ middle, width, height, along }: TurnedRectangle): Quad {
  const [x, y] = along;
  const corner = (u: number, v: number): Point => [middle[0] + u * x - v * y, middle[1] + u * y + v * x];
  const [w, h] = [width / 2, height / 2];
  return clockwise([corner(-w, -h), corner(w, -h), corner(w, h), corner(-w, h)]);
}

function clockwise(points: Quad): Quad {
  const [a, b, c, d] = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]) as unknown as Quad;
  const [topLeft, bottomLeft] = a[1] <= b[1] ? [a, b] : [b, a];
  const [topRight, bottomRight] = c[1] <= d[1] ? [c, d] : [d, c];
  return [topLeft, topRight, bottomRight, bottomLeft];
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
