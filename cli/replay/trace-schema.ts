/** The form of a trace file, field by field, for a file that somebody may have edited. */
import { z } from 'zod';
import { TRACE_FORMAT, TRACE_VERSION } from '../../harness/exploration/replay/trace-file.ts';
import { reductionSchema } from '../../harness/exploration/shrink/reduction.ts';
import { ANOMALIES, COMMIT_TIMES, FAULT_KINDS, MESSAGE_KEYS, WAYS_TO_TELL } from '../../harness/scenario.ts';
import { hint, mapping, text } from '../../scenarios/hint.ts';

const AGAIN = 'restore the file, or let `stalemate run --save-traces DIR` write a new one';

const word = z.string(hint('a text', AGAIN));
const count = z.int(hint('a whole number from 0', AGAIN)).min(0, hint('a whole number from 0', AGAIN));
const digest = text(/^[0-9a-f]{12}$/, 'a digest of 12 hexadecimal digits', AGAIN);
const record = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value, hint('a mapping', AGAIN));
const list = <Item extends z.ZodType>(item: Item) => z.array(item, hint('a list', AGAIN));
const part = <Shape extends z.ZodRawShape>(shape: Shape) => mapping(shape, 'a mapping', AGAIN);

const kind = <Names extends readonly [string, ...string[]]>(names: Names) => z.enum(names, {});

const key = word;
const operation = z.discriminatedUnion('kind', [
  part({ kind: z.enum(['read', 'delete']), key, node: count }),
  part({ kind: z.enum(['write', 'insert']), key, value: word, node: count }),
  part({ kind: z.literal('sleep'), ms: z.number(hint('a number of milliseconds', AGAIN)) }),
]);

const actor = part({ name: word, group: word, after: list(word), startMs: count, operations: list(operation) });

const fault = part({
  kind: kind(FAULT_KINDS),
  key: key.optional(),
  actor: word.optional(),
  step: word.optional(),
  store: word.optional(),
  node: count.optional(),
  told: kind(WAYS_TO_TELL).optional(),
  lost: count.optional(),
  atLeast: count,
  atMost: count,
});

/** Left out: the primary's binlog. */
const source = z.literal('replica').optional();

const pipeline = z.discriminatedUnion('kind', [
  part({ kind: z.literal('binlog'), source }),
  part({
    kind: z.literal('kafka'),
    source,
    partitions: count,
    consumers: count,
    key: kind(MESSAGE_KEYS),
    commit: kind(COMMIT_TIMES),
  }),
]);

/** Open: a later version may plan an exploration in more ways, and none of them matters to one schedule. */
const explore = z.looseObject({ policy: word, seed: count, maxSteps: count, steer: list(list(word)) });

const scenario = z.looseObject(
  {
    name: word,
    title: word,
    description: word,
    tags: list(word),
    file: word,
    rows: record(word),
    warm: list(key),
    nodes: count,
    // Older traces have neither.
    replicas: count.default(0),
    levels: list(word).optional(),
    redisNodes: count.optional(),
    pipeline: pipeline.default({ kind: 'binlog' }),
    actors: list(actor),
    faults: list(fault),
    explore,
  },
  hint('a mapping', AGAIN),
);

const step = part({
  label: text(/^[^.\s]+\.[a-z][a-z0-9-]*\.\S+$/, 'a step reference such as `reader.redis.get`', AGAIN),
  key: key.optional(),
  begins: z.literal(true).optional(),
  text: word,
  reply: word,
  digests: part({ reply: digest, state: digest }),
});

const choice = part({
  actor: word,
  choice: z.int(hint('a whole number from 2', AGAIN)).min(2, hint('a whole number from 2', AGAIN)).optional(),
  step: step.optional(),
});

export const traceSchema = mapping(
  {
    format: z.literal(
      TRACE_FORMAT,
      hint(`\`${TRACE_FORMAT}\``, 'name a trace file, or give the scenario with --schedule'),
    ),
    version: z.literal(
      TRACE_VERSION,
      hint(`the format version ${TRACE_VERSION}`, 'use the version of Stalemate that wrote the file'),
    ),
    stalemate: word,
    engine: part({ kind: kind(['embedded', 'real']), redis: word.nullable(), mysql: word.nullable() }),
    anomaly: kind(ANOMALIES).nullable(),
    because: word.nullable(),
    policy: word,
    seed: count,
    token: word,
    strategy: part({ use: word, as: word, with: record(z.unknown()), module: digest.nullable() }),
    scenario,
    scenarioDigest: digest,
    reduction: reductionSchema.optional(),
    schedule: list(choice),
  },
  'a trace file: a mapping with `format`, `scenario` and `schedule`',
  'name a file that `stalemate run --save-traces DIR` has written',
);
