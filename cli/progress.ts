/** Progress on stderr: one line that is rewritten on a terminal; elsewhere a line after a second, then every ten. */
import type { CellProgress } from '../harness/exploration/cell.ts';

const REDRAW_MS = 100;
const COUNTER_MS = 10_000;
const FIRST_COUNTER_MS = 1_000;
const BAR_WIDTH = 20;

export class Progress {
  readonly #cells: number;
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #isSilent: boolean;
  readonly #began = performance.now();
  #done = 0;
  #name = '';
  #note = '';
  #due = performance.now() + FIRST_COUNTER_MS;
  #schedules = 0;

  /** @param cells how many cells of the matrix there are */
  constructor(cells: number, isSilent: boolean) {
    this.#cells = cells;
    this.#isSilent = isSilent;
  }

  beginCell(name: string): void {
    this.#name = name;
    this.#note = '';
  }

  /** What there is to tell of the cell beside how many schedules were executed. */
  note(note: string): void {
    this.#note = note;
  }

  update(progress: CellProgress): void {
    const now = performance.now();
    if (this.#isSilent || now < this.#due) return;
    this.#due = now + (this.#isTerminal ? REDRAW_MS : COUNTER_MS);
    const share = progress.total === null ? 0 : Math.min(1, progress.done / progress.total);
    const fraction = (this.#done + (progress.phase === 'explore' ? share / 2 : (1 + share) / 2)) / this.#cells;
    this.#draw(fraction, progress);
  }

  endCell(schedules: number): void {
    this.#done++;
    this.#schedules += schedules;
  }

  /** Leaves the terminal as it was. */
  end(): void {
    if (this.#isTerminal && !this.#isSilent) process.stderr.write('\r\x1b[K');
  }

  #draw(fraction: number, { phase, done, total }: CellProgress): void {
    const elapsedMs = performance.now() - this.#began;
    const etaMs = fraction > 0.01 ? (elapsedMs / fraction) * (1 - fraction) : null;
    const count = total === null ? thousands(done) : `${thousands(done)}/${thousands(total)}`;
    const doing = phase === 'explore' ? 'exploring' : 'on real servers';
    const all = this.#schedules + done;
    const rate = `${thousands(Math.round((1000 * all) / Math.max(1, elapsedMs)))}/s`;
    const note = this.#note === '' ? '' : ` · ${this.#note}`;
    const text = `${this.#done}/${this.#cells} cells · ${thousands(all)} schedules · ${rate} · ${this.#name} ${doing} ${count}${note}${etaMs === null ? '' : ` · ETA ${clock(etaMs)}`}`;
    if (!this.#isTerminal) {
      process.stderr.write(`${text}\n`);
      return;
    }
    const filled = Math.round(fraction * BAR_WIDTH);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${Math.floor(fraction * 100)}% `;
    process.stderr.write(`\r\x1b[K${(bar + text).slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }
}

function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
