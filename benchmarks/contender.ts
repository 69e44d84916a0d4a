/** One side of a comparison, and what one round of it came to. */

export interface Contender {
  /** Does a fixed amount of work. Preparing and clearing away are not timed. */
  round(): Promise<Round>;
  close(): Promise<void>;
}

export interface Round {
  /** Units done: schedules, steps or seeds. */
  readonly done: number;
  /** In how many of them the race was found: both sides must agree on what they ran. */
  readonly found: number;
  /** Where schedules up to the first find are counted: that count, for each unit. */
  readonly firsts?: readonly number[];
  readonly wallMs: number;
  /** Of this process alone: user and system time. */
  readonly cpuMs: number;
}

/** Times `work` and returns what it counted. */
export async function timed(work: () => Promise<Omit<Round, 'wallMs' | 'cpuMs'>>): Promise<Round> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const counted = await work();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  return { ...counted, wallMs, cpuMs: (user + system) / 1000 };
}
