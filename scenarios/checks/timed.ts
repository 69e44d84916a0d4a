/** Policy `timed`: that what it needs is there, and that what is there fits together. */
import { parseDuration } from '../../strategies/strategy.ts';
import type { Profile } from '../../harness/timed/profile.ts';
import type { Path, Report } from '../problem.ts';
import { readProfile } from '../profile.ts';
import { parseStart } from '../scalars.ts';
import { oneOf, quoted } from '../words.ts';
import type { Draft } from './draft.ts';

/** What is said of a distribution, with holes where it was refused. */
type Given = Readonly<Record<string, unknown>> | string | undefined;

const FORMS = ['constant', 'uniform', 'p50', 'histogram', 'mixture'] as const;

/** @returns the profile that the file names; null where it names none, or none that can be read */
export function checkTimed(draft: Draft, file: string, report: Report): Profile | null {
  const isTimed = draft.explore?.policy === 'timed';
  const isPolicyKnown = !(draft.explore && 'policy' in draft.explore && draft.explore.policy === undefined);
  if (!('actors' in draft) && !isTimed && isPolicyKnown) {
    const message = '`actors` is missing, expected a mapping of actor names to actors';
    report({ at: [], message, fix: 'write it as `actors: { reader: { steps: [ { read: "item:1" } ] } }`' });
  }
  if (isTimed) checkNeeds(draft, report);
  const { timing } = draft;
  for (const [name, given] of Object.entries(timing ?? {})) {
    if (name === 'steps') {
      for (const [step, latency] of Object.entries((given as Record<string, Given>) ?? {}))
        checkDistribution(latency, ['timing', 'steps', step], report);
    } else if (name !== 'profile' && name !== 'poll') checkDistribution(given as Given, ['timing', name], report);
  }
  checkLoad(draft, report);
  if (timing?.profile === undefined || !isTimed) return null;
  const read = readProfile(file, timing.profile);
  if ('profile' in read) return read.profile;
  report({ at: ['timing', 'profile'], ...read });
  return null;
}

function checkNeeds(draft: Draft, report: Report): void {
  if (!('load' in draft)) {
    report({
      at: ['explore', 'policy'],
      message: 'found policy `timed` without `load`',
      fix: 'add `load: { duration: 60s, reads_per_second: 2000, writes_per_second: 20, keys: { count: 1000, zipf: 0.99 } }`',
    });
  }
  const { timing } = draft;
  const isTold = timing !== undefined && ('profile' in timing || ('redis' in timing && 'mysql' in timing));
  if (!('timing' in draft) || (timing !== undefined && !isTold)) {
    report({
      at: 'timing' in draft ? ['timing'] : ['explore', 'policy'],
      message: 'found policy `timed`, but not how long Redis and MySQL take',
      fix: 'add `timing: { redis: { p50: 0.3ms, p99: 3ms }, mysql: { p50: 2ms, p99: 20ms } }`, or `timing: { profile: ./profile.json }`',
    });
  }
  for (const key of ['actors', 'steer', 'schedule', 'warm'] as const) {
    if (!(key in draft)) continue;
    const message = `found ${quoted(key)} beside policy \`timed\`, whose operations come from \`load\``;
    report({ at: [key], on: 'key', message, fix: 'remove it, or make it a scenario of its own' });
  }
  for (const [index, line] of (draft.expect ?? []).entries()) {
    if (line?.anomaly !== 'ttl-inversion') continue;
    const message = 'found `ttl-inversion` beside policy `timed`, which has no cache levels and does not judge it';
    report({ at: ['expect', index, 'anomaly'], message, fix: 'remove it, or expect it of another scenario' });
  }
  const { levels, redis_nodes = 1 } = draft.topology ?? {};
  if (levels === undefined && redis_nodes === 1) return;
  report({
    at: ['topology'],
    message: 'found several Redis servers beside policy `timed`, which knows one',
    fix: 'remove `levels` and `redis_nodes`',
  });
}

function checkDistribution(given: Given, at: Path, report: Report): void {
  if (given === undefined) return;
  if (typeof given === 'string') return;
  if ('request' in given || 'reply' in given) {
    if (!('request' in given && 'reply' in given)) {
      report({ at, message: 'found one of `request` and `reply`, expected both', fix: 'add the other one' });
    }
    checkDistribution(given['request'] as Given, [...at, 'request'], report);
    checkDistribution(given['reply'] as Given, [...at, 'reply'], report);
    const others = FORMS.filter((form) => form in given);
    if (others.length === 0) return;
    const message = `found ${oneOf(others)} beside \`request\` and \`reply\``;
    return report({ at, message, fix: 'write it in `request` or in `reply`' });
  }
  const forms = FORMS.filter((form) => form in given);
  if (forms.length !== 1) {
    const found = forms.length === 0 ? 'no distribution' : `${forms.map(quoted).join(' and ')} together`;
    return report({
      at,
      message: `found ${found}, expected one of ${oneOf(FORMS)}`,
      fix: 'write it as { p50: 0.3ms, p99: 3ms }',
    });
  }
  checkForm(given, at, report);
}

