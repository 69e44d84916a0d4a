/** Columns of every type, in the embedded MySQL and in the real one: generated statements, reply for reply. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../../infra/testing.ts';
import { calls, type Call, INDEXED, PRODUCTS } from './column-types.testing.ts';
import { embeddedEngine } from './embedded/engine.ts';
import { NotEmbedded } from './embedded/not-embedded.ts';
import type { Engine, EngineRun, EngineStep, RunSetup } from './engine.ts';
import { openRealEngine } from './real/engine.ts';
import { sqlStep } from './real/testing.ts';

const STEP_MS = 1234;
const JUDGED = { table: 'products', value: 'name', initial: { price: '9.50', data: '{"a": "x"}' } };
const TABLES = [
  ['without indexes', [PRODUCTS]],
  ['with indexes', [INDEXED]],
] as const;

describeReal('columns of every type, in the embedded MySQL and in the real one', (servers) => {
  let real: Engine;
  beforeAll(async () => {
    real = await openRealEngine(servers, { concurrency: 1 });
  });
  afterAll(() => real.close());

  /** @param look what the two must have in common when all is done */
  async function hold(tables: readonly string[], numRuns: number, look: (run: EngineRun) => unknown): Promise<void> {
    let [steps, refused, texts] = [0, 0, 0];
    const property = fc.asyncProperty(calls, async (list) => {
      const time = { now: 0 };
      const rows = [1, 2].map((id) => ({ id: String(id), value: `v${id}`, version: 1 }));
      const setup: RunSetup = {
        rows,
        time,
        wantsChanges: look === changesOf,
        tables,
        follows: 'products',
        judged: JUDGED,
      };
      const runs = [await embeddedEngine.begin(setup), await real.begin(setup)] as const;
      try {
        for (const call of list) {
          time.now += STEP_MS;
          // A text that was prepared remembers the types of its first parameters.
          const told = call.prepared ? { ...call, sql: `${call.sql} /* ${texts++} */` } : call;
          const embedded = await execute(runs[0], told);
          if (embedded === 'refused') refused++;
          else {
            steps++;
            expect({ call: told, reply: embedded }).toEqual({ call: told, reply: await execute(runs[1], told) });
          }
        }
        expect(look(runs[0])).toEqual(look(runs[1]));
      } finally {
        for (const run of runs) await run.end();
      }
    });
    await fc.assert(property, { numRuns, seed: 42 });
    expect(steps).toBeGreaterThan(3 * refused);
  }

  it.each(TABLES)('hold and show the same, %s', (_, tables) => hold(tables, 30, commitsOf));

  it('have the same rows in the binlog', () => hold([PRODUCTS], 8, changesOf));
});

/** JSON is left out: a whole double has lost its point there. */
function changesOf(run: EngineRun): unknown {
  const plain = (row: unknown): unknown => (row === null ? null : { ...(row as object), data: null });
  return run.changes.map((change) => ({ ...change, before: plain(change.before), after: plain(change.after) }));
}

function commitsOf(run: EngineRun): unknown {
  return run.commits.map(({ changes }) => [...changes].sort((a, b) => (a.id < b.id ? -1 : 1)));
}

/** Errors are the same when their codes are. */
async function execute(run: EngineRun, { sql, params, prepared }: Call): Promise<object | 'refused'> {
  const step: EngineStep = sqlStep(0, sql, { params, prepared });
  try {
    await run.execute(step);
  } catch (error) {
    if (error instanceof NotEmbedded) return 'refused';
    throw error;
  }
  const { reply } = step as { readonly reply: object };
  return 'errno' in reply ? { code: (reply as { code?: string }).code, errno: reply.errno } : reply;
}
