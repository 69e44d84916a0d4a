/** Results that show each state a report can be in. Numbers are the ones that can be checked by hand, or illustrative. */
import type {
  AnomalyResult,
  CellResult,
  Certificate,
  Counterexample,
  ExpectationResult,
  FailureResult,
  Result,
  Trace,
} from '../../../harness/result.ts';
import { profile } from './profile.ts';
import type { Alternatives } from '../../model/alternative.ts';
import { blockedWrite, classicRace, everyStore, longTrace } from './traces.ts';

const SERVERS = { redis: '8.0.6', mysql: '9.7.4', kafka: null } as const;
const SCENARIOS = ['classic-race', 'two-readers', 'warm-cache', 'two-writers', 'eviction', 'writer-crash'] as const;

/** Stale at rest in how many of all interleavings of `classic-race`. */
const STRATEGIES: readonly (readonly [name: string, title: string, stale: number, all: number])[] = [
  ['cache-aside', 'Read: fill on miss. Write: update the row, then delete the key.', 1, 10],
  ['delete-first', 'Read: fill on miss. Write: delete the key, then update the row.', 6, 10],
  ['write-then-set', 'Read: fill on miss. Write: update the row, then set the key.', 1, 10],
  ['set-first', 'Read: fill on miss. Write: set the key, then update the row.', 4, 8],
  ['double-delete', 'Write: delete the key, update the row, delete the key again.', 3, 20],
  ['delete-in-transaction', 'Write: update the row, delete the key, then commit.', 12, 20],
  ['setnx-setex', 'Read: fill with SET NX. Write: update the row, then SETEX.', 0, 10],
  ['setnx-setex-binlog', 'As setnx-setex, and a binlog consumer sets the new value.', 0, 120],
  ['versioned-set', 'Every set goes through a script that refuses older versions.', 0, 84],
  ['lease', 'Read: fill with a lease token, which a delete voids.', 0, 10],
];

const BECAUSE_CLASSIC = [
  'A read on node 1 after all had ended got v1 for item:1 at step 6, although writer had committed v2 at step 3.',
  "reader had read v1 from MySQL at step 2, before the commit at step 3, and stored it at step 5, after writer's DEL at step 4, which was meant to remove it.",
  'All had ended: item:1 stays stale until it expires or is written again.',
].join(' ');

/** Of the classic race: each share can be counted by hand. */
const TURNING_POINTS = {
  flips: [
    { first: 2, second: 3 },
    { first: 4, second: 5 },
  ],
  pointOfNoReturn: {
    step: 4,
    curve: [10, 6, 3, 2, 1, 1].map((completions, after) => ({
      after,
      share: 1 / completions,
      completions,
      isExact: true,
    })),
  },
} as const;

/** A counterexample around a trace. */
export function counterexampleOf(
  trace: Trace,
  because: string,
  file = 'scenarios/classic-race.yaml',
  strategy = 'cache-aside',
): Counterexample {
  const schedule = trace.steps.map((step) => step.actor).join(' ');
  return {
    schedule,
    steps: trace.steps.map((step) => step.label),
    because,
    replay: `stalemate replay ${file} --strategy ${strategy} --schedule '${schedule}'`,
    trace,
  };
}

/** A cell of an exhaustive twin run in which nothing was found; `parts` says otherwise. */
export function cellOf(parts: Partial<CellResult> = {}): CellResult {
  const cell = {
    scenario: 'classic-race',
    title: 'One reader fills a cold cache while one writer updates the row',
    file: 'scenarios/classic-race.yaml',
    strategy: 'lease',
    strategyTitle: 'Read: fill with a lease token, which a delete voids.',
    engine: 'twin',
    policy: 'exhaustive',
    seed: 42,
    schedules: { executed: 10, interleavings: 10, complete: true, blocked: 0, unknown: 0, rechecked: 1, raced: 9 },
    reads: { total: 10, stale: 0, concurrentOld: 1 },
    anomalies: { 'stale-read': { schedules: 0 }, 'stale-at-rest': { schedules: 0 } },
    metrics: { mysql_reads_per_read: 1 },
    twin: { schedulesCompared: 10, stepsCompared: 60, differences: 0 },
    expectations: [],
    problems: [],
    durationMs: 12,
    ...parts,
  } satisfies Omit<CellResult, 'certificate'>;
  return { ...cell, certificate: parts.certificate ?? certificateOf(cell) };
}

