/** Statements about the connection alone, which drivers and ORMs send when they connect: answered at once, no step. */
import type { MysqlReply } from '../../engines/engine.ts';
import { SERVER_VERSION } from './packets.ts';

const OK: MysqlReply = { kind: 'ok', affectedRows: 0, changedRows: 0, insertId: 0 };

/** Null: it is about data. @param database the one that the client has asked for */
export function answerAboutConnection(sql: string, database: string): MysqlReply | null {
  const text = sql.trim().replace(/;$/, '').trim();
  if (/^set\s+(?:names|character\s+set)\b/i.test(text)) return OK;
  if (/^set\s+(?:session\s+)?(?:wait_timeout|interactive_timeout|net_(?:read|write)_timeout)\s*=/i.test(text))
    return OK;
  if (/^use\b/i.test(text)) return OK;
  const call = /^select\s+(version|database)\s*\(\s*\)(?:\s+(?:as\s+)?[`'"]?(\w+)[`'"]?)?$/i.exec(text);
  if (call === null) return null;
  const name = call[2] ?? `${call[1]!}()`;
  return { kind: 'rows', columns: [name], rows: [{ [name]: /version/i.test(call[1]!) ? SERVER_VERSION : database }] };
}

/** BEGIN sends nothing to decide, and travels with the statement that follows. */
export function isBegin(sql: string): boolean {
  return /^\s*(?:begin(?:\s+work)?|start\s+transaction)\s*;?\s*$/i.test(sql);
}
