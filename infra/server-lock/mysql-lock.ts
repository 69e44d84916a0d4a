import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { ServerLock } from './owner.ts';

/** Instances of the engine have locks of their own, with longer names. */
const NAME = 'stalemate';
/** What `connectMysql` tells the server about itself. */
const ATTRIBUTE = 'stalemate';

/** A named lock of MySQL: the server frees it when the connection ends, however it ends. */
export function mysqlLock(connection: Connection): ServerLock {
  return {
    async attempt() {
      const [rows] = await connection.query<RowDataPacket[]>(`SELECT GET_LOCK('${NAME}', 0) AS isOurs`);
      return rows[0]?.isOurs === 1 ? null : holderOf(connection);
    },
  };
}

async function holderOf(connection: Connection): Promise<string> {
  const sql = `SELECT IS_USED_LOCK('${NAME}') AS id, (SELECT attr_value FROM performance_schema.session_account_connect_attrs
    WHERE attr_name = '${ATTRIBUTE}' AND processlist_id = IS_USED_LOCK('${NAME}')) AS owner`;
  // Without the performance schema, or under another user, only its number is known.
  const [rows] = await connection
    .query<RowDataPacket[]>(sql)
    .catch(() => connection.query<RowDataPacket[]>(`SELECT IS_USED_LOCK('${NAME}') AS id, NULL AS owner`));
  return rows[0]?.owner ?? `connection ${rows[0]?.id ?? '?'} of SHOW PROCESSLIST`;
}
