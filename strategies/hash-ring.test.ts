import { describe, expect, it } from 'vitest';
import { ownerOf } from './hash-ring.ts';

const nodes = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `node${i + 1}`, number: i + 1 }));
const keys = Array.from({ length: 3000 }, (_, i) => `item:${i + 1}`);

describe('consistent hashing', () => {
  it('gives each node about its share', () => {
    const shares = nodes(3).map(({ number }) => keys.filter((key) => ownerOf(key, nodes(3)).number === number).length);
    for (const share of shares) expect(Math.abs(share - 1000)).toBeLessThan(300);
  });

  it('moves keys to a node that joins, and none between the others', () => {
    const moved = keys.filter((key) => ownerOf(key, nodes(4)).number !== ownerOf(key, nodes(3)).number);
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.every((key) => ownerOf(key, nodes(4)).number === 4)).toBe(true);
  });
});
