/**
 * A violation as an argument that names steps by number, in the manner of Elle: what was returned, what had to be, and
 * how the old value came to be where it was found.
 */
import type { Violation } from '../checkers/checker.ts';
import type { Version } from '../checkers/facts.ts';
import { herdIn } from '../checkers/loads.ts';
import type { Operation, Step } from '../scheduler/step.ts';
import { at, originOf, show } from './origin.ts';
import { type Copy, copyOf, provenanceOf } from './provenance.ts';

/** @param steps the history's steps. */
export function because(steps: readonly Step[], violation: Violation): string {
  const { read, expected } = violation;
  if (violation.obligation === 'kept') return lossOf(violation);
  if (violation.obligation === 'loaded-once') return herdOf(steps, violation);
  const { operation } = read;
  const provenance = provenanceOf(steps, operation);
  const answered = provenance.answered;
  const opening = `${subjectOf(operation, read.isObserver)} got ${show(operation.result)} for ${operation.key}${answered === null ? '' : ` at ${at(answered)}`}`;
  const sentences = [`${opening}, ${obligation(violation)}.`];
  sentences.push(...originOf(steps, violation, provenance));
  if (violation.obligation === 'at-rest') {
    sentences.push(
      `All had ended: ${operation.key} stays ${expected === null ? 'wrong' : 'stale'} until it expires or is written again.`,
    );
  }
  if (violation.obligation === 'outlived') sentences.push(livesOf(copyOf(steps, operation)!));
  return sentences.join(' ');
}

/** How long both were to live: what the copy adds to the time for which old data may be served. */
function livesOf({ stored, source }: Copy): string {
  const until = (ms: number): string => (ms === Infinity ? 'for ever' : `until ${ms / 1000} s`);
  const [copy, original] = [stored.livesUntil ?? Infinity, source.livesUntil!];
  const longer = copy === Infinity ? '' : `: ${(copy - original) / 1000} s longer`;
  return `${stored.actor.name} had copied it from ${source.place} at ${at(source)}, where it was to live ${until(original)}; the copy in ${stored.place} lives ${until(copy)}${longer}.`;
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
    case 'kept':
    case 'loaded-once':
    case 'outlived':
      return `although ${newest}`;
    case 'deleted':
      return `although ${expected.step!.actor.name} had deleted the row at step ${expected.committedAt + 1}, acknowledged at step ${expected.acknowledgedAt + 1}, before the read began at step ${read.operation.invokedAt + 1}`;
  }
}

/** A lost update in words: whose, and who overwrote it. */
function lossOf({ read, expected, earlier }: Violation): string {
  const { key, result } = read.operation;
  if (expected === null) {
    const { actor, value, respondedAt } = earlier!;
    return `${actor.name} was told at step ${respondedAt + 1} that ${show(value)} of ${key} was written, and MySQL never committed it: in the end a read gets ${show(result)}.`;
  }
  const { step, value, committedAt } = expected;
  const other = earlier === undefined ? 'Another write' : `${earlier.actor.name}'s ${show(earlier.value)}`;
  return `${step!.actor.name} had committed ${show(value)} of ${key} at step ${committedAt + 1}. ${other} overwrote it without building on it: both made the same version of what they had read before, so one of two updates is lost.`;
}

/** Who loaded the same version, one after the other, and why that was not needed. */
function herdOf(steps: readonly Step[], violation: Violation): string {
  const loads = herdIn(steps, violation);
  const { key } = violation.read.operation;
  const who = loads.map((step) => `${step.actor.name} at ${at(step)}`);
  return `${loads.length} reads loaded the same version of ${key} from MySQL: ${who.slice(0, -1).join(', ')} and ${who.at(-1)}. One would have been enough: the others could have waited for it, or found it in the cache.`;
}

function describeVersion({ value, step, committedAt }: Version): string {
  if (step === null) return `MySQL held ${show(value)} all along`;
  return `${step.actor.name} had committed ${show(value)} at step ${committedAt + 1}`;
}
