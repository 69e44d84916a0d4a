/** Fuzzes cells on a queue: publishes units, and puts together what workers answer, as one process would have found it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerNeeds } from '../../harness/engines/real/servers.ts';
import type { Policy } from '../../harness/exploration/policies/policy.ts';
import { policies } from '../../harness/exploration/policies/registry.ts';
import { digestOf } from '../../harness/exploration/replay/digest.ts';
import type { CellResult, Result } from '../../harness/result.ts';
import { deferred } from '../../infra/deferred.ts';
import { CliError } from '../errors.ts';
import type { Outcome } from '../execute.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Budget } from '../fuzz/budget.ts';
import { SharedBudget } from '../fuzz/budget.ts';
import type { SavedFailure } from '../fuzz/corpus.ts';
import { savedOf } from '../fuzz/corpus.ts';
import type { FuzzCell } from '../fuzz/tasks.ts';
import { nameOfCell } from '../fuzz/tasks.ts';
import type { Interruption } from '../interruption.ts';
import { listenForInterruption } from '../interruption.ts';
import { writeFile } from '../replay/keep.ts';
import { openEngines } from '../engines.ts';
import { Board, GivenUp } from './board.ts';
import type { QueueRedis } from './connection.ts';
import { identityOf } from './identity.ts';
import { HERE, Presence } from './presence.ts';
import { QueueProgress } from './progress.ts';
import { executeUnit } from './execute-unit.ts';
import type { Kept } from './in-pieces.ts';
import { InPieces } from './in-pieces.ts';
import type { CellAnswer, CellUnit, FinishUnit, Mode, Requirements, SentCell } from './unit.ts';
import { sent } from './unit.ts';

export interface QueueOptions {
  readonly redis: QueueRedis;
  readonly mode: Mode;
  readonly cells: readonly FuzzCell[];
  readonly needs: ServerNeeds;
  readonly budget: Budget;
  readonly corpus: string;
  readonly saved: readonly SavedFailure[];
  readonly isKnown: (fingerprint: string) => boolean;
  /** Schedules of a unit. */
  readonly size: number;
  readonly say: (line: string) => void;
}

export interface Published {
  readonly outcome: Outcome;
  readonly servers: Result['servers'];
  readonly unconfirmed: readonly string[];
  /** How many were answered. */
  readonly units: number;
}

type FileCell = Extract<FuzzCell, { kind: 'file' }>;

const LEAVING_MS_MAX = 5_000;

interface Work {
  readonly index: number;
  readonly name: string;
  readonly budget: Budget;
}

/** A unit that was given up, and why. */
interface DeadLetter {
  readonly name: string;
  readonly reason: string;
}

export async function fuzzOnQueue(options: QueueOptions): Promise<Published> {
  const publisher = new Publisher(options);
  await publisher.begin();
  return publisher.run();
}

class Publisher {
  readonly #options: QueueOptions;
  readonly #requirements: Requirements;
  readonly #cells: readonly SentCell[];
  readonly #session: string;
  readonly #dead: DeadLetter[] = [];
  readonly #answers: CellAnswer[] = [];
  #board!: Board;
  #presence!: Presence<'sessions'>;
  #progress!: QueueProgress;

  constructor(options: QueueOptions) {
    const { cells, mode, needs, budget, corpus, size } = options;
    this.#options = options;
    this.#cells = cells.map(sent);
    const identity = identityOf([...new Set(cells.map(({ strategy }) => strategy.use.use))]);
    this.#requirements = { identity, mode, needs };
    // The same command again is the same session: what was answered before counts, with the saved failures that it began with.
    this.#session = digestOf({ requirements: this.#requirements, cells: this.#cells, budget, corpus, size });
  }

