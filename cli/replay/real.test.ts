/** What a user sees when a trace goes from one engine to the other. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { TraceFile } from '../../harness/exploration/replay/trace-file.ts';
import type { Counterexample } from '../../harness/result.ts';
import { describeReal } from '../../infra/testing.ts';
import { cli, folderOf, parseResult, serverOptions } from '../testing.ts';

const RACE = `version: 1
name: race
rows: { "item:1": v1 }
actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { count: 2, steps: [ { write: "item:1" } ] }
strategies: [ cache-aside, delete-in-transaction, set-first, setnx-setex-binlog ]
faults: [ { kind: evict, key: "item:1", max: 1 } ]
explore: { policy: random, runs: 60, seed: 3 }
`;

describeReal('a trace', (servers) => {
  const folder = folderOf({ 'race.yaml': RACE });
  afterAll(() => folder.remove());
  const run = (...args: string[]) => cli([...args, '--json', ...serverOptions(servers)], folder.path);

  async function found(on: 'embedded' | 'real'): Promise<Counterexample[]> {
    const { results } = parseResult(await run('run', 'race.yaml', '--on', on, '--save-traces', `traces-${on}`));
    return results.flatMap(({ anomalies }) =>
      Object.values(anomalies).flatMap((result) => result.counterexample ?? []),
    );
  }

  it.each([
    ['embedded', 'real'],
    ['embedded', 'twin'],
    ['real', 'embedded'],
    ['real', 'real'],
  ] as const)(
    'that was recorded on %s reproduces on %s, with the same replies and the same state after each step',
    async (recordedOn, on) => {
      const counterexamples = await found(recordedOn);
      expect(counterexamples.length).toBeGreaterThan(3);
      // Each takes a process of its own.
      const [first, ...others] = counterexamples.slice(0, 4);
      for (const source of [first!.token!, ...others.map(({ traceFile }) => traceFile!)]) {
        const finished = await run('replay', source, '--on', on);
        expect(parseResult(finished).replay, finished.stderr).toMatchObject({
          outcome: 'reproduced',
          difference: null,
        });
        expect(finished.exitCode).toBe(0);
      }
    },
    300_000,
  );

  it('is replayed where it was recorded, unless it is said otherwise', async () => {
    const [counterexample] = await found('real');
    expect(counterexample!.replay).toMatch(/ --on real$/);
    const { replay } = parseResult(await run('replay', counterexample!.traceFile!));
    expect(replay!.replayedOn).toBe(`Redis ${servers.redis.version} and MySQL ${servers.mysql.version}`);
  }, 120_000);

  it('whose steps get other answers on the other engine says where they part', async () => {
    const [{ traceFile }] = (await found('embedded')) as [Counterexample];
    const path = join(folder.path, traceFile!);
    const trace = JSON.parse(readFileSync(path, 'utf8')) as TraceFile;
    const schedule = trace.schedule.map((choice, i) =>
      i === 1
        ? { ...choice, step: { ...choice.step!, digests: { ...choice.step!.digests, reply: '0'.repeat(12) } } }
        : choice,
    );
    writeFileSync(path, JSON.stringify({ ...trace, schedule }));
    const finished = await run('replay', traceFile!, '--on', 'real');
    expect(finished.exitCode).toBe(5);
    expect(parseResult(finished).replay).toMatchObject({ outcome: 'engine-differs', difference: { step: 2 } });
  }, 120_000);
});
