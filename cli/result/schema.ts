/**
 * The form of a result in a file, as far as anything is made from it. Open: fields that are not named here are carried along,
 * so that a later version of the same `schemaVersion` may have more.
 */
import { z } from 'zod';
import { ADVICE_SCHEMA_VERSION, COVERED_UNITS, PROBLEM_KINDS, RESULT_SCHEMA_VERSION } from '../../harness/result.ts';
import { ANOMALIES } from '../../harness/scenario.ts';

const count = z.number().min(0);
const text = z.string();
const version = text.nullable();
const VERDICTS = z.enum(['pass', 'fail', 'inconclusive']);
const ADVISED = z.enum(['met', 'not-met', 'inconclusive']);
const CONFIRMED = z.enum(['CONFIRMED', 'EMBEDDED-ONLY', 'REAL-ONLY', 'NOT-COMPARED']);
const anomaly = z.enum(ANOMALIES);
const interval = z.tuple([z.number(), z.number()]);

const rows = z.record(text, z.looseObject({ value: text, version: z.number() }));

const entries = z.record(text, z.looseObject({ value: text, expiresAtMs: z.number().nullable() }));

const state = z.looseObject({
  redis: entries,
  servers: z.record(text, entries).optional(),
  mysql: rows,
  replicas: z.record(text, rows).optional(),
  local: z.record(text, z.record(text, text)),
});

const step = z.looseObject({
  number: count,
  actor: text,
  label: text,
  store: text,
  text,
  reply: text,
  sentence: text,
  at: z.number(),
  operation: count.nullable(),
  blockedBy: text.nullable(),
  grantedAt: count.nullable(),
  fault: text.nullable(),
  witness: z.boolean(),
  state,
});

const operation = z.looseObject({
  actor: text,
  kind: text,
  key: text.nullable(),
  value: text.nullable(),
  from: count,
  to: count.nullable(),
  error: text.nullable(),
  stale: z.boolean(),
});

const staleWindow = z.looseObject({
  store: text,
  key: text,
  from: count,
  to: count.nullable(),
  opens: text,
  closes: text.nullable(),
});

const trace = z.looseObject({
  actors: z.array(text),
  nodes: count,
  steps: z.array(step),
  operations: z.array(operation),
  initial: state,
  staleWindows: z.array(staleWindow),
  versions: z.record(text, z.array(text.nullable())),
});

const pointOfNoReturn = z.looseObject({
  step: count.nullable(),
  curve: z.array(z.looseObject({ after: count, share: z.number(), completions: count, isExact: z.boolean() })),
});

const counterexample = z.looseObject({
  schedule: text,
  steps: z.array(text),
  because: text,
  replay: text,
  recording: z.looseObject({}).optional(),
  regression: text.optional(),
  flips: z.array(z.looseObject({ first: count, second: count })).optional(),
  pointOfNoReturn: pointOfNoReturn.optional(),
  trace,
});

const finding = z.looseObject({
  schedules: count,
  interval: interval.optional(),
  counterexample: counterexample.optional(),
  confirmed: CONFIRMED.optional(),
});

const failure = z.looseObject({
  fingerprint: text,
  anomaly,
  schedules: count,
  kinds: count,
  foundAt: count,
  foundBy: text,
  isNew: z.boolean(),
  confirmed: CONFIRMED.optional(),
  counterexample,
});

const fuzz = z.looseObject({
  failures: z.array(failure),
  failing: count,
  unsorted: count,
  replayed: z.array(z.looseObject({ file: text, fingerprint: text, anomaly, isNew: z.boolean(), outcome: text })),
  coverage: z.looseObject({ seen: count, total: count }).nullable(),
});

const certificate = z.looseObject({
  executed: count,
  covers: z.looseObject({ unit: z.enum(COVERED_UNITS), of: count.nullable() }),
  budget: z.looseObject({
    runs: count.nullable(),
    timeMs: z.number().nullable(),
    endedBy: z.string().nullable(),
  }),
  rechecked: count,
  differed: count,
  commuted: count,
  audited: count,
  escaped: count,
  actors: z.looseObject({ entered: z.array(text), never: z.array(text) }),
  operations: z.looseObject({ invoked: count, completed: count }),
  raced: count,
  unknown: count,
});

