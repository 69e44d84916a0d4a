import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Admin } from 'kafkajs';
import { describeKafka } from '../../../../infra/testing.ts';
import { clientOf, loadKafkajs } from './kafkajs.ts';
import { removeLeftovers, topicName } from './leftovers.ts';

const [HOME, AWAY] = ['0123abcd', 'dcba3210'];
const [LIVING, DEAD, STRANGER] = ['000000000001', '000000000002', '000000000003'];

await describeKafka('what is left in Kafka', (servers) => {
  let admin: Admin;
  beforeAll(async () => {
    admin = clientOf(await loadKafkajs(), servers.kafka).admin();
    await admin.connect();
  });
  afterAll(() => admin.disconnect());

  test('by instances that are no more is removed, and nothing else', async () => {
    const living = topicName({ home: HOME, instance: LIVING }, 'stalemate_1', 2);
    const dead = topicName({ home: HOME, instance: DEAD }, 'stalemate_7', 1);
    const stranger = topicName({ home: AWAY, instance: STRANGER }, 'stalemate_7', 1);
    const lookalike = `stalemate.${HOME}.somebody.7.1`;
    const all = [living, dead, stranger, lookalike];
    await admin.createTopics({ topics: all.map((topic) => ({ topic, numPartitions: 1 })) });
    await removeLeftovers(admin, HOME, async (instance) => instance === LIVING);
    const left = (await admin.listTopics()).filter((name) => all.includes(name));
    expect(left.toSorted()).toEqual([living, stranger, lookalike].toSorted());
    await admin.deleteTopics({ topics: left });
  });
});
