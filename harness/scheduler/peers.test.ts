import { describe, expect, it } from 'vitest';
import { labelsOf, pinned, planOf, read, scenarioOf, strategyOf } from '../testing.ts';

describe('a request that is sent to another node', () => {
  const asksTheOther = strategyOf({
    async read({ node, nodes, local, isForwarded }, key) {
      if (!isForwarded) return nodes.find(({ number }) => number !== node.number)!.read(key);
      const known = await local.get(key);
      if (known !== null) return `${known} of ${node.name}`;
      await local.set(key, 'v1');
      return 'v1';
    },
  });

  it('takes no step of its own, and runs there in the lane of the same actor', async () => {
    const scenario = scenarioOf({ nodes: 2, actors: { reader: [read('item:1', 1), read('item:1', 1)] } });
    const steps = 'reader.local.get reader.local.set reader.local.get';
    const run = await pinned(planOf(asksTheOther, scenario), steps);
    expect(run.problem).toBeNull();
    expect(labelsOf(run).join(' ')).toBe(steps);
    expect(run.operations.map(({ result }) => result)).toEqual(['v1', 'v1 of node2']);
    expect(run.memories.map(({ entries }) => entries.size)).toEqual([0, 1]);
  });
});
