import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frontierOf } from './pareto.ts';

test('nothing on the frontier is beaten, and all else is', () =>
  fc.assert(
    fc.property(fc.array(fc.record({ x: fc.nat(9), y: fc.nat(9) })), (points) => {
      const frontier = frontierOf(points);
      const isBeaten = ({ x, y }: { x: number; y: number }) =>
        points.some((other) => other.x <= x && other.y <= y && (other.x < x || other.y < y));
      expect(frontier.some(isBeaten)).toBe(false);
      for (const point of points) {
        const isOn = frontier.some(({ x, y }) => x === point.x && y === point.y);
        expect(isOn).toBe(!isBeaten(point));
      }
    }),
    { seed: 42 },
  ));
