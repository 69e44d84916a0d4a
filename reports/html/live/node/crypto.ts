/** In the page, in place of `node:crypto`: what the engine and the built-in strategies use of it. */
import { Buffer } from 'buffer';
import { currentRun } from '../../../../harness/scheduler/ambient.ts';
import { uuidOf } from '../../../../harness/scheduler/guards/uuid.ts';
import { sha1, sha256 } from './sha.ts';

const ALGORITHMS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = { sha1, sha256 };

/** Of texts, in one piece. */
export function createHash(algorithm: string) {
  const hash = ALGORITHMS[algorithm];
  if (hash === undefined) throw new Error(`there is no ${algorithm} in the page`);
  let text = '';
  const builder = {
    update(more: string) {
      text += more;
      return builder;
    },
    digest(encoding?: 'hex') {
      const digest = Buffer.from(hash(Buffer.from(text)));
      return encoding === undefined ? digest : digest.toString(encoding);
    },
  };
  return builder;
}

/** Actor code gets what the run's seed gives, as from the guarded one of Node. */
export function randomUUID(): string {
  const run = currentRun();
  return run === null ? globalThis.crypto.randomUUID() : uuidOf(run);
}
