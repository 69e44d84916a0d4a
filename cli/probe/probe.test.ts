import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, expect, it, test } from 'vitest';
import { profileSchema } from '../../harness/timed/profile.ts';
import { connectMysql, connectRedis } from '../../infra/probe.ts';
import { describeKafka, describeReal } from '../../infra/testing.ts';
import { exitCodes } from '../exit-codes.ts';
import { cli, folderOf, parseResult, serverOptions, startCli } from '../testing.ts';
import { profileText } from './file.ts';

const TINY = ['--time', '1s', '--sizes', '10,1kb', '--memory', '1mb'];
const folder = folderOf({ 'package.json': '{}' });
afterAll(() => folder.remove());

describeReal('probe', (servers) => {
  afterEach(async () => {
    const [mysql, redis] = [await connectMysql(servers.mysql), await connectRedis(servers.redis)];
    expect(await probeDatabases(mysql), 'databases that are left').toEqual([]);
    expect(await keysLike(redis, ['stalemate:*:probe:*', 'stalemate:*:memory:*']), 'keys that are left').toEqual([]);
    mysql.destroy();
    redis.disconnect();
  });

  it('prints tables of 80 columns, writes the profile, and leaves nothing on the servers', async () => {
    const { exitCode, stdout, stderr } = await cli(['probe', ...TINY, ...serverOptions(servers)], folder.path);
    expect({ exitCode, stderr }).toEqual({ exitCode: exitCodes.pass, stderr: expect.stringContaining('profile.json') });
    for (const title of ['one command at a time', 'in one round trip', 'MySQL', 'binlog event', 'Memory of Redis']) {
      expect(stdout).toContain(title);
    }
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const profile = profileSchema.parse(JSON.parse(readFileSync(join(folder.path, 'profile.json'), 'utf8')));
    const measured = new Set(profile.steps.map(({ step }) => step));
    const redis = ['redis.set', 'redis.get', 'redis.del', 'redis.eval'];
    expect(measured).toEqual(new Set([...redis, 'mysql.select', 'mysql.update', 'mysql.commit']));
    expect(new Set(profile.steps.map(({ pipelined }) => pipelined))).toEqual(new Set([1, 10, 100]));
    expect(profile.binlog?.count).toBeGreaterThan(0);
    expect(profile.memory.map(({ valueBytes }) => valueBytes)).toEqual([10, 1000]);
    for (const { valueBytes, bytesPerKey } of profile.memory) expect(bytesPerKey).toBeGreaterThan(valueBytes);
    expect(profile.notes).toEqual([]);
  });

  it('killed leaves what the next one removes', async () => {
    const { process: child, finished } = startCli(['probe', '--json', ...serverOptions(servers)], folder.path);
    child.stderr!.on('data', (text) => String(text).includes('measuring') && child.kill('SIGKILL'));
    await finished;
    const mysql = await connectMysql(servers.mysql);
    expect(await probeDatabases(mysql)).toHaveLength(1);
    mysql.destroy();
    const next = await cli(
      ['probe', '--json', '--time', '100ms', '--sizes', '10', ...serverOptions(servers)],
      folder.path,
    );
    expect(next.exitCode).toBe(exitCodes.pass);
  });

  it('ended by Ctrl-C gives a valid profile of what it has measured', async () => {
    const options = ['--time', '10m', '--json', ...serverOptions(servers)];
    const { process: child, finished } = startCli(['probe', ...options], folder.path);
    child.stderr!.on('data', (text) => String(text).includes('measuring') && child.kill('SIGINT'));
    const { exitCode, stdout } = await finished;
    expect(exitCode).toBe(exitCodes.interrupted);
    const { notes, memory } = profileSchema.parse(JSON.parse(stdout));
    expect(notes).toEqual([expect.stringMatching(/^Interrupted after \d+ measurements, before redis /)]);
    expect(memory).toEqual([]);
  });
});

