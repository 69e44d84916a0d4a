/** Ids from the run's seed. */
import type { GuardedRun } from '../ambient.ts';

export type Uuid = `${string}-${string}-${string}-${string}-${string}`;

export function fill<Bytes extends Uint8Array>(run: Pick<GuardedRun, 'random'>, bytes: Bytes): Bytes {
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(run.random() * 256);
  return bytes;
}

export function uuidOf(run: Pick<GuardedRun, 'random'>): Uuid {
  const bytes = fill(run, new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
