/** Executes the schedule of an anomaly on an engine, statement by statement, and says whether it happened. */
import type { Engine, EngineRun, EngineStep, MysqlReply, Row, StoreError } from '../engines/engine.ts';
import type { Anomaly, Level, Line, Numbers, Observation } from './anomaly.ts';

/** Hermitage's two rows; `version` plays the part of its `value`. */
const ROWS: readonly Row[] = [
  { id: 1, value: 'v1', version: 10 },
  { id: 2, value: 'v2', version: 20 },
];

export type Reply = MysqlReply | StoreError;

/** One statement, when it was sent, and what came of it. Plain data: two engines agree when their turns are equal. */
export interface Turn {
  readonly session: number;
  readonly sql: string;
  /** Null: it has to wait for `waitsFor`. */
  readonly reply: Reply | null;
  readonly waitsFor: number | null;
  /** Statements that had waited until this one, and what they came to. */
  readonly granted: readonly { readonly session: number; readonly reply: Reply }[];
}

export interface Performance {
  readonly happened: boolean;
  readonly turns: readonly Turn[];
  readonly final: readonly Row[];
}

/**
 * The order is the schedule's, but that who waits for a lock sends the rest when the wait is over, and whose
 * statement fails rolls back and gives up. No order is left to chance.
 *
 * @param level null: without transactions, so that every statement commits for itself
 * @throws NotEmbedded when the engine does not have the level
 */
export async function perform(anomaly: Anomaly, level: Level | null, engine: Engine): Promise<Performance> {
  const run = await engine.begin({ rows: ROWS, time: { now: 0 }, wantsChanges: false });
  try {
    const staging = new Staging(run, anomaly.schedule);
    if (level !== null) await staging.beginAll(level);
    await staging.play();
    const final = Object.values((await run.inspect()).mysql);
    return { happened: anomaly.happened(staging.observe(final)), turns: staging.turns, final };
  } finally {
    await run.end();
  }
}

class Staging {
  readonly turns: Turn[] = [];
  readonly #run: EngineRun;
  /** What is still to be sent. */
  #lines: readonly Line[];
  readonly #sessions: ReadonlySet<number>;
  readonly #waiting = new Map<number, Line>();
  readonly #failed = new Set<number>();
  readonly #written = new Map<number, number>();
  readonly #reads = new Map<string, Numbers>();

  constructor(run: EngineRun, schedule: readonly Line[]) {
    this.#run = run;
    this.#lines = schedule;
    this.#sessions = new Set(schedule.map(({ session }) => session));
  }

  async beginAll(level: Level): Promise<void> {
    for (const session of this.#sessions) {
      await this.#send(session, `SET SESSION TRANSACTION ISOLATION LEVEL ${level}`);
      await this.#send(session, 'START TRANSACTION');
    }
  }

  async play(): Promise<void> {
    while (this.#lines.length > 0) {
      const line = this.#lines.find(({ session }) => !this.#waiting.has(session));
      if (line === undefined) throw new Error(`all sessions wait, before: ${this.#lines[0]?.sql}`);
      this.#lines = this.#lines.filter((other) => other !== line);
      await this.#take(line);
    }
  }

  observe(final: readonly Row[]): Observation {
    return {
      read: (name) => this.#reads.get(name) ?? new Map(),
      written: (session) => this.#written.get(session) ?? 0,
      committed: (session) => !this.#failed.has(session),
      final: new Map(final.map(({ id, version }) => [id as number, version])),
    };
  }

  async #take(line: Line): Promise<void> {
    const step = await this.#send(line.session, line.sql);
    const isWaiting = step.state === 'blocked';
    if (isWaiting) this.#waiting.set(line.session, line);
    this.turns.push({
      session: line.session,
      sql: line.sql,
      reply: isWaiting ? null : (step.reply as Reply),
      waitsFor: step.blockedBy,
      granted: this.#run.granted.map(({ session, reply }) => ({ session, reply: reply as Reply })),
    });
    for (const { session, reply } of this.#run.granted) {
      const granted = this.#waiting.get(session);
      this.#waiting.delete(session);
      if (granted !== undefined) this.#note(granted, reply as Reply);
    }
    if (!isWaiting) this.#note(line, step.reply as Reply);
  }

  #note({ session, as }: Line, reply: Reply): void {
    if (reply.kind === 'error') {
      this.#failed.add(session);
      this.#giveUp(session);
    } else if (reply.kind === 'ok') {
      this.#written.set(session, (this.#written.get(session) ?? 0) + reply.affectedRows);
    } else if (as !== null) {
      this.#reads.set(as, new Map(reply.rows.map(({ id, version }) => [Number(id), Number(version)])));
    }
  }

  /** Of what the session had left to send, nothing but a ROLLBACK stays, in the first one's place. */
  #giveUp(session: number): void {
    const next = this.#lines.find((line) => line.session === session);
    this.#lines = this.#lines.flatMap((line) => {
      if (line.session !== session) return [line];
      return line === next ? [{ session, sql: 'ROLLBACK', as: null }] : [];
    });
  }

  async #send(session: number, sql: string): Promise<EngineStep> {
    const step: EngineStep = {
      session,
      request: { store: 'mysql', sql, params: [], begin: false, prepared: false },
      reply: null,
      state: 'pending',
      blockedBy: null,
    };
    await this.#run.execute(step);
    return step;
  }
}
