/** Randomness in actor code comes from the run's seed: tokens and ids are the same whenever a schedule is executed again. */
import crypto from 'node:crypto';
import { currentRun } from '../ambient.ts';
import { fill, uuidOf } from './uuid.ts';

export function guardRandomness(): void {
  const original = {
    random: Math.random,
    randomUUID: crypto.randomUUID,
    randomBytes: crypto.randomBytes,
    randomInt: crypto.randomInt,
    randomFillSync: crypto.randomFillSync,
    getRandomValues: crypto.webcrypto.getRandomValues.bind(crypto.webcrypto),
  };
  Math.random = () => currentRun()?.random() ?? original.random();

  const randomUUID: typeof crypto.randomUUID = (options) => {
    const run = currentRun();
    return run === null ? original.randomUUID(options) : uuidOf(run);
  };
  const getRandomValues = <T extends NodeJS.TypedArray>(array: T): T => {
    const run = currentRun();
    if (run === null) return original.getRandomValues(array as never);
    fill(run, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return array;
  };
  // The forms with a callback go on to the originals, and the audit reports them: their answer comes at a time of its own.
  const randomBytes = (size: number, callback?: never): Buffer => {
    const run = currentRun();
    if (run === null || callback !== undefined) return original.randomBytes(size, callback as never) as never;
    return fill(run, Buffer.alloc(size));
  };
  const randomInt = (...args: number[]): number => {
    const run = currentRun();
    if (run === null || args.some((arg) => typeof arg !== 'number')) return original.randomInt(...(args as [number]));
    const [from, to] = args.length === 1 ? [0, args[0]!] : [args[0]!, args[1]!];
    return from + Math.floor(run.random() * (to - from));
  };
  const randomFillSync = <T extends NodeJS.ArrayBufferView>(bytes: T, offset = 0, size?: number): T => {
    const run = currentRun();
    if (run === null) return original.randomFillSync(bytes as never, offset, size as never) as T;
    const all = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    fill(run, all.subarray(offset, size === undefined ? undefined : offset + size));
    return bytes;
  };
  Object.assign(crypto, { randomUUID, randomBytes, randomInt, randomFillSync });
  Object.assign(globalThis.crypto, { randomUUID, getRandomValues });
}
