/** The data access of the service under test: the table `items`, one statement each. */
import type { Item, MysqlConnection } from './strategy.ts';

/** The number in `item:42`, which is the row's id. */
export function idOf(key: string): number {
  return Number(key.slice(key.indexOf(':') + 1));
}

export async function selectItem(mysql: MysqlConnection, key: string): Promise<Item | null> {
  const [rows] = await mysql.execute('SELECT id, value, version FROM items WHERE id = ?', [idOf(key)]);
  return (rows as Item[])[0] ?? null;
}

export async function updateItem(mysql: MysqlConnection, key: string, value: string): Promise<void> {
  await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
}

/** In one transaction: updates the row and asks for the version that it got. Three steps. */
export async function updateAndGetVersion(mysql: MysqlConnection, key: string, value: string): Promise<number> {
  await mysql.beginTransaction();
  await updateItem(mysql, key, value);
  const [rows] = await mysql.execute('SELECT version FROM items WHERE id = ?', [idOf(key)]);
  await mysql.commit();
  return (rows as Pick<Item, 'version'>[])[0]?.version ?? 0;
}

export async function insertItem(mysql: MysqlConnection, key: string, value: string): Promise<void> {
  await mysql.execute('INSERT INTO items (id, value, version) VALUES (?, ?, 1)', [idOf(key), value]);
}

export async function deleteItem(mysql: MysqlConnection, key: string): Promise<void> {
  await mysql.execute('DELETE FROM items WHERE id = ?', [idOf(key)]);
}
