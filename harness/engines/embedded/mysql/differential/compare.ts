/** Runs the same calls on the embedded and on the real MySQL and says where they differ. */
import type { EngineStep, Row } from '../../../engine.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import { EmbeddedMysql } from '../mysql.ts';
import type { Call, RealMysql, Reply } from './real-mysql.ts';

/** A sequence of calls, and what each was for. */
export interface Difference {
  readonly call: Call;
  readonly embedded: unknown;
  readonly real: unknown;
  readonly before: readonly string[];
}

/** Messages that name the database, quote the expression, or quote the statement are compared by code alone. */
const FREE_TEXT = new Set(['ER_PARSE_ERROR', 'ER_NO_SUCH_TABLE', 'ER_DATA_OUT_OF_RANGE', 'ER_TRUNCATED_WRONG_VALUE']);

function comparable(reply: Reply | null): unknown {
  if (reply?.kind !== 'error') return reply;
  // An UPDATE's row number counts the rows that MySQL happened to look at.
  return { ...reply, message: FREE_TEXT.has(reply.code) ? '' : reply.message.replace(/ at row \d+$/, '') };
}

function stepOf({ session, sql, params, prepared, begin }: Call): EngineStep {
  return {
    session,
    request: { store: 'mysql', sql, params, prepared, begin },
    reply: null,
    state: 'pending',
    blockedBy: null,
  };
}

export interface Comparison {
  readonly difference: Difference | null;
  readonly steps: number;
  /** Statements that the embedded engine declined. */
  readonly declined: readonly string[];
  readonly blocked: number;
  readonly deadlocks: number;
}

/** Calls of a session that is blocked at that time are left out. */
export async function compare(rows: readonly Row[], calls: readonly Call[], real: RealMysql): Promise<Comparison> {
  await real.reset(rows);
  let hasDeleted = false;
  let isCutShort = false;
  const embedded = new EmbeddedMysql(rows, { now: 0 }, (_, changes) => {
    hasDeleted ||= changes.some((change) => change.after?.id !== change.before?.id && change.before !== null);
  });
  const done: string[] = [];
  const declined: string[] = [];
  let [steps, blocked, deadlocks] = [0, 0, 0];
  const finish = (difference: Difference | null): Comparison => ({ difference, steps, declined, blocked, deadlocks });
  const inTransaction = new Set<number>();
  for (const given of calls) {
    if (hasDeleted && !(await real.waitForPurge())) {
      isCutShort = true;
      break;
    }
    hasDeleted = false;
    if (real.isBlocked(given.session)) continue;
    // A BEGIN that commits implicitly lets others run while its statement does: the real order is anybody's guess.
    const call = { ...given, begin: given.begin && !inTransaction.has(given.session) };
    if (call.begin || /^(BEGIN|START|SET autocommit = 0)/.test(call.sql)) inTransaction.add(call.session);
    else if (/^(COMMIT|ROLLBACK$)/.test(call.sql)) inTransaction.delete(call.session);
    const step = stepOf(call);
    try {
      embedded.execute(step);
    } catch (error) {
      if (!(error instanceof NotEmbedded)) throw error;
      declined.push(error.message);
      // It may have been in the middle of something.
      break;
    }
    const outcome = await real.execute(call);
    steps++;
    const grantedReplies = embedded.granted.map(
      (granted) => [granted.session, comparable(granted.reply as Reply)] as const,
    );
    const ours = {
      reply: step.state === 'blocked' ? null : comparable(step.reply as Reply),
      granted: [...grantedReplies].sort(([a], [b]) => a - b),
    };
    const theirs = {
      reply: comparable(outcome.reply),
      granted: [...outcome.granted].map(([session, reply]) => [session, comparable(reply)] as const),
    };
    if (outcome.reply === null) blocked++;
    if (JSON.stringify([outcome.reply, [...outcome.granted]]).includes('ER_LOCK_DEADLOCK')) deadlocks++;
    const isBlockerRight =
      step.blockedBy === null || outcome.reply !== null || outcome.blockers.includes(step.blockedBy);
    const isDifferent = JSON.stringify(ours) !== JSON.stringify(theirs) || !isBlockerRight;
    // Several who are let go at once race in the real one.
    if (isDifferent && embedded.granted.length > 1) {
      isCutShort = true;
      break;
    }
    if (isDifferent) {
      const [a, b] = isBlockerRight
        ? [ours, theirs]
        : [`blocked by ${step.blockedBy}`, `blocked by ${outcome.blockers}`];
      await real.unblock();
      return finish({ call, embedded: a, real: b, before: done });
    }
    done.push(
      `${call.session}: ${call.begin ? 'BEGIN; ' : ''}${call.sql} ${JSON.stringify(call.params)} ${call.prepared ? 'prepared' : ''}${step.state === 'blocked' ? ' -- blocked' : ''}`,
    );
  }
  const isComplete = declined.length === 0 && !isCutShort && !real.hasBlocked();
  await real.unblock();
  return finish(isComplete ? await compareRows(embedded, real, done) : null);
}

/** What is committed, when everything was answered alike. */
async function compareRows(
  embedded: EmbeddedMysql,
  real: RealMysql,
  before: readonly string[],
): Promise<Difference | null> {
  const [ours, theirs] = [Object.values(embedded.inspect()), await real.rows()];
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return null;
  const call: Call = { session: -1, sql: 'the committed rows', params: [], prepared: false, begin: false };
  return { call, embedded: ours, real: theirs, before };
}

export function describeDifference({ call, embedded, real, before }: Difference): string {
  return [
    ...before,
    `${call.session}: ${call.begin ? 'BEGIN; ' : ''}${call.sql} ${JSON.stringify(call.params)} ${call.prepared ? 'prepared' : ''}`,
    `  embedded ${JSON.stringify(embedded)}`,
    `  real     ${JSON.stringify(real)}`,
  ].join('\n');
}
