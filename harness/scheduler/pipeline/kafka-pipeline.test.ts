import { describe, expect, it } from 'vitest';
import { Dpor } from '../../exploration/dpor/dpor.ts';
import type { FaultPlan, KafkaPlan } from '../../scenario.ts';
import { KEY, labelsOf, once, planOf, runsOf, scenarioOf, strategyOf, write } from '../../testing.ts';
import type { Run } from '../run.ts';

const OTHER = 'item:2';

/** Writes notes about each event, so that what happened can be read off the cache. */
const noting = strategyOf({
  read: async ({ redis }) => redis.get('log'),
  async write({ mysql }, key, value) {
    await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, key.split(':')[1]!]);
  },
  async onChange({ redis }, { after }) {
    await redis.append('log', after!.value);
  },
});

const kafka = (plan: Partial<KafkaPlan> = {}): KafkaPlan => ({
  kind: 'kafka',
  partitions: plan.consumers ?? 1,
  consumers: 1,
  key: 'primary-key',
  commit: 'after-handling',
  ...plan,
});

interface Setting {
  readonly faults?: readonly FaultPlan[];
  readonly values?: readonly string[];
  readonly plan?: Partial<KafkaPlan>;
  readonly keys?: readonly string[];
}

/** One writer, who writes a value for each event, and the pipeline: an interleaving of each kind. */
async function runs({ faults = [], values = ['a', 'b', 'c'], plan = {}, keys = [KEY] }: Setting): Promise<Run[]> {
  const operations = values.map((value, i) => write(value, keys[i % keys.length]));
  const rows = Object.fromEntries([KEY, OTHER].map((key) => [key, 'v']));
  const scenario = scenarioOf({ rows, actors: { writer: operations }, faults, pipeline: kafka(plan) });
  const all = await runsOf(planOf(noting, scenario), new Dpor({ usesSymmetry: false }));
  for (const { problem } of all) expect(problem).toBeNull();
  return all.filter(({ isAbandoned }) => !isAbandoned);
}

/** What was handled in each run, in its order; each way once. */
async function logs(setting: Setting): Promise<string[]> {
  const all = await runs(setting);
  const texts = all.map(({ steps }) =>
    steps
      .flatMap(({ store, command, request }) =>
        store === 'redis' && command === 'append' && 'command' in request ? [request.command.args[1]!] : [],
      )
      .join(''),
  );
  return [...new Set(texts)].sort();
}

describe('a change that goes through Kafka', () => {
  it('is sent by canal, given to the consumer, handled, and committed', async () => {
    const [run] = await runs({ values: ['a'] });
    expect(labelsOf(run!)).toEqual([
      'writer.mysql.update',
      'canal.kafka.send',
      'consumer.kafka.deliver',
      'consumer.redis.append',
      'consumer.kafka.commit',
    ]);
  });

  it('comes in the order of commits, without faults', async () => {
    expect(await logs({})).toEqual(['abc']);
  });

  it('multiplies nothing by being on its way', async () => {
    expect(await runs({})).toHaveLength(1);
  });
});

describe('two partitions with a consumer each', () => {
  it('keep the order of each row with the primary key as the key', async () => {
    for (const log of await logs({ values: ['a', 'x', 'b'], keys: [KEY, OTHER], plan: { consumers: 2 } })) {
      expect(log.indexOf('a')).toBeLessThan(log.indexOf('b'));
    }
  });

  it('do not without a key: two consumers handle two versions of one row at once', async () => {
    expect(await logs({ values: ['a', 'b'], plan: { consumers: 2, key: 'none' } })).toEqual(['ab', 'ba']);
  });

  it('read by one consumer come in any order', async () => {
    expect(await logs({ values: ['a', 'b'], plan: { partitions: 2, key: 'none' } })).toEqual(['ab', 'ba']);
  });
});

describe('what can happen to a message', () => {
  it.each([
    ['canal sends it again', once('duplicate', { step: 'kafka.send' }), ['aab', 'abb']],
    ['canal sends a later one first', once('reorder', { step: 'kafka.send' }), ['ba']],
    ['canal loses it', once('drop', { step: 'kafka.send' }), ['a', 'b']],
    ['the consumer is given it again', once('duplicate', { step: 'kafka.deliver' }), ['aab', 'abb']],
    ['the consumer is given a later one first', once('reorder', { step: 'kafka.deliver' }), ['ba']],
    ['the consumer loses it', once('drop', { step: 'kafka.deliver' }), ['a', 'b']],
  ] as const)('%s', async (_, fault, expected) => {
    expect(await logs({ values: ['a', 'b'], faults: [fault] })).toEqual(expected);
  });
});

describe('a consumer that crashes', () => {
  const crash = once('crash', { actor: 'consumer' });

  it('is started again, and is given again what it had not committed', async () => {
    expect(await logs({ values: ['a'], faults: [crash] })).toEqual(['a', 'aa']);
  });

  it('loses the message when it commits before it handles', async () => {
    expect(await logs({ values: ['a'], faults: [crash], plan: { commit: 'before-handling' } })).toEqual(['', 'a']);
  });

  it('leaves its partition to another one of the group', async () => {
    const all = await runs({
      values: ['a'],
      faults: [once('crash', { actor: 'consumer1' })],
      plan: { partitions: 2, consumers: 2, key: 'none' },
    });
    for (const run of all.filter(({ isDiscarded }) => !isDiscarded)) {
      expect(labelsOf(run).filter((label) => label.endsWith('kafka.deliver'))).toEqual([
        'consumer1.kafka.deliver',
        'consumer2.kafka.deliver',
      ]);
    }
  });
});

describe('a rebalance', () => {
  const rebalance = once('rebalance');

  it('has another consumer handle what is in flight, while the first still does', async () => {
    const all = await runs({ values: ['a'], faults: [rebalance], plan: { consumers: 2, key: 'none' } });
    const interleaved = all.map(labelsOf).filter((labels) => {
      const second = labels.indexOf('consumer2.kafka.deliver');
      return second >= 0 && second < labels.indexOf('consumer1.redis.append');
    });
    expect(interleaved.length).toBeGreaterThan(0);
  });

  it('refuses the commit of the one that was too late', async () => {
    const all = await runs({ values: ['a'], faults: [rebalance], plan: { consumers: 2, key: 'none' } });
    for (const { steps } of all) {
      const states = steps.flatMap(({ command, actor, state }) => (command === 'commit' ? [[actor.name, state]] : []));
      expect(Object.fromEntries(states)).toEqual({ consumer1: 'failed', consumer2: 'done' });
    }
  });

  it('with one consumer gives it the message a second time', async () => {
    expect(await logs({ values: ['a', 'b'], faults: [rebalance] })).toEqual(['aab', 'abb']);
  });
});
