/**
 * What a step touches. Two steps depend on each other when they touch the same thing and one of them changes it; then
 * their order matters, and exploration tries both. Everything that is not known exactly is named too widely, never too
 * narrowly: that costs executions, not findings.
 */

/** `add` changes a thing in a way that commutes with its like, such as one more member of a set that nobody orders. */
export type AccessMode = 'read' | 'add' | 'write';

export interface Access {
  /** What kind of thing: keys of Redis, committed rows, row locks, a node's memory, the clock … `ANY` for everything. */
  readonly space: Space;
  /** Which one: a key, a row's id; `ANY` for all of the space. */
  readonly item: string;
  /** Which part of it: a field of a hash; `ANY` for all of it. */
  readonly part: string;
  readonly mode: AccessMode;
}

export const ANY = '*';

export type Space =
  | RedisSpace
  /** Of several Redis servers, those of one. */
  | `${RedisSpace} ${number}`
  /** Redis servers, which may stop answering: numbers from 0. */
  | 'servers'
  /** Who is there (`there`), and whom each node knows (the node's name). */
  | 'nodes'
  /** Rows as others see them: committed. The item is an id of `items`, or the name of another table. */
  | 'rows'
  /** Rows as a replica shows them. The item is the row, the part the replica. */
  | 'replicas'
  | 'locks'
  /** MySQL's named locks, by name. */
  | 'names'
  /** Who waits for whom: what deadlocks are made of. */
  | 'waits'
  | 'binlog'
  /** Partitions of Kafka. Of each, its `end`, where messages are added, and its `reader`, the consumer that it belongs to. */
  | 'queue'
  /** What Redis has sent to a node's subscriber, in order. The item is the node. */
  | 'messages'
  /** Who is to be told of changes: a key, and that somebody has read it. */
  | 'tracking'
  /** Memory of the service's nodes. The item is the node, the part the entry. */
  | 'local'
  | 'clock'
  /** The run's random numbers. */
  | 'random'
  /** Writes that their callers know to be done: what a read that begins later must see. */
  | 'acknowledged'
  /** An actor's life, which a crash ends. */
  | 'actor'
  /** How often a fault may still happen. */
  | 'fault'
  | typeof ANY;

/** Keys, and scripts that EVALSHA finds. */
export type RedisSpace = 'redis' | 'scripts';

export type Footprint = readonly Access[];

export const EVERYTHING: Footprint = [{ space: ANY, item: ANY, part: ANY, mode: 'write' }];

export function access(mode: AccessMode, space: Space, item: string = ANY, part: string = ANY): Access {
  return { space, item, part, mode };
}

/** Of rows, or named. */
export function isAboutLocks({ space }: Access): boolean {
  return space === 'locks' || space === 'names';
}

/** The order of two steps with these footprints matters. */
export function conflicts(one: Footprint, other: Footprint): boolean {
  for (const a of one) {
    for (const b of other) if (overlaps(a, b)) return true;
  }
  return false;
}

function overlaps(a: Access, b: Access): boolean {
  if (a.mode === b.mode && a.mode !== 'write') return false;
  if (a.space !== b.space) return a.space === ANY || b.space === ANY;
  if (a.item !== b.item) return a.item === ANY || b.item === ANY;
  return a.part === b.part || a.part === ANY || b.part === ANY;
}
