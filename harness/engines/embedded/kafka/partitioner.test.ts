import { Partitioners } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { partitionOf } from './partitioner.ts';

const TOPIC = 'topic';

describe('the partition of a key', () => {
  it.each([1, 2, 3, 7, 16])('is that of kafkajs, with %i partitions', (count) => {
    const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({ partitionId, leader: 1 }));
    const partitioner = Partitioners.DefaultPartitioner();
    for (const key of ['', '1', '2', '42', '123', '1234', '12345', 'item:1', 'ä ö ü €', '9007199254740991']) {
      const theirs = partitioner({
        topic: TOPIC,
        partitionMetadata: partitionMetadata as never,
        message: { key, value: '' },
      });
      expect(partitionOf(key, count), key).toBe(theirs);
    }
  });
});
