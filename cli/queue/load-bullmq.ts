/** BullMQ, an optional dependency: who has one machine need not install it. */
import { CliError } from '../errors.ts';

export type BullMq = typeof import('bullmq');

/** @throws CliError that says how to install it */
export async function loadBullMq(): Promise<BullMq> {
  try {
    return await import('bullmq');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CliError(
      'the queue is one of BullMQ, which is not installed. Fix: npm install bullmq, on every machine that takes part',
    );
  }
}
