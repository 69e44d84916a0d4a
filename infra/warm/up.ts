import { spawn } from 'node:child_process';
import { dirname, extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ServerNeeds } from '../../harness/engines/real/servers.ts';
import { ensurePrivateDirectory, instancesRoot } from '../directories.ts';
import { InfraError, type InfraErrorCode } from '../errors.ts';
import { locked } from '../packages/lock.ts';
import { readWarmState, type WarmFacts } from './state.ts';

const HOLDER = fileURLToPath(new URL(`./holder${extname(import.meta.url)}`, import.meta.url));

type Message = { progress: string } | { ready: WarmFacts } | { failure: string; code?: InfraErrorCode; fix?: string };

/**
 * Starts servers that outlive this process, or finds that they run.
 *
 * @throws InfraError when they cannot be had, or when those that run lack something that is wanted now
 */
export async function bringUp(
  needs: ServerNeeds,
  env: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<{ readonly state: WarmFacts; readonly isNew: boolean }> {
  const lock = join(await ensurePrivateDirectory(instancesRoot()), 'warm.lock');
  const onWait = (): void => onProgress('another `infra up` is at work; waiting for it');
  return locked(lock, { onWait, signal: undefined }, async () => {
    const running = await readWarmState();
    if (running === null) return { state: await startHolder(needs, env, onProgress), isNew: true };
    return { state: enough(running, needs), isNew: false };
  });
}

function enough(running: WarmFacts, needs: ServerNeeds): WarmFacts {
  const lacking = whatLacks(running, needs);
  if (lacking === null) return running;
  const fix = 'Run `stalemate infra down`, then `stalemate infra up` with all that you want.';
  throw new InfraError('E_WARM', `The servers that run have ${lacking}.`, fix);
}

/** What is needed and not there, in words; null when nothing is. */
export function whatLacks({ servers }: WarmFacts, needs: ServerNeeds): string | null {
  const replicas = servers.replicas?.length ?? 0;
  if (needs.kafka && servers.kafka === undefined) return 'no Kafka';
  if (needs.replicas > replicas) return `too few replicas: found ${replicas}, expected ${needs.replicas}`;
  return null;
}

function startHolder(
  needs: ServerNeeds,
  env: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<WarmFacts> {
  // The loader of this process, if it has one, for the sources to run as they are.
  const child = spawn(process.execPath, [...process.execArgv, HOLDER, JSON.stringify(needs)], {
    // Where a loader that is named in the options is found.
    cwd: dirname(HOLDER),
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env,
  });
  return new Promise((resolve, reject) => {
    const fail = (why: string, code: InfraErrorCode = 'E_WARM', fix = 'Run `stalemate doctor`.'): void =>
      reject(new InfraError(code, why, fix));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as Message;
      if ('progress' in message) return onProgress(message.progress);
      if ('failure' in message) return fail(message.failure, message.code, message.fix);
      // From now on it lives alone. Until here it ends with us: what nobody has seen start, nobody would end.
      child.stdin.end('stay\n');
      child.stdout.destroy();
      child.unref();
      resolve(message.ready);
    });
    child.on('error', (error) => fail(`The holder of the servers did not start: ${error.message}.`));
    child.on('exit', (code) => fail(`The holder of the servers ended with code ${code}.`));
  });
}
