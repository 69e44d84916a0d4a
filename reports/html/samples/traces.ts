/** Traces that show each thing the diagram can draw. */
import type { Trace } from '../../../harness/result.ts';
import { type DraftStep, traceOf } from './trace-builder.ts';

const SELECT = 'SELECT id, value, version FROM items WHERE id = 1';
const UPDATE = (value: string) => `UPDATE items SET value = '${value}', version = version + 1 WHERE id = 1`;

/** The race of cache-aside: an old value is put back after the key was deleted. */
export const classicRace: Trace = traceOf({
  actors: ['reader', 'writer', 'observer'],
  mysql: { 'item:1': 'v1' },
  operations: [
    { actor: 'reader', kind: 'read', key: 'item:1', value: 'v1', from: 1, to: 5 },
    { actor: 'writer', kind: 'write', key: 'item:1', value: 'v2', from: 3, to: 4 },
    { actor: 'observer', kind: 'read', key: 'item:1', value: 'v1', from: 6, to: 6, stale: true },
  ],
  steps: [
    ['reader.redis.get', 'GET item:1', '(nil)', { sentence: 'reader asks Redis for item:1 and misses.' }],
    [
      'reader.mysql.select',
      SELECT,
      'v1 (version 1)',
      { witness: true, sentence: 'reader reads item:1 from MySQL and gets v1.' },
    ],
    [
      'writer.mysql.update',
      UPDATE('v2'),
      '1 row',
      { witness: true, mysql: { 'item:1': 'v2' }, sentence: 'writer commits item:1 = v2 in MySQL.' },
    ],
    [
      'writer.redis.del',
      'DEL item:1',
      '0',
      { sentence: 'writer deletes item:1 from Redis, where there is nothing to delete. The write is acknowledged.' },
    ],
    [
      'reader.redis.set',
      'SET item:1 v1 EX 60',
      'OK',
      { witness: true, redis: { 'item:1': 'v1' }, sentence: 'reader stores item:1 = v1 in Redis, an old value.' },
    ],
    [
      'observer.redis.get',
      'GET item:1',
      'v1',
      { witness: true, sentence: 'observer asks Redis for item:1 and gets v1, although MySQL holds v2.' },
    ],
  ],
  staleWindows: [
    { store: 'redis', key: 'item:1', from: 5, to: null, opens: 'reader puts the old v1 of item:1 back', closes: null },
  ],
});

/** A write that waits for another one's row lock, over virtual time; then a command that is lost, and whose error is ignored. */
export const blockedWrite: Trace = traceOf({
  actors: ['writer1', 'writer2', 'reader', 'drop'],
  mysql: { 'item:1': 'v1' },
  redis: { 'item:1': 'v1' },
  versions: { 'item:1': ['v1', 'v2', 'v3'] },
  operations: [
    { actor: 'writer1', kind: 'write', key: 'item:1', value: 'v2', from: 1, to: 4 },
    { actor: 'writer2', kind: 'write', key: 'item:1', value: 'v3', from: 2, to: 7 },
    { actor: 'reader', kind: 'read', key: 'item:1', value: 'v2', from: 5, to: 5 },
    { actor: 'reader', kind: 'read', key: 'item:1', value: 'v2', from: 8, to: 8, stale: true },
  ],
  steps: [
    ['writer1.mysql.update', `BEGIN; ${UPDATE('v2')}`, '1 row'],
    [
      'writer2.mysql.update',
      `BEGIN; ${UPDATE('v3')}`,
      '1 row',
      { at: 2, lock: 'the lock on item:1', blockedBy: 'writer1', grantedAt: 3 },
    ],
    ['writer1.mysql.commit', 'COMMIT', 'OK', { at: 3, mysql: { 'item:1': 'v2' } }],
    ['writer1.redis.set', 'SET item:1 v2', 'OK', { at: 5, redis: { 'item:1': 'v2' }, witness: true }],
    ['reader.redis.get', 'GET item:1', 'v2', { at: 6 }],
    ['writer2.mysql.commit', 'COMMIT', 'OK', { at: 9, mysql: { 'item:1': 'v3' }, witness: true }],
    ['writer2.redis.set', 'SET item:1 v3', 'never reached the store; connection error', { at: 9, fault: 'drop' }],
    ['reader.redis.get', 'GET item:1', 'v2', { at: 14, witness: true }],
  ],
  staleWindows: [
    {
      store: 'redis',
      key: 'item:1',
      from: 3,
      to: 4,
      opens: 'MySQL moved on, the cache still holds v1',
      closes: 'writer1 stores v2',
    },
    {
      store: 'redis',
      key: 'item:1',
      from: 6,
      to: null,
      opens: 'MySQL moved on, the cache still holds v2',
      closes: null,
    },
  ],
});

