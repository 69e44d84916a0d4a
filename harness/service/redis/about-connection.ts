/** What a client asks about its connection or the server, beside the keys: answered at once, no step. */
import type { RedisReply, StoreError } from '../../engines/engine.ts';
import { encodeReply, type Protocol, type WireCommand } from './resp.ts';

const VERSION = '8.0.0';
const SLOT_LAST = 16_383;

/** What of a connection they need to know, and may change. */
export interface Greeted {
  readonly number: number;
  readonly host: string;
  readonly port: number;
  protocol: Protocol;
}

/** The reply as it goes over the wire; null for a command that is about keys. */
export function answerAboutConnection(connection: Greeted, { name, args }: WireCommand): string | null {
  const answer = ANSWERS[name];
  if (answer === undefined) return null;
  const reply = answer(connection, args);
  return reply === undefined ? null : encodeReply(reply, connection.protocol, name === 'hello');
}

type Answer = (connection: Greeted, args: readonly string[]) => RedisReply | undefined;

const ok: Answer = () => 'OK';

const ANSWERS: Readonly<Record<string, Answer>> = {
  auth: ok,
  readonly: ok,
  readwrite: ok,
  asking: ok,
  hello,
  select: (_, [database]) => (database === '0' ? 'OK' : error('ERR', 'DB index is out of range')),
  ping: (_, [text]) => text ?? 'PONG',
  echo: (_, [text = '']) => text,
  info: () =>
    `# Server\r\nredis_version:${VERSION}\r\n# Persistence\r\nloading:0\r\n# Cluster\r\ncluster_enabled:0\r\n`,
  command: (_, [subcommand]) => (subcommand?.toLowerCase() === 'count' ? 0 : []),
  client: ({ number }, [subcommand = '']) => {
    switch (subcommand.toLowerCase()) {
      case 'setname':
      case 'setinfo':
      case 'no-evict':
      case 'no-touch':
        return 'OK';
      case 'getname':
        return null;
      case 'id':
        return number;
      case 'tracking':
        // Which keys are told of is a matter of keys.
        return undefined;
      default:
        return error('ERR', `unknown subcommand '${subcommand}'. Try CLIENT HELP.`);
    }
  },
  cluster,
};

function hello(connection: Greeted, [version]: readonly string[]): RedisReply {
  if (version !== undefined && version !== '2' && version !== '3')
    return error('NOPROTO', 'unsupported protocol version');
  if (version !== undefined) connection.protocol = version === '3' ? 3 : 2;
  const { protocol, number } = connection;
  return [
    ...['server', 'redis', 'version', VERSION, 'proto', protocol, 'id', number],
    ...['mode', 'standalone', 'role', 'master', 'modules', []],
  ];
}

/** A cluster of one node, which has all slots. */
function cluster({ host, port }: Greeted, [subcommand = '']: readonly string[]): RedisReply {
  const id = '0'.repeat(40);
  switch (subcommand.toLowerCase()) {
    case 'slots':
      return [[0, SLOT_LAST, [host, port, id]]];
    case 'info':
      return 'cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_known_nodes:1\r\ncluster_size:1\r\n';
    case 'nodes':
      return `${id} ${host}:${port}@${port + 10_000} myself,master - 0 0 1 connected 0-${SLOT_LAST}\n`;
    case 'myid':
      return id;
    default:
      return error('ERR', `unknown subcommand '${subcommand}'`);
  }
}

function error(code: string, text: string): StoreError {
  return { kind: 'error', code, message: `${code} ${text}` };
}
