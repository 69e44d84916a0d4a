/** Does the same on two engines, and says where they part. */
import { NotEmbedded } from '../embedded/not-embedded.ts';
import type { Engine, EngineRun, EngineStep, Request } from '../engine.ts';
import { NotSupported } from '../real/errors.ts';
import type { Move } from './redis-moves.ts';

interface Side {
  readonly run: EngineRun;
  readonly time: { now: number };
}

export interface Outcome {
  /** Null: none. */
  readonly difference: string | null;
  readonly moves: number;
  /** An engine does not do what comes next, and says so: the sequence ends there. */
  readonly declined: boolean;
}

export async function compare(one: Engine, other: Engine, moves: readonly Move[]): Promise<Outcome> {
  const sides = [await begin(one), await begin(other)];
  let done = 0;
  try {
    for (const move of moves) {
      const seen: string[] = [];
      for (const side of sides) seen.push(await make(move, side));
      if (seen[0] !== seen[1]) {
        return { difference: `${JSON.stringify(move)}\n  ${seen.join('\n  ')}`, moves: done, declined: false };
      }
      done++;
    }
    return { difference: null, moves: done, declined: false };
  } catch (error) {
    if (!(error instanceof NotEmbedded || error instanceof NotSupported)) throw error;
    return { difference: null, moves: done, declined: true };
  } finally {
    for (const { run } of sides) await run.end();
  }
}

async function begin(engine: Engine): Promise<Side> {
  const time = { now: 0 };
  return { run: await engine.begin({ rows: [], time, wantsChanges: false }), time };
}

/** What came of it, and which key expires next. */
async function make(move: Move, side: Side): Promise<string> {
  const { run } = side;
  switch (move.kind) {
    case 'command':
      return execute(run, move.session, { store: 'redis', command: move.command });
    case 'transaction':
      return execute(run, move.session, { store: 'redis', transaction: move.commands });
    case 'pass':
      await pass(side, move.ms);
      break;
    default:
      await run.intervene(move);
  }
  return JSON.stringify(run.nextExpiry());
}

async function execute(run: EngineRun, session: number, request: Request): Promise<string> {
  const step: EngineStep = { session, request, reply: null, state: 'pending', blockedBy: null };
  await run.execute(step);
  return JSON.stringify([step.reply, run.nextExpiry()]);
}

/** Keys expire on the way, each at its time. */
async function pass({ run, time }: Side, ms: number): Promise<void> {
  const until = time.now + ms;
  for (let due = run.nextExpiry(); due !== null && due.at <= until; due = run.nextExpiry()) {
    time.now = due.at;
    await run.intervene({ kind: 'expire', key: due.key });
  }
  time.now = until;
}