function checkForm(given: Readonly<Record<string, unknown>>, at: Path, report: Report): void {
  const { p50, p99, uniform, histogram, mixture } = given as Readonly<Record<string, unknown>>;
  if ('p50' in given !== 'p99' in given) {
    report({ at, message: 'found one of `p50` and `p99`, expected both', fix: 'add the other one' });
  } else if (typeof p50 === 'string' && typeof p99 === 'string' && parseDuration(p50)! > parseDuration(p99)!) {
    report({ at, message: 'found a `p99` that is less than `p50`', fix: 'swap the two' });
  } else if (
    typeof p50 === 'string' &&
    typeof p99 === 'string' &&
    parseDuration(p50) === 0 &&
    parseDuration(p99) !== 0
  ) {
    report({
      at,
      message: 'found a `p50` of no time beside a longer `p99`',
      fix: 'write a small `p50`, such as 0.01ms',
    });
  }
  if (typeof uniform === 'string' && parseStart(uniform)?.earliestMs === parseStart(uniform)?.latestMs) {
    report({ at, message: 'found a range of one instant', fix: 'write `constant`, or a range such as 1ms..5ms' });
  }
  if (histogram !== undefined) checkHistogram(histogram as Buckets, [...at, 'histogram'], report);
  if (mixture !== undefined) checkMixture(mixture as Parts, [...at, 'mixture'], report);
}

type Buckets = readonly ({ readonly up_to?: string; readonly count?: number } | undefined)[];
type Parts = readonly (Readonly<Record<string, unknown>> | undefined)[];

function checkHistogram(buckets: Buckets, at: Path, report: Report): void {
  const ends = buckets.map((bucket) => parseDuration(bucket?.up_to ?? ''));
  for (const [i, end] of ends.entries()) {
    const before = ends[i - 1] ?? null;
    if (end === null || before === null || end > before) continue;
    report({
      at: [...at, i],
      message: 'found an end that is not after the one before it',
      fix: 'sort the buckets by `up_to`',
    });
  }
  const counts = buckets.map((bucket) => bucket?.count);
  if (counts.every((count) => count === 0))
    report({ at, message: 'found no counts above 0', fix: 'write how many took so long' });
}

function checkMixture(parts: Parts, at: Path, report: Report): void {
  const shares = parts.map((part) => part?.['share']);
  for (const [i, part] of parts.entries()) {
    if (part === undefined) continue;
    const { share: _, ...form } = part;
    checkDistribution(form, [...at, i], report);
  }
  if (!shares.every((share) => typeof share === 'string')) return;
  const sum = shares.reduce((total, share) => total + Number((share as string).slice(0, -1)), 0);
  if (Math.abs(sum - 100) < 1e-9) return;
  report({ at, message: `found shares of ${Number(sum.toFixed(9))}% together, expected 100%`, fix: 'change a share' });
}

const NEEDED = {
  reads: { expected: 'the share of operations that are reads', example: 'reads: 95%' },
  reads_per_second: { expected: 'how many reads arrive', example: 'reads_per_second: 2000' },
  writes_per_second: { expected: 'how many writes arrive', example: 'writes_per_second: 20' },
} as const;

function checkLoad({ load }: Draft, report: Report): void {
  if (load === undefined) return;
  const isClosed = 'clients' in load;
  const rates = ['reads_per_second', 'writes_per_second'] as const;
  const forbidden = isClosed ? ([...rates, 'arrivals', 'bursts'] as const) : (['think', 'reads'] as const);
  const needed = isClosed ? (['reads'] as const) : rates;
  for (const key of forbidden) {
    if (!(key in load)) continue;
    const message = isClosed
      ? `found ${quoted(key)} beside \`clients\`, who ask again as soon as they have their answer`
      : `found ${quoted(key)} without \`clients\``;
    report({
      at: ['load', key],
      on: 'key',
      message,
      fix: isClosed ? 'remove it, or `clients`' : 'remove it, or add `clients`',
    });
  }
  for (const key of needed) {
    if (key in load) continue;
    const { expected, example } = NEEDED[key];
    report({ at: ['load'], message: `${quoted(key)} is missing, expected ${expected}`, fix: `add \`${example}\`` });
  }
  checkTogether(load, report);
}

function checkTogether(load: NonNullable<Draft['load']>, report: Report): void {
  const { keys, bursts } = load;
  if ('bursts' in load && 'arrivals' in load) {
    report({
      at: ['load', 'arrivals'],
      on: 'key',
      message: 'found `arrivals` beside `bursts`',
      fix: 'remove one of the two',
    });
  }
  const [every, lasts] = [parseDuration(bursts?.every ?? ''), parseDuration(bursts?.lasts ?? '')];
  if (every !== null && lasts !== null && lasts >= every) {
    report({
      at: ['load', 'bursts', 'lasts'],
      message: 'found a burst that lasts until the next one',
      fix: 'write less than `every`',
    });
  }
  if (keys !== undefined && 'zipf' in keys && 'hot' in keys) {
    report({
      at: ['load', 'keys', 'hot'],
      on: 'key',
      message: 'found `hot` beside `zipf`',
      fix: 'remove one of the two',
    });
  }
  if (keys?.hot?.keys !== undefined && keys.count !== undefined && keys.hot.keys > keys.count) {
    report({
      at: ['load', 'keys', 'hot', 'keys'],
      message: `found more hot keys than the ${keys.count} there are`,
      fix: 'write fewer',
    });
  }
}
