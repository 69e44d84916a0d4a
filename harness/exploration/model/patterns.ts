/** The ten patterns once more, as pure steps for the independent count: written from their descriptions, not from their code. */
import type { StrategyName } from '../../../strategies/registry.ts';
import type { Outcome, Step, World } from './enumerate.ts';

interface Pattern {
  read(actor: string): Step;
  write(actor: string, value: string): Step;
  onChange?(event: Version): Step;
}

type Version = { readonly value: string; readonly version: number };

/** The versions of a pattern that keeps none are all alike. */
const UNVERSIONED = 0;

const end = (world: World): Outcome => ({ world, next: null });
const cached = (value: string): World['cache'] => ({ value, version: UNVERSIONED });

/** GET; on a miss SELECT; then the fill, which gets what was selected. */
function readThrough(fill: (row: Version) => (world: World) => World): Step {
  return (world) => {
    if (world.cache !== null) return { world, next: null, result: world.cache.value };
    const select: Step = (seen) => {
      const row = { value: seen.row, version: seen.version };
      return { world: seen, next: (w) => ({ world: fill(row)(w), next: null, result: row.value }) };
    };
    return { world, next: select };
  };
}

const overwrite =
  ({ value }: Version) =>
  (world: World): World => ({ ...world, cache: cached(value) });
const ifAbsent =
  (row: Version) =>
  (world: World): World =>
    world.cache === null ? overwrite(row)(world) : world;
const ifNotOlder =
  (row: Version) =>
  (world: World): World =>
    world.cache !== null && world.cache.version > row.version ? world : { ...world, cache: row };

const update =
  (value: string) =>
  (world: World): World => {
    const version = world.version + 1;
    return { ...world, row: value, version, events: [...world.events, { value, version }] };
  };
const del = (world: World): World => ({ ...world, cache: null, token: null });
const set =
  (value: string) =>
  (world: World): World => ({ ...world, cache: cached(value) });

/** Steps that always follow each other. */
function sequence(...effects: ((world: World) => World)[]): Step {
  const [first, ...rest] = effects;
  return (world) => ({ world: first!(world), next: rest.length === 0 ? null : sequence(...rest) });
}

const fillOnMiss = { read: () => readThrough(overwrite) };
const setnx = { read: () => readThrough(ifAbsent) };

const lease: Pattern = {
  read: () => (world) => {
    if (world.cache !== null) return { world, next: null, result: world.cache.value };
    const isFirst = world.token === null;
    const token = world.tokensGiven + 1;
    const asked = isFirst ? { ...world, token, tokensGiven: token } : world;
    const select: Step = (seen) => {
      const value = seen.row;
      if (!isFirst) return { world: seen, next: null, result: value };
      const fill: Step = (w) => ({
        world: w.token === token ? { ...w, token: null, cache: cached(value) } : w,
        next: null,
        result: value,
      });
      return { world: seen, next: fill };
    };
    return { world: asked, next: select };
  },
  write: (_, value) => sequence(update(value), del),
};

const inTransaction: Pattern = {
  ...fillOnMiss,
  write: (owner, value) => {
    const commit: Step = (world) => end({ ...update(world.lock!.value)(world), lock: null });
    const rest: Step = (world) => ({ world: del(world), next: commit });
    return (world) =>
      world.lock === null
        ? { world: { ...world, lock: { owner, value } }, next: rest }
        : { world: { ...world, queue: [...world.queue, { owner, value }] }, next: rest, waits: true };
  },
};

export const patterns: Record<StrategyName, Pattern> = {
  'cache-aside': { ...fillOnMiss, write: (_, value) => sequence(update(value), del) },
  'delete-first': { ...fillOnMiss, write: (_, value) => sequence(del, update(value)) },
  'write-then-set': { ...fillOnMiss, write: (_, value) => sequence(update(value), set(value)) },
  'set-first': { ...fillOnMiss, write: (_, value) => sequence(set(value), update(value)) },
  'double-delete': { ...fillOnMiss, write: (_, value) => sequence(del, update(value), del) },
  'delete-in-transaction': inTransaction,
  'setnx-setex': { ...setnx, write: (_, value) => sequence(update(value), set(value)) },
  'setnx-setex-binlog': {
    ...setnx,
    write: (_, value) => sequence(update(value), set(value)),
    onChange: ({ value }) => sequence(set(value)),
  },
  'versioned-set': {
    read: () => readThrough(ifNotOlder),
    write: (_, value) => sequence(update(value), del),
    onChange: (event) => sequence(ifNotOlder(event)),
  },
  lease,
};

/** A row v1, nothing cached, or v1 cached. */
export function worldOf(name: StrategyName, isWarm: boolean): World {
  const version = name === 'versioned-set' ? 1 : UNVERSIONED;
  return {
    row: 'v1',
    version: 1,
    cache: isWarm ? { value: 'v1', version } : null,
    token: null,
    tokensGiven: isWarm && name === 'lease' ? 1 : 0,
    lock: null,
    queue: [],
    events: [],
  };
}
