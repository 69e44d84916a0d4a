import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ShortMap } from './short-map.ts';

interface Cell {
  readonly number: number;
}

const key = fc.nat({ max: 11 }).map((n) => `item:${n}`);
const move = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), key, number: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), key }) },
);

it('holds what a Map holds, in its order, with few keys and with many', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const map = new Map<string, Cell>();
      const short = new ShortMap<string, Cell>();
      for (const one of moves) {
        if (one.kind === 'clear') {
          map.clear();
          short.clear();
        } else if (one.kind === 'delete') expect(short.delete(one.key)).toBe(map.delete(one.key));
        else {
          const cell = { number: one.number };
          map.set(one.key, cell);
          short.set(one.key, cell);
        }
        expect(short.get(one.key)).toBe(map.get(one.key));
        expect(short.has(one.key)).toBe(map.has(one.key));
        expect([...short]).toEqual([...map]);
      }
    }),
  );
});
