/** What is best where two things should both be small. */

export interface Cost {
  readonly x: number;
  readonly y: number;
}

/** Those that nothing else beats in both, from the cheapest on. */
export function frontierOf<Point extends Cost>(points: readonly Point[]): readonly Point[] {
  const frontier: Point[] = [];
  for (const point of points.toSorted((a, b) => a.x - b.x || a.y - b.y)) {
    if (frontier.every(({ y }) => point.y < y)) frontier.push(point);
  }
  return frontier;
}
