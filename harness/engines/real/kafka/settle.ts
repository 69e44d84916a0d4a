/** A topic that was made a moment ago: brokers learn of it one by one, and lead its partitions only after that. */
import { setTimeout as delay } from 'node:timers/promises';
import { protocolErrorOf } from './kafkajs.ts';

const NOT_YET: readonly (string | null)[] = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
];
const PAUSE_MS = 50;
const TRIES_MAX = 200;

/** Asks again while brokers answer that they do not know the topic yet. kafkajs does that by itself for some questions only. */
export async function onceSettled<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES_MAX || !NOT_YET.includes(protocolErrorOf(error))) throw error;
    }
    await delay(PAUSE_MS);
  }
}
