/** Runs the same calls on the embedded and on the real MySQL and says where they differ. */
import type { EngineStep, Row } from '../../../engine.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import { EmbeddedMysql } from '../mysql.ts';
import type { Call, RealMysql, Reply } from './real-mysql.ts';

/** The calls, and what the last one came to. */
export interface Difference {
  readonly calls: readonly string[];
  readonly embedded: unknown;
  readonly real: unknown;
}

/** Stands for the lock wait timeout of a session's statement. Nothing happens where it does not wait. */
export const TIMEOUT = 'lock wait timeout';

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
  difference: Difference | null;
  steps: number;
  blocked: number;
  deadlocks: number;
  timeouts: number;
  /** What the embedded engine declined; the sequence ends there. */
  declined: string | null;
}

/** Calls of a session that is blocked at that time are left out. */
export async function compare(rows: readonly Row[], calls: readonly Call[], real: RealMysql): Promise<Comparison> {
  await real.reset(rows);
  const comparison: Comparison = { difference: null, steps: 0, blocked: 0, deadlocks: 0, timeouts: 0, declined: null };
  let hasDeleted = false;
  const embedded = new EmbeddedMysql(
    rows,
    { now: 0 },
    {
      committed(_, changes) {
        hasDeleted ||= changes.some(({ before, after }) => before !== null && after?.id !== before.id);
      },
    },
  );
  const done: string[] = [];
  let isComplete = true;
  for (const call of withoutNestedBegins(calls)) {
    if (real.isBlocked(call.session) !== (call.sql === TIMEOUT)) continue;
    isComplete = !hasDeleted || (await real.waitForPurge());
    hasDeleted = false;
    isComplete &&= await compareCall(call, embedded, real, done, comparison);
    if (!isComplete) break;
  }
  isComplete &&= !real.hasBlocked();
  await real.unblock();
  if (isComplete) comparison.difference = await compareRows(embedded, real, done);
  return comparison;
}

/** A BEGIN that commits implicitly lets others run while its statement does: the real order is anybody's guess. */
function withoutNestedBegins(calls: readonly Call[]): readonly Call[] {
  const open = new Set<number>();
  return calls.map((call) => {
    const begin = call.begin && !open.has(call.session);
    if (begin || /^(BEGIN|START|SET autocommit = 0)/.test(call.sql)) open.add(call.session);
    else if (/^(COMMIT|ROLLBACK$)/.test(call.sql)) open.delete(call.session);
    return { ...call, begin };
  });
}

/** Executes one call on both. False: the sequence ends here, for one reason or another. */
async function compareCall(
  call: Call,
  embedded: EmbeddedMysql,
  real: RealMysql,
  done: string[],
  comparison: Comparison,
): Promise<boolean> {
  const step = stepOf(call);
  const isTimeout = call.sql === TIMEOUT;
  try {
    if (isTimeout) embedded.timeOut(call.session);
    else embedded.execute(step);
  } catch (error) {
    if (!(error instanceof NotEmbedded)) throw error;
    comparison.declined = error.message;
    return false;
  }
  const outcome = isTimeout ? await real.timeOut(call.session) : await real.execute(call);
  comparison.steps++;
  if (isTimeout) comparison.timeouts++;
  if (outcome.reply === null && !isTimeout) comparison.blocked++;
  if (JSON.stringify([outcome.reply, [...outcome.granted]]).match(/ER_(USER_)?LOCK_DEADLOCK/) !== null)
    comparison.deadlocks++;
  const ours = {
    reply: step.state === 'blocked' ? null : comparable(step.reply as Reply),
    granted: embedded.granted
      .map(({ session, reply }) => [session, comparable(reply as Reply)] as const)
      .sort(([a], [b]) => a - b),
  };
  const theirs = {
    reply: comparable(outcome.reply),
    granted: [...outcome.granted]
      .map(([session, reply]) => [session, comparable(reply)] as const)
      .sort(([a], [b]) => a - b),
  };
  const isBlockerRight = step.blockedBy === null || outcome.reply !== null || outcome.blockers.includes(step.blockedBy);
  done.push(textOf(call) + (step.state === 'blocked' ? ' -- blocked' : ''));
  if (isBlockerRight && JSON.stringify(ours) === JSON.stringify(theirs)) return true;
  // Several who are let go at once race in the real one.
  if (embedded.granted.length > (isTimeout ? 2 : 1)) return false;
  const [a, b] = isBlockerRight ? [ours, theirs] : [`waits for ${step.blockedBy}`, `waits for ${outcome.blockers}`];
  comparison.difference = { embedded: a, real: b, calls: done };
  return false;
}

/** What is committed, when everything was answered alike. */
async function compareRows(
  embedded: EmbeddedMysql,
  real: RealMysql,
  calls: readonly string[],
): Promise<Difference | null> {
  const [ours, theirs] = [Object.values(embedded.inspect()), await real.rows()];
  return JSON.stringify(ours) === JSON.stringify(theirs) ? null : { embedded: ours, real: theirs, calls };
}

function textOf({ session, begin, sql, params, prepared }: Call): string {
  return `${session}: ${begin ? 'BEGIN; ' : ''}${sql} ${JSON.stringify(params)}${prepared ? ' prepared' : ''}`;
}

export function describeDifference({ embedded, real, calls }: Difference): string {
  return [...calls, `  embedded ${JSON.stringify(embedded)}`, `  real     ${JSON.stringify(real)}`].join('\n');
}
