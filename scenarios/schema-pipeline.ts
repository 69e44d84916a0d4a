/** How committed row changes come to a strategy's `onChange`. */
import { z } from 'zod';
import { CHANGE_SOURCES, COMMIT_TIMES, MESSAGE_KEYS } from '../harness/scenario.ts';
import { hint, mapping, wholeNumber } from './hint.ts';

export const PIPELINES = ['binlog', 'kafka'] as const;
export const PARTITIONS_MAX = 16;
export const CONSUMERS_MAX = 8;

const pipelineKind = z.enum(PIPELINES);

/** The fields that say something about Kafka alone. */
export const KAFKA_FIELDS = ['partitions', 'consumers', 'key', 'commit'] as const;

export const pipelineSchema = z.union([
  z
    .enum(
      PIPELINES,
      hint('`binlog`, `kafka`, or a pipeline such as { kind: kafka, consumers: 2 }', 'write `pipeline: kafka`'),
    )
    .describe('binlog: straight to the strategy. kafka: through one producer, a topic and a consumer group.'),
  mapping(
    {
      kind: pipelineKind.describe('binlog: straight to the strategy. kafka: by way of a topic.'),
      source: z
        .enum(CHANGE_SOURCES)
        .optional()
        .describe(
          'Whose binlog is read. replica: a change comes when the (first) replica has applied it. Default: primary.',
        ),
      partitions: wholeNumber(1, PARTITIONS_MAX)
        .optional()
        .describe('kafka: the partitions of the topic. Default: as many as there are consumers.'),
      consumers: wholeNumber(1, CONSUMERS_MAX)
        .optional()
        .describe('kafka: the consumers of the group. Each partition has one of them. Default: 1.'),
      key: z
        .enum(MESSAGE_KEYS)
        .optional()
        .describe(
          'kafka: the key of a message. primary-key keeps the events of a row in one partition; with none, messages go to the partitions in turn. Default: primary-key.',
        ),
      commit: z
        .enum(COMMIT_TIMES)
        .optional()
        .describe(
          'kafka: when a consumer commits its offset. after-handling: at least once. before-handling: at most once. Default: after-handling.',
        ),
    },
    'a pipeline such as { kind: kafka, partitions: 2, consumers: 2 }',
    'write `pipeline: kafka`, or { kind: kafka, partitions: 2, consumers: 2 }',
  ),
]);
