/** One report that has every view and every state of it, for what must hold of all of them. */
import type { Result } from '../../../harness/result.ts';
import { advice } from './advice.ts';
import { blocked, classic, doubtful, fuzzed, resultOf, survived } from './results.ts';
import { timed } from './timed.ts';
import type { HtmlOptions } from '../write.ts';

const PAIR = { scenario: 'hot-key-load', metric: 'stale_read_rate', than: 'cache-aside', pairs: 20 } as const;

export const everything: Result = resultOf(
  [classic, blocked, doubtful, timed]
    .flatMap(({ results }) => results)
    .concat(fuzzed.results.map((cell) => ({ ...cell, scenario: 'fuzzed-race' }))),
  {
    unconfirmed: doubtful.unconfirmed,
    profiles: classic.profiles!,
    advice: [advice],
    differences: [{ ...PAIR, strategy: 'lease', difference: -0.002, interval: [-0.003, -0.001] }],
  },
);

/** With a comparison, and with other strategies beside the classic race. */
export const everythingBeside: HtmlOptions = {
  baseline: resultOf(everything.results.map((cell) => ({ ...cell, anomalies: {} }))),
  alternatives: survived,
};
