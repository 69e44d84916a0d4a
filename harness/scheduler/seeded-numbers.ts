import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Numbers in [0, 1), the same for the same seed. The generator is made when the first is asked for. */
export function seededNumbers(seed: number): () => number {
  let generator: ReturnType<typeof xoroshiro128plus> | null = null;
  return () => {
    generator ??= xoroshiro128plus(seed);
    return (generator.next() >>> 0) / 2 ** 32;
  };
}
