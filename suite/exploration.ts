/** What an exploration in a test suite gives: the public result, with helpers that are no part of its JSON form. */
import { join } from 'node:path';
import type { CellResult, ExpectationResult, Result, Verdict } from '../harness/result.ts';
import type { Anomaly } from '../harness/scenario.ts';
import { explainAnomaly, explainVerdict } from './explain.ts';
import { save, type Saved } from './save.ts';

/** Where failing assertions leave reports and traces. */
const SUITE_FOLDER = join('.stalemate', 'suite');

/** Whether something never happens: `inconclusive` where the exploration rests on too little to say so. */
export interface Never {
  readonly verdict: Verdict;
  /** Why, when it is no `pass`. */
  readonly because?: string;
}

/** The result of an exploration: what `stalemate run --json` prints, and helpers, which are no part of its JSON form. */
export interface Exploration extends Result {
  /** The one cell: the scenario under the strategy. */
  readonly cell: CellResult;
  /** Whether the exploration shows that there is no such anomaly. */
  never(anomaly: Anomaly): Never;
  /** The counterexample as the command line prints it: the sentence, the steps, and how to replay it. Null: there is none. */
  explain(anomaly: Anomaly): string | null;
  /** The verdict as the command line prints it, with the expectations that did not hold. */
  summary(): string;
  /**
   * Writes the HTML report, and a trace file of each counterexample, into a folder for the scenario and the strategy. Matchers
   * and assertions do so when they fail.
   * @param folder where that folder is. Default: `.stalemate/suite`
   */
  save(folder?: string): Saved;
}

export interface Parts {
  readonly result: Result;
  /** Whether each anomaly never happens; empty where a schedule was replayed. */
  readonly nevers: readonly ExpectationResult[];
  /** The report, made beforehand: assertions cannot wait for it. */
  readonly html: string;
}

/** The helpers are not enumerable: what is printed, compared or written as JSON is the result. */
export function explorationOf({ result, nevers, html }: Parts): Exploration {
  const cell = result.results[0]!;
  const helpers: Omit<Exploration, keyof Result> = {
    cell,
    never: (anomaly) => neverOf(cell, nevers, anomaly),
    explain: (anomaly) => explainAnomaly(cell, anomaly),
    summary: () => explainVerdict(result),
    save: (folder = SUITE_FOLDER) => save(cell, html, folder),
  };
  const properties = Object.entries(helpers).map(([name, value]) => [name, { value, enumerable: false }] as const);
  return Object.defineProperties({ ...result }, Object.fromEntries(properties)) as Exploration;
}

function neverOf(cell: CellResult, nevers: readonly ExpectationResult[], anomaly: Anomaly): Never {
  const found = nevers.find((one) => one.anomaly === anomaly);
  if (found !== undefined) {
    const { verdict, because } = found;
    return because === undefined ? { verdict } : { verdict, because };
  }
  const isShown = (cell.anomalies[anomaly]?.schedules ?? 0) > 0;
  return isShown
    ? { verdict: 'fail', because: `${anomaly} in the schedule that was replayed` }
    : { verdict: 'inconclusive', because: `the one schedule that was replayed does not show ${anomaly}` };
}
