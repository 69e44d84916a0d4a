import { deferred } from '../infra/deferred.ts';
import { exitCodes } from './exit-codes.ts';

export interface Interruption {
  /** Ctrl-C was pressed. */
  readonly isAsked: boolean;
  /** Resolves when it is. */
  readonly asked: Promise<void>;
  end(): void;
}

/** Ctrl-C once: finish what is begun and write it down. Twice: leave at once; private servers go with us. */
export function listenForInterruption(): Interruption {
  const { promise: asked, resolve } = deferred<void>();
  const state = { isAsked: false, asked, end: () => signals.forEach((signal) => process.off(signal, listen)) };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const listen = (): void => {
    if (state.isAsked) process.exit(exitCodes.interrupted);
    state.isAsked = true;
    resolve();
    process.stderr.write('\nStopping. What is done will be written down; once more to leave at once.\n');
  };
  for (const signal of signals) process.on(signal, listen);
  return state;
}
