/**
 * Behaviours that Redis' own tests describe (unit/type/string, unit/expire, unit/type/hash, unit/multi, unit/scripting),
 * as far as they are about our commands, as cases of our own; on the embedded engine, and on a real Redis through the
 * real engine, which keeps times to live off the wire.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReal } from '../../../../../infra/testing.ts';
import type { Engine } from '../../../engine.ts';
import { openRealEngine } from '../../../real/engine.ts';
import { embeddedEngine } from '../../engine.ts';
import { type Case, casesOf, perform, TOPICS } from './cases.ts';

const CASES = TOPICS.flatMap((topic) => casesOf(topic).map((one) => [topic, one.title, one] as const));
const CASES_MIN = 200;

async function problemsOf(engine: Engine, { lines }: Case): Promise<string[]> {
  const time = { now: 0 };
  const run = await engine.begin({ rows: [], time, wantsChanges: false });
  const problems: string[] = [];
  try {
    for (const line of lines) problems.push(...(await perform(line, { run, time })));
  } finally {
    await run.end();
  }
  return problems;
}

describe('the embedded Redis', () => {
  it.each(CASES)('%s: %s', async (_topic, _title, one) => {
    expect(await problemsOf(embeddedEngine, one)).toEqual([]);
  });

  it('is held to as many behaviours as we say', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(CASES_MIN);
    expect(CASES.flatMap(([, title, { lines }]) => (lines.length === 0 ? [title] : []))).toEqual([]);
  });
});

describeReal('a real Redis', (servers) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openRealEngine(servers, { concurrency: 1 });
  });
  afterAll(() => engine.close());

  it.each(CASES)('%s: %s', async (_topic, _title, one) => {
    expect(await problemsOf(engine, one)).toEqual([]);
  });
});
