/**
 * The generator behind `math.random` in Redis: drand48. A script that calls `math.randomseed` draws what it would draw
 * there. One that does not would go on, in Redis 8, where the last script of any client left off, which nobody can
 * repeat: here every script starts from seed 0.
 */
const MULTIPLIER = 0x5deece66dn;
const INCREMENT = 0xbn;
const MASK = (1n << 48n) - 1n;
const LOW_BITS = 0x330en;
const INT32_MAX = 0x7fff_ffff;

let state: bigint | null = null;

export function seedRandom(seed: number): void {
  state = (BigInt.asUintN(32, BigInt(Math.trunc(seed))) << 16n) | LOW_BITS;
}

/** Makes the next script start over. Seeding is left to the first draw, because few scripts draw. */
export function resetRandom(): void {
  state = null;
}

/** At least 0, below 1. */
export function drawRandom(): number {
  if (state === null) seedRandom(0);
  state = ((state ?? 0n) * MULTIPLIER + INCREMENT) & MASK;
  return (Number(state >> 17n) % INT32_MAX) / INT32_MAX;
}
