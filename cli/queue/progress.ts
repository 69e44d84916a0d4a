/** How far the work on a queue is, over all workers; on stderr. */
import type { Budget } from '../fuzz/budget.ts';
import { DEFAULT_RUNS_PER_CELL } from '../fuzz/budget.ts';
import { thousands } from '../progress.ts';
import { StatusLine } from '../status-line.ts';
import type { Board } from './board.ts';
import { REFUSALS_KEY } from './keys.ts';
import { present } from './presence.ts';
import type { Mode } from './unit.ts';

export interface ProgressOptions {
  readonly mode: Mode;
  readonly cells: number;
  readonly budget: Budget;
  /** The Redis, for people. */
  readonly redis: string;
  readonly say: (line: string) => void;
}

const LOOK_MS = 500;
/** After so long without any worker, it is said how to start one. */
const LONELY_MS = 3_000;

export class QueueProgress {
  readonly #board: Board;
  readonly #options: ProgressOptions;
  readonly #line = new StatusLine();
  readonly #timer: NodeJS.Timeout;
  readonly #told = new Set<string>();
  #cells = 0;
  #schedules = 0;
  #isLonelyTold = false;
  #isLooking = false;

  constructor(board: Board, options: ProgressOptions) {
    this.#board = board;
    this.#options = options;
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  explored(schedules: number): void {
    this.#schedules += schedules;
  }

  /** @param schedules those that nobody has been told of yet */
  cellDone(schedules: number): void {
    this.#cells++;
    this.#schedules += schedules;
  }

  /** Of schedules where it is known how many there will be, else of time. */
  get #fraction(): number {
    const { cells, budget } = this.#options;
    const runs = budget.runs ?? (budget.timeMs === null ? cells * DEFAULT_RUNS_PER_CELL : null);
    const ofRuns = runs === null ? 0 : this.#schedules / runs;
    const ofTime = budget.timeMs === null ? 0 : this.#line.elapsedMs / budget.timeMs;
    return Math.min(1, Math.max(ofRuns, ofTime));
  }

  end(): void {
    clearInterval(this.#timer);
    this.#line.end();
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const all = [...(await present(this.#board.redis, 'workers')).values()];
      const workers = all.filter(({ mode }) => mode === this.#options.mode).length;
      if (workers === 0) this.#tellHowToStartOne();
      await this.#tellRefusals();
      if (this.#line.isDue()) await this.#draw(workers);
    } catch {
      // The queue's Redis is away, and will be asked again.
    } finally {
      this.#isLooking = false;
    }
  }

  #tellHowToStartOne(): void {
    const { mode, redis, say } = this.#options;
    if (this.#isLonelyTold || this.#line.elapsedMs < LONELY_MS) return;
    this.#isLonelyTold = true;
    say(`No worker is there yet. Start some: stalemate worker ${redis}${mode === 'embedded' ? '' : ` --on ${mode}`}`);
  }

  async #tellRefusals(): Promise<void> {
    for (const refusal of await this.#board.redis.lrange(REFUSALS_KEY, 0, -1)) {
      if (!this.#told.has(refusal)) this.#options.say(refusal);
      this.#told.add(refusal);
    }
  }

  async #draw(workers: number): Promise<void> {
    const { published, answered, dead } = this.#board.counts;
    const { active, isPaused } = await this.#board.load();
    const rate = thousands(Math.round((1000 * this.#schedules) / Math.max(1, this.#line.elapsedMs)));
    const parts = [
      `${this.#cells}/${this.#options.cells} cells`,
      `${thousands(answered)}/${thousands(published)} units`,
      `${active} in hand`,
      `${workers} worker${workers === 1 ? '' : 's'}`,
      `${thousands(this.#schedules)} schedules`,
      `${rate}/s`,
      ...(dead > 0 ? [`${dead} dead`] : []),
      ...(isPaused ? ['paused'] : []),
    ];
    this.#line.draw(this.#fraction, parts.join(' · '));
  }
}
