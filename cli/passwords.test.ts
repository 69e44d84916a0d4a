import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectMysql, connectRedis } from '../infra/probe.ts';
import { describeReal, urlOf } from '../infra/testing.ts';
import { exitCodes } from './exit-codes.ts';
import { cli, folderOf } from './testing.ts';

const USER = `stalemate_test_${process.pid}`;
/** With what a URL must escape, and without what JSON would. */
const PASSWORD = 'hunter2@home/50%';
const SCENARIO = 'scenarios/classic-race.yaml';

describeReal('a password in the URLs of servers', (servers) => {
  const folder = folderOf({});
  afterAll(() => folder.remove());

  beforeAll(async () => {
    const [mysql, redis] = [await connectMysql(servers.mysql), await connectRedis(servers.redis)];
    await mysql.query(`CREATE USER ${USER}@'%' IDENTIFIED BY '${PASSWORD}'`);
    await mysql.query(`GRANT ALL ON *.* TO ${USER}@'%'`);
    await redis.acl('SETUSER', USER, 'on', `>${PASSWORD}`, '~*', '&*', '+@all');
    return async () => {
      await mysql.query(`DROP USER ${USER}@'%'`);
      await redis.acl('DELUSER', USER);
      mysql.destroy();
      redis.disconnect();
    };
  });

  function urls(password: string): string[] {
    const redis = urlOf('redis', { ...servers.redis, username: USER, password });
    const mysql = urlOf('mysql', { ...servers.mysql, user: USER, password });
    return ['--redis', redis, '--mysql', mysql];
  }

  /** All that a command said and wrote. */
  async function traces(args: readonly string[], password: string) {
    const { exitCode, stdout, stderr } = await cli([...args, ...urls(password)]);
    const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const written = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
    return { exitCode, fileCount: files.length, text: [stdout, stderr, ...written].join('\n') };
  }

  test('is in nothing that a run prints, reports or keeps', async () => {
    const args = ['run', SCENARIO, '--strategy', 'cache-aside', '--on', 'real', '--json'];
    const kept = ['--output', join(folder.path, 'report'), '--save-traces', join(folder.path, 'traces')];
    const { exitCode, fileCount, text } = await traces([...args, ...kept], PASSWORD);
    expect(exitCode).toBe(exitCodes.pass);
    expect(fileCount).toBeGreaterThan(1);
    expect(text).not.toMatch(/hunter2/);
  });

  test('is in no error that a wrong one leads to', async () => {
    const { exitCode, text } = await traces(['run', SCENARIO, '--on', 'real'], 'hunter2-wrong');
    expect(exitCode).toBe(exitCodes.badInput);
    expect(text).toContain(USER);
    expect(text).not.toMatch(/hunter2/);
  });
});
