import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../harness/scenario.ts';
import { KEY, planOf, pinned, scenarioOf, write } from '../harness/testing.ts';
import type { Allowed } from './testing.ts';
import { anomaliesOf, loadLibrary } from './testing.ts';
import type { StrategyName } from './registry.ts';
import { strategies } from './registry.ts';

const LATE_FILL = 'A fill that was read before the commit lands after the invalidation.';
const LATE_FILL_SEEN = 'As at rest; here another reader comes before the end and sees it.';
const EARLY_FILL = 'The key is gone before the commit: any reader in between stores the old row.';
const EARLY_FILL_SEEN = 'The reader itself fills in between, and reads again after the write was acknowledged.';
const NO_REPAIR = 'The writer dies after its commit, and nobody else knows that the cache is old.';
const OTHER_ORDER = 'The slower of two writers stores its value over the newer one.';
const WENT_BACK =
  'Before the invalidation, one read asks MySQL and sees the new row, and the next one hits the old value.';
const EMPTIED = 'After the flush an old fill finds nothing that it could lose against.';

const ALLOWS: Readonly<Record<StrategyName, readonly Allowed[]>> = {
  'cache-aside': [
    { scenario: 'hot-key', anomaly: 'monotonic-reads', because: WENT_BACK },
    { scenario: 'hot-key', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'hot-key', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'classic-race', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'eviction', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'two-readers', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'two-readers', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'two-writers', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'writer-crash', anomaly: 'stale-at-rest', because: NO_REPAIR },
  ],
  'delete-first': [
    { scenario: 'hot-key', anomaly: 'monotonic-reads', because: WENT_BACK },
    { scenario: 'hot-key', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'hot-key', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'classic-race', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'eviction', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'two-readers', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'two-readers', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'two-writers', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'warm-cache', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'warm-cache', anomaly: 'stale-read', because: EARLY_FILL_SEEN },
    { scenario: 'writer-crash', anomaly: 'stale-at-rest', because: EARLY_FILL },
  ],
  'write-then-set': [
    { scenario: 'hot-key', anomaly: 'monotonic-reads', because: WENT_BACK },
    { scenario: 'hot-key', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'hot-key', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'classic-race', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'eviction', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'two-readers', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'two-readers', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'two-writers', anomaly: 'stale-at-rest', because: OTHER_ORDER },
    { scenario: 'two-writers', anomaly: 'stale-read', because: OTHER_ORDER },
    { scenario: 'writer-crash', anomaly: 'stale-at-rest', because: NO_REPAIR },
  ],
  'set-first': [
    { scenario: 'hot-key', anomaly: 'monotonic-reads', because: WENT_BACK },
    { scenario: 'hot-key', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'hot-key', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'classic-race', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'eviction', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'two-readers', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'two-readers', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'two-writers', anomaly: 'stale-at-rest', because: OTHER_ORDER },
    { scenario: 'two-writers', anomaly: 'stale-read', because: OTHER_ORDER },
    {
      scenario: 'writer-crash',
      anomaly: 'dirty-read',
      because: 'The writer dies before its update: what it stored in the cache is never committed.',
    },
    { scenario: 'writer-crash', anomaly: 'stale-at-rest', because: 'As the dirty read: the value stays in the cache.' },
  ],
  'double-delete': [
    { scenario: 'hot-key', anomaly: 'monotonic-reads', because: WENT_BACK },
    { scenario: 'hot-key', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'hot-key', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'classic-race', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'eviction', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'two-readers', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'two-readers', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'two-writers', anomaly: 'stale-at-rest', because: LATE_FILL },
    { scenario: 'warm-cache', anomaly: 'stale-at-rest', because: LATE_FILL },
    {
      scenario: 'warm-cache',
      anomaly: 'stale-read',
      because: 'The first read fills late, after both deletes; the second hits it.',
    },
    { scenario: 'writer-crash', anomaly: 'stale-at-rest', because: 'Without the second delete it is delete-first.' },
  ],
  'delete-in-transaction': [
    { scenario: 'hot-key', anomaly: 'monotonic-reads', because: WENT_BACK },
    { scenario: 'hot-key', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'hot-key', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'classic-race', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'eviction', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'two-readers', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'two-readers', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    { scenario: 'two-writers', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'warm-cache', anomaly: 'stale-at-rest', because: EARLY_FILL },
    { scenario: 'warm-cache', anomaly: 'stale-read', because: EARLY_FILL_SEEN },
    { scenario: 'writer-crash', anomaly: 'stale-at-rest', because: EARLY_FILL },
  ],
  'setnx-setex': [
    { scenario: 'hot-key', anomaly: 'monotonic-reads', because: WENT_BACK },
    { scenario: 'eviction', anomaly: 'stale-at-rest', because: EMPTIED },
    { scenario: 'two-writers', anomaly: 'stale-at-rest', because: OTHER_ORDER },
    { scenario: 'two-writers', anomaly: 'stale-read', because: OTHER_ORDER },
    { scenario: 'writer-crash', anomaly: 'stale-at-rest', because: NO_REPAIR },
  ],
  'setnx-setex-binlog': [
    { scenario: 'hot-key', anomaly: 'monotonic-reads', because: WENT_BACK },
    { scenario: 'eviction', anomaly: 'stale-at-rest', because: EMPTIED },
    {
      scenario: 'two-writers',
      anomaly: 'stale-at-rest',
      because: 'A writer is slower than the binlog, and stores over it.',
    },
    { scenario: 'two-writers', anomaly: 'stale-read', because: 'Between the late value and the binlog that mends it.' },
  ],
  'versioned-set': [
    { scenario: 'hot-key', anomaly: 'monotonic-reads', because: WENT_BACK },
    {
      scenario: 'hot-key',
      anomaly: 'stale-at-rest',
      because: 'The delete comes after the binlog and erases the version.',
    },
    { scenario: 'hot-key', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    {
      scenario: 'classic-race',
      anomaly: 'stale-at-rest',
      because: 'The delete comes after the binlog and erases the version.',
    },
    { scenario: 'eviction', anomaly: 'stale-at-rest', because: 'The flush, or the delete, erases the version.' },
    {
      scenario: 'two-readers',
      anomaly: 'stale-at-rest',
      because: 'The delete comes after the binlog and erases the version.',
    },
    { scenario: 'two-readers', anomaly: 'stale-read', because: LATE_FILL_SEEN },
    {
      scenario: 'two-writers',
      anomaly: 'stale-at-rest',
      because: 'The delete comes after the binlog and erases the version.',
    },
    {
      scenario: 'two-writers',
      anomaly: 'stale-read',
      because: 'The binlog lags: it brings v2 back after v3 was acknowledged.',
    },
  ],
  lease: [
    { scenario: 'hot-key', anomaly: 'monotonic-reads', because: WENT_BACK },
    { scenario: 'writer-crash', anomaly: 'stale-at-rest', because: NO_REPAIR },
  ],
};

describe('in the scenario library', () => {
  let library: readonly Scenario[] = [];
  beforeAll(async () => {
    library = await loadLibrary();
  });

  it.each(Object.keys(strategies) as StrategyName[])(
    '%s shows the anomalies that it is known for, and no other',
    async (name) => {
      const allowed = ALLOWS[name].map(({ scenario, anomaly }) => `${scenario}: ${anomaly}`).sort();
      expect(await anomaliesOf(name, library)).toEqual(allowed);
    },
  );
});

describe('the first steps of each pattern', () => {
  const WRITES: Readonly<Record<StrategyName, string>> = {
    'cache-aside': 'writer.mysql.update writer.redis.del',
    'delete-first': 'writer.redis.del writer.mysql.update',
    'write-then-set': 'writer.mysql.update writer.redis.set',
    'set-first': 'writer.redis.set writer.mysql.update',
    'double-delete': 'writer.redis.del writer.mysql.update writer.redis.del',
    'delete-in-transaction': 'writer.mysql.update writer.redis.del writer.mysql.commit',
    'setnx-setex': 'writer.mysql.update writer.redis.setex',
    'setnx-setex-binlog': 'writer.mysql.update writer.redis.setex consumer.binlog.deliver consumer.redis.setex',
    'versioned-set': 'writer.mysql.update writer.redis.del consumer.binlog.deliver consumer.redis.eval',
    lease: 'writer.mysql.update writer.redis.del',
  };

  it.each(Object.keys(strategies) as StrategyName[])(
    '%s writes in the order of its title, and the row ends at v2',
    async (name) => {
      const run = await pinned(planOf(name, scenarioOf({ actors: { writer: [write('v2')] } })), WRITES[name]);
      expect(run.problem).toBeNull();
      expect((await run.engine.inspect()).mysql[1]).toEqual({ id: 1, value: 'v2', version: 2 });
      expect(run.operations.at(-1)).toMatchObject({ kind: 'read', key: KEY, result: 'v2' });
    },
  );
});
