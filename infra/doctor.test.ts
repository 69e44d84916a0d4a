import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Finding, inspectMachine } from './doctor.ts';

let cache = '';
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'doctor-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

async function findings(env: NodeJS.ProcessEnv): Promise<Record<string, Finding>> {
  const all = await inspectMachine({ PATH: process.env.PATH, XDG_CACHE_HOME: cache, ...env });
  return Object.fromEntries(all.map((finding) => [finding.name, finding]));
}

test('on a new machine nothing is in the way, and the cache is where it was told to be', async () => {
  const { node, npm, ...found } = await findings({});
  expect(node).toEqual({ name: 'node', status: 'ok', detail: process.versions.node });
  expect(npm?.status).toBe('ok');
  expect(found['package cache']).toMatchObject({ status: 'missing', fix: expect.stringContaining('Nothing to do') });
  expect(found['cache directory']?.detail).toContain(join(cache, 'stalemate'));
});

test('a server that cannot be reached is a warning that shows no password', async () => {
  const { external } = await findings({
    STALEMATE_REDIS_URL: 'redis://:hunter2@127.0.0.1:1',
    STALEMATE_MYSQL_URL: 'mysql://root:hunter2@127.0.0.1:1',
  });
  expect(external).toMatchObject({ status: 'warning', detail: expect.stringContaining('redis://127.0.0.1:1') });
  expect(JSON.stringify(external)).not.toContain('hunter2');
});

test('a daemon that is not there, and servers that nobody keeps, are ways that are not open', async () => {
  const found = await findings({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
  expect(found.docker).toMatchObject({ status: 'missing', fix: expect.stringContaining('Start Docker') });
  expect(found['infra up']?.name).toBe('infra up');
});

test('a cache directory that cannot be made is a warning with a way out', async () => {
  const found = await findings({ XDG_CACHE_HOME: '/dev/null' });
  expect(found['cache directory']).toMatchObject({ status: 'warning', fix: expect.stringContaining('XDG_CACHE_HOME') });
});

test('what a private Kafka needs is shown piece by piece', async () => {
  const found = await findings({ KAFKA_HOME: cache, STALEMATE_KAFKA_URL: '', PATH: '', JAVA_HOME: '' });
  expect(found.KAFKA_HOME).toMatchObject({ status: 'warning', detail: expect.stringContaining('No Kafka in') });
  expect(found.maven).toMatchObject({ status: 'missing', fix: expect.stringContaining('Install Maven') });
  expect(found['kafka cache']).toMatchObject({ status: 'missing', fix: expect.stringContaining('Nothing to do') });
});
