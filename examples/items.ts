/** The table behind the caches of these examples. */
import type { Pool, RowDataPacket } from 'mysql2/promise';

export interface Items {
  select(key: string): Promise<string | null>;
  update(key: string, value: string): Promise<void>;
}

export function itemsOf(mysql: Pool): Items {
  return {
    async select(key) {
      const [rows] = await mysql.execute<RowDataPacket[]>('SELECT value FROM items WHERE id = ?', [idOf(key)]);
      return (rows[0]?.['value'] as string | undefined) ?? null;
    },
    async update(key, value) {
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
    },
  };
}

/** The number in `item:1`. */
function idOf(key: string): number {
  return Number(key.split(':')[1]);
}
