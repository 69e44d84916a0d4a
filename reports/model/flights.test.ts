import { expect, test } from 'vitest';
import { type DraftStep, traceOf } from '../html/samples/trace-builder.ts';
import { flightsOf } from './flights.ts';

const UPDATE = "UPDATE items SET value = 'v2' WHERE id = 1";
const traceWith = (...steps: readonly DraftStep[]) =>
  traceOf({ actors: ['writer', 'one', 'two'], mysql: { 'item:1': 'v1' }, operations: [], steps });

test('a change of a row flies from MySQL to whoever follows the binlog', () => {
  const flights = flightsOf(
    traceWith(
      ['writer.mysql.update', UPDATE, '1 row', { mysql: { 'item:1': 'v2' } }],
      ['one.binlog.deliver', 'deliver the update of item:1', ''],
    ),
  );
  expect(flights).toEqual([{ from: 1, to: 2, store: 'mysql', key: 'item:1', isLost: false }]);
});

test('a published message flies to each subscriber, and one of them may be lost', () => {
  const flights = flightsOf(
    traceWith(
      ['writer.redis.publish', 'PUBLISH hot item:1', '2'],
      ['two.redis.deliver', 'deliver item:1 from hot', 'lost', { fault: 'drop' }],
      ['one.redis.deliver', 'deliver item:1 from hot', ''],
    ),
  );
  expect(flights.map(({ from, to, isLost }) => [from, to, isLost])).toEqual([
    [1, 2, true],
    [1, 3, false],
  ]);
});

test('a queue stands between the binlog and its consumer', () => {
  const flights = flightsOf(
    traceWith(
      ['writer.mysql.update', UPDATE, '1 row', { mysql: { 'item:1': 'v2' } }],
      ['one.kafka.send', 'send the update of item:1', ''],
      ['two.kafka.deliver', 'deliver the update of item:1', ''],
      ['two.kafka.deliver', 'deliver the update of item:1', ''],
    ),
  );
  expect(flights.map(({ from, to, store }) => [from, to, store])).toEqual([
    [2, 3, 'kafka'],
    [2, 4, 'kafka'],
  ]);
});

test('two commits reach a replica in their order', () => {
  const apply: DraftStep = ['one.replica.apply', "apply writer's commit: id 1 = v2", ''];
  const flights = flightsOf(
    traceWith(
      ['writer.mysql.update', UPDATE, '1 row', { mysql: { 'item:1': 'v2' } }],
      ['writer.mysql.update', UPDATE, '1 row', { mysql: { 'item:1': 'v3' } }],
      apply,
      apply,
    ),
  );
  expect(flights.map(({ from, to }) => [from, to])).toEqual([
    [1, 3],
    [2, 4],
  ]);
});

test('Redis tells of a change that was made, not of a key that was read', () => {
  const flights = flightsOf(
    traceWith(
      ['writer.redis.set', 'SET item:1 v2', 'OK'],
      ['one.redis.get', 'GET item:1', 'v2'],
      ['two.redis.deliver', 'deliver item:1 from __redis__:invalidate', ''],
    ),
  );
  expect(flights.map(({ from, to }) => [from, to])).toEqual([[1, 3]]);
});
