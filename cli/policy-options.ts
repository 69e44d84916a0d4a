/** `--policy` and what belongs to one policy each: another way to choose schedules than the one in the file. */
import type { ArgsDef } from 'citty';
import type { ExplorePlan, Scenario } from '../harness/scenario.ts';
import { POLICY_NAMES, REDUCTIONS } from '../harness/scenario.ts';
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
  reduction: {
    type: 'string',
    valueHint: REDUCTIONS.join('|'),
    description: 'Policy exhaustive: one schedule of each kind, or every interleaving',
  },
  symmetry: {
    type: 'boolean',
    description: 'Reduction dpor: explore once what differs only in which of several identical actors does what',
  },
} as const satisfies ArgsDef;

export interface PolicyOptions {
  readonly policy: ExplorePlan['policy'] | null;
  readonly depth: number | null;
  readonly bound: number | null;
  readonly reduction: ExplorePlan['reduction'] | null;
  readonly symmetry: boolean | null;
}

/** The options as the parser gives them. */
export interface GivenPolicy {
  readonly policy?: string | undefined;
  readonly depth?: string | undefined;
  readonly bound?: string | undefined;
  readonly reduction?: string | undefined;
  readonly symmetry?: boolean | undefined;
}

/** @throws CliError when one of them is not what it should be */
export function policyOptions(given: GivenPolicy): PolicyOptions {
  return {
    policy: oneOfThese(given.policy, 'policy', POLICY_NAMES),
    depth: wholeNumber(given.depth, 'depth', 1),
    bound: wholeNumber(given.bound, 'bound', 0),
    reduction: oneOfThese(given.reduction, 'reduction', REDUCTIONS),
    symmetry: given.symmetry ?? null,
  };
}

function oneOfThese<Name extends string>(
  text: string | undefined,
  option: string,
  names: readonly Name[],
): Name | null {
  const name = names.find((one) => one === text) ?? null;
  if (text === undefined || name !== null) return name;
  const near = nearest(text, names);
  const fix = near === null ? `for example --${option} ${names[0]}` : `did you mean --${option} ${near}?`;
  throw new CliError(`--${option}: found "${text}", expected ${oneOf(names)}. Fix: ${fix}`);
}

/**
 * The scenario with these in place of what its file says.
 * @throws CliError when the policy that is left does not listen to one of them
 */
export function withPolicy(scenario: Scenario, options: PolicyOptions): Scenario {
  const { explore } = scenario;
  if (explore.policy === 'pinned') return scenario;
  const policy = options.policy ?? explore.policy;
  if (explore.policy === 'timed') {
    const given = Object.entries(options).find(([, value]) => value !== null);
    if (given === undefined) return scenario;
    throw new CliError(
      `--${given[0]}: found it beside policy \`timed\` of ${scenario.file}, whose load no other policy can run. Fix: remove --${given[0]}`,
    );
  }
  for (const [name, owner] of [
    ['depth', 'pct'],
    ['bound', 'bounded'],
    ['reduction', 'exhaustive'],
    ['symmetry', 'exhaustive'],
  ] as const) {
    if (options[name] === null || policy === owner) continue;
    throw new CliError(
      `--${name}: found it beside policy ${quoted(policy)} of ${scenario.file}, expected it with ${quoted(owner)} only. ` +
        `Fix: add --policy ${owner}, or remove --${name}`,
    );
  }
  if (options.symmetry === true && (options.reduction ?? explore.reduction) === 'none') {
    throw new CliError(
      `--symmetry: found it beside reduction \`none\` of ${scenario.file}, expected it with \`dpor\` only. ` +
        'Fix: add --reduction dpor, or remove --symmetry',
    );
  }
  const changed: Partial<ExplorePlan> = {
    policy,
    depth: options.depth ?? explore.depth,
    bound: options.bound ?? explore.bound,
    reduction: options.reduction ?? explore.reduction,
    symmetry: options.symmetry ?? explore.symmetry,
    runs: runsOf(explore, policy),
  };
  return { ...scenario, explore: { ...explore, ...changed } };
}

/** A number of schedules that a sample was given is none for a search, and a sample without any has no end. */
function runsOf({ policy: before, runs, timeMs }: ExplorePlan, policy: ExplorePlan['policy']): number | null {
  if (policy === before) return runs;
  if (SEARCHES.includes(policy)) return SEARCHES.includes(before) ? runs : null;
  return runs ?? (timeMs === null ? DEFAULT_RUNS : null);
}
