/** Nodes that listen to Redis: what is published, what is tracked, and messages that are lost. */
import { describe, expect, it } from 'vitest';
import type { Context, StartContext, Strategy, StrategyInstance } from '../../../strategies/strategy.ts';
import { KEY, once, planOf, read, runsOf, scenarioOf, strategyOf, upTo, write } from '../../testing.ts';
import type { Fixture } from './fixtures/strategies.ts';
import { expectEach, expectOneOfEach, expectSameExperiences, reduced } from './testing.ts';

const CHANNEL = 'changes';

/** Keeps a copy, and drops it when it is told to. */
const published = strategyOf({
  async start({ subscriber, local }: StartContext) {
    subscriber.on('message', (_, key) => local.delete(key));
    await subscriber.subscribe(CHANNEL);
  },
  async read({ local, redis }: Context, key) {
    const copy = await local.get(key);
    if (copy !== null) return copy;
    const value = await redis.get(key);
    await local.set(key, value ?? 'none');
    return value;
  },
  async write({ redis }: Context, key, value) {
    await redis.set(key, value);
    await redis.publish(CHANNEL, key);
  },
});

/** @param tracking options beside REDIRECT */
function tracked(instance: Partial<StrategyInstance>, ...tracking: string[]): Strategy<never> {
  return strategyOf({
    async start({ redis, subscriber, local }: StartContext) {
      subscriber.on('message', (_, keys) => (keys === '' ? local.clear() : local.delete(keys)));
      await redis.client('TRACKING', 'ON', 'REDIRECT', await subscriber.client('ID'), ...tracking);
      await subscriber.subscribe('__redis__:invalidate');
    },
    read: async ({ redis, local }: Context, key) => {
      const value = await redis.get(key);
      await local.set(key, value ?? 'none');
      return value;
    },
    write: async ({ redis }: Context, key, value) => void (await redis.set(key, value)),
    ...instance,
  });
}

/** The same with pushes between the replies to the node's own commands. */
function pushed(instance: Partial<StrategyInstance>, ...tracking: string[]): Strategy<never> {
  return tracked({
    async start({ redis, local }: StartContext) {
      redis.on('invalidate', (key) => (key === null ? local.clear() : local.delete(key)));
      await redis.client('TRACKING', 'ON', ...tracking);
    },
    ...instance,
  });
}

/** Asks Redis for something else before and after its copy is looked at. */
const pushedCopies = pushed({
  async read({ redis, local }: Context, key) {
    await redis.exists('beside');
    const copy = await local.get(key);
    if (copy !== null) return copy;
    const value = await redis.get(key);
    await local.set(key, value ?? 'none');
    return value;
  },
});

/** Redis tracks the key, whatever field was read. What stands before and after keeps the two from being first and last. */
const fields = tracked({
  async read({ redis }, key) {
    await redis.exists('beside');
    return redis.hget(key, 'one');
  },
  async write({ redis }, key, value) {
    await redis.hset(key, 'other', value);
    await redis.exists('beside');
  },
});

const reader = [read()];
const elsewhere = [read(KEY, 2)];
const writer = [write('v2')];

