/** The same schedules in three processes, and once more in two threads: how many histories differ? */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Shard } from '../../harness/exploration/division/shard.ts';
import type { Outcome } from '../benchmarks.ts';
import { cases, SCHEDULES_PER_CASE } from './cases.ts';
import type { Histories } from './histories.ts';

const PROCESSES = 3;
const THREADS = 2;
const WHOLE: Shard = { index: 1, count: 1 };
/** Only from compiled code: Node 20 does not run TypeScript. */
const ENTRY = new URL('./process.js', import.meta.url);

export async function determinism(): Promise<Outcome> {
  const first = await inProcess();
  const schedules = Object.keys(first.digests).length;
  const differing: string[] = [];
  for (let i = 1; i < PROCESSES; i++) differing.push(...differences(first, await inProcess()));
  const ofThreads = differences(first, await inThreads());
  const distinct = new Set(Object.values(first.digests)).size;
  const text = [
    `${schedules} schedules × ${PROCESSES} processes, ${Object.keys(cases).length} cases: histories that differ`,
    `  between processes   ${differing.length}`,
    `  in ${THREADS} threads        ${ofThreads.length}`,
    `  ${first.steps} steps each time, ${distinct} different histories`,
    ...[...differing, ...ofThreads].slice(0, 10).map((schedule) => `  differs: ${schedule}`),
  ].join('\n');
  const isComplete = schedules === SCHEDULES_PER_CASE * Object.keys(cases).length;
  return { text, isSame: isComplete && differing.length === 0 && ofThreads.length === 0 };
}

/** The schedules whose histories differ, or that one of the two lacks. */
function differences(one: Histories, other: Histories): string[] {
  const names = new Set([...Object.keys(one.digests), ...Object.keys(other.digests)]);
  return [...names].filter((name) => one.digests[name] !== other.digests[name]);
}

async function inProcess(): Promise<Histories> {
  const child = fork(ENTRY, [JSON.stringify(WHOLE)]);
  const [histories] = (await Promise.race([once(child, 'message'), untilGone(child)])) as [Histories];
  return histories;
}

async function untilGone(child: ReturnType<typeof fork>): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null];
  throw new Error(`a process of the determinism benchmark ended with ${code}`);
}

async function inThreads(): Promise<Histories> {
  const parts = await Promise.all(
    Array.from({ length: THREADS }, async (_, i) => {
      const thread = new Worker(ENTRY, { workerData: { index: i + 1, count: THREADS } satisfies Shard });
      const [histories] = (await once(thread, 'message')) as [Histories];
      return histories;
    }),
  );
  const steps = parts.reduce((sum, part) => sum + part.steps, 0);
  return { digests: Object.assign({}, ...parts.map(({ digests }) => digests)) as Histories['digests'], steps };
}
