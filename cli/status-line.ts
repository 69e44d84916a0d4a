/** How far a command is, on stderr: one line that is rewritten on a terminal; elsewhere a line after a second, then every ten. */
const REDRAW_MS = 100;
const REPEAT_MS = 10_000;
const FIRST_MS = 1_000;
const BAR_WIDTH = 20;

export class StatusLine {
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #began = performance.now();
  #due = performance.now() + FIRST_MS;

  get elapsedMs(): number {
    return performance.now() - this.#began;
  }

  /** Whether it is time for another one. Ask before anything is worked out for it. */
  isDue(): boolean {
    return performance.now() >= this.#due;
  }

  /** @param fraction of the work that is done */
  draw(fraction: number, text: string): void {
    this.#due = performance.now() + (this.#isTerminal ? REDRAW_MS : REPEAT_MS);
    const etaMs = fraction > 0.01 ? (this.elapsedMs / fraction) * (1 - fraction) : null;
    const line = `${text}${etaMs === null ? '' : ` · ETA ${clock(etaMs)}`}`;
    if (!this.#isTerminal) {
      process.stderr.write(`${line}\n`);
      return;
    }
    const filled = Math.round(fraction * BAR_WIDTH);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${Math.floor(fraction * 100)}% `;
    process.stderr.write(`\r\x1b[K${(bar + line).slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  /** Leaves the terminal as it was. */
  end(): void {
    if (this.#isTerminal) process.stderr.write('\r\x1b[K');
  }
}

function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
