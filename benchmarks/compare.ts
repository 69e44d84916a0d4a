/** Rounds of two contenders, in turn: whatever the machine does meanwhile, it does to both. */
import type { Contender, Round } from './contender.ts';

export interface Rounds {
  readonly warmup: number;
  readonly timed: number;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Side {
  readonly perSecond: Spread;
  /** Microseconds of this process's CPU time for each unit. */
  readonly cpuUs: Spread;
  readonly done: number;
  readonly found: number;
}

export interface Comparison {
  readonly ours: Side;
  readonly theirs: Side;
  /** Ours over theirs, each round against its neighbour. */
  readonly ratio: Spread;
  /** The same by CPU time. */
  readonly cpuRatio: Spread;
}

export async function compare(ours: Contender, theirs: Contender, rounds: Rounds): Promise<Comparison> {
  const pairs: (readonly [Round, Round])[] = [];
  for (let i = 0; i < rounds.warmup + rounds.timed; i++) {
    // Who goes first changes, so that no side always runs on what the other has left behind.
    const isOursFirst = i % 2 === 0;
    const first = await (isOursFirst ? ours : theirs).round();
    const second = await (isOursFirst ? theirs : ours).round();
    if (i >= rounds.warmup) pairs.push(isOursFirst ? [first, second] : [second, first]);
  }
  return {
    ours: sideOf(pairs.map(([one]) => one)),
    theirs: sideOf(pairs.map(([, other]) => other)),
    ratio: spreadOf(pairs.map(([one, other]) => perSecond(one) / perSecond(other))),
    cpuRatio: spreadOf(pairs.map(([one, other]) => cpuUs(other) / cpuUs(one))),
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

function sideOf(rounds: readonly Round[]): Side {
  return {
    perSecond: spreadOf(rounds.map(perSecond)),
    cpuUs: spreadOf(rounds.map(cpuUs)),
    done: sum(rounds.map(({ done }) => done)),
    found: sum(rounds.map(({ found }) => found)),
  };
}

function perSecond({ done, wallMs }: Round): number {
  return (done / wallMs) * 1000;
}

function cpuUs({ done, cpuMs }: Round): number {
  return (cpuMs / done) * 1000;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
