/** Locks, as a user meets them: waits that time out, and named locks. */
import { afterAll, describe, expect, it } from 'vitest';
import { describeReal } from '../infra/testing.ts';
import type { Result } from '../harness/result.ts';
import { cli, folderOf, parseResult, serverOptions } from './testing.ts';

const actors = `actors:
  reader: { steps: [ { read: "item:1" } ] }
  first: { steps: [ { write: "item:1", value: v2 } ] }
  second: { steps: [ { write: "item:1", value: v3 } ] }
`;

const folder = folderOf({
  'timeout.yaml': `version: 1
name: timeout
rows: { "item:1": v1 }
${actors}faults: [ { kind: lock-timeout, actor: second, times: 1 } ]
strategies: [ delete-in-transaction, { use: ./stubborn.mjs, as: stubborn } ]
expect:
  - { strategy: delete-in-transaction, anomaly: dirty-read, is: never }
  - { strategy: stubborn, anomaly: dirty-read, is: possible }
`,
  // After error 1205 the transaction is still open, and what it did before is committed: but not what it caches.
  'stubborn.mjs': `export default { create: () => ({
  read: ({ redis }, key) => redis.get(key),
  async write({ redis, mysql }, key, value) {
    await mysql.beginTransaction();
    await mysql.query('UPDATE items SET value = ? WHERE id = 1', [value]).catch((error) => {
      if (error.errno !== 1205) throw error;
    });
    await mysql.commit();
    await redis.set(key, value);
  },
}) };\n`,
  // In the first, who wants the name has the row, and the other way round: MySQL sees no deadlock in that.
  'named.yaml': `version: 1
name: named
rows: { "item:1": v1 }
${actors}strategies: [ named-lock, { use: ./crossed.mjs, as: crossed }, { use: ./nested.mjs, as: nested } ]
`,
  'crossed.mjs': `export default { create: () => ({
  read: ({ redis }, key) => redis.get(key),
  async write({ mysql }, key, value) {
    const lock = () => mysql.query("SELECT GET_LOCK('item', 10)");
    const update = () => mysql.query('UPDATE items SET value = ? WHERE id = 1', [value]);
    await mysql.beginTransaction();
    if (value === 'v2') { await lock(); await update(); } else { await update(); await lock(); }
    await mysql.commit();
    await mysql.query("DO RELEASE_LOCK('item')");
  },
}) };\n`,
  'nested.mjs': `export default { create: () => ({
  read: ({ redis }, key) => redis.get(key),
  write: ({ mysql }) => mysql.query("SELECT GET_LOCK('item', 10) = 1 AS got"),
}) };\n`,
  'wrong.yaml': `version: 1
name: wrong
rows: { "item:1": v1 }
${actors}faults: [ { kind: lock-timeout, key: "item:1", step: mysql.update } ]
strategies: [ delete-in-transaction ]
`,
});
afterAll(() => folder.remove());
const run = (...args: string[]) => cli(['run', ...args], folder.path);

function stepsOf({ results }: Result, strategy: string, anomaly: string): string {
  const cell = results.find((result) => result.strategy === strategy)!;
  return cell.anomalies[anomaly as 'dirty-read']!.counterexample!.steps.join(' ');
}

describe('a lock wait timeout', () => {
  it('is a fault, and shows what a strategy does after error 1205', async () => {
    const result = parseResult(await run('timeout.yaml', '--on', 'embedded', '--json'));
    expect(result).toMatchObject({ verdict: 'pass', exitCode: 0 });
    expect(stepsOf(result, 'stubborn', 'dirty-read')).toMatch(/second\.mysql\.update lock-timeout\.actor\.second/);
  });

  it('with fields of other faults is told to be wrong', async () => {
    const { stderr, exitCode } = await run('wrong.yaml', '--on', 'embedded');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/wrong\.yaml:8:33: found `key` beside the fault `lock-timeout`/);
    expect(stderr).toMatch(/wrong\.yaml:8:48: found `step` beside the fault `lock-timeout`/);
  });
});

describe('a named lock', () => {
  it('keeps fills and writes apart; what waits for it and for a row in a circle is told, and so is what is not alone', async () => {
    const { stdout, exitCode } = await run('named.yaml', '--on', 'embedded');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/named-lock\s+never\/\d+/);
    expect(stdout).toMatch(/deadlock\s+crossed/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /first has not ended: it waits for a lock of second, who waits too\. Fix: take named locks before rows, .*; second has not ended: it waits for a named lock of first, who waits too/,
    );
    expect(stdout).toMatch(/No engine runs GET_LOCK inside of another statement .* Fix: write it alone/);
  });
});

describeReal('on real servers', (servers) => {
  it('lock wait timeouts come to the same as on the embedded engine, step for step', async () => {
    const result = parseResult(await run('timeout.yaml', '--on', 'twin', '--json', ...serverOptions(servers)));
    expect(result).toMatchObject({ verdict: 'pass', exitCode: 0 });
    for (const { twin, schedules } of result.results) {
      expect(schedules.executed).toBeGreaterThan(0);
      expect(twin).toMatchObject({ schedulesCompared: schedules.executed, differences: 0 });
    }
  });

  it('named locks come to the same, and what is not alone is declined without a stack', async () => {
    const { stdout, stderr, exitCode } = await run('named.yaml', '--on', 'twin', ...serverOptions(servers));
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/named-lock\s+never\/\d+/);
    expect(stdout).toMatch(/, 0 differences/);
    expect(stdout + stderr).not.toMatch(/\n\s+at /);
  });
});
