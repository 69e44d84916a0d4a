/** Deadlocks, as InnoDB finds and breaks them (lock0wait.cc). */
import type { Transaction } from './transaction.ts';

/** The transaction to roll back; null when nobody waits in a circle. */
export function deadlockVictim(waiting: Iterable<Transaction>): Transaction | null {
  for (const transaction of waiting) {
    const cycle = cycleThrough(transaction);
    if (cycle !== null) return lightest(cycle);
  }
  return null;
}

/** Each waits for one: InnoDB remembers the first blocker only, and so finds a cycle through another one later. */
function cycleThrough(start: Transaction): readonly Transaction[] | null {
  const cycle = [start];
  for (let next = start.blockedBy; next !== start; next = next.blockedBy) {
    if (next === null || cycle.includes(next)) return null;
    cycle.push(next);
  }
  return cycle;
}

/** The one with the least to lose; of equals the last in the cycle, seen from the one that began to wait last. */
function lightest(cycle: readonly Transaction[]): Transaction {
  const waits = cycle.map((transaction) => transaction.waitNumber);
  const latest = waits.indexOf(Math.max(...waits));
  const ordered = [...cycle.slice(latest + 1), ...cycle.slice(0, latest + 1)];
  return ordered.reduce((victim, candidate) => (victim.weight >= candidate.weight ? candidate : victim));
}
