/**
 * Seeded random numbers, a stream for each purpose: what one purpose draws never moves what another one gets. So two
 * strategies meet the same arrivals, keys and latencies, and what differs between them is theirs (common random numbers).
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

const TWO_32 = 2 ** 32;

export class Stream {
  readonly #generator: RandomGenerator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Evenly spread over [0, 1). */
  next(): number {
    return (this.#generator.next() >>> 0) / TWO_32;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** Exponentially distributed with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.next());
  }
}

/** The golden ratio in 32 bits. */
const STRIDE = 0x9e3779b9;

/** The seed of a part of what `seed` stands for. Mixed as MurmurHash3 ends: neighbours have nothing to do with each other. */
export function seedOf(seed: number, part: number): number {
  let mixed = (seed | 0) + Math.imul(part + 1, STRIDE);
  mixed ^= mixed >>> 16;
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** What numbers are drawn for. New ones go to the end. */
const PURPOSES = ['reads', 'writes', 'clients', 'pipeline', 'replicas', 'faults', 'actors', 'ttl', 'messages'] as const;
export type Purpose = (typeof PURPOSES)[number];

export function seedFor(runSeed: number, purpose: Purpose): number {
  return seedOf(runSeed, PURPOSES.indexOf(purpose));
}
