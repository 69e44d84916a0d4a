/**
 * The Kaplan–Meier estimator: how many last longer than a time, when of some it is known only that they lasted at least so
 * long (censored). Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", JASA 1958.
 */

/** At one time: how many ended, and how many were lost sight of just after it. */
export interface Lifetimes {
  readonly time: number;
  readonly ended: number;
  readonly censored: number;
}

/** [time, share that lasts longer], after each time at which some ended. */
export type Survival = readonly (readonly [number, number])[];

/** @param lifetimes in ascending order of time */
export function survivalOf(lifetimes: readonly Lifetimes[]): Survival {
  let atRisk = lifetimes.reduce((sum, { ended, censored }) => sum + ended + censored, 0);
  let share = 1;
  const curve: (readonly [number, number])[] = [];
  for (const { time, ended, censored } of lifetimes) {
    if (ended > 0) {
      share *= 1 - ended / atRisk;
      curve.push([time, share]);
    }
    atRisk -= ended + censored;
  }
  return curve;
}

/** The time by which a share of `q` has ended; null where too few were seen to end. */
export function survivalQuantile(curve: Survival, q: number): number | null {
  return curve.find(([, share]) => share <= 1 - q + 1e-12)?.[0] ?? null;
}
