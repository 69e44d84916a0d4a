import { randomBytes } from 'node:crypto';
import { connectMysql, type MysqlAddress } from '../probe.ts';

/** A primary that is ours alone. */
export interface Source {
  /** How we reach it, with every privilege. */
  readonly admin: MysqlAddress;
  /** Where its replicas reach it, over TCP: they know no other way. */
  readonly host: string;
  readonly port: number;
}

/** Has a fresh replica fetch what its source commits, and apply nothing. Root's login is not given away: it gets its own. */
export async function follow(replica: MysqlAddress, { admin, host, port }: Source, number: number): Promise<void> {
  const user = `replica${number}`;
  const password = randomBytes(16).toString('hex');
  await statements(admin, [
    'SET SESSION sql_log_bin = 0',
    `CREATE USER '${user}'@'%' IDENTIFIED BY '${password}'`,
    `GRANT REPLICATION SLAVE ON *.* TO '${user}'@'%'`,
  ]);
  // A first login of ours: from then on the server knows the password, and asks for no encryption to be told it.
  await statements({ ...admin, user, password }, ['DO 0']);
  await statements(replica, [
    `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '${host}', SOURCE_PORT = ${port}, SOURCE_USER = '${user}', ` +
      `SOURCE_PASSWORD = '${password}', SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 0, SOURCE_CONNECT_RETRY = 1`,
    'SET GLOBAL super_read_only = ON',
    'START REPLICA IO_THREAD',
  ]);
}

async function statements(address: MysqlAddress, list: readonly string[]): Promise<void> {
  const connection = await connectMysql(address);
  try {
    for (const sql of list) await connection.query(sql);
  } finally {
    connection.destroy();
  }
}
