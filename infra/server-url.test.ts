import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseMysqlUrl, parseRedisUrl, redactPassword, redactUrl } from './server-url.ts';

test('a Redis URL gives address, login, database and TLS', () => {
  expect(parseRedisUrl('rediss://app:p%40ss@cache.example:7000/3')).toEqual({
    host: 'cache.example',
    port: 7000,
    username: 'app',
    password: 'p@ss',
    db: 3,
    tls: { isVerified: true },
  });
  expect(parseRedisUrl('redis://localhost')).toEqual({ host: 'localhost', port: 6379 });
  expect(parseRedisUrl('redis://[::1]:7000')).toEqual({ host: '::1', port: 7000 });
  expect(parseRedisUrl('redis+socket:///run/redis.sock?db=2')).toEqual({ socketPath: '/run/redis.sock', db: 2 });
});

test('a MySQL URL gives address and login', () => {
  expect(parseMysqlUrl('mysql://app:secret@db.example/shop')).toEqual({
    host: 'db.example',
    port: 3306,
    user: 'app',
    password: 'secret',
  });
  expect(parseMysqlUrl('mysql+socket://root@localhost/run/my%20sql.sock')).toEqual({
    socketPath: '/run/my sql.sock',
    user: 'root',
  });
});

test('a URL of either says how its TLS is verified', () => {
  const file = fileURLToPath(import.meta.url);
  const ca = readFileSync(file, 'utf8');
  expect(parseMysqlUrl('mysql+ssl://app@db.example')).toMatchObject({ tls: { isVerified: true } });
  expect(parseMysqlUrl('mysql+ssl://app@db.example?verify=off')).toMatchObject({ tls: { isVerified: false } });
  expect(parseRedisUrl(`rediss://cache.example?ca=${file}`)).toMatchObject({ tls: { isVerified: true, ca } });
  expect(() => parseMysqlUrl('mysql+ssl://app@db.example?verify=no')).toThrow('verify is "no"');
  expect(() => parseMysqlUrl('mysql+ssl://app@db.example?ca=/nowhere')).toThrow('cannot be read');
});

test.each([
  ['http://localhost:6379', 'it begins with http://'],
  ['localhost:6379', 'it begins with localhost://'],
  ['redis://localhost/first', '"first" is not the number of a database'],
  ['six', 'it is not a URL'],
  ['redis://:a%zz@localhost', 'a % that is not written as %25'],
])('%s is refused with the reason and the forms that are known', (url, reason) => {
  const parse = (): unknown => parseRedisUrl(url);
  expect(parse).toThrow(reason);
  expect(parse).toThrow(expect.objectContaining({ fix: expect.stringContaining('redis://[user:password@]host') }));
});

test('a MySQL URL without a user is refused', () => {
  expect(() => parseMysqlUrl('mysql://localhost')).toThrow('it names no user');
});

test('no password survives redaction, encoded or decoded', () => {
  const url = 'mysql://app:p%40ss@db.example:3306/shop?password=no';
  expect(redactUrl(url)).toBe('mysql://app@db.example:3306/shop');
  expect(redactUrl('p@ss')).toBe('(not a URL)');
  expect(['12/34', '12?34', '12#34'].map((password) => redactUrl(`mysql://app:${password}@db.example`))).toEqual(
    Array(3).fill('mysql://…'),
  );
  expect(redactPassword('login p@ss or p%40ss failed', url)).toBe('login *** or *** failed');
});
