/**
 * The reaper: a small process that removes the containers of its owner when the owner is gone. Its standard input is
 * the lifeline, as it is the keeper's. A line on it says that there is nothing left to do.
 *
 * If the reaper is killed too, the next start of Stalemate removes what is left (ownership.ts).
 *
 * argv: the label, `name=value`.
 */
import { createInterface } from 'node:readline';
import { removeContainers } from './remove-containers.mjs';

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});

createInterface({ input: process.stdin })
  .on('line', () => process.exit(0))
  .on('close', async () => {
    // Loaded only now: it takes 80 MB.
    const { getContainerRuntimeClient } = await import('testcontainers');
    const client = await getContainerRuntimeClient();
    await removeContainers(client.container.dockerode, process.argv[2]);
    process.exit(0);
  });
