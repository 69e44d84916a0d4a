import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { redisVersion, supportedMysql, supportedProgram } from './probe.ts';

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

test.each([
  ['5.7.44-log', 'MySQL 5.7.44 is too old.'],
  ['10.11.19-MariaDB-0+deb12u1', 'MariaDB 10.11.19 is too old.'],
])('%s is too old', (version, message) => {
  expect(() => supportedMysql(version)).toThrow(message);
});

test('a MariaDB is called by its name, and is no MySQL for who has not asked for it', () => {
  const said = 'mysqld  Ver 11.8.9-MariaDB-4 from Debian for debian-linux-gnu on x86_64';
  expect(supportedMysql('11.8.9-MariaDB-4 from Debian-log')).toBe('mariadb 11.8.9');
  expect(supportedProgram('/usr/sbin/mysqld', said, 'mariadb')).toBe('mariadb 11.8.9');
  const failure = {
    message: '/usr/sbin/mysqld is mariadb 11.8.9, and no mysql.',
    fix: expect.stringContaining('FLAVOR'),
  };
  expect(() => supportedProgram('/usr/sbin/mysqld', said, 'mysql')).toThrow(expect.objectContaining(failure));
});
