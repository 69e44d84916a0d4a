import { setTimeout as sleep } from 'node:timers/promises';
import { instancesRoot } from '../directories.ts';
import { InfraError } from '../errors.ts';
import { isAlive, pidOf } from '../keeper/process-identity.mjs';
import { sweep } from '../keeper/sweep.ts';
import { readWarmState, removeWarmState, type WarmState } from './state.ts';

const END_POLLS_MAX = 500;
const END_POLL_MS = 20;

/**
 * Ends what `infra up` started, exactly that, and waits until it is gone. Null when nothing was there.
 *
 * @throws InfraError when it does not end
 */
export async function takeDown(): Promise<WarmState | null> {
  const state = await readWarmState();
  if (state === null) return null;
  process.kill(pidOf(state.holder), 'SIGTERM');
  for (let poll = 0; isAlive(state.holder); poll += 1) {
    if (poll === END_POLLS_MAX) {
      const fix = `Look at process ${pidOf(state.holder)}, and end it; its servers go with it.`;
      throw new InfraError('E_WARM', 'The servers did not end within ten seconds.', fix);
    }
    await sleep(END_POLL_MS);
  }
  await removeWarmState();
  await sweep(instancesRoot());
  return state;
}
