/** 100,000 steps and more on both engines: how many are the same, and why the others are not. */
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { openRealEngine } from '../../harness/engines/real/engine.ts';
import { acquireServers } from '../../infra/acquire.ts';
import { strategies } from '../../strategies/registry.ts';
import type { Outcome } from '../benchmarks.ts';
import { EXPLAINED } from './explained.ts';
import { mixture } from './mixture.ts';
import type { SoakResult } from './soak.ts';
import { soak as soakWith } from './soak.ts';

const STEPS = 100_000;
const SEED = 1;
const TARGET = 0.9999;
const SHOWN_MAX = 10;

/** `isSame`: every difference stands in the list of those that are explained. */
export async function soak(): Promise<Outcome> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const servers = await acquireServers({ onProgress: say });
  try {
    const real = await openRealEngine(servers);
    try {
      const result = await soakWith({
        embedded: embeddedEngine,
        real,
        strategies: { ...strategies, mixture },
        seed: SEED,
        steps: STEPS,
        onRound: ({ scenarios, steps }) => say(`soak: ${scenarios} scenarios, ${steps} of ${STEPS} steps`),
      });
      const isSame = result.differences.every(({ explanation }) => explanation !== null);
      return { text: textOf(result), isSame };
    } finally {
      await real.close();
    }
  } finally {
    await servers.close();
  }
}

function textOf({ scenarios, schedules, steps, differing, differences, refused }: SoakResult): string {
  const share = 1 - differing / steps;
  const unexplained = differences.filter(({ explanation }) => explanation === null);
  const countOf = (name: string): number => differences.filter(({ explanation }) => explanation === name).length;
  return [
    `Twin soak: ${steps} steps on both engines, ${schedules} schedules of ${scenarios} scenarios made by chance (seed ${SEED})`,
    `  the same        ${steps - differing} (${(100 * share).toFixed(4)} %; target ≥ ${100 * TARGET} %${share >= TARGET ? '' : ', missed'})`,
    ...Object.keys(EXPLAINED).map((name) => `  ${name.padEnd(15)} ${countOf(name)} schedules`),
    `  unexplained     ${unexplained.length} schedules`,
    ...unexplained.slice(0, SHOWN_MAX).map(({ where, what }) => `    ${what}\n      ${where}`),
    ...Object.entries(refused).map(([why, count]) => `  declined        ${count} schedules: ${why}`),
  ].join('\n');
}
