/** A cell that is too large for one worker: its rounds are cut into pieces, and the sum of these is what one process finds. */
import { corpusOf } from '../../harness/exploration/coverage/guided.ts';
import type { NumberShare } from '../../harness/exploration/division/helpers.ts';
import type { Piece, PieceData } from '../../harness/exploration/fuzz/pieces.ts';
import { piecesOf, PieceSum, sharesOf } from '../../harness/exploration/fuzz/pieces.ts';
import { partsOfRound, roundsWithin } from '../../harness/exploration/fuzz/rounds.ts';
import { TWIN_SCHEDULES_MAX } from '../../harness/exploration/verdict/evidence.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import type { FuzzCell } from '../fuzz/tasks.ts';
import type { Answers, Found, Mode, SentCell, Unit } from './unit.ts';

export interface PiecesOptions {
  readonly cell: Extract<FuzzCell, { kind: 'file' }>;
  /** The same as it travels. */
  readonly sent: SentCell;
  readonly mode: Mode;
  /** Schedules of a piece. */
  readonly size: number;
  /** Schedules of the cell; null for no bound. */
  readonly maxRuns: number | null;
  readonly execute: <U extends Unit>(id: string, unit: U) => Promise<Answers[U['kind']]>;
  /** What an earlier attempt at the same session has come to. */
  readonly kept: () => Promise<Kept | null>;
  /** Keeps what it has come to, in place of the pieces that it is the sum of. */
  readonly keep: (kept: Kept, pieces: readonly string[]) => void;
  /** Resolves when what is done has to do; what it resolves with says why. */
  readonly over: Promise<'out of time' | 'stopped'>;
  /** So many more schedules have been executed. */
  readonly onProgress: (schedules: number) => void;
}

/** Where a cell stood after a round. */
export interface Kept {
  readonly nextRound: number;
  /** Schedules by then. */
  readonly offset: number;
  readonly sum: PieceData;
}

export class InPieces {
  readonly #options: PiecesOptions;
  readonly #sum: PieceSum;
  readonly #sampleSize: number;
  #end: 'out of time' | 'stopped' | null = null;

  constructor(options: PiecesOptions) {
    const { scenario, strategy } = options.cell;
    this.#options = options;
    this.#sampleSize = options.mode === 'twin' ? TWIN_SCHEDULES_MAX : 0;
    const plan = planRun(scenario, strategy.use.as, strategy.strategy, strategy.options);
    this.#sum = new PieceSum(plan, this.#sampleSize);
    void options.over.then((end) => (this.#end = end));
  }

  /** All that is known by now. */
  get found(): Found {
    return { ...this.#sum.toData(), isOutOfTime: this.#end === 'out of time', isStopped: this.#end === 'stopped' };
  }

  /** @throws GivenUp when a piece was given up: what was found until then is `found` */
  async explore(): Promise<void> {
    try {
      await this.#exploreRounds(await this.#begin());
    } catch (error) {
      this.#end = 'stopped';
      throw error;
    }
  }

  async #exploreRounds({ nextRound, offset: from }: Omit<Kept, 'sum'>): Promise<void> {
    const { cell, size, maxRuns, over, keep } = this.#options;
    const { explore } = cell.scenario;
    for (let round = nextRound, offset = from; this.#end === null; round++) {
      const corpus = corpusOf(this.#sum.observations.handOffs);
      const parts = partsOfRound({ round, offset, seed: explore.seed, maxRuns, corpus });
      if (parts.length === 0) return;
      const pieces = parts.flatMap((part) => piecesOf(part, explore, size));
      const names: string[] = [];
      await Promise.race([Promise.all(pieces.map((piece) => this.#explore(round, piece, names))), over]);
      if (this.#end !== null) return;
      for (const part of parts) offset += part.runs;
      keep({ nextRound: round + 1, offset, sum: this.#sum.toData() }, names);
    }
  }

  /** Goes on where an earlier attempt was, or begins with rounds that are too small to be cut. */
  async #begin(): Promise<Omit<Kept, 'sum'>> {
    const { sent, size, maxRuns, over, execute, kept, onProgress } = this.#options;
    const known = await kept();
    if (known !== null) {
      this.#sum.add(known.sum);
      onProgress(known.offset);
      return known;
    }
    const { rounds, runs: all } = roundsWithin(size);
    const runs = Math.min(all, maxRuns ?? Infinity);
    const unit = { kind: 'opening', cell: sent, runs, sampleSize: this.#sampleSize } as const;
    await Promise.race([execute('opening', unit).then((answer) => this.#add(answer)), over]);
    return { nextRound: rounds, offset: runs };
  }

  async #explore(round: number, piece: Piece, names: string[]): Promise<void> {
    const { execute, sent, size } = this.#options;
    const { part, share } = piece;
    const id = `${round}-${part.corpus === null ? 'policy' : 'guided'}-${share.from}`;
    names.push(id);
    const unit = { kind: 'piece', cell: sent, piece, atMost: size, sampleSize: this.#sampleSize } as const;
    const rest = this.#add(await execute(id, unit));
    if (rest === null) return;
    await Promise.all(sharesOf(rest, size).map((left) => this.#explore(round, { part, share: left }, names)));
  }

  #add({ rest, ...data }: Answers['piece']): NumberShare | null {
    // What comes too late is not counted: the cell's result may have been written by now.
    if (this.#end === null) {
      this.#sum.add(data);
      this.#options.onProgress(data.tally.executed);
    }
    return rest;
  }
}