  /** @throws CliError when another process publishes the very same */
  async begin(): Promise<void> {
    const { redis, mode, cells, budget, say } = this.#options;
    this.#board = await Board.open(redis, this.#session, this.#requirements);
    this.#presence = new Presence(this.#board.redis, 'sessions', this.#session, () => ({
      identity: this.#requirements.identity,
      mode,
      where: HERE,
      command: 'fuzz',
      done: this.#answers.length,
      total: cells.length,
      units: this.#board.counts.answered,
    }));
    if (!(await this.#presence.beginOrTakeOver())) {
      await this.#board.close(false);
      throw new CliError(
        `another process publishes the same work to ${redis.name} (session ${this.#session}). Fix: wait for it; if it was killed, its place is free in half a minute`,
      );
    }
    this.#progress = new QueueProgress(this.#board, { mode, cells: cells.length, budget, redis: redis.name, say });
  }

  async run(): Promise<Published> {
    const interruption = listenForInterruption();
    let results: readonly CellResult[] = [];
    let error: unknown;
    try {
      results = await this.#all(interruption);
      if (this.#dead.length > 0) error = this.#lettersError();
    } catch (thrown) {
      error = thrown;
    } finally {
      interruption.end();
      this.#progress.end();
      await this.#leave(!interruption.isAsked && error === undefined);
    }
    const outcome = { results, isInterrupted: interruption.isAsked, error };
    const units = this.#board.counts.answered;
    return { outcome, servers: serversOf(this.#answers), unconfirmed: notesOf(this.#answers), units };
  }

  /** A Redis that is away must not keep us from writing down what there is. */
  async #leave(isDone: boolean): Promise<void> {
    const leaving = this.#presence.end().then(() => this.#board.close(isDone));
    await Promise.race([leaving, sleep(LEAVING_MS_MAX, undefined, { ref: false })]).catch(() => {});
  }

  async #all(interruption: Interruption): Promise<CellResult[]> {
    const { cells, budget } = this.#options;
    const shares = new SharedBudget(budget, cells.length, () => performance.now());
    const deadline = deadlineOf(budget, interruption);
    const results: (CellResult | null)[] = [];
    const underWay: Promise<void>[] = [];
    for (const [index, cell] of cells.entries()) {
      const share = shares.next();
      if (share === null || interruption.isAsked) continue;
      // Cells that are cut share all of the time, since their units take turns; of the others each has a part, as in one process.
      const timeMs = budget.timeMs === null || canBeCut(cell, budget) ? budget.timeMs : budget.timeMs / cells.length;
      const work = { index, name: nameOfCell(cell), budget: { ...share, timeMs } };
      const done = this.#one(cell, work, interruption, deadline.over).then((result) => {
        results[index] = result;
        shares.spend(result?.fuzz?.failures.length ?? 0);
      });
      // How much the next cell may find depends on what this one finds.
      if (budget.maxFailures !== null) await done;
      underWay.push(done);
    }
    await Promise.all(underWay).finally(deadline.clear);
    return results.filter((result) => result !== null && result !== undefined);
  }

  /** Null when there is nothing to be said of the cell. */
  async #one(cell: FuzzCell, work: Work, interruption: Interruption, over: Over): Promise<CellResult | null> {
    const isLarge =
      canBeCut(cell, this.#options.budget) && (work.budget.runs === null || work.budget.runs > this.#options.size);
    const asked = interruption.asked.then(() => null);
    try {
      const answer = await (isLarge
        ? this.#inPieces(cell, work, interruption, over)
        : Promise.race([this.#board.execute(`${work.index}`, work.name, this.#unitOf(work)), asked]));
      if (answer === null) return null;
      for (const { file, text } of answer.files) writeFile(file, text);
      this.#answers.push(answer);
      this.#progress.cellDone(isLarge ? 0 : answer.cell.schedules.executed);
      return withNews(answer.cell, this.#options.isKnown);
    } catch (error) {
      this.#noteDead(work.name, error);
      return null;
    }
  }

  async #inPieces(cell: FileCell, work: Work, interruption: Interruption, over: Over): Promise<CellAnswer | null> {
    const { mode, size } = this.#options;
    const { index, name, budget } = work;
    const board = this.#board;
    const pieces = new InPieces({
      ...{ cell, mode, size, over, sent: this.#cells[index]!, maxRuns: budget.runs },
      execute: (id, unit) => board.execute(`${index}-${id}`, name, unit),
      kept: async () => (await board.kept(`${index}-sum`)) as Kept | null,
      keep: (kept, names) =>
        void board
          .keep(
            `${index}-sum`,
            kept,
            names.map((id) => `${index}-${id}`),
          )
          .catch(() => {}),
      onProgress: (schedules) => this.#progress.explored(schedules),
    });
    await pieces.explore().catch((error: unknown) => this.#noteDead(name, error));
    await board.withdraw((id) => id.startsWith(`${index}-`));
    const unit = { ...this.#unitOf(work), kind: 'finish', found: pieces.found } as const;
    return interruption.isAsked ? this.#finishHere(unit) : board.execute(`${index}-finish`, name, unit);
  }

  /** After Ctrl-C nobody waits for workers. Null where it takes servers. */
  async #finishHere(unit: FinishUnit): Promise<CellAnswer | null> {
    if (this.#options.mode === 'real' || unit.found.tally.executed === 0) return null;
    return (await executeUnit(unit, await openEngines({ on: 'embedded' }, this.#options.say))) as CellAnswer;
  }

  #unitOf({ index, budget }: Work): CellUnit {
    const { corpus, saved } = this.#options;
    const cell = this.#cells[index]!;
    return { kind: 'cell', cell, budget, corpus, saved: savedOf(cell, saved) };
  }

  #noteDead(name: string, error: unknown): void {
    if (!(error instanceof GivenUp)) throw error;
    this.#dead.push({ name, reason: error.message });
  }

  #lettersError(): CliError {
    const letters = this.#dead.map(({ name, reason }) => `  ${name}: ${reason}`).sort();
    const { redis } = this.#options;
    return new CliError(
      `${letters.length === 1 ? '1 unit was' : `${letters.length} units were`} given up:\n${letters.join('\n')}\n` +
        `Fix: mend that, and start the same command again: it goes on with what is missing. \`stalemate queue ${redis.name} dead\` lists them too.`,
      exitCodes.inconclusive,
    );
  }
}

type Over = Promise<'out of time' | 'stopped'>;

/** When what is done has to do. */
function deadlineOf(
  { timeMs }: Budget,
  interruption: Interruption,
): { readonly over: Over; readonly clear: () => void } {
  const { promise: over, resolve } = deferred<'out of time' | 'stopped'>();
  const timer = timeMs === null ? undefined : setTimeout(() => resolve('out of time'), timeMs);
  void interruption.asked.then(() => resolve('stopped'));
  return { over, clear: () => clearTimeout(timer) };
}

/**
 * Numbers can be cut, a search cannot. With a bound on failures, what comes next depends on how many there are after each
 * round, so that whoever explores also has to shrink.
 */
function canBeCut(cell: FuzzCell, { maxFailures }: Budget): cell is FileCell {
  if (cell.kind !== 'file' || maxFailures !== null) return false;
  const { explore } = cell.scenario;
  const policy: Policy = policies[explore.policy](explore);
  return policy.isNumbered === true;
}

/** Workers know no baseline. */
function withNews(cell: CellResult, isKnown: (fingerprint: string) => boolean): CellResult {
  const news = <T extends { readonly fingerprint: string }>(one: T): T => ({
    ...one,
    isNew: !isKnown(one.fingerprint),
  });
  const fuzz = cell.fuzz!;
  return { ...cell, fuzz: { ...fuzz, failures: fuzz.failures.map(news), replayed: fuzz.replayed.map(news) } };
}

const NO_SERVERS: Result['servers'] = { redis: null, mysql: null, kafka: null };

function serversOf(answers: readonly CellAnswer[]): Result['servers'] {
  return answers[0]?.servers ?? NO_SERVERS;
}

function notesOf(answers: readonly CellAnswer[]): string[] {
  const versions = new Set(answers.map(({ servers }) => JSON.stringify(servers)));
  const notes = answers.flatMap(({ unconfirmed }) => unconfirmed);
  if (versions.size > 1) notes.push(`The workers had different servers: ${[...versions].sort().join(' and ')}.`);
  return [...new Set(notes)];
}
