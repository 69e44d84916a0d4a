/**
 * What a scenario file may say but this version cannot run. Ignoring it would give a verdict about another scenario,
 * so each is a problem: "found `message`, which this
 * version does not have yet". Whoever builds one of these deletes its line.
 */
import { ANOMALIES, POLICY_NAMES } from '../harness/scenario.ts';
import type { Finding, Path } from './problem.ts';
import { oneOf } from './words.ts';

interface NotYet {
  /** Where: keys, with `*` for every entry of a list. */
  readonly at: string;
  /** Which values; any when left out. */
  readonly when?: (value: unknown) => boolean;
  readonly message: string;
  readonly fix: string;
}

const RUNNABLE_POLICIES = `use ${oneOf(POLICY_NAMES)}`;
const USE_OTHER_ANOMALY = `use ${oneOf(ANOMALIES)}`;
const is = (name: string) => (value: unknown) => value === name;
const isAbove = (limit: number) => (value: unknown) => typeof value === 'number' && value > limit;
const isKafka = (value: unknown) => typeof value === 'string' && /(^|\.)kafka\./.test(value);

const NOT_YET: readonly NotYet[] = [
  { at: 'explore.policy', when: is('pct'), message: 'policy `pct`', fix: RUNNABLE_POLICIES },
  { at: 'explore.policy', when: is('pos'), message: 'policy `pos`', fix: RUNNABLE_POLICIES },
  { at: 'explore.policy', when: is('urw'), message: 'policy `urw`', fix: RUNNABLE_POLICIES },
  { at: 'explore.policy', when: is('bounded'), message: 'policy `bounded`', fix: RUNNABLE_POLICIES },
  { at: 'explore.policy', when: is('timed'), message: 'policy `timed`', fix: RUNNABLE_POLICIES },
  { at: 'explore.reduction', when: is('dpor'), message: 'reduction `dpor`', fix: 'write `reduction: none`' },
  { at: 'topology.replicas', when: isAbove(0), message: 'MySQL replicas', fix: 'remove `replicas`' },
  { at: 'topology.redis_nodes', when: isAbove(1), message: 'several Redis servers', fix: 'remove `redis_nodes`' },
  { at: 'topology.levels', message: 'cache levels', fix: 'remove `levels`' },
  { at: 'thresholds', message: '`thresholds`', fix: 'use `expect`, or remove it' },
  { at: 'faults.*.step', when: isKafka, message: 'Kafka', fix: 'use `binlog.deliver`' },
  { at: 'schedule.*', when: isKafka, message: 'Kafka', fix: 'use the binlog instead' },
  { at: 'steer.*', when: isKafka, message: 'Kafka', fix: 'use the binlog instead' },
  { at: 'steer.*.*', when: isKafka, message: 'Kafka', fix: 'use the binlog instead' },
  {
    at: 'expect.*.anomaly',
    when: is('lost-update'),
    message: '`lost-update`',
    fix: USE_OTHER_ANOMALY,
  },
  {
    at: 'expect.*.anomaly',
    when: is('resurrected'),
    message: '`resurrected`',
    fix: USE_OTHER_ANOMALY,
  },
  {
    at: 'expect.*.anomaly',
    when: is('ttl-inversion'),
    message: '`ttl-inversion`',
    fix: USE_OTHER_ANOMALY,
  },
  {
    at: 'expect.*.anomaly',
    when: is('thundering-herd'),
    message: '`thundering-herd`',
    fix: USE_OTHER_ANOMALY,
  },
];

export function findNotYet(file: unknown): Finding[] {
  return NOT_YET.flatMap(({ at, when, message, fix }) =>
    everyMatch(file, at.split('.'))
      .filter(({ value }) => value !== undefined && (when?.(value) ?? true))
      .map(({ path }) => ({
        at: path,
        ...(when ? {} : { on: 'key' }),
        message: `found ${message}, which this version does not have yet`,
        fix,
      })),
  );
}

function everyMatch(value: unknown, pattern: readonly string[], path: Path = []): { path: Path; value: unknown }[] {
  const [first, ...rest] = pattern;
  if (first === undefined) return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  if (first === '*') {
    return Array.isArray(value) ? value.flatMap((item, index) => everyMatch(item, rest, [...path, index])) : [];
  }
  return everyMatch((value as Record<string, unknown>)[first], rest, [...path, first]);
}