await describeKafka('probe with a Kafka', (servers) => {
  it('measures how long a message is on its way', async () => {
    const { stdout } = await cli(['probe', ...TINY, '--json', ...serverOptions(servers)], folder.path);
    const profile = profileSchema.parse(JSON.parse(stdout));
    expect(profile.kafka!.minMs).toBeGreaterThan(0);
    expect(profile.servers.kafka).not.toBeNull();
  });
});

test('the figures of a profile that a scenario names are part of its result, once', async () => {
  const [latency, scenario] = [{ count: 1, minMs: 1, maxMs: 1, meanMs: 1, buckets: [[1, 1]] }, 'timed.yaml'];
  const step = (name: string, valueBytes: number | null) => ({ step: name, valueBytes, latency });
  const profile = profileSchema.parse({
    ...{ profileVersion: 1, stalemate: '0', servers: { redis: '8.0.6', mysql: '9.7.4', kafka: null } },
    steps: [step('redis.get', 10), step('mysql.select', 10), step('redis.del', null)],
    ...{ binlog: latency, kafka: null, replica: null, memory: [{ valueBytes: 10, keys: 1000, bytesPerKey: 150 }] },
  });
  const files = folderOf({ 'mine.json': profileText(profile), [scenario]: TIMED });
  const options = ['--on', 'embedded', '--json', '--output', 'report'];
  const { profiles, exitCode } = parseResult(await cli(['run', scenario, ...options], files.path));
  expect(exitCode).toBe(exitCodes.pass);
  expect(profiles).toEqual([expect.objectContaining({ file: './mine.json', memory: profile.memory })]);
  expect(profiles![0]!.delays).toEqual([{ of: 'binlog', p50Ms: 1, p99Ms: 1, maxMs: 1, samples: 1 }]);
  expect(readFileSync(join(files.path, 'report', 'report.html'), 'utf8')).toContain('What the servers cost');
  files.remove();
});

const TIMED = `
version: 1
name: timed
title: A load
explore: { policy: timed, runs: 2 }
timing: { profile: ./mine.json }
load: { duration: 1s, reads_per_second: 50, writes_per_second: 5, keys: { count: 5 } }
strategies: [cache-aside, lease]
`;

test('probe tells all that is wrong with its options at once', async () => {
  const options = ['--sizes', '10,huge,0', '--time', '3', '--memory', 'much'];
  const { exitCode, stderr, stdout } = await cli(['probe', ...options], folder.path);
  expect({ exitCode, stdout }).toEqual({ exitCode: exitCodes.badInput, stdout: '' });
  expect(stderr.trim().split('\n')).toEqual([
    '--sizes: found "huge", expected sizes from 1 B to 100 MB. Fix: for example --sizes 10,1kb,1mb',
    '--sizes: found "0", expected sizes from 1 B to 100 MB. Fix: for example --sizes 10,1kb,1mb',
    '--time: found "3", expected a duration of 100ms or more. Fix: for example --time 30s',
    '--memory: found "much", expected a size. Fix: for example --memory 128mb',
  ]);
});

test.each([
  ['a file that is no profile', 'package.json', 'found a file that is no profile'],
  ['a folder that is not there', 'nowhere/profile.json', 'no such file or directory'],
])('probe refuses to write to %s before it measures anything', async (_, file, message) => {
  const { exitCode, stderr } = await cli(['probe', '--output', file], folder.path, { STALEMATE_PROVIDERS: 'external' });
  expect({ exitCode, stderr }).toEqual({ exitCode: exitCodes.badInput, stderr: expect.stringContaining(message) });
});

/** Those of runs have other columns. */
async function probeDatabases(mysql: Awaited<ReturnType<typeof connectMysql>>): Promise<unknown> {
  const [rows] = await mysql.query(
    "SELECT table_schema FROM information_schema.columns WHERE table_schema LIKE 'stalemate\\_%' AND column_name = 'value' AND data_type = 'longtext'",
  );
  return rows;
}

async function keysLike(redis: Redis, patterns: readonly string[]): Promise<string[]> {
  return (await Promise.all(patterns.map((pattern) => redis.keys(pattern)))).flat();
}
