/**
 * Global transaction ids. A server's own differ from run to run, so a run sees the numbers of its commits: what a write is told
 * (as `session_track_gtids = OWN_GTID` tells it) and what it waits for on a replica. Engines translate at their edge.
 */
import { format } from 'sql-escaper';
import type { Commit, EngineStep, MysqlReply, Request } from './engine.ts';

type SqlRequest = Extract<Request, { readonly store: 'mysql' }>;

/** In place of a server's UUID. */
export const GTID_SOURCE = '00000000-0000-0000-0000-000000000000';
const OWN_GTID = new RegExp(`^\\s*${GTID_SOURCE}:(?:1-)?(\\d{1,9})\\s*$`);

/** Notes in the replies of those who have committed which transaction it was. @param from the first commit that is new */
export function tellGtids(commits: readonly Commit[], from: number): void {
  for (let i = from; i < commits.length; i++) {
    const { step } = commits[i]!;
    const { reply } = step;
    if (reply === null || typeof reply !== 'object' || !('kind' in reply) || reply.kind !== 'ok') continue;
    step.reply = { ...reply, gtid: `${GTID_SOURCE}:${i + 1}` };
  }
}

/** `SELECT WAIT_FOR_EXECUTED_GTID_SET('…', 1)`: one call is one statement, because then it waits at one place. */
export interface GtidWait {
  /** How many commits of the run the replica must have applied; null when it is no GTID of this run. */
  readonly commits: number | null;
  /** What it answers: 0 when they are there, 1 when it has waited long enough. */
  reply(value: 0 | 1): MysqlReply;
}

const MENTIONED = /\bwait_for_executed_gtid_set\s*\(/i;
const FORM =
  /^\s*select\s+(wait_for_executed_gtid_set\s*\(\s*(\?|'[^']*')\s*(?:,\s*(?:\?|[\d.]+)\s*)?\))(?:\s+(?:as\s+)?`?(\w+)`?)?\s*;?\s*$/i;

export function mentionsGtidWait(sql: string): boolean {
  return MENTIONED.test(sql);
}

/** Null: it is another statement, or has another form. */
export function gtidWaitOf({ sql, params, prepared }: SqlRequest): GtidWait | null {
  const match = FORM.exec(sql);
  if (match === null) return null;
  const [, call, set, alias] = match as unknown as [string, string, string, string | undefined];
  const own = OWN_GTID.exec(set === '?' ? String(params[0]) : set.slice(1, -1));
  // The client writes the parameters of `query` into the text, and MySQL calls the column by that.
  const column = alias ?? (prepared ? call : format(call, params as never));
  return {
    commits: own === null ? null : Number(own[1]),
    reply: (value) => ({ kind: 'rows', columns: [column], rows: [{ [column]: value }] }),
  };
}

/** Ends a wait. */
export function answerWait(step: EngineStep, wait: GtidWait, value: 0 | 1): void {
  step.reply = wait.reply(value);
  step.state = 'done';
  step.blockedBy = null;
}
