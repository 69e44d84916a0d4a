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

  note(step: string, requestMs: number, replyMs: number): void {
    let legs = this.steps.get(step);
    if (legs === undefined) this.steps.set(step, (legs = { requestMs: [], replyMs: [] }));
    legs.requestMs.push(requestMs);
    legs.replyMs.push(replyMs);
  }
}
