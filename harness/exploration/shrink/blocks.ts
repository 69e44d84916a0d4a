/** A schedule as blocks of turns of one lane, and the ways to move them about. */
import type { Option } from './option.ts';

export type Block = readonly Option[];

export function blocksOf(options: readonly Option[]): Block[] {
  const blocks: Option[][] = [];
  for (const option of options) {
    if (option.isEnd) continue;
    const last = blocks.at(-1);
    if (last !== undefined && last[0]!.place === option.place) last.push(option);
    else blocks.push([option]);
  }
  return blocks;
}

/** Each lane that has several blocks has one: where its first was, or where its last was. */
export function joined(blocks: readonly Block[], lanes: ReadonlySet<number>, at: 'first' | 'last'): Option[] {
  return blocks.flatMap((block, i) => {
    const place = placeOf(block);
    if (!lanes.has(place)) return block;
    const isIt = at === 'first' ? firstOf(blocks, place) === i : lastOf(blocks, place) === i;
    return isIt ? blocks.filter((other) => placeOf(other) === place).flat() : [];
  });
}

/** Two neighbouring blocks of one lane side by side, both ways, for each such pair. */
export function* merges(blocks: readonly Block[]): Generator<Option[]> {
  for (let i = 0; i < blocks.length; i++) {
    const j = blocks.findIndex((block, at) => at > i && placeOf(block) === placeOf(blocks[i]!));
    if (j < 0) continue;
    yield [...blocks.slice(0, i + 1), blocks[j]!, ...blocks.slice(i + 1, j), ...blocks.slice(j + 1)].flat();
    yield [...blocks.slice(0, i), ...blocks.slice(i + 1, j), blocks[i]!, ...blocks.slice(j)].flat();
  }
}

/**
 * Between two blocks of one lane, one other block and no more; the rest at the very end, where it may find done what it
 * would have to do itself.
 */
export function* isolations(blocks: readonly Block[]): Generator<Option[]> {
  for (let i = 0; i < blocks.length; i++) {
    const j = blocks.findIndex((block, at) => at > i && placeOf(block) === placeOf(blocks[i]!));
    const between = blocks.slice(i + 1, j);
    if (j < 0 || between.length < 2) continue;
    for (const one of between.toReversed()) {
      const others = between.filter((block) => block !== one);
      yield [...blocks.slice(0, i + 1), one, ...blocks.slice(j), ...others].flat();
    }
  }
}

/** A block of a lower lane in front of a higher one: whole blocks first, then parts that join a block of their lane. */
export function* sortings(blocks: readonly Block[]): Generator<Option[]> {
  for (let i = 0; i < blocks.length; i++) {
    const later = blocks
      .map((_, j) => j)
      .filter((j) => j > i && firstOf(blocks.slice(i), placeOf(blocks[j]!)) === j - i);
    later.sort((one, other) => placeOf(blocks[one]!) - placeOf(blocks[other]!));
    for (const j of later) {
      if (placeOf(blocks[j]!) >= placeOf(blocks[i]!)) break;
      yield [...blocks.slice(0, i), blocks[j]!, ...blocks.slice(i, j), ...blocks.slice(j + 1)].flat();
    }
  }
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i]!;
    const j = blocks.findIndex((other, at) => at > i && placeOf(other) === placeOf(block));
    if (j < 0) continue;
    const between = blocks.slice(i + 1, j);
    const other = blocks[j]!;
    const rebuild = (one: Block, two: Block): Option[] =>
      [...blocks.slice(0, i), one, ...between, two, ...blocks.slice(j + 1)].flat();
    for (let n = other.length - 1; n > 0; n--) yield rebuild([...block, ...other.slice(0, n)], other.slice(n));
    for (let n = 1; n < block.length; n++) yield rebuild(block.slice(0, n), [...block.slice(n), ...other]);
  }
}

/** Two lanes in each other's place. */
export function exchanged(options: readonly Option[], one: number, other: number): Option[] {
  const to = (place: number): number => (place === one ? other : place === other ? one : place);
  return options.map((option) => ({ ...option, place: to(option.place), victim: to(option.victim) }));
}

export function placeOf(block: Block): number {
  return block[0]!.place;
}

function firstOf(blocks: readonly Block[], place: number): number {
  return blocks.findIndex((block) => placeOf(block) === place);
}

function lastOf(blocks: readonly Block[], place: number): number {
  return blocks.findLastIndex((block) => placeOf(block) === place);
}
