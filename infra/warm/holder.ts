/**
 * The holder: a process of its own that has acquired servers and does nothing but live, until SIGTERM. Its keeper and
 * its reaper then remove the servers, and when it is killed too.
 *
 * argv: the needs as JSON. Says in lines of JSON: { progress } · { ready: state } · { failure, code, fix }
 */
import type { ServerNeeds } from '../../harness/engines/real/servers.ts';
import { acquireServers, namedProviders } from '../acquire.ts';
import { InfraError, reasonOf } from '../errors.ts';
import { identityOf } from '../keeper/process-identity.mjs';
import { readWarmState, removeWarmState, writeWarmState } from './state.ts';
import type { WarmFacts } from './state.ts';

/** Longer than anybody waits; Node ends when nothing is left to do. */
const FOR_EVER_MS = 2 ** 31 - 1;

const abort = new AbortController();
process.stdout.on('error', () => {});
let isUp = false;
process.stdin
  .on('error', () => {})
  .on('end', () => isUp || abort.abort())
  .resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => abort.abort());

try {
  const servers = await acquireServers({
    needs: JSON.parse(process.argv[2] ?? '') as ServerNeeds,
    providers: namedProviders(process.env).filter((name) => name !== 'external' && name !== 'warm'),
    onProgress: (progress) => tell({ progress }),
    signal: abort.signal,
  });
  const { redis, mysql, replicas, kafka, isPrivate, provider, places = {} } = servers;
  const facts: WarmFacts = {
    holder: identityOf(process.pid) ?? '',
    since: new Date().toISOString(),
    provider,
    servers: { redis, mysql, ...(replicas && { replicas }), ...(kafka && { kafka }), isPrivate },
    places,
  };
  await writeWarmState(facts);
  isUp = true;
  tell({ ready: facts });
  setInterval(() => {}, FOR_EVER_MS);
  // A server that has died is not put in place again: what is left goes, and the next run starts its own.
  await Promise.race([servers.died, new Promise((resolve) => abort.signal.addEventListener('abort', resolve))]);
  await removeWarmState();
  await servers.close();
  process.exit(0);
} catch (error) {
  const told = error instanceof InfraError ? { code: error.code, fix: error.fix } : {};
  tell({ failure: reasonOf(error), ...told });
  if ((await readWarmState())?.holder === identityOf(process.pid)) await removeWarmState();
  process.exit(1);
}

function tell(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
