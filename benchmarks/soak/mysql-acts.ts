/** What the soak's made-up service does with MySQL: statements of every kind, and transactions that meet. */
import type { Context } from '../../strategies/strategy.ts';
import type { Act } from './redis-acts.ts';

type Statement = (mysql: Context['mysql'], id: number, n: number) => Promise<unknown>;

const idOf = (key: string): number => Number(key.slice(key.indexOf(':') + 1));

const LOCKS = ['FOR UPDATE', 'FOR SHARE', 'LOCK IN SHARE MODE', 'FOR UPDATE NOWAIT', 'FOR UPDATE SKIP LOCKED'];
const LEVELS = ['READ COMMITTED', 'REPEATABLE READ'];

const reads: readonly Statement[] = [
  (mysql, id) => mysql.execute('SELECT value, version FROM items WHERE id = ?', [id]),
  (mysql, id) => mysql.query('SELECT * FROM items WHERE id >= ? ORDER BY id', [id]),
  (mysql) => mysql.query('SELECT COUNT(*) AS n, MAX(version) AS newest FROM items'),
  (mysql, id, n) => mysql.execute(`SELECT id, value FROM items WHERE id = ? ${LOCKS[n % 5]}`, [id]),
  (mysql, id, n) => mysql.execute(`SELECT id, value FROM items WHERE id BETWEEN ? AND ? ${LOCKS[n % 3]}`, [id, id + 1]),
  (mysql, id) => mysql.execute("SELECT IF(version > 1, CONCAT(value, '!'), 'old') AS v FROM items WHERE id = ?", [id]),
  (mysql) =>
    mysql.query('SELECT NOW() AS a, NOW(3) AS b, CURDATE() AS c, UNIX_TIMESTAMP() AS d, UTC_TIMESTAMP(6) AS e'),
];

const writes: readonly Statement[] = [
  (mysql, id, n) => mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [`w${n}`, id]),
  (mysql, id, n) =>
    mysql.execute('UPDATE items SET value = ? WHERE id = ? AND version = ?', [`v${n}`, id, 1 + (n % 3)]),
  (mysql, id) => mysql.query('UPDATE items SET version = version + 1 WHERE id >= ? LIMIT 2', [id]),
  (mysql, id) => mysql.execute('UPDATE items SET value = NOW(3) WHERE id = ?', [id]),
  (mysql, id, n) => mysql.execute('INSERT INTO items (id, value) VALUES (?, ?)', [id + (n % 2) * 3, `i${n}`]),
  (mysql, id, n) => mysql.execute('INSERT IGNORE INTO items (id, value) VALUES (?, ?)', [id, `j${n}`]),
  (mysql, id, n) => mysql.execute('REPLACE INTO items (id, value, version) VALUES (?, ?, ?)', [id, `r${n}`, n % 9]),
  (mysql, id, n) =>
    mysql.execute(
      'INSERT INTO items (id, value) VALUES (?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value), version = version + 1',
      [id, `u${n}`],
    ),
];

const remove: Statement = (mysql, id) => mysql.execute('DELETE FROM items WHERE id = ?', [id]);

const statements = [...reads, ...writes];

async function transaction(mysql: Context['mysql'], id: number, n: number): Promise<unknown> {
  if (n % 3 === 0) await mysql.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${LEVELS[n % 2]}`);
  await mysql.beginTransaction();
  try {
    const first = await statements[n % statements.length]!(mysql, id, n);
    if (n % 5 === 0) await mysql.query('SAVEPOINT s');
    await statements[(n * 7 + 3) % statements.length]!(mysql, 1 + (id % 3), n + 1);
    if (n % 5 === 0) await mysql.query('ROLLBACK TO SAVEPOINT s');
    if (n % 4 === 0) await mysql.rollback();
    else await mysql.commit();
    return first;
  } catch (error) {
    await mysql.rollback();
    throw error;
  }
}

/** A statement under one or two named locks, waited for or not. Two that are taken crosswise are a deadlock. */
async function underNamedLock(mysql: Context['mysql'], id: number, n: number): Promise<unknown> {
  try {
    await mysql.execute('SELECT GET_LOCK(?, ?) AS hasLock', [`item:${id}`, n % 4]);
    if (n % 2 === 0) await mysql.query(`SELECT GET_LOCK('ITEM:${1 + (id % 3)}', -1) AS hasLock`);
    const reply = await statements[n % statements.length]!(mysql, id, n);
    if (n % 3 === 0) await mysql.execute('DO RELEASE_LOCK(?)', [`item:${id}`]);
    return reply;
  } finally {
    await mysql.query('SELECT RELEASE_ALL_LOCKS() AS released');
  }
}

export const mysqlActs: readonly Act[] = [
  ...statements.map(
    (statement): Act =>
      ({ mysql }, key, n) =>
        statement(mysql, idOf(key), n),
  ),
  ({ mysql }, key, n) => transaction(mysql, idOf(key), n),
  ({ mysql }, key, n) => transaction(mysql, idOf(key), n + 1),
  ({ mysql }, key, n) => transaction(mysql, idOf(key), n + 2),
  ({ mysql }, key, n) => underNamedLock(mysql, idOf(key), n),
];

/** Deleted records stay lockable until InnoDB's purge has come by, so few runs delete. */
export const deletingActs: readonly Act[] = [({ mysql }, key, n) => remove(mysql, idOf(key), n)];
