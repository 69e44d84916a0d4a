/** `--policy`, `--depth` and `--bound`: another way to choose schedules than the one in the file. */
import type { ArgsDef } from 'citty';
import type { ExplorePlan, Scenario } from '../harness/scenario.ts';
import { POLICY_NAMES } from '../harness/scenario.ts';
import { DEFAULT_RUNS, SEARCHES } from '../scenarios/resolve.ts';
import { nearest, oneOf, quoted } from '../scenarios/words.ts';
import { wholeNumber } from './arguments.ts';
import { CliError } from './errors.ts';

export const policyArgs = {
  policy: {
    type: 'string',
    valueHint: POLICY_NAMES.join('|'),
    description: 'What chooses the schedules, instead of what the file says. A pinned schedule stays as it is',
  },
  depth: {
    type: 'string',
    valueHint: 'N',
    description: 'Policy pct: how many steps in a certain order a bug may need',
  },
  bound: { type: 'string', valueHint: 'N', description: 'Policy bounded: the most pre-emptions of a schedule' },
} as const satisfies ArgsDef;

export interface PolicyOptions {
  readonly policy: ExplorePlan['policy'] | null;
  readonly depth: number | null;
  readonly bound: number | null;
}

/** @throws CliError when one of them is not what it should be */
export function policyOptions(
  given: { readonly [Name in keyof typeof policyArgs]?: string | undefined },
): PolicyOptions {
  const policy = POLICY_NAMES.find((name) => name === given.policy) ?? null;
  if (given.policy !== undefined && policy === null) {
    const near = nearest(given.policy, POLICY_NAMES);
    const fix = near === null ? `for example --policy ${POLICY_NAMES[0]}` : `did you mean --policy ${near}?`;
    throw new CliError(`--policy: found "${given.policy}", expected ${oneOf(POLICY_NAMES)}. Fix: ${fix}`);
  }
  return { policy, depth: wholeNumber(given.depth, 'depth', 1), bound: wholeNumber(given.bound, 'bound', 0) };
}

/**
 * The scenario with these in place of what its file says.
 * @throws CliError when the policy that is left does not listen to one of them
 */
export function withPolicy(scenario: Scenario, options: PolicyOptions): Scenario {
  const { explore } = scenario;
  if (explore.policy === 'pinned') return scenario;
  const policy = options.policy ?? explore.policy;
  for (const [name, owner] of [
    ['depth', 'pct'],
    ['bound', 'bounded'],
  ] as const) {
    if (options[name] === null || policy === owner) continue;
    throw new CliError(
      `--${name}: found it beside policy ${quoted(policy)} of ${scenario.file}, expected it with ${quoted(owner)} only. ` +
        `Fix: add --policy ${owner}, or remove --${name}`,
    );
  }
  const { depth, bound } = { depth: options.depth ?? explore.depth, bound: options.bound ?? explore.bound };
  return { ...scenario, explore: { ...explore, policy, depth, bound, runs: runsOf(explore, policy) } };
}

/** A number of schedules that a sample was given is none for a search, and a sample without any has no end. */
function runsOf({ policy: before, runs, timeMs }: ExplorePlan, policy: ExplorePlan['policy']): number | null {
  if (policy === before) return runs;
  if (SEARCHES.includes(policy)) return SEARCHES.includes(before) ? runs : null;
  return runs ?? (timeMs === null ? DEFAULT_RUNS : null);
}
