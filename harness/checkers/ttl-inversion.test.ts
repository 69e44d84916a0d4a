import { describe, expect, it } from 'vitest';
import type { Context } from '../../strategies/strategy.ts';
import { because } from '../explanation/because.ts';
import { pinned, planOf, read, scenarioOf, sleep, strategyOf, write } from '../testing.ts';
import type { Run } from '../scheduler/run.ts';
import { factsOf } from './facts.ts';
import { ttlInversion } from './ttl-inversion.ts';

/** Reads go up one level; writes leave both levels as they are. */
const levelled = (edgeMs: number) =>
  strategyOf({
    async read({ levels, mysql }: Context, key) {
      const [edge, origin] = levels;
      const near = await edge!.redis.get(key);
      if (near !== null) return near;
      const far = await origin!.redis.get(key);
      if (far !== null) {
        await edge!.redis.set(key, far, 'PX', edgeMs);
        return far;
      }
      const [rows] = await mysql.query('SELECT value FROM items WHERE id = 1');
      const [row] = rows as { value: string }[];
      await origin!.redis.set(key, row!.value, 'PX', 100);
      return row!.value;
    },
    async write({ mysql }: Context, _key, value) {
      await mysql.query('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
    },
  });

const FILL = 'early.edge.get early.origin.get early.mysql.select early.origin.set';
const COPY = 'copier.edge.get copier.origin.get copier.edge.set';

/** The edge is filled from the origin, the row is written, and after 150 ms somebody looks. */
async function look(edgeMs: number, rest: string, writer = [write('v2')]): Promise<Run> {
  const parts = {
    levels: ['edge', 'origin'],
    actors: { early: [read()], copier: [read()], writer, late: [sleep(150), read()] },
  };
  const run = await pinned(planOf(levelled(edgeMs), scenarioOf(parts)), `${FILL} ${COPY} ${rest}`);
  expect(run.problem).toBeNull();
  return run;
}

describe('ttl-inversion', () => {
  const found = 'writer.mysql.update clock.origin.expire late.clock.sleep late.edge.get';

  it('is an old value in a copy whose source has ended', async () => {
    const run = await look(200, found);
    const result = ttlInversion.check(factsOf(run));
    expect(result).toMatchObject({
      kind: 'violation',
      violation: { read: { operation: { actor: { name: 'late' } } } },
    });
    if (result.kind === 'violation')
      expect(because(run.steps, result.violation)).toBe(
        'late got v1 for item:1 at step 11, although writer had committed v2 at step 8. copier had stored v1 at step 7, and nothing removed it afterwards. copier had copied it from origin at step 6, where it was to live until 0.1 s; the copy in edge lives until 0.2 s: 0.1 s longer.',
      );
  });

  it('is none where nobody has written', async () => {
    const run = await look(200, 'clock.origin.expire late.clock.sleep late.edge.get', []);
    expect(ttlInversion.check(factsOf(run))).toEqual({ kind: 'ok' });
  });

  it('is none where the copy ends first', async () => {
    const rest =
      'writer.mysql.update clock.edge.expire clock.origin.expire late.clock.sleep late.edge.get late.origin.get late.mysql.select late.origin.set';
    expect(ttlInversion.check(factsOf(await look(50, rest)))).toEqual({ kind: 'ok' });
  });
});
