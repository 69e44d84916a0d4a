/**
 * A violation as an argument that names steps by number, in the manner of Elle: what was returned, what had to be, and
 * how the old value came to be where it was found.
 */
import type { Violation } from '../checkers/checker.ts';
import type { Version } from '../checkers/facts.ts';
import type { Operation, Step } from '../scheduler/step.ts';
import { provenanceOf, removalsBetween } from './provenance.ts';

/** @param steps the history's steps. */
export function because(steps: readonly Step[], violation: Violation): string {
  const { read, expected } = violation;
  const { operation } = read;
  const provenance = provenanceOf(steps, operation);
  const answered = provenance.answered;
  const opening = `${subjectOf(operation, read.isObserver)} got ${show(operation.result)} for ${operation.key}${answered === null ? '' : ` at ${at(answered)}`}`;
  const sentences = [`${opening}, ${obligation(violation)}.`];
  if (provenance.stored !== null) sentences.push(origin(steps, violation, provenance.stored, provenance.source));
  else if (answered !== null && answered.store !== 'mysql' && operation.result !== null) {
    sentences.push(`The cache had held ${show(operation.result)} since before the run, and nothing had removed it.`);
  }
  if (violation.obligation === 'at-rest') {
    sentences.push(`All had ended: ${operation.key} stays ${expected === null ? 'wrong' : 'stale'} until its TTL.`);
  }
  return sentences.join(' ');
}

function subjectOf({ actor, node }: Operation, isObserver: boolean): string {
  return isObserver ? `A read on node ${node} after all had ended` : actor.name;
}

function obligation({ read, expected, obligation: kind, earlier }: Violation): string {
  if (expected === null || kind === 'committed') return 'a value that MySQL never committed';
  const newest = describeVersion(expected);
  switch (kind) {
    case 'acknowledged':
      return `although ${newest}, acknowledged at step ${expected.acknowledgedAt + 1}, before the read began at step ${read.operation.invokedAt + 1}`;
    case 'own-write':
      return `although it had itself written ${show(expected.value)}, acknowledged at step ${expected.acknowledgedAt + 1}`;
    case 'own-read':
      return `although it had itself read ${show(expected.value)} before, in the read that ended at step ${earlier!.respondedAt + 1}`;
    case 'at-rest':
      return `although ${newest}`;
  }
}

function describeVersion({ value, step, committedAt }: Version): string {
  if (step === null) return `MySQL held ${show(value)} all along`;
  return `${step.actor.name} had committed ${show(value)} at step ${committedAt + 1}`;
}

function origin(steps: readonly Step[], { read, expected }: Violation, stored: Step, source: Step | null): string {
  const value = show(read.operation.result);
  const who = stored.actor.name;
  const commit = expected !== null && expected.step !== null ? expected.committedAt : null;
  const isBefore = (step: Step): boolean => commit !== null && step.index < commit;
  const parts: string[] = [];
  if (source !== null && source.store === 'mysql') {
    const order = commit === null ? '' : isBefore(source) ? `, before the commit at step ${commit + 1},` : '';
    parts.push(`${who} had read ${value} from MySQL at ${at(source)}${order} and stored it at ${at(stored)}`);
  } else if (source !== null) {
    parts.push(`${who} had been given ${value} by the binlog at ${at(source)} and stored it at ${at(stored)}`);
  } else {
    parts.push(`${who} had stored ${value} at ${at(stored)}`);
  }
  const removals = removalsBetween(steps, read.operation.key!, source?.index ?? -1, stored.index);
  const removal = removals.at(-1);
  if (removal !== undefined && !isBefore(stored)) {
    parts.push(`after ${removal.actor.name}'s ${removal.command} at ${at(removal)}, which was meant to remove it`);
  } else if (commit !== null && !isBefore(stored) && source === null) {
    parts.push(`after the commit at step ${commit + 1}`);
  } else if (isBefore(stored)) {
    parts.push('and nothing removed it afterwards');
  }
  return `${parts.join(', ')}.`;
}

function at(step: Step): string {
  return `step ${step.index + 1}`;
}

function show(value: string | null): string {
  return value === null ? 'no row' : value;
}
