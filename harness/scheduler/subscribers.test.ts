import { describe, expect, it } from 'vitest';
import type { Context, StartContext, StrategyInstance } from '../../strategies/strategy.ts';
import {
  KEY,
  labelsOf,
  once,
  pinned,
  planOf,
  read,
  runsOf,
  type ScenarioParts,
  scenarioOf,
  strategyOf,
  write,
} from '../testing.ts';
import type { Run } from './run.ts';

const CHANNEL = 'changes';

/** What each node has heard, in order. Each run begins anew. */
function listening(
  instance: Partial<StrategyInstance> = {},
  handle: (context: StartContext, message: string) => Promise<void> = async () => {},
) {
  const heard: string[] = [];
  const strategy = strategyOf({
    async start(context: StartContext) {
      heard.length = 0;
      context.subscriber.on('message', async (channel, message) => {
        heard.push(`${context.node.name} ${channel} ${message}`);
        await handle(context, message);
        heard.push(`${context.node.name} done`);
      });
      await context.subscriber.subscribe(CHANNEL);
    },
    read: ({ redis }: Context, key) => redis.get(key),
    write: async ({ redis }: Context, _key, value) => void (await redis.publish(CHANNEL, value)),
    ...instance,
  });
  return { heard, strategy };
}

const everyRun = (strategy: ReturnType<typeof strategyOf>, parts: ScenarioParts): Promise<Run[]> =>
  runsOf(planOf(strategy, scenarioOf(parts)));

describe('a subscriber', () => {
  it('is delivered messages in the order in which they were sent, the next one when the last is handled', async () => {
    const { heard, strategy } = listening({}, ({ local }) => local.delete(KEY).then(() => undefined));
    const run = await pinned(
      planOf(strategy, scenarioOf({ actors: { writer: [write('a'), write('b')] } })),
      `writer.redis.publish writer.redis.publish subscriber.redis.deliver subscriber.local.delete
       subscriber.redis.deliver subscriber.local.delete`,
    );
    expect(run.problem).toBeNull();
    expect(heard).toEqual(['node1 changes a', 'node1 done', 'node1 changes b', 'node1 done']);
  });

  it('may be delivered a message at any time after it was sent', async () => {
    const runs = await everyRun(listening().strategy, { actors: { reader: [read(), read()], writer: [write('a')] } });
    const orders = runs.map((run) =>
      labelsOf(run)
        .map((label) => label.split('.')[0])
        .join(' '),
    ); // prettier-ignore
    expect(orders.toSorted()).toEqual([
      'reader reader writer subscriber',
      'reader writer reader subscriber',
      'reader writer subscriber reader',
      'writer reader reader subscriber',
      'writer reader subscriber reader',
      'writer subscriber reader reader',
    ]);
  });

  it('does not hear what a fault drops, and the writer is told nothing of it', async () => {
    const { heard, strategy } = listening();
    const runs = await everyRun(strategy, {
      actors: { writer: [write('a')] },
      faults: [once('drop', { step: 'redis.deliver' })],
    });
    expect(runs.map(labelsOf)).toEqual([['writer.redis.publish', 'subscriber.redis.deliver!drop']]);
    expect(runs[0]!.operations[0]).toMatchObject({ kind: 'write', error: undefined });
    expect(heard).toEqual([]);
  });

  it('can be the one of a certain node that does not hear', async () => {
    const runs = await everyRun(listening().strategy, {
      nodes: 2,
      actors: { writer: [write('a')] },
      faults: [once('drop', { step: 'redis.deliver', actor: 'subscriber2' })],
    });
    for (const run of runs) {
      expect(labelsOf(run)).toContain('subscriber2.redis.deliver!drop');
      expect(labelsOf(run)).toContain('subscriber1.redis.deliver');
    }
  });

  it('acts in its own lane and on its own node, through the handles that it was given at the start', async () => {
    const { strategy } = listening({}, async ({ redis, local }, message) => {
      await redis.set(KEY, message);
      await local.set(KEY, message);
    });
    const [run] = await everyRun(strategy, { nodes: 2, actors: { writer: [write('a')] } });
    const steps = run!.steps.filter(({ command }) => command === 'set');
    expect(steps.map(({ label, node }) => `${label} ${node}`).toSorted()).toEqual([
      'subscriber1.local.set 1',
      'subscriber1.redis.set 1',
      'subscriber2.local.set 2',
      'subscriber2.redis.set 2',
    ]);
  });

  it('that fails ends the run, and says in what', async () => {
    const { strategy } = listening({}, () => Promise.reject(new Error('no such thing')));
    const [run] = await everyRun(strategy, { actors: { writer: [write('a')] } });
    expect(run!.problem).toMatchObject({ kind: 'strategy' });
    expect(run!.problem?.message).toMatch(/^message\(a\) failed: Error: no such thing/);
  });

  it('has heard what the warm-up has sent when the run begins', async () => {
    const { heard, strategy } = listening({
      async read({ redis }: Context, key) {
        await redis.publish(CHANNEL, 'warm');
        return redis.get(key);
      },
    });
    const run = await pinned(planOf(strategy, scenarioOf({ warm: [KEY], actors: {} })), '');
    expect(heard).toEqual(['node1 changes warm', 'node1 done']);
    expect(labelsOf(run)).toEqual([]);
  });
});

describe('what a process does when it starts', () => {
  it('is refused where it asks for what nobody can give', async () => {
    const strategy = strategyOf({
      async start({ subscriber }: StartContext) {
        subscriber.on('pmessage' as never, () => {});
      },
    });
    const [run] = await everyRun(strategy, { actors: { reader: [read()] } });
    expect(run!.problem?.message).toMatch(
      /^start\(\) failed: TypeError: subscriber\.on\('pmessage'\): expected 'message'/,
    );
  });
});

describe('the memory of a node', () => {
  it('replaces an entry only if it is what is expected, and can forget everything', async () => {
    const seen: unknown[] = [];
    const strategy = strategyOf({
      async read({ local }: Context) {
        await local.set('a', '1');
        seen.push(await local.replace('a', '2', '3'), await local.get('a'));
        seen.push(await local.replace('a', '1', '3'), await local.get('a'), await local.replace('b', '1', '2'));
        await local.clear();
        seen.push(await local.get('a'));
        return null;
      },
    });
    await everyRun(strategy, { rows: {}, actors: { reader: [read()] } });
    expect(seen).toEqual([false, '1', true, '3', false, null]);
  });
});
