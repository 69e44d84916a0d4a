/**
 * Stale reads in reality against what policy `timed` predicts: each strategy on real servers under real concurrency, then the
 * simulation with the same load and with the delays that were found.
 */
import { acquireServers } from '../../infra/acquire.ts';
import type { Outcome } from '../benchmarks.ts';
import type { TimingPlan } from '../../harness/timed/plan.ts';
import type { Case } from './cases.ts';
import { CASES } from './cases.ts';
import type { Compared, Rate } from './compare.ts';
import { measuredRate, misordered, outcomeOf, predictedRate } from './compare.ts';
import { judge } from './judge.ts';
import { LOAD, PROBE_LOAD } from './load.ts';
import { injectedTiming, predict, recordedTiming } from './predict.ts';
import { probeStrategy } from './probe-strategy.ts';
import type { Stressed, StressOptions } from './stress.ts';
import { stress } from './stress.ts';
import { calibrationText } from './text.ts';

/** `isSame`: none is missed by more than its intervals allow for, and the order is right. */
export async function calibration(): Promise<Outcome> {
  const { stressed, probed, versions } = await stressAll();
  // Only now: a simulation guards globals of this process, timers among them.
  const all: Compared[] = [];
  for (const [one, { history, recorder, standstillMs }] of stressed) {
    say(`calibration: predicting ${one.name}`);
    const stale = judge(history);
    all.push({
      name: one.name,
      reads: stale.length,
      standstillMs,
      measured: measuredRate(stale, one.load.seed),
      predicted: await rateOf(one, recordedTiming(probed.recorder)),
      recorded: await rateOf(one, recordedTiming(recorder)),
      injected: await rateOf(one, injectedTiming(one.load)),
    });
  }
  const title = `Calibration (${versions}): stale reads, measured for ${LOAD.durationMs / 1000} s each and predicted, with 95 % intervals`;
  const isSame = misordered(all).length === 0 && all.every((one) => outcomeOf(one) !== 'missed');
  return { text: calibrationText(title, all), isSame };
}

async function rateOf(one: Case, timing: TimingPlan): Promise<Rate> {
  return predictedRate(await predict(one, timing), one.load.seed);
}

async function stressAll() {
  const servers = await acquireServers({ onProgress: say });
  try {
    say('calibration: measuring delays');
    const probed = await calmest({ servers, strategy: probeStrategy, options: {}, load: PROBE_LOAD }, PROBE);
    const stressed: [Case, Stressed][] = [];
    for (const one of CASES) {
      say(`calibration: stressing ${one.name}`);
      stressed.push([one, await calmest({ servers, ...one }, STRESS)]);
    }
    const versions = `Redis ${servers.redis.version}, MySQL ${servers.mysql.version}`;
    return { probed, stressed, versions };
  } finally {
    await servers.close();
  }
}

/** A machine that stands still shows nothing about strategies: then once more, and what was disturbed least counts. */
async function calmest(options: StressOptions, { attempts, standstillMsMax }: Calm): Promise<Stressed> {
  let best = await stress(options);
  for (let n = 1; n < attempts && best.standstillMs > standstillMsMax; n++) {
    say(`calibration: this machine stood still for ${Math.round(best.standstillMs)} ms; once more`);
    const next = await stress(options);
    if (next.standstillMs < best.standstillMs) best = next;
  }
  return best;
}

interface Calm {
  readonly attempts: number;
  readonly standstillMsMax: number;
}

/** Of the profile: all predictions are made from it, and it takes a few seconds. */
const PROBE: Calm = { attempts: 8, standstillMsMax: 100 };
const STRESS: Calm = { attempts: 2, standstillMsMax: 200 };

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
