/** What the command line asks `run` for, checked. */
import { availableParallelism } from 'node:os';
import type { Shard } from '../../harness/exploration/division/shard.ts';
import { list, shardOf, wholeNumber } from '../arguments.ts';
import { type EngineArgs, modeOf } from '../engines.ts';
import { CliError } from '../errors.ts';
import { type GivenPolicy, type PolicyOptions, policyOptions } from '../policy-options.ts';
import { type GivenReporting, type Reporting, reportingOf } from '../reporters/choose.ts';

/** The options of `run`, as the parser gives them. */
export interface GivenOrder extends EngineArgs, GivenPolicy, GivenReporting {
  readonly _: readonly string[];
  readonly strategy?: string | undefined;
  readonly seed?: string | undefined;
  readonly runs?: string | undefined;
  readonly shard?: string | undefined;
  readonly workers?: string | undefined;
  readonly watch?: boolean | undefined;
  readonly 'save-traces'?: string | undefined;
}

export interface Order {
  readonly patterns: readonly string[];
  readonly strategies: readonly string[];
  readonly engines: EngineArgs;
  readonly reporting: Reporting;
  readonly policy: PolicyOptions;
  readonly seed: number | null;
  readonly runs: number | null;
  readonly shard: Shard | null;
  readonly threads: number;
  /** Where trace files go; null for none. */
  readonly traces: string | null;
}

/** @throws CliError for what makes no sense */
export function orderOf(given: GivenOrder): Order {
  const reporting = reportingOf(given);
  modeOf(given);
  const order: Order = {
    patterns: given._,
    strategies: list(given.strategy),
    engines: given,
    reporting,
    policy: policyOptions(given),
    seed: wholeNumber(given.seed, 'seed', 0),
    runs: wholeNumber(given.runs, 'runs', 1),
    shard: shardOf(given.shard),
    threads: wholeNumber(given.workers, 'workers', 1) ?? availableParallelism(),
    traces: given['save-traces'] ?? null,
  };
  if (given.watch === true) checkWatch(order);
  return order;
}

/** @throws CliError where there would be no end of it, or where nobody watches */
function checkWatch({ shard, reporting: { stdout } }: Order): void {
  if (shard !== null)
    throw new CliError(
      '--watch: found it beside --shard, whose verdict is that of the whole. Fix: leave one of them out',
    );
  if (stdout === null || stdout === 'default') return;
  throw new CliError(
    `--watch: found it beside ${stdout} on stdout, which would be one document after the other. Fix: --output-file.${stdout} FILE`,
  );
}
