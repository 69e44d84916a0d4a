import { expect, test } from 'vitest';
import { describeKafka } from '../testing.ts';
import { askCluster } from './probe.ts';

await describeKafka('a private broker', ({ kafka }) => {
  test('answers', async () => {
    await askCluster(kafka.brokers);
    expect(kafka.version).toMatch(/^\d+\.\d+/);
  });
});
