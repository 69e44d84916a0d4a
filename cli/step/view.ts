/** What one moment of a recorded run looks like: the state of every store after a step, and what is under way. Pure. */
import type { RecordedRun } from '../../harness/explanation/trace.ts';
import { anchorOf, nameOf } from '../../harness/exploration/replay/recorded-schedule.ts';
import type { StateView, Trace, TraceOperation } from '../../harness/result.ts';

/** A run that can be walked in either direction; nothing is executed for it any more. */
export interface Walk {
  readonly title: string;
  readonly trace: Trace;
  /** What could be chosen after so many steps; left out where nothing was chosen. */
  readonly enabled: ReadonlyMap<number, readonly string[]>;
}

/** One line of a state: what is held, and what was held before the step where that differs. */
export interface StateLine {
  readonly place: string;
  readonly key: string;
  /** Null: there is nothing any more. */
  readonly value: string | null;
  readonly change: 'new' | 'gone' | 'changed' | null;
  /** What was there before; null where it is the same or there was nothing. */
  readonly before: string | null;
}

export function walkOf(title: string, trace: Trace, { choices }: RecordedRun): Walk {
  const enabled = new Map<number, readonly string[]>();
  for (const { stepsBefore, enabled: list } of choices) {
    if (enabled.has(stepsBefore)) continue;
    const names = list.map((choice) => {
      if (choice.kind === 'end') return 'the end';
      const anchor = anchorOf(choice);
      return anchor === null ? nextOperationOf(trace, choice.actor.name, stepsBefore) : nameOf(anchor);
    });
    enabled.set(stepsBefore, names);
  }
  return { title, trace, enabled };
}

/** @param position how many steps have been executed; 0 is before the first */
export function stateLines({ trace }: Walk, position: number): StateLine[] {
  const now = cells(stateAt(trace, position));
  const before = position === 0 ? now : cells(stateAt(trace, position - 1));
  return [...new Set([...before.keys(), ...now.keys()])].map((name): StateLine => {
    const [place, key] = name.split('\n') as [string, string];
    const [value = null, was = null] = [now.get(name), before.get(name)];
    const change = value === was ? null : value === null ? 'gone' : was === null ? 'new' : 'changed';
    return { place, key, value, change, before: change === null ? null : was };
  });
}

/** Operations that have begun and not ended, and steps that wait for a lock. */
export function underWay({ trace }: Walk, position: number): string[] {
  const operations = trace.operations.filter(({ from, to }) => from <= position && (to === null || to > position));
  const blocked = trace.steps.filter(
    ({ number, blockedBy, grantedAt }) =>
      blockedBy !== null && number <= position && (grantedAt === null || grantedAt > position),
  );
  return [
    ...operations.map((operation) => `${nameOfOperation(operation)} since step ${operation.from}`),
    ...blocked.map(
      ({ actor, number, blockedBy, lock = 'a lock' }) =>
        `${actor} waits for ${lock}, held by ${blockedBy}, since step ${number}`,
    ),
  ];
}

function nextOperationOf({ operations }: Trace, actor: string, position: number): string {
  const next = operations.find((operation) => operation.actor === actor && operation.from > position);
  return next === undefined ? `${actor}: its next operation` : nameOfOperation(next);
}

/** `writer: write item:1 v2` */
function nameOfOperation({ actor, kind, key, value }: TraceOperation): string {
  const written = kind === 'write' || kind === 'insert' ? value : null;
  return `${actor}: ${[kind, key, written].filter((word) => word !== null).join(' ')}`;
}

function stateAt({ initial, steps }: Trace, position: number): StateView {
  return position === 0 ? initial : steps[position - 1]!.state;
}

/** Place and key → what is held, in words. */
function cells({ redis, mysql, replicas = {}, local }: StateView): Map<string, string> {
  const ofRedis = Object.entries(redis).map(([key, { value, expiresAtMs }]): [string, string] => [
    `Redis\n${key}`,
    expiresAtMs === null ? value : `${value} (expires at ${expiresAtMs} ms)`,
  ]);
  const ofMysql = Object.entries(mysql).map(([key, { value, version }]): [string, string] => [
    `MySQL\n${key}`,
    `${value} (version ${version})`,
  ]);
  const ofReplicas = Object.entries(replicas).flatMap(([name, rows]) =>
    Object.entries(rows).map(([key, { value, version }]): [string, string] => [
      `${name}\n${key}`,
      `${value} (version ${version})`,
    ]),
  );
  const ofNodes = Object.entries(local).flatMap(([node, entries]) =>
    Object.entries(entries).map(([key, value]): [string, string] => [`${node}\n${key}`, value]),
  );
  return new Map([...ofRedis, ...ofMysql, ...ofReplicas, ...ofNodes]);
}
