/** Events that go through Kafka: who sends, who is given what, and what faults do to it. */
import { describe, expect, it } from 'vitest';
import type { KafkaPlan } from '../../scenario.ts';
import type { ScenarioParts } from '../../testing.ts';
import { KEY, once, planOf, read, runsOf, scenarioOf, strategyOf, upTo, write } from '../../testing.ts';
import { expectOneOfEach, expectSameExperiences, reduced } from './testing.ts';

const kafka = (parts: Partial<KafkaPlan> = {}): KafkaPlan => ({
  kind: 'kafka',
  partitions: parts.consumers ?? 1,
  consumers: 1,
  key: 'primary-key',
  commit: 'after-handling',
  ...parts,
});

const writes = [write('v2'), write('v3')];
const TWO = kafka({ consumers: 2, key: 'none' });

/** The consumer alone stores; nothing but the pipeline is interleaved. */
const setting = strategyOf({
  read: async ({ redis }, key) => redis.get(key),
  async write({ mysql }, key, value) {
    await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, key.split(':')[1]!]);
  },
  async onChange({ redis }, { key, after }) {
    await redis.set(key, after!.value);
  },
});

const settings: Readonly<Record<string, ScenarioParts>> = {
  'one consumer': { actors: { reader: [read()], writer: writes }, pipeline: kafka() },
  'two consumers without a key': { actors: { writer: writes }, pipeline: TWO },
  'two consumers and a reader': { actors: { reader: [read()], writer: [write('v2')] }, pipeline: TWO },
  'one consumer of two partitions': {
    actors: { writer: writes },
    pipeline: kafka({ partitions: 2, key: 'none' }),
  },
  'commits before handling': {
    actors: { reader: [read()], writer: [write('v2')] },
    pipeline: kafka({ commit: 'before-handling' }),
  },
  'a message that is sent twice': {
    actors: { writer: writes },
    pipeline: kafka(),
    faults: [upTo(1, 'duplicate', { step: 'kafka.send' })],
  },
  'a message that is given twice': {
    actors: { reader: [read()], writer: [write('v2')] },
    pipeline: kafka(),
    faults: [upTo(1, 'duplicate', { step: 'kafka.deliver' })],
  },
  'a message that canal loses': {
    actors: { writer: writes },
    pipeline: kafka(),
    faults: [upTo(1, 'drop', { step: 'kafka.send' })],
  },
  'messages that change places on their way to Kafka': {
    actors: { writer: writes },
    pipeline: kafka(),
    faults: [upTo(1, 'reorder', { step: 'kafka.send' })],
  },
  'messages that change places on their way from Kafka': {
    actors: { writer: writes },
    pipeline: kafka(),
    faults: [upTo(1, 'reorder', { step: 'kafka.deliver' })],
  },
  'a consumer that crashes and is started again': {
    actors: { reader: [read()], writer: [write('v2')] },
    pipeline: kafka(),
    faults: [upTo(1, 'crash', { actor: 'consumer' })],
  },
  'a consumer that crashes and leaves its partition to another': {
    actors: { writer: writes },
    pipeline: TWO,
    faults: [upTo(1, 'crash', { actor: 'consumer1' })],
  },
  'a crash of anyone, before and after commits': {
    actors: { writer: [write('v2')] },
    pipeline: kafka({ commit: 'before-handling' }),
    faults: [upTo(1, 'crash')],
  },
  'a rebalance with one consumer': {
    actors: { reader: [read()], writer: [write('v2')] },
    pipeline: kafka(),
    faults: [upTo(1, 'rebalance')],
  },
  'a rebalance with two consumers': {
    actors: { writer: [write('v2')] },
    pipeline: TWO,
    faults: [upTo(1, 'rebalance')],
  },
  'a message that the consumer loses': {
    actors: { writer: writes },
    pipeline: kafka(),
    faults: [upTo(1, 'drop', { step: 'kafka.deliver' })],
  },
};

describe('of each class of interleavings with Kafka, one is executed', () => {
  it.each(Object.entries(settings))('with %s', async (_, parts) => {
    await expectOneOfEach(setting, parts);
    await expectSameExperiences(setting, parts, await reduced(setting, parts));
  });
});

it('a message on its way multiplies nothing', async () => {
  const parts = (pipeline: ScenarioParts['pipeline'] & {}): ScenarioParts => ({
    actors: { reader: [read(KEY)], writer: writes },
    pipeline,
  });
  const straight = await reduced(setting, parts({ kind: 'binlog' }));
  expect(await reduced(setting, parts(kafka()))).toHaveLength(straight.length);
  const all = await runsOf(planOf(setting, scenarioOf(parts(kafka()))));
  expect(all.length).toBeGreaterThan(10 * straight.length);
});

it('a fault that must happen, happens in each', async () => {
  const runs = await reduced(setting, { actors: { writer: writes }, pipeline: TWO, faults: [once('rebalance')] });
  for (const { steps } of runs) expect(steps.filter(({ command }) => command === 'rebalance')).toHaveLength(1);
});
