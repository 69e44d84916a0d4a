/** The progress of an exploration, cell by cell. */
import type { CellProgress } from '../harness/exploration/cell.ts';
import { StatusLine } from './status-line.ts';

export class Progress {
  readonly #cells: number;
  readonly #isSilent: boolean;
  readonly #line = new StatusLine();
  #done = 0;
  #name = '';
  #note = '';
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
    if (this.#isSilent || !this.#line.isDue()) return;
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
    if (!this.#isSilent) this.#line.end();
  }

  #draw(fraction: number, { phase, done, total }: CellProgress): void {
    const count = total === null ? thousands(done) : `${thousands(done)}/${thousands(total)}`;
    const doing = phase === 'explore' ? 'exploring' : 'on real servers';
    const all = this.#schedules + done;
    const rate = `${thousands(Math.round((1000 * all) / Math.max(1, this.#line.elapsedMs)))}/s`;
    const note = this.#note === '' ? '' : ` · ${this.#note}`;
    const cells = `${this.#done}/${this.#cells} cells · ${thousands(all)} schedules · ${rate}`;
    this.#line.draw(fraction, `${cells} · ${this.#name} ${doing} ${count}${note}`);
  }
}

export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