/** As the harness would certify the figures of the cell. */
function certificateOf(cell: Omit<CellResult, 'certificate'>): Certificate {
  const { schedules, policy, engine, twin } = cell;
  const { executed, rechecked, raced, unknown, interleavings, complete } = schedules;
  const isSampled = policy !== 'exhaustive';
  return {
    executed,
    covers: { unit: isSampled ? 'sampled schedules' : 'interleavings', of: interleavings },
    budget: { runs: complete ? null : executed, timeMs: null, endedBy: complete ? null : 'runs' },
    rechecked,
    differed: 0,
    commuted: 0,
    audited: rechecked,
    escaped: 0,
    actors: { entered: ['reader', 'writer'], never: [] },
    operations: { invoked: 2 * executed, completed: 2 * executed },
    raced,
    unknown,
    engine,
    confirmed:
      twin === undefined
        ? null
        : { schedules: twin.schedulesCompared, steps: twin.stepsCompared, differences: twin.differences },
  };
}

/** A whole result around its cells. */
export function resultOf(cells: readonly CellResult[], parts: Partial<Result> = {}): Result {
  const verdicts = cells.flatMap((cell) => cell.expectations.map(({ verdict }) => verdict));
  const verdict = verdicts.includes('fail') ? 'fail' : verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
  const exitCode = { pass: 0, fail: 1, inconclusive: 3 }[verdict];
  return {
    schemaVersion: 1,
    stalemate: '0.1.0',
    verdict,
    exitCode,
    servers: SERVERS,
    unconfirmed: [],
    results: cells,
    ...parts,
  };
}

const staleAtRest = (counterexample: Counterexample, schedules = 1): Partial<CellResult['anomalies']> => ({
  'stale-read': { schedules: 0 },
  'stale-at-rest': { schedules, counterexample, confirmed: 'CONFIRMED' } satisfies AnomalyResult,
});

const expectation = (
  strategy: string,
  is: 'never' | 'possible',
  verdict: ExpectationResult['verdict'],
  because?: string,
) =>
  ({
    strategy,
    anomaly: 'stale-at-rest',
    is,
    verdict,
    ...(because === undefined ? {} : { because }),
  }) satisfies ExpectationResult;

/** One cell, one failure: cache-aside is stale at rest in 1 of 10 interleavings, and that was forbidden. And a profile. */
export const classic: Result = resultOf(
  [
    cellOf({
      strategy: 'cache-aside',
      strategyTitle: 'Read: fill on miss. Write: update the row, then delete the key.',
      anomalies: staleAtRest({ ...counterexampleOf(classicRace, BECAUSE_CLASSIC), ...TURNING_POINTS }),
      expectations: [expectation('cache-aside', 'never', 'fail', 'stale-at-rest in 1 of 10 interleavings')],
    }),
  ],
  { profiles: [profile] },
);

/** A lock wait, a dropped command and two stale windows. */
export const blocked: Result = resultOf([
  cellOf({
    scenario: 'two-writers',
    file: 'scenarios/two-writers.yaml',
    strategy: 'set-first',
    strategyTitle: 'Read: fill on miss. Write: set the key, then update the row.',
    anomalies: {
      'stale-read': {
        schedules: 3,
        counterexample: counterexampleOf(
          blockedWrite,
          'reader got v2 for item:1 at step 8, although writer2 had committed v3 at step 6, acknowledged at step 7, before the read began. writer1 had stored v2 at step 4, and the SET of writer2 at step 7 never arrived.',
          'scenarios/two-writers.yaml',
          'set-first',
        ),
      },
    },
    schedules: {
      executed: 1680,
      interleavings: 1680,
      complete: true,
      blocked: 0,
      unknown: 0,
      rechecked: 87,
      raced: 1680,
    },
    expectations: [{ strategy: 'set-first', anomaly: 'stale-read', is: 'possible', verdict: 'pass' }],
  }),
]);