const settings: Readonly<Record<string, Fixture>> = {
  'what is published': { strategy: published, parts: { actors: { reader, writer } } },
  'two who publish': { strategy: published, parts: { actors: { writer1: writer, writer2: [write('v3')] } } },
  'two nodes that hear it': { strategy: published, parts: { nodes: 2, actors: { reader: elsewhere, writer } } },
  'a message that is lost': {
    strategy: published,
    parts: { actors: { reader, writer }, faults: [upTo(1, 'drop', { step: 'redis.deliver' })] },
  },
  'a publication that is dropped': {
    strategy: published,
    parts: { actors: { reader, writer }, faults: [upTo(1, 'drop', { step: 'redis.publish' })] },
  },
  'what is tracked': { strategy: tracked({}), parts: { warm: [KEY], actors: { reader, writer } } },
  'what is tracked on two nodes': {
    strategy: tracked({}),
    parts: { nodes: 2, warm: [KEY], actors: { reader: elsewhere, writer } },
  },
  'two who change what is tracked': {
    strategy: tracked({}),
    parts: { actors: { reader, writer1: writer, writer2: [write('v3')] } },
  },
  'two keys that are tracked': {
    strategy: tracked({}),
    parts: {
      rows: { [KEY]: 'v1', 'item:2': 'w1' },
      actors: { reader: [read(), read('item:2')], writer, other: [write('w2', 'item:2')] },
    },
  },
  'a change that nobody is told of, unless it comes first': {
    strategy: tracked({}),
    parts: {
      rows: { [KEY]: 'v1', 'item:2': 'w1' },
      warm: [KEY, 'item:2'],
      actors: { other: [write('w2', 'item:2')], writer1: writer, writer2: [write('v3')] },
    },
  },
  'fields of one hash': { strategy: fields, parts: { actors: { reader, writer } } },
  'a node that is not told of its own changes': {
    strategy: tracked({}, 'NOLOOP'),
    parts: { nodes: 2, actors: { reader: elsewhere, writer } },
  },
  'what is broadcast': { strategy: tracked({}, 'BCAST'), parts: { actors: { reader, writer } } },
  'what is pushed': { strategy: pushed({}), parts: { warm: [KEY], actors: { reader, writer } } },
  'what is pushed, ahead of replies': {
    strategy: pushedCopies,
    parts: { warm: [KEY], nodes: 2, actors: { reader: elsewhere, writer } },
  },
  'what is pushed, ahead of a reply to somebody who is waited for': {
    strategy: pushedCopies,
    parts: {
      warm: [KEY],
      nodes: 2,
      actors: { writer, other: elsewhere, late: { after: ['other'], operations: [read()] } },
    },
  },
  'what is pushed, ahead of the reply to a writer': {
    strategy: pushed({}),
    parts: { warm: [KEY], nodes: 2, actors: { writer1: writer, writer2: [write('v3', KEY, 2)], reader } },
  },
  'what is pushed, and lost': {
    strategy: pushedCopies,
    parts: { warm: [KEY], actors: { reader, writer }, faults: [upTo(1, 'drop', { step: 'redis.deliver' })] },
  },
  'what is broadcast and pushed': { strategy: pushed({}, 'BCAST'), parts: { actors: { reader, writer } } },
  'an eviction of what is tracked': {
    strategy: tracked({}),
    parts: { warm: [KEY], actors: { reader, writer }, faults: [once('evict', { key: KEY })] },
  },
  'a flush of what is tracked': {
    strategy: tracked({}),
    parts: { warm: [KEY], actors: { reader, writer }, faults: [upTo(1, 'flush')] },
  },
};

/** Where an actor may end in the middle, some executions are given up, others are needed twice. */
const withCrash: Fixture = {
  strategy: published,
  parts: { actors: { reader, writer }, faults: [upTo(1, 'crash', { actor: 'subscriber' })] },
};

describe('of each class of interleavings with messages, one is executed', () => {
  it.each(Object.entries(settings))('with %s', (_, { strategy, parts }) => expectOneOfEach(strategy, parts));

  it('or more, when one who handles a message may die', () => expectEach(withCrash.strategy, withCrash.parts));

  it.each(Object.entries({ ...settings, 'one who may die': withCrash }))(
    'and actors meet with all that they can, with %s',
    async (_, { strategy, parts }) => expectSameExperiences(strategy, parts, await reduced(strategy, parts)),
  );
});

it('a message on its way multiplies nothing', async () => {
  const silent = strategyOf({
    async start({ subscriber }: StartContext) {
      await subscriber.subscribe(CHANNEL);
    },
    read: ({ redis }: Context, key) => redis.get(key),
    write: async ({ redis }: Context, key, value) =>
      void (await redis.multi().set(key, value).publish(CHANNEL, key).exec()),
  });
  const parts = { actors: { reader, writer } };
  expect(await reduced(silent, parts)).toHaveLength(2);
  expect((await runsOf(planOf(silent, scenarioOf(parts)))).length).toBeGreaterThan(2);
});
