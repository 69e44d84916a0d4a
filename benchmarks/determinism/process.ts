/** A process, or a thread, of its own: executes the shard that it is told and hands back the digests. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Shard } from '../../harness/exploration/division/shard.ts';
import { historiesOf } from './histories.ts';

const shard = (isMainThread ? JSON.parse(process.argv[2]!) : workerData) as Shard;
const histories = await historiesOf(shard);
if (isMainThread) process.send!(histories);
else parentPort!.postMessage(histories);
