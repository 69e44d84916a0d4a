/** The patterns once more, as pure steps for the independent count: written from their descriptions, not from their code. */
import type { StrategyName } from '../../../strategies/registry.ts';
import type { Step, World } from './enumerate.ts';

interface Pattern {
  read(actor: string): Step;
  write(actor: string, value: string): Step;
  onChange?(event: Version): Step;
}

type Version = { readonly value: string; readonly version: number };

/** The versions of a pattern that keeps none are all alike. */
const UNVERSIONED = 0;
/** A lease that nobody can use. */
const NOBODYS = -1;

const cached = (value: string): World['cache'] => ({ value, version: UNVERSIONED });

/** GET; on a miss SELECT; then the fill, which gets what was selected. */
function readThrough(fill: (row: Version) => (world: World) => World): Step {
  return (world) => {
    const hit = world.cache?.value ?? null;
    if (hit !== null) return { world, next: null, result: hit };
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
    const hit = world.cache?.value ?? null;
    if (hit !== null) return { world, next: null, result: hit };
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

/** UPDATE takes the row lock, or waits for it; then the rest, which ends with the commit or goes on after it. */
function locking(rest: Step): (owner: string, value: string) => Step {
  return (owner, value) => (world) =>
    world.lock === null
      ? { world: { ...world, lock: { owner, value } }, next: rest }
      : { world: { ...world, queue: [...world.queue, { owner, value }] }, next: rest, waits: true };
}

const commit = (world: World): World => ({ ...update(world.lock!.value)(world), lock: null });

const inTransaction: Pattern = {
  ...fillOnMiss,
  write: locking(sequence(del, commit)),
};

/** UPDATE, SELECT the new version, COMMIT, then what is done with that version. */
function knowingItsVersion(effect: (row: Version) => (world: World) => World): Pattern['write'] {
  return (owner, value) => {
    const select: Step = (world) => {
      const row = { value, version: world.version + 1 };
      return { world, next: sequence(commit, effect(row)) };
    };
    return locking(select)(owner, value);
  };
}

const bury =
  ({ version }: Version) =>
  (world: World): World =>
    world.cache !== null && world.cache.version >= version ? world : { ...world, cache: { value: null, version } };

/** An entry without a value is a marker, and its version the marker's number. */
const markers: Pattern = {
  read: () => (world) => {
    const seen = world.cache;
    if (seen !== null && seen.value !== null) return { world, next: null, result: seen.value };
    const select: Step = (w) => {
      const value = w.row;
      const fill: Step = ({ cache, ...rest }) => {
        const isFree = seen === null ? cache === null : cache?.value === null && cache.version === seen.version;
        return { world: { ...rest, cache: isFree ? cached(value) : cache }, next: null, result: value };
      };
      return { world: w, next: fill };
    };
    return { world, next: select };
  },
  write: (_, value) =>
    sequence(update(value), (world) => {
      const version = world.tokensGiven + 1;
      return { ...world, tokensGiven: version, cache: { value: null, version } };
    }),
};

/** A lease whose writer forbids fills from before its commit until after it. */
const iq: Pattern = {
  read: (actor) => (world) => {
    const mayFill = world.quarantine === 0;
    const outcome = lease.read(actor)(mayFill ? world : { ...world, token: world.token ?? NOBODYS });
    return mayFill ? outcome : { ...outcome, world: { ...outcome.world, token: world.token } };
  },
  write: locking(
    sequence(
      (world) => ({ ...del(world), quarantine: world.quarantine + 1 }),
      commit,
      (world) => ({ ...del(world), quarantine: Math.max(0, world.quarantine - 1) }),
    ),
  ),
};

/** One at a time on a node: whoever comes while another is at it waits, and begins when that one has ended. */
function inTurn(owner: string, body: Step): Step {
  const holding =
    (step: Step): Step =>
    (world) => {
      const outcome = step(world);
      return outcome.next === null
        ? { ...outcome, world: { ...outcome.world, lock: null } }
        : { ...outcome, next: holding(outcome.next) };
    };
  return (world) =>
    world.lock === null
      ? holding(body)({ ...world, lock: { owner, value: '' } })
      : { world: { ...world, queue: [...world.queue, { owner, value: '' }] }, next: holding(body), waits: true };
}

export const patterns: Partial<Record<StrategyName, Pattern>> = {
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
  'write-both-binlog': {
    ...fillOnMiss,
    write: (_, value) => sequence(update(value), set(value)),
    onChange: ({ value }) => sequence(set(value)),
  },
  'binlog-only': {
    ...setnx,
    write: (_, value) => sequence(update(value)),
    onChange: ({ value }) => sequence(set(value)),
  },
  'binlog-versioned': {
    read: () => readThrough(ifNotOlder),
    write: (_, value) => sequence(update(value)),
    onChange: (event) => sequence(ifNotOlder(event)),
  },
  'cdc-delete': { ...fillOnMiss, write: (_, value) => sequence(update(value)), onChange: () => sequence(del) },
  'delete-plus-cdc': {
    ...fillOnMiss,
    write: (_, value) => sequence(update(value), del),
    onChange: () => sequence(del),
  },
  'versioned-write': { read: () => readThrough(ifNotOlder), write: knowingItsVersion(ifNotOlder) },
  'negative-cache': { ...fillOnMiss, write: (_, value) => sequence(update(value), del) },
  gutter: { ...fillOnMiss, write: (_, value) => sequence(update(value), del) },
  // Of the copies, one is read on one node; the second delete finds nothing.
  'hot-key-suffix': { ...fillOnMiss, write: (_, value) => sequence(update(value), del, (world) => world) },
  'read-through': {
    read: (actor) => inTurn(actor, readThrough(overwrite)),
    write: (actor, value) => inTurn(actor, sequence(update(value), del)),
  },
  'write-through': {
    read: (actor) => inTurn(actor, readThrough(overwrite)),
    write: (actor, value) => inTurn(actor, sequence(update(value), set(value))),
  },
  'refresh-ahead': { ...fillOnMiss, write: (_, value) => sequence(update(value), del) },
  'deleted-marker-cas': markers,
  'iq-lease': iq,
  'versioned-tombstone': { read: () => readThrough(ifNotOlder), write: knowingItsVersion(bury) },
};

/** Those that keep versions: their entries begin with that of the row. */
const VERSIONED: readonly StrategyName[] = [
  'versioned-set',
  'binlog-versioned',
  'versioned-write',
  'versioned-tombstone',
];

/** Those whose steps are not counted independently, and why. */
export const unmodelled: Partial<Record<StrategyName, string>> = {
  'write-behind': 'its process goes on after its operation has responded',
  singleflight: 'a reader waits for the answer of another one',
  'singleflight-routed': 'a reader waits for the answer of another one',
  'two-tier-origin': 'a reader waits for the answer of another one',
  'mutex-rebuild': 'a reader waits for time to pass',
  'named-lock': 'an actor waits for another one',
  'bloom-guard': 'the filter is a second thing in the cache',
  'hash-split': 'a value is two entries of the cache',
  'stale-while-revalidate': 'a refresh goes on after its operation has responded',
  'tag-delete-weak': 'a refresh goes on after its operation has responded',
  'tag-delete-strong': 'a reader waits for time to pass',
  'replica-cdc-lease': 'the model has no replica',
  'remote-marker': 'the model has no replica',
  'gtid-wait': 'the model has no replica',
  'hot-key-promotion': 'a value is in two caches',
  'client-side-caching': 'a value is in two caches',
  'multi-level': 'a value is in two caches',
  'local-refresh': 'its cache is no Redis, and survives a flush',
  'outbox-polling': 'the model knows no table but `items`',
  'outbox-tailing': 'the model knows no table but `items`',
};

/** Those whose actors hold something in their process: a crash of one alone is nothing that could happen. */
export const dyingWithTheirProcess: readonly StrategyName[] = ['read-through', 'write-through'];

/** A row v1, nothing cached, or v1 cached. */
export function worldOf(name: StrategyName, isWarm: boolean): World {
  const version = VERSIONED.includes(name) ? 1 : UNVERSIONED;
  return {
    row: 'v1',
    version: 1,
    cache: isWarm ? { value: 'v1', version } : null,
    token: null,
    tokensGiven: isWarm && (name === 'lease' || name === 'iq-lease') ? 1 : 0,
    quarantine: 0,
    lock: null,
    queue: [],
    events: [],
  };
}
