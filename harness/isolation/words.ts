/** What statements came to, for people. */
import type { Row } from '../engines/engine.ts';
import type { Performance, Reply, Turn } from './perform.ts';

/** `T1 COMMIT: ok; T2 goes on: 1 row`. */
export function turnInWords(turn: Turn): string {
  return `T${turn.session} ${turn.sql}: ${resultInWords(turn)}`;
}

/** `waits for T1`, or what it came to and whom it let go. */
export function resultInWords({ sql, reply, waitsFor, granted }: Turn): string {
  const isEnd = sql === 'COMMIT' || sql === 'ROLLBACK';
  const own = reply === null ? `waits for T${waitsFor}` : isEnd ? 'ok' : replyInWords(reply);
  return [own, ...granted.map((one) => `T${one.session} ${grantInWords(one.reply)}`)].join('; ');
}

function grantInWords(reply: Reply): string {
  return reply.kind === 'error' ? `gets ${replyInWords(reply)}` : `goes on: ${replyInWords(reply)}`;
}

function replyInWords(reply: Reply): string {
  switch (reply.kind) {
    case 'error':
      return `error ${reply.errno} ${reply.code}`;
    case 'rows':
      return outcomeInWords(reply.rows as unknown as readonly Row[]);
    case 'ok':
      return reply.affectedRows === 1 ? '1 row' : `${reply.affectedRows} rows`;
  }
}

/** `1 → 10, 2 → 20`: ids, and the numbers that the schedules play with. */
export function outcomeInWords(rows: readonly Row[]): string {
  return rows.length === 0 ? 'nothing' : rows.map(({ id, version }) => `${id} → ${version}`).join(', ');
}

/** By what the anomaly was prevented: an error, a wait, or what the statements read (`null`). */
export function preventedBy({ turns }: Performance): string | null {
  const replies = turns.flatMap(({ reply, granted }) => [reply, ...granted.map((one) => one.reply)]);
  for (const reply of replies) if (reply?.kind === 'error') return String(reply.errno);
  return turns.some(({ reply }) => reply === null) ? 'waits' : null;
}
