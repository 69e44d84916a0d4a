import { expect, test } from 'vitest';
import type { TraceStep } from '../../harness/result.ts';
import { classicRace } from '../html/samples/traces.ts';
import { shortReply, shortText } from './short-text.ts';

const shorten = (store: TraceStep['store'], text: string) =>
  shortText({ ...(classicRace.steps[0] as TraceStep), store, text });

test.each([
  ['redis', 'SET item:1 v1 EX 60', 'SET', 'item:1 v1 EX 60'],
  ['redis', 'PING', 'PING', ''],
  ['mysql', 'SELECT value FROM items WHERE id = 1', 'SELECT', ''],
  ['mysql', 'SELECT value FROM items WHERE id = 1 FOR UPDATE', 'SELECT … FOR UPDATE', ''],
  ['mysql', "BEGIN; UPDATE items SET value = 'it\\'s' WHERE id = 1", 'BEGIN; UPDATE', "'it\\'s'"],
  ['mysql', "SELECT GET_LOCK('rebuild:item:1', 10) AS hasLock", 'GET_LOCK', "'rebuild:item:1'"],
  ['mysql', 'BEGIN; DO RELEASE_ALL_LOCKS()', 'BEGIN; RELEASE_ALL_LOCKS', ''],
  ['mysql', 'COMMIT', 'COMMIT', ''],
  ['redis', 'EVAL "local current = redis.call(…" 1 item:1 v2', 'EVAL …', '1 item:1 v2'],
  ['binlog', 'deliver the update of item:1', 'deliver', 'update of item:1'],
  ['kafka', 'send the update of item:1 to v2', 'send', 'v2 of item:1'],
  ['kafka', 'deliver the update of item:1 to to be', 'deliver', 'to be of item:1'],
  ['kafka', 'send the delete of item:1', 'send', 'delete of item:1'],
  ['kafka', 'commit offset 1 of partition 0', 'commit', '1 of partition 0'],
  ['replica', "apply writer's commit: id 1 = v2", 'apply', 'v2 of id 1'],
  ['replica', "apply writer's commit: id 1 is gone", 'apply', "writer's commit: id 1 is gone"],
  ['replica', "apply writer's commit: id 1 = v2, id 2 = b2", 'apply', "writer's commit: id 1 = v2, id 2 = b2"],
  ['local', 'local get item:1', 'local get', 'item:1'],
] as const)('%s: %s', (store, text, verb, rest) => {
  expect(shorten(store, text)).toEqual({ verb, rest });
});

test('the place of a message fits into a lane, other replies are left as they are', () => {
  expect(shortReply('partition 1, offset 12')).toBe('p1, offset 12');
  expect(shortReply('id=1 value=partition 1, offset 0')).toBe('id=1 value=partition 1, offset 0');
});
