/** Real servers where every schedule waits for a row lock: how many a second, and how long it takes to know of a wait. */
import type { Engine, EngineStep } from '../../harness/engines/engine.ts';
import { openRealEngine } from '../../harness/engines/real/engine.ts';
import { explore } from '../../harness/exploration/explore.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import { acquireServers } from '../../infra/acquire.ts';
import type { Strategy } from '../../strategies/strategy.ts';
import type { Outcome } from '../benchmarks.ts';
import type { Rounds } from '../compare.ts';
import { spreadOf } from '../compare.ts';
import { KEY, scenarioOf } from '../scenario.ts';
import { Meeting } from './meeting.ts';
import { deletion, lockingRead } from './strategies.ts';

/** The real engine's default, and one at a time: what is known of a wait then waits for nothing else. */
const CONCURRENCIES = [64, 1] as const;
const SCHEDULES = { 64: 1000, 1: 200 } as const;
const TARGETS = { perSecond: 150, p95Ms: 1.5 } as const;
const SEED = 1;

interface Measured {
  readonly perSecond: number;
  /** From the statement being sent to the engine's word that it waits; sorted, in ms. */
  readonly waitsMs: readonly number[];
  readonly schedules: number;
}

/** `isSame`: in every schedule somebody waited. */
export async function locks({ warmup, timed }: Rounds): Promise<Outcome> {
  const servers = await acquireServers({ onProgress: (line) => void process.stderr.write(`${line}\n`) });
  const lines = [
    'Real servers, two writers in transactions on one row: every schedule waits for a lock',
    line('', 'schedules/s', 'min – max', 'known after, p50', 'p95'),
  ];
  let isSame = true;
  try {
    for (const concurrency of CONCURRENCIES) {
      const engine = await openRealEngine(servers, { concurrency });
      try {
        for (const strategy of [lockingRead, deletion]) {
          const rounds: Measured[] = [];
          for (let i = 0; i < warmup + timed; i++) {
            const measured = await measure(strategy, engine, SCHEDULES[concurrency]);
            isSame &&= measured.waitsMs.length >= measured.schedules;
            if (i >= warmup) rounds.push(measured);
          }
          lines.push(lineOf(`${strategy.name}, ${concurrency} in flight`, rounds, concurrency));
        }
      } finally {
        await engine.close();
      }
    }
  } finally {
    await servers.close();
  }
  return { text: lines.join('\n'), isSame };
}

async function measure(strategy: Strategy, engine: Engine, schedules: number): Promise<Measured> {
  const waitsMs: number[] = [];
  const scenario = withTwoWriters(schedules);
  const began = performance.now();
  const { tally } = await explore({
    ...{ plan: planRun(scenario, strategy.name, strategy, {}), engine: listening(engine, waitsMs), sampleSize: 0 },
    ...{ policy: new Meeting(SEED, schedules), maxRuns: schedules },
    ...{ shouldStop: () => false, isOverTime: () => false },
  });
  const seconds = (performance.now() - began) / 1000;
  const [problem] = tally.listProblems();
  if (problem !== undefined) throw new Error(problem.message);
  return { perSecond: schedules / seconds, waitsMs: waitsMs.toSorted((a, b) => a - b), schedules };
}

function withTwoWriters(schedules: number) {
  const scenario = scenarioOf(SEED, schedules);
  const [, writer] = scenario.actors;
  const actors = ['v2', 'v3'].map((value, i) => ({
    ...writer!,
    name: `writer${i + 1}`,
    operations: [{ kind: 'write', key: KEY, value, node: 1 } as const],
  }));
  return { ...scenario, actors };
}

/** The engine, and how long it took to say of each step that waits that it does. */
function listening(engine: Engine, waitsMs: number[]): Engine {
  return {
    kind: engine.kind,
    concurrency: engine.concurrency,
    close: () => engine.close(),
    async begin(setup) {
      const run = await engine.begin(setup);
      const execute = run.execute.bind(run);
      run.execute = async (step: EngineStep) => {
        const sent = performance.now();
        await execute(step);
        if (step.state === 'blocked') waitsMs.push(performance.now() - sent);
      };
      return run;
    },
  };
}

function lineOf(name: string, rounds: readonly Measured[], concurrency: number): string {
  const { median, min, max } = spreadOf(rounds.map(({ perSecond }) => perSecond));
  const [p50, p95] = [0.5, 0.95].map((share) => spreadOf(rounds.map(({ waitsMs }) => quantile(waitsMs, share))).median);
  const verdict =
    concurrency === 1
      ? `p95 target ≤ ${TARGETS.p95Ms} ms: ${p95! <= TARGETS.p95Ms ? 'met' : 'missed'}`
      : `target ≥ ${TARGETS.perSecond}/s: ${median >= TARGETS.perSecond ? 'met' : 'missed'}`;
  const range = `${Math.round(min)} – ${Math.round(max)}`;
  return `${line(name, String(Math.round(median)), range, ms(p50!), ms(p95!))}   ${verdict}`;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function line(name: string, ...cells: readonly string[]): string {
  return `  ${name.padEnd(26)}${cells.map((cell) => cell.padStart(17)).join('')}`;
}
