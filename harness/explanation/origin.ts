/** How a wrong value came to be where it was found, and why nothing mended it. */
import type { Violation } from '../checkers/checker.ts';
import type { Step, StepStore } from '../scheduler/step.ts';
import type { Provenance } from './provenance.ts';
import { isMysql, isSameCache, isStore, keysOfStep, removalsBefore } from './provenance.ts';

/** One sentence about who stored the value; for one that a cache held since before the run, who failed to remove it. */
export function originOf(steps: readonly Step[], violation: Violation, provenance: Provenance): string[] {
  const { answered, stored } = provenance;
  const value = show(violation.read.operation.result);
  const sentences: string[] = [];
  if (stored !== null) {
    const tail = circumstances(steps, violation, stored, provenance.source);
    sentences.push(`${storing(violation, stored, provenance.source)}${tail}.`);
  } else if (answered !== null && !isMysql(answered) && violation.read.operation.result !== null) {
    sentences.push(`The cache had held ${value} since before the run, and ${whyStillThere(steps, answered)}.`);
  } else if (answered?.store === 'replica') {
    const commit = commitOf(violation);
    if (commit !== null) sentences.push(`The replica had not applied the commit at step ${commit + 1} yet.`);
  }
  return [...sentences, ...mishaps(steps, violation, stored)];
}

function whyStillThere(steps: readonly Step[], answered: Step): string {
  const failover = steps.findLast(({ fault, index }) => fault === 'failover' && index < answered.index);
  return failover === undefined ? 'nothing had removed it' : `the failover at ${at(failover)} had brought it back`;
}

function storing(violation: Violation, stored: Step, source: Step | null): string {
  const value = show(violation.read.operation.result);
  const who = stored.actor.name;
  if (source === null) return `${who} had stored ${value} at ${at(stored)}`;
  if (source.store === 'binlog' || source.store === 'kafka')
    return `${who} had been given ${value} by ${source.store === 'kafka' ? 'Kafka' : 'the binlog'} at ${at(source)} and stored it at ${at(stored)}`;
  const commit = commitOf(violation);
  const place = PLACES[source.store] ?? 'MySQL';
  const order = commit === null ? '' : orderOf(source, commit);
  return `${who} had read ${value} from ${place} at ${at(source)}${order} and stored it at ${at(stored)}`;
}

const PLACES: Readonly<Partial<Record<StepStore, string>>> = { replica: 'a replica', redis: 'Redis' };

/** Why what was read was old. */
function orderOf(source: Step, commit: number): string {
  if (source.index < commit) return `, before the commit at step ${commit + 1},`;
  return source.store === 'replica' ? `, which had not applied the commit at step ${commit + 1} yet,` : '';
}

/** What had happened to the key by the time at which the value was stored, or did not happen to it afterwards. */
function circumstances(steps: readonly Step[], violation: Violation, stored: Step, source: Step | null): string {
  const { read, expected } = violation;
  const commit = commitOf(violation);
  if (commit === null) return '';
  if (stored.index < commit) return ', and nothing removed it afterwards';
  const keys = [read.operation.key!, ...keysOfStep(stored)];
  // What is read from MySQL is old from the moment it was read; what was known otherwise, since the commit.
  const from = source !== null && isRead(source) ? source.index : commit;
  const removal = removalsBefore(steps, stored, keys, from).at(-1);
  const overwritten = steps.findLast(
    (step) =>
      step.index > from &&
      step.index < stored.index &&
      isSameCache(step, stored) &&
      isStore(step, keys, expected!.value),
  );
  if (overwritten !== undefined && (removal === undefined || overwritten.index > removal.index)) {
    return `, over the ${show(expected!.value)} that ${overwritten.actor.name} had stored at ${at(overwritten)}`;
  }
  if (removal !== undefined) return `, ${describeRemoval(removal)}`;
  return source !== null && isRead(source) ? '' : `, after the commit at step ${commit + 1}`;
}

/** From a store, rather than given by the binlog. */
function isRead(source: Step): boolean {
  return isMysql(source) || source.store === 'redis';
}

function describeRemoval(removal: Step): string {
  switch (removal.intervention?.kind) {
    case 'flush':
      return `after the flush at ${at(removal)} had emptied the cache`;
    case 'stop':
      return `after ${removal.command} had lost it at ${at(removal)}`;
    case 'failover':
      return `after the failover at ${at(removal)} had brought back what was there before`;
    case 'evict':
      return `after the key had been evicted at ${at(removal)}`;
    case 'expire':
      return `after the key had expired at ${at(removal)}`;
    default:
      return `after ${removal.actor.name}'s ${removal.command} at ${at(removal)}, which was meant to remove it`;
  }
}

/** Crashes and lost commands of those who could have set it right: who committed, or who stored the value. */
function mishaps(steps: readonly Step[], { read, expected }: Violation, stored: Step | null): string[] {
  const culprits = new Set([expected?.step?.actor.name, stored?.actor.name]);
  return steps.flatMap((step) => {
    if (step.fault === 'crash' && culprits.has(step.command)) return [`${step.command} crashed at ${at(step)}.`];
    if (step.fault === 'drop' && step.store === 'redis' && step.command === 'deliver')
      return String(step.reply).includes(read.operation.key!)
        ? [`The message to ${step.actor.name} at ${at(step)} was lost.`]
        : [];
    if (step.fault === 'drop' && culprits.has(step.actor.name))
      return [`${step.actor.name}'s ${step.command} at ${at(step)} never arrived.`];
    return [];
  });
}

/** The step with which the version that should have been read was committed. */
function commitOf({ expected }: Violation): number | null {
  return expected !== null && expected.step !== null ? expected.committedAt : null;
}

export function at(step: Step): string {
  return `step ${step.index + 1}`;
}

export function show(value: string | null): string {
  return value === null ? 'no row' : value;
}
