/**
 * The quantile function of the standard normal distribution.
 * Source: P. J. Acklam's rational approximation (2003), relative error below 1.15e-9.
 */
const A = [
  -39.6968302866538, 220.946098424521, -275.928510446969, 138.357751867269, -30.6647980661472, 2.50662827745924,
];
const B = [-54.4760987982241, 161.585836858041, -155.698979859887, 66.8013118877197, -13.2806815528857];
const C = [
  -0.00778489400243029, -0.322396458041136, -2.40075827716184, -2.54973253934373, 4.37466414146497, 2.93816398269878,
];
const D = [0.00778469570904146, 0.32246712907004, 2.445134137143, 3.75440866190742];
/** Below, and above 1 minus it, the tails have an approximation of their own. */
const TAIL = 0.02425;
const TINY = 2 ** -53;

/** @param p from 0 to 1; at the ends it stays finite, as what a 53-bit random number can reach */
export function normalQuantile(p: number): number {
  if (p < TAIL) return tail(Math.max(p, TINY));
  if (p > 1 - TAIL) return -tail(Math.max(1 - p, TINY));
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(A, r) * q) / (polynomial(B, r) * r + 1);
}

function tail(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  return polynomial(C, q) / (polynomial(D, q) * q + 1);
}

/** The highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
