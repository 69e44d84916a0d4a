/** What the strategies of this folder ask of the table `items`, one statement each. */
import type { MysqlConnection } from '../../../strategies/strategy.ts';

/** The number in `item:42`, which is the row's id. */
export const idOf = (key: string): number => Number(key.slice(key.indexOf(':') + 1));

/** The value of the row, or null when there is none. */
export async function selectValue(mysql: MysqlConnection, key: string): Promise<string | null> {
  const [rows] = await mysql.execute('SELECT value FROM items WHERE id = ?', [idOf(key)]);
  return (rows as { readonly value: string }[])[0]?.value ?? null;
}

export async function updateValue(mysql: MysqlConnection, key: string, value: string): Promise<void> {
  await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
}
