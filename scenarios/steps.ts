/** The names of steps, as files write them: `store.command`, and `actor.store.command#n` for one certain step. */
import { LOCK_FUNCTIONS } from '../harness/engines/named-locks.ts';
import { REDIS_METHODS } from '../harness/scheduler/handles/redis.ts';

export const STEP_PATTERN = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9_-]*$/;
export const STEP_REFERENCE_PATTERN =
  /^[a-z][a-z0-9_-]*\.[a-z][a-z0-9-]*\.[a-z][a-z0-9_-]*(!drop|!lost-reply|!duplicate|!reorder)?(#[1-9][0-9]{0,5})?$/;

export interface StepReference {
  readonly actor: string;
  /** `store.command` */
  readonly step: string;
}

/** Parts `reader.redis.get#2`. Which of several steps of that name is meant does not matter to the names. */
export function parseStepReference(reference: string): StepReference {
  const dot = reference.indexOf('.');
  return { actor: reference.slice(0, dot), step: reference.slice(dot + 1).replace(/[!#].*$/, '') };
}

/**
 * The steps of each store. A misspelt one would never match, and a fault that never strikes looks like a strategy that
 * survives it.
 */
const COMMANDS: ReadonlyMap<string, readonly string[]> = new Map([
  // A transaction is the one step `exec`; a pipeline is its commands.
  ['redis', [...REDIS_METHODS, 'exec', 'deliver']],
  ['mysql', ['select', 'insert', 'update', 'delete', 'replace', 'commit', 'rollback', ...LOCK_FUNCTIONS]],
  ['replica', ['select', 'commit', 'rollback', 'apply']],
  ['binlog', ['deliver']],
  ['kafka', ['send', 'deliver', 'commit']],
  ['local', ['get', 'set', 'delete', 'replace', 'clear']],
  ['clock', ['sleep']],
]);

export const STORES: readonly string[] = [...COMMANDS.keys()];

/** No commands for a store that does not exist. */
export function commandsOf(store: string): readonly string[] {
  return COMMANDS.get(store) ?? [];
}

/** What people write for a step that has another name. */
export const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['multi', 'exec'],
  ['transaction', 'exec'],
  ['produce', 'send'],
]);
