import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RealServers } from '../../harness/engines/real/servers.ts';
import { profileSchema } from '../../harness/timed/profile.ts';
import { connectMysql } from '../probe.ts';
import { describeReal } from '../testing.ts';
import type { MeasureOptions } from './measure-servers.ts';
import { measureServers } from './measure-servers.ts';
import { Deadline } from './measurement.ts';
import { mysqlMeasurements } from './mysql.ts';
import type { Site } from './site.ts';

const USER = `stalemate_probe_${process.pid}`;

const TINY: MeasureOptions = {
  sizes: [10],
  timeMs: 200,
  memoryBytes: 100_000,
  shouldStop: () => false,
  onProgress: () => {},
};

test('values that MySQL would not take are left out, and the reason is told', async () => {
  const site = { control: { query: async () => [[16_000_000]] } } as unknown as Site;
  const findings = mysqlMeasurements([20_000_000]).map(({ run }) => run(site, new Deadline(1, () => false)));
  expect((await Promise.all(findings)).flatMap(({ notes }) => notes)).toEqual(
    ['SELECT', 'UPDATE', 'COMMIT'].map(
      (name) => `mysql ${name}, 20 MB: not measured, because max_allowed_packet is 16 MB.`,
    ),
  );
});

describeReal('measuring servers', (servers) => {
  /** Enough for a database of our own, and not for the binlog. */
  const limited = { ...servers.mysql, user: USER };
  let mysql: Awaited<ReturnType<typeof connectMysql>>;
  beforeAll(async () => {
    mysql = await connectMysql(servers.mysql);
    await mysql.query(`CREATE USER ${USER}@'%'`);
  });
  afterAll(async () => {
    await mysql.query(`DROP USER ${USER}@'%'`);
    mysql.destroy();
  });

  const measure = async (given: RealServers, options: Partial<MeasureOptions> = {}) =>
    profileSchema.parse({ stalemate: '0', ...(await measureServers(given, { ...TINY, ...options })) });

  test('says what it could not measure: keys that take too much memory, a binlog that may not be read', async () => {
    await mysql.query(`GRANT ALL ON \`stalemate\\_%\`.* TO ${USER}@'%'`);
    const profile = await measure({ ...servers, mysql: limited }, { sizes: [10, 1_000], memoryBytes: 10_000 });
    expect(profile.binlog).toBeNull();
    expect(profile.memory.map(({ valueBytes }) => valueBytes)).toEqual([10]);
    const notes = profile.notes.join('\n');
    expect(notes).toMatch(/binlog was not measured\. MySQL: .*Fix: GRANT REPLICATION/);
    expect(notes).toMatch(/Memory for values of 1 kB was not measured: 20 keys would take more than 10 kB/);
  });

  test('ends with what the user lacks, in words', async () => {
    await mysql.query(`REVOKE ALL ON \`stalemate\\_%\`.* FROM ${USER}@'%'`);
    const attempt = measureServers({ ...servers, mysql: limited }, TINY);
    await expect(attempt).rejects.toThrow(/MySQL: this user may not do what a run does .*Fix: GRANT ALL ON/);
  });

  test('stops when nobody wants the rest, and gives what there is', async () => {
    let begun = 0;
    const profile = await measure(servers, { onProgress: () => begun++, shouldStop: () => begun > 2 });
    expect(profile.steps.length).toBeLessThanOrEqual(2);
    expect(profile.memory).toEqual([]);
    expect(profile.notes.join()).toMatch(/Interrupted after \d+ measurements, before redis /);
  });
});
