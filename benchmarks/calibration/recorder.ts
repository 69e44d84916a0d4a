/** How long steps took, there and back, as they really did: what the prediction is made from. */

export interface Legs {
  /** From the call until halfway between the sending of the command and the server's reply. */
  readonly requestMs: number[];
  /** From there until the caller goes on. */
  readonly replyMs: number[];
}

export class Recorder {
  /** By `store.command`. */
  readonly steps = new Map<string, Legs>();
  readonly #committedMs = new Map<string, number>();
  readonly #arrivedMs = new Map<string, number>();

  note(step: string, requestMs: number, replyMs: number): void {
    let legs = this.steps.get(step);
    if (legs === undefined) this.steps.set(step, (legs = { requestMs: [], replyMs: [] }));
    legs.requestMs.push(requestMs);
    legs.replyMs.push(replyMs);
  }

  /** The statement that committed a value has taken effect at this instant. */
  committed(value: string, atMs: number): void {
    this.#committedMs.set(value, atMs);
  }

  /** The change that brought a value has come to the consumer. */
  arrived(value: string, atMs: number): void {
    this.#arrivedMs.set(value, atMs);
  }

  /** From a commit until its change has come to the consumer. */
  get binlogMs(): readonly number[] {
    return [...this.#arrivedMs].flatMap(([value, atMs]) => {
      const committedMs = this.#committedMs.get(value);
      return committedMs === undefined ? [] : [Math.max(0, atMs - committedMs)];
    });
  }
}
