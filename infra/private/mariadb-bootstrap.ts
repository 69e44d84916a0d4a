import { dirname } from 'node:path';
import { MARIADB_SYSTEM_TABLES } from '../flavors.ts';
import type { Keeper, Program } from '../keeper/open-keeper.ts';

/** Its own tables are SQL that it is handed. Root has no password, as after MySQL's `--initialize-insecure`. */
const SCRIPT = `
share="$0"; mkdir -p "$1"; shift
{
  printf 'CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n'
  cat ${MARIADB_SYSTEM_TABLES.map((file) => `"$share/${file}"`).join(' ')}
} | "$@"
`;

/**
 * What fills a data directory of MariaDB. Its own script for that, `mariadb-install-db`, cannot call a program that wants
 * a loader, and wants to know where everything is.
 */
export async function mariadbBootstrap(
  keeper: Keeper,
  mariadbd: Program,
  data: string,
  flags: readonly string[],
): Promise<Program> {
  const settings = await keeper.run('mariadbd-settings', {
    ...mariadbd,
    args: [...mariadbd.args, '--verbose', '--help'],
  });
  const charsets = /^character-sets-dir\s+(\/\S+)/m.exec(settings)?.[1];
  if (charsets === undefined) throw new Error('it does not say where its files are (character-sets-dir)');
  const server = [mariadbd.command, ...mariadbd.args, ...flags];
  return { command: 'sh', args: ['-e', '-c', SCRIPT, dirname(charsets), data, ...server] };
}
