import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { redisVersion, supportedMysql } from './probe.ts';

const redisThatSays = (info: string): Redis => ({ info: () => Promise.resolve(info) }) as unknown as Redis;

test.each([
  ['redis_version:5.0.14', 'Redis 5.0.14 is too old.'],
  ['redis_version:8.0.6\r\nredis_mode:cluster', 'Redis runs in cluster mode.'],
  ['redis_version:8.0.6\r\nredis_mode:sentinel', 'This is a Sentinel, not a Redis.'],
  ['redis_version:8.0.6\r\nrole:slave', 'Redis is a replica.'],
  ['redis_version:8.0.6\r\nloading:1', 'Redis is still loading its data.'],
])('a Redis that says %j is not used, with what to do', async (info, message) => {
  const failure = { code: 'E_SERVER_UNSUPPORTED', message, fix: expect.stringMatching(/\w+ .*\.$/) };
  await expect(redisVersion(redisThatSays(info))).rejects.toMatchObject(failure);
});

test('a Redis without any of that is', async () => {
  const info = 'redis_version:8.0.6\r\nredis_mode:standalone\r\nrole:master\r\nloading:0';
  expect(await redisVersion(redisThatSays(info))).toBe('8.0.6');
});

test('MySQL 5.7 is too old', () => {
  expect(() => supportedMysql('5.7.44-log')).toThrow('MySQL 5.7.44 is too old.');
});
