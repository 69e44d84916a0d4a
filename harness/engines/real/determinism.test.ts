import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import type { Engine, EngineStep } from '../engine.ts';
import { openRealEngine } from './engine.ts';
import { ROW, sqlStep } from './testing.ts';

const SEED = 42;
const SCHEDULES = 60;
const ROWS = [1, 2, 3].map((id) => ({ ...ROW, id }));

const id = fc.integer({ min: 1, max: 3 });
const statement = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(id, fc.integer({ min: 1, max: 40 }))
      .map(([row, n]) => `UPDATE items SET value = '${'x'.repeat(n)}' WHERE id = ${row}`),
  },
  { weight: 1, arbitrary: id.map((row) => `SELECT value FROM items WHERE id = ${row} FOR UPDATE`) },
  { weight: 1, arbitrary: id.map((row) => `SELECT value FROM items WHERE id = ${row} FOR SHARE`) },
  { weight: 1, arbitrary: fc.constant('SELECT * FROM items') },
);
const transaction = fc.tuple(
  fc.array(statement, { minLength: 2, maxLength: 4 }),
  fc.constantFrom('COMMIT', 'ROLLBACK', null),
);
const schedule = fc.record({
  actors: fc.array(transaction, { minLength: 3, maxLength: 3 }),
  choices: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
});
type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never;

/** Everything that a scheduler would see. */
async function traceOf(engine: Engine, { actors, choices }: Schedule): Promise<string> {
  const run = await engine.begin({ rows: ROWS, time: { now: 0 }, wantsChanges: true });
  // Without an end it is no transaction: each statement commits by itself.
  const left = actors.map(([statements, end]) => statements.concat(end ?? []));
  const first = actors.map(([, end]) => end !== null);
  const last: (EngineStep | undefined)[] = [];
  const trace: unknown[] = [];
  for (let i = 0; ; i += 1) {
    const enabled = left.flatMap((queue, actor) =>
      queue.length > 0 && last[actor]?.state !== 'blocked' ? [actor] : [],
    );
    if (enabled.length === 0) break;
    const actor = enabled[choices[i % choices.length]! % enabled.length]!;
    const step = sqlStep(actor, left[actor]!.shift()!, { begin: first[actor]! });
    first[actor] = false;
    last[actor] = step;
    await run.execute(step);
    trace.push([
      actor,
      step.state,
      step.blockedBy,
      step.reply,
      run.granted.map(({ session, reply }) => [session, reply]),
    ]);
  }
  trace.push(
    run.commits.map(({ step, changes }) => [step.session, changes]),
    run.changes,
  );
  await run.end();
  return JSON.stringify(trace);
}

describeReal('a schedule with lock waits and deadlocks', (servers) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openRealEngine(servers, { concurrency: 16 });
  });
  afterAll(() => engine.close());

  test('gives the same history every time, whatever else is in flight', async () => {
    const schedules = fc.sample(schedule, { seed: SEED, numRuns: SCHEDULES });
    const all = () => Promise.all(schedules.map((one) => traceOf(engine, one)));
    const traces = await all();
    expect(traces.filter((trace) => trace.includes('"blocked"')).length).toBeGreaterThan(SCHEDULES / 4);
    expect(traces.filter((trace) => trace.includes('ER_LOCK_DEADLOCK')).length).toBeGreaterThan(0);
    expect(await all()).toEqual(traces);
    for (const [i, one] of schedules.slice(0, SCHEDULES / 4).entries())
      expect(await traceOf(engine, one)).toBe(traces[i]);
  });
});