const measured = { value: z.number().nullable(), interval: interval.nullable(), samples: count };

const rate = z.looseObject({ ...measured, unit: z.enum(['share', 'ms', 'count', 'per second', 'bytes']) });

const threshold = z.looseObject({
  ...measured,
  metric: text,
  strategy: text,
  max: z.number().optional(),
  min: z.number().optional(),
  confidence: z.number(),
  verdict: VERDICTS,
});

const timed = z.looseObject({
  durationMs: count,
  warmupMs: count,
  runs: count,
  steps: count,
  reads: count,
  writes: count,
  visibility: z.array(z.looseObject({ upToMs: z.number().nullable(), reads: count, seen: count, interval })),
  staleWindows: z.array(z.tuple([z.number(), z.number()])),
  versionsBehind: z.array(z.tuple([z.number(), z.number()])),
});

const cell = z.looseObject({
  scenario: text,
  title: text,
  file: text,
  strategy: text,
  strategyTitle: text,
  engine: z.enum(['embedded', 'real', 'twin']),
  policy: text,
  seed: z.number(),
  scenarioDigest: text.optional(),
  schedules: z.looseObject({
    executed: count,
    interleavings: count.nullable(),
    complete: z.boolean(),
    blocked: count,
    unknown: count,
    rechecked: count,
    raced: count,
  }),
  reads: z.looseObject({ total: count, stale: count, concurrentOld: count }),
  anomalies: z.partialRecord(anomaly, finding),
  metrics: z.record(text, z.unknown()),
  twin: z.looseObject({ schedulesCompared: count, stepsCompared: count, differences: count }).optional(),
  expectations: z.array(
    z.looseObject({ strategy: text, anomaly, is: z.enum(['never', 'possible', 'always']), verdict: VERDICTS }),
  ),
  rates: z.record(text, rate).optional(),
  thresholds: z.array(threshold).optional(),
  timed: timed.optional(),
  problems: z.array(z.looseObject({ kind: z.enum(PROBLEM_KINDS), message: text, schedules: count })),
  certificate,
  fuzz: fuzz.optional(),
  durationMs: count,
});

const point = z.looseObject({
  value: text.nullable(),
  standing: z.enum(['met', 'missed', 'open', 'failed']),
  problem: text.nullable(),
  rates: z.record(text, rate),
});

const sweep = z.looseObject({
  strategy: text,
  option: text.nullable(),
  range: z.looseObject({ fromMs: z.number(), toMs: z.number() }).nullable(),
  verdict: ADVISED,
  isComplete: z.boolean(),
  shape: z.enum(['falling', 'rising', 'mixed', 'level']),
  smallest: text.nullable(),
  cheapest: text.nullable(),
  exceptions: z.array(text),
  open: z.looseObject({ value: text.nullable(), moreReads: count, runs: count }).nullable(),
  curve: z.array(point),
});

/** What `stalemate advise --json` prints. */
export const adviceSchema = z.looseObject({
  schemaVersion: z.literal(ADVICE_SCHEMA_VERSION),
  stalemate: text,
  verdict: ADVISED,
  exitCode: z.number(),
  scenario: text,
  seed: z.number(),
  runs: count,
  target: z.looseObject({ max: z.number() }),
  sweeps: z.array(sweep),
  ranking: z.array(
    z.looseObject({
      strategy: text,
      option: text.nullable(),
      value: text.nullable(),
      meets: z.boolean(),
      front: count,
      dominatedBy: z.array(text),
      costs: z.looseObject({ staleAtMost: z.number(), mysqlReadsPerRead: z.number(), writeMs: z.number() }),
    }),
  ),
});

export const resultSchema = z.looseObject({
  schemaVersion: z.literal(RESULT_SCHEMA_VERSION),
  stalemate: text,
  verdict: VERDICTS,
  exitCode: z.number(),
  servers: z.looseObject({ redis: version, mysql: version, kafka: version }),
  unconfirmed: z.array(text),
  advice: z.array(adviceSchema).optional(),
  shard: z.looseObject({ index: count, count }).optional(),
  results: z.array(cell),
});
