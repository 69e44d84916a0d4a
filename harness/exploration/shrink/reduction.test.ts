import { describe, expect, it } from 'vitest';
import { KEY, once, read, scenarioOf, sleep, write } from '../../testing.ts';
import type { Reduction } from './reduction.ts';
import { lanesAfter, NO_REDUCTION, reduceScenario, reductionSchema } from './reduction.ts';

const scenario = scenarioOf({
  rows: { [KEY]: 'old', 'item:7': 'w1' },
  warm: ['item:7'],
  nodes: 3,
  actors: {
    reader1: { group: 'reader', operations: [read(KEY, 1), sleep(500), read(KEY, 3)] },
    reader2: { group: 'reader', operations: [read(KEY, 2)] },
    writer: { operations: [write('new')], after: ['reader1'] },
    late: { operations: [read()], after: ['writer'] },
  },
  faults: [once('evict', { key: 'item:7' }), once('evict', { key: KEY }), once('crash', { actor: 'reader1' })],
  explore: { steer: [['reader1.redis.get', 'evict2.redis.evict', 'writer.mysql.update']] },
});

const reduce = (parts: Partial<Reduction>) => reduceScenario(scenario, { ...NO_REDUCTION, ...parts });

describe('a reduction', () => {
  it('of nothing changes nothing', () => {
    expect(reduce({})).toEqual(scenario);
  });

  it('is plain data', () => {
    const reduction = {
      ...NO_REDUCTION,
      actors: ['late'],
      faults: { 0: 0 },
      sleepsMs: { reader1: { 1: 10 } },
      nodes: [1],
    };
    expect(reductionSchema.parse(JSON.parse(JSON.stringify(reduction)))).toEqual(reduction);
  });

  it('lets those wait on whom the one that is gone had waited for', () => {
    expect(reduce({ actors: ['writer'] }).actors.at(-1)).toMatchObject({ name: 'late', after: ['reader1'] });
  });

  it('leaves an actor out when none of its operations stays', () => {
    expect(reduce({ operations: { reader2: [0] } }).actors.map(({ name }) => name)).toEqual([
      'reader1',
      'writer',
      'late',
    ]);
  });

  it('renames actors wherever they are named', () => {
    const { actors, faults, explore } = reduce({ actors: ['reader2'], names: { reader1: 'reader' } });
    expect(actors[1]).toMatchObject({ name: 'writer', after: ['reader'] });
    expect(faults[2]).toMatchObject({ actor: 'reader' });
    expect(explore.steer[0]![0]).toBe('reader.redis.get');
  });

  it('numbers faults anew, and says which lane is which', () => {
    const parts = { ...NO_REDUCTION, faults: { 0: 0 } };
    expect(reduceScenario(scenario, parts).explore.steer[0]![1]).toBe('evict.redis.evict');
    expect(lanesAfter(scenario, parts).get('evict2')).toBe('evict');
  });

  it('makes a fault happen exactly as often as it did', () => {
    expect(reduce({ faults: { 1: 2 } }).faults[1]).toMatchObject({ atLeast: 2, atMost: 2 });
  });

  it('replaces keys, values, durations and nodes', () => {
    const { rows, warm, nodes, actors } = reduce({
      keys: { 'item:7': null },
      values: { old: 'v1', new: 'v2' },
      sleepsMs: { reader1: { 1: 10 } },
      nodes: [1, 3],
      actors: ['reader2'],
    });
    expect(rows).toEqual({ [KEY]: 'v1' });
    expect(warm).toEqual([]);
    expect(nodes).toBe(2);
    expect(actors[0]!.operations).toEqual([read(KEY, 1), sleep(10), read(KEY, 2)]);
    expect(actors[1]!.operations).toEqual([write('v2')]);
  });
});
