/** What Redis says of its memory. */

export interface RedisMemory {
  /** What its data and buffers take. */
  readonly usedBytes: number;
  /** Where it begins to evict or to refuse; null: nowhere. */
  readonly maxBytes: number | null;
  /** Of the machine; null where it does not say. */
  readonly machineBytes: number | null;
}

/** @param info what `INFO memory` answers */
export function redisMemoryOf(info: string): RedisMemory {
  const figure = (name: string): number | null => {
    const found = new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1];
    return found === undefined || found === '0' ? null : Number(found);
  };
  const usedBytes = figure('used_memory');
  if (usedBytes === null) throw new Error(`INFO memory has no used_memory: ${info.slice(0, 200)}`);
  return { usedBytes, maxBytes: figure('maxmemory'), machineBytes: figure('total_system_memory') };
}

/** How much may be added to it for a while without harm to whoever else uses it. */
export function roomIn({ usedBytes, maxBytes, machineBytes }: RedisMemory): number {
  const untilFull = maxBytes === null ? Infinity : Math.max(0, maxBytes - usedBytes) / 2;
  const ofMachine = machineBytes === null ? Infinity : Math.max(0, machineBytes - usedBytes) / 4;
  return Math.min(untilFull, ofMachine);
}
