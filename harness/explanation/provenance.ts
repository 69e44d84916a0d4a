/** Where a read's value came from: which step of it answered, who had put it there, and what was deleted in between. */
import { keysOf } from '../dependence/redis-accesses.ts';
import type { RedisCommand } from '../engines/engine.ts';
import type { Operation, Step } from '../scheduler/step.ts';
import { wordsIn } from './words-in.ts';

export interface Provenance {
  /** The read's step that brought the value. */
  readonly answered: Step | null;
  /** When that was a cache: the step that had stored it. */
  readonly stored: Step | null;
  /** When a reader stored it: the step that had read it, from MySQL or, for a node's memory, from Redis. When the consumer did: the delivery. */
  readonly source: Step | null;
}

export function provenanceOf(steps: readonly Step[], read: Operation): Provenance {
  const value = read.result;
  if (value === null) return { answered: lastOf(steps, read), stored: null, source: null };
  const answered = last(steps, (step) => step.operation === read && isAnswer(step) && mentions(step.reply, value));
  if (answered === null || isMysql(answered)) return { answered, stored: null, source: null };
  const keys = [read.key!, ...keysOfStep(answered)];
  const stored = last(
    steps,
    (step) => step.index < answered.index && isSameCache(step, answered) && isStore(step, keys, value),
  );
  if (stored === null) return { answered, stored: null, source: null };
  return { answered, stored, source: sourceOf(steps, stored, value) };
}

/** A copy that one cache made of another's entry. */
export interface Copy {
  /** The read's step that brought the value. */
  readonly answered: Step;
  /** The step that had stored it there. */
  readonly stored: Step;
  /** The step in which whoever stored it had got it from another Redis server. */
  readonly source: Step;
}

/** Null where the value that a read got is no such copy. */
export function copyOf(steps: readonly Step[], read: Operation): Copy | null {
  const { answered, stored } = provenanceOf(steps, read);
  if (answered === null || stored === null) return null;
  const source = last(
    steps,
    (step) =>
      step.index < stored.index &&
      step.operation === stored.operation &&
      step.store === 'redis' &&
      step.place !== stored.place &&
      isAnswer(step) &&
      mentions(step.reply, read.result!),
  );
  return source === null ? null : { answered, stored, source };
}

/** Where the one who stored the value had it from. */
function sourceOf(steps: readonly Step[], stored: Step, value: string): Step | null {
  const { operation } = stored;
  const answeredBy = (isSource: (step: Step) => boolean): Step | null =>
    last(
      steps,
      (step) =>
        step.index < stored.index &&
        step.operation === operation &&
        isSource(step) &&
        isAnswer(step) &&
        mentions(step.reply, value),
    );
  // A change is handed over by the step with which its handling begins.
  if (operation?.kind === 'change') return answeredBy(isMysql) ?? steps[operation.invokedAt]!;
  return answeredBy(isMysql) ?? (stored.store === 'local' ? answeredBy(({ store }) => store === 'redis') : null);
}

/** The steps between what was read and when it was stored that removed the key from the cache it was stored in. */
export function removalsBefore(steps: readonly Step[], stored: Step, keys: readonly string[], from: number): Step[] {
  return steps.filter(
    (step) =>
      step.index > from &&
      step.index < stored.index &&
      isSameCache(step, stored) &&
      (step.intervention?.kind === 'flush' ||
        (step.intervention?.kind === 'stop' && step.intervention.forgets) ||
        ((step.intervention?.kind === 'evict' || step.intervention?.kind === 'expire') &&
          keys.includes(step.subject)) ||
        ((step.command === 'del' ||
          step.command === 'unlink' ||
          step.command === 'hdel' ||
          step.command === 'delete' ||
          step.command === 'clear') &&
          step.fault !== 'drop' &&
          (step.command === 'clear' || isAbout(step, keys)))),
  );
}

/** Redis, of several the same one, or the memory of the same node. */
export function isSameCache(one: Step, other: Step): boolean {
  const cacheOf = ({ intervention, place, store, node, command }: Step): string => {
    if (store === 'local') return `local ${node}`;
    return intervention?.kind === 'stop' ? command : place;
  };
  return cacheOf(one) === cacheOf(other);
}

function lastOf(steps: readonly Step[], operation: Operation): Step | null {
  return last(steps, (step) => step.operation === operation);
}

function last(steps: readonly Step[], predicate: (step: Step) => boolean): Step | null {
  return steps.findLast(predicate) ?? null;
}

/** The primary, or a replica of it. */
export function isMysql({ store }: Step): boolean {
  return store === 'mysql' || store === 'replica';
}

function isAnswer(step: Step): boolean {
  return step.state === 'done' && (step.store === 'redis' || isMysql(step) || step.store === 'local');
}

/** A cache write that carried the value and was not refused. */
export function isStore(step: Step, keys: readonly string[], value: string | null): boolean {
  if (value === null || step.state !== 'done' || step.fault === 'drop' || !isAbout(step, keys)) return false;
  if (step.store === 'local') return step.value === value;
  if (step.request.store !== 'redis') return false;
  return 'command' in step.request
    ? carries(step.request.command, value) && !isRefusal(step)
    : step.request.transaction.some((command) => carries(command, value));
}

/** As it is, or as a word of a text that is no key, such as the JSON that libraries store. */
function carries({ name, args }: RedisCommand, value: string): boolean {
  if (args.includes(value)) return true;
  const keys = keysOf(name, args);
  return args.some((arg) => !keys.includes(arg) && wordsIn(arg).has(value));
}

/** `SET … NX` answers nil, `SETNX` 0, and so does a script that tells whether it has stored something. */
function isRefusal({ command, reply }: Step): boolean {
  if (command === 'set') return reply === null;
  return ['setnx', 'hsetnx', 'eval', 'evalsha'].includes(command) && reply === 0;
}

function isAbout(step: Step, keys: readonly string[]): boolean {
  return keysOfStep(step).some((key) => keys.includes(key));
}

/** What caches call it: a strategy may keep `item:1` under another name. */
export function keysOfStep({ subject, request }: Step): string[] {
  if (subject !== '' || request.store !== 'redis') return [subject];
  const commands = 'command' in request ? [request.command] : request.transaction;
  return commands.flatMap(({ name, args }) => keysOf(name, args));
}

function mentions(reply: unknown, value: string): boolean {
  if (typeof reply === 'string') return reply === value || reply.includes(value);
  if (Array.isArray(reply)) return reply.some((item) => mentions(item, value));
  if (typeof reply === 'object' && reply !== null) return Object.values(reply).some((item) => mentions(item, value));
  return false;
}