/** Two nodes with memories of their own, a binlog consumer and a flush that belongs to no actor. */
export const everyStore: Trace = traceOf({
  actors: ['reader', 'writer', 'binlog'],
  nodes: 2,
  mysql: { 'item:1': 'v1', 'item:2': 'a' },
  versions: { 'item:1': ['v1', 'v2'], 'item:2': ['a'] },
  operations: [
    { actor: 'reader', kind: 'read', key: 'item:1', value: 'v1', from: 1, to: 3 },
    { actor: 'writer', kind: 'write', key: 'item:1', value: 'v2', from: 4, to: 4 },
    { actor: 'binlog', kind: 'change', key: 'item:1', value: 'v2', from: 6, to: 7 },
  ],
  steps: [
    ['reader.local.get', 'local get item:1', '(nil)'],
    ['reader.mysql.select', SELECT, 'v1 (version 1)'],
    ['reader.local.set', 'local set item:1 v1', 'OK', { local: { node1: { 'item:1': 'v1' } } }],
    ['writer.mysql.update', UPDATE('v2'), '1 row', { mysql: { 'item:1': 'v2' } }],
    ['flush.fault.flush', 'FLUSHALL', 'OK', { sentence: 'A fault empties Redis.' }],
    ['binlog.binlog.deliver', 'update item:1', 'delivered'],
    [
      'binlog.redis.set',
      'SET item:1 {"value":"v2","version":2}',
      'OK',
      { redis: { 'item:1': '{"value":"v2","version":2}', 'lock:item:1': 'token-1' } },
    ],
  ],
  staleWindows: [
    {
      store: 'local node1',
      key: 'item:1',
      from: 4,
      to: null,
      opens: 'MySQL moved on, the cache still holds v1',
      closes: null,
    },
  ],
});

/** `length` steps; every fourth begins a read. */
export function longTrace(length: number): Trace {
  const steps = Array.from({ length }, (_, index): DraftStep => {
    const actor = index % 2 === 0 ? 'reader' : 'writer';
    if (index % 4 === 1)
      return [`${actor}.mysql.update`, UPDATE(`v${index}`), '1 row', { at: index, mysql: { 'item:1': `v${index}` } }];
    if (index % 4 === 3) return [`${actor}.redis.del`, 'DEL item:1', '1', { at: index, redis: { 'item:1': null } }];
    if (index % 4 === 2)
      return [
        `${actor}.redis.set`,
        `SET item:1 v${index - 1}`,
        'OK',
        { at: index, redis: { 'item:1': `v${index - 1}` } },
      ];
    return [`${actor}.redis.get`, 'GET item:1', '(nil)', { at: index }];
  });
  const versions = ['v0', ...steps.flatMap((_, index) => (index % 4 === 1 ? [`v${index}`] : []))];
  const operations = Array.from({ length: Math.floor(length / 4) }, (_, index) => [
    { actor: 'reader', kind: 'read' as const, key: 'item:1', value: null, from: 4 * index + 1, to: 4 * index + 3 },
    { actor: 'writer', kind: 'write' as const, key: 'item:1', value: null, from: 4 * index + 2, to: 4 * index + 4 },
  ]).flat();
  return traceOf({
    actors: ['reader', 'writer'],
    mysql: { 'item:1': 'v0' },
    versions: { 'item:1': versions },
    operations,
    steps,
  });
}
