/** What `stalemate advise` was asked for. */
import { parseDuration } from '../../strategies/strategy.ts';
import { wholeNumber } from '../arguments.ts';
import { CliError } from '../errors.ts';

export interface AdviseOptions {
  /** The largest share of stale reads that meets the target. */
  readonly max: number;
  /** Null: each strategy's first of those that are known to matter. */
  readonly option: string | null;
  /** Null: by the default of the option. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly runs: number | null;
  readonly seed: number | null;
  readonly threads: number | null;
}

interface Given {
  readonly 'max-stale'?: string | undefined;
  readonly option?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly runs?: string | undefined;
  readonly seed?: string | undefined;
  readonly workers?: string | undefined;
}

/** Runs are the sample: of a single one nobody knows how much the next would differ. */
const RUNS_MIN = 2;

/** @throws CliError with everything that is wrong */
export function adviseOptions(given: Given): AdviseOptions {
  const problems: string[] = [];
  const attempt = <Value>(parse: () => Value): Value | null => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      problems.push(error.message);
      return null;
    }
  };
  const max = attempt(() => shareOf(given['max-stale']));
  const fromMs = attempt(() => wholeMs(given.from, 'from'));
  const toMs = attempt(() => wholeMs(given.to, 'to'));
  const runs = attempt(() => wholeNumber(given.runs, 'runs', RUNS_MIN));
  const seed = attempt(() => wholeNumber(given.seed, 'seed', 0));
  const threads = attempt(() => wholeNumber(given.workers, 'workers', 1));
  if (fromMs !== null && toMs !== null && fromMs >= toMs) {
    problems.push(
      `--from ${given.from} --to ${given.to}: found no range, expected --from below --to. Fix: for example --from 0ms --to 5s`,
    );
  }
  if (problems.length > 0) throw new CliError(problems.join('\n'));
  return { max: max!, option: given.option ?? null, fromMs, toMs, runs, seed, threads };
}

const PERCENTAGE = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/;

function shareOf(text: string | undefined): number {
  const fix = 'Fix: for example --max-stale 0.01%';
  if (text === undefined) {
    throw new CliError(
      `--max-stale is missing. Expected: the largest share of stale reads that is good enough. ${fix}`,
    );
  }
  const match = PERCENTAGE.exec(text.trim());
  const share = match === null ? NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (share === 0) {
    throw new CliError(
      `--max-stale: found "${text}", expected more than 0: no number of reads shows that none will ever be stale. ` +
        'Fix: allow a few, as in --max-stale 0.0001%, or ask an exhaustive search with `stalemate run`',
    );
  }
  if (share > 0 && share < 1) return share;
  throw new CliError(`--max-stale: found "${text}", expected a percentage above 0% and below 100%. ${fix}`);
}

function wholeMs(text: string | undefined, name: string): number | null {
  if (text === undefined) return null;
  const ms = parseDuration(text.trim());
  // 1.001s is 1000.9999999999999 ms.
  if (ms !== null && Math.abs(ms - Math.round(ms)) < 1e-6) return Math.round(ms);
  throw new CliError(
    `--${name}: found "${text}", expected a duration in whole milliseconds. Fix: for example --${name} 50ms`,
  );
}
