/** Shrinking on the corpus of seeded bugs: executions, milliseconds, and how many end as small as they can be. */
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { corpus, failingRun } from '../../harness/exploration/shrink/fixtures/corpus.ts';
import type { Size } from '../../harness/exploration/shrink/fixtures/smallest.ts';
import { sizeOf, smallestOf } from '../../harness/exploration/shrink/fixtures/smallest.ts';
import { shrink as shrinkRun } from '../../harness/exploration/shrink/shrink.ts';
import type { Outcome } from '../benchmarks.ts';

const SEEDS = [1, 2, 3];
const TARGETS = { replays: 50, ms: 50 };

/** `isSame`: each of them is as small as an exhaustive search finds. */
export async function shrink(): Promise<Outcome> {
  const replays: number[] = [];
  const ms: number[] = [];
  let minimal = 0;
  let canonical = 0;
  for (const bug of corpus) {
    const smallest = await smallestOf(bug);
    for (const seed of SEEDS) {
      const indices = await failingRun(bug, seed);
      // Some milliseconds on a machine that does other things too: only the process's own time says anything.
      const began = process.cpuUsage();
      const shrunk = await shrinkRun({ ...bug, engine: embeddedEngine, indices });
      const { user, system } = process.cpuUsage(began);
      ms.push((user + system) / 1000);
      replays.push(shrunk.replays);
      if (isSameSize(sizeOf(shrunk), smallest)) minimal++;
      if (shrunk.isCanonical) canonical++;
    }
  }
  const count = corpus.length * SEEDS.length;
  const text = [
    `Shrinking ${corpus.length} seeded bugs, each found by ${SEEDS.length} seeds, embedded engine`,
    line('executions', replays, TARGETS.replays),
    line('milliseconds of CPU', ms, TARGETS.ms),
    `  as small as an exhaustive search finds: ${minimal} of ${count}   target: all`,
    `  every order that would come first was executed within that: ${canonical} of ${count}`,
  ].join('\n');
  return { text, isSame: minimal === count };
}

function isSameSize(one: Size, other: Size): boolean {
  return one.parts === other.parts && one.actors === other.actors && one.switches === other.switches;
}

function line(what: string, values: readonly number[], target: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [median, max] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!].map(
    (value) => Math.round(value * 10) / 10,
  );
  return `  ${what}: median ${median}, most ${max}   target ≤ ${target}: ${max! <= target ? 'met' : 'missed'}`;
}