/** Ten strategies under six scenarios: what `stalemate run scenarios/` gives, with two expectations broken. */
export const library: Result = resultOf(
  STRATEGIES.flatMap(([strategy, strategyTitle, stale, all]) =>
    SCENARIOS.map((scenario, index) => {
      const file = `scenarios/${scenario}.yaml`;
      const scale = [1, 12, 1, 8, 3, 2][index] as number;
      const isSafe = stale === 0 || scenario === 'warm-cache';
      const isBroken =
        (strategy === 'double-delete' && scenario === 'two-readers') ||
        (strategy === 'write-then-set' && scenario === 'two-writers');
      const is = isSafe || isBroken ? 'never' : 'possible';
      return cellOf({
        scenario,
        file,
        strategy,
        strategyTitle,
        schedules: {
          executed: all * scale,
          interleavings: all * scale,
          complete: true,
          blocked: 0,
          unknown: 0,
          rechecked: scale,
          raced: all * scale - 1,
        },
        anomalies: isSafe
          ? {}
          : staleAtRest(counterexampleOf(classicRace, BECAUSE_CLASSIC, file, strategy), stale * scale),
        expectations: [
          expectation(
            strategy,
            is,
            isBroken ? 'fail' : 'pass',
            isBroken ? `stale-at-rest in ${stale * scale} of ${all * scale} interleavings` : undefined,
          ),
        ],
      });
    }),
  ),
);

/** Everything that must not look like a pass: nothing raced, no verdict, cut short, sampled, engines that differ. */
export const doubtful: Result = resultOf(
  [
    cellOf({ strategy: 'idle', schedules: { ...cellOf().schedules, raced: 0 } }),
    cellOf({
      strategy: 'escaping',
      schedules: { ...cellOf().schedules, unknown: 3 },
      problems: [
        { kind: 'escaped', message: 'setTimeout was called at my-strategy.ts:14. Use clock.sleep', schedules: 3 },
      ],
      expectations: [expectation('escaping', 'never', 'inconclusive', '3 of 10 interleavings ended without a verdict')],
    }),
    cellOf({
      strategy: 'cut-short',
      schedules: { ...cellOf().schedules, executed: 500, interleavings: null, complete: false, raced: 480 },
    }),
    cellOf({
      strategy: 'sampled',
      policy: 'random',
      schedules: { ...cellOf().schedules, executed: 20_000, interleavings: null, complete: false },
      anomalies: { 'stale-read': { schedules: 0, interval: [0, 0.000192] } },
    }),
    cellOf({
      strategy: 'sampled-stale',
      policy: 'random',
      schedules: { ...cellOf().schedules, executed: 2000, interleavings: null, complete: false },
      anomalies: {
        'stale-read': {
          schedules: 3,
          interval: [0.00051, 0.0044],
          counterexample: counterexampleOf(everyStore, 'reader got v1 at step 3.'),
        },
      },
    }),
    cellOf({
      strategy: 'embedded-only',
      anomalies: {
        'stale-at-rest': {
          schedules: 1,
          confirmed: 'EMBEDDED-ONLY',
          counterexample: counterexampleOf(classicRace, BECAUSE_CLASSIC),
        },
      },
      twin: {
        schedulesCompared: 10,
        stepsCompared: 60,
        differences: 1,
        firstDifference: 'step 5: embedded answered OK, Redis answered (nil)',
      },
    }),
  ],
  {
    verdict: 'inconclusive',
    exitCode: 3,
    unconfirmed: [
      'The embedded engine and the real servers differ in 1 of 60 schedules; see the cells marked EMBEDDED-ONLY.',
    ],
  },
);

