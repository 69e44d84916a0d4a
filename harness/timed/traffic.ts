/** Counts what the stores are asked. */
import type { MysqlReply } from '../engines/engine.ts';
import type { Step } from '../scheduler/step.ts';
import type { Call } from './client.ts';
import type { Measures } from './measures.ts';

/** They store a value; what each answers when it did not. */
const STORING: Readonly<Record<string, readonly unknown[]>> = {
  set: [null],
  setex: [],
  psetex: [],
  setnx: [0],
  getset: [],
  hset: [],
  hsetnx: [0],
  hmset: [],
  eval: [null, 0],
  evalsha: [null, 0],
};
const DELETING: ReadonlySet<string> = new Set(['del', 'unlink', 'getdel']);

export class Traffic {
  readonly #measures: Measures;
  readonly #fromMs: number;
  readonly #toMs: number;
  /** By key: reads that are asking MySQL for it right now. */
  readonly #herds = new Map<number, number>();
  /** By node. */
  readonly #commands: number[];
  /** The whole second of virtual time that is going on, and the statements in it. */
  #second = -1;
  #statements = 0;

  /** What takes effect from `fromMs` until `toMs` is counted. */
  constructor(measures: Measures, fromMs: number, toMs: number, nodes: number) {
    this.#measures = measures;
    this.#commands = Array.from({ length: nodes }, () => 0);
    this.#fromMs = fromMs;
    this.#toMs = toMs;
  }

  /** An operation has sent a statement. */
  asked(call: Call): void {
    call.statements++;
    if (call.kind !== 'read' || call.id === 0) return;
    const herd = (this.#herds.get(call.id) ?? 0) + 1;
    this.#herds.set(call.id, herd);
    if (!call.isMeasured) return;
    this.#measures.peak('herd', herd);
    this.#measures.histograms.herd.add(herd);
  }

  /** It has its answer, or will never get one. */
  answered(call: Call, step: Step): void {
    if (call.kind !== 'read' || call.id === 0) return;
    const herd = this.#herds.get(call.id)! - 1;
    if (herd === 0) this.#herds.delete(call.id);
    else this.#herds.set(call.id, herd);
    const reply = step.reply as MysqlReply | null;
    if (reply !== null && typeof reply === 'object' && 'rows' in reply) {
      const value = reply.rows[0]?.['value'];
      if (typeof value === 'string') call.fetched = value;
    }
  }

  /** A step has taken effect. */
  effect(step: Step): void {
    const { at, store } = step;
    if (at < this.#fromMs || at > this.#toMs) return;
    if (step.execution !== 'request') return;
    if (step.operation !== null) this.#commands[step.operation.node - 1]!++;
    if (store === 'mysql' || store === 'replica') this.#statement(at);
    else if (store === 'redis') this.#command(step);
  }

  /** When all has ended. */
  close(): void {
    const { sums } = this.#measures;
    sums.busiestNodeCommands = Math.max(...this.#commands);
    sums.meanNodeCommands = this.#commands.reduce((sum, count) => sum + count, 0) / this.#commands.length;
  }

  #statement(atMs: number): void {
    this.#measures.sums.mysqlStatements++;
    const second = Math.floor(atMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#statements = 0;
    }
    this.#measures.peak('mysqlPerSecond', ++this.#statements);
  }

  #command({ command, request, reply, state, operation }: Step): void {
    const { sums } = this.#measures;
    sums.redisCommands++;
    const call = operation as Call | null;
    if (call === null || state === 'failed') return;
    if (call.kind !== 'read') {
      if (!DELETING.has(command)) return;
      sums.invalidations++;
      if (reply !== 0 && reply !== null) sums.invalidationsThatHit++;
      return;
    }
    // A fill is what carries the value that the read has got from MySQL.
    const refusals = STORING[command];
    if (refusals === undefined || call.fetched === null || !('command' in request)) return;
    const value = call.fetched;
    if (!request.command.args.some((arg) => arg.includes(value))) return;
    sums.fills++;
    if (refusals.includes(reply)) sums.refusedFills++;
  }
}
