/** Fuzzes cells on a queue: publishes units, and puts together what workers answer, as one process would have found it. */
import type { ServerNeeds } from '../../harness/engines/real/servers.ts';
import { digestOf } from '../../harness/exploration/replay/digest.ts';
import type { CellResult, Result } from '../../harness/result.ts';
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
import { Board, GivenUp } from './board.ts';
import type { QueueRedis } from './connection.ts';
import { identityOf } from './identity.ts';
import { HERE, Presence } from './presence.ts';
import { QueueProgress } from './progress.ts';
import type { CellAnswer, Mode, Requirements, SentCell } from './unit.ts';
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
  readonly say: (line: string) => void;
}

export interface Published {
  readonly outcome: Outcome;
  readonly servers: Result['servers'];
  readonly unconfirmed: readonly string[];
}

interface Work {
  readonly cell: SentCell;
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
    const { cells, mode, needs, budget, saved } = options;
    this.#options = options;
    this.#cells = cells.map(sent);
    const identity = identityOf([...new Set(cells.map(({ strategy }) => strategy.use.use))]);
    this.#requirements = { identity, mode, needs };
    // The same command again is the same session: what was answered before counts.
    this.#session = digestOf({ requirements: this.#requirements, cells: this.#cells, budget, saved });
  }

  /** @throws CliError when another process publishes the very same */
  async begin(): Promise<void> {
    const { redis, mode, cells, say } = this.#options;
    this.#board = await Board.open(redis, this.#session, this.#requirements);
    this.#presence = new Presence(this.#board.redis, 'sessions', this.#session, () => ({
      identity: this.#requirements.identity,
      mode,
      where: HERE,
      command: 'fuzz',
      done: this.#answers.length,
      total: cells.length,
    }));
    if (!(await this.#presence.beginOrTakeOver())) {
      await this.#board.close(false);
      throw new CliError(
        `another process publishes the same work to ${redis.name} (session ${this.#session}). Fix: wait for it; if it was killed, its place is free in half a minute`,
      );
    }
    this.#progress = new QueueProgress(this.#board, { mode, cells: cells.length, redis: redis.name, say });
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
      await this.#presence.end();
      await this.#board.close(!interruption.isAsked && error === undefined);
    }
    const outcome = { results, isInterrupted: interruption.isAsked, error };
    return { outcome, servers: serversOf(this.#answers), unconfirmed: notesOf(this.#answers) };
  }

  async #all(interruption: Interruption): Promise<CellResult[]> {
    const { cells, budget } = this.#options;
    const shares = new SharedBudget(budget, cells.length, () => performance.now());
    const results: (CellResult | null)[] = [];
    const underWay: Promise<void>[] = [];
    for (const [index, cell] of cells.entries()) {
      const share = shares.next();
      if (share === null || interruption.isAsked) continue;
      const work = { cell: this.#cells[index]!, name: nameOfCell(cell), budget: share };
      const done = this.#one(index, work).then((result) => {
        results[index] = result;
        shares.spend(result?.fuzz?.failures.length ?? 0);
      });
      // How much the next cell may find depends on what this one finds.
      if (budget.maxFailures !== null) await Promise.race([done, interruption.asked]);
      underWay.push(done);
    }
    await Promise.race([Promise.all(underWay), interruption.asked]);
    return results.filter((result) => result !== null && result !== undefined);
  }

  async #one(index: number, { cell, name, budget }: Work): Promise<CellResult | null> {
    const { corpus, saved, isKnown } = this.#options;
    try {
      const unit = { kind: 'cell', cell, budget, corpus, saved: savedOf(cell, saved) } as const;
      const answer = await this.#board.execute(`${index}`, name, unit);
      for (const { file, text } of answer.files) writeFile(file, text);
      this.#answers.push(answer);
      this.#progress.cellDone(answer.cell.schedules.executed);
      return withNews(answer.cell, isKnown);
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error;
      this.#dead.push({ name, reason: error.message });
      return null;
    }
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
