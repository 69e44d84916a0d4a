/** What the process ends with. Scripts depend on these numbers (DESIGN §8). */
import type { Verdict } from '../harness/result.ts';

export const exitCodes = {
  pass: 0,
  fail: 1,
  badInput: 2,
  inconclusive: 3,
  noMatch: 4,
  notReproduced: 5,
  internal: 70,
  interrupted: 130,
} as const;

export function exitCodeOf(verdict: Verdict): number {
  return exitCodes[verdict];
}