/** One failure of 200 steps. */
export const long: Result = resultOf([
  cellOf({
    strategy: 'cache-aside',
    anomalies: staleAtRest(counterexampleOf(longTrace(200), 'It took 200 steps, the last of them step 200.')),
  }),
]);

export const HOSTILE = `</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">'"&\u2028]]><!--`;

/** The hostile text in every string. */
export const hostile: Result = poison(classic);

function poison(value: Result): Result {
  const keep = new Set(['schemaVersion', 'verdict', 'engine', 'policy', 'kind', 'is', 'anomaly', 'confirmed', 'store']);
  const visit = (each: unknown, name: string): unknown => {
    if (typeof each === 'string') return keep.has(name) ? each : `${each}${HOSTILE}`;
    if (Array.isArray(each)) return each.map((item) => visit(item, name));
    if (each === null || typeof each !== 'object') return each;
    const isMap = ['redis', 'mysql', 'versions'].includes(name);
    return Object.fromEntries(
      Object.entries(each).map(([key, item]) => [isMap ? `${key}${HOSTILE}` : key, visit(item, key)]),
    );
  };
  return visit(value, '') as Result;
}

const FAILURE: FailureResult = {
  fingerprint: '7cd8493d2c78',
  anomaly: 'stale-at-rest',
  schedules: 25,
  kinds: 2,
  foundAt: 4,
  foundBy: 'pct-2',
  isNew: true,
  counterexample: counterexampleOf(classicRace, BECAUSE_CLASSIC),
};

/** Two distinct failures of one anomaly, one of them known, and a saved failure that is mended. */
export const fuzzed: Result = resultOf(
  [
    cellOf({
      strategy: 'cache-aside',
      policy: 'portfolio',
      expectations: [],
      schedules: { ...cellOf().schedules, executed: 300 },
      anomalies: { 'stale-at-rest': { schedules: 40, counterexample: counterexampleOf(classicRace, BECAUSE_CLASSIC) } },
      fuzz: {
        failures: [FAILURE, { ...FAILURE, fingerprint: '9e2ff95bc1b4', schedules: 15, isNew: false }],
        failing: 1040,
        unsorted: 1000,
        replayed: [
          { file: 'a', fingerprint: 'a', anomaly: 'stale-read', isNew: true, outcome: 'does not fail any more' },
        ],
        coverage: { seen: 6, total: 7, handOffs: [], curve: [] },
      },
    }),
  ],
  { verdict: 'fail', exitCode: 1 },
);

/** 100,000 runs with so many distinct failures. */
export function manyFailures(count: number): Result {
  const [cell] = fuzzed.results as [CellResult];
  const failures = Array.from({ length: count }, (_, index) => ({
    ...FAILURE,
    fingerprint: String(index),
    foundAt: 2000 * index + 1,
    counterexample: counterexampleOf(longTrace(20 + (index % 30)), `It is number ${index}.`),
  }));
  const curve = failures.map(({ foundAt }, index) => [foundAt, index + 1] as const);
  const schedules = { ...cell.schedules, executed: 100_000 };
  const coverage = { seen: count, total: count, handOffs: [], curve };
  return resultOf([{ ...cell, schedules, fuzz: { ...cell.fuzz!, failures, coverage } }]);
}

/** The schedule of the classic race under a strategy that survives it: the refill is refused. */
export const survived: Alternatives = new Map([
  [
    classic.results[0]!.anomalies['stale-at-rest']!.counterexample!,
    [
      {
        strategy: 'lease',
        strategyTitle: 'Read: fill with a lease token, which a delete voids.',
        shows: [],
        trace: {
          ...classicRace,
          staleWindows: [],
          steps: classicRace.steps.map((step) =>
            step.number < 5 ? step : { ...step, witness: false, reply: '(nil)', state: classicRace.steps[3]!.state },
          ),
        },
      },
    ],
  ],
]);
