/**
 * An independent count, for tests only: plain recursion over every order of pure steps. It shares no code with the
 * scheduler, the engines or the checkers, so that a mistake in those cannot hide in it too.
 */

/** What the stores hold. Every step returns a new one. */
export interface World {
  readonly row: string;
  readonly version: number;
  /** What Redis holds for the key; its version where the pattern keeps one. Without a value: a tombstone. */
  readonly cache: { readonly value: string | null; readonly version: number } | null;
  readonly token: number | null;
  readonly tokensGiven: number;
  /** How many writers forbid fills. */
  readonly quarantine: number;
  /** The row lock of an open transaction, and its uncommitted value. */
  readonly lock: { readonly owner: string; readonly value: string } | null;
  /** Who waits for the row lock, first come first, with the value to write. */
  readonly queue: readonly { readonly owner: string; readonly value: string }[];
  /** Committed and not yet delivered to the binlog consumer. */
  readonly events: readonly { readonly value: string; readonly version: number }[];
}

/** A step does one thing to the world and says how its process goes on. */
export type Step = (world: World) => Outcome;

export interface Outcome {
  readonly world: World;
  /** What the process does next; null: its operation has responded. */
  readonly next: Step | null;
  /** What a read returned. */
  readonly result?: string;
  /** The step asked for a lock that another has: it is done when that one lets go. */
  readonly waits?: boolean;
}

export interface Process {
  readonly name: string;
  readonly kind: 'read' | 'write';
  /** One per operation. */
  readonly operations: readonly Step[];
  readonly after: readonly string[];
}

export interface Fault {
  readonly kind: 'flush' | 'evict' | 'crash';
  readonly victim?: string;
  readonly isRequired: boolean;
}

export interface Model {
  readonly world: World;
  readonly processes: readonly Process[];
  /** What happens to each change event after its delivery; null: nobody listens. */
  readonly onChange: ((event: { value: string; version: number }) => Step) | null;
  readonly fault: Fault | null;
}

export interface ModelCounts {
  interleavings: number;
  'stale-at-rest': number;
  'stale-read': number;
  'dirty-read': number;
}

interface Live {
  readonly process: Process;
  readonly done: number;
  readonly next: Step | null;
  readonly started: boolean;
  readonly waiting: boolean;
  readonly dead: boolean;
}

interface Read {
  readonly invokedAt: number;
  readonly result: string | null;
}

interface Commit {
  readonly value: string;
  readonly ackedAt: number;
  readonly by: string;
}

interface Position {
  readonly world: World;
  readonly live: readonly Live[];
  readonly consumer: Step | null;
  readonly faulted: boolean;
  readonly now: number;
  readonly reads: readonly (Read & { readonly by: string })[];
  readonly commits: readonly Commit[];
}

export function enumerate(model: Model): ModelCounts {
  const counts: ModelCounts = { interleavings: 0, 'stale-at-rest': 0, 'stale-read': 0, 'dirty-read': 0 };
  const live = model.processes.map((process) => ({
    process,
    done: 0,
    next: null,
    started: false,
    waiting: false,
    dead: false,
  }));
  const commits = [{ value: model.world.row, ackedAt: -1, by: '' }];
  visit({ world: model.world, live, consumer: null, faulted: false, now: 0, reads: [], commits });
  return counts;

  function visit(at: Position): void {
    let moves = 0;
    at.live.forEach((actor, i) => {
      if (!mayMove(at, actor)) return;
      moves++;
      visit(move(at, actor, i));
    });
    if (at.consumer !== null || (model.onChange !== null && at.world.events.length > 0)) {
      moves++;
      visit(consume(at));
    }
    const { fault } = model;
    if (moves === 0 && (fault === null || !fault.isRequired || at.faulted)) judge(at);
    if (fault === null || at.faulted) return;
    if (fault.kind !== 'crash') {
      visit({
        ...at,
        now: at.now + 1,
        faulted: true,
        world: { ...at.world, cache: null, token: null, tokensGiven: 0, quarantine: 0 },
      });
      return;
    }
    const victim = at.live.find(({ process }) => process.name === fault.victim)!;
    if (victim.started && !hasEnded(victim)) visit(crash(at, victim));
  }

  function judge({ world, reads, commits: committed }: Position): void {
    counts.interleavings++;
    const order = new Map(committed.map(({ value }, i) => [value, i]));
    if ((world.cache?.value ?? world.row) !== world.row) counts['stale-at-rest']++;
    const results = reads.filter(({ result }) => result !== null);
    if (results.some(({ result }) => !order.has(result!))) counts['dirty-read']++;
    const isStale = ({ result, invokedAt }: Read): boolean =>
      order.has(result!) && committed.some(({ ackedAt }, i) => i > order.get(result!)! && ackedAt < invokedAt);
    if (results.some(isStale)) counts['stale-read']++;
  }

  function consume(at: Position): Position {
    const now = at.now + 1;
    if (at.consumer !== null) {
      const { world, next } = at.consumer(at.world);
      return { ...at, now, world, consumer: next };
    }
    const [event, ...events] = at.world.events;
    return { ...at, now, world: { ...at.world, events }, consumer: model.onChange!(event!) };
  }
}

function hasEnded({ dead, next, done, process, waiting }: Live): boolean {
  return dead || (next === null && !waiting && done === process.operations.length);
}

function mayMove(at: Position, actor: Live): boolean {
  if (hasEnded(actor) || actor.waiting) return false;
  if (actor.started) return true;
  return actor.process.after.every((name) => hasEnded(at.live.find(({ process }) => process.name === name)!));
}

function move(at: Position, actor: Live, i: number): Position {
  const { process } = actor;
  const isInvocation = actor.next === null;
  const step = actor.next ?? process.operations[actor.done]!;
  const outcome = step(at.world);
  let reads = at.reads;
  if (isInvocation && process.kind === 'read')
    reads = [...reads, { by: process.name, invokedAt: at.now, result: null }];
  const live = [...at.live];
  const isOver = outcome.next === null && outcome.waits !== true;
  live[i] = {
    ...actor,
    started: true,
    waiting: outcome.waits === true,
    next: outcome.next,
    done: isOver ? actor.done + 1 : actor.done,
  };
  let commits = at.commits;
  if (outcome.world.version > at.world.version) {
    commits = [...commits, { value: outcome.world.row, ackedAt: Infinity, by: process.name }];
  }
  if (isOver && process.kind === 'read') {
    reads = reads.map((r) => (r.by === process.name && r.result === null ? { ...r, result: outcome.result! } : r));
  } else if (isOver) {
    commits = commits.map((c) => (c.by === process.name && c.ackedAt === Infinity ? { ...c, ackedAt: at.now } : c));
  }
  return grant({ ...at, now: at.now + 1, world: outcome.world, live, reads, commits });
}

/** A free lock goes to whoever waits longest: its statement is then done. */
function grant(at: Position): Position {
  const { world } = at;
  if (world.lock !== null || world.queue.length === 0) return at;
  const [first, ...queue] = world.queue;
  const live = at.live.map((actor) => (actor.process.name === first!.owner ? { ...actor, waiting: false } : actor));
  return { ...at, live, world: { ...world, lock: first!, queue } };
}

function crash(at: Position, victim: Live): Position {
  const { name } = victim.process;
  const { lock, queue } = at.world;
  const world = {
    ...at.world,
    lock: lock?.owner === name ? null : lock,
    queue: queue.filter(({ owner }) => owner !== name),
  };
  const live = at.live.map((actor) => (actor === victim ? { ...actor, dead: true } : actor));
  return grant({ ...at, now: at.now + 1, faulted: true, world, live });
}
